"""The table of what verification covers says the truth: every column stands in it, and what is said
to be covered is named when the owner of the database changes it.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, select, text, update
from sqlalchemy.orm import Session

import workflow.ledger.covered as covering
from models.database import Database
from models.integrity import compare_edges
from models.tables import Base
from models.types import ExactDecimal
from models.vocabulary import Action, Role, Scope, State
from tests.support.offices import START
from tests.support.scenes import Scene
from tests.workflow.forging import open_for_forging, tell_everything
from workflow.data import Assigning
from workflow.delegating import end_delegation
from workflow.ids import new_id
from workflow.ledger.covered import COVERED, FILES, GUARDS, By, write_covered
from workflow.ledger.crew import Crew
from workflow.ledger.findings import Report
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import Ledger, seal_trail
from workflow.ledger.trusted import Trusted
from workflow.ledger.verify import CHECKS, LEDGER_CHECKS, look_at_everything
from workflow.refusals import Refused
from workflow.table import EDGES
from workflow.tokens import issue_token, revoke_token

TOLD = Path(covering.__file__).with_name("COVERED.md")
UNCHECKED_ON_POSTGRES = """
DO $$ DECLARE made record; BEGIN
    FOR made IN SELECT conrelid::regclass AS place, conname AS name FROM pg_constraint
        WHERE contype = 'c' AND connamespace = 'public'::regnamespace
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', made.place, made.name); END LOOP;
    FOR made IN SELECT table_name AS place, column_name AS name FROM information_schema.columns
        WHERE is_identity = 'YES' AND table_schema = 'public'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I DROP IDENTITY', made.place, made.name);
    END LOOP;
END $$
"""


def test_every_column_stands_in_the_table() -> None:
    tables = {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    assert {name: set(columns) for name, columns in COVERED.items()} == tables
    covers = [each for columns in COVERED.values() for each in columns.values()]
    known = {GUARDS, "documents", *CHECKS, *LEDGER_CHECKS}
    named = {each.check for each in (*covers, *FILES.values()) if isinstance(each, By)}
    assert named == known


def test_the_document_is_that_of_the_table() -> None:
    if os.environ.get("HENGJIAN_REWRITE_COVERED") == "1":
        TOLD.write_text(write_covered(), encoding="utf-8")
    assert TOLD.read_text(encoding="utf-8") == write_covered()


@dataclass(frozen=True)
class House:
    """A database with something in every table, and what was sealed of it."""

    database: Database
    trusted: Trusted

    def look(self, session: Session) -> dict[str, Report]:
        """Every check, that of the moves as the command has it."""
        session.expunge_all()
        edges = {(str(edge.action), str(edge.source), str(edge.target)) for edge in EDGES}
        guards = Report(GUARDS, faults=compare_edges(session.connection(), edges))
        return {GUARDS: guards, **look_at_everything(Crew(session), trusted=self.trusted)}


@pytest.fixture(scope="module")
def filled(shared: Database, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Evaluations of every kind, an edition, refusals, tokens, a ledger."""
    scene = Scene(shared)
    scene.correct(tell_everything(scene))
    finance = tell_everything(scene, cycle="finance")
    scene.disable("second_filer")
    scene.give_roles("second_head", Role.UNIT_HEAD, Role.FILER)
    with pytest.raises(Refused):
        scene.do("filer", Action.APPROVE, finance)
    with shared.writing() as session:
        for name in ("kept", "revoked"):
            own, person = new_id(), scene.people["filer"]
            issue_token(
                session,
                user_id=person,
                name=name,
                scope=Scope.READ,
                days=9,
                actor_id=person,
                at=START,
                token_id=own,
            )
        revoke_token(session, token_id=own, actor_id=person, at=START + timedelta(hours=1))
    shared_out = Assigning(places={"funds": scene.people["filer"], "whole": None})
    scene.do("filer", Action.ASSIGN, scene.begin(), shared_out)
    scene.delegate("head", "second_head", Role.UNIT_HEAD)
    deputised = scene.walk(State.SELF_SCORED)
    scene.do("second_head", Action.COMMENT, deputised, acting_for="head")
    delegation = scene.delegate("chief", "second_chief", Role.FINANCE_CHIEF)
    with shared.writing() as session:
        end_delegation(session, delegation_id=delegation, actor_id=None, at=scene.tick())
    ledger = Ledger(
        folder=tmp_path_factory.mktemp("ledger"),
        key=PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32),
        hasher=Hasher(),
    )
    seal_trail(shared.writing, ledger=ledger, at=START)
    scene.walk(State.SELF_SCORED)
    seal_trail(shared.writing, ledger=ledger, at=START)
    trusted = Trusted(tiles=ledger.tiles, hasher=ledger.hasher, keys=[ledger.key.public])
    return House(shared, trusted)


@pytest.fixture
def forging(filled: House) -> Iterator[Session]:
    """A session of the owner in which not even what a column may hold is checked."""
    with open_for_forging(filled.database) as session:
        if filled.database.engine.dialect.name == "postgresql":
            session.execute(text(UNCHECKED_ON_POSTGRES))
        else:
            session.execute(text("PRAGMA ignore_check_constraints = ON"))
        yield session
        session.rollback()
        if filled.database.engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA ignore_check_constraints = OFF"))


def test_nothing_is_found_where_nothing_was_changed(filled: House, forging: Session) -> None:
    reports = filled.look(forging)
    assert all(report.ok for report in reports.values()), reports
    assert all(report.examined for check, report in reports.items() if check != GUARDS)


def list_changes() -> Iterator[tuple[str, list[str]]]:
    for table, columns in COVERED.items():
        covered = [name for name, cover in columns.items() if isinstance(cover, By)]
        if covered:
            yield table, covered


@pytest.mark.parametrize(
    ("table", "columns"), [pytest.param(*each, id=each[0]) for each in list_changes()]
)
def test_what_is_covered_is_named(
    filled: House, forging: Session, table: str, columns: list[str]
) -> None:
    """By the check that the table says, with the row or the evaluation that it belongs to."""
    on_postgres = filled.database.engine.dialect.name == "postgresql"
    for column in columns[:3] if on_postgres else columns:
        cover = COVERED[table][column]
        assert isinstance(cover, By)
        with forging.begin_nested() as undone:
            names = change(forging, Base.metadata.tables[table], column)
            report = filled.look(forging)[cover.check]
            undone.rollback()
        assert not report.ok, (table, column)
        assert any(name in fault for fault in report.faults for name in names), (
            table,
            column,
            names,
            report.faults,
        )


LOOSE = {"free_text.id", "scheme.id"}
"""Whatever refers to these is named instead."""


def change(session: Session, table: Table, column: str) -> set[str]:
    """Change one value of one row; answers with what may be named for it."""
    own = table.c[column]
    query = select(table).order_by(own.is_(None), *table.primary_key.columns.values())
    if table.name == "free_text":
        # One that an indicator's reason is.
        reasons = select(Base.metadata.tables["indicator"].c.self_reason_id)
        query = query.where(table.c.id.in_(reasons))
    row = session.execute(query.limit(1)).one()._mapping
    keys = [row[key.name] == key for key in table.primary_key.columns]
    session.execute(update(table).where(*keys).values({column: other_than(row[column], own)}))
    if f"{table.name}.{column}" in LOOSE:
        return {"evaluation ", "indicator "}
    named = [row[key.name] for key in table.primary_key.columns]
    named += [row[name] for name in ("evaluation_id", "code", "name", "version") if name in row]
    if table.name == "scheme_activation":
        return {"scheme_activation of national_project@", "scheme_activation of result_only@"}
    if table.name in {"seal", "audit_event"}:
        return {f"{table.name} {row['id']}", "seal "}
    return {str(name) for name in named if name is not None}


def other_than(value: Any, column: Any) -> Any:
    """Another value of the same kind."""
    if value is None:
        is_points = isinstance(column.type, ExactDecimal)
        python = Decimal if is_points else column.type.python_type
        return {int: 5, Decimal: Decimal("1.00"), datetime: START, str: "x", UUID: new_id()}[python]
    others: dict[type, Callable[[], Any]] = {
        bool: lambda: not value,
        int: lambda: value + 1_000_000,
        Decimal: lambda: value + 1,
        datetime: lambda: value + timedelta(seconds=1),
        bytes: lambda: bytes(16),
        UUID: new_id,
        str: lambda: "0" * 64 if len(value) == 64 else f"{value}x",
    }
    return others[type(value)]()
