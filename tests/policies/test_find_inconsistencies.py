"""All checks together: their order, and what blocks a submission."""

from decimal import Decimal

from models.vocabulary import Severity
from policies.checking import (
    CHECKS,
    NOTED_BY_HAND,
    Passage,
    blocks_submission,
    find_inconsistencies,
)
from policies.checking.inconsistency import numbers_of
from tests.policies.sheets import make_leaf, make_sheet, make_terms


def test_errors_come_first_and_rows_in_their_order() -> None:
    sheet = make_sheet(
        make_leaf("a", weight=20, score=10),
        make_leaf("b", weight=20, score=None),
        make_leaf("c", weight=20, score=20, computed="5", reason="按实际"),
        reported_total=Decimal(90),
    )
    found = [(item.code, item.where) for item in find_inconsistencies(sheet)]
    assert found == [
        ("S10", "b"),
        ("S05", "c"),
        ("W01", "weights"),
        ("S06", "a"),
        ("S07", "c"),
        ("G02", "grade"),
    ]


def test_a_place_that_is_no_row_and_no_section_comes_last() -> None:
    vague = "年度指标值设为“进一步推进业务网上办理”"
    sheet = make_sheet(
        make_leaf("a", weight=100, score=100, target_text="5个、6台"),
        sections=(Passage(key="s", text=vague.replace("推进", "加强")),),
        findings=(Passage(key="f", text=vague),),
    )
    found = [(item.code, item.where) for item in find_inconsistencies(sheet)]
    assert found == [
        ("W10", "a"),
        ("S09", "total"),
        ("I12", "a"),
        ("I08", "s"),
        ("G02", "grade"),
        ("I08", "f"),
    ]


def test_an_explained_error_blocks_no_submission() -> None:
    rows = [make_leaf("a", computed="5", reason=reason) for reason in ("", "按实际")]
    sheets = [
        make_sheet(row, terms=make_terms(total=Decimal(10)), reported_total=Decimal(10))
        for row in rows
    ]
    blocking = [
        [item.code for item in find_inconsistencies(sheet) if blocks_submission(item)]
        for sheet in sheets
    ]
    assert [set(codes) - {"W10"} for codes in blocking] == [{"S05"}, set()]


def test_a_scheme_may_judge_otherwise() -> None:
    terms = make_terms(severities={"S06": Severity.INFORMATION})
    sheet = make_sheet(make_leaf("a", score=1), make_leaf("b", weight=90, score=90), terms=terms)
    (found,) = [item for item in find_inconsistencies(sheet) if item.code == "S06"]
    assert found.severity is Severity.INFORMATION


def test_every_code_has_its_function() -> None:
    for code, check in CHECKS.items():
        told = f"the docstring of {check.__name__} has to begin with {code}"
        assert (check.__doc__ or "").startswith(code), told
    assert set(CHECKS) & set(NOTED_BY_HAND) == {"N01"}


def test_a_sentence_quotes_numbers_without_needless_zeros_and_texts_as_they_are() -> None:
    quoted = numbers_of(self=Decimal("90.80"), weight=Decimal("1E+1"), text="9.50分")
    assert quoted == {"self": "90.8", "weight": "10", "text": "9.50分"}
