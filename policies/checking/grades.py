"""Checks of the grade against the total."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from models.vocabulary import Grade, Severity
from policies.checking.exact import as_exact, put_down, quote
from policies.checking.inconsistency import Inconsistency
from policies.checking.places import GRADE
from policies.checking.sheet import Sheet
from policies.scoring import grade_of


def check_grade(sheet: Sheet) -> Iterator[Inconsistency]:
    """G01: the reported grade is the band of the total, the derived one where there is one.

    `numbers`: reported, derived, total. Silent without bands, without a total, and for a grade that
    is none of the scheme (G03).
    """
    total = _find_total(sheet)
    if sheet.reported_grade is None or total is None or not _is_known(sheet):
        return
    derived = _derive_grade(sheet, total)
    if sheet.reported_grade is not derived:
        found = put_down(
            sheet,
            "G01",
            Severity.ERROR,
            GRADE,
            reported=sheet.reported_grade.value,
            derived=derived.value,
            total=total,
        )
        yield replace(found, explained=found.explained or sheet.claim_explained)


def check_grade_is_there(sheet: Sheet) -> Iterator[Inconsistency]:
    """G02: a scored evaluation has a grade, where the form asks for one (cases 002, 003, 004).

    `numbers`: derived (empty without bands), total. Silent without a total, where rows are cut,
    and for a grade in other words (G03).
    """
    total = _find_total(sheet)
    named = sheet.reported_grade is not None or sheet.grade_word.strip()
    if total is None or named or not (sheet.complete and sheet.terms.graded):
        return
    derived = _derive_grade(sheet, total).value if sheet.terms.bands else ""
    yield put_down(sheet, "G02", Severity.WARNING, GRADE, derived=derived, total=total)


def check_grade_word(sheet: Sheet) -> Iterator[Inconsistency]:
    """G03: the grade is one of the words of the scheme.

    `numbers`: reported. Silent without a grade, and without bands for a grade that was understood.
    """
    grade, word = sheet.reported_grade, sheet.grade_word.strip()
    if grade is None and word:
        yield put_down(sheet, "G03", Severity.WARNING, GRADE, reported=quote(word))
    elif grade is not None and sheet.terms.bands and not _is_known(sheet):
        yield put_down(sheet, "G03", Severity.WARNING, GRADE, reported=grade.value)


def _is_known(sheet: Sheet) -> bool:
    return any(band.grade is sheet.reported_grade for band in sheet.terms.bands)


def _derive_grade(sheet: Sheet, total: Decimal) -> Grade:
    """The band of a total; of the total that the rows come to, no better than a knock-out lets."""
    made = sheet.derived.grade if total == sheet.derived_total else None
    return grade_of(total, scheme=sheet.terms) if made is None else made


def _find_total(sheet: Sheet) -> Decimal | None:
    """The result of the scores where the form shows all of them, else the reported total."""
    derived = sheet.derived_total if sheet.complete else None
    total = sheet.reported_total if derived is None else derived
    return total if as_exact(total) is not None else None


CHECKS: Mapping[str, Callable[[Sheet], Iterator[Inconsistency]]] = {
    "G01": check_grade,
    "G02": check_grade_is_there,
    "G03": check_grade_word,
}
