"""How a row stands in its form: whether it applies, adds a bonus, or may knock out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from policies.reading import read_text
from policies.scoring.knock_out import VetoState, find_veto
from policies.scoring.spec import RuleSpec

VETO_FAMILY = "veto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`applies` is False for a row of which the actual value says "不适用" where the scheme lets it
    be left out; `is_bonus` rows stand outside the whole.
    """

    applies: bool = True
    is_bonus: bool = False
    veto: VetoState = VetoState.NO_VETO

    @property
    def is_plain(self) -> bool:
        """Whether the row simply adds its score to the total."""
        return self.applies and not self.is_bonus and self.veto in _WITHOUT_EFFECT


_WITHOUT_EFFECT = (VetoState.NO_VETO, VetoState.CLEAR)
PLAIN = Standing()


def find_standing(*, rule: RuleSpec | None, actual_text: str, may_be_left_out: bool) -> Standing:
    """Return how a row stands by its rule and its actual value (R12, R17, R18).

    Where the scheme lets no row be left out, "不适用" leaves the row in: its score is missing, and
    somebody has to say what it is.
    """
    is_bonus = rule is not None and rule.is_bonus
    veto = rule is not None and rule.family == VETO_FAMILY
    if not (is_bonus or veto or may_be_left_out):
        return PLAIN
    return Standing(
        applies=not may_be_left_out or read_text(actual_text).applies,
        is_bonus=is_bonus,
        veto=find_veto(actual_text) if veto else VetoState.NO_VETO,
    )


def judge_by_review(
    standing: Standing, *, score: Decimal | None, weight: Decimal | None
) -> Standing:
    """Return how a row stands where a review scored it: whether its knock-out condition holds is
    the reviewer's to say, with all points that it does not, with none that it does (R12). A score
    in between says neither, and the actual value stands.
    """
    judged = standing.veto in _JUDGED and standing.applies and bool(weight)
    if not judged or score not in {weight, Decimal(0)}:
        return standing
    if score == 0:
        return replace(standing, veto=VetoState.HOLDS)
    if standing.veto is VetoState.HOLDS:
        return replace(standing, veto=VetoState.LIFTED)
    return replace(standing, veto=VetoState.CLEAR)


_JUDGED = (VetoState.CLEAR, VetoState.HOLDS, VetoState.UNKNOWN)


class Placed(Protocol):
    """A row with the one above it."""

    @property
    def id(self) -> object:
        """Its own id."""

    @property
    def parent_id(self) -> object:
        """The id of the row above it, None for a row of the first level."""


def list_groups(rows: Iterable[Placed]) -> Mapping[object, tuple[str, ...]]:
    """Return for each row the ids of the rows above it, the outermost first; rows come in the order
    of the form, a parent before its children.
    """
    groups: dict[object, tuple[str, ...]] = {}
    for row in rows:
        above = groups.get(row.parent_id, ())
        groups[row.id] = above if row.parent_id is None else (*above, str(row.parent_id))
    return groups
