"""Every page there is, with few rows and with many: what it asks of the database, what it weighs,
and that it loads and runs nothing but this site's own.

The pages are those of the application's routes, so that a new one is looked at as well.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from models.vocabulary import State
from tests.support.app import Site, Visitor
from tests.support.crawl import Call, keep_proof, list_calls, list_rules
from tests.support.crowd import Crowd
from tests.support.databases import copy_sqlite
from tests.support.walked import Page, open_page
from web.app import LANGUAGE_COOKIE
from workflow.people import issue_link

MOST_BYTES = 60 * 1024
FEW, MANY = 2, 60
"""Rows, documents, comments and measures of one evaluation, and points up to 50."""
LISTED = {FEW: 2, MANY: 51}
"""What a list holds: more than a page of any."""
OFFICES = {FEW: 4, MANY: 300}
"""Units, sections and pairs of people: as many as a choice offers at most."""
PEOPLE = ("", "chief", "filer", "auditor", "administrator")
LOOKERS = 2
"""How many of these people look at one page."""
DESKS = {
    State.DRAFT: ("filer",),
    State.SELF_SCORED: ("head", "filer"),
    State.UNIT_APPROVED: ("chief",),
    State.FINANCE_REVIEWED: ("chief",),
    State.PUBLISHED: ("chief", ""),
}
"""Who looks at an evaluation in each state; "" is nobody in particular."""
ANEW = "draft anew"
"""A draft that was never handed in."""
ONLY = {
    (ANEW, "filer"): ("act.ask submit", "act.ask discard"),
    (State.SELF_SCORED, "filer"): ("act.ask recall",),
}
"""All that is looked at where the rest is seen in another state."""
NEVER_OPENED = {
    "ledger.show_cosigned": "a file of the ledger, which is there where witnesses are",
    "ledger.show_witnesses": "as the last",
}
REFUSED_FOR_MANY = {
    "exports.bundles": "of more than 50 evaluations; of each as many queries as of one",
}
MOST_QUERIES = 25
"""Of one page, however much it shows."""
MORE_QUERIES = {
    "exports.trail": (15, "at most 5,000 events are read by pieces of 500, by 5 queries each"),
}
"""How many more queries many rows may cost, and why."""

Key = tuple[str, str, str]
"""The route, who looks, and at what."""


@dataclass(frozen=True)
class Walked:
    """Every page as each of these people found it: with few rows, with many, with many in English
    where that could be too heavy.
    """

    few: dict[Key, Page]
    many: dict[Key, Page]
    english: dict[Key, Page]


class Walk:
    """Somebody who opens every page as all the people there are."""

    def __init__(self, site: Site) -> None:
        self.site, self.crowd = site, Crowd(site)
        self.visitors: dict[str, Visitor] = {}
        self.walked = Walked({}, {}, {})
        self.seen: Counter[tuple[str, str]] = Counter()

    def open_all(self, size: int) -> None:
        """Open everything with rows of this number."""
        self.crowd.add_offices(OFFICES[size])
        self.crowd.add_evaluations(LISTED[size], published=LISTED[size] * 2 // 5 + 1)
        self.crowd.add_records(LISTED[size])
        for state, evaluation in self.crowd.walk_large(size):
            self.site.seal()
            calls = list(self._list_calls_of_one(evaluation))
            is_new = state is State.DRAFT and not self.crowd.points(evaluation).all
            at = ANEW if is_new else state
            for who in DESKS[state]:
                chosen = ONLY.get((at, who)) or [call.endpoint for call in calls]
                wanted = [call for call in calls if call.endpoint in chosen]
                self._open(wanted, who=who, at=at, size=size)
        calls = list(self._list_other_calls())
        for who in PEOPLE:
            self._open(calls, who=who, at="", size=size)

    def _open(self, calls: list[Call], *, who: str, at: str, size: int) -> None:
        if who not in self.visitors:
            self.visitors[who] = self.site.visitor(who or None)
        client = self.visitors[who].client
        few, many = self.walked.few, self.walked.many
        # What was written since they last looked is counted and marked as seen once.
        client.get("/account")
        for call in calls:
            key = call.endpoint, who, at
            if size == FEW:
                # A file is the same for whoever may have it; a page differs by office.
                if self.seen[call.endpoint, at] < LOOKERS:
                    page = few[key] = open_page(client, call.address, database=self.site.database)
                    if page.status == 200:
                        self.seen[call.endpoint, at] += 1 if page.is_html else LOOKERS
            elif key in few and few[key].status == 200:
                page = open_page(client, call.address, database=self.site.database)
                if len(page.asked) > len(few[key].asked):
                    page = open_page(client, call.address, database=self.site.database)
                many[key] = page
                # No text is three times as long in English.
                if page.weight > MOST_BYTES / 3:
                    client.set_cookie(LANGUAGE_COOKIE, "en")
                    english = open_page(client, call.address, database=self.site.database)
                    client.delete_cookie(LANGUAGE_COOKIE)
                    self.walked.english[key] = english

    def _list_calls_of_one(self, evaluation: UUID) -> Iterator[Call]:
        crowd = self.crowd
        asked, free = crowd.find_marks(evaluation)
        given = {
            "evaluation_id": evaluation,
            "seq": 3,
            "attachment_id": crowd.document(evaluation),
            "measure_id": crowd.find_measure(evaluation),
            "mark": asked,
        }
        for call in list_calls(self.site.app, **given):
            if call.method == "GET" and str(evaluation) in call.address:
                yield call
        page = f"/evaluations/{evaluation}"
        yield Call("GET", "erasing.show_form ask", f"{page}/texts/{free}/ask")
        last = crowd.header(evaluation).evaluation.version
        measure = f"/published/{evaluation}/measures/{last}/proof"
        yield Call("GET", "proofs.measure_proof", measure)

    def _list_other_calls(self) -> Iterator[Call]:
        crowd = self.crowd
        with self.site.database.writing() as session:
            person, at = crowd.people["administrator"], datetime.now(UTC)
            token = issue_link(session, user_id=person, actor_id=None, at=at)
        given = {
            "cycle_id": crowd.cycles["project"],
            "unit_id": crowd.offices["center"],
            "person_id": crowd.people["filer"],
            "scheme_id": crowd.scheme,
            "token": token,
            "code": "zh",
            "filename": "style.css",
            "name": "0/000.p/1",
        }
        rules = list_rules(self.site.app)
        wanted = {rule.endpoint for _, rule in rules if "evaluation_id" not in rule.arguments}
        shared = f"cycle={crowd.cycles['project']}&title=信息化运维"
        queries = {"statistics.export": "table=units", "statistics.export_rollup": shared}
        for call in list_calls(self.site.app, **given):
            route = call.endpoint.split()[0]
            if call.method == "GET" and route in wanted:
                yield replace(call, address=f"{call.address}?{queries.get(route, '')}")
        yield Call("GET", "statistics.show_shared (one)", f"/statistics/rollup?{shared}")
        yield Call(
            "GET", "statistics.show_indicator (one)", "/statistics/indicator?indicator=满意度"
        )
        yield Call("GET", "search.show (found)", "/trail?q=第1项")
        yield Call("GET", "act.ask escalate", f"/evaluations/{crowd.late}/escalate")


@pytest.fixture(scope="module")
def walked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("pages")
    with copy_sqlite(sqlite_template, folder) as database:
        walk = Walk(Site(database, folder))
        keep_proof(walk.crowd.store)
        for size in (FEW, MANY):
            walk.open_all(size)
        yield walk.walked


def test_every_route_is_opened(walked: Walked) -> None:
    """An exception is a page that is not looked at, and says why."""
    opened = {route for (route, _, _), page in walked.few.items() if page.status in {200, 302}}
    assert {route for route, _, _ in walked.few} - opened == set(NEVER_OPENED)
    refused = {route: page.status for (route, _, _), page in walked.many.items()}
    assert {route for route, status in refused.items() if status != 200} == set(REFUSED_FOR_MANY)


def test_more_rows_cost_no_more_queries(walked: Walked) -> None:
    worse = {}
    for key, page in walked.many.items():
        few = walked.few[key].asked
        more, _why = MORE_QUERIES.get(key[0].split()[0], (0, ""))
        if len(page.asked) > len(few) + more:
            worse[key] = (len(few), len(page.asked), Counter(page.asked) - Counter(few))
    assert not worse
    most = max(walked.many.values(), key=lambda page: len(page.asked) if page.is_html else 0)
    assert len(most.asked) <= MOST_QUERIES, most.asked


def test_every_page_weighs_less_than_60_kilobytes(walked: Walked) -> None:
    """With its own stylesheets and scripts, each compressed."""
    pages = [*walked.many.items(), *walked.english.items()]
    heavy = {key: page.weight for key, page in pages if page.weight >= MOST_BYTES}
    assert not heavy
    assert max(page.weight for _, page in pages) > MOST_BYTES / 2, "nothing was weighed"


def test_nothing_comes_from_elsewhere_or_stands_within_a_page(walked: Walked) -> None:
    """Neither on pages nor on files, nor where something is refused."""
    for pages in (walked.few, walked.many, walked.english):
        assert {key: page.faults for key, page in pages.items() if page.faults} == {}
