"""Indicators of a new evaluation as a script gives them: a tree, each row judged by its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from marshmallow import post_load, validate

from models.vocabulary import Category
from policies.limits import MAX_CELL, MAX_NAME, MAX_ROWS
from policies.numbers import format_points
from policies.scheme import DEEPEST_LEVEL, Scheme
from web.schemas.base import FormSchema
from web.schemas.fields import Choice, CleanText, Part, Points, Rows
from workflow.data import NewIndicator
from workflow.refusals import Reason, Refused, unmet
from workflow.template import find_rule

PLACE = "/rows"
AT_MOST = validate.Length(max=MAX_ROWS, error="too_many_rows")


@dataclass(frozen=True, kw_only=True)
class GivenRow:
    """One indicator with those below it."""

    category: Category
    name: str
    weight: Decimal | None = None
    target_text: str = ""
    children: Sequence["GivenRow"] = ()


class GivenRowSchema(FormSchema):
    """One indicator. A row with weight carries points and no row below it does; a row without
    weight above such rows is a heading.
    """

    named: ClassVar[str] = "NewRow"
    category = Choice(words=Category, required=True, allow_none=False)
    name = CleanText(limit=MAX_NAME, lines=False, required=True, filled=True)
    weight = Points()
    target_text = CleanText(limit=MAX_CELL)
    children = Rows(Part(lambda: GivenRowSchema()), validate=AT_MOST)  # noqa: PLW0108 -- the class is not there yet

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> GivenRow:
        """Return the row."""
        return GivenRow(**data)


def lay_out(given: Sequence[GivenRow], *, scheme: Scheme) -> tuple[NewIndicator, ...]:
    """Return the rows of a new evaluation, a parent before its children; a row that is called like
    one of the scheme is scored by its rule. Whether the weights add up is asked on submission.

    Raises Refused with every fault found, each with the place of its row.
    """
    if not scheme.form.scored:
        raise Refused(unmet("scheme_has_no_weights", field=PLACE))
    tree = Tree(scheme)
    tree.take(given, parent=None, place=PLACE, depth=1, weighed=False)
    if len(tree.rows) > MAX_ROWS:
        tree.faults.append(unmet("indicators_are_too_many", field=PLACE, limit=str(MAX_ROWS)))
    if not tree.rows:
        tree.faults.append(unmet("rows_are_missing", field=PLACE))
    if tree.faults:
        raise Refused(*tree.faults)
    return tuple(tree.rows)


class Tree:
    """The rows as far as they were laid out, and what was wrong with them."""

    def __init__(self, scheme: Scheme) -> None:
        self.rows: list[NewIndicator] = []
        self.faults: list[Reason] = []
        self._scheme = scheme

    def take(
        self,
        given: Sequence[GivenRow],
        *,
        parent: int | None,
        place: str,
        depth: int,
        weighed: bool,
    ) -> None:
        """Add rows with all below them; `weighed` says that a row above carries points."""
        if given and depth > DEEPEST_LEVEL:
            limit = str(DEEPEST_LEVEL)
            self.faults.append(unmet("rows_are_too_deep", field=place, limit=limit))
            return
        for number, row in enumerate(given):
            here = f"{place}/{number}"
            self._judge(row, place=here, weighed=weighed)
            position = len(self.rows)
            self.rows.append(self._build(row, parent=parent))
            self.take(
                row.children,
                parent=position,
                place=f"{here}/children",
                depth=depth + 1,
                weighed=weighed or row.weight is not None,
            )

    def _judge(self, row: GivenRow, *, place: str, weighed: bool) -> None:
        field = f"{place}/weight"
        if row.weight is None:
            if not row.children and not weighed:
                self.faults.append(unmet("weight_is_missing", field=field, row=row.name))
        elif weighed:
            self.faults.append(unmet("row_above_has_weight", field=field, row=row.name))
        elif row.weight == 0:
            self.faults.append(unmet("weight_is_missing", field=field, row=row.name))
        elif row.weight > self._scheme.total:
            maximum = format_points(self._scheme.total)
            self.faults.append(unmet("too_large", field=field, maximum=maximum))

    def _build(self, row: GivenRow, *, parent: int | None) -> NewIndicator:
        rule = ""
        if row.weight is not None or not row.children:
            rule = find_rule(self._scheme, name=row.name, weight=row.weight)
        return NewIndicator(
            category=row.category,
            name=row.name,
            parent=parent,
            weight=row.weight,
            target_text=row.target_text,
            rule=rule,
        )
