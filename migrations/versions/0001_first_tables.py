"""The first tables, what the database refuses, and who may do what in it."""

from alembic import op

from migrations.statements import run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "1_tables.sql")
    run_sql(revision, "2_guards.sql")
    # SQLite knows no roles: whoever may write the file may write all of it.
    if op.get_bind().dialect.name == "postgresql":
        run_sql(revision, "3_grants.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
