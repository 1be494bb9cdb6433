"""Who is left to sign for the unit: whoever had a part in filling is not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models.vocabulary import Action
from policies.facts import Heads
from policies.predicates import FILLING


class Trouble(StrEnum):
    """Why nobody of the unit will be able to sign, or could not after one more step."""

    NO_HEAD = "no_head"
    ALL_HAVE_FILLED = "all_have_filled"
    YOU_ARE_THE_LAST = "you_are_the_last"


@dataclass(frozen=True)
class Unsigned:
    """What stands in the way of a signature, and whether a head of the supervising unit could
    give it instead.
    """

    trouble: Trouble
    above_can_sign: bool


def list_fillers(doers: Mapping[Action, frozenset[UUID]]) -> frozenset[UUID]:
    """Return everybody who ever had a part in filling."""
    return frozenset[UUID]().union(*(doers.get(action, frozenset()) for action in FILLING))


def find_trouble(
    heads: Heads, *, fillers: Collection[UUID] = (), filling: UUID | None = None
) -> Unsigned | None:
    """Say what stands in the way of a signature for the unit; None where nothing does.

    `fillers` had a part in filling; `filling` is about to have one. A unit's heads may sign as
    long as one of them had none; then a head of the supervising unit may.
    """
    free, above = heads.own.difference(fillers), heads.above.difference(fillers)
    if not heads.own:
        return Unsigned(Trouble.NO_HEAD, bool(above))
    if not free:
        return Unsigned(Trouble.ALL_HAVE_FILLED, bool(above))
    if filling is not None and free == {filling}:
        return Unsigned(Trouble.YOU_ARE_THE_LAST, bool(above))
    return None
