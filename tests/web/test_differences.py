"""A difference beyond the tolerance of the scheme wants a reason, whichever way it came in."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Source, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage
from tests.support.papers import OPINION, VISITS
from tests.support.scripts import make_script
from web.cases.importing import import_case, read_case

HUBEI = Path(__file__).resolve().parents[2] / "web" / "demo" / "cases" / "hubei.json"
ITEMS = "网上办件事项"
WHY = "抽查不符"
SELF_SCORES = [("0", "", False), ("0.01", "", False), ("0.02", "", True), ("0.02", WHY, False)]
"""How far below the computed score the unit puts itself, why, and whether it is asked."""


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    return Stage(Site(database, tmp_path))


def score_by_page(stage: Stage, by: Decimal, reason: str) -> tuple[UUID, UUID]:
    evaluation = stage.walk(State.DRAFT)
    row = stage.desk(evaluation).row(VISITS)
    typed = {f"score-{row}": str(60 - by), f"reason-{row}": reason}
    stage.site.visitor("filer").send(f"/evaluations/{evaluation}/fill/indicators", typed)
    return evaluation, row


def score_by_script(stage: Stage, by: Decimal, reason: str) -> tuple[UUID, UUID]:
    evaluation = stage.walk(State.DRAFT)
    row = stage.desk(evaluation).row(VISITS)
    given = {"rows": {str(row): {"score": str(60 - by), "reason": reason, "actual": "12次"}}}
    make_script(stage.site, "filer").do(evaluation, "score", given)
    return evaluation, row


def score_by_import(stage: Stage, by: Decimal, reason: str) -> tuple[UUID, UUID]:
    case: dict[str, Any] = json.loads(HUBEI.read_text(encoding="utf-8"))
    leaves = [leaf for group in case["indicators"][0]["children"] for leaf in group["children"]]
    items = next(leaf for leaf in leaves if leaf["name"] == ITEMS)
    items |= {"score": str(5 - by), "reason": reason or None}
    case |= {"form_family": "national_project_table", "year": "2025"}
    case["unit"]["name"] = "center"
    done = import_case(
        stage.home,
        read_case(json.dumps(case).encode()),
        actor_id=stage.people["filer"],
        at=datetime.now(UTC),
        source=Source.IMPORT,
    )
    return done.evaluation_id, stage.desk(done.evaluation_id).row(ITEMS)


WAYS_IN = {"page": score_by_page, "script": score_by_script, "import": score_by_import}


def submit_by_script(stage: Stage, evaluation: UUID) -> set[str]:
    """The places in which the problem asks for words about a score that is not the computed one."""
    script = make_script(stage.site, "filer")
    seen = script.get(f"/evaluations/{evaluation}")["content_version"]
    answer = script.send(f"/evaluations/{evaluation}/actions/submit", seen=seen)
    problem: Any = answer.json
    reasons = problem["reasons"] if answer.status_code == 422 else []
    return {
        reason["elsewhere"]["pointer"]
        for reason in reasons
        if reason["code"] == "inconsistency_S05"
    }


@pytest.mark.parametrize(("by", "reason", "asked"), SELF_SCORES)
@pytest.mark.parametrize("way", WAYS_IN)
def test_a_self_score_beyond_the_tolerance_is_asked_about_whichever_way_it_came(
    stage: Stage, way: str, by: str, reason: str, *, asked: bool
) -> None:
    evaluation, row = WAYS_IN[way](stage, Decimal(by), reason)
    page = stage.site.visitor("filer").get(f"/evaluations/{evaluation}").text
    assert ("自评与核算不同，还需写明理由" in page) is asked
    assert (f"/fill/indicators#reason-{row}" in page) is asked
    assert submit_by_script(stage, evaluation) == ({f"/rows/{row}/reason"} if asked else set())


REVIEWED = [
    ("27", "", False),
    ("26.99", "", False),
    ("27.01", "", False),
    ("26.98", "", True),
    ("27.02", "", True),
    ("26.98", WHY, False),
]
"""Review scores beside a self score of 27."""


@pytest.mark.parametrize(("score", "reason", "asked"), REVIEWED)
def test_a_review_score_beyond_the_tolerance_is_asked_about_by_page_and_script(
    stage: Stage, score: str, reason: str, *, asked: bool
) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    row = stage.desk(evaluation).row(OPINION)
    given = {"rows": {str(row): {"score": score, "reason": reason}}}
    script = make_script(stage.site, "chief")
    answer = script.do(evaluation, "rescore", given, expect=422 if asked else 200)
    told = [(each["code"], each["pointer"]) for each in answer["reasons"]] if asked else []
    assert told == ([("differences_have_reasons", f"/rows/{row}/reason")] if asked else [])

    other = stage.stand(State.UNIT_APPROVED)
    row = stage.desk(other).row(OPINION)
    typed = {f"score-{row}": score, f"reason-{row}": reason}
    chief, page = stage.site.visitor("chief"), f"/evaluations/{other}/review"
    answer = chief.send(page, typed, button="rescore", expect=422 if asked else 303)
    assert ("请写明差异说明" in answer.text) is asked


@pytest.mark.parametrize(("score", "reason", "asked"), REVIEWED)
def test_a_kept_review_score_is_marked_as_it_will_be_asked_about(
    stage: Stage, score: str, reason: str, *, asked: bool
) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    row, chief = stage.desk(evaluation).row(OPINION), stage.site.visitor("chief")
    page = f"/evaluations/{evaluation}/review"
    given = find_form(chief.get(page), "/review").fields
    typed = {f"score-{row}": score, f"reason-{row}": reason}
    chief.post(f"/evaluations/{evaluation}/drafts/review", {**given, **typed}, expect=200)
    assert (f'data-unexplained="{row}"' in chief.get(page).text) is asked
