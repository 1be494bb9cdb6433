"""Returns as sealed rounds, recalls, due dates, the window for filling, and taking up again."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from models.tables import ScoreChange, Submission
from models.vocabulary import Action, State
from tests.support.offices import CLOSES, OPENS, START
from tests.support.papers import OPINION, REVIEWED, SELF, VISITS, begin
from tests.support.records import dump, list_refusals, read_bodies
from tests.support.scenes import DUE, Scene
from workflow.audit import hash_text
from workflow.data import Remark, RowScore, Scoring, SendingBack
from workflow.ids import new_id
from workflow.refusals import Refused

INSTANT = timedelta(microseconds=1)


def refuse(scene: Scene, who: str, action: Action, evaluation: UUID, **given: Any) -> list[str]:
    """Try it and state that nothing changed; answers with the codes."""
    before = dump(scene.database, besides=("refusal",))
    with pytest.raises(Refused) as refused:
        scene.do(who, action, evaluation, **given)
    assert dump(scene.database, besides=("refusal",)) == before
    return [reason.code for reason in refused.value.reasons]


def list_submissions(scene: Scene, evaluation: UUID) -> list[tuple[int, str, str]]:
    """Round, content and hash of every sealed round."""
    with scene.database.reading() as session:
        rows = session.scalars(
            select(Submission)
            .where(Submission.evaluation_id == evaluation)
            .order_by(Submission.event_seq)
        )
        return [(row.round, row.content, row.content_hash) for row in rows]


def list_scores(scene: Scene, evaluation: UUID) -> dict[str, tuple[str | None, str | None]]:
    """Self and review score of every row that carries points, by name."""
    rows = scene.content(evaluation).scored_rows
    return {
        row.stored.name: (spell(row.stored.self_score), spell(row.stored.review_score))
        for row in rows
    }


def spell(points: Decimal | None) -> str | None:
    """Points as the trail spells them."""
    return None if points is None else f"{points:.2f}"


BOTH = {name: (f"{Decimal(SELF[name]):.2f}", f"{Decimal(REVIEWED[name]):.2f}") for name in SELF}
SELF_ONLY = {name: (own, None) for name, (own, _) in BOTH.items()}


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.SELF_SCORED, "head"),
        (State.UNIT_APPROVED, "chief"),
        (State.FINANCE_REVIEWED, "chief"),
    ],
)
def test_a_return_opens_the_next_round_with_what_the_last_one_held(
    scene: Scene, state: State, who: str
) -> None:
    evaluation = scene.walk(state)
    held = scene.content(evaluation)
    scene.do(who, Action.RETURN, evaluation, leads_to=State.DRAFT)
    stands = scene.header(evaluation).evaluation
    assert (stands.round, stands.due_at) == (2, DUE)
    now = scene.content(evaluation)
    assert (now.sections, now.lines, now.attachments) == (
        held.sections,
        held.lines,
        held.attachments,
    )
    assert list_scores(scene, evaluation) == SELF_ONLY
    kept = [(row.stored.actual_text, row.stored.self_reason) for row in now.rows]
    assert kept == [(row.stored.actual_text, row.stored.self_reason) for row in held.rows]


def test_a_sealed_round_stays_as_it_was(scene: Scene) -> None:
    """Whatever happens in later rounds; and it holds what stood there when it was sealed."""
    evaluation = scene.walk(State.SELF_SCORED)
    ((number, content, digest),) = first = list_submissions(scene, evaluation)
    assert (number, hash_text(content)) == (1, digest)
    told = json.loads(content)
    assert told["round"] == 1
    assert [row["self_score"] for row in told["indicators"] if row["weight"]] == [
        f"{Decimal(points):.2f}" for points in SELF.values()
    ]
    assert told["derived"]["self"] == "96.00"
    scene.do("head", Action.RETURN, evaluation, leads_to=State.DRAFT)
    desk = scene.desk(evaluation)
    scene.do("filer", Action.SCORE, evaluation, desk.scores({OPINION: "20"}, reason="重新评定"))
    scene.do("second_filer", Action.FILL, evaluation)
    scene.do("second_filer", Action.ATTACH, evaluation)
    scene.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    rounds = list_submissions(scene, evaluation)
    assert rounds[:1] == first
    assert [number for number, _, _ in rounds] == [1, 2]
    second = json.loads(rounds[1][1])
    assert (second["round"], second["derived"]["self"]) == (2, "89.00")
    assert [
        body["data"]["content"]
        for body in read_bodies(scene.database, evaluation)
        if body["action"] == "submit"
    ] == [digest for _, _, digest in rounds]


def test_a_return_sets_the_review_scores_back_and_says_so(scene: Scene) -> None:
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    assert list_scores(scene, evaluation) == BOTH
    outcome = scene.do("chief", Action.RETURN, evaluation, leads_to=State.DRAFT)
    body = read_bodies(scene.database, evaluation)[-1]
    set_back = {(score["kind"], score["old"], score["new"]) for score in body["data"]["scores"]}
    assert set_back == {("review", review, None) for _, review in BOTH.values()}
    assert body["data"]["round"] == 1
    with scene.database.reading() as session:
        changes = session.scalars(
            select(ScoreChange).where(
                ScoreChange.evaluation_id == evaluation, ScoreChange.event_seq == outcome.version
            )
        ).all()
    assert {(row.kind, spell(row.old), row.new) for row in changes} == set_back
    assert [row.stored.review_reason for row in scene.content(evaluation).rows] == [None] * 4


def test_a_return_without_review_scores_changes_no_score(scene: Scene) -> None:
    evaluation = scene.walk(State.UNIT_APPROVED)
    scene.do("chief", Action.RETURN, evaluation, leads_to=State.DRAFT)
    assert "scores" not in read_bodies(scene.database, evaluation)[-1]["data"]


def test_a_reason_without_a_score_does_not_survive_the_round(scene: Scene) -> None:
    """A reviewer noted a reason, took the score away and returned: round 2 begins clean."""
    evaluation = scene.walk(State.UNIT_APPROVED)
    row = scene.desk(evaluation).row(VISITS)
    note = Scoring(rows={row: RowScore(score=None, reason="待核实")})
    scene.do("chief", Action.RESCORE, evaluation, note)
    scene.do("chief", Action.RETURN, evaluation, leads_to=State.DRAFT)
    assert scene.content(evaluation).row_of[row].stored.review_reason is None


def test_only_the_submitter_recalls(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    assert refuse(scene, "second_filer", Action.RECALL, evaluation) == ["submitted_this_round"]
    scene.do("filer", Action.RECALL, evaluation, leads_to=State.DRAFT)
    assert scene.header(evaluation).evaluation.round == 2
    scene.do("second_filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    assert refuse(scene, "filer", Action.RECALL, evaluation) == ["submitted_this_round"]
    scene.do("second_filer", Action.RECALL, evaluation, leads_to=State.DRAFT)
    rounds = list_submissions(scene, evaluation)
    assert [number for number, _, _ in rounds] == [1, 2]


@pytest.mark.parametrize("who", ["second_filer", "head", "bureau_head", "chief"])
def test_no_recall_after_somebody_has_acted(scene: Scene, who: str) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do(who, Action.COMMENT, evaluation, leads_to=State.SELF_SCORED)
    assert refuse(scene, "filer", Action.RECALL, evaluation) == ["nobody_has_acted_since"]


def test_what_the_submitter_himself_says_does_not_bar_his_recall(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("filer", Action.COMMENT, evaluation)
    scene.do("filer", Action.RECALL, evaluation, leads_to=State.DRAFT)


def test_what_happened_before_the_submission_does_not_bar_the_recall(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("head", Action.RETURN, evaluation, leads_to=State.DRAFT)
    scene.do("chief", Action.COMMENT, evaluation)
    scene.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    scene.do("filer", Action.RECALL, evaluation, leads_to=State.DRAFT)
    assert scene.header(evaluation).evaluation.round == 3


def test_a_recall_keeps_the_due_date_and_the_content(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("head", Action.RETURN, evaluation)
    scene.do("filer", Action.SUBMIT, evaluation)
    held = list_scores(scene, evaluation)
    scene.do("filer", Action.RECALL, evaluation, leads_to=State.DRAFT)
    assert scene.header(evaluation).evaluation.due_at == DUE
    assert list_scores(scene, evaluation) == held


@pytest.mark.parametrize("action", [Action.FILL, Action.SCORE, Action.ATTACH, Action.SUBMIT])
def test_the_window_closes_with_its_last_instant(scene: Scene, action: Action) -> None:
    """The closing instant itself still counts; the next does not. T56: one documented rule."""
    evaluation = scene.walk(State.DRAFT)
    late = refuse(scene, "filer", action, evaluation, at=CLOSES + INSTANT)
    assert late == ["window_is_open"]
    scene.do("filer", action, evaluation, at=CLOSES)


@pytest.mark.parametrize("action", [Action.FILL, Action.SCORE, Action.ATTACH, Action.SUBMIT])
def test_after_the_cycle_a_return_opens_the_window_until_its_due_date(
    scene: Scene, action: Action
) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    due = CLOSES + timedelta(days=9)
    returned = SendingBack(reason="补充", due_at=due)
    scene.do("head", Action.RETURN, evaluation, returned, at=CLOSES + timedelta(days=1))
    late = refuse(scene, "filer", action, evaluation, at=due + INSTANT)
    assert late == ["window_is_open"]
    scene.do("filer", action, evaluation, at=due)


def test_a_due_date_does_not_close_a_cycle_that_is_open(scene: Scene) -> None:
    """The due date gives time; it takes none of the cycle's away."""
    evaluation = scene.walk(State.SELF_SCORED)
    due = START + timedelta(days=2)
    scene.do("head", Action.RETURN, evaluation, SendingBack(reason="补充", due_at=due))
    scene.do("filer", Action.SCORE, evaluation, at=due + timedelta(days=1))


def test_a_later_return_replaces_the_due_date(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("head", Action.RETURN, evaluation)
    scene.do("filer", Action.SUBMIT, evaluation)
    sooner = DUE - timedelta(days=3)
    scene.do("head", Action.RETURN, evaluation, SendingBack(reason="再补充", due_at=sooner))
    stands = scene.header(evaluation).evaluation
    assert (stands.round, stands.due_at) == (3, sooner)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN])
def test_the_head_may_act_after_the_cycle_has_closed(scene: Scene, action: Action) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    late = CLOSES + timedelta(days=30)
    back = SendingBack(reason="补充", due_at=late + INSTANT)
    data = Remark() if action is Action.APPROVE else back
    scene.do("head", action, evaluation, data, at=late)


@pytest.mark.parametrize(
    ("at", "opens"),
    [(OPENS - INSTANT, False), (OPENS, True), (CLOSES, True), (CLOSES + INSTANT, False)],
)
def test_an_evaluation_begins_while_its_cycle_is_open(
    scene: Scene, at: datetime, *, opens: bool
) -> None:
    evaluation = new_id()
    if opens:
        scene.do("filer", Action.CREATE, evaluation, at=at, leads_to=State.DRAFT)
    else:
        assert refuse(scene, "filer", Action.CREATE, evaluation, at=at) == ["cycle_is_open"]


def test_a_sections_cycle_is_for_its_own_units(scene: Scene) -> None:
    desk = scene.desk()
    foreign = begin(desk, cycle=desk.foreign_cycle)
    codes = refuse(scene, "filer", Action.CREATE, new_id(), data=foreign)
    assert codes == ["unit_takes_part_in_the_cycle"]


@pytest.mark.parametrize("ahead", [timedelta(0), -INSTANT])
def test_a_due_date_lies_ahead(scene: Scene, ahead: timedelta) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    at = scene.tick()
    back = SendingBack(reason="补充", due_at=at + ahead)
    codes = refuse(scene, "head", Action.RETURN, evaluation, data=back, at=at)
    assert codes == ["due_date_is_ahead"]
    back = SendingBack(reason="补充", due_at=at + INSTANT)
    scene.do("head", Action.RETURN, evaluation, back, at=at, leads_to=State.DRAFT)


def test_a_return_tells_everything_that_is_missing(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    back = SendingBack(reason="", due_at=None)
    codes = refuse(scene, "head", Action.RETURN, evaluation, data=back)
    assert codes == ["reason_is_given", "due_date_is_ahead"]
    kept = json.loads(list_refusals(scene.database)[-1].reasons)
    assert [reason["code"] for reason in kept] == codes


def test_taking_a_review_up_again_keeps_the_review_scores(scene: Scene) -> None:
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    scene.do("chief", Action.REOPEN, evaluation, leads_to=State.UNIT_APPROVED)
    assert list_scores(scene, evaluation) == BOTH
    assert scene.header(evaluation).evaluation.round == 1
    assert "scores" not in read_bodies(scene.database, evaluation)[-1]["data"]
    # A review that says nothing new is settled by what stands.
    scene.do("second_chief", Action.REVIEW, evaluation, Scoring(), leads_to=State.FINANCE_REVIEWED)


def test_the_review_of_a_new_round_must_be_settled_anew(scene: Scene) -> None:
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    scene.do("chief", Action.RETURN, evaluation)
    scene.do("filer", Action.SUBMIT, evaluation)
    scene.do("head", Action.APPROVE, evaluation)
    codes = refuse(scene, "chief", Action.REVIEW, evaluation, data=Scoring())
    assert codes == ["review_is_settled"] * 3


def test_a_finance_evaluation_is_confirmed_or_returned_by_the_unit(scene: Scene) -> None:
    """The Changsha case: the section fills in, the unit answers, the chief publishes."""
    evaluation = scene.walk(State.SELF_SCORED, cycle="finance")
    scene.do("head", Action.RETURN, evaluation, leads_to=State.DRAFT)
    scene.do("section_filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    scene.do("head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)
    scene.do("chief", Action.PUBLISH, evaluation, leads_to=State.PUBLISHED)
    content = scene.content(evaluation)
    assert (content.recomputable, content.total) == (False, Decimal("83.48"))
