"""Points of a return: raised, answered, settled or insisted on, and carried on."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from models.tables import Cycle
from models.vocabulary import Action, Role, State
from policies.limits import MAX_POINTS
from tests.support.offices import CLOSES, OPENS
from tests.support.papers import ROWS, VISITS, begin, hand_in, send_back, send_back_with_points
from tests.support.records import read_bodies
from tests.support.scenes import Scene
from workflow.cycles import NewCycle, add_cycle
from workflow.data import AnsweringPoints, NewPoint, SettlingPoints
from workflow.ids import new_id
from workflow.ledger.verify import verify_database
from workflow.points import FUNDS, WHOLE, Standing, row_place
from workflow.refusals import Refused


def stand(scene: Scene, evaluation: UUID) -> list[str]:
    """Where the points stand, in their order."""
    return [point.standing.value for point in scene.points(evaluation).all]


def tell(scene: Scene, evaluation: UUID) -> list[str]:
    """The kinds of steps that the last event tells of."""
    return [step["kind"] for step in read_bodies(scene.database, evaluation)[-1]["data"]["points"]]


def say_yes(scene: Scene) -> bool:
    """Whether verification finds nothing."""
    with scene.database.reading() as session:
        return all(report.ok for report in verify_database(session).values())


def send(scene: Scene, evaluation: UUID, *places: str, who: str = "head") -> None:
    """Send back with a point at each of these places."""
    points = tuple(NewPoint(place=place, text=f"请补充 {place}") for place in places)
    back = replace(send_back(scene.desk(evaluation)), points=points)
    scene.do(who, Action.RETURN, evaluation, back, leads_to=State.DRAFT)


def settle(scene: Scene, evaluation: UUID, *numbers: int, who: str = "head") -> None:
    """Settle points by their numbers."""
    points = scene.points(evaluation).all
    chosen = frozenset(points[number].id for number in numbers)
    scene.do(who, Action.SETTLE, evaluation, SettlingPoints(points=chosen))


def test_a_point_goes_its_way(scene: Scene) -> None:
    """Nobody submits before every point is answered; one that is not settled is insisted on."""
    evaluation = scene.walk_with_points(State.DRAFT)
    assert stand(scene, evaluation) == ["open", "open"]
    first, second = scene.points(evaluation).all
    half = AnsweringPoints(answers={first.id: "已更正为 12 次"})
    scene.do("second_filer", Action.ANSWER, evaluation, half, leads_to=State.DRAFT)
    assert stand(scene, evaluation) == ["answered", "open"]
    with pytest.raises(Refused) as refused:
        scene.do("filer", Action.SUBMIT, evaluation)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == ("points_are_answered", f"answer-{second.id}")
    scene.do("filer", Action.ANSWER, evaluation)
    scene.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    before = scene.header(evaluation).evaluation.content_version
    settle(scene, evaluation, 0, who="second_head")
    assert scene.header(evaluation).evaluation.content_version == before
    assert tell(scene, evaluation) == ["settle"]
    send(scene, evaluation, FUNDS)
    assert tell(scene, evaluation) == ["insist", "raise"]
    assert stand(scene, evaluation) == ["settled", "open", "open"]
    point = scene.points(evaluation).all[1]
    assert [(step.kind, step.text) for step in point.steps] == [
        ("raise", "缺少签字"),
        ("answer", "已补充记录"),
        ("insist", None),
    ]
    assert say_yes(scene)


def test_each_office_judges_its_own_points(sqlite_scene: Scene) -> None:
    """What the head raised the chief neither insists on nor settles."""
    scene = sqlite_scene
    evaluation = scene.walk_with_points(State.SELF_SCORED)
    scene.do("head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)
    with pytest.raises(Refused) as refused:
        settle(scene, evaluation, 0, who="chief")
    assert [reason.code for reason in refused.value.reasons] == ["no_point_waits_to_be_settled"]
    send(scene, evaluation, WHOLE, who="chief")
    assert tell(scene, evaluation) == ["raise"]
    assert stand(scene, evaluation) == ["answered", "answered", "open"]
    scene.do("filer", Action.ANSWER, evaluation)
    scene.finish(evaluation, to=State.FINANCE_REVIEWED)
    settle(scene, evaluation, 2, who="second_chief")
    assert stand(scene, evaluation) == ["answered", "answered", "settled"]
    with pytest.raises(Refused) as refused:
        settle(scene, evaluation, 2, who="chief")
    assert [reason.code for reason in refused.value.reasons] == ["no_point_waits_to_be_settled"]


def test_who_answered_for_another_settles_nothing(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    evaluation = scene.walk_with_points(State.DRAFT)
    scene.delegate("filer", "head", Role.FILER)
    scene.do("head", Action.ANSWER, evaluation, acting_for="filer")
    answered = scene.points(evaluation).all[0].steps[-1]
    assert (answered.actor_name, answered.for_name) == ("head", "filer")
    scene.finish(evaluation, to=State.SELF_SCORED)
    with pytest.raises(Refused) as refused:
        scene.do("head", Action.SETTLE, evaluation)
    assert [reason.code for reason in refused.value.reasons] == ["had_no_part_in_filling"]


def test_what_cannot_be_a_point_is_refused(sqlite_scene: Scene) -> None:
    evaluation = sqlite_scene.walk(State.SELF_SCORED)

    def refuse(points: Sequence[NewPoint]) -> list[tuple[str, str | None]]:
        back = replace(send_back(sqlite_scene.desk(evaluation)), points=tuple(points))
        with pytest.raises(Refused) as refused:
            sqlite_scene.do("head", Action.RETURN, evaluation, back)
        return [(reason.code, reason.field) for reason in refused.value.reasons]

    whole = NewPoint(place=WHOLE, text="补充")
    assert refuse([whole] * (MAX_POINTS + 1)) == [("too_many_points", "points")]
    assert refuse([replace(whole, text="")]) == [("point_says_nothing", "point-whole")]
    assert refuse([replace(whole, place="section:x")]) == [("place_is_unknown", "point-section:x")]
    assert not sqlite_scene.points(evaluation).all


def begin_next_year(scene: Scene, before: UUID) -> UUID:
    """Begin the evaluation of the next year, with the rows in another order."""
    with scene.database.writing() as session:
        scheme = session.scalar(select(Cycle.scheme_id).where(Cycle.id == scene.cycles["project"]))
        assert scheme is not None
        cycle = NewCycle(
            name=f"2026 {scene.mark}",
            fiscal_year=2026,
            scheme_id=scheme,
            section_id=None,
            opens_at=OPENS,
            closes_at=CLOSES,
        )
        cycle_id = add_cycle(session, cycle=cycle, actor_id=None, at=OPENS)
    evaluation = new_id()
    new = begin(scene.desk(), cycle=cycle_id)
    rows = (ROWS[3], ROWS[0], ROWS[1], replace(ROWS[2], parent=2))
    data = replace(new, rows=rows, predecessor_id=before)
    scene.do("filer", Action.CREATE, evaluation, data, leads_to=State.DRAFT)
    return evaluation


def test_what_is_not_settled_follows_into_the_next_year(scene: Scene) -> None:
    """Under its own id and at its own row, in a text of its own; what was settled, or erased, stays
    behind.
    """
    before = scene.walk(State.SELF_SCORED)
    row = row_place(scene.desk(before).row(VISITS))
    send(scene, before, row, WHOLE, FUNDS)
    scene.do("filer", Action.ANSWER, before)
    scene.finish(before, to=State.SELF_SCORED)
    settle(scene, before, 1)
    scene.erase(before, "请补充 funds")
    old = scene.points(before).all[0]
    scene.do("filer", Action.PLAN_MEASURE, before)
    new = begin_next_year(scene, before)
    (point,) = scene.points(new).all
    assert (point.id, point.office, point.standing) == (old.id, old.office, Standing.OPEN)
    assert point.place == row_place(scene.desk(new).row(VISITS)) != row
    assert (point.first.text, point.is_carried) == (old.first.text, True)
    assert point.first.commitment != old.first.commitment
    told = read_bodies(scene.database, new)[0]["data"]
    assert [each["kind"] for each in told["measures"]] == ["carry"], "measures come along beside"
    (step,) = told["points"]
    assert (step["kind"], told["points_from"]) == ("carry", str(before))
    scene.do("filer", Action.FILL, new, hand_in(Action.FILL, scene.desk(new)))
    scene.do("filer", Action.SCORE, new, hand_in(Action.SCORE, scene.desk(new)))
    with pytest.raises(Refused) as refused:
        scene.do("filer", Action.SUBMIT, new)
    assert [reason.code for reason in refused.value.reasons] == ["points_are_answered"]
    scene.do("filer", Action.ANSWER, new)
    scene.do("filer", Action.SUBMIT, new, leads_to=State.SELF_SCORED)
    assert say_yes(scene)


def test_a_correction_brings_points_along_to_its_own_rows(sqlite_scene: Scene) -> None:
    scene = sqlite_scene
    published = scene.walk(State.SELF_SCORED)
    back = send_back_with_points(scene.desk(published))
    scene.do("head", Action.RETURN, published, back)
    scene.do("filer", Action.ANSWER, published)
    scene.finish(published)
    edition = scene.correct(published)
    points = scene.points(edition)
    assert [point.place for point in points.all] == [
        row_place(scene.desk(edition).row(VISITS)),
        WHOLE,
    ]
    assert set(points.by_id) == set(scene.points(published).by_id)
    assert stand(scene, edition) == ["open", "open"]
