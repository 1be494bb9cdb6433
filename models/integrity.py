"""Whether the database still holds every guard that the migrations gave it.

`integrity_manifest.json` lists what a freshly migrated database of each kind holds; a test makes
it anew and compares. A database that lost one of these things must not be used: the guards are
what the audit trail rests on.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from models import integrity_postgresql
from models.tables import WorkflowEdge

MANIFEST = Path(__file__).with_name("integrity_manifest.json")
MIGRATION = "migration"

PRAGMAS = (
    "foreign_keys",
    "ignore_check_constraints",
    "journal_mode",
    "recursive_triggers",
    "synchronous",
    "writable_schema",
)


def find_losses(connection: Connection, edges: Collection[tuple[str, str, str]]) -> list[str]:
    """Name every guard that this database, or this connection to it, has lost.

    Args:
        connection: a connection as the application uses it.
        edges: the legal moves as the application knows them: action, from-state, to-state.

    Returns:
        One sentence per loss, sorted; nothing when the database may be used. A database at
        another migration gives a single sentence, as it differs in everything.
    """
    expected = read_manifest()[connection.dialect.name]
    migration = find_migration(connection)
    if migration != expected[MIGRATION]:
        return [f"the database is at migration {migration}, {expected[MIGRATION]} is needed"]
    losses = compare_guards(expected, observe_guards(connection))
    if inspect(connection).has_table(WorkflowEdge.__tablename__):
        losses += compare_edges(connection, edges)
    if connection.dialect.name == "postgresql":
        losses += integrity_postgresql.find_excessive_grants(connection, expected)
    return sorted(losses)


def owns_the_tables(connection: Connection) -> bool:
    """Whether this PostgreSQL account could switch the guards off. Of an SQLite file everybody
    could who may write to it, so nothing is said of it.
    """
    if connection.dialect.name != "postgresql":
        return False
    owner = "SELECT pg_has_role(tableowner, 'USAGE') FROM pg_tables WHERE tablename = 'audit_event'"
    return bool(connection.exec_driver_sql(owner).scalar())


def read_manifest() -> dict[str, dict[str, str]]:
    """The guards by kind of database: what is guarded, and how it looks when it is whole."""
    manifest: dict[str, dict[str, str]] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return manifest


def observe_guards(connection: Connection) -> dict[str, str]:
    """The guards that this database holds now, in the terms of the manifest."""
    if connection.dialect.name == "sqlite":
        observed = observe_sqlite(connection)
    else:
        observed = integrity_postgresql.observe_guards(connection)
    return {MIGRATION: find_migration(connection), **observed}


def observe_sqlite(connection: Connection) -> dict[str, str]:
    """Every table (its keys and checks are part of its text), trigger and unique index; settings.

    The table of the migrations is Alembic's own and left out.
    """
    schema = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_schema WHERE name <> 'alembic_version'"
        " AND (type IN ('table', 'trigger') OR sql LIKE 'CREATE UNIQUE%')"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    observed = {f"{kind} {name}": digest(sql) for kind, name, sql in schema}
    for pragma in PRAGMAS:
        value = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
        observed[f"setting {pragma}"] = str(value)
    return observed


def find_migration(connection: Connection) -> str:
    """The revision of the database, or ``none``."""
    if not inspect(connection).has_table("alembic_version"):
        return "none"
    heads = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
    return ", ".join(sorted(heads)) or "none"


def compare_guards(expected: Mapping[str, str], observed: Mapping[str, str]) -> list[str]:
    """Name what is missing or differs; what is there beyond the expected weakens nothing."""
    missing = [f"{guard} is missing" for guard in expected if guard not in observed]
    changed = [
        f"{guard} has changed"
        for guard, form in expected.items()
        if guard in observed and observed[guard] != form
    ]
    return missing + changed


def compare_edges(connection: Connection, edges: Collection[tuple[str, str, str]]) -> list[str]:
    """Name the moves that only the database or only the application knows."""
    columns = (WorkflowEdge.action, WorkflowEdge.from_state, WorkflowEdge.to_state)
    stored = {(row[0], row[1], row[2]) for row in connection.execute(select(*columns))}
    known = {(str(action), str(before), str(after)) for action, before, after in edges}
    return [
        *(f"workflow_edge lacks {name_edge(edge)}" for edge in known - stored),
        *(f"workflow_edge has {name_edge(edge)}, unknown here" for edge in stored - known),
    ]


def name_edge(edge: tuple[str, str, str]) -> str:
    """Write a move as ``submit: draft -> self_scored``."""
    return f"{edge[0]}: {edge[1]} -> {edge[2]}"


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()
