"""The indicators of a case file as rows: which carry points, by which rule, and what they yield."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from models.vocabulary import Category
from policies.checking import SheetRow
from policies.checking.measures import read_measure
from policies.limits import MAX_CELL, MAX_CODE, MAX_NAME, MAX_ROWS, MAX_TEXT
from policies.scheme import Scheme
from policies.scoring import Computed, RuleProblem, RuleSpec, parse_rule
from policies.scoring.rows import Amounts, RuledRow, compute_rows
from policies.scoring.standing import Standing, find_standing
from policies.scoring.whole_terms import WholeTerms
from web.cases.parts import Part
from web.cases.plan import read_category
from web.cases.rules import Rules, choose_rule, list_rules, name_family, note_words
from web.cases.strict_json import FileProblem

DEEPEST_LEVEL = 6
MOST_POINTS = 1000
"""Points that a form has at most: they count to 100, seldom to 1000."""
EXECUTION = "exec_rate"
"""The id of the row that stands for a line of funds with points of its own."""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One row as laid out for the checks, the rule it is scored by, and the heading above it.

    `from_words` is set where the words of the form alone gave the family of the rule.
    """

    row: SheetRow
    rule: RuleSpec | None
    above: str = ""
    from_words: bool = False


def lay_rows(
    case: Part, *, scheme: Scheme | None, amounts: Amounts, places: int
) -> tuple[SheetRow, ...]:
    """Return the rows of a case in their order, scored by the rules of the scheme, or where it has
    none for a row, by those of the file.

    Raises FileProblem for a tree that is too deep or too long, and for an id that occurs twice.
    """
    found = [*_lay_funds(case), *_lay_tree(case.parts("indicators"))]
    if len(found) > MAX_ROWS:
        raise FileProblem("case_field_is_wrong", place="indicators", found="too_many_rows")
    _refuse_repeated(found)
    rules = list_rules(scheme)
    ruled = [_put_rule(each, rules=rules) for each in found]
    computed = _compute(ruled, amounts=amounts, places=places)
    return tuple(
        replace(
            each.row,
            computed=computed.get(each.row.id),
            family=each.rule.family if each.rule else "",
            standing=_find_standing(each, scheme.terms.whole if scheme else WholeTerms()),
        )
        for each in ruled
    )


def _find_standing(each: CaseRow, terms: WholeTerms) -> Standing:
    is_execution = each.row.category is Category.EXECUTION
    return find_standing(
        rule=each.rule,
        actual_text=each.row.actual_text,
        may_be_left_out=terms.may_be_left_out(is_execution=is_execution),
    )


def _put_rule(found: CaseRow, *, rules: Rules) -> CaseRow:
    chosen = choose_rule(found.rule, (found.above, found.row.name), rules=rules)
    named = name_family(chosen, found.row)
    row = replace(found.row, rule_text=chosen.text if chosen else "")
    return replace(found, row=row, rule=named, from_words=named is not chosen)


def _lay_funds(case: Part) -> Iterator[CaseRow]:
    for line in case.part("funds").parts("lines"):
        weight = _read_weight(line)
        if weight is None:
            continue
        place = line.path.rpartition("[")[2].rstrip("]")
        row = SheetRow(
            id=EXECUTION if place == "0" else f"{EXECUTION}-{place}",
            name=line.text("name", limit=MAX_NAME),
            category=Category.EXECUTION,
            weight=weight,
            score=line.number("score"),
            is_leaf=True,
            target_text="100%",
            actual_text=line.text("rate_text", limit=MAX_CELL),
            reason=line.text("reason", limit=MAX_TEXT),
        )
        yield CaseRow(row=row, rule=_read_rule(line) or RuleSpec("exec_rate"))


def _lay_tree(
    nodes: list[Part],
    *,
    above: tuple[str, ...] = (),
    parent: SheetRow | None = None,
    carried: bool = False,
) -> Iterator[CaseRow]:
    for node in nodes:
        if len(above) >= DEEPEST_LEVEL:
            raise FileProblem("case_field_is_wrong", place=node.path, found="too_deep")
        row = _lay_node(node, above=above, parent=parent, carried=carried)
        yield CaseRow(row=row, rule=_read_rule(node), above=parent.name if parent else "")
        yield from _lay_tree(
            node.parts("children"),
            above=(*above, row.name),
            parent=row,
            carried=carried or row.is_leaf,
        )


def _lay_node(
    node: Part, *, above: tuple[str, ...], parent: SheetRow | None, carried: bool
) -> SheetRow:
    weight, score = _read_weight(node), node.number("score")
    name = node.text("name", limit=MAX_NAME)
    carries = weight is not None or score is not None
    return SheetRow(
        id=node.text("id", limit=MAX_CODE) or node.path,
        name=name,
        parent_id=parent.id if parent else None,
        depth=len(above),
        category=parent.category if parent else read_category(name),
        measures=read_measure(above),
        weight=weight,
        weight_inferred=node.raw("weight_inferred") is True,
        score=score,
        is_leaf=carries and not carried and not _has_points_below(node),
        target_text=node.text("target_text", limit=MAX_CELL),
        actual_text=node.text("actual_text", limit=MAX_CELL),
        reason=node.text("reason", limit=MAX_TEXT),
    )


def _read_weight(part: Part) -> Decimal | None:
    weight = part.number("weight")
    if weight is not None and weight <= 0:
        raise part.refuse("weight", "weight_not_positive")
    if weight is not None and weight > MOST_POINTS:
        raise part.refuse("weight", "too_large", maximum=str(MOST_POINTS))
    return weight


def _has_points_below(node: Part) -> bool:
    return any(
        child.has("weight") or child.has("score") or _has_points_below(child)
        for child in node.parts("children")
    )


def _refuse_repeated(found: list[CaseRow]) -> None:
    seen: set[str] = set()
    for each in found:
        if each.row.id in seen:
            raise FileProblem(
                "case_field_is_wrong", place=f"indicators: {each.row.id}", found="id_is_repeated"
            )
        seen.add(each.row.id)


def _read_rule(node: Part) -> RuleSpec | None:
    if not node.has("rule"):
        return None
    rule = node.part("rule")
    data = {key: rule.raw(key) for key in ("family", "params", "text", "bonus") if rule.has(key)}
    try:
        return parse_rule(data)
    except RuleProblem:
        # A family nobody knows is no rule that could be applied: the row is left to a person.
        return RuleSpec(rule.text("family"), {}, rule.text("text", limit=MAX_TEXT))


def _compute(found: list[CaseRow], *, amounts: Amounts, places: int) -> dict[str, Computed]:
    rows = [
        RuledRow(
            id=each.row.id,
            parent_id=each.row.parent_id,
            weight=each.row.weight if each.row.is_leaf else None,
            rule=each.rule,
            target_text=each.row.target_text,
            actual_text=each.row.actual_text,
        )
        for each in found
    ]
    computed = compute_rows(rows, amounts=amounts, places=places)
    from_words = {each.row.id for each in found if each.from_words}
    return {
        place: note_words(score) if place in from_words else score
        for place, score in computed.items()
    }
