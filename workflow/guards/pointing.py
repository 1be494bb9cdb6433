"""The points of a return: can they be raised, answered, settled, and may one submit with them?"""

from policies.limits import MAX_POINTS, MAX_UNSETTLED
from workflow.data import AnsweringPoints, SendingBack, SettlingPoints
from workflow.guards.case import Case
from workflow.points import Point, Standing, find_new_answers, find_reviewer, list_places
from workflow.refusals import Reason, conflict, unmet


def points_are_sound(case: Case) -> list[Reason]:
    """A return raises so many points at most, each in words, each of a place of this form."""
    if not isinstance(case.data, SendingBack) or not case.data.points:
        return []
    given, content = case.data.points, case.content()
    left = MAX_UNSETTLED - len(case.points().unsettled)
    if len(given) > min(left, MAX_POINTS):
        return [unmet("too_many_points", field="points", most=str(max(0, min(left, MAX_POINTS))))]
    places = list_places(
        rows=content.row_of, sections=(section.key for section in content.scheme.sections)
    )
    reasons = []
    for point in given:
        if point.place not in places:
            reasons.append(unmet("place_is_unknown", field=f"point-{point.place}"))
        elif not point.text:
            reasons.append(unmet("point_says_nothing", field=f"point-{point.place}"))
    return reasons


def answers_are_sound(case: Case) -> list[Reason]:
    """There are points that are not settled; each answer is to one of them, at least one says
    something new, and none takes back what was answered. One that says nothing leaves its point
    open.
    """
    standing = {point.id: point.standing for point in case.points().unsettled}
    if not standing:
        return [conflict("no_point_waits_for_an_answer")]
    given = case.data
    if not isinstance(given, AnsweringPoints):
        return []
    reasons = []
    for point_id, text in given.answers.items():
        if point_id not in standing:
            reasons.append(unmet("point_is_unknown", field=f"answer-{point_id}"))
        elif not text and standing[point_id] is Standing.ANSWERED:
            reasons.append(unmet("answer_says_nothing", field=f"answer-{point_id}"))
    if not reasons and not find_new_answers(case.points(), given.answers):
        return [unmet("nothing_is_answered")]
    return reasons


def points_are_answered(case: Case) -> list[Reason]:
    """Nobody submits while a point is open, whoever raised it."""
    open_ = case.points().list_standing(Standing.OPEN)
    return [
        unmet(
            "points_are_answered",
            field=f"answer-{point.id}",
            number=str(case.points().all.index(point) + 1),
        )
        for point in open_
    ]


def points_can_be_settled(case: Case) -> list[Reason]:
    """Points were answered that the office raised with which the evaluation lies, and the ones
    that are settled are among them.
    """
    answered = {point.id for point in list_to_settle(case)}
    if not answered:
        return [conflict("no_point_waits_to_be_settled")]
    given = case.data
    if not isinstance(given, SettlingPoints):
        return []
    if not given.points:
        return [unmet("nothing_is_settled")]
    return [
        unmet("point_cannot_be_settled", field=f"settle-{point_id}")
        for point_id in sorted(given.points - answered)
    ]


def list_to_settle(case: Case) -> tuple[Point, ...]:
    """Return the points that can be settled where the evaluation lies now."""
    return case.points().list_answered(find_reviewer(case.facts.state))
