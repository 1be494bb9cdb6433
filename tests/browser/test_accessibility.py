"""axe-core finds nothing, the keyboard is always seen, and the browser complains of nothing."""

import contextlib

import pytest

from tests.browser import looking
from tests.browser.site import LANGUAGES, Site
from tests.browser.survey import TAGS, Survey, find_axe
from tests.browser.tour import Tour
from tests.browser.visits import REFUSALS, Visit

pytestmark = pytest.mark.browser


def test_every_page_answers_as_it_should(survey: Survey) -> None:
    assert not survey["wrong answer"]


def test_axe_finds_nothing(survey: Survey) -> None:
    assert not survey["accessibility"]


def test_every_control_shows_that_it_has_the_keyboard(survey: Survey) -> None:
    assert not survey["focus"]


def test_no_policy_is_violated_and_no_script_fails(survey: Survey) -> None:
    assert not survey["complaint"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visit", REFUSALS, ids=str)
def test_what_the_server_refuses_is_answered_by_a_designed_page(
    site: Site, visit: Visit, language: str
) -> None:
    with contextlib.closing(Tour(site, language=language)) as tour:
        page = tour.open(visit)
        assert page.locator("main h1").is_visible()
        page.evaluate(find_axe())
        assert not [*page.evaluate(looking.AXE, TAGS), *tour.said]
