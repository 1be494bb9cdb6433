"""Delegation: for a time one person acts for another, and every event says so."""

from migrations.statements import run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "up.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
