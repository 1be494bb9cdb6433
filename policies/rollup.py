"""The tables of several units rolled up into one, after the notes of the form of Hubei (case 004,
notes 2 and 3; R20 of the scoring reference).

Absolute values are added, relative ones averaged with the funds of the units as weights; first the
values are rolled up, then they are scored. Of what is no number the scores are averaged by funds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.vocabulary import Category, MoneyUnit
from policies.numbers import round_half_up
from policies.rolled_values import How, Part, TableRow, UnitTable, Value, average, roll_values
from policies.scoring import Computed, execution_rate
from policies.scoring.rows import Amounts, RuledRow, compute_rows
from policies.scoring.standing import find_standing, list_groups
from policies.scoring.whole import Leaf, Whole, derive_whole
from policies.scoring.whole_terms import WholeTerms


@dataclass(frozen=True, kw_only=True)
class RolledRow:
    """One row of the table of all units. `score` is the rolled-up one; `own` and `reviewed` are the
    scores of the units averaged by funds, to compare with it. `units` counts the units that have
    the row; `without` names those whose values could not enter.
    """

    id: str
    parent_id: str | None
    depth: int
    name: str
    category: Category
    weight: Decimal | None
    how: How
    target_text: str
    actual_text: str
    computed: Computed | None
    score: Decimal | None
    own: Decimal | None
    reviewed: Decimal | None
    units: int
    without: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """The table of all units; `rate` is the execution rate of all funds together, in percent."""

    rows: tuple[RolledRow, ...]
    budget: Decimal | None
    spent: Decimal | None
    rate: Decimal | None
    whole: Whole


Key = tuple[tuple[str, int], ...]
"""Where a row stands: the names from the top down, each with how often it came before there."""


def roll_up(
    tables: Sequence[UnitTable],
    *,
    terms: WholeTerms,
    money_unit: MoneyUnit,
    year: int | None,
    places: int = 2,
) -> Rolled:
    """Return the table of all units. Rows are the same when they stand under the same names;
    `places` are those of a score.
    """
    parts: dict[Key, list[Part]] = {}
    for table in tables:
        for key, row in _find_keys(table.rows).items():
            parts.setdefault(key, []).append(Part(table, row))
    budget, spent = (_add(getattr(each, name) for each in tables) for name in ("budget", "spent"))
    values = {key: roll_values(found) for key, found in parts.items()}
    amounts = _measure(budget, spent, unit=money_unit, year=year)
    computed = _compute(parts, values, amounts=amounts, places=places)
    rows = tuple(
        _make_row(
            key, parts[key], value=values[key], computed=computed.get(_spell(key)), places=places
        )
        for key in sorted(parts, key=_order_of(tables))
    )
    return Rolled(
        rows=rows,
        budget=budget,
        spent=spent,
        rate=execution_rate(budget=budget, spent=spent),
        whole=_derive(rows, parts, terms=terms),
    )


def _find_keys(rows: Sequence[TableRow]) -> Mapping[Key, TableRow]:
    keys: list[Key] = []
    seen: dict[tuple[Key, str], int] = {}
    for row in rows:
        above: Key = () if row.parent is None else keys[row.parent]
        times = seen.get((above, row.name), 0)
        seen[above, row.name] = times + 1
        keys.append((*above, (row.name, times)))
    return dict(zip(keys, rows, strict=True))


def _order_of(tables: Sequence[UnitTable]) -> Callable[[Key], tuple[int, ...]]:
    """Rows stand as in the first table that has them, below the row that they belong to."""
    places: dict[Key, int] = {}
    for table in tables:
        for key in _find_keys(table.rows):
            places.setdefault(key, len(places))
    return lambda key: tuple(places[key[: depth + 1]] for depth in range(len(key)))


def _spell(key: Key) -> str:
    return "/".join(f"{name}#{times}" for name, times in key)


def _add(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if known else None


def _measure(
    budget: Decimal | None, spent: Decimal | None, *, unit: MoneyUnit, year: int | None
) -> Amounts:
    shift = -4 if unit is MoneyUnit.WAN else 0
    return Amounts(
        budget=None if budget is None else budget.scaleb(shift),
        spent=None if spent is None else spent.scaleb(shift),
        year=year,
    )


def _compute(
    parts: Mapping[Key, list[Part]],
    values: Mapping[Key, Value],
    *,
    amounts: Amounts,
    places: int,
) -> Mapping[str, Computed]:
    """Score what was rolled up, by the rules of the rows."""
    ruled = [
        RuledRow(
            id=_spell(key),
            parent_id=_spell(key[:-1]) if len(key) > 1 else None,
            weight=None if values[key].how is How.DISAGREE else found[0].row.weight,
            rule=found[0].row.rule,
            target_text=values[key].target_text,
            actual_text=values[key].actual_text,
        )
        for key, found in parts.items()
    ]
    return compute_rows(ruled, amounts=amounts, places=places)


_COMPUTED = frozenset({How.ADDED, How.WEIGHED, How.FUNDS})


def _make_row(
    key: Key, parts: Sequence[Part], *, value: Value, computed: Computed | None, places: int
) -> RolledRow:
    row, how = parts[0].row, value.how
    weight = None if how is How.DISAGREE else row.weight
    own, reviewed = (
        None if weight is None else _average_scores(parts, name, places=places)
        for name in ("self_score", "review_score")
    )
    score = computed.score if computed and how in _COMPUTED else None
    if weight is not None and score is None:
        how = How.SCORES
        score = own if reviewed is None else reviewed
    return RolledRow(
        id=_spell(key),
        parent_id=_spell(key[:-1]) if len(key) > 1 else None,
        depth=len(key) - 1,
        name=row.name,
        category=row.category,
        weight=weight,
        how=How.NOTHING if weight is None and how is How.SCORES else how,
        target_text=value.target_text,
        actual_text=value.actual_text,
        computed=computed if how in _COMPUTED else None,
        score=score,
        own=own,
        reviewed=reviewed,
        units=len(parts),
        without=value.without,
    )


def _average_scores(parts: Sequence[Part], name: str, *, places: int) -> Decimal | None:
    mean = average([(getattr(part.row, name), part.funds) for part in parts if part.applies])
    return None if mean is None else round_half_up(mean, places=places)


def _derive(
    rows: Sequence[RolledRow], parts: Mapping[Key, list[Part]], *, terms: WholeTerms
) -> Whole:
    """What the rows come to; without a total while one is missing or the units disagree."""
    groups = list_groups(rows)
    rules = {_spell(key): found[0].row.rule for key, found in parts.items()}
    leaves = [
        Leaf(
            id=row.id,
            weight=row.weight,
            score=row.score,
            standing=find_standing(
                rule=rules[row.id],
                actual_text=row.actual_text,
                may_be_left_out=terms.may_be_left_out(
                    is_execution=row.category is Category.EXECUTION
                ),
            ),
            is_execution=row.category is Category.EXECUTION,
            groups=groups[row.id],
            name=row.name,
            shown=row.actual_text,
        )
        for row in rows
        if row.weight is not None
    ]
    if not leaves or any(row.how is How.DISAGREE for row in rows):
        return Whole()
    return derive_whole(leaves, terms=terms)
