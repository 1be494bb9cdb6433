"""Notices: urging after a deadline, what a person has looked at, saved views, what was told."""

from migrations.statements import run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "up.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
