"""Builders of filled forms for the tests of the checks; each names only what it changes."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from models.vocabulary import Category, Grade
from policies.checking import (
    Balance,
    FundLine,
    Identity,
    Inconsistency,
    Passage,
    PrintedRate,
    Sheet,
    SheetRow,
    Staff,
    Terms,
    YearOnYear,
)
from policies.checking.codes import Check
from policies.scoring import Band, Computed, Notice, WhyNot

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


def gather_found(check: Check, sheet: Sheet) -> set[tuple[object, ...]]:
    """What a check finds, without an order."""
    return {
        (found.code, found.severity, found.where, *sorted(found.numbers.items()), found.explained)
        for found in check(sheet)
    }


_ODD = ("NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1E-999999", "-0", "0.005", "1E+2")
_SOME = st.one_of(
    st.decimals(min_value=-20, max_value=120, places=2),
    st.sampled_from([Decimal(text) for text in ("0", "5", "10", "100", *_ODD)]),
)
_NUMBERS = st.none() | _SOME
_TEXTS = st.sampled_from(
    (
        "",
        "无",
        "天气",
        "≥95%",
        "90%",
        "0",
        "不适用",
        "91.81%",
        "项目支出",
        "单价5元，数量3台，金额16元",
    )
) | st.text(max_size=8)
_COMPUTED = st.none() | st.builds(
    Computed,
    score=_NUMBERS,
    rule=st.sampled_from(("R01", "R04", "R06")),
    why_not=st.none() | st.sampled_from(WhyNot),
    notices=st.lists(st.sampled_from(Notice), max_size=2).map(tuple),
)
_TERMS = st.builds(
    make_terms,
    total=_SOME,
    tolerance=_SOME,
    bands=st.sampled_from(((), NATIONAL_BANDS, NATIONAL_BANDS[:2])),
    scored=st.booleans(),
    graded=st.booleans(),
    level_one=st.dictionaries(st.sampled_from(("产出", "效益")), _SOME),
    low_rate=_SOME,
    very_low_rate=_SOME,
    far_over_target=_SOME,
)


@st.composite
def draw_rows(draw: st.DrawFn) -> tuple[SheetRow, ...]:
    """Rows of any shape, a parent before its children."""
    rows: list[SheetRow] = []
    for place in range(draw(st.integers(0, 6))):
        row = SheetRow(
            id=f"r{place}",
            name=draw(st.sampled_from(("产出指标", "效益", "重点支出安排率", ""))),
            parent_id=draw(st.none() | st.sampled_from([*(row.id for row in rows), "gone"])),
            category=draw(st.sampled_from((Category.EXECUTION, Category.OTHER))),
            weight=draw(_NUMBERS),
            weight_inferred=draw(st.booleans()),
            score=draw(_NUMBERS),
            is_leaf=draw(st.booleans()),
            target_text=draw(_TEXTS),
            actual_text=draw(_TEXTS),
            reason=draw(_TEXTS),
            rule_text=draw(_TEXTS),
            family=draw(st.sampled_from(("", "hierarchical_sum", "subtable", "exec_rate"))),
            computed=draw(_COMPUTED),
            claims_no_deviation=draw(st.booleans()),
        )
        rows.append(row)
    return tuple(rows)


@st.composite
def draw_lines(draw: st.DrawFn) -> tuple[FundLine, ...]:
    """Lines of funds of any shape."""
    lines: list[FundLine] = []
    for place in range(draw(st.integers(0, 5))):
        line = FundLine(
            id=f"l{place}",
            name=draw(st.sampled_from(("总额", "项目支出", "三公经费", "收入合计"))),
            is_total=draw(st.booleans()),
            parent_id=draw(st.none() | st.sampled_from([*(line.id for line in lines), "gone"])),
            original=draw(_NUMBERS),
            adjustment=draw(_NUMBERS),
            revised=draw(_NUMBERS),
            actual=draw(_NUMBERS),
            rate_text=draw(_TEXTS),
            reason=draw(_TEXTS),
        )
        lines.append(line)
    return tuple(lines)


def draw_sheets() -> st.SearchStrategy[Sheet]:
    """Forms of any shape, with numbers of any kind."""
    return st.builds(
        Sheet,
        terms=_TERMS,
        complete=st.booleans(),
        rows=draw_rows(),
        lines=draw_lines(),
        sums=_few(st.builds(Identity, what=_TEXTS, total=_SOME, parts=_few(_SOME))),
        rates=_few(
            st.builds(PrintedRate, what=_TEXTS, actual=_SOME, budget=_SOME, rate_text=_TEXTS)
        ),
        years=_few(
            st.builds(
                YearOnYear,
                what=_TEXTS,
                this=_SOME,
                change=_SOME,
                last=_NUMBERS,
                percent=_NUMBERS,
            )
        ),
        balance=st.builds(
            Balance, income=_NUMBERS, expense=_NUMBERS, balance=_NUMBERS, carried_over=_NUMBERS
        ),
        staff=st.builds(Staff, authorised=_NUMBERS, actual=_NUMBERS, ratio_text=_TEXTS),
        sections=_few(st.builds(Passage, key=st.just("s"), text=_TEXTS)),
        reported_total=_NUMBERS,
        reported_grade=st.none() | st.sampled_from(Grade),
        grade_word=_TEXTS,
        weight_total_printed=_NUMBERS,
        claim_explained=st.booleans(),
    )


def _few(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=3).map(tuple)
