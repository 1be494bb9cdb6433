"""Each language speaks for itself, apart from what people entered, and switching keeps the page."""

import contextlib

import pytest

from tests.browser.site import Site
from tests.browser.survey import Survey

pytestmark = pytest.mark.browser


def test_every_page_says_which_language_it_speaks(survey: Survey) -> None:
    assert not survey["language"]


def test_no_page_speaks_the_other_language(survey: Survey) -> None:
    assert not survey["foreign words"]


def test_what_people_entered_is_said_to_be_chinese(survey: Survey) -> None:
    assert not survey["unmarked words"]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("", "/published?q=整体&year=2022"),
        ("", "/sign-in?next=/evaluations/new"),
        ("hubei.filer", "/evaluations?state=published"),
        ("auditor", "/evaluations/{hubei}/trail?action=return"),
        ("yueyanglou.filer", "/evaluations/{yueyanglou}/fill/indicators"),
    ],
)
def test_switching_keeps_the_page(site: Site, who: str, address: str) -> None:
    with contextlib.closing(site.open(who)) as context:
        page = context.new_page()
        page.goto(address.format(**site.evaluations))
        before = page.url
        for link, spoken in (("English", "en"), ("中文", "zh-Hans")):
            with page.expect_navigation():
                page.click(f".bar >> text={link}")
            assert page.url == before
            assert page.locator("html").get_attribute("lang") == spoken
