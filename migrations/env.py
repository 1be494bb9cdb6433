"""What Alembic runs: all wanted migrations of one database in one transaction, or none.

The caller hands over an open connection as `config.attributes["connection"]`; at the command line
the database is that of HENGJIAN_MIGRATION_URL, else of HENGJIAN_DATABASE_URL.
"""

import os

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

# Any number will do, as long as no other lock of the database has it.
UPGRADE_LOCK = 4_815_162_342


def find_url() -> str:
    """The address of the database to migrate.

    Raises:
        CommandError: the environment names none.
    """
    for name in ("HENGJIAN_MIGRATION_URL", "HENGJIAN_DATABASE_URL"):
        if url := os.environ.get(name):
            return url
    raise CommandError("set HENGJIAN_MIGRATION_URL or HENGJIAN_DATABASE_URL")


def run(connection: Connection) -> None:
    """Migrate over this connection, which is in no transaction."""
    if connection.dialect.name == "sqlite":
        run_on_sqlite(connection)
    else:
        run_on_postgresql(connection)


def run_on_sqlite(connection: Connection) -> None:
    """Migrate with foreign keys off, as rebuilding a table asks for, and check them at the end.

    The driver is spoken to directly: the pragma means nothing inside a transaction, and the driver
    by itself would not begin one before a CREATE TABLE.
    """
    driver = connection.connection.dbapi_connection
    assert driver is not None  # noqa: S101
    driver.isolation_level = None
    foreign_keys = driver.execute("PRAGMA foreign_keys").fetchone()[0]
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            # The caller's engine may have begun as a reader does; two upgrades would collide.
            if driver.in_transaction:
                driver.execute("ROLLBACK")
            driver.execute("BEGIN IMMEDIATE")
            run_steps(connection)
            if broken := driver.execute("PRAGMA foreign_key_check").fetchall():
                raise CommandError(f"rows without what they refer to: {broken[:5]}")
    finally:
        driver.execute(f"PRAGMA foreign_keys={foreign_keys}")


def run_on_postgresql(connection: Connection) -> None:
    """Migrate the schema public, one at a time, for as long as it takes."""
    with connection.begin():
        connection.exec_driver_sql("SET LOCAL search_path = public")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
        run_steps(connection)


def run_steps(connection: Connection) -> None:
    """Let Alembic run what is missing inside the transaction that is open."""
    context.configure(connection=connection, transactional_ddl=True)
    context.run_migrations()


def main() -> None:
    """Take the caller's connection or open one.

    Raises:
        CommandError: SQL without a database was asked for.
    """
    if context.is_offline_mode():
        raise CommandError("the migrations run on a database only, they are not printed")
    connection = context.config.attributes.get("connection")
    if connection is not None:
        run(connection)
        return
    engine = create_engine(find_url(), poolclass=NullPool, hide_parameters=True)
    with engine.connect() as opened:
        run(opened)


main()
