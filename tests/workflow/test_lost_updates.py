"""Who acts on what has moved meanwhile is told; who loses only to a comment is tried again."""

from collections import Counter
from collections.abc import Callable

import pytest

from models.vocabulary import Action, State
from tests.support.records import list_refusals, read_bodies
from tests.support.scenes import Scene
from tests.workflow.races import find_broken_proofs, find_faults, race
from workflow import actions
from workflow.guards import Case
from workflow.machine import step
from workflow.refusals import Refused, Why

MOVED = "conflict content_has_moved"


def test_save_approve_return_recall_and_comment_at_once(stage: Scene) -> None:
    """Whatever is tried at once: one of those who change something, and every other typed."""
    for _ in range(3):
        evaluation = stage.walk(State.SELF_SCORED)
        tries = [
            ("head", Action.APPROVE),
            ("second_head", Action.APPROVE),
            ("head", Action.RETURN),
            ("second_head", Action.RETURN),
            ("filer", Action.RECALL),
            ("bureau_head", Action.COMMENT),
            ("chief", Action.COMMENT),
            ("second_chief", Action.COMMENT),
        ]
        tally = race(stage, [stage.attempt(who, action, evaluation) for who, action in tries])
        assert not tally.errors
        assert tally.count() <= 1
        assert tally.wins
        assert set(tally.refusals) <= {
            MOVED,
            # Two comments came between; and a recall after somebody's comment.
            "conflict version_has_moved",
            "conflict nobody_has_acted_since",
        }
        assert len(read_bodies(stage.database, evaluation)) == 4 + len(tally.wins)
    assert not find_broken_proofs(stage)


def test_of_two_who_save_the_same_draft_one_is_told(stage: Scene) -> None:
    """No lost update: the loser's scores are not merged, and he is told."""
    evaluation = stage.walk(State.DRAFT)
    desk = stage.desk(evaluation)
    attempts = [
        stage.attempt(who, Action.SCORE, evaluation, desk.scores({"满意度": score}, reason=who))
        for who, score in (("filer", "11"), ("second_filer", "22"))
    ]
    tally = race(stage, attempts)
    expected = Counter({MOVED: 1})
    assert not find_faults(stage, evaluation, tally, before=3, expected=expected)
    body = read_bodies(stage.database, evaluation)[-1]
    (score,) = body["data"]["scores"]
    row = stage.content(evaluation).row_of[desk.row("满意度")].stored
    assert score["new"] == f"{row.self_score:.2f}"
    assert body["actor"] == str(tally.wins[0][0].actor_id)


def test_what_was_seen_decides_even_when_nobody_is_quick(stage: Scene) -> None:
    """T13: a score was changed between the head's reading and his approval."""
    evaluation = stage.walk(State.SELF_SCORED)
    attempt = stage.attempt("head", Action.APPROVE, evaluation)
    stage.do("filer", Action.RECALL, evaluation)
    stage.do("filer", Action.SCORE, evaluation, stage.desk(evaluation).scores({"满意度": "1"}))
    stage.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    with pytest.raises(Refused) as refused:
        stage.perform(attempt)
    assert [(one.why, one.code) for one in refused.value.reasons] == [
        (Why.CONFLICT, "content_has_moved")
    ]


def interrupt(monkeypatch: pytest.MonkeyPatch, *, times: int, by: Callable[[], object]) -> None:
    """Between somebody's decision to approve and his writing, others act."""
    left = iter(range(times))

    def step_interrupted(*, action: Action, case: Case) -> State:
        target = step(action=action, case=case)
        if action is Action.APPROVE and next(left, None) is not None:
            by()
        return target

    monkeypatch.setattr(actions, "step", step_interrupted)


@pytest.mark.pg
def test_who_loses_only_to_a_comment_is_tried_again(
    postgres_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = postgres_scene
    evaluation = scene.walk(State.SELF_SCORED)
    attempt, refusals = (
        scene.attempt("head", Action.APPROVE, evaluation),
        list_refusals(scene.database),
    )
    interrupt(monkeypatch, times=1, by=lambda: scene.do("chief", Action.COMMENT, evaluation))
    outcome = scene.perform(attempt, leads_to=State.UNIT_APPROVED)
    assert outcome.version == 6
    told = [body["action"] for body in read_bodies(scene.database, evaluation)[4:]]
    assert told == ["comment", "approve"]
    assert len(list_refusals(scene.database)) == len(refusals)


@pytest.mark.pg
def test_who_loses_twice_is_asked_to_try_again(
    postgres_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = postgres_scene
    evaluation = scene.walk(State.SELF_SCORED)
    attempt = scene.attempt("head", Action.APPROVE, evaluation)
    interrupt(monkeypatch, times=2, by=lambda: scene.do("chief", Action.COMMENT, evaluation))
    with pytest.raises(Refused) as refused:
        scene.perform(attempt)
    assert [(one.why, one.code) for one in refused.value.reasons] == [
        (Why.CONFLICT, "version_has_moved")
    ]
    assert scene.header(evaluation).evaluation.state == State.SELF_SCORED
    # The third time nobody interrupts.
    scene.perform(attempt, leads_to=State.UNIT_APPROVED)


@pytest.mark.pg
def test_who_loses_to_more_than_a_comment_is_not_tried_again(
    postgres_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = postgres_scene
    evaluation = scene.walk(State.SELF_SCORED)
    attempt = scene.attempt("head", Action.APPROVE, evaluation)
    interrupt(monkeypatch, times=1, by=lambda: scene.do("filer", Action.RECALL, evaluation))
    with pytest.raises(Refused) as refused:
        scene.perform(attempt)
    assert [(one.why, one.code) for one in refused.value.reasons] == [
        (Why.CONFLICT, "content_has_moved")
    ]
    assert scene.header(evaluation).evaluation.state == State.DRAFT
