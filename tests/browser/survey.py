"""One look at every page in one language: everything that can be told from a page standing still.

It is taken once for all test processes: the first that needs it takes it, the others take the
other language meanwhile and read.
"""

import contextlib
import fcntl
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser import looking
from tests.browser.administering import list_admin_visits
from tests.browser.site import DESKTOP, LANGUAGES, Site
from tests.browser.together import list_shared_visits
from tests.browser.tour import Tour
from tests.browser.visits import Visit, list_visits
from tests.browser.words import Entered

if TYPE_CHECKING:
    from playwright.sync_api import Page

Survey = dict[str, list[str]]
"""What was found, by kind; each finding begins with the page."""

KINDS = (
    *("wrong answer", "complaint", "link out", "language", "foreign words", "unmarked words"),
    *("out of sight", "too wide", "lost by zoom", "tiny text", "focus", "accessibility"),
)
ZOOMED = (DESKTOP[0] // 2, DESKTOP[1] // 2)
"""What a window of the common size shows at 200 %."""
SIZES = ((1440, 900), ZOOMED, (375, 812), DESKTOP)
"""A large desk, the common one at 200 %, a phone, the common one."""
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


def find_axe() -> str:
    """The source of axe-core, in the version pinned in requirements/e2e.txt."""
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def take_survey(site: Site, language: str) -> Survey:
    """Look at every page of the tour."""
    survey: Survey = {kind: [] for kind in KINDS}
    axe, entered = find_axe(), Entered(site.database)
    with contextlib.closing(Tour(site, language=language)) as tour:
        for visit in (*list_visits(), *list_shared_visits(), *list_admin_visits()):
            try:
                page = tour.open(visit)
            except AssertionError as wrong:
                survey["wrong answer"].append(str(wrong))
                continue
            words = page.evaluate(looking.FOREIGN)
            seen = {
                "foreign words": [*entered.find_foreign(words, language=language)],
                "unmarked words": [*entered.find_unmarked(words, language=language)],
                **_look_at(page, visit, language=language, axe=axe),
            }
            for kind, found in seen.items():
                survey[kind] += [f"{visit}: {each}" for each in found]
            survey["complaint"] += [f"{visit}: {each}" for each in tour.said]
    return survey


def _look_at(page: "Page", visit: Visit, *, language: str, axe: str) -> dict[str, list[Any]]:
    spoken = page.evaluate("document.documentElement.lang")
    found = {
        "language": [] if spoken == {"zh": "zh-Hans", "en": "en"}[language] else [spoken],
        "link out": page.evaluate(looking.LINKS_OUT),
        "too wide": [],
        "lost by zoom": [],
    }
    if _shows_an_evaluation(visit):
        found["out of sight"] = page.evaluate(looking.BELOW)
    page.evaluate(looking.OPEN_DETAILS)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found["too wide"] += page.evaluate(looking.WIDE)
        if (width, height) == ZOOMED:
            found["lost by zoom"] = _look_zoomed(page)
    found["tiny text"] = page.evaluate(looking.TINY, looking.SMALLEST)
    page.keyboard.press("Tab")
    found["focus"] = page.evaluate(looking.FOCUS)
    # Evaluated by the debugger, which the page's own policy does not bind.
    page.evaluate(axe)
    found["accessibility"] = page.evaluate(looking.AXE, TAGS)
    return found


def _look_zoomed(page: "Page") -> list[Any]:
    found: list[Any] = page.evaluate(looking.ZOOMED)
    # What is fixed may hide what has the keyboard; without such parts the full size tells enough.
    if page.locator(".dock").count():
        page.keyboard.press("Tab")
        found += page.evaluate(looking.FOCUS)
    return found


def _shows_an_evaluation(visit: Visit) -> bool:
    parts = visit.address.partition("?")[0].split("/")
    is_one = parts[1] == "evaluations" and len(parts) == 3 and parts[2] != "new"
    return is_one and visit.status == 200 and not visit.sending


def share_survey(folder: Path, language: str, open_site: Callable[[], Site]) -> Survey:
    """Return the survey of a language, taken by whichever process comes first."""
    (other,) = set(LANGUAGES) - {language}
    for each, wait in ((language, fcntl.LOCK_NB), (other, fcntl.LOCK_NB), (language, 0)):
        kept = folder / f"survey-{each}.json"
        lock = folder / f"survey-{each}.lock"
        with contextlib.suppress(BlockingIOError), lock.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX | wait)
            if not kept.exists():
                kept.write_text(json.dumps(take_survey(open_site(), each)), encoding="utf-8")
            if each == language:
                break
    survey: Survey = json.loads(kept.read_text(encoding="utf-8"))
    return survey
