"""What is kept of an attempt that was refused, and what is not."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from models.vocabulary import Action, State
from tests.support.papers import OPINION, VISITS
from tests.support.records import dump, list_refusals
from tests.support.scenes import Scene
from workflow.data import Filling, RowScore, Scoring
from workflow.ids import new_id
from workflow.refusals import Refused


def test_a_refusal_is_recorded_with_its_reasons(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    row = scene.desk(evaluation).row(OPINION)
    too_high = Scoring(rows={row: RowScore(score=Decimal("30.01"))})
    with pytest.raises(Refused):
        scene.do("filer", Action.SCORE, evaluation, too_high)
    kept = list_refusals(scene.database)[-1]
    assert (kept.evaluation_id, kept.actor_id, kept.action) == (
        evaluation,
        scene.people["filer"],
        "score",
    )
    assert (kept.at, kept.source) == (scene.now, "page")
    assert json.loads(kept.reasons) == [
        {
            "code": "score_out_of_range",
            "params": {"row": OPINION, "score": "30.01", "weight": "30.00"},
            "field": f"score-{row}",
        }
    ]


def test_what_was_typed_is_not_kept_with_a_refusal(scene: Scene) -> None:
    """A record that is never erased must not take in the number it refuses to disclose."""
    evaluation = scene.walk(State.DRAFT)
    desk = scene.desk(evaluation)
    assert desk.content is not None
    key = desk.content.scheme.sections[0].key
    number = "13812345678"
    filled = Filling(sections={key: f"联系人电话{number}"})
    scene.do("filer", Action.FILL, evaluation, filled)
    scene.do("filer", Action.SUBMIT, evaluation)
    scene.do("head", Action.APPROVE, evaluation)
    scene.do("chief", Action.REVIEW, evaluation)
    with pytest.raises(Refused) as refused:
        scene.do("chief", Action.PUBLISH, evaluation)
    assert refused.value.reasons[0].params["found"] == number
    assert number not in list_refusals(scene.database)[-1].reasons


def test_a_refusal_of_what_does_not_exist_is_recorded_too(scene: Scene) -> None:
    invented = new_id()
    attempt = scene.attempt("chief", Action.COMMENT, scene.walk(State.DRAFT))
    with pytest.raises(Refused):
        scene.perform(replace(attempt, evaluation_id=invented))
    assert list_refusals(scene.database)[-1].evaluation_id == invented


def test_too_much_at_once_is_refused_before_anything_is_written(scene: Scene) -> None:
    """A body stays below 64 KiB."""
    evaluation = scene.walk(State.DRAFT)
    row = scene.desk(evaluation).row(VISITS)
    much = Scoring(rows={row: RowScore(score=Decimal(60), actual_text="字" * 30_000)})
    before = dump(scene.database, besides=("refusal",))
    with pytest.raises(Refused) as refused:
        scene.do("filer", Action.SCORE, evaluation, much)
    assert refused.value.reasons[0].code == "too_much_at_once"
    assert dump(scene.database, besides=("refusal",)) == before
