"""Returns as sealed rounds, recalls, and taking a review up again."""

import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from models.tables import ScoreChange, Submission
from models.vocabulary import Action, State
from tests.support.papers import OPINION, REVIEWED, SELF, VISITS
from tests.support.records import read_bodies
from tests.support.scenes import DUE, Scene
from tests.workflow.refusing import refuse
from workflow.audit import hash_text
from workflow.data import RowScore, Scoring

INSTANT = timedelta(microseconds=1)


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
    assert refuse(scene, "second_filer", Action.RECALL, evaluation).codes == [
        "submitted_this_round"
    ]
    scene.do("filer", Action.RECALL, evaluation, leads_to=State.DRAFT)
    assert scene.header(evaluation).evaluation.round == 2
    scene.do("second_filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    assert refuse(scene, "filer", Action.RECALL, evaluation).codes == ["submitted_this_round"]
    scene.do("second_filer", Action.RECALL, evaluation, leads_to=State.DRAFT)
    rounds = list_submissions(scene, evaluation)
    assert [number for number, _, _ in rounds] == [1, 2]


@pytest.mark.parametrize("who", ["second_filer", "head", "bureau_head", "chief"])
def test_no_recall_after_somebody_has_acted(scene: Scene, who: str) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do(who, Action.COMMENT, evaluation, leads_to=State.SELF_SCORED)
    assert refuse(scene, "filer", Action.RECALL, evaluation).codes == ["nobody_has_acted_since"]


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
    codes = refuse(scene, "chief", Action.REVIEW, evaluation, data=Scoring()).codes
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
