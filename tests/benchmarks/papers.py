"""What is handed in during the lifecycle that is measured: a form of 18 indicators, 100 points."""

from decimal import Decimal
from uuid import UUID

from models.vocabulary import Category
from workflow.data import (
    Amounts,
    Filling,
    NewEvaluation,
    NewIndicator,
    NewLine,
    Remark,
    RowScore,
    Scoring,
)

RULE = '{"family":"%s","params":{},"text":""}'
RATE, COUNTED, JUDGED, SATISFACTION = 0, range(1, 13), range(13, 17), 17
SHORT = (2, 5, 8)
"""Counted rows that miss their target, so that the unit says why."""
DOUBTED = {3: Decimal("4.50"), 9: Decimal(4), 15: Decimal("5.50")}
"""Review scores that differ from the unit's own."""

ROWS = (
    NewIndicator(
        category=Category.EXECUTION,
        name="预算执行率",
        weight=Decimal(10),
        target_text="100%",
        rule=RULE % "exec_rate",
    ),
    *(
        NewIndicator(
            category=Category.OUTPUT,
            name=f"完成第 {number} 项运行维护任务的系统数量",
            weight=Decimal(5),
            target_text="≥10个",
            rule=RULE % "ratio_forward",
        )
        for number in COUNTED
    ),
    *(
        NewIndicator(
            category=Category.OUTCOME,
            name=f"第 {number} 项管理制度健全性",
            weight=Decimal(6),
            target_text="制度健全并有效执行",
            rule=RULE % "qualitative",
        )
        for number in JUDGED
    ),
    NewIndicator(
        category=Category.SATISFACTION,
        name="使用单位满意度",
        weight=Decimal(6),
        target_text="≥90%",
        rule=RULE % "ratio_forward",
    ),
)
LINES = (
    NewLine(name="年度资金总额", is_total=True, original=Decimal(900000)),
    NewLine(name="其中：当年财政拨款", original=Decimal(900000)),
    NewLine(name="上年结转资金"),
    NewLine(name="其他资金"),
)
SPENT = Amounts(original=Decimal(900000), revised=Decimal(1000000), actual=Decimal(900000))
SECTIONS = {
    "overall_goal": "各信息系统全年稳定运行，年度总体目标基本完成。" * 8,
    "variance": "三个系统因机房搬迁暂停维护，完成数量低于目标。" * 4,
    "improvement": "搬迁完成后补做维护，并把搬迁计划纳入下一年度目标的测算。" * 4,
}
APPROVED, REVIEWED = "已核对原始记录，同意提交。", "三项完成数量与巡检记录不一致，已按记录复核。"


def begin(*, unit_id: UUID, cycle_id: UUID) -> NewEvaluation:
    """A new evaluation with the whole form."""
    return NewEvaluation(
        unit_id=unit_id, cycle_id=cycle_id, title="信息系统运行维护项目", rows=ROWS, lines=LINES
    )


def fill_in(lines: list[UUID]) -> Filling:
    """The funds and every part of the narrative."""
    return Filling(lines=dict.fromkeys(lines[:2], SPENT), sections=SECTIONS)


def score_row(number: int) -> RowScore:
    """The unit's own score of one row, its actual value, and why points are missing."""
    if number == RATE:
        return RowScore(score=Decimal(9), actual_text="")
    if number in SHORT:
        reason = "机房搬迁期间暂停维护两个系统"
        # The rule gives 4; the last of them differs from it, so that the checks find something.
        given = Decimal("3.50") if number == SHORT[-1] else Decimal(4)
        return RowScore(score=given, reason=reason, actual_text="8个")
    if number in JUDGED:
        return RowScore(score=Decimal(6), actual_text="制度健全并有效执行")
    if number == SATISFACTION:
        return RowScore(score=Decimal(6), actual_text="95%")
    return RowScore(score=Decimal(5), actual_text="12个")


def score(rows: list[UUID]) -> Scoring:
    """All the unit's own scores as one form."""
    return Scoring(rows={row: score_row(number) for number, row in enumerate(rows)})


def score_one(rows: list[UUID], number: int) -> Scoring:
    """One of the unit's own scores."""
    return Scoring(rows={rows[number]: score_row(number)})


def review(rows: list[UUID]) -> Scoring:
    """The finance section's scores: three differ and say why."""
    given = {
        row: RowScore(
            score=DOUBTED.get(number, score_row(number).score),
            reason="巡检记录缺一次" if number in DOUBTED else "",
        )
        for number, row in enumerate(rows)
    }
    return Scoring(rows=given, comment=REVIEWED)


def approve() -> Remark:
    """The head's opinion."""
    return Remark(text=APPROVED)
