"""Builders of filled forms for the tests of the checks; each names only what it changes."""

from decimal import Decimal
from typing import Any

from models.vocabulary import Grade
from policies.checking import FundLine, Identity, Inconsistency, Sheet, SheetRow, Terms
from policies.checking.codes import Check
from policies.scoring import Band, Computed, WhyNot

NATIONAL_BANDS = (
    Band(Grade.EXCELLENT, Decimal(90), Decimal(100)),
    Band(Grade.GOOD, Decimal(80), Decimal(90)),
    Band(Grade.FAIR, Decimal(60), Decimal(80)),
    Band(Grade.POOR, Decimal(0), Decimal(60)),
)


def number(value: str | int | Decimal | None) -> Decimal | None:
    """A number written as a test writes it: "18.36", 5 or None."""
    return None if value is None else Decimal(value)


def make_terms(**changes: Any) -> Terms:
    """Terms with the national bands; `changes` are fields of Terms."""
    return Terms(**{"bands": NATIONAL_BANDS, **changes})


def make_sheet(*rows: SheetRow, **changes: Any) -> Sheet:
    """A complete sheet of these rows with the national bands; `changes` are fields of Sheet."""
    return Sheet(**{"terms": make_terms(), "rows": rows, **changes})


def make_row(id: str, **changes: Any) -> SheetRow:  # noqa: A002 -- the field has this name
    """A heading without points; `changes` are fields of SheetRow, numbers may be texts."""
    for name in ("weight", "score"):
        if name in changes:
            changes[name] = number(changes[name])
    return SheetRow(**{"id": id, "name": id, **changes})


def make_leaf(id: str, **changes: Any) -> SheetRow:  # noqa: A002 -- as above
    """A row that carries 10 points and got all of them; `computed` may be a number or a text."""
    computed = changes.pop("computed", None)
    if computed is not None and not isinstance(computed, Computed):
        computed = make_computed(computed)
    return make_row(
        id, **{"weight": 10, "score": 10, "is_leaf": True, "computed": computed, **changes}
    )


def make_computed(score: str | int | Decimal | None, **changes: Any) -> Computed:
    """A computed score, or, of None, a score that was left to a person."""
    why_not = WhyNot.NO_RULE if score is None else None
    return Computed(**{"score": number(score), "rule": "R01", "why_not": why_not, **changes})


def make_line(id: str, **changes: Any) -> FundLine:  # noqa: A002 -- as above
    """A line of funds without amounts; `changes` are fields of FundLine, amounts may be texts."""
    for name in ("original", "adjustment", "revised", "actual"):
        if name in changes:
            changes[name] = number(changes[name])
    return FundLine(**{"id": id, "name": id, **changes})


def make_sum(total: str, *parts: str) -> Identity:
    """A printed total with its parts."""
    return Identity(what="合计", total=Decimal(total), parts=tuple(map(Decimal, parts)))


def list_found(check: Check, sheet: Sheet) -> list[Inconsistency]:
    """What a check finds, as a list."""
    return list(check(sheet))


def describe_found(check: Check, sheet: Sheet) -> list[tuple[str, str, str]]:
    """Code, severity and place of each thing a check finds."""
    return [(item.code, item.severity.value, item.where) for item in check(sheet)]
