"""From the rows to the result: not applicable, caps, veto, scaling, bonus, grade."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Grade
from policies.scoring import Band
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import Standing, judge_by_review
from policies.scoring.whole import Leaf, Step, Whole, WholeProblem, score_whole
from policies.scoring.whole_terms import NotApplicable, VetoKind, WholeTerms

BANDS = (
    Band(Grade.EXCELLENT, Decimal(90), Decimal(100)),
    Band(Grade.GOOD, Decimal(80), Decimal(90)),
    Band(Grade.FAIR, Decimal(60), Decimal(80)),
    Band(Grade.POOR, Decimal(0), Decimal(60)),
)


def leaf(name: str, weight: str, score: str | None, **more: object) -> Leaf:
    given_score = None if score is None else Decimal(score)
    stands = {key: more.pop(key) for key in ("applies", "is_bonus", "veto") if key in more}
    standing = Standing(**stands)  # type: ignore[arg-type]
    return Leaf(
        id=name,
        weight=Decimal(weight),
        score=given_score,
        standing=standing,
        **more,  # type: ignore[arg-type]
    )


def score(*leaves: Leaf, **terms: object) -> Whole:
    return score_whole(leaves, terms=WholeTerms(bands=BANDS, **terms))  # type: ignore[arg-type]


def case_003(*, applies: bool) -> list[Leaf]:
    """The form of case 003: 95 of 100, of which two full rows of 5 and 3 may not apply."""
    return [
        leaf("重点支出安排率", "5", "5", applies=applies),
        leaf("支付进度", "3", "3", applies=applies),
        leaf("其他", "92", "87"),
    ]


def test_the_rows_are_added_and_graded() -> None:
    whole = score(*case_003(applies=True))
    assert (whole.total, whole.grade, whole.is_complete) == (
        Decimal("95.00"),
        Grade.EXCELLENT,
        True,
    )
    assert whole.steps == ((Step.SCORES, "95"), (Step.GRADE, "excellent"))


def test_without_the_rows_that_do_not_apply_case_003_has_94_57() -> None:
    whole = score(*case_003(applies=False), not_applicable=NotApplicable.SCALE)
    assert (whole.total, whole.grade) == (Decimal("94.57"), Grade.EXCELLENT)
    assert whole.steps == (
        (Step.NOT_APPLICABLE, "3 + 5"),
        (Step.SCORES, "87"),
        (Step.SCALING, "87 ÷ 92 × 100 = 94.57"),
        (Step.GRADE, "excellent"),
    )


def test_the_result_is_rounded_once_and_only_at_its_end() -> None:
    leaves = [leaf("a", "33", "30"), leaf("b", "1", None, applies=False)]
    bonus = leaf("c", "1", "0.0055", is_bonus=True)
    # 90.90909… + 0.0055; a scaled total rounded first would make 90.9155 of it.
    whole = score(*leaves, bonus, not_applicable=NotApplicable.SCALE)
    assert whole.total == Decimal("90.91")


def test_a_sum_of_rounded_scores_is_not_rounded_to_a_better_grade() -> None:
    whole = score(leaf("a", "50", "44.99"), leaf("b", "50", "45.00"))
    assert (whole.total, whole.grade) == (Decimal("89.99"), Grade.GOOD)


def test_where_nothing_applies_the_answer_is_an_error_value() -> None:
    leaves = [leaf("a", "60", None, applies=False), leaf("b", "40", None, applies=False)]
    for way in (NotApplicable.SCALE, NotApplicable.REDISTRIBUTE):
        whole = score(*leaves, not_applicable=way)
        assert whole == Whole(problem=WholeProblem.NOTHING_APPLIES)
    whole = score(leaf("a", "0", "0"), leaves[1], not_applicable=NotApplicable.SCALE)
    assert whole.problem is WholeProblem.NOTHING_APPLIES


def test_a_scheme_may_let_no_row_be_left_out() -> None:
    assert score(*case_003(applies=False)).problem is WholeProblem.MAY_NOT_BE_LEFT_OUT


def test_the_execution_rate_stays_unless_the_scheme_says_otherwise() -> None:
    leaves = [leaf("a", "10", None, applies=False, is_execution=True), leaf("b", "90", "45")]
    whole = score(*leaves, not_applicable=NotApplicable.SCALE)
    assert whole.problem is WholeProblem.MAY_NOT_BE_LEFT_OUT
    whole = score(*leaves, not_applicable=NotApplicable.SCALE, execution_removable=True)
    assert whole.total == Decimal("50.00")


def test_a_weight_goes_to_the_rows_of_the_innermost_group_that_has_any() -> None:
    leaves = [
        leaf("a", "10", None, applies=False, groups=("产出", "数量")),
        leaf("b", "10", "5", groups=("产出", "数量")),
        leaf("c", "30", "30", groups=("产出", "质量")),
        leaf("d", "50", "50", groups=("效果", "社会")),
    ]
    whole = score(*leaves, not_applicable=NotApplicable.REDISTRIBUTE)
    assert whole.total == Decimal("90.00")  # 5 × 20 ÷ 10 + 30 + 50
    assert (Step.SCALING, "85 = 90.00") in whole.steps
    leaves[1] = leaf("b", "10", None, applies=False, groups=("产出", "数量"))
    whole = score(*leaves, not_applicable=NotApplicable.REDISTRIBUTE)
    assert whole.total == Decimal("100.00")  # 30 × 50 ÷ 30 + 50
    leaves[2] = leaf("c", "30", None, applies=False, groups=("产出", "质量"))
    leaves[3] = leaf("d", "50", "25", groups=("效果", "社会"))
    whole = score(*leaves, not_applicable=NotApplicable.REDISTRIBUTE)
    assert whole.total == Decimal("50.00")  # 25 × 100 ÷ 50


def test_a_weight_goes_to_an_outer_group_before_it_goes_to_all() -> None:
    whole = score(
        leaf("a", "20", None, applies=False, groups=("产出", "数量")),
        leaf("b", "30", "15", groups=("产出", "质量")),
        leaf("c", "50", "50", groups=("效果", "社会")),
        not_applicable=NotApplicable.REDISTRIBUTE,
    )
    assert whole.total == Decimal("75.00")  # 15 × 50 ÷ 30 + 50


def test_a_row_of_one_point_takes_over_as_much_as_any_other() -> None:
    whole = score(
        leaf("gone", "9", None, applies=False, groups=("g",)),
        leaf("small", "1", "0.5", groups=("g",)),
        leaf("rest", "90", "90"),
        not_applicable=NotApplicable.REDISTRIBUTE,
    )
    assert whole.total == Decimal("95.00")


def test_a_row_without_weight_takes_over_none() -> None:
    whole = score(
        leaf("a", "20", None, applies=False, groups=("产出",)),
        leaf("b", "0", "0", groups=("产出",)),
        leaf("c", "80", "40", groups=("效果",)),
        not_applicable=NotApplicable.REDISTRIBUTE,
    )
    assert whole.total == Decimal("50.00")  # 40 × 100 ÷ 80


def test_a_missing_score_or_answer_leaves_the_form_incomplete() -> None:
    whole = score(leaf("a", "50", None), leaf("b", "50", "50", veto=VetoState.UNKNOWN))
    assert whole == Whole(missing=("a", "b"))
    assert not whole.is_complete
    assert score(leaf("a", "50", "0"), leaf("b", "50", "50", veto=VetoState.CLEAR)).is_complete


def test_a_score_above_its_weight_is_capped_and_shown() -> None:
    whole = score(leaf("a", "50", "51"), leaf("b", "50", "40"))
    assert whole.total == Decimal("90.00")
    assert whole.steps[:2] == ((Step.SCORES, "91"), (Step.CAPS, "90"))


def vetoed(state: VetoState = VetoState.HOLDS) -> list[Leaf]:
    return [
        leaf("合规", "10", "10", veto=state, groups=("管理", "资金")),
        leaf("拨付", "10", "10", groups=("管理", "资金")),
        leaf("产出", "80", "80", groups=("产出", "数量")),
    ]


@pytest.mark.parametrize(
    ("terms", "total", "grade"),
    [
        ({"veto": VetoKind.LEAF}, "90.00", Grade.EXCELLENT),
        ({"veto": VetoKind.GROUP}, "80.00", Grade.GOOD),
        ({"veto": VetoKind.GRADE}, "100.00", Grade.POOR),
        ({"veto": VetoKind.GRADE, "veto_grade": Grade.FAIR}, "100.00", Grade.FAIR),
        ({"veto": VetoKind.TOTAL, "veto_total": Decimal(59)}, "59.00", Grade.POOR),
    ],
)
def test_a_knock_out_takes_what_the_scheme_says(
    terms: dict[str, object], total: str, grade: Grade
) -> None:
    whole = score(*vetoed(), **terms)
    assert (whole.total, whole.grade) == (Decimal(total), grade)
    whole = score(*vetoed(VetoState.CLEAR), **terms)
    assert (whole.total, whole.grade) == (Decimal("100.00"), Grade.EXCELLENT)


@pytest.mark.parametrize(
    ("shown", "told"), [(" 1 \n 次 ", "（1 次）"), ("次" * 40, f"（{'次' * 40}）"), ("", "")]
)
def test_what_knocked_out_is_told_in_one_line(shown: str, told: str) -> None:
    whole = score(*(replace(each, shown=shown) for each in vetoed()), veto=VetoKind.LEAF)
    assert (Step.VETO, f"合规{told} → leaf 90") in whole.steps


def test_a_bonus_is_not_told_among_the_points_a_knock_out_leaves() -> None:
    whole = score(*vetoed(), leaf("加分", "5", "4", is_bonus=True), veto=VetoKind.LEAF)
    assert (Step.VETO, "合规 → leaf 90") in whole.steps
    assert whole.total == Decimal("94.00")


def test_a_grade_cap_takes_good_down_to_fair() -> None:
    leaves = [leaf("a", "100", "85", veto=VetoState.HOLDS)]
    assert score(*leaves, veto=VetoKind.GRADE, veto_grade=Grade.FAIR).grade is Grade.FAIR


def test_a_grade_cap_never_raises_a_grade() -> None:
    leaves = [leaf("a", "100", "30", veto=VetoState.HOLDS)]
    whole = score(*leaves, veto=VetoKind.GRADE, veto_grade=Grade.FAIR)
    assert whole.grade is Grade.POOR


def test_a_knock_out_comes_before_scaling_and_a_cap_of_the_total_after_everything() -> None:
    gone = leaf("不适用", "20", None, applies=False)
    leaves = [leaf("a", "40", "40", veto=VetoState.HOLDS), leaf("b", "40", "40"), gone]
    whole = score(*leaves, not_applicable=NotApplicable.SCALE)
    assert whole.total == Decimal("50.00")
    assert [step for step, _how in whole.steps] == [
        Step.NOT_APPLICABLE, Step.SCORES, Step.VETO, Step.SCALING, Step.GRADE,
    ]  # fmt: skip
    bonus = leaf("加分", "5", "5", is_bonus=True)
    whole = score(
        *leaves,
        bonus,
        not_applicable=NotApplicable.SCALE,
        veto=VetoKind.TOTAL,
        veto_total=Decimal(59),
    )
    assert (whole.total, whole.steps[-2]) == (Decimal("59.00"), (Step.TOTAL_CAP, "105 → 59.00"))


def test_a_knock_out_is_not_put_away_by_calling_its_row_not_applicable() -> None:
    leaves = [
        leaf("a", "20", None, applies=False, veto=VetoState.HOLDS),
        leaf("b", "80", "80"),
    ]
    whole = score(*leaves, not_applicable=NotApplicable.SCALE, veto=VetoKind.GRADE)
    assert (whole.total, whole.grade) == (Decimal("100.00"), Grade.POOR)


def test_a_bonus_has_a_ceiling_and_the_total_another() -> None:
    leaves = [leaf("a", "100", "90"), leaf("b", "5", "4", is_bonus=True)]
    leaves.append(leaf("c", "5", "3", is_bonus=True))
    whole = score(*leaves, bonus_ceiling=Decimal(5))
    assert (whole.total, whole.bonus) == (Decimal("95.00"), Decimal("5.00"))
    assert (Step.BONUS, "+ 5") in whole.steps
    assert score(*leaves).total == Decimal("97.00")
    leaves[0] = leaf("a", "100", "98")
    whole = score(*leaves)
    assert (whole.total, whole.bonus) == (Decimal("100.00"), Decimal("7.00"))
    assert (Step.TOTAL_CAP, "105 → 100.00") in whole.steps
    assert score(*leaves, total_cap=Decimal(110)).total == Decimal("105.00")


def test_a_bonus_is_never_scaled() -> None:
    leaves = [leaf("a", "50", "25"), leaf("b", "50", None, applies=False)]
    whole = score(*leaves, leaf("c", "5", "5", is_bonus=True), not_applicable=NotApplicable.SCALE)
    assert whole.total == Decimal("55.00")


@pytest.mark.parametrize(
    ("leaves", "problem"),
    [
        ((), WholeProblem.NO_ROWS),
        ((leaf("a", "5", "5", is_bonus=True),), WholeProblem.NO_ROWS),
        ((leaf("a", "50", "5"), leaf("a", "50", "5")), WholeProblem.SAME_ID_TWICE),
        ((leaf("a", "NaN", "5"),), WholeProblem.NUMBER_UNUSABLE),
        ((leaf("a", "100", "-5"),), WholeProblem.NUMBER_UNUSABLE),
        ((leaf("a", "100", "1E+9999999"),), WholeProblem.NUMBER_UNUSABLE),
        ((leaf("a", "Infinity", "1"),), WholeProblem.NUMBER_UNUSABLE),
    ],
)
def test_what_cannot_be_added_is_an_error_value(
    leaves: tuple[Leaf, ...], problem: WholeProblem
) -> None:
    assert score(*leaves) == Whole(problem=problem)


@pytest.mark.parametrize("name", ["total", "total_cap", "bonus_ceiling", "veto_total"])
def test_a_number_of_the_scheme_that_cannot_be_used_is_an_error_value(name: str) -> None:
    whole = score(leaf("a", "100", "5"), **{name: Decimal("NaN")})
    assert whole == Whole(problem=WholeProblem.NUMBER_UNUSABLE)


def test_without_bands_there_is_a_total_and_no_grade() -> None:
    whole = score_whole([leaf("a", "100", "83.48")], terms=WholeTerms())
    assert (whole.total, whole.grade, whole.is_complete) == (Decimal("83.48"), None, True)


Row = tuple[int, Decimal | None, bool, bool, VetoState, tuple[str, ...]]

ROWS = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.one_of(st.none(), st.decimals(0, 40, places=2)),
        st.booleans(),
        st.booleans(),
        st.sampled_from(VetoState),
        st.sampled_from([(), ("a",), ("a", "b"), ("a", "c"), ("d", "e")]),
    ),
    max_size=8,
)
TERMS = st.builds(
    WholeTerms,
    not_applicable=st.sampled_from(NotApplicable),
    veto=st.sampled_from(VetoKind),
    bonus_ceiling=st.sampled_from([None, Decimal(5)]),
    veto_total=st.sampled_from([None, Decimal(59)]),
    bands=st.just(BANDS),
)


def build(
    rows: Sequence[Row],
) -> list[Leaf]:
    return [
        Leaf(
            id=str(place),
            weight=Decimal(weight),
            score=given_score,
            standing=Standing(applies=applies, is_bonus=is_bonus, veto=veto),
            groups=groups,
        )
        for place, (weight, given_score, applies, is_bonus, veto, groups) in enumerate(rows)
    ]


@settings(max_examples=200)
@given(rows=ROWS, terms=TERMS, data=st.data())
def test_a_result_never_raises_stays_in_its_bounds_and_knows_no_order(
    rows: Sequence[Row],
    terms: WholeTerms,
    data: st.DataObject,
) -> None:
    leaves = build(rows)
    whole = score_whole(leaves, terms=terms)
    assert whole.is_complete is (whole.total is not None)
    assert whole.is_complete is not bool(whole.problem or whole.missing)
    assert whole.total is None or 0 <= whole.total <= 100
    assert score_whole(data.draw(st.permutations(leaves)), terms=terms) == whole


SCORED_ROWS = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.decimals(0, 40, places=2),
        st.booleans(),
        st.booleans(),
        st.sampled_from([VetoState.NO_VETO, VetoState.CLEAR, VetoState.HOLDS]),
        st.sampled_from([(), ("a",), ("a", "b"), ("a", "c"), ("d", "e")]),
    ),
    max_size=7,
)


@settings(max_examples=120)
@given(
    rows=SCORED_ROWS,
    way=st.sampled_from([NotApplicable.SCALE, NotApplicable.REDISTRIBUTE]),
    veto=st.sampled_from(VetoKind),
    points=st.tuples(st.decimals(0, 10, places=2), st.decimals(0, 10, places=2)),
)
def test_a_better_row_never_makes_a_worse_result(
    rows: Sequence[Row], way: NotApplicable, veto: VetoKind, points: tuple[Decimal, Decimal]
) -> None:
    terms = WholeTerms(not_applicable=way, veto=veto, veto_total=Decimal(59))
    worse, better = (
        score_whole([Leaf(id="x", weight=Decimal(10), score=each), *build(rows)], terms=terms).total
        for each in sorted(points)
    )
    assert worse is not None
    assert better is not None
    assert worse <= better


@settings(max_examples=80)
@given(weights=st.lists(st.integers(1, 30), min_size=2, max_size=6), data=st.data())
def test_full_rows_give_a_full_result_whatever_does_not_apply(
    weights: list[int], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.integers(1, len(weights) - 1)))
    way = data.draw(st.sampled_from([NotApplicable.SCALE, NotApplicable.REDISTRIBUTE]))
    leaves = [
        Leaf(
            id=str(place),
            weight=Decimal(weight),
            score=Decimal(weight),
            standing=Standing(applies=place not in gone),
        )
        for place, weight in enumerate(weights)
    ]
    total = Decimal(sum(weights))
    whole = score_whole(leaves, terms=WholeTerms(total=total, total_cap=total, not_applicable=way))
    assert whole.total == total


@pytest.mark.parametrize(
    ("terms", "taken"),
    [
        ({"veto": VetoKind.LEAF}, "leaf 90"),
        ({"veto": VetoKind.GROUP}, "group 80"),
        ({"veto": VetoKind.GRADE}, "grade poor"),
        ({"veto": VetoKind.TOTAL, "veto_total": Decimal("59.5")}, "total 59.5"),
        ({"veto": VetoKind.TOTAL}, "total"),
    ],
)
def test_a_knock_out_is_told_with_its_row_and_what_it_takes(
    terms: dict[str, object], taken: str
) -> None:
    first, *rest = vetoed()
    named = replace(first, name="是否 违规", shown=f"1次{'，' * 50}")
    whole = score(named, *rest, **terms)
    assert dict(whole.steps)[Step.VETO] == f"是否 违规（1次{'，' * 38}…） → {taken}"


def test_each_knock_out_is_told() -> None:
    rows = [leaf(each, "10", "10", veto=VetoState.HOLDS) for each in "ba"]
    told = [how for step, how in score(*rows, leaf("c", "80", "80")).steps if step is Step.VETO]
    assert told == ["a → leaf 90", "b → leaf 80"]


@pytest.mark.parametrize(
    ("before", "points", "after"),
    [
        (VetoState.HOLDS, "10", VetoState.LIFTED),
        (VetoState.HOLDS, "10.00", VetoState.LIFTED),
        (VetoState.HOLDS, "5", VetoState.HOLDS),
        (VetoState.HOLDS, None, VetoState.HOLDS),
        (VetoState.HOLDS, "0", VetoState.HOLDS),
        (VetoState.CLEAR, "10", VetoState.CLEAR),
        (VetoState.CLEAR, "0", VetoState.HOLDS),
        (VetoState.UNKNOWN, "10", VetoState.CLEAR),
        (VetoState.UNKNOWN, "3", VetoState.UNKNOWN),
        (VetoState.NO_VETO, "0", VetoState.NO_VETO),
    ],
)
def test_the_review_judges_what_knocks_out(
    before: VetoState, points: str | None, after: VetoState
) -> None:
    given_score = None if points is None else Decimal(points)
    judged = judge_by_review(Standing(veto=before), score=given_score, weight=Decimal(10))
    assert judged == Standing(veto=after)


def test_a_lifted_knock_out_takes_nothing_and_is_told() -> None:
    rows = [leaf("a", "10", "10", veto=VetoState.LIFTED), leaf("b", "90", "85")]
    whole = score(*rows, veto=VetoKind.GRADE)
    assert (whole.total, whole.grade) == (Decimal(95), Grade.EXCELLENT)
    assert (Step.VETO_LIFTED, "a") in whole.steps
