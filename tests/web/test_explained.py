"""Differences and errors: which still want a reason, and with which words they were explained."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage
from tests.support.papers import OPINION, RATE, SPENT, VISITS, fill_in
from workflow.data import Claim, Filling, Remark
from workflow.refusals import Refused

WHY = "年中追加，文号在附件"


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    return Stage(Site(database, tmp_path))


def overspend(stage: Stage, evaluation: UUID, *, reason: str = "") -> None:
    """Spend more than the budget, which stands on a line of funds, and say why under the claim."""
    desk = stage.desk(evaluation)
    assert desk.content is not None
    total = next(line for line in desk.content.lines if line.is_total)
    amounts = replace(SPENT, actual=Decimal(1100))
    claim = Claim(total=None, grade=None, reason=reason)
    stage.do("filer", Action.FILL, evaluation, Filling(lines={total.id: amounts}, claim=claim))
    scores = desk.scores({RATE: "10"}, reason="按完成情况")
    stage.do("filer", Action.SCORE, evaluation, scores)


def read_card(stage: Stage, who: str, evaluation: UUID) -> str:
    page = stage.site.visitor(who).get(f"/evaluations/{evaluation}").text
    return page.partition('id="explained"')[2].partition("</section>")[0]


def test_an_error_on_no_row_is_explained_by_the_reason_of_the_claim(stage: Stage) -> None:
    evaluation = stage.walk(State.DRAFT)
    overspend(stage, evaluation)
    with pytest.raises(Refused) as refused:
        stage.do("filer", Action.SUBMIT, evaluation, Remark())
    told = {(reason.code, reason.field) for reason in refused.value.reasons}
    assert told == {("inconsistency_F02", "claim_reason")}
    card = read_card(stage, "filer", evaluation)
    assert "还没有说明" in card
    assert f"/evaluations/{evaluation}/fill/narrative#claim_reason" in card
    assert "#claim_reason" not in read_card(stage, "chief", evaluation)
    overspend(stage, evaluation, reason=WHY)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    for who in ("head", "chief"):
        card = read_card(stage, who, evaluation)
        assert "已说明原因" in card
        assert WHY in card
    stage.do("head", Action.APPROVE, evaluation, Remark())
    page = stage.site.visitor("chief").get(f"/evaluations/{evaluation}/review").text
    assert WHY in page


def test_the_reason_of_the_claim_explains_no_row(stage: Stage) -> None:
    evaluation = stage.walk(State.DRAFT, fill=lambda desk: _claim(fill_in(desk)))
    scores = stage.desk(evaluation).scores({VISITS: "50"})
    stage.do("filer", Action.SCORE, evaluation, scores)
    with pytest.raises(Refused) as refused:
        stage.do("filer", Action.SUBMIT, evaluation, Remark())
    row = stage.desk(evaluation).row(VISITS)
    assert [reason.field for reason in refused.value.reasons] == [f"reason-{row}"]


def _claim(filling: Filling) -> Filling:
    return replace(filling, claim=Claim(total=None, grade=None, reason=WHY))


@pytest.mark.parametrize(("score", "wants"), [("59.99", False), ("59.98", True), ("60", False)])
def test_a_self_score_beyond_the_tolerance_wants_a_reason(
    stage: Stage, *, score: str, wants: bool
) -> None:
    """By the page as by any other way in: all of them submit through the same door."""
    evaluation = stage.walk(State.DRAFT)
    scores = stage.desk(evaluation).scores({VISITS: score})
    stage.do("filer", Action.SCORE, evaluation, scores)
    row = stage.desk(evaluation).row(VISITS)
    page = stage.site.visitor("filer").get(f"/evaluations/{evaluation}").text
    assert ("还需写明理由" in page) is wants
    assert (f"/fill/indicators#reason-{row}" in page) is wants
    filer, address = stage.site.visitor("filer"), f"/evaluations/{evaluation}"
    given = find_form(filer.get(address), "/comment").fields
    fields = {name: given[name] for name in ("csrf_token", "content_version")}
    filer.post(f"{address}/submit", fields, expect=422 if wants else 303)


@pytest.mark.parametrize("button", ["rescore", "review"])
def test_a_review_score_that_differs_wants_a_reason(stage: Stage, button: str) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    desk, chief = stage.desk(evaluation), stage.site.visitor("chief")
    page, row = f"/evaluations/{evaluation}/review", desk.row(OPINION)
    typed = {f"score-{row}": "20"}
    answer = chief.send(page, typed, button=button, expect=422)
    assert "请写明差异说明" in answer.text
    chief.send(page, {**typed, f"reason-{row}": "抽查不符"}, button=button)
    assert stage.content(evaluation).row_of[row].stored.review_score == 20


def test_the_review_tells_beside_the_row_what_it_still_wants(stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    desk, chief = stage.desk(evaluation), stage.site.visitor("chief")
    visits, opinion = desk.row(VISITS), desk.row(OPINION)
    typed = {f"score-{visits}": "５８", f"score-{opinion}": "27", f"reason-{opinion}": ""}
    page = f"/evaluations/{evaluation}/review"
    given = find_form(chief.get(page), "/review").fields
    chief.post(f"/evaluations/{evaluation}/drafts/review", {**given, **typed}, expect=200)
    assert chief.get(page).text.count("与自评不同，还需写明理由</span>") == 1
