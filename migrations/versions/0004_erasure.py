"""Erasure: two people take a text out of the store; its commitment stays in the trail."""

from migrations.statements import run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "up.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
