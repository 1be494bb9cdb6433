"""${message}.

Guarded tables are never altered with Alembic's batch mode: on SQLite it rebuilds the table and
drops its triggers. Write the SQL for both databases into `sql/${up_revision}/`.
"""

from migrations.statements import run_sql

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql("${up_revision}", "1_up.sql")


def downgrade() -> None:
    run_sql("${up_revision}", "down.sql")
