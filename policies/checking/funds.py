"""The checks of money, by code. Each stands beside those that read the same amounts."""

from collections.abc import Callable, Iterator, Mapping

from policies.checking.balances import check_balance, check_cover, check_years
from policies.checking.budget_changes import check_budget_changes
from policies.checking.fund_sums import check_fund_sums, check_units_of_money, check_zero_totals
from policies.checking.inconsistency import Inconsistency
from policies.checking.products import check_products
from policies.checking.rates import (
    check_amounts_apart,
    check_low_rates,
    check_overspending,
    check_printed_rates,
    check_staff_ratio,
)
from policies.checking.sheet import Sheet

CHECKS: Mapping[str, Callable[[Sheet], Iterator[Inconsistency]]] = {
    "F01": check_printed_rates,
    "F02": check_overspending,
    "F03": check_fund_sums,
    "F04": check_balance,
    "F05": check_budget_changes,
    "F06": check_zero_totals,
    "F07": check_units_of_money,
    "F08": check_low_rates,
    "F09": check_cover,
    "F10": check_years,
    "F11": check_amounts_apart,
    "F14": check_staff_ratio,
    "F15": check_products,
}
