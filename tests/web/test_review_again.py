"""A review that comes again, in a later round or edition, begins with what was given before."""

import html
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage
from tests.support.editions import LATER, correct
from tests.support.papers import ACTUAL, OPINION, RATE, SELF, VISITS
from tests.support.queries import count_queries
from workflow.data import AgreedRow, Amending, Amounts, Filling, Remark, SendingBack

WHY = "缺一次记录"
"""The reason that `papers.review` gives for every row."""


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def small(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def send_back(stage: Stage, who: str, evaluation: UUID) -> None:
    data = SendingBack(reason="请写具体", due_at=datetime.now(UTC) + LATER)
    stage.do(who, Action.RETURN, evaluation, data)


def send_back_reviewed(stage: Stage) -> UUID:
    """An evaluation that the chief reviewed and returned."""
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    send_back(stage, "chief", evaluation)
    return evaluation


def hand_in_again(stage: Stage, evaluation: UUID) -> None:
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    stage.do("head", Action.APPROVE, evaluation, Remark())


def read_review(site: Site, evaluation: UUID) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """What the review is prefilled with, and what it says of the review before, by row."""
    page = site.visitor("chief").get(f"/evaluations/{evaluation}/review")
    fields = find_form(page, "/review").fields
    filled, told = {}, {}
    for row in Stage(site).content(evaluation).scored_rows:
        name, id_ = row.stored.name, row.stored.id
        filled[name] = fields[f"score-{id_}"], fields[f"reason-{id_}"]
        note = re.search(rf'id="score-{id_}-hint">(.*?)</div>', page.text, re.DOTALL)
        words = re.sub("<[^>]*>", "", note[1]) if note else ""
        told[name] = re.sub(r"\s+", " ", html.unescape(words)).strip()
        assert (f'aria-describedby="score-{id_}-hint"' in page.text) is bool(note)
    return filled, told


def review_again(site: Site, evaluation: UUID) -> None:
    page = site.visitor("chief")
    page.send(f"/evaluations/{evaluation}/review", button="review")


def test_a_first_review_begins_with_the_self_scores(site: Site) -> None:
    stage = Stage(site)
    filled, told = read_review(site, stage.stand(State.UNIT_APPROVED))
    assert filled == {RATE: ("9.00", ""), VISITS: ("60.00", ""), OPINION: ("27.00", "")}
    assert set(told.values()) == {""}


def test_a_later_round_begins_with_what_the_round_before_was_given(site: Site) -> None:
    stage = Stage(site)
    evaluation = send_back_reviewed(stage)
    desk = stage.desk(evaluation)
    again = desk.scores(
        {**SELF, OPINION: "30"}, reason="按完成情况", actual={**ACTUAL, OPINION: "满意"}
    )
    stage.do("filer", Action.SCORE, evaluation, again)
    hand_in_again(stage, evaluation)
    filled, told = read_review(site, evaluation)
    assert filled == {RATE: ("9.00", WHY), VISITS: ("58.50", WHY), OPINION: ("30.00", "")}
    assert told == {
        RATE: f"第 1 轮复核 9.00：{WHY}",
        VISITS: f"第 1 轮复核 58.50：{WHY}",
        OPINION: f"此后有变动 第 1 轮复核 27.00：{WHY}",
    }
    # To look is to change nothing; to finish keeps what was given.
    assert {row.stored.review_score for row in stage.content(evaluation).scored_rows} == {None}
    review_again(site, evaluation)
    scores = {row.stored.name: row.stored for row in stage.content(evaluation).scored_rows}
    assert (scores[VISITS].review_score, scores[VISITS].review_reason) == (Decimal("58.5"), WHY)
    assert scores[OPINION].review_score == Decimal(30)


def test_a_round_that_nobody_reviewed_is_passed_over(small: Site) -> None:
    stage = Stage(small)
    evaluation = send_back_reviewed(stage)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    send_back(stage, "head", evaluation)
    hand_in_again(stage, evaluation)
    filled, told = read_review(small, evaluation)
    assert filled[VISITS] == ("58.50", WHY)
    assert told[VISITS] == f"第 1 轮复核 58.50：{WHY}"


@pytest.mark.parametrize("changed", ["target", "weight", "funds"])
def test_what_a_row_was_agreed_on_or_computed_from_counts(site: Site, changed: str) -> None:
    stage = Stage(site)
    evaluation = send_back_reviewed(stage)
    desk = stage.desk(evaluation)
    assert desk.content is not None
    visits = desk.content.row_of[desk.row(VISITS)].stored
    target, weight = ("≥11次", visits.weight) if changed == "target" else ("≥12次", Decimal(61))
    agreed = {visits.id: AgreedRow(name=VISITS, weight=weight, target_text=target)}
    if changed == "weight":
        opinion = desk.content.row_of[desk.row(OPINION)].stored
        agreed[opinion.id] = AgreedRow(
            name=OPINION, weight=Decimal(29), target_text=opinion.target_text
        )
    if changed == "funds":
        total = next(line for line in desk.content.lines if line.is_total)
        spent = Amounts(original=total.original, revised=total.revised, actual=Decimal(905))
        stage.do("filer", Action.FILL, evaluation, Filling(lines={total.id: spent}))
        rate = desk.scores({RATE: "9"}, reason="按完成情况", actual=ACTUAL)
        stage.do("filer", Action.SCORE, evaluation, rate)
    else:
        stage.do("filer", Action.AMEND, evaluation, Amending(rows=agreed, reason="合同已变更"))
    hand_in_again(stage, evaluation)
    marked = {name for name, words in read_review(site, evaluation)[1].items() if "变动" in words}
    assert (
        marked
        == {
            "target": {VISITS},
            "weight": {VISITS, OPINION},
            "funds": {RATE},
        }[changed]
    )


def test_a_correction_begins_with_what_the_edition_before_was_given(site: Site) -> None:
    stage = Stage(site)
    second = correct(stage, stage.stand(State.PUBLISHED))
    hand_in_again(stage, second)
    filled, told = read_review(site, second)
    assert filled[VISITS] == ("58.50", WHY)
    assert told[VISITS] == f"第 1 版复核 58.50：{WHY}"
    # What a round of its own was given comes before that.
    given = stage.desk(second).scores({**SELF, VISITS: "57"}, reason="再核")
    stage.do("chief", Action.REVIEW, second, given)
    send_back(stage, "chief", second)
    hand_in_again(stage, second)
    filled, told = read_review(site, second)
    assert filled[VISITS] == ("57.00", "再核")
    assert told[VISITS] == "第 1 轮复核 57.00：再核"
    review_again(site, second)
    stage.do("chief", Action.PUBLISH, second, Remark())
    third = correct(stage, second)
    hand_in_again(stage, third)
    assert read_review(site, third)[1][VISITS] == "第 2 版复核 57.00：再核"


def test_what_is_kept_goes_before_what_was_given_before(site: Site) -> None:
    """And of two who review at once, nobody undoes the other with what was merely shown."""
    stage = Stage(site)
    evaluation = send_back_reviewed(stage)
    hand_in_again(stage, evaluation)
    address = f"/evaluations/{evaluation}/review"
    chief, second = site.visitor("chief"), site.visitor("second_chief")
    late, early = (find_form(who.get(address), "/review") for who in (chief, second))
    row = stage.desk(evaluation).row(VISITS)
    second.send_form(early, {f"score-{row}": "50", f"reason-{row}": "抽查"}, button="rescore")
    other = stage.desk(evaluation).row(OPINION)
    conflict = chief.send_form(late, {f"score-{other}": "20"}, button="rescore", expect=409)
    assert conflict.text.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>") == 1
    again = chief.send_form(find_form(conflict, "/review"), button="continue", expect=200)
    chief.send_form(find_form(again, "/review"), button="rescore")
    filled, told = read_review(site, evaluation)
    assert filled == {RATE: ("9.00", WHY), VISITS: ("50.00", "抽查"), OPINION: ("20.00", WHY)}
    assert told[VISITS] == f"第 1 轮复核 58.50：{WHY}"


def test_a_reason_that_was_erased_is_asked_for_again(small: Site) -> None:
    stage = Stage(small)
    evaluation = send_back_reviewed(stage)
    hand_in_again(stage, evaluation)
    stage.erase(evaluation, WHY)
    filled, told = read_review(small, evaluation)
    assert filled[VISITS] == ("58.50", "")
    assert re.fullmatch("第 1 轮复核 58.50（已于 [0-9-]{10} 清除，原因：含个人信息）", told[VISITS])
    chief = small.visitor("chief")
    chief.send(f"/evaluations/{evaluation}/review", button="review", expect=422)


def test_a_review_that_comes_again_costs_five_queries_more(small: Site) -> None:
    stage = Stage(small)
    first, again = stage.stand(State.UNIT_APPROVED), send_back_reviewed(stage)
    hand_in_again(stage, again)
    chief, counts = small.visitor("chief"), []
    chief.get("/account")  # How much he has not read is counted once a minute.
    for evaluation in (first, again):
        with count_queries(small.database) as asked:
            chief.get(f"/evaluations/{evaluation}/review")
        counts.append(len(asked))
    assert counts[1] == counts[0] + 5
