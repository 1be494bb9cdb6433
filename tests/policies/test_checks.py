"""The consistency checks on small tables and on the sums of the real ones."""

from decimal import Decimal

import pytest

from models.vocabulary import Grade, Severity
from policies.checks import (
    CHECKS,
    Inconsistency,
    Table,
    TableRow,
    blocks_submission,
    find_inconsistencies,
)
from policies.scheme import Scheme, load_bundled_schemes

BUNDLED = {scheme.name: scheme for scheme in load_bundled_schemes()}
HUBEI = BUNDLED["hubei_project"]  # asks for actual values
DABU = BUNDLED["dabu_project"]  # does not


def points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def row(
    row_id: str,
    weight: str | None,
    self_score: str | None,
    *,
    computed: str | None = None,
    actual: str = "1",
    reason: bool = False,
) -> TableRow:
    return TableRow(
        id=row_id,
        name=row_id,
        weight=points(weight),
        scored=weight is not None,
        target_text="1",
        actual_text=actual,
        computed=points(computed),
        self_score=points(self_score),
        has_reason=reason,
    )


def table(
    *rows: TableRow,
    total: str | None = None,
    grade: Grade | None = None,
    explained: bool = False,
    scheme: Scheme = DABU,
) -> Table:
    return Table(rows, points(total), grade, explained, scheme)


def codes(found: tuple[Inconsistency, ...]) -> list[str]:
    return [item.code for item in found]


def test_a_consistent_table_has_no_inconsistency() -> None:
    full = table(row("a", "60", "60"), row("b", "40", "40"), total="100", grade=Grade.EXCELLENT)
    assert find_inconsistencies(full) == ()


@pytest.mark.parametrize("explained", [True, False])
def test_a_reported_total_is_compared_with_the_rows(*, explained: bool) -> None:
    """97 reported, rows add up to 95."""
    rows = (row("a", "60.00", "60.00"), row("b", "40.00", "35.00", reason=True))
    (found,) = find_inconsistencies(table(*rows, total="97.00", explained=explained))
    assert found == Inconsistency(
        "S01", Severity.ERROR, "total", {"reported": "97", "derived": "95"}, explained
    )
    assert blocks_submission(found) is not explained


def test_a_total_of_an_incomplete_table_is_not_compared() -> None:
    rows = (row("a", "60", None), row("b", "40", "40"))
    assert codes(find_inconsistencies(table(*rows, total="97"))) == ["S10"]


def test_a_missing_score_cannot_be_explained() -> None:
    found = find_inconsistencies(table(row("a", "100", None, reason=True), explained=True))
    assert codes(found) == ["S10"]
    assert blocks_submission(found[0])


def test_weights_that_do_not_add_up_block() -> None:
    (found,) = find_inconsistencies(table(row("a", "60", "60"), row("b", "35", "35")))
    assert (found.code, found.where, found.numbers) == (
        "W01",
        "weights",
        {"expected": "100", "derived": "95"},
    )
    assert blocks_submission(found)
    assert codes(find_inconsistencies(table())) == ["W01"]


def test_headings_and_details_carry_nothing() -> None:
    rows = (row("heading", None, None, actual=""), row("a", "100", "100"), row("d", None, None))
    assert find_inconsistencies(table(*rows, total="100", scheme=HUBEI)) == ()


@pytest.mark.parametrize(
    ("self_score", "differs"),
    [("8.00", False), ("8.01", False), ("7.99", False), ("8.02", True), ("7.98", True)],
)
def test_a_self_score_is_compared_with_the_computed_one(self_score: str, *, differs: bool) -> None:
    rows = (row("a", "90", "90"), row("b", "10", self_score, computed="8.00", reason=True))
    found = find_inconsistencies(table(*rows))
    assert codes(found) == (["S05"] if differs else [])


@pytest.mark.parametrize("reason", [True, False])
def test_a_reason_explains_a_score_that_differs(*, reason: bool) -> None:
    rows = (row("a", "95", "95"), row("b", "5", "5", computed="0", reason=reason))
    (found,) = find_inconsistencies(table(*rows))
    assert found == Inconsistency(
        "S05", Severity.ERROR, "b", {"self": "5", "computed": "0"}, reason
    )
    assert blocks_submission(found) is not reason


@pytest.mark.parametrize(
    ("computed", "reason", "expected"),
    [
        (None, False, ["S06"]),
        (None, True, []),
        ("18.36", False, []),
        ("20.00", False, ["S05", "S06"]),
    ],
)
def test_deducted_points_need_a_reason_unless_the_rule_deducts_them(
    computed: str | None, expected: list[str], *, reason: bool
) -> None:
    rows = (row("a", "80", "80"), row("b", "20", "18.36", computed=computed, reason=reason))
    found = find_inconsistencies(table(*rows))
    assert codes(found) == expected
    if expected:
        assert found[-1].severity is Severity.WARNING
        assert found[-1].numbers == {"weight": "20", "self": "18.36", "deducted": "1.64"}
        assert not blocks_submission(found[-1])


def test_a_missing_actual_value_blocks_where_the_form_asks_for_it() -> None:
    rows = (row("a", "60", "60", actual=" \u3000"), row("b", "40", "40", actual="", computed="40"))
    (found,) = find_inconsistencies(table(*rows, scheme=HUBEI, explained=True))
    assert (found.code, found.where, found.explained) == ("I10", "a", False)
    assert blocks_submission(found)
    assert find_inconsistencies(table(*rows, scheme=DABU)) == ()


@pytest.mark.parametrize("explained", [True, False])
def test_a_reported_grade_is_compared_with_the_band(*, explained: bool) -> None:
    rows = (row("a", "100", "90.8", reason=True),)
    (found,) = find_inconsistencies(table(*rows, grade=Grade.GOOD, explained=explained))
    assert (found.code, found.where, found.explained) == ("G01", "grade", explained)
    assert found.numbers == {"reported": "good", "derived": "excellent", "total": "90.8"}


def test_a_total_without_a_score_table_is_only_noted() -> None:
    result = BUNDLED["result_only"]
    (found,) = find_inconsistencies(table(total="83.48", grade=Grade.GOOD, scheme=result))
    assert found == Inconsistency(
        "S90", Severity.INFORMATION, "total", {"reported": "83.48"}, explained=False
    )
    assert not blocks_submission(found)
    assert find_inconsistencies(table(scheme=result)) == ()
    detail = row("a", "100", None)
    assert find_inconsistencies(table(detail, total="83.48", scheme=result)) == ()
    wrong = find_inconsistencies(table(total="83.48", grade=Grade.EXCELLENT, scheme=result))
    assert codes(wrong) == ["G01", "S90"]


def test_errors_come_first_and_rows_in_their_order() -> None:
    found = find_inconsistencies(
        table(
            row("a", "20", "10"),
            row("b", "20", None),
            row("c", "20", "20", computed="5"),
            row("d", "20", "10", actual=""),
            total="1",
            grade=Grade.GOOD,
            scheme=HUBEI,
        )
    )
    assert [(item.code, item.where) for item in found] == [
        ("S10", "b"),
        ("S05", "c"),
        ("I10", "d"),
        ("W01", "weights"),
        ("G01", "grade"),
        ("S06", "a"),
        ("S06", "d"),
    ]


def test_every_code_has_its_function() -> None:
    assert set(CHECKS) == {"W01", "S01", "S05", "S06", "S10", "S90", "I10", "G01"}
    for code, check in CHECKS.items():
        assert (check.__doc__ or "").startswith(f"{code}: ")
