"""What an attacker, a cache and a crawler see of the application, with evaluations in any state."""

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, Visitor, read_forms
from tests.support.copies import begin_with
from tests.support.papers import PLAN, PROOF
from tests.support.scenes import CAST, WAY, Scene
from web.door import House

TOKEN = "csrf_token"

Element = tuple[str, tuple[str, ...]]
"""A tag and the names of its attributes."""


class Stage(Scene):
    """The people and offices of a site, with evaluations that stand there now."""

    def __init__(self, site: Site) -> None:
        self.site, self.database = site, site.database
        self.offices, self.people = site.offices.offices, site.people
        self.cycles = site.offices.cycles | {
            "project": site.cycles["national_project"],
            "finance": site.cycles["result_only"],
        }
        self.home = House(settings=site.settings, database=site.database)
        self.now = self._begins = datetime.now(UTC) - timedelta(hours=6)
        self.store = site.files

    def stand(self, state: State, *, cast: Mapping[str, str] = CAST, unit: str = "center") -> UUID:
        """Bring an evaluation with one document to a state."""

        def tell(database: Database) -> tuple[UUID, datetime]:
            stage = self._move(database)
            return stage._walk_to(state, cast=cast, unit=unit), stage.now

        keep_proof(self.store)
        if self.now != self._begins:
            return self._walk_to(state, cast=cast, unit=unit)
        separate = self.home.settings.separate_publisher
        name = ("stand", state, tuple(sorted(cast.items())), unit, separate)
        evaluation, self.now = begin_with(self.database, tell, name=name)
        self._begins = self.now
        return evaluation

    def _move(self, database: Database) -> "Stage":
        """The same people at the same time in a copy of the database."""
        stage = copy(self)
        stage.database, stage.home = database, replace(self.home, database=database)
        return stage

    def _walk_to(self, state: State, *, cast: Mapping[str, str], unit: str) -> UUID:
        evaluation = self.walk(State.DRAFT, cast=cast, unit=unit)
        self.do(cast["filer"], Action.ATTACH, evaluation)
        reached = State.DRAFT
        for part, action, leads_to in WAY[2:]:
            if reached is state:
                break
            self.do(cast[part], action, evaluation, leads_to=leads_to)
            reached = leads_to
        return evaluation

    def document(self, evaluation: UUID) -> UUID:
        """The document of an evaluation."""
        return self.content(evaluation).attachments[0].id

    def version(self, evaluation: UUID) -> str:
        """The content_version that a form would bear now."""
        return str(self.header(evaluation).evaluation.content_version)


def keep_proof(store: Path) -> None:
    """Put the document of every evaluation where documents are kept."""
    place = store / PLAN.sha256[:2] / PLAN.sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(PROOF)


@dataclass(frozen=True)
class Call:
    """One address that can be asked for, by one method."""

    method: str
    endpoint: str
    address: str


NOTHINGS = UUID(int=1)
CHOICES = re.compile(r"<any\(([^)]*)\):(\w+)>")


def list_rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every method and rule of the pages; HEAD and OPTIONS follow from GET. The interface for
    scripts has tests of its own.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def list_calls(app: Flask, **values: object) -> list[Call]:
    """Every route with these values filled in, one for each choice it offers; an id that is not
    given is one that nothing has.
    """
    calls = []
    for method, rule in list_rules(app):
        chosen = CHOICES.search(rule.rule)
        names = re.split(r",\s*", chosen[1]) if chosen else [""]
        for name in names:
            given = {**values, chosen[2]: name} if chosen else values
            with app.test_request_context():
                adapter = app.url_map.bind("localhost")
                wanted = {key: given.get(key, NOTHINGS) for key in rule.arguments}
                address = adapter.build(rule.endpoint, wanted, method=method)
            endpoint = f"{rule.endpoint} {name}".strip()
            calls.append(Call(method, endpoint, address))
    return calls


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(sorted(name for name, _ in attrs))))
        for name, value in attrs:
            if name in {"href", "src", "action"} and value:
                self.links.append(value)
            if name in {"value", "title"} and value:
                self.words.append(value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", (data,)))


def _read(page: TestResponse) -> _Reader:
    return _read_text(page.get_data(as_text=True))


def _read_text(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader


def read_fragment(text: str) -> tuple[list[Element], list[str], str]:
    """The elements of a piece of a page, its addresses, and all that it says."""
    read = _read_text(text)
    return read.elements, read.links, "\n".join(read.words)


def list_elements(page: TestResponse) -> list[Element]:
    """Every element of a page in its order, with the names of its attributes."""
    return _read(page).elements


def list_links(page: TestResponse) -> list[str]:
    """Every address that a page refers to."""
    return _read(page).links


def read_words(page: TestResponse) -> str:
    """All that a page says: its texts, the values of its fields, the titles it shows."""
    return "\n".join(_read(page).words)


def let_in(site: Site, who: str) -> Visitor:
    """A browser in which somebody is signed in already."""
    return site.visitor(who)


def read_token(visitor: Visitor) -> str:
    """A form token of this browser: from the sign-out form, or from the sign-in page."""
    page = visitor.client.get("/sign-in", follow_redirects=True)
    return next(form.fields[TOKEN] for form in read_forms(page) if TOKEN in form.fields)


def send(
    visitor: Visitor,
    address: str,
    fields: Mapping[str, Any] | MultiDict[str, Any] | None = None,
    **given: Any,
) -> TestResponse:
    """Send a form with a token that is good, whatever the answer."""
    data = MultiDict(fields or {})
    data[TOKEN] = read_token(visitor)
    given = {"content_type": "multipart/form-data", **given}
    return visitor.client.post(address, data=data, buffered=True, **given)


def crawl(client: FlaskClient, start: str) -> Iterator[tuple[str, TestResponse]]:
    """Follow every link of this site from one page on; each page with its path, once."""
    waiting, known = [start], {start}
    while waiting:
        address = waiting.pop()
        page = client.get(address, buffered=True, follow_redirects=True)
        yield urlsplit(address).path, page
        for link in list_links(page) if page.mimetype == "text/html" else ():
            parts = urlsplit(link)
            target = parts._replace(fragment="").geturl()
            if not parts.netloc and target.startswith("/") and target not in known:
                known.add(target)
                waiting.append(target)
