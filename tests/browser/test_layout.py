"""Pages fit their windows, and what matters stands in sight."""

import contextlib

import pytest

from tests.browser import looking
from tests.browser.site import Site
from tests.browser.survey import SIZES, Survey

pytestmark = pytest.mark.browser


def test_no_page_scrolls_sideways(survey: Survey) -> None:
    assert not survey["too wide"]


def test_nothing_is_lost_at_twice_the_size(survey: Survey) -> None:
    assert not survey["lost by zoom"]


def test_no_text_is_tiny(survey: Survey) -> None:
    assert not survey["tiny text"]


def test_totals_primary_action_and_reasons_are_in_sight(survey: Survey) -> None:
    assert not survey["out of sight"]


def test_the_menu_behind_a_name_fits_and_closes_when_one_goes_elsewhere(site: Site) -> None:
    with contextlib.closing(site.open("hubei.chief")) as context:
        page = context.new_page()
        page.goto("/delegations")
        summary, link = page.locator(".menu > summary"), page.locator(".menu a").last
        assert not link.is_visible()
        for leave in ("Escape", "Shift+Tab"):
            summary.press("Enter")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                assert page.locator("header.bar").evaluate("each => each.scrollWidth") <= width
                assert page.evaluate(looking.WIDE) == []
                assert link.is_visible()
            page.keyboard.press(leave)
            assert not link.is_visible()
            page.wait_for_function("!document.activeElement.matches('body')")
        summary.click()
        page.locator("main").click(position={"x": 5, "y": 5})
        assert not link.is_visible()
