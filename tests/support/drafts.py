"""A draft before the browser of its filer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from werkzeug.test import TestResponse

from models.database import Database
from models.tables import Evaluation
from tests.support.app import Site, Visitor, find_form
from tests.support.copies import begin_with


def begin_draft(site: Site) -> UUID:
    """Create an evaluation through its page, as the filer of the center."""

    def tell(database: Database) -> UUID:
        there = site.move(database)
        return there.begin(there.visitor("filer"))

    return begin_with(site.database, tell, name="draft", often=True)


@dataclass
class Desk:
    """One draft and the browser of its filer."""

    site: Site
    filer: Visitor
    evaluation: UUID

    @property
    def page(self) -> str:
        return f"/evaluations/{self.evaluation}"

    def read(self, column: Any) -> Any:
        """What stands in one column of the first row of the evaluation's table."""
        table = column.class_
        found = table.id if table is Evaluation else table.evaluation_id
        with self.site.database.reading() as session:
            statement = select(column).where(found == self.evaluation)
            if hasattr(table, "position"):
                statement = statement.order_by(table.position)
            return session.scalars(statement.limit(1)).one()

    def version(self) -> int:
        return int(self.read(Evaluation.version))


def type_into(desk: Desk, section: str, prefix: str, text: str, *, expect: int) -> TestResponse:
    """Type into the first field of a kind and save."""
    form = find_form(desk.filer.get(f"{desk.page}/fill/{section}"), section)
    name = next(name for name in form.fields if name.startswith(prefix))
    answer = desk.filer.send_form(form, {name: text}, button="save", expect=expect)
    if expect == 422:
        kept = find_form(answer, section).fields[name]
        assert kept.replace("\ufffd", "\0") == text, (text, kept)
        assert f'id="{name}-error"' in answer.text, text
    return answer
