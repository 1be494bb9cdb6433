"""One evaluation with as many rows and papers as it is told to have, in every state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from models.queries.erasures import list_told
from models.tables import FreeText
from models.vocabulary import Action, Category, State
from tests.support.crawl import Stage
from tests.support.papers import (
    PLAN,
    ROWS,
    RULE,
    begin,
    fill_in,
)
from tests.support.real_rows import list_real_rows, say_things
from workflow.data import (
    Assigning,
    NewIndicator,
    NewPoint,
    PlannedMeasure,
    PlanningMeasures,
    Remark,
    RowScore,
    Scoring,
    SendingBack,
)
from workflow.ids import new_id
from workflow.points import row_place


class LargeStage(Stage):
    """The people of a site, and one evaluation with much in it."""

    def walk_large(self, count: int) -> Iterator[tuple[State, UUID]]:
        """One evaluation with so many rows, documents, comments, measures and points, in every
        state it comes to; a draft twice, before it is handed in and after it came back.
        """
        evaluation = self._begin_large(count)
        yield State.DRAFT, evaluation
        self.do("filer", Action.SUBMIT, evaluation, Remark())
        self._send_back("head", evaluation, count)
        yield State.DRAFT, evaluation
        self._answer(evaluation)
        yield State.SELF_SCORED, evaluation
        self.do("head", Action.SETTLE, evaluation)
        self.do("head", Action.APPROVE, evaluation, Remark())
        self._send_back("chief", evaluation, count)
        self._answer(evaluation)
        self.do("head", Action.APPROVE, evaluation, Remark())
        yield State.UNIT_APPROVED, evaluation
        self.do("chief", Action.SETTLE, evaluation)
        content = self.content(evaluation)
        given = {
            row.stored.id: _score(row.stored.weight, less="0.2") for row in content.scored_rows
        }
        self.do("chief", Action.REVIEW, evaluation, Scoring(rows=given, comment="同意。"))
        yield State.FINANCE_REVIEWED, evaluation
        self.do("chief", Action.PUBLISH, evaluation)
        for _ in range(min(count, 3)):
            self.do("filer", Action.REPORT_MEASURE, evaluation)
        yield State.PUBLISHED, evaluation

    def _begin_large(self, count: int) -> UUID:
        evaluation = new_id()
        desk = replace(self.desk(), form=_make_form(count))
        self.do("filer", Action.CREATE, evaluation, begin(desk, cycle=desk.cycle))
        desk = self.desk(evaluation)
        told = say_things(count)
        filling = fill_in(desk)
        texts = {key: f"{text}{''.join(told[:12])}" for key, text in filling.sections.items()}
        self.do("filer", Action.FILL, evaluation, replace(filling, sections=texts))
        assert desk.content is not None
        real = {row.name: row for row in list_real_rows(count)}
        scores = {
            row.stored.id: replace(
                _score(row.stored.weight, less="0.1"),
                actual_text=real[row.stored.name].actual if row.stored.name in real else None,
            )
            for row in desk.content.scored_rows
        }
        self.do("filer", Action.SCORE, evaluation, Scoring(rows=scores))
        places = {f"row:{row}": self.people["second_filer"] for row in scores}
        self.do("filer", Action.ASSIGN, evaluation, Assigning(places=places))
        measures = [
            PlannedMeasure(text=text, owner="综合科", due_on=date(2099, 9, 30), number=number)
            for number, text in enumerate(told)
        ]
        self.do("filer", Action.PLAN_MEASURE, evaluation, PlanningMeasures(measures=(*measures,)))
        for number, text in enumerate(told):
            self.do("filer", Action.ATTACH, evaluation, replace(PLAN, name=f"佐证{number}.pdf"))
            self.do("head", Action.COMMENT, evaluation, Remark(text=f"意见：{text}"))
        self.ask_erasure(evaluation, f"意见：{told[0]}", who="auditor")
        return evaluation

    def find_marks(self, evaluation: UUID) -> tuple[str, str]:
        """The commitments to a comment whose erasure is asked for, and to one that stays."""
        with self.database.reading() as session:
            said = select(FreeText.commitment).where(FreeText.text.startswith("意见："))
            bodies = [event.body for event in list_told(session, evaluation)]
            found = [
                mark
                for mark in session.scalars(said.order_by(FreeText.id))
                if any(mark in body for body in bodies)
            ]
            return found[0], found[-1]

    def _send_back(self, who: str, evaluation: UUID, count: int) -> None:
        rows = [row.stored.id for row in self.content(evaluation).scored_rows]
        told = say_things(min(count, 50))
        points = [
            NewPoint(place=row_place(row), text=text) for row, text in zip(rows, told, strict=False)
        ]
        due_at = datetime.now(UTC) + timedelta(days=9)
        back = SendingBack(reason="请逐条核对。", due_at=due_at, points=(*points,))
        self.do(who, Action.RETURN, evaluation, back)

    def _answer(self, evaluation: UUID) -> None:
        self.do("filer", Action.ANSWER, evaluation)
        self.do("filer", Action.SUBMIT, evaluation, Remark())


def _make_form(count: int) -> tuple[NewIndicator, ...]:
    """The rate of spending, a heading, and so many real rows under it that share 90 points."""
    rows = [
        NewIndicator(
            category=Category.OUTPUT,
            name=row.name,
            parent=1,
            weight=Decimal(90) / count,
            target_text=row.target,
            rule=RULE % "ratio_forward",
        )
        for row in list_real_rows(count)
    ]
    return (*ROWS[:2], *rows)


def _score(weight: Decimal | None, *, less: str) -> RowScore:
    given = (weight or Decimal(0)) - Decimal(less)
    return RowScore(score=given, reason="记录不齐全，酌情扣分；佐证见附件。")
