"""While somebody types, scores, codes, totals and the panel follow; nobody is interrupted."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser import looking
from tests.browser.site import LANGUAGES, Site
from tests.browser.survey import TAGS, find_axe

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Request, Route

pytestmark = pytest.mark.browser

FILER, CASE = "yueyanglou.filer", "yueyanglou"
SCORE, ACTUAL = "input[name^=score-]", "textarea[name^=actual-]"
LOOK = "**/look"


@pytest.fixture
def filer(own_site: Site) -> Iterator["BrowserContext"]:
    """The browser of somebody who is filling in."""
    with contextlib.closing(own_site.open(FILER)) as context:
        yield context


def open_form(site: Site, context: "BrowserContext", section: str = "indicators") -> "Page":
    page = context.new_page()
    page.goto(f"/evaluations/{site.evaluations[CASE]}/fill/{section}")
    return page


def test_typing_a_score_moves_the_panel_and_neither_focus_nor_text(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page = open_form(own_site, filer)
    # All points, no reason: a deduction lacks one.
    field = page.locator(SCORE).nth(1)
    row = (field.get_attribute("name") or "").removeprefix("score-")
    before = page.inner_text("#checks")
    assert page.inner_text("#look-said") == ""
    field.click()
    field.fill("")
    with page.expect_response(LOOK) as told:
        field.press_sequentially("0")
    assert told.value.ok
    page.locator("#look-said", has_text="核算").wait_for(state="attached")
    assert page.inner_text("#checks") != before
    assert field.input_value() == "0"
    assert page.evaluate("document.activeElement.name") == f"score-{row}"
    code = page.locator(f"#codes-{row} a").first
    code.wait_for()
    target = (code.get_attribute("href") or "").removeprefix("#")
    assert page.evaluate("(id) => document.getElementById(id) !== null", target)
    assert page.locator("[value=save]").is_visible()


def test_what_was_wrong_is_forgiven_once_it_is_mended(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page = open_form(own_site, filer)
    wrong, right = (page.locator(SCORE).nth(number) for number in (1, 2))
    for field in (wrong, right):
        field.fill("很好")
    page.click("[value=save]")
    page.locator(".errors").wait_for()
    assert page.locator(".errors li").count() == page.locator("td .error").count() == 2
    right.fill("1")
    assert right.get_attribute("aria-invalid") is None
    assert right.get_attribute("aria-describedby") is None
    assert wrong.get_attribute("aria-invalid") == "true"
    assert page.locator(".errors li").count() == page.locator("td .error").count() == 1
    wrong.fill("1")
    assert page.locator(".errors").count() == 0


def test_whoever_saves_by_the_keyboard_goes_on_where_he_was(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page = open_form(own_site, filer)
    field = page.locator(SCORE).last
    name = field.get_attribute("name")
    field.fill("1")
    page.keyboard.press("Control+s")
    page.locator("[data-saved]").wait_for()
    assert page.evaluate("document.activeElement.name") == name
    assert field.evaluate("(each) => each.getBoundingClientRect().bottom < innerHeight - 60")


def test_never_two_at_once_and_the_last_answer_wins(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page = open_form(own_site, filer)
    running: list[str] = []
    most: list[int] = []
    held: list[Route] = []

    def hold(route: "Route") -> None:
        running.append(route.request.url)
        most.append(len(running))
        held.append(route)

    def done(request: "Request") -> None:
        if request.url.endswith("/look"):
            running.pop()

    page.route(LOOK, hold)
    page.on("requestfinished", done)
    field = page.locator(SCORE).first
    with page.expect_request(LOOK):
        field.fill("1")
    field.fill("2")
    field.fill("0")
    page.wait_for_timeout(1500)
    assert len(held) == 1
    with page.expect_request(LOOK):
        held[0].continue_()
    while len(held) < 2:
        page.wait_for_timeout(50)
    with page.expect_response(LOOK) as told:
        held[1].continue_()
    wanted = told.value.json()["counted"]
    page.wait_for_timeout(300)
    assert max(most) == 1
    assert page.inner_html("#counted") == wanted
    assert field.input_value() == "0"


def test_a_failure_is_silent(own_site: Site, filer: "BrowserContext") -> None:
    page = open_form(own_site, filer, "funds")
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route(LOOK, lambda route: route.abort("connectionreset"))
    before = page.inner_text("#checks")
    field = page.locator("input[name^=actual-]").first
    with page.expect_event("requestfailed"):
        field.fill("1")
    page.wait_for_timeout(200)
    assert page.inner_text("#checks") == before
    assert field.input_value() == "1"
    assert not said
    page.unroute(LOOK)
    with page.expect_response(LOOK):
        field.fill("2")
    page.locator("#look-said", has_text="核算").wait_for(state="attached")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_followed_is_accessible_and_fits(own_site: Site, language: str) -> None:
    axe = find_axe()
    with contextlib.closing(own_site.open(FILER, language=language)) as context:
        for section, typed in ("indicators", SCORE), ("funds", "input[name^=actual-]"):
            page = open_form(own_site, context, section)
            with page.expect_response(LOOK):
                page.locator(typed).first.fill("abc")
            page.locator("#checks .reasons a").first.wait_for()
            for width, height in (375, 812), (1366, 768):
                page.set_viewport_size({"width": width, "height": height})
                assert page.evaluate(looking.WIDE) == []
            save = page.locator("[value=save]").bounding_box()
            assert save is not None
            assert save["y"] + save["height"] <= 768
            page.evaluate(axe)
            assert page.evaluate(looking.AXE, TAGS) == []
