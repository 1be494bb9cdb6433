"""The seal: what the ledger outside the database took in, and the barrier that loses nothing."""

from migrations.statements import run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "up.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
