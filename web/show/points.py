"""The points of a return as pages show them: what each speaks of, where it stands, what may be done
with it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from models.queries.points import StepRow
from models.vocabulary import Action, PointKind
from policies.facts import Mandate
from web.sent import ANSWER
from web.show.entries import FUNDS as FUNDS_FORM
from web.show.entries import INDICATORS, NARRATIVE, Entries, Entry
from web.standing import for_action
from web.texts import name_section
from workflow.content import Content, Row
from workflow.guards import Case
from workflow.guards.pointing import list_to_settle
from workflow.machine import why_not
from workflow.points import (
    FUNDS,
    ROW,
    SECTION,
    WHOLE,
    Point,
    Standing,
    list_places,
    row_place,
    section_place,
)

MORE_OF_WHOLE = 2
"""Further fields for points of the whole, beside the first."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """What a point speaks of: our word for it or, of a row, the name people entered; its id on
    the page of an evaluation, and the part of the form and its id there, empty where it has none.
    """

    name: str
    entered: bool = False
    anchor: str = ""
    section: str = ""
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownPoint:
    """One point with its number in the order in which points were raised."""

    number: int
    point: Point
    spot: Spot
    can_settle: bool

    @property
    def id(self) -> UUID:
        """The id of the point."""
        return self.point.id

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return self.point.standing

    @property
    def said(self) -> tuple[StepRow, ...]:
        """What came after it was raised: answers, and that it was insisted on or settled."""
        return self.point.steps[1:]


@dataclass(frozen=True, kw_only=True)
class ShownPoints:
    """The points of one evaluation, whether this person may answer or settle any of them, and for
    whom where he is a deputy.
    """

    all: tuple[ShownPoint, ...] = ()
    may_answer: bool = False
    may_settle: bool = False
    answers_for: Mandate | None = None
    settles_for: Mandate | None = None

    def count(self, standing: str) -> int:
        """Return how many stand so."""
        return sum(one.standing == standing for one in self.all)

    @property
    def unsettled(self) -> tuple[ShownPoint, ...]:
        """Those that are not settled, the open ones first."""
        left = [one for one in self.all if one.standing is not Standing.SETTLED]
        return tuple(sorted(left, key=lambda one: one.standing is not Standing.OPEN))

    @property
    def settled(self) -> tuple[ShownPoint, ...]:
        """Those that are settled."""
        return tuple(one for one in self.all if one.standing is Standing.SETTLED)

    def list_at(self, row_id: object) -> tuple[ShownPoint, ...]:
        """Return those of a row that are not settled."""
        return self._list(row_place(row_id))

    def list_in(self, key: str) -> tuple[ShownPoint, ...]:
        """Return those of a section of the narrative that are not settled."""
        return self._list(section_place(key))

    def list_of_whole(self) -> tuple[ShownPoint, ...]:
        """Return those of the whole that are not settled."""
        return self._list(WHOLE)

    def _list(self, place: str) -> tuple[ShownPoint, ...]:
        return tuple(one for one in self.unsettled if one.point.place == place)

    def list_for(self, section: str, *, but: Collection[object] = ()) -> tuple[ShownPoint, ...]:
        """Return those of a part of the form that are not settled, without those of some rows."""
        places = set(map(row_place, but))
        return tuple(
            one
            for one in self.unsettled
            if one.spot.section == section and one.point.place not in places
        )


def show_points(case: Case) -> ShownPoints:
    """Return the points with what this person may do about them. Reads the points of the case."""
    points = case.points().all
    if not points:
        return ShownPoints()
    settler, answerer = (
        for_action(case, action=action) for action in (Action.SETTLE, Action.ANSWER)
    )
    may_settle = not why_not(action=Action.SETTLE, case=settler)
    settling = {point.id for point in list_to_settle(case)} if may_settle else set()
    spots = name_spots(case.content())
    return ShownPoints(
        all=tuple(
            ShownPoint(
                number=number,
                point=point,
                spot=spots.get(point.place) or Spot(name=point.place),
                can_settle=point.id in settling,
            )
            for number, point in enumerate(points, 1)
        ),
        may_answer=not why_not(action=Action.ANSWER, case=answerer),
        may_settle=may_settle,
        answers_for=answerer.actor.mandate,
        settles_for=settler.actor.mandate,
    )


def name_spots(content: Content) -> Mapping[str, Spot]:
    """Return every place of an evaluation by how a point spells it, in the order of the form."""
    return dict(_list_spots(content))


def _list_spots(content: Content) -> Iterator[tuple[str, Spot]]:
    rows, titles = content.row_of, {each.key: each for each in content.scheme.sections}
    for place in list_places(rows=rows, sections=titles):
        if place == WHOLE:
            yield place, Spot(name=_("整体"), section=NARRATIVE)
        elif place == FUNDS:
            anchor = "funds-title"
            yield place, Spot(name=_("资金"), anchor=anchor, section=FUNDS_FORM, field=anchor)
        elif place.startswith(ROW):
            row = rows[UUID(place.removeprefix(ROW))]
            anchor = "indicators-title" if row.is_heading else f"row-{row.stored.id}"
            yield (
                place,
                Spot(
                    name=row.stored.name,
                    entered=True,
                    anchor=anchor,
                    section=INDICATORS,
                    field=anchor,
                ),
            )
        else:
            title = name_section(titles[place.removeprefix(SECTION)])
            anchor = place.replace(":", "-", 1)
            yield place, Spot(name=title, anchor=anchor, section=NARRATIVE, field=anchor)


def list_answer_entries(case: Case) -> Entries:
    """Return the fields of answers: what was answered to a point that is not settled."""
    return tuple(
        Entry(
            f"{ANSWER}{point.id}",
            _("第 %(number)s 个问题的回应", number=number),
            _read(point.steps[-1]),
        )
        for number, point in enumerate(case.points().all, 1)
        if point.standing is not Standing.SETTLED
    )


def read_answers_shown(case: Case, *, seen: int) -> Mapping[str, str]:
    """Return what stood in the fields of answers on a version that somebody has seen."""
    return {
        f"{ANSWER}{point.id}": _read(steps[-1])
        for point in case.points().all
        if (steps := [step for step in point.steps if step.seq <= seen])
    }


def _read(last: StepRow) -> str:
    return (last.text or "") if last.kind == PointKind.ANSWER else ""


def list_point_entries(case: Case) -> Entries:
    """Return the fields of the points that a return raises, one for each place and some more for
    the whole.
    """
    spots = name_spots(case.content())
    return tuple(
        Entry(f"point-{place}", _("问题"), "", row=spots[place.partition(".")[0]].name)
        for place in (*_list_whole(), *(place for place in spots if place != WHOLE))
    )


@dataclass(frozen=True, kw_only=True)
class Raising:
    """What the form of a return offers: its places, the rows among them, the fields of points of
    the whole, and how many points it insists on.
    """

    evaluation_id: UUID
    spots: Mapping[str, Spot]
    rows: Mapping[str, Row]
    whole: tuple[str, ...]
    insists: int


def offer_raising(case: Case) -> Raising:
    """Return what the form of a return offers. Reads the points of the case."""
    content = case.content()
    return Raising(
        evaluation_id=case.facts.evaluation_id,
        spots=name_spots(content),
        rows={row_place(row_id): row for row_id, row in content.row_of.items()},
        whole=tuple(f"point-{place}" for place in _list_whole()),
        insists=len(list_to_settle(case)),
    )


def _list_whole() -> list[str]:
    return [WHOLE, *(f"{WHOLE}.{number + 2}" for number in range(MORE_OF_WHOLE))]
