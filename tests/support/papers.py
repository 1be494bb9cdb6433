"""What people hand in, for tests: one small form, sound and unsound data for every action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

import pytest

from models.vocabulary import Action, Category, Grade, Ground
from workflow.content import Content
from workflow.data import (
    AgreedRow,
    Amending,
    Amounts,
    AnsweringErasure,
    AnsweringPoints,
    AskingErasure,
    Assigning,
    Claim,
    Data,
    Filling,
    FoundItem,
    JudgingMeasures,
    NewEvaluation,
    NewFile,
    NewIndicator,
    NewLine,
    NewPoint,
    PlannedMeasure,
    PlanningMeasures,
    Remark,
    ReportingMeasure,
    RowScore,
    Scoring,
    SendingBack,
    SettlingPoints,
)
from workflow.points import WHOLE, Points, Standing, row_place

RULE = '{"family":"%s","params":{}}'
RATE, HEADING, VISITS, OPINION = "预算执行率", "产出指标", "巡检次数", "满意度"
"""The rows of the small form: two that are computed, a heading, one that people judge."""

ROWS = (
    NewIndicator(
        category=Category.EXECUTION,
        name=RATE,
        weight=Decimal(10),
        target_text="100%",
        rule=RULE % "exec_rate",
    ),
    NewIndicator(category=Category.OUTPUT, name=HEADING),
    NewIndicator(
        category=Category.OUTPUT,
        name=VISITS,
        parent=1,
        weight=Decimal(60),
        target_text="≥12次",
        rule=RULE % "ratio_forward",
    ),
    NewIndicator(
        category=Category.SATISFACTION,
        name=OPINION,
        weight=Decimal(30),
        target_text="使用单位满意",
    ),
)
LINES = (
    NewLine(name="年度资金总额", is_total=True, original=Decimal(900), revised=Decimal(1000)),
    NewLine(name="其他资金", original=Decimal(10), revised=Decimal(10)),
)
SPENT = Amounts(original=Decimal(900), revised=Decimal(1000), actual=Decimal(900))
SELF = {RATE: "9", VISITS: "60", OPINION: "27"}
REVIEWED = {RATE: "9", VISITS: "58.5", OPINION: "27"}
ACTUAL = {RATE: "", VISITS: "12次", OPINION: "基本满意"}
AMENDED = {
    VISITS: AgreedRow(name="巡检与保养次数", weight=Decimal(61), target_text="≥10次"),
    OPINION: AgreedRow(name=OPINION, weight=Decimal(29), target_text="使用单位满意"),
}
PROOF = b"PDF"
"""The bytes of the document that is handed in."""
PLAN = NewFile(
    name="巡检记录.pdf",
    media_type="application/pdf",
    size=len(PROOF),
    sha256=sha256(PROOF).hexdigest(),
)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What somebody needs to know to hand something in; `request` is the number of the event
    that asks for an erasure.
    """

    unit: UUID
    cycle: UUID
    foreign_cycle: UUID
    form: tuple[NewIndicator, ...]
    content: Content | None
    due_at: datetime
    request: int = 0
    measure: UUID | None = None
    """The measure that was planned last."""
    points: Points = field(default_factory=Points)

    @property
    def text(self) -> str:
        """The commitment to a text of the narrative that nobody asks to be erased; to none where
        nothing is written.
        """
        sections = self.content.sections.values() if self.content else ()
        written = [each.commitment for each in sections if each.commitment]
        return (written[1:] if self.request else written or ["0" * 64])[0]

    @property
    def scored(self) -> bool:
        """Say whether the form has rows to score."""
        return self.content is not None and self.content.recomputable

    def row(self, name: str) -> UUID:
        """The id of a row by its name, or by that under which it was agreed at first."""
        assert self.content is not None
        rows = [row.stored for row in self.content.rows]
        return next(row.id for row in rows if name in (row.name, row.agreed_name))

    def scores(
        self,
        given: Mapping[str, str | None],
        *,
        reason: str = "",
        actual: Mapping[str, str] | None = None,
        comment: str = "",
    ) -> Scoring:
        """Scores by the names of the rows, all with one reason."""
        return Scoring(
            rows={
                self.row(name): RowScore(
                    score=None if score is None else Decimal(score),
                    reason=reason,
                    actual_text=actual[name] if actual else None,
                )
                for name, score in given.items()
            },
            comment=comment,
        )


def begin(desk: Desk, *, cycle: UUID) -> NewEvaluation:
    """A new evaluation with the form of the desk."""
    return NewEvaluation(
        unit_id=desk.unit, cycle_id=cycle, title="信息化运维", rows=desk.form, lines=LINES
    )


def fill_in(desk: Desk) -> Filling:
    """Funds and every section; the result as well where the form has no rows."""
    assert desk.content is not None
    total = next(line for line in desk.content.lines if line.is_total)
    texts = {section.key: f"{section.title}。" for section in desk.content.scheme.sections}
    if desk.scored:
        return Filling(lines={total.id: SPENT}, sections=texts)
    return Filling(
        lines={total.id: SPENT},
        sections=texts,
        claim=Claim(total=Decimal("83.48"), grade=Grade.GOOD),
        findings=(
            FoundItem(category="预算编制", text="预算编制不细。"),
            FoundItem(category="", text="细化预算。", is_recommendation=True),
        ),
    )


def score(desk: Desk) -> Scoring:
    """The unit's own scores."""
    return desk.scores(SELF, reason="按完成情况", actual=ACTUAL) if desk.scored else Scoring()


def review(desk: Desk) -> Scoring:
    """The finance section's scores; one differs and says why."""
    return desk.scores(REVIEWED, reason="缺一次记录") if desk.scored else Scoring()


def send_back(desk: Desk) -> SendingBack:
    """A return, or a correction."""
    return SendingBack(reason="请补充记录", due_at=desk.due_at)


def send_back_with_points(desk: Desk) -> SendingBack:
    """A return that raises two points, one of them on a row where there are rows."""
    place = row_place(desk.row(VISITS)) if desk.scored else WHOLE
    points = NewPoint(place=place, text="次数与记录不符"), NewPoint(place=WHOLE, text="缺少签字")
    return replace(send_back(desk), points=points)


def answer(desk: Desk) -> AnsweringPoints:
    """Every point that is not settled."""
    return AnsweringPoints(answers={point.id: "已补充记录" for point in desk.points.unsettled})


def settle(desk: Desk) -> SettlingPoints:
    """Every point that was answered."""
    answered = desk.points.list_standing(Standing.ANSWERED)
    return SettlingPoints(points=frozenset(point.id for point in answered))


def score_too_high(desk: Desk) -> Scoring:
    """A hundredth more than the row carries; a row nobody knows where there are no rows."""
    row = desk.row(OPINION) if desk.scored else desk.unit
    return Scoring(rows={row: RowScore(score=Decimal("30.01"), reason="多")})


def amend(desk: Desk) -> Amending:
    """One agreed row under another name, with another target and a point of another row's."""
    rows = {desk.row(name): new for name, new in AMENDED.items()} if desk.scored else {}
    return Amending(rows=rows, reason="合同已变更")


def amend_to_nothing(desk: Desk) -> Amending:
    """An agreed row without a name; a row nobody knows where there are no rows."""
    row = desk.row(VISITS) if desk.scored else desk.unit
    return Amending(rows={row: replace(AMENDED[VISITS], name="")}, reason="合同已变更")


def say_something(_desk: Desk) -> Remark:
    """A remark."""
    return Remark(text="请看第三行")


def say_nothing(_desk: Desk) -> Remark:
    """No remark."""
    return Remark()


def ask_erasure(desk: Desk) -> AskingErasure:
    """A wish to erase a text of the narrative."""
    return AskingErasure(text=desk.text, ground=Ground.PERSONAL_DATA, reason="本人要求删除")


def plan_measures(desk: Desk) -> PlanningMeasures:
    """A measure against what the unit itself wrote."""
    written = desk.text if desk.content and any(desk.content.sections.values()) else ""
    answers = "" if written == "0" * 64 else written
    measure = PlannedMeasure(
        text="每月核对一次台账", owner="综合科", due_on=date(2099, 9, 30), finding=answers
    )
    return PlanningMeasures(measures=(measure,))


def report_measure(desk: Desk) -> ReportingMeasure:
    """The last measure is done; one that nobody knows where none is planned."""
    return ReportingMeasure(measure_id=desk.measure or desk.unit, text="已核对三个月", file=PLAN)


def judge_measures(desk: Desk) -> JudgingMeasures:
    """The last measure, and why."""
    return JudgingMeasures(measure_ids=(desk.measure or desk.unit,), reason="缺八月的记录")


def hand_in(action: Action, desk: Desk) -> Data:
    """Sound data: with it the action is only refused for other reasons."""
    if action not in SOUND:
        pytest.fail(f"SOUND in tests/support/papers.py lacks {action}: what is handed in with it?")
    return SOUND[action](desk)


def hand_in_unsound(action: Action, desk: Desk) -> Data:
    """Data that the action's own conditions refuse; sound where the data cannot be at fault."""
    return UNSOUND[action](desk) if action in UNSOUND else hand_in(action, desk)


SOUND: Mapping[Action, Callable[[Desk], Data]] = {
    Action.CREATE: lambda desk: begin(desk, cycle=desk.cycle),
    Action.FILL: fill_in,
    Action.SCORE: score,
    Action.AMEND: amend,
    Action.ATTACH: lambda _desk: PLAN,
    Action.ASSIGN: lambda _desk: Assigning(places={"funds": None}),
    Action.COMMENT: say_something,
    Action.ANSWER: answer,
    Action.SUBMIT: say_nothing,
    Action.RECALL: say_nothing,
    Action.APPROVE: say_nothing,
    Action.RETURN: send_back,
    Action.SETTLE: settle,
    Action.RESCORE: review,
    Action.REVIEW: review,
    Action.REOPEN: say_something,
    Action.PUBLISH: say_nothing,
    Action.CORRECT: send_back,
    Action.DISCARD: say_something,
    Action.ASK_ERASURE: ask_erasure,
    Action.ERASE: lambda desk: AnsweringErasure(request=desk.request),
    Action.DECLINE_ERASURE: lambda desk: AnsweringErasure(request=desk.request, reason="仍需保留"),
    Action.PLAN_MEASURE: plan_measures,
    Action.REPORT_MEASURE: report_measure,
    Action.ACCEPT_MEASURE: judge_measures,
    Action.REFUSE_MEASURE: judge_measures,
    Action.ESCALATE: say_something,
}
UNSOUND: Mapping[Action, Callable[[Desk], Data]] = {
    Action.CREATE: lambda desk: begin(desk, cycle=desk.foreign_cycle),
    Action.FILL: lambda desk: Filling(lines={desk.unit: SPENT}),
    Action.SCORE: score_too_high,
    Action.AMEND: amend_to_nothing,
    Action.ATTACH: lambda _desk: replace(PLAN, size=0),
    Action.ASSIGN: lambda desk: Assigning(places={"funds": desk.unit}),
    Action.COMMENT: say_nothing,
    Action.ANSWER: lambda _desk: AnsweringPoints(answers={}),
    Action.RETURN: lambda _desk: SendingBack(reason="", due_at=None),
    Action.SETTLE: lambda _desk: SettlingPoints(points=frozenset()),
    Action.RESCORE: score_too_high,
    Action.REVIEW: score_too_high,
    Action.REOPEN: say_nothing,
    Action.CORRECT: lambda _desk: SendingBack(reason="", due_at=None),
    Action.DISCARD: say_nothing,
    Action.ASK_ERASURE: lambda desk: replace(ask_erasure(desk), reason=""),
    Action.DECLINE_ERASURE: lambda desk: AnsweringErasure(request=desk.request),
    Action.PLAN_MEASURE: lambda _desk: PlanningMeasures(measures=()),
    Action.REPORT_MEASURE: lambda desk: replace(report_measure(desk), text=""),
    Action.ACCEPT_MEASURE: lambda _desk: JudgingMeasures(measure_ids=()),
    Action.REFUSE_MEASURE: lambda desk: replace(judge_measures(desk), reason=""),
}
