"""The checks of the grade."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.vocabulary import Grade
from policies.checking import Sheet
from policies.checking.grades import CHECKS, check_grade, check_grade_is_there, check_grade_word
from tests.policies.sheets import (
    NATIONAL_BANDS,
    describe_found,
    draw_sheets,
    gather_found,
    list_found,
    make_leaf,
    make_sheet,
    make_terms,
)


def score(total: str, **changes: Any) -> Any:
    return make_sheet(make_leaf("a", weight=100, score=total), **changes)


def test_every_code_of_grades_has_its_check() -> None:
    assert set(CHECKS) == {"G01", "G02", "G03"}


@pytest.mark.parametrize(
    ("total", "grade", "count"),
    [
        ("90", Grade.EXCELLENT, 0),
        ("89.995", Grade.EXCELLENT, 1),
        ("89.995", Grade.GOOD, 0),
        ("83.48", Grade.GOOD, 0),
        ("59.99", Grade.POOR, 0),
        ("60", Grade.POOR, 1),
    ],
)
def test_the_grade_is_the_band_of_the_total(total: str, grade: Grade, count: int) -> None:
    sheet = score(total, reported_grade=grade)
    assert describe_found(check_grade, sheet) == [("G01", "E", "grade")] * count


def test_the_derived_total_counts_before_the_reported_one() -> None:
    changes: dict[str, Any] = {"reported_total": Decimal(91), "reported_grade": Grade.EXCELLENT}
    (found,) = list_found(check_grade, score("87", **changes))
    assert found.numbers == {"reported": "excellent", "derived": "good", "total": "87"}
    assert not found.explained
    assert list_found(check_grade, score("87", claim_explained=True, **changes))[0].explained
    assert not list_found(check_grade, score("87", complete=False, **changes))


def test_a_missing_score_leaves_the_reported_total() -> None:
    rows = (make_leaf("a", score=None), make_leaf("b"))
    sheet = make_sheet(*rows, reported_total=Decimal(70), reported_grade=Grade.GOOD)
    assert list_found(check_grade, sheet)[0].numbers["total"] == "70"
    assert not list_found(check_grade, make_sheet(*rows, reported_grade=Grade.GOOD))


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "1E+99"])
def test_a_reported_total_that_is_no_number_has_no_grade(odd: str) -> None:
    sheet = make_sheet(make_leaf("a", score=None), reported_total=Decimal(odd))
    assert list_found(check_grade_is_there, sheet) == []
    assert list_found(check_grade, replace(sheet, reported_grade=Grade.POOR)) == []


def test_bands_are_those_of_the_scheme() -> None:
    sheet = score("95", reported_grade=Grade.GOOD, terms=make_terms(bands=()))
    assert not list_found(check_grade, sheet)


@pytest.mark.parametrize(("total", "derived"), [("90.8", "excellent"), ("95", "excellent")])
def test_cases_002_and_003_have_no_grade(total: str, derived: str) -> None:
    (found,) = list_found(check_grade_is_there, score(total))
    assert (found.code, found.severity.value, found.where) == ("G02", "W", "grade")
    assert found.numbers == {"derived": derived, "total": total}


@pytest.mark.parametrize(
    "changes",
    [
        {"reported_grade": Grade.GOOD},
        {"grade_word": "优秀"},
        {"complete": False},
        {"terms": make_terms(graded=False)},
    ],
)
def test_a_grade_is_asked_of_whole_graded_forms_only(changes: dict[str, Any]) -> None:
    assert not list_found(check_grade_is_there, score("95", **changes))
    assert not list_found(check_grade_is_there, score("95").__class__(terms=make_terms()))


def test_without_bands_a_missing_grade_is_told_without_its_name() -> None:
    (found,) = list_found(check_grade_is_there, score("95", terms=make_terms(bands=())))
    assert found.numbers == {"derived": "", "total": "95"}


def test_a_grade_is_a_word_of_the_scheme() -> None:
    (found,) = list_found(check_grade_word, make_sheet(grade_word="较好"))
    assert (found.code, found.severity.value, found.where) == ("G03", "W", "grade")
    assert found.numbers == {"reported": "较好"}
    assert not list_found(check_grade_word, make_sheet(grade_word=" "))
    known = make_sheet(grade_word="良", reported_grade=Grade.GOOD)
    assert not list_found(check_grade_word, known)


def test_a_grade_without_a_band_is_no_grade_of_the_scheme() -> None:
    changes: dict[str, Any] = {"reported_grade": Grade.POOR, "terms": None}
    changes["terms"] = make_terms(bands=NATIONAL_BANDS[:2])
    (found,) = list_found(check_grade_word, score("95", **changes))
    assert (found.code, found.severity.value, found.where) == ("G03", "W", "grade")
    assert found.numbers == {"reported": "poor"}
    assert not list_found(check_grade, score("95", **changes))


def test_a_long_word_is_not_quoted_whole() -> None:
    (found,) = list_found(check_grade_word, make_sheet(grade_word="优" * 100_000))
    assert len(found.numbers["reported"]) < 50


@settings(max_examples=40)
@given(sheet=draw_sheets())
def test_no_form_makes_a_check_of_grades_raise(sheet: Sheet) -> None:
    for code, check in CHECKS.items():
        assert {found.code for found in check(sheet)} <= {code}


@settings(max_examples=40)
@given(sheet=draw_sheets(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_the_checks_of_grades(
    sheet: Sheet, random: Random
) -> None:
    shuffled = random.sample(sheet.rows, len(sheet.rows))
    other = replace(sheet, rows=tuple(shuffled))
    for check in CHECKS.values():
        assert gather_found(check, other) == gather_found(check, sheet)
