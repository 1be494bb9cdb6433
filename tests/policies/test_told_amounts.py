"""What a cell tells of an amount without its name, or by denying it."""

import json
from decimal import Decimal

import pytest

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score
from policies.scoring.conditions import find_subject, parse_condition, tell_claim
from policies.scoring.denials import denies_all
from policies.scoring.values import Taken, take_actual


def score(family: str, actual: str, *, text: str = "", cases: object = None) -> Computed:
    params = {} if cases is None else {"cases": json.dumps(cases)}
    row = ScoreInput(Decimal(3), "", actual)
    return compute_score(rule=RuleSpec(family, params, text), row=row, places=2)


@pytest.mark.parametrize("actual", ["3", "=3", "＝3", "3万元"])
def test_a_bare_number_is_the_one_amount_of_which_the_cases_speak(actual: str) -> None:
    cases = [["结余≤5", "3"], ["结余>5", "0"]]
    assert score("case", actual, cases=cases).score == Decimal("3.00")


@pytest.mark.parametrize(
    ("actual", "points", "why_not"),
    [("3%", "3.00", None), ("6%", "0.00", None), ("3", None, WhyNot.UNITS_DIFFER)],
)
def test_a_bare_number_keeps_its_unit(
    actual: str, points: str | None, why_not: WhyNot | None
) -> None:
    found = score("case", actual, cases=[["结余率≤5%", "3"], ["结余率>5%", "0"]])
    assert (found.score, found.why_not) == (None if points is None else Decimal(points), why_not)


@pytest.mark.parametrize(
    ("text", "name", "denied"),
    [
        ("没有结余", "结余", True),
        ("存在结余", "结余", False),
        ("没有结余资金", "结余", None),
        ("结余", "结余", None),
        ("没有有", "有", None),
    ],
)
def test_a_claim_is_the_whole_text(text: str, name: str, denied: object) -> None:
    assert tell_claim(text, name=name) is denied


def test_a_bare_no_does_not_say_how_often_something_happened() -> None:
    rule = RuleSpec("per_occurrence", {"per": "1"})
    found = compute_score(rule=rule, row=ScoreInput(Decimal(3), "", "否"), places=2)
    assert found.score is None


def test_a_count_without_a_target_is_no_completion() -> None:
    found = score("completion_rate", "16座", text="完成率×权重")
    assert found.score is None


def test_a_denial_is_short() -> None:
    assert denies_all("未发现" + "违" * 30 + "情况")
    assert not denies_all("未发现" + "违" * 31 + "情况")


def test_a_ratio_that_is_not_that_of_its_numbers_is_reckoned_and_said_to_be() -> None:
    taken = take_actual("编制6人、实有10人（=160%）", target=None, bounds=True)
    assert isinstance(taken, Taken)
    assert taken.value == Decimal("166.666667")
    assert taken.notices == (Notice.TAKEN_FROM_SENTENCE, Notice.RATIO_RECKONED)


def test_numbers_that_can_be_none_reckon_nothing() -> None:
    taken = take_actual("编制6人、实有-1人（=160%）", target=None, bounds=True)
    assert isinstance(taken, Taken)
    assert taken.value == 160


@pytest.mark.parametrize(
    ("conditions", "subject"),
    [
        (["无结余", "有结余"], "结余"),
        (["有结余", "其他"], None),
        (["无法完成", "其他"], None),
        (["结余≤上年结转", "结余>上年结转"], "结余"),
    ],
)
def test_words_name_an_amount_where_they_both_claim_and_deny_it(
    conditions: list[str], subject: str | None
) -> None:
    assert find_subject([parse_condition(each) for each in conditions]) == subject


@pytest.mark.parametrize(("actual", "balance", "points"), [("0万元", "8", 3), ("1", "0", 3)])
def test_only_a_denial_outranks_the_amount_of_the_form(
    actual: str, balance: str, points: int
) -> None:
    rule = RuleSpec("case", {"cases": json.dumps([["结余≤0", "3"], ["结余>0", "0"]])})
    row = ScoreInput(Decimal(3), "", actual, named={"结余": Decimal(balance)})
    assert compute_score(rule=rule, row=row, places=2).score == points


def test_cases_read_from_words_say_so() -> None:
    text = "无结余，3分；有结余，但不超过上年结转，2分；结余超过上年结转，不得分"
    found = score("case", "无结余", text=text)
    assert (found.score, found.notices) == (Decimal("3.00"), (Notice.RULE_READ_FROM_TEXT,))
    given = [["无结余", "3"], ["有结余", "0"]]
    assert score("case", "无结余", cases=given).notices == ()
