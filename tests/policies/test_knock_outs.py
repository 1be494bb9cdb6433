"""Knock-out conditions (R12): which actual values say that one holds, and what its row earns."""

from decimal import Decimal

import pytest

from policies.scoring import Computed, RuleSpec, ScoreInput, WhyNot, compute_score, fit_rule
from policies.scoring.knock_out import KnockOut, VetoState, find_veto, read_knock_out
from policies.scoring.params import Params

RULE = RuleSpec("veto", {}, "发生违规使用资金的，等级为差")


def score(actual: str, weight: str = "2.5") -> Computed:
    return compute_score(rule=RULE, row=ScoreInput(Decimal(weight), "", actual), places=2)


@pytest.mark.parametrize(
    ("actual", "state"),
    [
        ("是", VetoState.HOLDS),
        ("有", VetoState.HOLDS),
        ("1", VetoState.HOLDS),
        ("2起", VetoState.HOLDS),
        ("0.5万元", VetoState.HOLDS),
        ("否", VetoState.CLEAR),
        ("没有", VetoState.CLEAR),
        ("未发生", VetoState.CLEAR),
        ("未发生违规使用资金", VetoState.CLEAR),
        ("0", VetoState.CLEAR),
        ("0起", VetoState.CLEAR),
        ("零违规", VetoState.CLEAR),
        ("无违规", VetoState.CLEAR),
        (" 无违规。", VetoState.CLEAR),
        ("均无违规", VetoState.CLEAR),
        ("不适用", VetoState.CLEAR),
        ("无", VetoState.CLEAR),
        (" 无 ", VetoState.CLEAR),
        ("无。", VetoState.CLEAR),
        ("暂无", VetoState.UNKNOWN),
        ("/", VetoState.UNKNOWN),
        ("", VetoState.UNKNOWN),
        ("良好", VetoState.UNKNOWN),
        ("≥1", VetoState.UNKNOWN),
        ("1起、2起", VetoState.UNKNOWN),
        ("正在核查", VetoState.UNKNOWN),
    ],
)
def test_a_condition_holds_only_where_the_actual_value_says_so(
    actual: str, state: VetoState
) -> None:
    assert find_veto(actual) is state


@pytest.mark.parametrize(
    ("actual", "points", "formula"),
    [
        ("未发生", "2.50", "未发生 → 2.50"),
        ("  0起 ", "2.50", "0起 → 2.50"),
        ("是", "0.00", "是 → 0.00"),
        ("未发生" + "违" * 60, "2.50", f"未发生{'违' * 37} → 2.50"),
    ],
)
def test_a_row_earns_all_its_points_while_its_condition_does_not_hold(
    actual: str, points: str, formula: str
) -> None:
    assert score(actual) == Computed(score=Decimal(points), rule="R12", formula=formula)


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.ACTUAL_MISSING),
        ("  ", WhyNot.ACTUAL_MISSING),
        ("不适用", WhyNot.NOT_APPLICABLE),
        ("暂无", WhyNot.VETO_UNANSWERED),
        ("良好", WhyNot.VETO_UNANSWERED),
    ],
)
def test_what_answers_nothing_earns_nothing_and_loses_nothing(actual: str, why_not: WhyNot) -> None:
    assert score(actual) == Computed(score=None, rule="R12", why_not=why_not)


def test_the_words_of_a_rule_are_its_condition() -> None:
    assert read_knock_out(Params({}, text=" 发生违规的 ")) == KnockOut("发生违规的")


def test_the_author_of_a_rule_has_to_name_its_condition() -> None:
    assert list(fit_rule(RULE, weight=Decimal(3))) == []
    for text in ("", "  "):
        assert list(fit_rule(RuleSpec("veto", {}, text), weight=Decimal(3))) == [
            "text must name the condition that takes the points"
        ]
