"""Editions and discards, agreed rows that change with a reason, drafts and tokens of forms, sign-in
attempts, tokens of scripts, activated schemes, and what lists search by.
"""

from migrations.statements import run_sql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "up.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
