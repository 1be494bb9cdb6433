"""What was spent of a budget: by the form, or by the text of the row where the form is silent."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.reading import read_text
from policies.scoring.spec import Notice, ScoreInput, WhyNot
from policies.scoring.stated_sides import pair_sides, read_stated
from policies.scoring.usable import is_usable
from policies.scoring.values import Taken, take_actual

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpentShare:
    """What was spent and of what, in one unit; a rate that is only stated is a share of 100."""

    spent: Decimal
    budget: Decimal
    notices: tuple[Notice, ...] = ()

    @property
    def rate(self) -> Fraction:
        """The share, exactly."""
        return Fraction(self.spent) / Fraction(self.budget)


def take_spent_share(row: ScoreInput) -> SpentShare | WhyNot:
    """Return what was spent and of what, or why that is not known.

    A budget of zero is left to a person: with nothing spent the row does not apply, with something
    spent a figure is wrong (F06).
    """
    if not read_text(row.actual_text).applies:
        return WhyNot.NOT_APPLICABLE
    if row.budget is not None and row.spent is not None:
        return _share_of(SpentShare(spent=row.spent, budget=row.budget))
    stated = _take_stated(row.actual_text)
    if stated is not None:
        return _share_of(stated)
    return WhyNot.BUDGET_MISSING if row.budget is None else WhyNot.SPENT_MISSING


def _share_of(share: SpentShare) -> SpentShare | WhyNot:
    if not (is_usable(share.budget) and is_usable(share.spent)):
        return WhyNot.AMOUNT_UNUSABLE
    return WhyNot.ZERO_BUDGET if share.budget == 0 else share


def _take_stated(text: str) -> SpentShare | None:
    """The amounts come before the rate, which is rounded ("支出2445.41万元，支出率97.82%")."""
    notices = (Notice.TAKEN_FROM_SENTENCE,)
    stated = read_stated(text)
    sides = pair_sides(stated)
    if sides is not None:
        return SpentShare(spent=sides[1].value, budget=sides[0].value, notices=notices)
    rate = stated.rate or take_actual(text, target=None)
    if not isinstance(rate, Taken) or rate.reading.unit != "%":
        return None
    return SpentShare(spent=rate.value, budget=_HUNDRED, notices=notices)
