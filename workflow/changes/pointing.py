"""answer, settle, and the points of return, create and correct."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.evaluations import list_indicators
from models.queries.points import list_point_steps
from models.tables import PointStep
from models.vocabulary import PointKind, Reviewer
from models.writing import Rows, Write, insert_into
from workflow.audit import KeptText, keep_texts
from workflow.changes.change import Change, mark, number_event
from workflow.data import AnsweringPoints, NewPoint, SettlingPoints
from workflow.guards import Case
from workflow.ids import new_id
from workflow.points import (
    FUNDS,
    WHOLE,
    Points,
    find_new_answers,
    find_reviewer,
    read_points,
    row_place,
    section_place,
)


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """One step about to be written."""

    point_id: UUID
    kind: PointKind
    office: Reviewer
    place: str
    text: KeptText | None = None


def answer_points(session: Session, case: Case) -> Change:
    """Return one answer for each point to which something new is said."""
    given, points = case.data, case.points().by_id
    if not isinstance(given, AnsweringPoints):
        raise TypeError(given)
    answers = find_new_answers(case.points(), given.answers)
    kept = keep_texts(session, list(answers.values()))
    steps = [
        NewStep(
            point_id=point_id,
            kind=PointKind.ANSWER,
            office=points[point_id].office,
            place=points[point_id].place,
            text=text,
        )
        for point_id, text in zip(answers, kept, strict=True)
    ]
    data, writes = _write_steps(case, steps)
    return Change(data=data, writes=writes)


def settle_points(session: Session, case: Case) -> Change:  # noqa: ARG001 -- one signature for all
    """Return the end of each point that is settled."""
    given = case.data
    if not isinstance(given, SettlingPoints):
        raise TypeError(given)
    steps = [
        NewStep(point_id=point.id, kind=PointKind.SETTLE, office=point.office, place=point.place)
        for point in case.points().all
        if point.id in given.points
    ]
    data, writes = _write_steps(case, steps)
    return Change(data=data, writes=writes)


def raise_points(
    session: Session, case: Case, *, new: Sequence[NewPoint]
) -> tuple[dict[str, object], list[Write]]:
    """Return what a return says of points: those it raises, and those of the same office that were
    answered and are not settled, on which it insists.
    """
    office = find_reviewer(case.facts.state)
    insisted = [
        NewStep(point_id=point.id, kind=PointKind.INSIST, office=office, place=point.place)
        for point in case.points().list_answered(office)
    ]
    kept = keep_texts(session, [point.text for point in new])
    raised = [
        NewStep(
            point_id=new_id(), kind=PointKind.RAISE, office=office, place=point.place, text=text
        )
        for point, text in zip(new, kept, strict=True)
    ]
    return _write_steps(case, [*insisted, *raised])


def carry_from_before(
    session: Session,
    *,
    origin: UUID,
    evaluation_id: UUID,
    rows: Rows,
    sections: Sequence[str],
) -> tuple[dict[str, object], list[Write]]:
    """Return the points that a new evaluation brings along from `origin`, that of an earlier year.
    `rows` are those of the new one; a row is found again by its category and name, where one alone
    bears them. Three queries, one where nothing is brought along.
    """
    points = read_points(list_point_steps(session, origin))
    if not points.unsettled:
        return {}, []
    places = {place: place for place in (FUNDS, *map(section_place, sections))}
    now: dict[tuple[object, object], list[object]] = {}
    for row in rows:
        now.setdefault((row["category"], row["name"]), []).append(row["id"])
    for before in list_indicators(session, origin):
        if len(found := now.get((before.category, before.name), [])) == 1:
            places[row_place(before.id)] = row_place(found[0])
    return carry_points(session, points, origin=origin, evaluation_id=evaluation_id, places=places)


def carry_points(
    session: Session,
    points: Points,
    *,
    origin: UUID,
    evaluation_id: UUID,
    places: Mapping[str, str],
) -> tuple[dict[str, object], list[Write]]:
    """Return the points that are not settled as the first event of another evaluation tells them,
    under their own ids, in texts of their own; `places` are theirs by those they had, and what is
    not there any more is of the whole. What was erased stays behind.
    """
    carried = [point for point in points.unsettled if point.first.text is not None]
    kept = keep_texts(session, [point.first.text or "" for point in carried])
    steps = [
        NewStep(
            point_id=point.id,
            kind=PointKind.CARRY,
            office=point.office,
            place=places.get(point.place, WHOLE),
            text=text,
        )
        for point, text in zip(carried, kept, strict=True)
    ]
    data, writes = spell_points(evaluation_id=evaluation_id, event_seq=1, steps=steps)
    # Once and not with each step: there may be very many, and a body has a limit.
    return data | ({"points_from": str(origin)} if steps else {}), writes


def _write_steps(case: Case, steps: Sequence[NewStep]) -> tuple[dict[str, object], list[Write]]:
    return spell_points(
        evaluation_id=case.facts.evaluation_id, event_seq=number_event(case), steps=steps
    )


def spell_points(
    *, evaluation_id: UUID, event_seq: int, steps: Sequence[NewStep]
) -> tuple[dict[str, object], list[Write]]:
    """Return steps of points as the trail spells them, and the write that keeps them."""
    if not steps:
        return {}, []
    spelled = [
        {
            "point": str(step.point_id),
            "kind": step.kind,
            "office": step.office,
            "place": step.place,
            "text": mark(step.text),
        }
        for step in steps
    ]
    rows: Rows = [
        {
            "evaluation_id": evaluation_id,
            "event_seq": event_seq,
            "point_id": step.point_id,
            "kind": step.kind,
            "office": step.office,
            "place": step.place,
            "text_id": step.text.id if step.text else None,
        }
        for step in steps
    ]
    return {"points": spelled}, [(insert_into(PointStep), rows)]
