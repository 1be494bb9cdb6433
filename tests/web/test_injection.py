"""What people type is shown as text: it makes no element, no attribute and no comment, anywhere.

The same story is told twice, once in markup and once with its marks in full width, which make no
element but are read alike by rules and checks. Both must give the same elements with the same
attributes on every page, and the markup must be there to read.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import Action, Grade, State
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage, let_in, list_elements, list_links, read_words, send
from tests.support.databases import copy_sqlite
from tests.support.papers import LINES, PLAN, REVIEWED, ROWS, SELF, SPENT
from tests.web.markup import FULL_WIDTH, MARKUP, pack
from workflow.data import (
    Claim,
    Data,
    Filling,
    FoundItem,
    NewEvaluation,
    Remark,
    RowScore,
    Scoring,
    SendingBack,
)
from workflow.ids import new_id
from workflow.people import issue_link

NAMED = ("user_account", "unit", "finance_section", "cycle")


class Teller:
    """A site on which everything that somebody can name or write says the same."""

    def __init__(self, database: Database, folder: Path, said: str) -> None:
        self.site, self.said = Site(database, folder), said
        self.stage = Stage(self.site)
        # Commands and case files give people, offices and tasks any name.
        with database.writing() as session:
            for table in NAMED:
                session.execute(text(f"UPDATE {table} SET name = :said"), {"said": said})
        self.evaluation = new_id()
        self.address = f"/evaluations/{self.evaluation}"
        self.pages: dict[str, TestResponse] = {}

    def do(self, who: str, action: Action, data: Data) -> None:
        self.stage.do(who, action, self.evaluation, data)

    def show(self, visitor: Visitor, *addresses: str, at: str = "") -> None:
        for address in addresses:
            page = visitor.get(address)
            self.pages[f"{address.replace(str(self.evaluation), 'ID')} {at}"] = page

    def begin(self) -> None:
        rows = [replace(row, name=self.said, target_text=self.said) for row in ROWS]
        rows[2] = replace(rows[2], rule="")
        lines = tuple(replace(line, name=self.said) for line in LINES)
        unit, cycle = self.stage.offices["center"], self.stage.cycles["project"]
        new = NewEvaluation(
            unit_id=unit, cycle_id=cycle, title=self.said, rows=tuple(rows), lines=lines
        )
        self.do("filer", Action.CREATE, new)

    def fill(self) -> None:
        said, content = self.said, self.stage.content(self.evaluation)
        filling = Filling(
            lines={content.lines[0].id: SPENT},
            sections={section.key: said for section in content.scheme.sections},
            claim=Claim(total=Decimal("91.5"), grade=Grade.GOOD, reason=said),
            findings=(
                FoundItem(category=said, text=said),
                FoundItem(category="", text=said, is_recommendation=True),
            ),
        )
        self.do("filer", Action.FILL, filling)
        self.do("filer", Action.SCORE, self.score(SELF, actual=said))
        name = said.replace("/", "").replace("\\", "")
        self.do("filer", Action.ATTACH, replace(PLAN, name=name))

    def score(self, given: Mapping[str, str], *, actual: str | None = None) -> Scoring:
        rows = zip(self.stage.content(self.evaluation).scored_rows, given.values(), strict=True)
        scores = {
            row.stored.id: RowScore(score=Decimal(points), reason=self.said, actual_text=actual)
            for row, points in rows
        }
        return Scoring(rows=scores, comment="" if actual else self.said)

    def tell(self) -> None:
        """Draft, returned once, published; what each page shows at its most."""
        remark = Remark(text=self.said)
        self.begin()
        self.fill()
        filer, chief = let_in(self.site, "filer"), let_in(self.site, "chief")
        fills = [f"{self.address}/fill/{each}" for each in ("funds", "indicators", "narrative")]
        self.show(filer, *fills, f"{self.address}/attachments", f"{self.address}/submit")
        self.show(filer, self.address, "/inbox", "/evaluations/new", at="as a draft")
        self.mistype(filer)
        self.do("filer", Action.COMMENT, remark)
        self.do("filer", Action.SUBMIT, remark)
        later = datetime.now(UTC) + timedelta(days=9)
        self.do("head", Action.RETURN, SendingBack(reason=self.said, due_at=later))
        self.do("filer", Action.SUBMIT, remark)
        self.do("head", Action.APPROVE, remark)
        self.do("chief", Action.RESCORE, self.score(REVIEWED))
        self.show(chief, f"{self.address}/review", self.address, f"{self.address}/return")
        self.do("chief", Action.REVIEW, self.score(REVIEWED))
        self.do("chief", Action.PUBLISH, remark)
        everybody = self.site.visitor()
        self.show(everybody, "/published", f"/published/{self.evaluation}")
        lists = "/evaluations", "/trail", "/trail/refused"
        self.show(let_in(self.site, "auditor"), self.address, f"{self.address}/trail", *lists)

    def mistype(self, filer: Visitor) -> None:
        """Pages that hand back what was typed: with errors, after a conflict, before sign-in."""
        said, version = self.said, self.stage.version(self.evaluation)
        # As browsers name a field in a form of several parts.
        named = said.replace('"', "%22")
        wrong = {"content_version": version, "reported_total": said, named: said, "section-x": said}
        wrong |= {"reported_grade": said, "finding-0": said, "recommendation-0": said}
        late = {"content_version": "0", "claim_reason": said, "reported_grade": ""}
        narrative = f"{self.address}/fill/narrative"
        with self.site.database.writing() as session:
            person, at = self.site.people["auditor"], datetime.now(UTC)
            link = issue_link(session, user_id=person, actor_id=None, at=at)
        stranger, quoted = self.site.visitor(), quote(said, safe="")
        file = (BytesIO(b"x"), said)
        self.pages |= {
            "not saved": send(filer, narrative, wrong),
            "too late": send(filer, narrative, late | {"reported_total": "1"}),
            "not begun": send(filer, "/evaluations/new", {"title": said, "cycle_id": said}),
            "not taken": send(filer, f"{self.address}/attachments", {"file": file, named: said}),
            "not said": send(filer, f"{self.address}/submit", {"text": said, "button": said}),
            "not signed in": send(stranger, "/sign-in", {"login": said[:60], "next": said}),
            "asked to sign in": stranger.client.get(f"/inbox?state={quoted}"),
            "a link": stranger.client.get(f"/link/{link}"),
            "not found": stranger.client.get(f"/nowhere/{quoted}"),
            "found nothing": stranger.client.get(f"/published?q={quote(said[:50])}&kind="),
            "not understood": filer.client.get(f"/inbox?state={quoted}&after={quoted}"),
            "no such day": filer.client.get(f"{self.address}/trail?since={quoted}"),
        }


@contextmanager
def tell(template: Path, folder: Path, said: str) -> Iterator[dict[str, TestResponse]]:
    folder.mkdir()
    with copy_sqlite(template, folder) as database, pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.sign_in.verify_password", lambda **_: False)
        teller = Teller(database, folder, said)
        teller.tell()
        assert teller.stage.header(teller.evaluation).evaluation.state == State.PUBLISHED
        yield teller.pages


@pytest.mark.parametrize("said", pack(MARKUP))
def test_markup_is_read_and_never_obeyed(sqlite_template: Path, tmp_path: Path, said: str) -> None:
    told = said.translate(FULL_WIDTH)
    with tell(sqlite_template, tmp_path / "plain", told) as plain:
        assert sum(told[:40] in read_words(page) for page in plain.values()) > len(plain) * 0.7
    with tell(sqlite_template, tmp_path / "markup", said) as pages:
        assert pages.keys() == plain.keys()
        for name, page in pages.items():
            assert page.status_code == plain[name].status_code, name
            assert list_elements(page) == list_elements(plain[name]), name
            assert all(re.match(r"#|/(?!/)", link) for link in list_links(page)), name
            shown = said[:40] in read_words(page)
            assert shown == (told[:40] in read_words(plain[name])), name
