"""Checklists, checklists with deductions, yes or no (R09, R09b, R10)."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score, fit_rule
from tests.support.effort import count_looks

OPENNESS = ("1", "0.5", "0.5", "0.5", "0.5")
OPENNESS_TEXT = (
    "①按规定内容公开预决算信息，1分；②按规定时限公开预决算信息，0.5分；"
    "③基础数据信息和会计信息资料真实，0.5分；④基础数据信息和会计信息资料完整，0.5分；"
    "⑤基础数据信息和汇集信息资料准确，0.5分。"
)
BREACHES = {"points": json.dumps(["2", "1"]), "deductions": json.dumps(["0.5", "1"])}


def score(
    family: str, actual: str, params: dict[str, str], *, weight: str = "3", **more: str
) -> Computed:
    row = ScoreInput(Decimal(weight), more.get("target", ""), actual)
    return compute_score(rule=RuleSpec(family, params, more.get("text", "")), row=row, places=2)


def score_items(actual: str, points: tuple[str, ...] = OPENNESS, **params: str) -> Computed:
    return score("checklist", actual, {"points": json.dumps(points)} | params)


@pytest.mark.parametrize(
    ("actual", "points", "formula"),
    [
        ("①是②否③是④是⑤是", "2.50", "1 + 0 + 0.5 + 0.5 + 0.5 = 2.50"),
        ("①③④⑤", "2.50", "1 + 0 + 0.5 + 0.5 + 0.5 = 2.50"),
        ("②③④⑤", "2.00", "0 + 0.5 + 0.5 + 0.5 + 0.5 = 2.00"),
        ("①", "1.00", "1 + 0 + 0 + 0 + 0 = 1.00"),
        ("①②③全部符合④⑤否", "2.00", "1 + 0.5 + 0.5 + 0 + 0 = 2.00"),
        ("①√ ②× ③√ ④√ ⑤√", "2.50", "1 + 0 + 0.5 + 0.5 + 0.5 = 2.50"),
        ("1是 2否 3是 4是 5是", "2.50", "1 + 0 + 0.5 + 0.5 + 0.5 = 2.50"),
        ("1.是；2.否；3.是；4.是；5.是", "2.50", "1 + 0 + 0.5 + 0.5 + 0.5 = 2.50"),
        ("（1）符合，（2）不符合，（3）（4）（5）符合。", "2.50", "1 + 0 + 0.5 + 0.5 + 0.5 = 2.50"),
        ("⑤是④是③是②否①是", "2.50", "1 + 0 + 0.5 + 0.5 + 0.5 = 2.50"),
        ("①否②③④⑤符合", "2.00", "0 + 0.5 + 0.5 + 0.5 + 0.5 = 2.00"),
        ("全部符合", "3.00", "1 + 0.5 + 0.5 + 0.5 + 0.5 = 3.00"),
        ("均符合。", "3.00", "1 + 0.5 + 0.5 + 0.5 + 0.5 = 3.00"),
        ("符合", "3.00", "1 + 0.5 + 0.5 + 0.5 + 0.5 = 3.00"),
        ("是", "3.00", "1 + 0.5 + 0.5 + 0.5 + 0.5 = 3.00"),
        ("①②③④⑤否", "0.00", "0 + 0 + 0 + 0 + 0 = 0.00"),
    ],
)
def test_a_checklist_adds_the_points_of_what_is_satisfied(
    actual: str, points: str, formula: str
) -> None:
    computed = score_items(actual)
    assert (computed.score, computed.formula) == (Decimal(points), formula)
    assert computed.rule == "R09"
    assert computed.notices == ()


@pytest.mark.parametrize(
    "actual",
    [
        "否", "无", "部分符合", "①是", "①是②否", "①是①否②是③是④是⑤是", "⑥", "①①", "1、2、4", "2.5",
        "3", "符合①②④", "①是②③④⑤", "基本符合", "①是②否③是④是⑤大概", "①1分②0分", "是是", "1.5",
        "①②④共3项", "①是②尚可③是④是⑤是", "①是" * 200,
    ],
)  # fmt: skip
def test_a_checklist_that_leaves_an_item_open_is_not_scored(actual: str) -> None:
    assert score_items(actual).why_not is WhyNot.ITEMS_UNCLEAR


def test_an_empty_checklist_is_missing() -> None:
    assert score_items(" \u3000").why_not is WhyNot.ACTUAL_MISSING


def test_part_of_an_item_earns_what_the_scheme_says_and_nothing_is_guessed_without() -> None:
    assert score_items("①部分②是", ("2", "1")).why_not is WhyNot.ITEMS_UNCLEAR
    computed = score_items("①部分②是", ("2", "1"), partial="0.5")
    assert (computed.score, computed.formula) == (Decimal("2.00"), "2 × 0.5 + 1 = 2.00")
    assert score_items("①均部分符合②是", ("2", "1"), partial="0.5").score == Decimal("2.00")
    actual = "①部分②③④⑤是"
    computed = score("checklist", actual, {"partial": "0.5"}, text=OPENNESS_TEXT)
    assert computed.score == Decimal("2.50")


def test_points_are_read_from_the_words_of_the_form_with_a_notice() -> None:
    computed = score("checklist", "①③④⑤", {}, text=OPENNESS_TEXT)
    assert computed.score == Decimal("2.50")
    assert computed.notices == (Notice.RULE_READ_FROM_TEXT,)


@pytest.mark.parametrize(
    "text",
    ["", "健全性", "①有制度；②执行，1分", "①1分；③1分", "①每项扣1分", "①好2分，差1分", "①1分钟内"],
)
def test_points_that_the_words_do_not_state_are_asked_of_the_author(text: str) -> None:
    assert score("checklist", "①", {}, text=text).why_not is WhyNot.RULE_UNUSABLE


def test_item_points_that_miss_the_weight_are_told_with_the_difference() -> None:
    rule = RuleSpec("checklist", {"points": json.dumps(OPENNESS[:4])})
    assert list(fit_rule(rule, weight=Decimal(3))) == [
        "params.points add up to 2.5, not to 3: 0.5 missing"
    ]
    rule = RuleSpec("checklist_with_deductions", BREACHES)
    assert list(fit_rule(rule, weight=Decimal("2.5"))) == [
        "params.points add up to 3, not to 2.5: 0.5 too many"
    ]
    assert list(fit_rule(rule, weight=Decimal(3))) == []


@pytest.mark.parametrize(
    ("family", "params"),
    [
        ("checklist", {"points": "3"}),
        ("checklist", {"points": '["a"]'}),
        ("checklist", {"points": '["-1"]'}),
        ("checklist", {"points": '["1E+99999999"]'}),
        ("checklist", {"points": json.dumps(["1"] * 51)}),
        ("checklist", {"points": '["1"]', "partial": "1.5"}),
        ("checklist_with_deductions", {"deductions": '["1"]'}),
        ("checklist_with_deductions", {"points": '["1","2"]', "deductions": '["1"]'}),
        ("checklist_with_deductions", {"points": '["1"]', "deductions": '["1"]', "per": "1"}),
        ("boolean", {"wanted": "maybe"}),
        ("boolean", {"partial": "50"}),
    ],
)
def test_parameters_of_the_wrong_form_are_named(family: str, params: dict[str, str]) -> None:
    problems = list(fit_rule(RuleSpec(family, params), weight=Decimal(3)))
    assert any(f"params.{name}" in problems[0] for name in (*params, "points"))
    assert score(family, "是", params).why_not is WhyNot.RULE_UNUSABLE


@pytest.mark.parametrize(
    ("actual", "points"),
    [
        ("①0次②0次", "3.00"),
        ("①1次②0次", "2.50"),
        ("①3次；②2次", "0.50"),
        ("①9次②2次", "0.00"),
        ("1:1次 2:0次", "2.50"),
        ("（1）0（2）1", "2.00"),
        ("①符合②1次", "2.00"),
        ("②1次①0次", "2.00"),
        ("0次", "3.00"),
        ("全部符合", "3.00"),
    ],
)
def test_an_item_never_loses_more_than_its_own_points(actual: str, points: str) -> None:
    assert score("checklist_with_deductions", actual, BREACHES).score == Decimal(points)


def test_one_deduction_may_hold_for_all_items() -> None:
    params = {"points": '["2","1"]', "per": "0.5"}
    computed = score("checklist_with_deductions", "①1次②3次", params)
    assert computed.score == Decimal("1.50")
    assert computed.formula == "max(0, 2 − 0.5 × 1) + max(0, 1 − 0.5 × 3) = 1.50"
    assert computed.notices == ()


@pytest.mark.parametrize(
    "actual",
    [
        "①0次",
        "①0次①1次②0次",
        "2次",
        "①不符合②0次",
        "①1.5次②0次",
        "①1234567次②0次",
        "③0次①0次②0次",
        "1 2",
    ],
)
def test_breaches_that_are_not_told_for_every_item_are_not_scored(actual: str) -> None:
    computed = score("checklist_with_deductions", actual, BREACHES)
    assert computed.why_not is WhyNot.ITEMS_UNCLEAR


@pytest.mark.parametrize(
    ("actual", "points"),
    [
        ("三项均符合", "3.00"),
        ("3项全部符合。", "3.00"),
        ("①②③均符合", "3.00"),
        ("①②均符合，③不符合", "2.00"),
        ("①符合；②3笔附件不全；③未发现", "2.00"),
        ("①未发现问题；②均符合要求；③1处不规范", "2.00"),
    ],
)
def test_items_may_be_told_in_words(actual: str, points: str) -> None:
    assert score_items(actual, ("1", "1", "1")).score == Decimal(points)


@pytest.mark.parametrize(
    "actual",
    [
        "四项均符合",
        "两项均符合",
        "三项基本符合",
        "三项中两项符合",
        "①②均符合",
        "①符合；②3笔附件齐全；③未发现",
        "①符合；②基本完整；③未发现",
        "①符合；②符合；③未发现相关制度",
        "①符合；②个别附件不全；③未发现",
        "①符合；③符合；②符合，但手续不全",
    ],
)
def test_words_that_leave_an_item_open_are_left_to_a_person(actual: str) -> None:
    assert score_items(actual, ("1", "1", "1")).why_not is WhyNot.ITEMS_UNCLEAR


def test_more_items_than_there_are_circled_numbers_are_never_taken_for_fewer() -> None:
    told = "".join(f"{mark}符合" for mark in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
    points = json.dumps(["0.1"] * 21)
    for family in ("checklist", "checklist_with_deductions"):
        params = {"points": points} if family == "checklist" else {"points": points, "per": "0.1"}
        assert score(family, told, params).why_not is WhyNot.ITEMS_UNCLEAR
        assert score(family, f"{told}(21)符合", params).score == Decimal("2.10")
        assert score(family, "21项均符合", params).score == Decimal("2.10")


IN_WORDS = (
    "①专账核算，2分；②支出手续完整，2分，每发现一笔不完整扣0.5分；③无挤占挪用，2分，每发现一笔扣2分"
)


@pytest.mark.parametrize(
    ("actual", "points", "lost"),
    [
        ("①符合；②3笔附件不全；③未发现", "4.50", "0.5 × 3"),
        ("①0次②5次③0次", "4.00", "0.5 × 5"),
        ("①符合；②1笔不完整；③未发现", "5.50", "0.5 × 1"),
        ("三项均符合", "6.00", "0.5 × 0"),
    ],
)
def test_the_words_of_the_form_say_what_a_breach_costs(actual: str, points: str, lost: str) -> None:
    done = score("checklist_with_deductions", actual, {}, weight="6", text=IN_WORDS)
    assert done.score == Decimal(points)
    assert done.formula == f"max(0, 2 − 2 × 0) + max(0, 2 − {lost}) + max(0, 2 − 2 × 0) = {points}"
    assert done.notices == (Notice.RULE_READ_FROM_TEXT,)


@pytest.mark.parametrize(
    "cost",
    [
        "发现问题扣0.5分",
        "每发现一笔不完整扣分",
        "每发现一笔扣0.5分，未整改扣1分",
        "每发现一笔扣0.5分，每发生一次扣1分",
    ],
)
def test_a_breach_whose_cost_is_not_said_is_left_to_a_person(cost: str) -> None:
    text = f"①专账核算，2分，每发现一笔扣1分；②支出手续完整，2分，{cost}"

    def count(actual: str) -> Computed:
        return score("checklist_with_deductions", actual, {}, weight="4", text=text)

    assert count("①1次②0次").score == Decimal("3.00")
    assert count("①0次②1次").why_not is WhyNot.PARAM_MISSING


REASONABLE = "合理得分，不合理不得分"


@pytest.mark.parametrize(
    ("actual", "points", "formula"),
    [
        ("合理", "8.00", "合理 = 合理 → 8.00"),
        ("合理。", "8.00", "合理。 = 合理 → 8.00"),
        ("不合理", "0.00", "不合理 ≠ 合理 → 0.00"),
    ],
)
def test_a_word_that_rule_and_target_ask_for_is_a_yes(
    actual: str, points: str, formula: str
) -> None:
    done = score("boolean", actual, {}, weight="8", target="合理", text=REASONABLE)
    assert (done.score, done.formula, done.rule) == (Decimal(points), formula, "R10")


@pytest.mark.parametrize(
    ("target", "actual", "text"),
    [
        ("合理", "较合理", REASONABLE),
        ("合理", "基本合理", REASONABLE),
        ("合理", "合理X", REASONABLE),
        ("合理", "合理", ""),
        ("合理", "合理", "合理得分"),
        ("合理", "合理", "不合理不得分"),
        ("显著提升", "显著提升", "按实际情况得分"),
        ("合理", "科学", REASONABLE),
        ("", "合理", REASONABLE),
    ],
)
def test_a_word_that_nobody_asked_for_is_left_to_a_person(
    target: str, actual: str, text: str
) -> None:
    assert score("boolean", actual, {}, target=target, text=text).score is None


@pytest.mark.parametrize(
    ("actual", "points", "formula"),
    [
        ("是", "8.00", "是 = 是 → 8.00"),
        (" 是 ", "8.00", "是 = 是 → 8.00"),
        ("符合", "8.00", "是 = 是 → 8.00"),
        ("否", "0.00", "否 ≠ 是 → 0.00"),
    ],
)
def test_yes_earns_all_and_no_nothing(actual: str, points: str, formula: str) -> None:
    computed = score("boolean", actual, {}, weight="8")
    assert (computed.score, computed.formula, computed.rule) == (Decimal(points), formula, "R10")
    assert computed.notices == ()


@pytest.mark.parametrize(
    ("target", "actual", "formula"),
    [
        ("", "已完成年度任务", "是 = 是 → 8.00"),
        ("否", "未发生安全事故", "否 = 否 → 8.00"),
    ],
)
def test_an_answer_that_a_sentence_begins_with_is_said(
    target: str, actual: str, formula: str
) -> None:
    computed = score("boolean", actual, {}, weight="8", target=target)
    assert (computed.formula, computed.notices) == (formula, (Notice.TAKEN_FROM_SENTENCE,))


def test_a_target_of_no_wants_a_no() -> None:
    assert score("boolean", "否", {}, weight="8", target="否").score == Decimal("8.00")
    assert score("boolean", "是", {}, weight="8", target="否").formula == "是 ≠ 否 → 0.00"
    assert score("boolean", "否", {"wanted": "否"}, weight="8").formula == "否 = 否 → 8.00"
    assert score("boolean", "是", {"wanted": "是"}, weight="8", target="否").score == Decimal(8)


@pytest.mark.parametrize(
    ("actual", "why_not"),
    [
        ("", WhyNot.ACTUAL_MISSING),
        ("无", WhyNot.ACTUAL_UNCLEAR),
        ("/", WhyNot.ACTUAL_UNCLEAR),
        ("不适用", WhyNot.NOT_APPLICABLE),
        ("良好", WhyNot.ACTUAL_UNCLEAR),
        ("未发生", WhyNot.ACTUAL_UNCLEAR),
        ("1", WhyNot.ACTUAL_UNCLEAR),
        ("部分", WhyNot.ACTUAL_UNCLEAR),
    ],
)
def test_what_is_neither_yes_nor_no_is_left_to_a_person(actual: str, why_not: WhyNot) -> None:
    assert score("boolean", actual, {}).why_not is why_not


def test_a_part_is_worth_what_the_scheme_says() -> None:
    computed = score("boolean", "部分完成", {"partial": "0.5"}, weight="8")
    assert (computed.score, computed.formula) == (Decimal("4.00"), "8 × 0.5 = 4.00")


STATES = st.lists(st.sampled_from("是否√×"), min_size=5, max_size=5)


@settings(max_examples=60)
@given(states=STATES, order=st.permutations(range(5)))
def test_satisfying_one_more_item_never_costs_points_and_the_order_does_not_matter(
    states: list[str], order: list[int]
) -> None:
    def write(items: list[str], places: list[int]) -> str:
        return "".join(f"{'①②③④⑤'[place]}{items[place]}" for place in places)

    before = score_items(write(states, list(range(5)))).score
    assert before is not None
    assert score_items(write(states, order)).score == before
    for place in range(5):
        better = score_items(write([*states[:place], "是", *states[place + 1 :]], order)).score
        assert better is not None
        assert better >= before


@settings(max_examples=60)
@given(first=st.integers(0, 30), second=st.integers(0, 30))
def test_one_more_breach_never_earns_points(first: int, second: int) -> None:
    fewer = score("checklist_with_deductions", f"①{first}次②{second}次", BREACHES).score
    more = score("checklist_with_deductions", f"①{first + 1}次②{second}次", BREACHES).score
    assert fewer is not None
    assert more is not None
    assert 0 <= more <= fewer <= 3


ALPHABET = st.sampled_from("①②③④⑤⑳(1)23.5:；，、 是否√×符合不部分次无\n０％")


@settings(max_examples=150)
@given(
    actual=st.one_of(st.text(max_size=40), st.text(ALPHABET, max_size=12)),
    text=st.text(st.sampled_from("①②1.5分扣钟；，"), max_size=20),
)
def test_no_text_ever_raises_or_leads_out_of_the_weight(actual: str, text: str) -> None:
    for family, params in (
        ("checklist", {"points": '["1","2"]', "partial": "0.5"}),
        ("checklist", {}),
        ("checklist_with_deductions", BREACHES),
        ("boolean", {"partial": "0.5"}),
    ):
        computed = score(family, actual, params, text=text)
        assert (computed.score is None) is (computed.why_not is not None)
        assert computed.score is None or 0 <= computed.score <= 3


@pytest.mark.parametrize("piece", ["①是", "1", "①", "(1)", "是", " ", "①0次", "分，"])
@pytest.mark.parametrize("family", ["checklist", "checklist_with_deductions", "boolean"])
def test_a_hundred_thousand_signs_are_answered_at_once(family: str, piece: str) -> None:
    long = piece * (100_000 // len(piece))
    params = {"points": '["1","2"]', "per": "1"} if family != "boolean" else {}

    def read() -> None:
        score(family, long, params)
        score("checklist", "①", {}, text=long)

    assert count_looks(read) < 250
