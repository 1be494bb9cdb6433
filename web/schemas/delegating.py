"""The form that makes somebody one's deputy."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import post_load, pre_load
from marshmallow.fields import Field

from models.vocabulary import Role
from policies.delegation import DELEGABLE
from policies.limits import MAX_NAME
from web.schemas.base import FormSchema
from web.schemas.fields import Choice, CleanText, Id, LastInstant, refuse
from workflow.delegating import NewDelegation

Lent = StrEnum("Lent", [(role.name, role.value) for role in DELEGABLE])  # type: ignore[misc]  # made of the table of roles
_ALMOST_A_DAY = timedelta(days=1) - timedelta(microseconds=1)


class NamedDay(LastInstant):
    """A day that has to be named, as its last instant."""

    def _deserialize(self, value: Any, *given: Any, **more: Any) -> datetime:
        found = super()._deserialize(value, *given, **more)
        if found is None:
            refuse("field_is_required")
        return found


class DelegationSchema(FormSchema):
    """Who acts for one, in which role, on which unit, and why; `make_delegation_schema` adds the
    first and the last day.
    """

    deputy = Id(required=True)
    role = Choice(words=Lent, required=True, allow_none=False)
    unit = Id(allow_none=True)
    reason = CleanText(limit=MAX_NAME, lines=False, required=True, filled=True)

    @pre_load
    def leave_out_nothing(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """No unit chosen is every unit, nobody chosen is nobody."""
        left_out = {("unit", ""), ("deputy", "")}
        return {name: text for name, text in data.items() if (name, text) not in left_out}

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewDelegation:
        """Return what was said, the first day from its beginning, the last to its last second."""
        return NewDelegation(
            deputy_id=data["deputy"],
            role=Role(data["role"]),
            unit_id=data.get("unit"),
            starts_at=begin_day(data["starts_on"]),
            ends_at=data["ends_on"].replace(microsecond=0),
            reason=data["reason"],
        )


def begin_day(last_instant: datetime) -> datetime:
    """Return the first instant of the day that ends with this one."""
    return last_instant - _ALMOST_A_DAY


def make_delegation_schema(*, zone: ZoneInfo) -> DelegationSchema:
    """Return the schema of a delegation whose days are of this zone's calendar."""
    days: dict[str, Field[Any]] = {
        name: NamedDay(zone=zone, required=True, allow_none=False)
        for name in ("starts_on", "ends_on")
    }
    schema: DelegationSchema = DelegationSchema.from_dict(days)()  # type: ignore[assignment]  # from_dict makes a class of this one
    return schema
