"""Several units' tables in one: absolute values added, relative ones weighed by funds, then scored
(case 004, notes 2 and 3).
"""

from decimal import Decimal

import pytest

from models.vocabulary import Category, Grade, MoneyUnit
from policies.rolled_values import How, TableRow, UnitTable
from policies.rollup import Rolled, RolledRow, roll_up
from policies.scoring import Band, RuleSpec
from policies.scoring.whole_terms import NotApplicable, WholeTerms

RATE, FORWARD, REVERSE = map(RuleSpec, ("exec_rate", "ratio_forward", "ratio_reverse"))
CARDS, DONE, PRICE, QUALITY, EXECUTION = "制卡数", "任务完成率", "人均成本", "推进质量", "执行率"
TERMS = WholeTerms(
    bands=(
        Band(Grade.EXCELLENT, Decimal(90), Decimal(100)),
        Band(Grade.POOR, Decimal(0), Decimal(90)),
    ),
    not_applicable=NotApplicable.SCALE,
)


def make_row(
    name: str, target: str, actual: str, *, weight: str = "20", score: str | None = None
) -> TableRow:
    is_rate = name == EXECUTION
    ruled = REVERSE if target.startswith("≤") else FORWARD
    rule = RATE if is_rate else None if name == QUALITY else ruled
    return TableRow(
        name=name,
        category=Category.EXECUTION if is_rate else Category.OUTPUT,
        parent=None if is_rate else 0,
        weight=Decimal(weight),
        rule=rule,
        target_text=target,
        actual_text=actual,
        self_score=None if score is None else Decimal(score),
    )


def make_table(name: str, budget: str, spent: str, *values: tuple[str, str, str]) -> UnitTable:
    rows = [TableRow(name="产出", category=Category.OUTPUT), make_row(EXECUTION, "100%", "")]
    rows += [
        make_row(row, target, "", score=actual) if row == QUALITY else make_row(row, target, actual)
        for row, target, actual in values
    ]
    return UnitTable(name=name, budget=Decimal(budget), spent=Decimal(spent), rows=tuple(rows))


def roll(*tables: UnitTable) -> Rolled:
    return roll_up(tables, terms=TERMS, money_unit=MoneyUnit.WAN, year=2020)


def find(rolled: Rolled, name: str) -> RolledRow:
    (row,) = [row for row in rolled.rows if row.name == name]
    return row


ONE = make_table(
    "甲",
    "1000000",
    "900000",
    (CARDS, "≥300张", "150张"),
    (DONE, "≥95%", "90%"),
    (QUALITY, "好", "20"),
)
OTHER = make_table(
    "乙",
    "3000000",
    "3000000",
    (CARDS, "≥100张", "250张"),
    (DONE, "≥95%", "80%"),
    (QUALITY, "好", "16"),
)


def test_first_the_values_are_rolled_up_then_they_are_scored() -> None:
    rolled = roll(ONE, OTHER)
    told = {
        row.name: (row.how, row.target_text, row.actual_text, row.score)
        for row in rolled.rows
        if row.weight is not None
    }
    assert told == {
        # 3,900,000 of 4,000,000 yuan.
        EXECUTION: (How.FUNDS, "100%", "", Decimal("19.50")),
        # 150 and 250 of 300 and 100: by themselves 10 and 20 points.
        CARDS: (How.ADDED, "≥400张", "400张", Decimal("20.00")),
        # 90% with 1,000,000 yuan and 80% with 3,000,000 are 82.50%.
        DONE: (How.WEIGHED, "≥95%", "82.5%", Decimal("17.37")),
        QUALITY: (How.SCORES, "好", "", Decimal("17.00")),
    }
    assert rolled.rate == Decimal("97.50")
    assert (rolled.whole.total, rolled.whole.grade) == (Decimal("73.87"), Grade.POOR)
    assert [row.name for row in rolled.rows] == ["产出", CARDS, DONE, QUALITY, EXECUTION]


def test_without_funds_a_unit_adds_what_is_absolute_and_weighs_nothing() -> None:
    poor = make_table("丙", "0", "0", (CARDS, "≥10张", "10张"), (DONE, "≥95%", "1%"))
    rolled = roll(ONE, poor)
    assert find(rolled, CARDS).actual_text == "160张"
    assert (find(rolled, DONE).actual_text, find(rolled, DONE).without) == ("90%", ("丙",))
    assert (find(rolled, QUALITY).units, find(rolled, QUALITY).score) == (1, Decimal("20.00"))


def test_a_price_is_weighed_and_what_does_not_apply_stays_out() -> None:
    cheap = make_table(
        "甲", "100", "100", (PRICE, "≤400元/人", "200元/人"), (CARDS, "≥1张", "不适用")
    )
    dear = make_table(
        "乙", "300", "300", (PRICE, "≤400元/人", "400元/人"), (CARDS, "≥1张", "不适用")
    )
    rolled = roll(cheap, dear)
    price = find(rolled, PRICE)
    assert (price.how, price.target_text, price.actual_text) == (
        How.WEIGHED,
        "≤400元/人",
        "350元/人",
    )
    assert find(rolled, CARDS).score is None
    # What applies nowhere is scaled away: both others have all of their 40 points.
    assert rolled.whole.total == 100


@pytest.mark.parametrize("weight", ["30", "20"])
def test_units_that_disagree_about_a_weight_have_no_total(weight: str) -> None:
    other = UnitTable(
        name="乙",
        budget=Decimal(100),
        spent=Decimal(50),
        rows=(ONE.rows[0], ONE.rows[1], make_row(CARDS, "≥1张", "1张", weight=weight)),
    )
    rolled = roll(ONE, other)
    agrees = weight == "20"
    assert (find(rolled, CARDS).how is How.DISAGREE) is not agrees
    assert (rolled.whole.total is not None) is agrees
