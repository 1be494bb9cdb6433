"""Checks of what came in, went out and was left, and of the change since last year."""

from collections.abc import Iterator
from fractions import Fraction

from models.vocabulary import Severity
from policies.checking.exact import TOLERANCE, as_exact, differ, places_of, put_down, quote
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import FUNDS
from policies.checking.sheet import Sheet, YearOnYear
from policies.checking.told_years import list_told_years
from policies.numbers import round_half_up

_PERCENT_PLACES = 2


def check_balance(sheet: Sheet) -> Iterator[Inconsistency]:
    """F04: the balance is income less expense, with its sign.

    Case 003: 307.47 − 316.05 = −8.58, printed 8.58. `numbers`: income, expense, reported, derived.
    A balance that counts what was carried over as well is right too. Silent where one of the
    three is not printed.
    """
    income, expense = as_exact(sheet.balance.income), as_exact(sheet.balance.expense)
    reported = as_exact(sheet.balance.balance)
    if income is None or expense is None or reported is None:
        return
    carried = as_exact(sheet.balance.carried_over) or Fraction(0)
    derived = income - expense
    if differ(reported, derived) and differ(reported, derived + carried):
        yield put_down(
            sheet,
            "F04",
            Severity.ERROR,
            FUNDS,
            income=income,
            expense=expense,
            reported=reported,
            derived=derived,
        )


def check_cover(sheet: Sheet) -> Iterator[Inconsistency]:
    """F09: not more is spent than came in and was carried over.

    Case 001: 4039.71 of 3998.03, 41.68 more; case 003: 8.58 more. `numbers`: income, expense,
    carried, difference (what is not covered). Silent where income or expense is not printed, and
    where what was carried over covers the rest.
    """
    income, expense = as_exact(sheet.balance.income), as_exact(sheet.balance.expense)
    if income is None or expense is None:
        return
    carried = as_exact(sheet.balance.carried_over) or Fraction(0)
    missing = expense - income - carried
    if missing > TOLERANCE:
        yield put_down(
            sheet,
            "F09",
            Severity.WARNING,
            FUNDS,
            income=income,
            expense=expense,
            carried=carried,
            difference=missing,
        )


def check_years(sheet: Sheet) -> Iterator[Inconsistency]:
    """F10: amount and percentage of the change since last year agree.

    `numbers`: what, this, change, reported, derived: the printed change and the one of the two
    years, or the printed percentage and the one of the change. A decrease may be printed without
    its sign. Also found where the narrative tells all of it in one sentence. Silent about a
    percentage of an amount of last year that is not above zero.
    """
    for year in sheet.years:
        yield from _check_year(sheet, year, where=FUNDS)
    for place, year in list_told_years(sheet):
        yield from _check_year(sheet, year, where=place)


def _check_year(sheet: Sheet, year: YearOnYear, *, where: str) -> Iterator[Inconsistency]:
    this, change, last = as_exact(year.this), as_exact(year.change), as_exact(year.last)
    if this is None or change is None:
        return
    pairs = []
    if last is not None and differ(abs(this - last), abs(change)):
        pairs.append((change, this - last))
    percent = as_exact(year.percent)
    befores = (this - change, this + change) if last is None else (last,)
    shares = [change / before * 100 for before in befores if before > 0]
    if year.percent is not None and percent is not None and shares:
        places = places_of([year.percent])
        if not any(_agrees(percent, abs(share), places=places) for share in shares):
            pairs.append((percent, Fraction(round_half_up(shares[0], places=_PERCENT_PLACES))))
    for reported, derived in pairs:
        yield put_down(
            sheet,
            "F10",
            Severity.INFORMATION,
            where,
            what=quote(year.what),
            this=this,
            change=change,
            reported=reported,
            derived=derived,
        )


def _agrees(percent: Fraction, exact: Fraction, *, places: int) -> bool:
    return round_half_up(exact, places=places) == abs(percent) or not differ(exact, abs(percent))
