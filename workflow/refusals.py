"""How the door says no: typed, with reasons that page, API and command line all show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """The family of a reason; `web/errors.py` gives each its status."""

    HIDDEN = "hidden"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    UNMET = "unmet"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason why not. `code` has its sentence in `web/texts.py`, `params` fill it in, and
    `field` names the form field it speaks of.
    """

    why: Why
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    field: str | None = None


class Refused(Exception):  # noqa: N818 -- it is an answer, not an error of the program
    """The action is not possible; nothing was changed. Carries every reason found."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons

    @property
    def why(self) -> Why:
        """The family of the first reason, which decides the answer's status."""
        return self.reasons[0].why


def hidden() -> Refused:
    """What the asker may not see and what does not exist answer alike."""
    return Refused(Reason(why=Why.HIDDEN, code="not_found"))


def nobodys_deputy() -> Refused:
    """Who acts for somebody must be his deputy at that time."""
    return Refused(Reason(why=Why.FORBIDDEN, code="is_the_deputy"))


def unmet(code: str, /, *, field: str | None = None, **params: str) -> Reason:
    """A condition of the content or of the given data that does not hold."""
    return Reason(why=Why.UNMET, code=code, field=field, params=params)


def conflict(code: str, /, **params: str) -> Reason:
    """The evaluation is not, or no longer, where the action needs it."""
    return Reason(why=Why.CONFLICT, code=code, params=params)
