"""The database: an engine set up so that both kinds mean the same, and its sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from models.vocabulary import HashName

TRANSACTION = "hengjian_transaction"
READS: dict[str, Any] = {TRANSACTION: "reads"}
WRITES: dict[str, Any] = {TRANSACTION: "writes"}
"""Execution options that say what a transaction is for; SQLite has to know when it begins."""

HASH = "hengjian_hash"
"""Where a session tells by which hash the trail is kept."""

WAIT_SECONDS = 10
POSTGRESQL_LIMITS = (
    "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s"
)
POOL = {"pool_size": 10, "max_overflow": 20, "pool_timeout": WAIT_SECONDS}


def make_engine(url: str) -> Engine:
    """Open the engine of a database by its address.

    Addresses are ``sqlite:///path`` and ``postgresql://…`` (or ``postgresql+psycopg://…``). Bound
    values never appear in error texts.

    Raises:
        ValueError: the database is of another kind, or an SQLite database without a file: readers
            and writers meet in the file.
    """
    address = make_url(url)
    kind = address.get_backend_name()
    if kind == "sqlite":
        return make_sqlite_engine(address)
    if kind == "postgresql":
        return make_postgresql_engine(address)
    raise ValueError(f"{kind} is no database that is supported: sqlite, postgresql")


def make_postgresql_engine(address: URL) -> Engine:
    """Open a PostgreSQL database; no statement, lock or idle transaction lasts beyond 10 s."""
    limits = " ".join([POSTGRESQL_LIMITS, *address.normalized_query.get("options", ())])
    return create_engine(
        address.set(drivername="postgresql+psycopg").update_query_dict({"options": limits}),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": WAIT_SECONDS},
        **POOL,
    )


def make_sqlite_engine(address: URL) -> Engine:
    """Open an SQLite file so that every connection guards keys and survives a power cut."""
    if address.database in (None, "", ":memory:"):
        raise ValueError("an SQLite database needs a file: sqlite:///path")
    engine = create_engine(address, hide_parameters=True, **POOL)
    event.listen(engine, "connect", set_up_sqlite)
    event.listen(engine, "begin", begin_on_sqlite)
    return engine


def set_up_sqlite(connection: Any, _record: object) -> None:
    """Set up a new connection; the wait comes first, the others may need it."""
    # The driver's own transactions begin too late: a writer that has read would fail.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={WAIT_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def begin_on_sqlite(connection: Connection) -> None:
    """Begin what was asked for: a writer takes the write lock at once, a reader never does."""
    purpose = connection.get_execution_options().get(TRANSACTION)
    reads = purpose == READS[TRANSACTION]
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    writes = purpose == WRITES[TRANSACTION]
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """One database and the two kinds of sessions on it. Neither flushes or expires by itself; both
    tell by which hash the trail of this database is kept.
    """

    def __init__(self, engine: Engine, *, hash_name: HashName = HashName.SHA256) -> None:
        self.engine = engine
        self.hash_name = hash_name
        # What is asked of a session after its block is an error, never a connection left behind.
        self._options: dict[str, Any] = {
            "autoflush": False,
            "expire_on_commit": False,
            "close_resets_only": False,
            "info": {HASH: hash_name},
        }
        # A statement that only reads needs no transaction on PostgreSQL: it is a round trip less.
        alone = {"isolation_level": "AUTOCOMMIT"} if engine.dialect.name == "postgresql" else {}
        self._reader = engine.execution_options(**READS, **alone)
        self._writer = engine.execution_options(**WRITES)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for SELECTs; nothing it holds is ever written."""
        with Session(self._reader, **self._options) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in exactly one transaction: committed at the end, rolled back by an error."""
        with Session(self._writer, **self._options) as session, session.begin():
            yield session

    def dispose(self) -> None:
        """Close all connections that nobody uses."""
        self.engine.dispose()
