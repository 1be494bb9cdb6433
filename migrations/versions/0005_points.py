"""Points: a return names problems one by one; each is answered, then settled or insisted on."""

from migrations.statements import run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_sql(revision, "up.sql")


def downgrade() -> None:
    run_sql(revision, "down.sql")
