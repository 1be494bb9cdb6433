"""Two tabs, double clicks and the back button: one effect, no text lost."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from models.queries.trail import list_latest_events
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

TYPED = "第二个标签页里写的一大段话，不能丢。"


def list_actions(site: Site, evaluation: str) -> list[str]:
    with site.database.reading() as session:
        events = list_latest_events(session, UUID(evaluation), since_seq=0, limit=100)
    return [event.action for event in reversed(events)]


@pytest.fixture
def filer(own_site: Site) -> Iterator["BrowserContext"]:
    """The browser of somebody who is filling in."""
    with contextlib.closing(own_site.open("yueyanglou.filer")) as context:
        yield context


def open_texts(site: Site, context: "BrowserContext") -> "Page":
    page = context.new_page()
    page.goto(f"/evaluations/{site.evaluations['yueyanglou']}/fill/narrative")
    return page


def save(page: "Page") -> int:
    with page.expect_navigation() as begun:
        page.click("[value=save]")
    answer = begun.value
    assert answer is not None
    return answer.status


def test_the_second_tab_gets_its_text_back(own_site: Site, filer: "BrowserContext") -> None:
    first, second = open_texts(own_site, filer), open_texts(own_site, filer)
    name = first.locator("textarea").first.get_attribute("name")
    first.fill(f"[name={name}]", "先保存的内容。")
    second.fill(f"[name={name}]", TYPED)
    assert (save(first), save(second)) == (200, 409)
    shown = second.inner_text("main")
    assert TYPED in shown
    assert "先保存的内容。" in shown

    with second.expect_navigation():
        second.click("[value=continue]")
    assert second.input_value(f"[name={name}]") == TYPED
    assert save(second) == 200
    assert open_texts(own_site, filer).input_value(f"[name={name}]") == TYPED


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_double_click_has_one_effect(own_site: Site, *, scripts: bool) -> None:
    evaluation = own_site.evaluations["dabu"]
    with contextlib.closing(own_site.open("dabu.head", java_script_enabled=scripts)) as context:
        page = context.new_page()
        page.goto(f"/evaluations/{evaluation}")
        page.dblclick(".doing button.primary")
        page.wait_for_load_state("networkidle")
        page.goto(f"/evaluations/{evaluation}")
        assert page.inner_text(".badge").startswith("单位已审核")
    assert list_actions(own_site, evaluation).count("approve") == 1


def test_a_double_click_begins_one_evaluation(own_site: Site) -> None:
    with contextlib.closing(own_site.open("hubei.filer", java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto("/evaluations/new")
        page.fill("[name=title]", "只应有一份")
        page.dblclick("main form button.primary")
        page.wait_for_url("**/fill/funds")
        page.goto("/evaluations")
        assert page.locator("tbody th", has_text="只应有一份").count() == 1


def test_the_same_approval_from_two_tabs_counts_once(own_site: Site) -> None:
    evaluation = own_site.evaluations["dabu"]
    with contextlib.closing(own_site.open("dabu.head")) as context:
        tabs = [context.new_page(), context.new_page()]
        for page in tabs:
            page.goto(f"/evaluations/{evaluation}")
            page.fill("#approve-text", TYPED)
        answers = []
        for page in tabs:
            with page.expect_navigation() as begun:
                page.click(".doing button.primary")
            answers.append(begun.value.status)
        assert answers == [200, 409]
        assert TYPED in tabs[1].inner_text("main")
    assert list_actions(own_site, evaluation).count("approve") == 1


def test_the_back_button_after_publishing_does_no_harm(own_site: Site) -> None:
    evaluation = own_site.evaluations["guangdong"]
    with contextlib.closing(own_site.open("guangdong.chief")) as context:
        page = context.new_page()
        page.goto(f"/evaluations/{evaluation}/publish")
        for _again in range(2):
            with page.expect_navigation():
                page.click("main form button.primary")
            assert "已公开" in page.inner_text("main .badge >> nth=0")
            page.go_back()
            if not page.locator("main form button.primary").count():
                break
        assert page.locator("h1").is_visible()
    assert list_actions(own_site, evaluation).count("publish") == 1
