"""Agreed rows change with a reason, which stays with them wherever they are shown."""

import json
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from models.tables import FreeText, Publication, Submission
from models.vocabulary import Action, State
from tests.support.papers import AMENDED, HEADING, OPINION, RATE, VISITS, Desk
from tests.support.records import read_bodies, rows_of
from tests.support.scenes import Scene
from tests.workflow.races import find_broken_proofs
from tests.workflow.refusing import refuse
from web.show.disclosed import read_plain
from workflow.changes.creating import describe_agreed, hash_agreed
from workflow.data import AgreedRow, Amending
from workflow.ids import new_id
from workflow.refusals import Why

WHY = "年中调整预算"


def amend(desk: Desk, row: str, /, **changed: object) -> Amending:
    """One row changed in one respect."""
    assert desk.content is not None
    stored = desk.content.row_of[desk.row(row)].stored
    stands = AgreedRow(name=stored.name, weight=stored.weight, target_text=stored.target_text)
    return Amending(rows={stored.id: replace(stands, **changed)}, reason=WHY)  # type: ignore[arg-type]


def test_the_trail_tells_old_new_and_why_of_each_row(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    outcome = scene.do("filer", Action.AMEND, evaluation)
    content = scene.content(evaluation)
    data = read_bodies(scene.database, evaluation)[-1]["data"]
    desk = scene.desk(evaluation)
    told = {row["indicator"]: row for row in data["amended"]}
    visits = told[str(desk.row(VISITS))]
    assert visits["old"] == {"name": VISITS, "weight": "60.00", "target": "≥12次"}
    assert visits["new"] == {"name": "巡检与保养次数", "weight": "61.00", "target": "≥10次"}
    assert set(told) == {str(desk.row(name)) for name in AMENDED}
    assert data["agreed"] == hash_agreed(
        [describe_agreed(row.stored._asdict()) for row in content.rows]
    )
    kept = [
        row for row in rows_of(scene.database, "agreed_change") if row.evaluation_id == evaluation
    ]
    assert {row.event_seq for row in kept} == {outcome.version}
    with scene.database.reading() as session:
        query = select(FreeText).where(FreeText.id.in_([row.reason_id for row in kept]))
        assert {text.text for text in session.scalars(query)} == {"合同已变更"}
        assert {row["reason"] for row in told.values()} == {
            text.commitment for text in session.scalars(query)
        }
    assert not find_broken_proofs(scene)


def test_a_row_shows_what_was_agreed_at_first_and_the_last_reason(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    scene.do("filer", Action.AMEND, evaluation)
    data = amend(scene.desk(evaluation), VISITS, name="巡检")
    scene.do("second_filer", Action.AMEND, evaluation, data)
    rows = {
        row.stored.agreed_name or row.stored.name: row for row in scene.content(evaluation).rows
    }
    visits = rows[VISITS].stored
    assert (visits.name, visits.weight, visits.target_text) == ("巡检", Decimal(61), "≥10次")
    assert (visits.agreed_name, visits.agreed_weight) == (VISITS, Decimal(60))
    assert (visits.agreed_target, visits.agreed_reason) == ("≥12次", WHY)
    assert rows[OPINION].stored.agreed_reason == "合同已变更"
    untouched = rows[RATE].stored
    assert (untouched.agreed_name, untouched.agreed_reason) == (None, None)
    assert not find_broken_proofs(scene)


def test_only_what_differs_is_told(scene: Scene) -> None:
    """The form sends every row; the heading and the other rows stay as they were."""
    evaluation = scene.walk(State.DRAFT)
    stands = {
        row.stored.id: AgreedRow(
            name=row.stored.name, weight=row.stored.weight, target_text=row.stored.target_text
        )
        for row in scene.content(evaluation).rows
    }
    row = scene.desk(evaluation).row(HEADING)
    data = Amending(rows=stands | {row: replace(stands[row], name="产出")}, reason=WHY)
    scene.do("filer", Action.AMEND, evaluation, data)
    (told,) = read_bodies(scene.database, evaluation)[-1]["data"]["amended"]
    assert (told["indicator"], told["new"]["name"]) == (str(row), "产出")


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        (VISITS, {"name": ""}, "name_is_missing"),
        (VISITS, {"weight": None}, "weight_is_missing"),
        (VISITS, {"weight": Decimal(0)}, "weight_is_missing"),
        (VISITS, {"weight": Decimal(-1)}, "weight_is_missing"),
        (VISITS, {"weight": Decimal("59.99")}, "weight_is_below_the_score"),
        (VISITS, {"weight": Decimal("100.01")}, "weight_is_above_the_total"),
        (HEADING, {"weight": Decimal(1)}, "row_carries_no_score"),
        (HEADING, {"weight": Decimal(0)}, "row_carries_no_score"),
        (VISITS, {}, "nothing_differs"),
    ],
)
def test_every_fault_of_an_agreed_row_is_told(
    scene: Scene, name: str, changed: dict[str, object], code: str
) -> None:
    evaluation = scene.walk(State.DRAFT)
    data = amend(scene.desk(evaluation), name, **changed)
    answer = refuse(scene, "filer", Action.AMEND, evaluation, data=data)
    assert answer == (Why.UNMET, [code])


def test_the_score_given_is_the_least_a_row_may_weigh(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    data = amend(scene.desk(evaluation), OPINION, weight=Decimal(27))
    scene.do("filer", Action.AMEND, evaluation, data)
    assert not find_broken_proofs(scene)


def test_a_row_of_another_evaluation_is_unknown(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    new = AgreedRow(name="别的", weight=Decimal(1), target_text="")
    for row in (new_id(), scene.desk(scene.walk(State.DRAFT)).row(VISITS)):
        data = Amending(rows={row: new}, reason=WHY)
        answer = refuse(scene, "filer", Action.AMEND, evaluation, data=data)
        assert answer == (Why.UNMET, ["row_is_unknown"])


def read_frozen(
    scene: Scene, table: type[Submission | Publication], evaluation: UUID
) -> list[dict[str, object]]:
    """The rows of the last frozen copy."""
    with scene.database.reading() as session:
        query = select(table.content).where(table.evaluation_id == evaluation)
        copies = session.scalars(query.order_by(table.event_seq)).all()
    rows: list[dict[str, object]] = read_plain(json.loads(copies[-1]), tell=str)["indicators"]
    return rows


def test_the_sealed_round_and_the_published_copy_hold_the_mark(scene: Scene) -> None:
    """The sealed round its commitment, the published copy the reason in words."""
    evaluation = scene.walk(State.DRAFT)
    scene.do("filer", Action.AMEND, evaluation)
    scene.finish(evaluation)
    told = read_bodies(scene.database, evaluation)
    reason = next(body for body in told if body["action"] == "amend")["data"]["amended"][0][
        "reason"
    ]
    expected = {"agreed_name": VISITS, "agreed_weight": "60.00", "agreed_target": "≥12次"}
    for table, why in ((Submission, reason), (Publication, "合同已变更")):
        rows = {row["name"]: row for row in read_frozen(scene, table, evaluation)}
        visits = rows["巡检与保养次数"]
        assert {key: visits[key] for key in expected} == expected
        assert visits["agreed_reason"] == why
        assert not any(key.startswith("agreed") for key in rows[RATE])
    assert not find_broken_proofs(scene)


@pytest.mark.parametrize("changed", ["name", "target_text", "reason"])
def test_what_was_agreed_anew_discloses_no_personal_data(scene: Scene, changed: str) -> None:
    """Name, target and reason are published."""
    evaluation = scene.walk(State.DRAFT)
    called = "请致电13812345678"
    data = amend(scene.desk(evaluation), VISITS, name="巡检")
    if changed == "reason":
        data = replace(data, reason=called)
    else:
        data = amend(scene.desk(evaluation), VISITS, **{changed: called})
    scene.do("filer", Action.AMEND, evaluation, data)
    for part, action in (("filer", Action.SUBMIT), ("head", Action.APPROVE)):
        scene.do(part, action, evaluation)
    scene.do("chief", Action.REVIEW, evaluation)
    answer = refuse(scene, "chief", Action.PUBLISH, evaluation)
    assert answer.why is Why.UNMET
    assert set(answer.codes) == {"discloses_no_personal_data"}


def test_a_correction_keeps_the_mark_and_amends_further(scene: Scene) -> None:
    """The next edition shows what was agreed at first, not what the last edition made of it."""
    first = scene.walk(State.DRAFT)
    scene.do("filer", Action.AMEND, first)
    scene.finish(first)
    second = scene.correct(first)
    data = amend(scene.desk(second), VISITS, name="巡检")
    scene.do("filer", Action.AMEND, second, data)
    rows = {row.stored.agreed_name: row.stored for row in scene.content(second).rows}
    visits = rows[VISITS]
    assert (visits.name, visits.agreed_weight, visits.agreed_reason) == ("巡检", Decimal(60), WHY)
    assert not find_broken_proofs(scene)
