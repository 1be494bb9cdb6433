"""Checks of execution rates: as printed, within bounds, explained where they are low."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from models.vocabulary import Severity
from policies.checking.exact import (
    TOLERANCE,
    as_exact,
    put_down,
    quote,
    show_percent,
)
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import FUNDS, STAFF
from policies.checking.printed_share import is_rounded, read_share
from policies.checking.rate_list import INCOME, Rate, list_rates
from policies.checking.sheet import Sheet
from policies.checking.staff import names_staff, read_staff
from policies.checking.told_causes import is_told_in_words, list_causes

_FAR_APART, _NEARLY_NOTHING = Fraction(2), Fraction(1, 10)


def check_printed_rates(sheet: Sheet) -> Iterator[Inconsistency]:
    """F01: a printed rate is what was spent over the budget, rounded half-up as it is printed.

    "92%", "91.8%" and "91.81%" are all right for 1550.59 ÷ 1688.91. `numbers`: what, reported,
    derived (both in percent), actual, budget. A warning where the rate is less than one unit of
    its last place away: cut off or rounded another way. Silent for a rate that is no single number,
    and where the budget is not above zero (F06).
    """
    seen = set()
    for rate in list_rates(sheet):
        if rate.budget <= 0 or rate.actual < 0:
            continue
        share = rate.actual / rate.budget
        printed = read_share(rate.text, near=share)
        key = (rate.budget, rate.actual, rate.text)
        if printed is None or is_rounded(printed, share) or key in seen:
            continue
        seen.add(key)
        near = abs(printed.share - share) < printed.unit
        yield put_down(
            sheet,
            "F01",
            Severity.WARNING if near else Severity.ERROR,
            rate.where,
            what=quote(rate.what),
            reported=printed.share * 100,
            derived=show_percent(share),
            actual=rate.actual,
            budget=rate.budget,
        )


def check_overspending(sheet: Sheet) -> Iterator[Inconsistency]:
    """F02: not more is spent than the budget.

    `numbers`: what, rate (in percent), actual, budget. Silent for lines of income, which may come
    in above the budget, and where the budget is not above zero (F06).
    """
    seen = set()
    for rate in list_rates(sheet):
        pair = (rate.budget, rate.actual)
        again = rate.where == FUNDS and pair in seen
        seen.add(pair)
        if again or rate.budget <= 0 or any(word in rate.what for word in INCOME):
            continue
        if rate.actual - rate.budget > TOLERANCE:
            yield _put_down_rate(sheet, "F02", Severity.ERROR, rate)


def check_low_rates(sheet: Sheet) -> Iterator[Inconsistency]:
    """F08: a rate below the limit of the scheme has a reason.

    Case 000 has 118.18 ÷ 200 = 59.09%. `numbers`: what, rate, limit (both in percent), actual,
    budget. An error below the lower limit of the scheme. Asked of the total line, of lines with a
    printed rate and of rates printed elsewhere; not of income, of money left over, of fixed assets
    and of 三公经费, where less is better (F11 asks about them). Silent where a reason is given on
    the line, on the row of the execution rate, or in the narrative.
    """
    low, very_low = as_exact(sheet.terms.low_rate), as_exact(sheet.terms.very_low_rate)
    causes = list_causes(sheet)
    for rate in list_rates(sheet):
        if not _is_low(sheet, rate) or low is None or rate.has_reason:
            continue
        if is_told_in_words(sheet, rate, causes=causes):
            continue
        is_very_low = very_low is not None and rate.actual / rate.budget * 100 < very_low
        yield _put_down_rate(
            sheet, "F08", Severity.ERROR if is_very_low else Severity.WARNING, rate, limit=low
        )


def check_amounts_apart(sheet: Sheet) -> Iterator[Inconsistency]:
    """F11: budget and actual amount of a line are not far apart without a reason.

    Far is more than twice the budget, or less than half of it, and under 10% of it where less is no
    failure; case 001 has 33.08 and 0.78 (2.36%). `numbers`: what, rate (in percent), actual,
    budget. Silent where a reason is given on the line or in words, where the budget is not above
    zero (F06), and on a part where the same was found of its whole.
    """
    parents = {line.id: line.parent_id for line in sheet.lines}
    causes = list_causes(sheet)
    apart = {
        rate.where: rate
        for rate in list_rates(sheet)
        if _is_far_apart(rate)
        and (
            rate.actual > rate.budget
            or not (rate.judged and is_told_in_words(sheet, rate, causes=causes))
        )
    }
    for where, rate in apart.items():
        if parents[where] not in apart:
            yield _put_down_rate(sheet, "F11", Severity.WARNING, rate)


def _is_far_apart(rate: Rate) -> bool:
    if rate.where == FUNDS or rate.has_reason or rate.budget <= 0:
        return False
    least = 1 / _FAR_APART if rate.judged else _NEARLY_NOTHING
    return not least <= rate.actual / rate.budget <= _FAR_APART


def check_staff_ratio(sheet: Sheet) -> Iterator[Inconsistency]:
    """F14: the printed ratio of staff is actual over authorised posts.

    Case 003 has 10 of 6: 166.67%. What the row loses by it is S05's matter: its rule is applied to
    actual over authorised posts, not to a printed ratio that is wrong. `numbers`: reported, derived
    (both in percent), actual, authorised. A row of the name of this ratio may print all three
    itself ("编制6人、实有10人（=166.67%）"), with figures of its own. Silent where no ratio is
    printed, or without authorised posts.
    """
    for where, staff in (
        (STAFF, sheet.staff),
        *((row.id, read_staff(row.actual_text)) for row in sheet.rows if names_staff(row.name)),
    ):
        actual, authorised = as_exact(staff.actual), as_exact(staff.authorised)
        if actual is None or authorised is None or authorised <= 0 or actual < 0:
            continue
        share = actual / authorised
        printed = read_share(staff.ratio_text, near=share)
        if printed is None or is_rounded(printed, share):
            continue
        yield put_down(
            sheet,
            "F14",
            Severity.ERROR,
            where,
            reported=printed.share * 100,
            derived=show_percent(share),
            actual=actual,
            authorised=authorised,
        )


def _is_low(sheet: Sheet, rate: Rate) -> bool:
    low = as_exact(sheet.terms.low_rate)
    if low is None or not rate.judged or rate.budget <= 0 or rate.actual < 0:
        return False
    return rate.actual / rate.budget * 100 < low


def _put_down_rate(
    sheet: Sheet, code: str, severity: Severity, rate: Rate, **more: Fraction
) -> Inconsistency:
    found = put_down(
        sheet,
        code,
        severity,
        rate.where,
        what=quote(rate.what),
        rate=show_percent(rate.actual / rate.budget),
        actual=rate.actual,
        budget=rate.budget,
        **more,
    )
    return replace(found, explained=found.explained or rate.has_reason)
