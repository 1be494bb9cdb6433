"""The application as a browser without JavaScript sees it: real pages, real forms, real sign-in."""

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from models.database import Database
from models.queries.seals import find_unsealed_publication
from tests.support import keys
from tests.support.copies import begin_with
from tests.support.furnishing import furnish, open_cycle
from tests.support.keys import SECRET_KEY
from tests.support.offices import Offices
from web.app import create_app
from web.door import House
from web.ledger import make_key, open_ledger
from web.settings import read_settings
from workflow.ledger.seal import seal_trail
from workflow.people import begin_session

PASSWORD = keys.PASSWORD
_ADDRESS_OF_ONE = re.compile(r"/evaluations/([0-9a-f-]{36})")

Typed = Mapping[str, str]


@dataclass
class PageForm:
    """One form of a page: where it goes, and what it would send as it stands."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(given.get("action", "")))
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name", "")
        unset = given.get("type") == "radio" and "checked" not in given
        if tag == "input" and name and given.get("type") != "file" and not unset:
            form.fields[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            form.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif tag == "button":
            form.buttons.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            # A line end right behind the tag is not part of the text.
            shown = self.forms[-1].fields[self._area] or data.removeprefix("\n")
            self.forms[-1].fields[self._area] = shown

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def read_forms(page: TestResponse) -> list[PageForm]:
    """The forms of a page, in their order."""
    reader = _FormReader()
    reader.feed(page.get_data(as_text=True))
    return reader.forms


def find_form(page: TestResponse, ending: str) -> PageForm:
    """The form of a page that goes to an address with this ending."""
    return next(form for form in read_forms(page) if form.action.endswith(ending))


def seal_all(home: House) -> None:
    """Seal what was done."""
    if not home.settings.ledger_key.exists():
        make_key(home.settings)
    seal_trail(
        home.database.writing,
        ledger=open_ledger(home.settings),
        at=datetime.now(UTC),
        reading=home.database.reading,
    )


def seal_awaited(home: House) -> None:
    """Seal where something was published, as the worker does a second later."""
    with home.database.reading() as session:
        is_awaited = find_unsealed_publication(session)
    if is_awaited:
        seal_all(home)


class Visitor:
    """One browser: its cookies, and one person behind it or nobody."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, address: str, *, expect: int = 200) -> TestResponse:
        """Open a page; one for everybody as soon as all is sealed that it may show."""
        if address.startswith("/published"):
            seal_awaited(self.client.application.extensions["hengjian"])
        page = self.client.get(address, buffered=True)
        assert page.status_code == expect, (address, page.status_code, page.text)
        return page

    def post(
        self, address: str, fields: Mapping[str, Any] | MultiDict[str, Any], *, expect: int
    ) -> TestResponse:
        """Send these fields."""
        content = "multipart/form-data"
        page = self.client.post(address, data=fields, content_type=content)
        assert page.status_code == expect, (address, page.status_code, page.text)
        return page

    def send(
        self,
        page_address: str,
        typed: Typed | None = None,
        *,
        ending: str = "",
        button: str | None = None,
        without: tuple[str, ...] = (),
        expect: int = 303,
    ) -> TestResponse:
        """Open a page, type into one of its forms and press a button, as a person would."""
        page = self.get(page_address)
        form = find_form(page, ending or page_address)
        return self.send_form(form, typed, button=button, without=without, expect=expect)

    def send_form(
        self,
        form: PageForm,
        typed: Typed | None = None,
        *,
        button: str | None = None,
        without: tuple[str, ...] = (),
        expect: int = 303,
    ) -> TestResponse:
        """Type into a form and press a button."""
        unknown = set(typed or ()) - set(form.fields)
        assert not unknown, f"no such fields: {unknown}"
        fields = {**form.fields, **(typed or {})}
        if button is not None:
            assert ("button", button) in form.buttons, form.buttons
            fields["button"] = button
        kept = {name: value for name, value in fields.items() if name not in without}
        return self.post(form.action, kept, expect=expect)

    def upload(
        self,
        evaluation: UUID,
        name: str,
        content: bytes,
        *,
        beside: Typed | None = None,
        expect: int = 303,
    ) -> TestResponse:
        """Hand in a document, with other fields beside it."""
        address = f"/evaluations/{evaluation}/attachments"
        form = find_form(self.get(address), address)
        file = FileStorage(BytesIO(content), filename=name)
        return self.post(address, {**form.fields, **(beside or {}), "file": file}, expect=expect)

    def sign_in(self, login: str) -> None:
        """Sign in through the form."""
        typed = {"login": login, "password": PASSWORD}
        self.send("/sign-in", typed, expect=302)


class CompiledOnce(BytecodeCache):
    """Templates compiled once for all applications of a test run."""

    compiled: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put in what another application compiled from the same text."""
        bucket.code = self.compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self.compiled[bucket.key, bucket.checksum] = bucket.code


class Site:
    """The application on one database with offices, people and cycles that are open now."""

    def __init__(self, database: Database, folder: Path, **settings: Any) -> None:
        environ = {
            "HENGJIAN_SECRET_KEY": SECRET_KEY,
            "HENGJIAN_FILES": str(folder / "files"),
            "HENGJIAN_LEDGER": str(folder / "ledger"),
            "HENGJIAN_LEDGER_KEY": str(folder / "ledger.key"),
        }
        self.files = folder / "files"
        self.settings = replace(read_settings(environ), **settings)
        self._open(database)
        roll, self.cycles = begin_with(database, furnish, often=True)
        self.offices = Offices(database, roll=roll)
        self.people = self.offices.people

    def _open(self, database: Database) -> None:
        self.database = database
        self.app = create_app(settings=self.settings, database=database)
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        self.app.jinja_env.bytecode_cache = CompiledOnce()

    def move(self, database: Database) -> "Site":
        """The same site on a copy of its database."""
        site = copy(self)
        site._open(database)
        return site

    def open_cycle(self, form: str, *, year: int = 2025) -> UUID:
        """Open a cycle with a bundled form, from yesterday on for a month."""

        def tell(database: Database) -> UUID:
            return open_cycle(database, form, year=year)

        self.cycles[form] = begin_with(self.database, tell, name=("cycle", form, year))
        return self.cycles[form]

    def seal(self) -> None:
        """Seal what was done."""
        seal_all(self.app.extensions["hengjian"])

    def visitor(self, login: str | None = None) -> Visitor:
        """A fresh browser, in which somebody is signed in already or nobody."""
        visitor = Visitor(self.app)
        if login is not None:
            self.let_in(visitor, login)
        return visitor

    def let_in(self, visitor: Visitor, who: str) -> None:
        """Sign somebody in without the cost of the form and of a password."""
        at = datetime.now(UTC)
        with self.database.writing() as session:
            lifetime = self.settings.session_limit
            token = begin_session(session, user_id=self.people[who], at=at, lifetime=lifetime)
        with visitor.client.session_transaction() as cookie:
            cookie.update({"_user_id": token, "_fresh": True, "seen": int(at.timestamp())})

    def begin(
        self, visitor: Visitor, *, title: str = "信息化运行维护", form: str = "national_project"
    ) -> UUID:
        """Create an evaluation through its page."""
        typed = {"title": title, "cycle_id": str(self.cycles[form])}
        if form == "result_only":
            typed["evaluated_unit"] = str(self.offices.offices["center"])
        answer = visitor.send("/evaluations/new", typed)
        found = _ADDRESS_OF_ONE.search(answer.headers["Location"])
        assert found is not None
        return UUID(found[1])
