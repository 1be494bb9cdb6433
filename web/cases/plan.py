"""From a case to what the door takes: a new evaluation, its scores, its texts."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from models.vocabulary import Category, Grade, MoneyUnit
from policies.scheme import Scheme
from policies.scoring import RuleProblem, RuleSpec, describe_rule, parse_rule
from web.cases.rules import Rules, choose_rule, list_rules
from web.cases.schema import read_amount
from web.cases.strict_json import FileProblem
from workflow.data import (
    Claim,
    Filling,
    FoundItem,
    NewEvaluation,
    NewIndicator,
    NewLine,
    RowScore,
    Scoring,
)

SCHEME_OF_FORM = {
    "hubei_project_table": "hubei_project",
    "guangdong_dept_report": "guangdong_department",
    "guangdong_project_report": "dabu_project",
    "yueyang_dept_report": "yueyanglou_department",
    "narrative_result": "result_only",
    "national_project_table": "national_project",
}
"""Which scheme a printed form belongs to."""

GRADES = {"优": Grade.EXCELLENT, "良": Grade.GOOD, "中": Grade.FAIR, "差": Grade.POOR}
CATEGORY_WORDS = (
    ("满意度", Category.SATISFACTION),
    ("产出", Category.OUTPUT),
    ("效益", Category.OUTCOME),
    ("效果", Category.OUTCOME),
    ("履职效能", Category.OUTCOME),
    ("投入", Category.DECISION),
    ("决策", Category.DECISION),
    ("过程", Category.PROCESS),
    ("管理", Category.MANAGEMENT),
)
"""The first word found in the name of a heading tells what its rows measure."""


@dataclass(frozen=True)
class PlannedRow:
    """A row to create and what the file says it scored."""

    new: NewIndicator
    score: Decimal | None
    actual_text: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """Everything a case holds, ready for the door."""

    case: Mapping[str, Any]
    rows: tuple[PlannedRow, ...]
    lines: tuple[NewLine, ...]

    @property
    def title(self) -> str:
        """The name of the project, of the evaluation, or of the unit."""
        named = self.case["project"] or self.case["title"]
        return str(named or f"{self.case['year']}年度整体支出绩效")

    def creation(self, *, unit_id: UUID, cycle_id: UUID, scheme: Scheme) -> NewEvaluation:
        """What `create` needs; rows are scored by the rules of the scheme, where it has them."""
        rules = list_rules(scheme)
        return NewEvaluation(
            unit_id=unit_id,
            cycle_id=cycle_id,
            title=self.title,
            rows=tuple(self._put_rule(row.new, rules=rules) for row in self.rows),
            lines=self.lines,
        )

    def _put_rule(self, row: NewIndicator, *, rules: Rules) -> NewIndicator:
        above = "" if row.parent is None else self.rows[row.parent].new.name
        own = parse_rule(json.loads(row.rule)) if row.rule else None
        chosen = choose_rule(own, (above, row.name), rules=rules)
        return row if chosen is own or chosen is None else replace(row, rule=_spell(chosen))

    def scoring(self, row_ids: list[UUID]) -> Scoring:
        """What `score` needs; `row_ids` are the created rows in their order."""
        given = {
            row_id: RowScore(score=row.score, reason=row.reason, actual_text=row.actual_text)
            for row_id, row in zip(row_ids, self.rows, strict=True)
            if row.actual_text or (row.new.weight is not None and row.score is not None)
        }
        return Scoring(rows=given)

    def filling(self, scheme: Scheme) -> Filling:
        """What `fill` needs: the narrative under the scheme's titles, findings, the claim."""
        totals = self.case["totals"]
        total, word = totals["score_reported"], totals["grade_reported"]
        claim = None
        if total is not None or word is not None:
            grade = None if word is None else _read_grade(word)
            claim = Claim(total=total, grade=grade, reason=totals["reason"] or "")
        return Filling(
            sections=place_narrative(self.case["narrative"], scheme=scheme),
            claim=claim,
            findings=tuple(self._list_findings()) or None,
        )

    def _list_findings(self) -> Iterator[FoundItem]:
        for key, is_recommendation in (("findings", False), ("suggestions", True)):
            for item in self.case[key]:
                head = f"{item['title']}：" if item["title"] else ""
                yield FoundItem(
                    category=item["category"],
                    text=head + item["text"],
                    is_recommendation=is_recommendation,
                )


def _read_grade(word: str) -> Grade:
    if word not in GRADES:
        raise FileProblem("case_field_is_wrong", place="totals.grade_reported", found=word)
    return GRADES[word]


def place_narrative(parts: list[dict[str, str]], *, scheme: Scheme) -> dict[str, str]:
    """Put each part under the section of the same title; what has none goes, under its title,
    to the last section, so that nothing of the file is lost.
    """
    by_title = {section.title: section.key for section in scheme.sections}
    placed: dict[str, list[str]] = {}
    for part in parts:
        key = by_title.get(part["title"])
        text = part["text"] if key else f"【{part['title']}】\n{part['text']}"
        placed.setdefault(key or scheme.sections[-1].key, []).append(text)
    return {key: "\n\n".join(texts) for key, texts in placed.items()}


def plan_case(case: Mapping[str, Any]) -> Plan:
    """Turn a loaded case into what the door takes. Raises FileProblem with the path at fault."""
    funds = case["funds"]
    total = _find_total_line(funds["lines"])
    lines = tuple(
        _plan_line(line, position=position, is_total=position == total, unit=funds["unit"])
        for position, line in enumerate(funds["lines"])
    )
    rows = [_plan_execution_row(line) for line in funds["lines"] if line["weight"] is not None]
    for position, node in enumerate(case["indicators"]):
        _plan_node(node, rows=rows, parent=None, category=None, path=f"indicators[{position}]")
    return Plan(case=case, rows=tuple(rows), lines=lines)


def _find_total_line(lines: list[dict[str, Any]]) -> int:
    for position, line in enumerate(lines):
        if line["weight"] is not None or "支出合计" in line["name"]:
            return position
    return 0


def _plan_line(line: dict[str, Any], *, position: int, is_total: bool, unit: MoneyUnit) -> NewLine:
    path = f"funds.lines[{position}]"
    return NewLine(
        name=line["name"],
        is_total=is_total,
        original=read_amount(line["initial"], unit=unit, path=f"{path}.initial"),
        revised=read_amount(line["adjusted"], unit=unit, path=f"{path}.adjusted"),
        actual=read_amount(line["actual"], unit=unit, path=f"{path}.actual"),
    )


def _plan_execution_row(line: dict[str, Any]) -> PlannedRow:
    new = NewIndicator(
        category=Category.EXECUTION,
        name="预算执行率",
        weight=line["weight"],
        target_text="100%",
        rule=_spell_rule(line["rule"] or {"family": "exec_rate"}, path="funds.lines"),
    )
    return PlannedRow(new, line["score"], line["rate_text"] or "", "")


def _plan_node(
    node: dict[str, Any],
    *,
    rows: list[PlannedRow],
    parent: int | None,
    category: Category | None,
    path: str,
) -> None:
    category = category or read_category(node["name"])
    carries = node["weight"] is not None and not _has_weight_below(node)
    new = NewIndicator(
        category=category,
        name=node["name"],
        parent=parent,
        weight=node["weight"] if carries else None,
        target_text=node["target_text"] or "",
        rule=_spell_rule(node["rule"], path=path) if node["rule"] else "",
    )
    score = node["score"] if carries else None
    rows.append(PlannedRow(new, score, node["actual_text"] or "", node["reason"] or ""))
    here = len(rows) - 1
    for position, child in enumerate(node["children"]):
        below = f"{path}.children[{position}]"
        _plan_node(child, rows=rows, parent=here, category=category, path=below)


def _has_weight_below(node: dict[str, Any]) -> bool:
    return any(
        child["weight"] is not None or _has_weight_below(child) for child in node["children"]
    )


def read_category(name: str) -> Category:
    """Return what the rows below a heading of this name measure."""
    return next((category for word, category in CATEGORY_WORDS if word in name), Category.OTHER)


def _spell_rule(rule: dict[str, Any], *, path: str) -> str:
    try:
        spec = parse_rule({key: value for key, value in rule.items() if value is not None})
    except RuleProblem as problem:
        raise FileProblem("case_field_is_wrong", place=f"{path}.rule", found=str(problem)) from None
    return _spell(spec)


def _spell(rule: RuleSpec) -> str:
    return json.dumps(describe_rule(rule), ensure_ascii=False, sort_keys=True)
