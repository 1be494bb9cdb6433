"""Where a draft is gone on with: straight from the inbox, at what is left to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.papers import VISITS
from workflow.points import row_place


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def test_a_draft_is_gone_on_with_where_something_is_left(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    page, filer = f"/evaluations/{evaluation}", stage.site.visitor("filer")
    day = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%d")
    place = row_place(stage.desk(evaluation).row(VISITS))
    typed = {f"point-{place}": "次数不符", "reason": "见清单", "due_on": day}
    stage.site.visitor("head").send(f"{page}/return", typed, ending="/return")
    assert f'href="{page}/fill"' in filer.get("/inbox").text
    assert filer.get(f"{page}/fill", expect=302).location == f"{page}/fill/indicators"
    filling = filer.get(f"{page}/fill/indicators").text
    assert "次数不符" in filling
    assert "未看过" not in filer.get("/inbox").text, "filling in is looking at it"
    stage.do("filer", Action.ANSWER, evaluation)
    assert filer.get(f"{page}/fill", expect=302).location == f"{page}/preview"
    stage.do("second_filer", Action.COMMENT, evaluation)
    assert 'id="news"' in filer.get(f"{page}/fill/funds").text
    assert 'id="news"' not in filer.get(f"{page}/fill/funds").text
    stage.do("filer", Action.SUBMIT, evaluation)
    assert filer.get(f"{page}/fill", expect=302).location == page


def test_the_review_too_tells_what_is_new_once(stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    review, chief = f"/evaluations/{evaluation}/review", stage.site.visitor("chief")
    assert "未看过" in chief.get("/inbox").text
    chief.get(review)
    assert "未看过" not in chief.get("/inbox").text
    stage.do("filer", Action.COMMENT, evaluation)
    assert "评论" in chief.get(review).text.partition('id="news"')[2].partition("</div>")[0]
