"""Pages fit their windows, and what matters stands in sight."""

import pytest

from tests.browser.survey import Survey

pytestmark = pytest.mark.browser


def test_no_page_scrolls_sideways(survey: Survey) -> None:
    assert not survey["too wide"]


def test_nothing_is_lost_at_twice_the_size(survey: Survey) -> None:
    assert not survey["lost by zoom"]


def test_no_text_is_tiny(survey: Survey) -> None:
    assert not survey["tiny text"]


def test_totals_primary_action_and_reasons_are_in_sight(survey: Survey) -> None:
    assert not survey["out of sight"]
