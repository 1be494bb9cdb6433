"""The indicator table as the printed form lays it out: headings span the rows below them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from policies.checking import Inconsistency, blocks_submission
from web.format import count_places, is_quantity
from workflow.content import Content, Row

OF_THE_RULE = frozenset({"S05", "S08"})
"""The codes of a self score that is not the one of its rule."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """A heading in its column, over as many lines as stand below it; `weight` is their sum."""

    name: str
    lines: int
    weight: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table. `groups` are the headings that begin here, the outermost first;
    `column` is the one its name begins in.
    """

    row: Row
    column: int
    is_detail: bool = False
    groups: tuple[Group, ...] = ()
    found: tuple[Inconsistency, ...] = ()

    @property
    def review_difference(self) -> Decimal | None:
        """Review score minus self score; None where one is missing."""
        return _subtract(self.row.stored.review_score, self.row.stored.self_score)

    @property
    def needs_reason(self) -> bool:
        """Say whether the self score is not that of the rule and nobody has said why."""
        return any(each.code in OF_THE_RULE and blocks_submission(each) for each in self.found)

    @property
    def self_difference(self) -> Decimal | None:
        """Self score minus computed score; None where one is missing."""
        computed = self.row.computed
        return _subtract(self.row.stored.self_score, computed.score if computed else None)


@dataclass(frozen=True)
class Values:
    """A column of target or actual values: whether there are any, whether one is a quantity, and
    the most decimal places of its bare numbers.
    """

    some: bool
    numeric: bool
    places: int


@dataclass(frozen=True, kw_only=True)
class IndicatorTable:
    """All lines, how many columns their names take, and what the columns of values hold."""

    lines: tuple[Line, ...]
    columns: int
    targets: Values
    actuals: Values


def lay_out(
    content: Content, *, found: Collection[Inconsistency], only: Collection[UUID] | None = None
) -> IndicatorTable:
    """Return the table of an evaluation, each line with what was `found` on it; `only` some of its
    rows, where not all are wanted.
    """
    children: dict[UUID | None, list[Row]] = defaultdict(list)
    for row in content.rows:
        children[row.stored.parent_id].append(row)
    found_on: dict[str, list[Inconsistency]] = defaultdict(list)
    for item in found:
        found_on[item.where].append(item)
    lines = [
        replace(line, found=tuple(found_on.get(str(line.row.stored.id), ())))
        for top in children[None]
        for line in _lay_row(top, column=0, children=children, only=only)
    ]
    columns = max((line.column for line in lines), default=0) + 1
    return IndicatorTable(
        lines=tuple(lines),
        columns=columns,
        targets=_survey([line.row.stored.target_text for line in lines]),
        actuals=_survey([line.row.stored.actual_text for line in lines]),
    )


def _survey(texts: list[str]) -> Values:
    return Values(
        some=any(text.strip() for text in texts),
        numeric=any(is_quantity(text) for text in texts),
        places=max((count_places(text) or 0 for text in texts), default=0),
    )


def _lay_row(
    row: Row,
    *,
    column: int,
    children: Mapping[UUID | None, list[Row]],
    only: Collection[UUID] | None = None,
) -> Iterator[Line]:
    below = children.get(row.stored.id, [])
    if not row.is_heading or row.scored:
        if only is None or row.stored.id in only:
            yield Line(row=row, column=column, is_detail=not row.scored)
        for child in below:
            for line in _lay_row(child, column=column, children=children, only=only):
                yield replace(line, is_detail=True, column=column)
        return
    # A heading carries the points of all rows below it, whichever of them are shown.
    whole = [
        line for child in below for line in _lay_row(child, column=column + 1, children=children)
    ]
    weights = [line.row.stored.weight for line in whole if line.row.stored.weight is not None]
    lines = whole
    if only is not None:
        lines = [
            line
            for child in below
            for line in _lay_row(child, column=column + 1, children=children, only=only)
        ]
    if not lines:
        return
    group = Group(
        name=row.stored.name, lines=len(lines), weight=sum(weights, Decimal()) if weights else None
    )
    yield replace(lines[0], groups=(group, *lines[0].groups))
    yield from lines[1:]


def _subtract(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other
