"""Somebody who opens one page after the other, as all the people there are."""

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from models.queries.people import find_person_by_login
from policies.checking.by_hand import PLACES
from tests.browser.looking import OPEN_DETAILS
from tests.browser.site import Site
from tests.browser.visits import Sending, Visit
from workflow.people import issue_link

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

LONG_TITLE = "社会保障信息化运行维护经费（含Infrastructure_and_Operations_2026_Renewal）" * 2


def furnish(site: Site) -> None:
    """Add what the demonstration does not have: new drafts, texts typed and not saved, a document,
    notes by hand, a measure, a link not yet used. {text} is the commitment to a text of {hubei}.
    """
    for key, who in (("fresh", "hubei.filer"), ("result", "changsha.evaluator")):
        with contextlib.closing(site.open(who)) as context:
            page = context.new_page()
            page.goto("/evaluations/new")
            page.fill("[name=title]", LONG_TITLE)
            if page.locator("[name=evaluated_unit]").count():
                page.select_option("[name=evaluated_unit]", index=1)
            with page.expect_navigation():
                page.click("main form button.primary")
            site.evaluations[key] = page.url.split("/evaluations/")[1].split("/")[0]
    with contextlib.closing(site.open("hubei.filer")) as context:
        page = context.new_page()
        page.goto(f"/evaluations/{site.evaluations['fresh']}/attachments")
        document: Any = {"name": "验收报告（盖章）.pdf", "mimeType": "", "buffer": b"%PDF-1.7"}
        page.set_input_files("[name=file]", document)
        with page.expect_navigation():
            page.click("main form button.primary")
        for place, field in (("fill/narrative", "[name^=section-]"), ("comment", "[name=text]")):
            page.goto(f"/evaluations/{site.evaluations['fresh']}/{place}")
            page.locator(field).first.fill(LONG_TITLE)
            page.locator("time.kept").wait_for()
    _note_by_hand(site)
    _plan_measure(site)
    with contextlib.closing(site.open("auditor")) as context:
        page = context.new_page()
        page.goto(f"/evaluations/{site.evaluations['hubei']}/texts")
        link = page.locator("main a[href*='/texts/']").first.get_attribute("href")
        site.evaluations["text"] = str(link).split("/texts/")[1]
    with site.database.writing() as session:
        person = find_person_by_login(session, "administrator")
        assert person is not None
        token = issue_link(session, user_id=person.id, actor_id=None, at=datetime.now(UTC))
    site.evaluations["token"] = token


def _note_by_hand(site: Site) -> None:
    """Let a reviewer note what only a reader can see: of the narrative, of a heading, of a row."""
    with contextlib.closing(site.open("hubei.chief")) as context:
        page = context.new_page()
        for code, place in (("N06", 1), ("W06", len(PLACES) + 1), ("I16", -1)):
            page.goto(f"/evaluations/{site.evaluations['hubei']}/comment")
            page.evaluate(OPEN_DETAILS)
            page.fill("[name=text]", LONG_TITLE)
            page.select_option("[name=code]", code)
            options = page.locator("[name=where] option")
            page.select_option(
                "[name=where]", value=options.nth(place).get_attribute("value") or ""
            )
            with page.expect_navigation():
                page.click("main form button.primary")


def _plan_measure(site: Site) -> None:
    """Let a unit plan how a finding is put right."""
    with contextlib.closing(site.open("hubei.filer")) as context:
        page = context.new_page()
        page.goto(f"/evaluations/{site.evaluations['hubei']}/measures")
        page.fill("#measure-0", LONG_TITLE)
        page.fill("#owner-0", "规划科")
        page.fill("#due_on-0", "2099-06-30")
        with page.expect_navigation():
            page.click("#plan button")
        link = page.locator("main a.button[href$='/report']").first.get_attribute("href")
        site.evaluations["measure"] = str(link).split("/measures/")[1].split("/")[0]


class Tour:
    """Somebody who opens one page after the other, as many people, in one language."""

    def __init__(self, site: Site, *, language: str, **options: Any) -> None:
        self.site = site
        self.language = language
        self.said: list[str] = []
        """What the browser complained of since the last page was opened."""
        self._options = options
        self._pages: dict[str, tuple[BrowserContext, Page]] = {}
        self._status = 0

    def open(self, visit: Visit) -> "Page":
        """Open the page of a visit; a wrong status is an error."""
        page = self._page_of(visit.who)
        page.set_extra_http_headers(dict(visit.headers))
        self.said.clear()
        page.goto(visit.address.format(**self.site.evaluations))
        if visit.sending:
            assert self._status == 200, (str(visit), self._status)
            self._send(page, visit.sending)
        page.set_extra_http_headers({})
        assert self._status == visit.status, (str(visit), self._status, page.inner_text("main"))
        return page

    def close(self) -> None:
        """Close every browser."""
        for context, _page in self._pages.values():
            context.close()

    def _page_of(self, who: str) -> "Page":
        if who not in self._pages:
            context = self.site.open(who, language=self.language, **self._options)
            # Texts of earlier visits would be brought back while the next form is filled in.
            context.add_init_script("try { localStorage.clear() } catch {}")
            page = context.new_page()
            page.on("response", self._note_status)
            page.on("console", self._note_message)
            page.on("pageerror", lambda error: self.said.append(str(error)))
            self._pages[who] = (context, page)
        return self._pages[who][1]

    def _send(self, page: "Page", sending: Sending) -> None:
        page.evaluate(OPEN_DETAILS)
        ending = sending.form.format(**self.site.evaluations)
        form = page.locator(f"main form[action$='{ending}']").first
        form.evaluate("form => { form.noValidate = true }")
        for selector, text in sending.typed.items():
            found = form.locator(selector).first
            found.evaluate("(field, text) => { field.value = text; field.checked = true }", text)
        if sending.file_size:
            content: Any = {"name": "大.pdf", "mimeType": "", "buffer": b"0" * sending.file_size}
            form.locator("[type=file]").set_input_files(content)
        if sending.file:
            name, text = sending.file
            content = {"name": name, "mimeType": "", "buffer": text.encode()}
            form.locator("[type=file]").set_input_files(content)
        with page.expect_navigation():
            form.locator(sending.button).last.click()

    def _note_status(self, response: "Response") -> None:
        if response.request.is_navigation_request():
            self._status = response.status

    def _note_message(self, message: "ConsoleMessage") -> None:
        # Chromium reports the status of the page itself too, which is what the visit is about.
        if message.type in {"error", "warning"} and not _tells_status_of_page(message):
            self.said.append(f"{message.text} {message.location['url']}")


def _tells_status_of_page(message: "ConsoleMessage") -> bool:
    page = message.page
    return "Failed to load resource" in message.text and message.location["url"] == (
        page.url if page else ""
    )
