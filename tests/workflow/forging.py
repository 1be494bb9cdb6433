"""A database owner who forges: triggers and keys sleep, and all he did is undone."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, delete, insert, select, text, update
from sqlalchemy.orm import Session

from models.database import WRITES, Database
from models.tables import Base
from models.vocabulary import Action, State
from tests.support.papers import PLAN, VISITS, send_back_with_points
from tests.support.scenes import Scene
from workflow.audit import hash_body, keep_texts, write_canonical
from workflow.data import SettlingPoints
from workflow.ledger.verify import Report, verify_database

SLEEP = """
DO $$ DECLARE made record; BEGIN
    FOR made IN SELECT oid::regclass AS place FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    LOOP EXECUTE 'ALTER TABLE ' || made.place || ' DISABLE TRIGGER ALL'; END LOOP;
END $$
"""


@contextmanager
def open_for_forging(database: Database) -> Iterator[Session]:
    """A session of the owner in which nothing is refused any more; rolled back at the end."""
    with Session(database.engine.execution_options(**WRITES), autoflush=False) as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text(SLEEP))
        else:
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in session.scalars(text(query)).all():
                session.execute(text(f"DROP TRIGGER {name}"))
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield session
        session.rollback()


@dataclass
class Forger:
    """What a forger knows: one evaluation and everything that belongs to it."""

    session: Session
    evaluation: UUID
    other: UUID

    def rows(self, name: str, evaluation: UUID | None = None) -> list[Row[*tuple[Any, ...]]]:
        """The rows of one table that belong to the evaluation, in order."""
        table = Base.metadata.tables[name]
        query = select(table).where(self._owner(table) == (evaluation or self.evaluation))
        order = [column for column in ("seq", "event_seq", "position", "key") if column in table.c]
        return list(self.session.execute(query.order_by(*(table.c[c] for c in order))).all())

    def row(self, name: str, number: int = 0) -> Row[*tuple[Any, ...]]:
        """One row of a table."""
        return self.rows(name)[number]

    @staticmethod
    def table(name: str) -> Table:
        """A table by its name."""
        return Base.metadata.tables[name]

    @staticmethod
    def _owner(table: Table) -> Any:
        return table.c.id if table.name == "evaluation" else table.c.evaluation_id

    def change(
        self, table_name: str, row: Row[*tuple[Any, ...]] | None = None, /, **values: object
    ) -> str:
        """Change a row, by default the first; answers with its id."""
        table = Base.metadata.tables[table_name]
        chosen = row if row is not None else self.row(table_name)
        result = self.session.execute(update(table).where(*_is(table, chosen)).values(values))
        assert result.rowcount == 1  # type: ignore[attr-defined]  # an UPDATE's result has it
        return str(chosen._mapping.get("id", self.evaluation))

    def remove(self, name: str, number: int = 0) -> Row[*tuple[Any, ...]]:
        """Delete a row; answers with what it held."""
        table, chosen = Base.metadata.tables[name], self.row(name, number)
        self.session.execute(delete(table).where(*_is(table, chosen)))
        return chosen

    def add(self, table_name: str, row: Row[*tuple[Any, ...]], /, **values: object) -> None:
        """Insert a copy of a row with other values and, where ids are numbers, another id."""
        table = Base.metadata.tables[table_name]
        copy = dict(row._mapping) | values
        if isinstance(copy.get("id"), int) and "id" not in values:
            del copy["id"]
        self.session.execute(insert(table).values(copy))

    def keep(self, written: str) -> int:
        """Store a text of the forger's own, properly committed to."""
        return keep_texts(self.session, [written])[0].id

    def rewrite(self, number: int, *, rehash: bool = False, **data: object) -> str:
        """Change what the data of an event's body says; answers with the event's id."""
        event = self.row("audit_event", number)
        body = json.loads(event.body)
        body["data"] |= data
        return self.put_body(number, write_canonical(body), rehash=rehash)

    def put_body(self, number: int, body: str, *, rehash: bool = False) -> str:
        """Replace the bytes of an event's body, and its hash where that is wished."""
        event = self.row("audit_event", number)
        values: dict[str, object] = {"body": body}
        if rehash:
            values["hash"] = hash_body(body)
        return self.change("audit_event", event, **values)

    def verify(self) -> Mapping[str, Report]:
        """What verification says now."""
        self.session.expunge_all()
        return verify_database(self.session)


def _is(table: Table, row: Row[*tuple[Any, ...]]) -> list[Any]:
    return [column == row._mapping[column.name] for column in table.primary_key.columns]


def tell_everything(scene: Scene, *, cycle: str = "project") -> UUID:
    """An evaluation that has been through everything: returned once with two points, amended,
    attached to, answered, commented on, one point settled, taken up again, published, followed up.
    """
    evaluation = scene.walk(State.SELF_SCORED, cycle=cycle)
    filer = "section_filer" if cycle == "finance" else "filer"
    back = send_back_with_points(scene.desk(evaluation))
    scene.do("head", Action.RETURN, evaluation, back, leads_to=State.DRAFT)
    desk = scene.desk(evaluation)
    if desk.scored:
        scene.do(filer, Action.AMEND, evaluation)
        scene.do(filer, Action.ATTACH, evaluation, replace(PLAN, indicator_id=desk.row(VISITS)))
    scene.do(filer, Action.ATTACH, evaluation)
    scene.do("head", Action.COMMENT, evaluation)
    scene.do(filer, Action.ANSWER, evaluation)
    scene.do(filer, Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    settled = frozenset([scene.points(evaluation).all[0].id])
    scene.do("head", Action.SETTLE, evaluation, SettlingPoints(points=settled))
    scene.do("head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)
    scene.do("chief", Action.REOPEN, evaluation, leads_to=State.UNIT_APPROVED)
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)
    scene.do("chief", Action.PUBLISH, evaluation, leads_to=State.PUBLISHED)
    scene.do("filer", Action.PLAN_MEASURE, evaluation)
    scene.do("filer", Action.REPORT_MEASURE, evaluation)
    scene.do("chief", Action.ACCEPT_MEASURE, evaluation)
    return evaluation
