"""What a scheme says about the whole of a form."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from models.vocabulary import Grade
from policies.scoring.totals import Band

PLACES = 2


class NotApplicable(StrEnum):
    """What becomes of the weight of rows that do not apply: none may be left out, the rest is
    scaled to the whole, or the weight goes to the rows of the same group.
    """

    NONE = "none"
    SCALE = "scale"
    REDISTRIBUTE = "redistribute"


class VetoKind(StrEnum):
    """What a knock-out takes: the points of its row, of the group of its row, the better grades, or
    all points above a total.
    """

    LEAF = "leaf"
    GROUP = "group"
    GRADE = "grade"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTerms:
    """What a scheme says about the whole: its table `[whole]`, its total and its bands.

    `total` is what all rows together can give, `total_cap` the most with a bonus (none: the total),
    `bonus_ceiling` the most all bonus rows together give (none: no ceiling of their own).
    `execution_removable` says whether the execution rate may be left out like any other row.
    `veto_grade` is the best grade, `veto_total` the best total while such a knock-out holds.
    `grade_gap` are the factors for one, two and three grades that a review finds less (R22; none:
    the review stands as it is). `places` are those of the result, `bands` its grades, the best
    first. All of these are values of a scheme, to be verified there.
    """

    total: Decimal = Decimal(100)
    total_cap: Decimal | None = None
    not_applicable: NotApplicable = NotApplicable.NONE
    execution_removable: bool = False
    bonus_ceiling: Decimal | None = None
    veto: VetoKind = VetoKind.LEAF
    veto_grade: Grade = Grade.POOR
    veto_total: Decimal | None = None
    grade_gap: tuple[Decimal, ...] = ()
    places: int = PLACES
    bands: tuple[Band, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the result is the sum of the rows, whatever their rules."""
        return self == WholeTerms(total=self.total, places=self.places, bands=self.bands)

    def may_be_left_out(self, *, is_execution: bool) -> bool:
        """Whether a row may be left out because it does not apply."""
        if self.not_applicable is NotApplicable.NONE:
            return False
        return self.execution_removable or not is_execution
