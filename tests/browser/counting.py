"""How much a task asks of a person: pages he waits for, clicks of his mouse, fields he fills in."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request


class Cost(NamedTuple):
    """What a task takes from the start page to its result. A page is one that is loaded, wherever
    it leads on to by itself; a field is one that is typed into, chosen from or given a file.
    """

    pages: int
    clicks: int
    fields: int


@dataclass
class Person:
    """Somebody at his browser, whose every click and field is counted."""

    page: "Page"
    pages: int = 0
    clicks: int = 0
    fields: int = 0

    def __post_init__(self) -> None:
        self.page.on("request", self._note)

    def begin(self) -> None:
        """Come to the start page, as after signing in, and count from there."""
        self.page.goto("/")
        self.pages = self.clicks = self.fields = 0

    @property
    def cost(self) -> Cost:
        """What was counted since."""
        return Cost(self.pages, self.clicks, self.fields)

    def go(self, name: str, *, within: str = "main", exact: bool = True) -> None:
        """Click a link that leads to another page."""
        self._leave(self.page.locator(within).get_by_role("link", name=name, exact=exact).first)

    def press(self, name: str) -> None:
        """Press a button that sends what was typed; nothing may be found wrong with it."""
        self._leave(self.page.locator("main").get_by_role("button", name=name, exact=True))
        assert not self.page.locator("main .errors").count(), self.page.inner_text("main .errors")

    def fill(self, label: str, text: str) -> None:
        """Type into the first field whose label begins so."""
        self.fields += 1
        self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first.fill(text)

    def choose(self, label: str, part: str) -> None:
        """Choose what has these words in it."""
        self.fields += 1
        field = self.page.get_by_label(label)
        field.select_option(field.locator("option", has_text=part).get_attribute("value"))

    def attach(self, label: str, name: str) -> None:
        """Choose a document."""
        self.fields += 1
        document: Any = {"name": name, "mimeType": "", "buffer": b"%PDF-1.7"}
        self.page.get_by_label(label).set_input_files(document)

    def reads(self, *words: str, within: str = "main") -> None:
        """See these words on the page."""
        shown = self.page.inner_text(within)
        for each in words:
            assert each in shown, (each, shown)

    def _leave(self, target: "Locator") -> None:
        self.clicks += 1
        with self.page.expect_navigation():
            target.click()

    def _note(self, request: "Request") -> None:
        # What is redirected is waited for once.
        is_page = request.is_navigation_request() and request.redirected_from is None
        self.pages += is_page and request.frame == self.page.main_frame


@contextlib.contextmanager
def seat(site: Site, who: str = "", **options: Any) -> Iterator[Person]:
    """Somebody in a browser of his own; without a name, anybody."""
    with contextlib.closing(site.open(who, **options)) as context:
        yield Person(context.new_page())
