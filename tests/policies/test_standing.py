"""How a row stands in its form: applying or not, a bonus, a knock-out; and the rows above it."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from policies.scoring import RuleSpec
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import PLAIN, Standing, find_standing, list_groups
from policies.scoring.whole_terms import NotApplicable, WholeTerms

ANSWER = RuleSpec("boolean", {})
BONUS = RuleSpec("boolean", {}, is_bonus=True)
VETO = RuleSpec("veto", {}, "发生违规的")
LEFT_OUT, HOLDING = Standing(applies=False), Standing(veto=VetoState.HOLDS)


@pytest.mark.parametrize(
    ("rule", "actual", "may_be_left_out", "standing"),
    [
        (None, "5个", False, PLAIN),
        (None, "5个", True, PLAIN),
        (None, "不适用", False, PLAIN),
        (None, "不适用", True, LEFT_OUT),
        (ANSWER, "是", False, PLAIN),
        (ANSWER, "不适用", False, PLAIN),
        (ANSWER, "不适用", True, LEFT_OUT),
        (BONUS, "是", False, Standing(is_bonus=True)),
        (BONUS, "不适用", False, Standing(is_bonus=True)),
        (BONUS, "不适用", True, Standing(is_bonus=True, applies=False)),
        (VETO, "是", False, HOLDING),
        (VETO, "是", True, HOLDING),
        (VETO, "未发生", False, Standing(veto=VetoState.CLEAR)),
        (VETO, "", False, Standing(veto=VetoState.UNKNOWN)),
        (VETO, "不适用", False, Standing(veto=VetoState.CLEAR)),
        (VETO, "不适用", True, Standing(veto=VetoState.CLEAR, applies=False)),
    ],
)
def test_a_row_stands_by_its_rule_and_its_actual_value(
    *, rule: RuleSpec | None, actual: str, may_be_left_out: bool, standing: Standing
) -> None:
    found = find_standing(rule=rule, actual_text=actual, may_be_left_out=may_be_left_out)
    assert found == standing


@pytest.mark.parametrize(
    ("standing", "is_plain"),
    [
        (PLAIN, True),
        (Standing(veto=VetoState.CLEAR), True),
        (HOLDING, False),
        (Standing(veto=VetoState.UNKNOWN), False),
        (Standing(is_bonus=True), False),
        (LEFT_OUT, False),
    ],
)
def test_a_plain_row_simply_adds_its_score(*, standing: Standing, is_plain: bool) -> None:
    assert standing.is_plain is is_plain


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    parent_id: int | None


def group(lines: Iterable[tuple[int, int | None]]) -> dict[object, tuple[str, ...]]:
    return dict(list_groups(Line(*each) for each in lines))


def test_the_groups_of_a_row_are_the_rows_above_it_the_outermost_first() -> None:
    assert group([(1, None), (2, 1), (3, 2), (4, 1), (5, None), (6, 5)]) == {
        1: (),
        2: ("1",),
        3: ("1", "2"),
        4: ("1",),
        5: (),
        6: ("5",),
    }


def test_a_row_below_one_that_is_not_there_has_only_that_group() -> None:
    assert group([(2, 1)]) == {2: ("1",)}


@pytest.mark.parametrize(
    ("way", "execution_removable", "row", "execution"),
    [
        (NotApplicable.NONE, False, False, False),
        (NotApplicable.NONE, True, False, False),
        (NotApplicable.SCALE, False, True, False),
        (NotApplicable.SCALE, True, True, True),
        (NotApplicable.REDISTRIBUTE, False, True, False),
    ],
)
def test_a_scheme_says_which_rows_may_be_left_out(
    *, way: NotApplicable, execution_removable: bool, row: bool, execution: bool
) -> None:
    terms = WholeTerms(not_applicable=way, execution_removable=execution_removable)
    assert terms.may_be_left_out(is_execution=False) is row
    assert terms.may_be_left_out(is_execution=True) is execution
