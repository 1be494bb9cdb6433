"""The result that the scores of an evaluation come to, by what its scheme says about the whole."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from models.queries.evaluations import IndicatorRow
from models.vocabulary import Category
from policies.scheme import Scheme
from policies.scoring import RuleSpec, parse_rule
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import Standing, find_standing, list_groups
from policies.scoring.whole import Leaf, Whole, conclude_review, derive_whole


@lru_cache(maxsize=1024)
def read_rule(text: str) -> RuleSpec:
    """Return a stored rule, read once for each of its texts: forms share them."""
    return parse_rule(json.loads(text))


def find_standing_of(row: IndicatorRow, *, scheme: Scheme) -> Standing:
    """Return whether a row applies, adds a bonus, or knocks out."""
    is_execution = row.category == Category.EXECUTION
    return find_standing(
        rule=read_rule(row.rule) if row.rule else None,
        actual_text=row.actual_text,
        may_be_left_out=scheme.terms.whole.may_be_left_out(is_execution=is_execution),
    )


def derive_result(
    rows: Sequence[IndicatorRow],
    *,
    scheme: Scheme,
    score_of: Callable[[IndicatorRow], Decimal | None],
) -> Whole:
    """Return what these scores of the rows come to; without a total while one is missing.

    `rows` are all rows of the form in their order, headings and details too.
    """
    groups = list_groups(rows)
    leaves = [
        Leaf(
            id=str(row.id),
            weight=row.weight,
            score=score_of(row),
            standing=find_standing_of(row, scheme=scheme),
            is_execution=row.category == Category.EXECUTION,
            groups=groups[row.id],
        )
        for row in rows
        if row.weight is not None
    ]
    return derive_whole(leaves, terms=scheme.terms.whole)


def derive_sealed_result(rows: Sequence[Mapping[str, Any]], *, scheme: Scheme, key: str) -> Whole:
    """Return what the scores under `key` of a sealed round come to; its rows say where they do not
    simply add their score.
    """
    groups: dict[str, tuple[str, ...]] = {}
    leaves = []
    for row in rows:
        above = row["parent"]
        groups[row["id"]] = (*groups[above], above) if above else ()
        if row["weight"] is None:
            continue
        standing = Standing(
            applies=row.get("applies", True),
            is_bonus=row.get("bonus", False),
            veto=VetoState.HOLDS if row.get("veto") else VetoState.NO_VETO,
        )
        leaf = Leaf(
            id=row["id"],
            weight=Decimal(row["weight"]),
            score=None if row[key] is None else Decimal(row[key]),
            standing=standing,
            is_execution=row["category"] == Category.EXECUTION,
            groups=groups[row["id"]],
        )
        leaves.append(leaf)
    return derive_whole(leaves, terms=scheme.terms.whole)


def conclude(*, own: Whole, reviewed: Whole, scheme: Scheme) -> Whole:
    """Return the result as it stands: reviewed, where every row is, else the unit's own."""
    if reviewed.total is None:
        return own
    return conclude_review(reviewed, own=own, terms=scheme.terms.whole)
