"""How the filling in is shared out: what each person was asked for, and how far he has come."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from web.show.completeness import Progress, measure
from web.texts import name_section
from workflow.assigning import FUNDS, WHOLE, list_places
from workflow.content import Content
from workflow.guards import Case
from workflow.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one person was asked for, and how far it has come; without a person it is what nobody
    was asked for.
    """

    person_id: UUID | None
    name: str
    progress: Progress


@dataclass(frozen=True)
class NamedPlace:
    """A place of the form and what it is called; `own` are words that people entered. `group` are
    the headings above a row.
    """

    place: str
    name: str
    own: bool = False
    group: str = ""


def share_out(case: Case, *, reasons: Collection[Reason]) -> tuple[Share, ...]:
    """Return the share of each person who was asked for something, by name, and what is left over;
    nothing where nobody was asked. `reasons` are what the whole form still lacks.
    """
    staff, places = case.staff(), list_places(case.content())
    asked = {place: person for place in places if (person := staff.standing.get(place))}
    if not asked:
        return ()
    people = sorted(
        {*asked.values()}, key=lambda person: (staff.people.get(person, ""), str(person))
    )
    shares = [
        Share(
            person_id=person,
            name=staff.people.get(person) or _("已不是填报人"),
            progress=measure(
                [place for place, who in asked.items() if who == person], reasons=reasons
            ),
        )
        for person in people
    ]
    rest = [place for place in places if place not in asked]
    if rest:
        left = Share(person_id=None, name=_("未指派"), progress=measure(rest, reasons=reasons))
        shares.append(left)
    return tuple(shares)


def name_places_to_assign(content: Content) -> tuple[NamedPlace, ...]:
    """Return every place of a form with its name, in the order of the form."""
    return tuple(_name_places(content))


def _name_places(content: Content) -> Iterator[NamedPlace]:
    rows = {f"row:{row.stored.id}": row for row in content.rows}
    sections = {f"section:{section.key}": section for section in content.scheme.sections}
    for place in list_places(content):
        if place == FUNDS:
            yield NamedPlace(place, _("资金"))
        elif place == WHOLE:
            yield NamedPlace(place, _("自报结果、问题与建议"))
        elif place in sections:
            yield NamedPlace(place, name_section(sections[place]))
        else:
            row = rows[place].stored
            yield NamedPlace(place, row.name, own=True, group=_name_headings(content, row.id))


def _name_headings(content: Content, row_id: UUID) -> str:
    names: list[str] = []
    above = content.row_of[row_id].stored.parent_id
    while above is not None:
        names.append(content.row_of[above].stored.name)
        above = content.row_of[above].stored.parent_id
    return " / ".join(reversed(names))
