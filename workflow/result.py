"""The result that the scores of an evaluation come to, by what its scheme says about the whole."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from models.queries.evaluations import IndicatorRow
from models.vocabulary import Category
from policies.numbers import format_points
from policies.scheme import Scheme
from policies.scoring import RuleSpec, parse_rule
from policies.scoring.knock_out import VetoState
from policies.scoring.standing import Standing, find_standing, judge_by_review, list_groups
from policies.scoring.whole import LONGEST_SHOWN, Leaf, Whole, conclude_review, derive_whole

BY_REVIEW = "review_score"
_SEALED_VETO = {None: VetoState.NO_VETO, False: VetoState.CLEAR, True: VetoState.HOLDS}


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
    by_review: bool = False,
) -> Whole:
    """Return what these scores of the rows come to; without a total while one is missing.

    `rows` are all rows of the form in their order, headings and details too. Scores given
    `by_review` judge what knocks out.
    """
    groups = list_groups(rows)
    leaves = [
        _make_leaf(
            Leaf(
                id=str(row.id),
                weight=row.weight,
                score=score_of(row),
                standing=find_standing_of(row, scheme=scheme),
                is_execution=row.category == Category.EXECUTION,
                groups=groups[row.id],
                name=row.name,
                shown=row.actual_text,
            ),
            by_review=by_review,
        )
        for row in rows
        if row.weight is not None
    ]
    return derive_whole(leaves, terms=scheme.terms.whole)


def _make_leaf(leaf: Leaf, *, by_review: bool) -> Leaf:
    """The row as it stands by its scores; where a review found what the actual value denies, the
    points it gave are told beside that value.
    """
    if not by_review:
        return leaf
    judged = judge_by_review(leaf.standing, score=leaf.score, weight=leaf.weight)
    shown = leaf.shown
    if judged.veto is VetoState.HOLDS and leaf.standing.veto is not VetoState.HOLDS:
        points = f"{format_points(Decimal(0))}/{format_points(leaf.weight)}"
        shown = f"{shown[: LONGEST_SHOWN - len(points) - 1]} {points}"
    return replace(leaf, standing=judged, shown=shown)


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
            veto=_SEALED_VETO[row.get("veto")],
        )
        leaf = Leaf(
            id=row["id"],
            weight=Decimal(row["weight"]),
            score=None if row[key] is None else Decimal(row[key]),
            standing=standing,
            is_execution=row["category"] == Category.EXECUTION,
            groups=groups[row["id"]],
            name=row["name"],
            shown=row["actual_text"],
        )
        leaves.append(_make_leaf(leaf, by_review=key == BY_REVIEW))
    return derive_whole(leaves, terms=scheme.terms.whole)


def conclude(*, own: Whole, reviewed: Whole, scheme: Scheme) -> Whole:
    """Return the result as it stands: reviewed, where every row is, else the unit's own."""
    if reviewed.total is None:
        return own
    return conclude_review(reviewed, own=own, terms=scheme.terms.whole)
