"""A finding is followed to done in a real browser, and axe finds nothing on the way."""

from typing import TYPE_CHECKING

import pytest

from tests.browser import looking
from tests.browser.site import Site
from tests.browser.survey import TAGS, find_axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def look(page: "Page") -> None:
    """axe-core finds nothing on the page, and nothing hangs over its edge."""
    page.evaluate(find_axe())
    assert not page.evaluate(looking.AXE, [TAGS])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_finding_is_followed_to_done(own_site: Site) -> None:
    """What waits alone for a judgement needs no tick."""
    evaluation = own_site.evaluations["hubei"]
    measures = f"/evaluations/{evaluation}/measures"
    filer = own_site.open("hubei.filer").new_page()
    filer.goto(measures)
    look(filer)
    filer.fill("#measure-0", "增设社会效益指标")
    filer.fill("#owner-0", "规划科")
    filer.fill("#due_on-0", "2099-06-30")
    with filer.expect_navigation():
        filer.click("#plan button")
    look(filer)
    with filer.expect_navigation():
        filer.click("main a.button")
    look(filer)
    filer.fill("#text", "已增设两项社会效益指标")
    with filer.expect_navigation():
        filer.click("main form button")
    chief = own_site.open("hubei.chief", viewport={"width": 375, "height": 812}).new_page()
    chief.goto(measures)
    look(chief)
    with chief.expect_navigation():
        chief.click("#judge button.primary")
    assert chief.locator(".badge.good", has_text="已整改").is_visible()
    chief.goto("/measures")
    look(chief)
    chief.goto(f"/evaluations/{evaluation}")
    assert chief.locator("#measures-title").is_visible()
