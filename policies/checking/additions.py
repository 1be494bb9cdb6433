"""Totals of money with their parts: those of lines, and those a form prints elsewhere."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from policies.checking.exact import TOLERANCE, as_exact, places_of
from policies.checking.places import FUNDS
from policies.checking.sheet import FundLine, Sheet

COLUMNS = ("original", "adjustment", "revised", "actual")
_SLIP = 10_000
_CLEAR = 4
_MOST_BEHIND = 5
_Bag = frozenset[tuple[Fraction | None, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A total with its parts. `whole` says that nothing of it is missing; `places` are those the
    amounts are printed with, `column` is one of COLUMNS or empty.
    """

    where: str
    what: str
    column: str = ""
    total: Fraction
    parts: tuple[Fraction, ...]
    whole: bool
    places: int

    @property
    def derived(self) -> Fraction:
        """The sum of the parts."""
        return sum(self.parts, start=Fraction(0))

    @property
    def gap(self) -> Fraction:
        """How much more the parts are than the total."""
        return self.derived - self.total

    @property
    def rounding(self) -> Fraction:
        """The gap that rounding each part may leave: half a unit of the last place for each."""
        return Fraction(len(self.parts), 2 * 10**self.places)


def list_additions(sheet: Sheet) -> tuple[Addition, ...]:
    """All totals with their parts: of lines column by column, then those printed elsewhere.

    A printed sum that repeats a column, or the budget of one line, is not listed again.
    """
    found = list(_list_line_sums(sheet))
    seen: set[tuple[Fraction | None, _Bag]] = {(each.total, _as_bag(each.parts)) for each in found}
    for line in sheet.lines:
        changed = _as_bag((as_exact(line.original), as_exact(line.adjustment)))
        seen.add((as_exact(line.revised), changed))
    for sum_ in sheet.sums:
        total, parts = as_exact(sum_.total), _as_all(sum_.parts)
        if total is None or not parts or (total, _as_bag(parts)) in seen:
            continue
        seen.add((total, _as_bag(parts)))
        found.append(
            Addition(
                where=FUNDS,
                what=sum_.what,
                total=total,
                parts=parts,
                whole=sheet.complete or sheet.funds_only,
                places=places_of((sum_.total, *sum_.parts)),
            )
        )
    return tuple(found)


def find_slip(addition: Addition) -> tuple[Fraction, Fraction] | None:
    """The amount that is in the wrong unit and what would fit, None where no single one is."""
    if abs(addition.gap) <= max(addition.rounding, TOLERANCE) or not addition.whole:
        return None
    margin = max(addition.rounding, TOLERANCE)
    candidates = [(addition.total, addition.derived)]
    if len(addition.parts) > 1:
        candidates += [(part, part - addition.gap) for part in addition.parts]
    half = Fraction(1, 2 * 10**addition.places)
    fitting = []
    for stands, fits in candidates:
        for shifted, within in (
            (stands * _SLIP, margin + half * _SLIP),
            (stands / _SLIP, margin),
        ):
            if abs(shifted - fits) <= within and min(abs(shifted), abs(fits)) > _CLEAR * within:
                fitting.append((stands, fits))
    return fitting[0] if len(set(fitting)) == 1 else None


def _list_line_sums(sheet: Sheet) -> Iterator[Addition]:
    below: dict[str, list[FundLine]] = {}
    for line in sheet.lines:
        if line.parent_id is not None:
            below.setdefault(line.parent_id, []).append(line)
    for line in sheet.lines:
        parts = below.get(line.id, [])
        if len(parts) > 1:
            parts = _go_on(sheet, line, parts)
        for column in COLUMNS:
            total = as_exact(getattr(line, column))
            printed = [getattr(part, column) for part in parts]
            known = [amount for amount in printed if as_exact(amount) is not None]
            if total is None or not known:
                continue
            yield Addition(
                where=line.id,
                what=line.name,
                column=column,
                total=total,
                parts=_as_all(known),
                whole=(sheet.complete or sheet.funds_only) and len(known) == len(printed) > 1,
                places=places_of([getattr(line, column), *known]),
            )


def _go_on(sheet: Sheet, whole: FundLine, parts: list[FundLine]) -> list[FundLine]:
    """The parts with the lines right behind them that are needed to make the whole.

    A form may name its last parts without "其中" or a source ("社会资本"). They are taken for parts
    only where they complete a column that nothing completes without them.
    """
    last = sheet.lines.index(parts[-1])
    behind = [
        line
        for line in sheet.lines[last + 1 : last + 1 + _MOST_BEHIND]
        if line.parent_id is None and not line.is_total and line.id != whole.id
    ]
    for count in range(len(behind) + 1):
        longer = [*parts, *behind[:count]]
        if any(_completes(whole, longer, column=column) for column in COLUMNS):
            return longer
    return parts


def _completes(whole: FundLine, parts: list[FundLine], *, column: str) -> bool:
    total = as_exact(getattr(whole, column))
    amounts = [as_exact(getattr(part, column)) for part in parts]
    known = [amount for amount in amounts if amount is not None]
    if not total or amounts[-1] is None:
        return False
    return abs(sum(known) - total) <= TOLERANCE


def _as_all(numbers: Sequence[Decimal]) -> tuple[Fraction, ...]:
    """All numbers exactly, none of them where one is of no use."""
    exact = [as_exact(number) for number in numbers]
    return tuple(each for each in exact if each is not None) if None not in exact else ()


def _as_bag(numbers: Sequence[Fraction | None]) -> _Bag:
    return frozenset(Counter(numbers).items())
