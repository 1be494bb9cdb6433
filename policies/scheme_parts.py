"""The parts of a scheme as values, and what must hold between them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from models.vocabulary import Category, Kind, MoneyUnit
from policies.checking import Terms
from policies.limits import MAX_ROWS
from policies.numbers import format_points
from policies.rule_places import find_misplaced_rules, spell_miss
from policies.scoring import Band, RuleSpec
from policies.scoring.standing import VETO_FAMILY
from policies.scoring.whole_terms import VetoKind

_SHOWN_NAME = 20
_SHOWN_ROWS = 12


class ActualValues(StrEnum):
    """Whether the form asks for an actual value on every scored row."""

    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class FundSpec:
    """A line of the funds table; exactly one is the total."""

    name: str
    total: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What the form asks for. A form that is not scored has no weights (only a reported total)."""

    actual_values: ActualValues
    scored: bool
    money_unit: MoneyUnit
    funds: tuple[FundSpec, ...]


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """One part of the narrative."""

    key: str
    title: str
    title_en: str
    required: bool
    max_chars: int


@dataclass(frozen=True, slots=True)
class RowSpec:
    """One indicator of the template.

    A row is scored if it has a weight, and then none of its descendants has one: they are details.
    A row without weight above scored rows is a heading; `points` is what its rows add up to, where
    the author states it.
    """

    category: Category
    name: str
    weight: Decimal | None
    points: Decimal | None
    target_text: str
    rule: RuleSpec | None
    children: tuple["RowSpec", ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as it stands in its file; `sha256` is over the exact UTF-8 bytes of `text`.

    `tolerance` is in points: a self or review score may differ from the computed one by so much
    without a reason. `bands` run from the best to the worst and cover 0 to `total`. `terms` are
    what the checks judge by.
    """

    name: str
    version: str
    title: str
    title_en: str
    kind: Kind
    region: str
    basis: tuple[str, ...]
    total: Decimal
    places: int
    tolerance: Decimal
    bands: tuple[Band, ...]
    terms: Terms
    form: Form
    sections: tuple[SectionSpec, ...]
    rows: tuple[RowSpec, ...]
    text: str
    sha256: str


def walk_rows(rows: Iterable[RowSpec]) -> Iterator[RowSpec]:
    """Every row in the order of the form, a parent before its children."""
    for row in rows:
        yield row
        yield from walk_rows(row.children)


def weigh(row: RowSpec) -> Decimal:
    """The points of a row and of all below it; a bonus stands outside the whole."""
    return sum(
        (
            each.weight
            for each in walk_rows([row])
            if each.weight is not None and not (each.rule and each.rule.is_bonus)
        ),
        Decimal(0),
    )


def agree_level_one(rows: Iterable[RowSpec]) -> Mapping[str, Decimal]:
    """The weights of the headings of the first level by name, without those of bonus rows only."""
    return {row.name: weigh(row) for row in rows if not _holds_only_bonus(row)}


def _holds_only_bonus(row: RowSpec) -> bool:
    weighted = [each for each in walk_rows([row]) if each.weight is not None]
    return bool(weighted) and all(each.rule and each.rule.is_bonus for each in weighted)


def find_contradictions(scheme: Scheme, *, with_rules: bool = True) -> Iterator[str]:
    """Every way in which the parts of a well-formed scheme contradict each other."""
    yield from _contradictions_of_bands(scheme)
    keys = Counter(section.key for section in scheme.sections)
    for key in sorted(key for key, count in keys.items() if count > 1):
        yield f"sections: the key {key!r} occurs more than once"
    if scheme.form.funds and sum(fund.total for fund in scheme.form.funds) != 1:
        yield "form.funds: exactly one line must be the total"
    if sum(1 for _ in walk_rows(scheme.rows)) > MAX_ROWS:
        yield f"rows: more than {MAX_ROWS}"
    if scheme.form.scored:
        yield from _contradictions_of_weights(scheme)
        if with_rules:
            yield from _contradictions_of_rules(scheme)
            yield from _contradictions_of_the_whole(scheme)
    elif any(row.weight is not None for row in walk_rows(scheme.rows)):
        yield "rows: a form that is not scored has no weights"


def _contradictions_of_bands(scheme: Scheme) -> Iterator[str]:
    if not scheme.bands:
        yield "bands: missing"
        return
    if scheme.bands[0].upper != scheme.total:
        yield f"bands[1].upper: the best band must end at {format_points(scheme.total)}"
    for number, (better, worse) in enumerate(pairwise(scheme.bands), start=2):
        found, expected = format_points(worse.upper), format_points(better.lower)
        how = "leaves a gap below" if worse.upper < better.lower else "overlaps"
        if found != expected:
            yield (
                f"bands[{number}].upper: {how} the band before it, "
                f"it ends at {found}, not {expected}"
            )
    if scheme.bands[-1].lower != 0:
        yield f"bands[{len(scheme.bands)}].lower: the worst band must begin at 0"
    if any(band.lower >= band.upper for band in scheme.bands):
        yield "bands: lower must be below upper"
    if len({band.grade for band in scheme.bands}) < len(scheme.bands):
        yield "bands: a grade occurs more than once"


def _contradictions_of_weights(scheme: Scheme) -> Iterator[str]:
    for path, row, weighed in _walk_with_paths(scheme.rows, where="rows", weighed=False):
        if row.points is not None:
            yield from _contradictions_of_points(path, row)
        if row.weight is None:
            if not row.children and not weighed:
                yield f"{path}.weight: missing"
            continue
        if weighed:
            yield f"{path}.weight: a row above it has a weight already"
        if row.weight == 0:
            yield f"{path}.weight: must be above 0"
    total = sum(map(weigh, scheme.rows), Decimal(0))
    if total != scheme.total:
        headings = _spell_headings(scheme.rows)
        yield f"rows: the weights {spell_miss(total, scheme.total)} ({headings})"


def _contradictions_of_points(path: str, row: RowSpec) -> Iterator[str]:
    found = weigh(row)
    if row.weight is not None:
        yield f"{path}.points: only a heading states the points of its rows, this row has a weight"
    elif row.points is not None and found != row.points:
        headings = _spell_headings(row.children)
        yield f"{path}.points: the weights {spell_miss(found, row.points)} ({headings})"


def _spell_headings(rows: tuple[RowSpec, ...]) -> str:
    shown = [
        f"“{row.name[:_SHOWN_NAME]}” {format_points(weigh(row))}" for row in rows[:_SHOWN_ROWS]
    ]
    return ", ".join(shown) + (", …" if len(rows) > _SHOWN_ROWS else "")


def _contradictions_of_rules(scheme: Scheme) -> Iterator[str]:
    for path, row, weighed in _walk_with_paths(scheme.rows, where="rows", weighed=False):
        for place, wrong in find_misplaced_rules(row, is_detail=weighed):
            yield f"{path}.{place}: {wrong}"


def _contradictions_of_the_whole(scheme: Scheme) -> Iterator[str]:
    """What `[whole]` says must have something to bear on: a ceiling for a bonus leaves room for all
    rows, and a knock-out that takes more than its row has a row that knocks out.
    """
    whole = scheme.terms.whole
    if whole.total_cap is not None and whole.total_cap < scheme.total:
        yield f"whole.total_cap: must not be below the total, {format_points(scheme.total)}"
    rules = (row.rule for row in walk_rows(scheme.rows) if row.rule is not None)
    if whole.veto is not VetoKind.LEAF and not any(rule.family == VETO_FAMILY for rule in rules):
        yield "whole.veto: has no effect, no row has a rule of the family veto"


def _walk_with_paths(
    rows: Iterable[RowSpec], *, where: str, weighed: bool
) -> Iterator[tuple[str, RowSpec, bool]]:
    """Path, row and whether a row above it has a weight, a parent before its children."""
    for number, row in enumerate(rows, start=1):
        path = f"{where}[{number}]"
        yield path, row, weighed
        below = weighed or row.weight is not None
        yield from _walk_with_paths(row.children, where=f"{path}.children", weighed=below)
