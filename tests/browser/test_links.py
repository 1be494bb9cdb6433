"""Whoever follows the links of the pages, wherever he starts, never meets a dead end."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import TypeAlias
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests.browser.administering import list_admin_visits
from tests.browser.site import Demo, Site
from tests.browser.survey import Survey
from tests.browser.together import list_shared_visits
from tests.browser.visits import list_visits

pytestmark = pytest.mark.browser

MOST_PAGES = 2000
MOST_ALIKE = 20
"""How many pages are opened that one endpoint gives for the same kind of question: of the pages
that each event and each text has, the others would say nothing new.
"""
NO_PAGES = {"attachments.download", "admin_record.start", "admin_scheme.download"}
NO_PAGES |= {"bulk.come_back", "language", "start", "static", "create.download", "sign_in.tell"}
NO_PAGES |= {"statistics.export", "statistics.export_rollup"}
NO_PAGES |= {"events.send_proof", "events.send_entry", "go_on.lead"}
LEDGER = ("checkpoint", "cosigned", "keys", "witnesses", "tile", "verifier")
NO_PAGES |= {f"ledger.show_{name}" for name in LEDGER}
NO_BLUEPRINTS = {"api", "exports", "proofs"}
"""What answers scripts, and what is taken along as a file."""


Shape: TypeAlias = tuple[str, frozenset[str]]


class Reader(HTMLParser):
    """The links, the forms and the marked places of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "form":
            self.forms.append((given.get("method", "get").upper(), given.get("action", "")))
        elif tag in {"a", "link", "script", "img"}:
            self.links += [given[name] for name in ("href", "src") if name in given]


def crawl(site: Site, who: str) -> Iterator[str]:
    """Follow links from the start page on, of those alike the first few; yields what is wrong."""
    seen: dict[str, Reader] = {}
    known: set[str] = set()
    alike: Counter[Shape | None] = Counter()
    places: list[tuple[str, str, str]] = []
    with contextlib.closing(site.open(who)) as context:
        waiting = [(site.address + "/", "")]
        while waiting:
            address, origin = waiting.pop()
            answer = context.request.get(address)
            if answer.status >= 400:
                yield f"{who or 'nobody'}: {origin} leads to {address}: {answer.status}"
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            page = seen[address] = Reader(answer.text() if is_page else "")
            for method, action in page.forms:
                yield from check_form(site, method, urljoin(address, action), origin=address)
            for link in page.links:
                target, place = urldefrag(urljoin(address, link))
                places.append((target, place, address))
                if urlsplit(target).netloc != urlsplit(site.address).netloc:
                    yield f"{address} leads out to {target}"
                elif target not in known:
                    known.add(target)
                    shape = find_shape(site, target)
                    alike[shape] += 1
                    if alike[shape] <= MOST_ALIKE:
                        waiting.append((target, address))
            assert len(seen) < MOST_PAGES, "this does not end"
    for target, place, origin in places:
        if place and target in seen and place not in seen[target].ids:
            yield f"{who or 'nobody'}: {origin} leads to {target}, which has no #{place}"


def find_shape(site: Site, address: str) -> Shape | None:
    """The endpoint of an address and what its question names; None where nothing answers."""
    parts = urlsplit(address)
    try:
        endpoint, _given = site.app.url_map.bind("localhost").match(parts.path)
    except HTTPException:
        return None
    return endpoint, frozenset(parse_qs(parts.query, keep_blank_values=True))


def check_form(site: Site, method: str, action: str, *, origin: str) -> Iterator[str]:
    try:
        site.app.url_map.bind("localhost").match(urlsplit(action).path, method=method)
    except HTTPException as wrong:
        yield f"{origin} sends a form to {action}: {wrong.code}"


def test_no_link_is_dead(site: Site, demo: Demo) -> None:
    found: set[str] = set()
    for who in ("", *demo.passwords):
        found.update(crawl(site, who))
    assert not found


def test_the_tour_leaves_no_page_out(site: Site) -> None:
    rules = site.app.url_map.bind("localhost")
    seen = set()
    for visit in (*list_visits(), *list_shared_visits(), *list_admin_visits()):
        with contextlib.suppress(HTTPException):
            seen.add(rules.match(urlsplit(visit.address.format(**site.evaluations)).path)[0])
    pages = {
        rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    answers = {endpoint for endpoint in pages if endpoint.partition(".")[0] in NO_BLUEPRINTS}
    assert pages - seen - answers == NO_PAGES, sorted(pages - seen - answers - NO_PAGES)


def test_no_page_refers_to_another_site(survey: Survey) -> None:
    assert not survey["link out"]
