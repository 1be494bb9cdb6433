"""What the checks found, apart from what nobody has filled in yet, and what cannot be published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.vocabulary import Severity, State
from policies.checking import Inconsistency
from web.show.located import Place, name_places
from workflow.guards import (
    Case,
    discloses_no_personal_data,
    errors_are_explained,
    is_complete,
)
from workflow.guards.standing import is_missing
from workflow.refusals import Reason

_QUOTED = 3
"""Signs of a personal datum that the check quotes."""


@dataclass(frozen=True)
class Checked:
    """Contradictions, what an evaluation that was never submitted still lacks, and personal data
    that will stand against its publication; and the places of which they speak. `left` is
    all that stands between a draft and its submission, as the parts of the form count it.
    """

    found: tuple[Inconsistency, ...]
    missing: tuple[Reason, ...] = ()
    exposed: tuple[Reason, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    left: tuple[Reason, ...] = ()

    @property
    def errors(self) -> int:
        """How many errors nobody has explained yet."""
        return sum(each.severity is Severity.ERROR and not each.explained for each in self.found)

    @property
    def warnings(self) -> int:
        """How many warnings there are, personal data included."""
        return sum(each.severity is Severity.WARNING for each in self.found) + len(self.exposed)

    @property
    def explained(self) -> int:
        """How many of them were explained."""
        return sum(each.explained for each in self.found)

    def list_at(self, where: object) -> tuple[Inconsistency, ...]:
        """Return what was found at one place."""
        return tuple(each for each in self.found if each.where == str(where))


def sort_checks(case: Case) -> Checked:
    """Before the first submission an empty field is work to do; after it, it is an error. Personal
    data that stand against the publication are told there, and not once more as found.
    """
    places, exposed = name_places(case.content()), _list_exposed(case)
    repeated = frozenset(_list_repeated(case, exposed=exposed, places=places))
    found = tuple(
        each for number, each in enumerate(case.content().inconsistencies) if number not in repeated
    )
    left = tuple(list_left(case)) if case.facts.state is State.DRAFT else ()
    if case.facts.state is not State.DRAFT or case.facts.round > 1:
        return Checked(found, exposed=exposed, places=places, left=left)
    contradictions = tuple(each for each in found if not is_missing(each))
    return Checked(contradictions, tuple(is_complete(case)), exposed, places, left)


def list_left(case: Case) -> list[Reason]:
    """Return all that stands between a draft and its submission."""
    return [*is_complete(case), *errors_are_explained(case)]


def _list_exposed(case: Case) -> tuple[Reason, ...]:
    if case.facts.state is State.PUBLISHED:
        return ()
    return tuple(discloses_no_personal_data(case))


def _list_repeated(
    case: Case, *, exposed: tuple[Reason, ...], places: Mapping[str, Place]
) -> Iterator[int]:
    """The numbers of what the checks found of personal data that `exposed` tells whole."""
    told = {
        (place, reason.params["found"][:_QUOTED])
        for reason in exposed
        for place in _name_places(reason)
    }
    for number, each in enumerate(case.content().inconsistencies):
        if each.code != "P01":
            continue
        begins = each.numbers.get("text", "")[:_QUOTED]
        name = places[each.where].name if each.where in places else each.where
        if {(name, begins), (each.where, begins)} & told:
            yield number


def _name_places(reason: Reason) -> Iterator[str]:
    """What the place of personal data may be called: in both languages, or by its number."""
    params = reason.params
    yield from (params[key] for key in ("place", "place_en") if key in params)
    if "part" in params:
        yield f"{params['part']}-{params['number']}"
