"""An administrator before his browser, and what he did as the record holds it."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from models.database import Database
from models.tables import AdminEvent, Unit
from tests.support.app import PageForm, Site, Typed, Visitor, find_form
from tests.support.crawl import let_in


class Bureau:
    """A site with the administrator's browser, and another administrator beside him."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.site = Site(database, folder)
        self.database = database
        self.mark = self.site.offices.mark
        self.visitor = let_in(self.site, "administrator")

    def code(self, office: str) -> str:
        """The code of an office of the site."""
        return f"{office}-{self.mark}"

    def unit(self, code: str) -> Unit:
        """A unit as it stands."""
        with self.database.reading() as session:
            return session.scalars(select(Unit).where(Unit.code == code)).one()

    def send(
        self,
        address: str,
        typed: Typed | None = None,
        *,
        ending: str = "",
        without: tuple[str, ...] = (),
        expect: int = 303,
    ) -> TestResponse:
        """Open a page, type into its form and send it."""
        return self.visitor.send(address, typed, ending=ending, without=without, expect=expect)

    def upload(self, address: str, name: str, content: bytes, *, expect: int) -> TestResponse:
        """Hand in a file."""
        form = find_form(self.visitor.get(address), address)
        file = FileStorage(BytesIO(content), filename=name)
        return self.visitor.post(address, {**form.fields, "file": file}, expect=expect)


def read_form(visitor: Visitor, address: str, *, ending: str = "") -> PageForm:
    """A form as a page shows it now, to be sent later."""
    return find_form(visitor.get(address), ending or address)


def read_events(database: Database, *actions: str) -> list[dict[str, Any]]:
    """The bodies of administrative acts in their order, of some kinds or of all."""
    statement = select(AdminEvent.action, AdminEvent.body).order_by(AdminEvent.id)
    with database.reading() as session:
        rows = session.execute(statement).all()
    return [json.loads(row.body) for row in rows if not actions or row.action in actions]
