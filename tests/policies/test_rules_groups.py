"""Rows scored by the rows below them or by several units (R20, R23, sums)."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.scoring import Computed, Notice, RuleSpec, ScoreInput, WhyNot, compute_score, fit_rule
from policies.scoring.groups import Part, read_parts, weigh_by_funds
from policies.scoring.rows import Amounts, RuledRow, compute_rows
from policies.scoring.spec import Detail
from tests.support.effort import count_looks


def detail(most: str | None, score: str | None, why_not: WhyNot | None = None) -> Detail:
    number = None if most is None else Decimal(most)
    return Detail(number, Computed(None if score is None else Decimal(score), "R01", None, why_not))


def score_group(weight: str, *details: Detail, family: str = "group", **params: str) -> Computed:
    row = ScoreInput(Decimal(weight), "", "", details=details)
    return compute_score(rule=RuleSpec(family, params), row=row, places=2)


def score_units(target: str, actual: str, weight: str = "10", **params: str) -> Computed:
    row = ScoreInput(Decimal(weight), target, actual)
    return compute_score(rule=RuleSpec("aggregate", params), row=row, places=2)


def test_the_first_group_of_case_001_is_its_rest_and_what_was_computed() -> None:
    details = (detail(None, None), detail(None, None), detail("5", "3.05"))
    computed = score_group("25", *details, rest="full")
    assert (computed.score, computed.formula) == (Decimal("23.05"), "20 + 3.05 = 23.05")
    assert computed.rule == "R23"
    assert computed.notices == (Notice.PARTS_TAKEN_AS_FULL,)


@pytest.mark.parametrize(
    ("weight", "points", "formula"),
    [("5", "3.05", "0 + 3.05 = 3.05"), ("5.5", "3.55", "0.5 + 3.05 = 3.55")],
)
def test_a_rest_may_be_little_or_nothing(weight: str, points: str, formula: str) -> None:
    computed = score_group(weight, detail(None, None), detail("5", "3.05"), rest="full")
    assert (computed.score, computed.formula) == (Decimal(points), formula)


def test_the_second_group_of_case_001_adds_its_rounded_details() -> None:
    computed = score_group("25", detail("20", "19.55"), detail("5", "4.89"), rest="full")
    assert (computed.score, computed.formula) == (Decimal("24.44"), "19.55 + 4.89 = 24.44")
    assert computed.notices == ()


def test_the_details_of_a_form_are_computed_and_added() -> None:
    def row(name: str, weight: str | None, rule: RuleSpec, actual: str) -> RuledRow:
        return RuledRow(
            id=name,
            parent_id=None if weight else "A2",
            weight=None if weight is None else Decimal(weight),
            rule=rule,
            target_text="",
            actual_text=actual,
        )

    rows = [
        row("A2", "25", RuleSpec("group"), ""),
        row("A2.1", None, RuleSpec("subtable", {"sub_max": "100", "max": "20"}), "自评得分97.74"),
        row("A2.2", None, RuleSpec("coefficient", {"max": "5"}), "97.82%"),
    ]
    for order in (rows, rows[::-1]):
        computed = compute_rows(order, amounts=Amounts(), places=2)["A2"]
        assert computed.score == Decimal("24.44")


def test_every_row_knows_the_year_of_the_form() -> None:
    row = RuledRow(
        id="a",
        parent_id=None,
        weight=Decimal(5),
        rule=RuleSpec("deadline"),
        target_text="2023年10月底前",
        actual_text="10月26日完工",
    )
    assert compute_rows([row], amounts=Amounts(year=2023), places=2)["a"].score == 5
    assert compute_rows([row], amounts=Amounts(), places=2)["a"].score is None


@pytest.mark.parametrize(
    ("details", "params"),
    [
        ((), {}),
        ((), {"rest": "full"}),
        ((detail("5", None), detail("5", "3")), {}),
        ((detail("5", None), detail(None, None)), {"rest": "full"}),
        ((detail(None, "0.00"), detail("5", "3")), {}),
        ((detail("26", "3"), detail(None, None)), {"rest": "full"}),
        ((detail(None, None, WhyNot.NOT_APPLICABLE), detail("5", "3")), {"rest": "full"}),
        ((detail("0", "0"), detail("5", "3")), {"mode": "worst"}),
        ((detail("1E+16", "3"), detail("5", "3")), {}),
        ((detail("5", "1E+16"), detail("5", "3")), {}),
        ((detail("5", None), detail("5", "3")), {"mode": "average"}),
    ],
)
def test_a_group_with_a_detail_that_is_not_known_is_left_to_a_person(
    details: tuple[Detail, ...], params: dict[str, str]
) -> None:
    assert score_group("25", *details, **params).why_not is WhyNot.DETAILS_MISSING


@pytest.mark.parametrize(
    ("mode", "points", "formula"),
    [
        ("sum", "7.00", "3 + 4 = 7.00"),
        ("worst", "7.50", "10 × 3 ÷ 4 = 7.50"),
        ("average", "8.75", "10 × (3 ÷ 4 + 4 ÷ 4) ÷ 2 = 8.75"),
        ("all_met", "0.00", "3 ÷ 4 < 1 → 0.00"),
    ],
)
def test_how_details_make_up_a_group_is_the_schemes_choice(
    mode: str, points: str, formula: str
) -> None:
    computed = score_group("10", detail("4", "3"), detail("4", "4"), mode=mode)
    assert (computed.score, computed.formula) == (Decimal(points), formula)


def test_all_met_earns_all() -> None:
    computed = score_group("10", detail("4", "4"), detail("1", "1"), mode="all_met")
    assert (computed.score, computed.formula) == (Decimal("10.00"), "4 ÷ 4 = 1 → 10.00")


@pytest.mark.parametrize(
    ("family", "params", "said"),
    [
        ("group", {"mode": "best"}, "params.mode must be one of sum, worst, average, all_met"),
        ("group", {"rest": "some"}, "params.rest must be one of none, full"),
        (
            "group",
            {"rest": "full", "mode": "worst"},
            "params.rest may be full only where params.mode is sum",
        ),
        ("group", {"max": "x"}, "params.max must be a number"),
        ("hierarchical_sum", {"max": "x"}, "params.max must be a number"),
        ("aggregate", {"max": "x"}, "params.max must be a number"),
        ("aggregate", {"parts": "[1]"}, "params.parts must be pairs of value and funds"),
        ("aggregate", {"parts": '[["1"]]'}, "params.parts must be pairs of value and funds"),
        ("aggregate", {"parts": '[["1","x"]]'}, "params.parts must be a number"),
        (
            "aggregate",
            {"parts": '[["1","1E+9999999"]]'},
            "params.parts must be a number of at most 15 digits",
        ),
        ("aggregate", {"parts": '[["-1","1"]]'}, "params.parts must be at least 0"),
        (
            "aggregate",
            {"parts": json.dumps([["1", "1"]] * 51)},
            "params.parts must have at most 50 pairs",
        ),
    ],
)
def test_parameters_of_the_wrong_form_are_named(
    family: str, params: dict[str, str], said: str
) -> None:
    assert list(fit_rule(RuleSpec(family, params), weight=Decimal(10))) == [said]
    assert score_group("10", family=family, **params).why_not is WhyNot.RULE_UNUSABLE


@pytest.mark.parametrize(
    ("family", "params"),
    [
        ("group", {"max": "10"}),
        ("group", {"max": "10", "mode": "sum", "rest": "full"}),
        ("group", {"max": "10", "mode": "average", "rest": "none"}),
        ("hierarchical_sum", {"max": "10"}),
        ("aggregate", {"max": "10", "parts": '[["90","100"]]'}),
    ],
)
def test_sound_parameters_are_known(family: str, params: dict[str, str]) -> None:
    assert list(fit_rule(RuleSpec(family, params), weight=Decimal(10))) == []


def test_a_sum_wants_all_its_details() -> None:
    family = "hierarchical_sum"
    computed = score_group("6", detail("4", "3.4"), detail("2", "1.8"), family=family)
    assert (computed.score, computed.formula) == (Decimal("5.20"), "3.4 + 1.8 = 5.20")
    assert score_group("6", family=family).why_not is WhyNot.DETAILS_MISSING
    for other in (detail("2", None), detail(None, "0")):
        computed = score_group("6", detail("4", "3.4"), other, family=family)
        assert computed.why_not is WhyNot.DETAILS_MISSING


def test_a_detail_that_earned_nothing_counts_in_a_sum() -> None:
    family = "hierarchical_sum"
    computed = score_group("6", detail("4", "3.4"), detail("2", "0"), family=family)
    assert (computed.score, computed.formula) == (Decimal("3.40"), "3.4 + 0 = 3.40")
    assert computed.rule == "SUM"


def test_a_sum_never_passes_the_weight() -> None:
    computed = score_group("6", detail("4", "4"), detail("4", "4"), family="hierarchical_sum")
    assert computed.score == Decimal(6)


def test_relative_values_are_weighted_by_funds() -> None:
    read = read_parts("90%·100万 + 80%·300万")
    assert read is not None
    parts, unit = read
    assert (weigh_by_funds(parts), unit) == (Fraction("82.5"), "%")


def test_units_are_aggregated_first_and_scored_second() -> None:
    computed = score_units("≥90%", "90%·100万 + 80%·300万")
    assert computed.score == Decimal("9.17")
    assert computed.formula == "10 × (90 × 1000000 + 80 × 3000000) ÷ 4000000 ÷ 90 = 9.17"
    assert computed.rule == "R20"
    assert score_units("≥82.5%", "90%·100万 + 80%·300万").score == Decimal("10.00")
    computed = score_units("90", "", parts='[["90","100"],["80","300"]]')
    assert computed.formula == "10 × (90 × 100 + 80 × 300) ÷ 400 ÷ 90 = 9.17"
    assert score_units("90%", "", parts='[["90","100"],["80","300"]]').score == Decimal("9.17")


@pytest.mark.parametrize(
    ("target", "actual", "formula"),
    [
        ("≥90%", "90%·2", "(90 × 2) ÷ 2 ≥ 90 → 10.00"),
        ("90%", "95%·2", "(95 × 2) ÷ 2 ≥ 90 → 10.00"),
        (">90%", "95%·2", "(95 × 2) ÷ 2 > 90 → 10.00"),
        ("≤5%", "5%·2", "(5 × 2) ÷ 2 ≤ 5 → 10.00"),
        ("<5%", "4%·2", "(4 × 2) ÷ 2 < 5 → 10.00"),
        ("≤5%", "8%·2", "10 × 5 ÷ ((8 × 2) ÷ 2) = 6.25"),
        ("≥90%", "45%·2+0%·0", "10 × (45 × 2) ÷ 2 ÷ 90 = 5.00"),
    ],
)
def test_the_formula_says_what_held_or_how_the_ratio_came_about(
    target: str, actual: str, formula: str
) -> None:
    computed = score_units(target, actual)
    assert (computed.formula, computed.notices) == (formula, ())


@pytest.mark.parametrize("actual", ["4%·2", "8%·2"])
def test_a_target_in_a_sentence_is_said(actual: str) -> None:
    for target in ("确保投诉率不高于5%的水平", "确保办结率不低于5%的水平"):
        assert score_units(target, actual).notices == (Notice.TAKEN_FROM_SENTENCE,)


def test_as_many_units_as_fit_are_read() -> None:
    fifty = [["90", "1"]] * 50
    assert score_units("90%", "", parts=json.dumps(fifty)).score == Decimal(10)
    assert score_units("90%", "+".join(["90%·1"] * 50)).score == Decimal(10)
    longest = "90%·1".ljust(2000)
    assert score_units("90%", longest).score == Decimal(10)
    assert score_units("90%", f"{longest} ").why_not is WhyNot.ACTUAL_UNCLEAR


@pytest.mark.parametrize(
    ("target", "actual", "points"),
    [
        ("≥90%", "90%×100万元；80%×300万元", "9.17"),
        ("≥90%", "90％*100万＋80％*0.03亿", "9.17"),
        ("≥90%", "90%·100+80%·300", "9.17"),
        ("≥90%", "90%·100+10%·0", "10.00"),
        ("≤5%", "4%·100+6%·100", "10.00"),
        ("≤5%", "10%·100+10%·100", "5.00"),
        ("<5%", "4%·1", "10.00"),
        ("95%以上", "95%·1", "10.00"),
    ],
)
def test_several_units_in_one_text(target: str, actual: str, points: str) -> None:
    assert score_units(target, actual).score == Decimal(points)


@pytest.mark.parametrize(
    ("target", "actual", "why_not"),
    [
        ("", "90%·100", WhyNot.TARGET_MISSING),
        ("良好", "90%·100", WhyNot.TARGET_NOT_A_NUMBER),
        ("0%", "90%·100", WhyNot.ZERO_TARGET),
        ("≥90%", "", WhyNot.ACTUAL_MISSING),
        ("≥90%", "90%", WhyNot.ACTUAL_UNCLEAR),
        ("≥90%", "90%·100万+80%·300", WhyNot.ACTUAL_UNCLEAR),
        ("≥90%", "90%·100+80·300", WhyNot.ACTUAL_UNCLEAR),
        ("≥90%", "90%·0", WhyNot.ACTUAL_UNCLEAR),
        ("≥90%", "90%·100和80%·300", WhyNot.ACTUAL_UNCLEAR),
        ("≥90%", "90·100", WhyNot.UNITS_DIFFER),
        ("<5%", "5%·100", WhyNot.BY_A_PERSON),
        (">90%", "90%·100", WhyNot.BY_A_PERSON),
        ("≥90%", "+".join(["9%·1"] * 51), WhyNot.ACTUAL_UNCLEAR),
        ("≥90%", f"{'9' * 1000}%·1", WhyNot.ACTUAL_UNCLEAR),
    ],
)
def test_units_that_cannot_be_aggregated_are_left_to_a_person(
    target: str, actual: str, why_not: WhyNot
) -> None:
    assert score_units(target, actual).why_not is why_not


POINTS = st.decimals(0, 5, places=2)


@settings(max_examples=80)
@given(
    scores=st.lists(POINTS, min_size=1, max_size=5),
    better=POINTS,
    mode=st.sampled_from(["sum", "worst", "average", "all_met"]),
)
def test_a_better_detail_never_costs_points_and_the_order_does_not_matter(
    scores: list[Decimal], better: Decimal, mode: str
) -> None:
    def total(values: list[Decimal]) -> Decimal:
        found = score_group("25", *(detail("5", str(value)) for value in values), mode=mode).score
        assert found is not None
        return found

    before = total(scores)
    assert 0 <= before <= 25
    assert total(scores[::-1]) == before
    assert total([max(scores[0], better), *scores[1:]]) >= before


@settings(max_examples=80)
@given(
    parts=st.lists(
        st.tuples(st.decimals(0, 100, places=1), st.integers(0, 1000)), min_size=1, max_size=5
    )
)
def test_a_mean_lies_between_its_parts(parts: list[tuple[Decimal, int]]) -> None:
    found = [Part(value, Decimal(funds)) for value, funds in parts]
    kept = [Fraction(part.value) for part in found if part.funds]
    mean = weigh_by_funds(found)
    if mean is None:
        assert not kept
    else:
        assert min(kept) <= mean <= max(kept)
    assert weigh_by_funds(found[::-1]) == mean


@settings(max_examples=150)
@given(
    target=st.one_of(st.text(max_size=12), st.just("≥90%"), st.just("≤5%")),
    actual=st.one_of(
        st.text(max_size=30), st.text(st.sampled_from("90%·×+；万元亿.0 "), max_size=14)
    ),
)
def test_no_text_ever_raises_or_leads_out_of_the_weight(target: str, actual: str) -> None:
    computed = score_units(target, actual)
    assert (computed.score is None) is (computed.why_not is not None)
    assert computed.score is None or 0 <= computed.score <= 10


@pytest.mark.parametrize("piece", ["9%·1+", "9", "·", "+", " "])
def test_a_hundred_thousand_signs_are_answered_at_once(piece: str) -> None:
    long = piece * (100_000 // len(piece))
    assert count_looks(lambda: score_units("≥90%", long)) < 250
