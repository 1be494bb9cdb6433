"""Every row of a form with the details and the amounts that its rule speaks of."""

from decimal import Decimal

from policies.scoring import Computed, RuleSpec, WhyNot
from policies.scoring.rows import Amounts, RuledRow, compute_rows

AMOUNTS = Amounts(
    budget=Decimal(200),
    spent=Decimal(150),
    named={"结余": Decimal(3), "上年结转": Decimal(5)},
)
SURPLUS = "无结余，3分；有结余，但不超过上年结转，2分；结余超过上年结转，不得分"


def row(id: str, rule: RuleSpec | None, **more: str) -> RuledRow:  # noqa: A002 -- the field's name
    return RuledRow(
        id=id,
        parent_id=more.get("parent"),
        weight=None if "parent" in more else Decimal(more.get("weight", "3")),
        rule=rule,
        target_text=more.get("target", ""),
        actual_text=more.get("actual", ""),
    )


def compute(*rows: RuledRow) -> dict[str, Computed]:
    return compute_rows(rows, amounts=AMOUNTS, places=2)


def test_a_rule_finds_the_budget_and_what_was_spent() -> None:
    computed = compute(row("rate", RuleSpec("exec_rate"), weight="20"))["rate"]
    assert (computed.score, computed.formula) == (Decimal("15.00"), "20 × 150 ÷ 200 = 15.00")


def test_a_rule_finds_the_amounts_that_it_calls_by_name() -> None:
    assert compute(row("rest", RuleSpec("case", text=SURPLUS)))["rest"].score == Decimal(2)


def test_a_detail_whose_most_is_not_said_is_not_computed_into_a_sum() -> None:
    whole = row("a", RuleSpec("hierarchical_sum"), weight="5")
    met = row("a.1", RuleSpec("ratio_forward"), parent="a", target="15", actual="15")
    assert compute(whole, met)["a"].why_not is WhyNot.DETAILS_MISSING


def test_a_detail_that_may_earn_nothing_earns_nothing() -> None:
    whole = row("a", RuleSpec("hierarchical_sum"), weight="5")
    met = row("a.1", RuleSpec("ratio_forward", {"max": "0"}), parent="a", target="15", actual="15")
    other = row("a.2", RuleSpec("boolean", {"max": "3"}), parent="a", actual="是")
    computed = compute(whole, met, other)["a"]
    assert (computed.score, computed.formula) == (Decimal(3), "0 + 3 = 3.00")


def test_a_detail_without_a_rule_leaves_the_row_above_to_a_person() -> None:
    whole = row("a", RuleSpec("group"))
    assert compute(whole, row("a.1", None, parent="a"))["a"].why_not is WhyNot.DETAILS_MISSING


def test_a_detail_has_no_details_of_its_own() -> None:
    whole = row("a", RuleSpec("group"))
    group = row("a.1", RuleSpec("group", {"max": "3"}), parent="a")
    met = row(
        "a.1.1", RuleSpec("ratio_forward", {"max": "3"}), parent="a.1", target="1", actual="1"
    )
    assert compute(whole, group, met)["a"].why_not is WhyNot.DETAILS_MISSING


def test_only_rows_that_carry_points_are_told() -> None:
    whole = row("a", RuleSpec("group"))
    met = row("a.1", RuleSpec("ratio_forward", {"max": "3"}), parent="a", target="1", actual="1")
    computed = compute(met, whole)
    assert (list(computed), computed["a"].score) == (["a"], Decimal(3))
