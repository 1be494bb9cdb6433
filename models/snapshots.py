"""Sessions that see one state of the whole database from beginning to end, whoever writes
meanwhile; and how several processes come to see the same one.

PostgreSQL exports what a transaction sees under a name that others may ask for. SQLite has no such
name: there all begin to read while one of them holds the lock of writers, so that nothing can be
committed between the first and the last of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.database import HASH, READS, WRITES
from models.vocabulary import HashName

_PATIENT = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
_FIRST_LOOK = text("SELECT count(*) FROM sqlite_master")


@contextmanager
def read_whole(
    engine: Engine, *, hash_name: HashName = HashName.SHA256, snapshot: str | None = None
) -> Iterator[Session]:
    """Open a session that reads one state of the database, for as long as it takes; that of
    `snapshot` where one is named, which only PostgreSQL has. It tells by which hash the
    trail is kept.
    """
    on_postgres = engine.dialect.name == "postgresql"
    level = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    reader = engine.execution_options(**READS, **(level if on_postgres else {}))
    info = {HASH: hash_name}
    with (
        Session(reader, autoflush=False, expire_on_commit=False, info=info) as session,
        session.begin(),
    ):
        if not on_postgres:
            session.execute(_FIRST_LOOK)
            yield session
            return
        if snapshot is not None:
            # It is a name of the server's own making, and has to be the first thing said.
            session.connection().exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        for wish in _PATIENT:
            session.connection().exec_driver_sql(wish)
        yield session


def name_snapshot(session: Session) -> str | None:
    """Return the name under which others may see what this session sees; None on SQLite."""
    if session.connection().dialect.name != "postgresql":
        return None
    return str(session.scalars(text("SELECT pg_export_snapshot()")).one())


@contextmanager
def hold_writers(engine: Engine) -> Iterator[bool]:
    """Let nobody commit to an SQLite file for the length of the block, and tell whether that was
    granted: not where the file may only be read, or where somebody writes for too long. On
    PostgreSQL nobody has to be held.
    """
    if engine.dialect.name == "postgresql":
        yield True
        return
    try:
        holder = engine.execution_options(**WRITES).connect()
        try:
            holder.begin()
        except DBAPIError:
            holder.close()
            raise
    except DBAPIError:
        yield False
        return
    with holder:
        yield True
        holder.rollback()
