"""Who may see which evaluation, as an SQL condition."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true

from models.tables import Evaluation, Unit
from models.vocabulary import Role


def visible_to(
    *, actor_unit_id: UUID | None, section_id: UUID | None, roles: Collection[Role]
) -> ColumnElement[bool]:
    """Return the condition on `Evaluation` joined with its `Unit`.

    It says what `policies.predicates.may_see` says; a test compares the two.
    """
    if Role.AUDITOR in roles:
        return true()
    ways: list[ColumnElement[bool]] = [false()]
    if actor_unit_id is not None:
        ways.append(Evaluation.unit_id == actor_unit_id)
        if Role.UNIT_HEAD in roles:
            ways.append(Unit.supervising_unit_id == actor_unit_id)
    if section_id is not None:
        ways.append(Unit.section_id == section_id)
    return or_(*ways)
