"""Who may see which evaluation, as an SQL condition."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true

from models.tables import Unit
from models.vocabulary import Role


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks for a list: his office and his roles. `filling` names the actions after which a
    head is no longer free to approve, so that the supervising unit's head stands in for him.
    `deputed` are those for whom he may act, each with `principal_id`, the one whose deputy he is,
    `since`, from when on, and `only_unit_id`, the one unit of a delegation.
    """

    unit_id: UUID | None
    section_id: UUID | None
    roles: Collection[Role]
    filling: Collection[str] = ()
    deputed: tuple["Asker", ...] = ()
    only_unit_id: UUID | None = None
    principal_id: UUID | None = None
    since: datetime | None = None

    def may_see_unit(self) -> ColumnElement[bool]:
        """Return the condition on `Unit` whose evaluations he may see, himself or as a deputy."""
        own = visible_to(actor_unit_id=self.unit_id, section_id=self.section_id, roles=self.roles)
        return or_(self.within_reach(own), *(each.may_see_unit() for each in self.deputed))

    def within_reach(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        """Return a condition on `Unit` as far as a delegation for one unit reaches."""
        if self.only_unit_id is None:
            return condition
        return and_(condition, Unit.id == self.only_unit_id)


def visible_to(
    *, actor_unit_id: UUID | None, section_id: UUID | None, roles: Collection[Role]
) -> ColumnElement[bool]:
    """Return the condition on the `Unit` that an `Evaluation` was joined with.

    It says what `policies.predicates.may_see` says; a test compares the two. It speaks of the unit
    alone, so that the few units are found first and their evaluations by an index.
    """
    if Role.AUDITOR in roles:
        return true()
    ways: list[ColumnElement[bool]] = [false()]
    if actor_unit_id is not None:
        ways.append(Unit.id == actor_unit_id)
        if Role.UNIT_HEAD in roles:
            ways.append(Unit.supervising_unit_id == actor_unit_id)
    if section_id is not None:
        ways.append(Unit.section_id == section_id)
    return or_(*ways)
