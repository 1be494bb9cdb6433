"""A table of indicators as the rows of a new evaluation."""

from models.vocabulary import Category
from policies.scheme import Scheme
from web.cases.plan import CATEGORY_WORDS
from web.sheets.headings import find_headings
from web.sheets.tree import Node, Tree
from workflow.data import NewIndicator
from workflow.refusals import Refused, unmet
from workflow.template import find_rule

MAX_FAULTS = 20

_TOP_WORDS = (("预算执行", Category.EXECUTION), *CATEGORY_WORDS, ("资金", Category.EXECUTION))
"""资金 comes last: 资金管理 is management."""


def read_indicators(rows: list[list[str]], *, scheme: Scheme) -> tuple[NewIndicator, ...]:
    """Return what a table holds, row by row, a parent before its children.

    A blank level is the one of the row above, as in merged cells; a row is the indicator of its
    innermost name. A row with weights below becomes a heading, and a weight printed there must be
    their sum. Whether all weights add up to the scheme's total is asked when the evaluation is
    submitted, not here. A row called 合计 is no indicator. The category is that of the column, else
    it is told by the words of the outermost level. What is no heading and is called like a row of
    the scheme is scored by the same rule.

    Raises Refused, field "file", with every fault found, at most 20, each naming row and column.
    """
    if not scheme.form.scored:
        raise Refused(unmet("scheme_has_no_weights", field="file", row="1", column="A"))
    headings = find_headings(rows)
    tree = Tree(headings, scheme=scheme)
    for position, cells in enumerate(rows[headings.row :], start=headings.row + 1):
        tree.take(position, cells)
    tree.judge()
    if tree.faults:
        raise Refused(*tree.faults[:MAX_FAULTS])
    found: list[NewIndicator] = []
    for top in tree.tops:
        category = _derive_category(top)
        _lay_out(top, parent=None, category=category, scheme=scheme, found=found)
    return tuple(found)


def _derive_category(top: Node) -> Category:
    told = next((category for word, category in _TOP_WORDS if word in top.name), None)
    return told or top.find_category() or Category.OTHER


def _lay_out(
    node: Node,
    *,
    parent: int | None,
    category: Category,
    scheme: Scheme,
    found: list[NewIndicator],
) -> None:
    position = len(found)
    is_measured = node.weight is not None or not node.children
    indicator = NewIndicator(
        category=node.category or category,
        name=node.name,
        parent=parent,
        weight=node.weight,
        target_text=node.target,
        rule=find_rule(scheme, name=node.name, weight=node.weight) if is_measured else "",
    )
    found.append(indicator)
    for child in node.children:
        _lay_out(child, parent=position, category=indicator.category, scheme=scheme, found=found)
