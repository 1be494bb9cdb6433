"""The demonstration in a real browser: loaded once per test process, copied per site."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.administering import furnish_offices
from tests.browser.carried import add_carried
from tests.browser.corrected import add_editions
from tests.browser.site import LANGUAGES, Demo, Site, load_demo, open_site
from tests.browser.survey import Survey, share_survey
from tests.browser.tour import furnish
from tests.browser.vouched import add_witnesses

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def demo(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demonstration, for copying. Asks for the browser first: without one, nothing is done."""
    assert browser.is_connected()
    return load_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def site(
    demo: Demo, browser: "Browser", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site for reading, with more to look at than the demonstration has."""
    with open_site(demo, folder=tmp_path_factory.mktemp("site"), browser=browser) as opened:
        furnish(opened)
        furnish_offices(opened)
        add_carried(opened)
        add_editions(opened)
        opened.seal()
        add_witnesses(opened)
        yield opened


@pytest.fixture(scope="session", params=LANGUAGES)
def survey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """What was found on every page in one language."""
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    return share_survey(folder, request.param, lambda: request.getfixturevalue("site"))


@pytest.fixture
def own_site(
    demo: Demo, browser: "Browser", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site for one test, which may change what it likes."""
    with open_site(demo, folder=tmp_path_factory.mktemp("own"), browser=browser) as opened:
        yield opened
