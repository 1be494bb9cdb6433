"""Statistics: what figures are made of stands beside the total of each evaluation."""

from migrations.statements import run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "up.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
