"""The forms of measures: planning them, reporting one, accepting or refusing what was reported."""

from typing import Any, ClassVar

from marshmallow import post_load

from policies.limits import MAX_NAME, MAX_TEXT
from web.schemas.base import FormSchema, Handed
from web.schemas.beginning import OptionalId
from web.schemas.fields import CleanText, Day, Id, Part, Rows, Version
from workflow.data import (
    JudgingMeasures,
    PlannedMeasure,
    PlanningMeasures,
    ReportingMeasure,
)

LONGEST_COMMITMENT = 64


class MeasureSchema(FormSchema):
    """One measure; `own` is the id of one that is changed, `about` and `basis` are the commitments
    of the texts it answers. One of which nothing is filled in was never written.
    """

    own = OptionalId()
    about = CleanText(limit=LONGEST_COMMITMENT, lines=False)
    basis = CleanText(limit=LONGEST_COMMITMENT, lines=False)
    measure = CleanText(limit=MAX_TEXT)
    owner = CleanText(limit=MAX_NAME, lines=False)
    due_on = Day()


class PlanSchema(FormSchema):
    """Measures, each against a text of the evaluation."""

    in_rows: ClassVar = {name: ("measures", name) for name in MeasureSchema().fields}
    numbered = frozenset({"measures"})
    content_version = Version()
    measures = Rows(Part(MeasureSchema), required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return what was planned; which part of it is missing is judged by the workflow."""
        planned = tuple(
            PlannedMeasure(
                text=row.get("measure", ""),
                owner=row.get("owner", ""),
                due_on=row.get("due_on"),
                finding=row.get("about", ""),
                recommendation=row.get("basis", ""),
                measure_id=row.get("own"),
                number=number,
            )
            for number, row in enumerate(data["measures"])
            if row.get("measure") or row.get("owner") or row.get("due_on")
        )
        return Handed(data=PlanningMeasures(measures=planned), seen=data.get("content_version"))


class ReportSchema(FormSchema):
    """What was done of one measure, and a document of the evaluation that shows it."""

    content_version = Version()
    measure = Id(required=True)
    text = CleanText(limit=MAX_TEXT)
    attachment_id = OptionalId()

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the report."""
        report = ReportingMeasure(
            measure_id=data["measure"],
            text=data.get("text", ""),
            attachment_id=data.get("attachment_id"),
        )
        return Handed(data=report, seen=data.get("content_version"))


class JudgeSchema(FormSchema):
    """Which measures are accepted, or refused and why."""

    in_rows: ClassVar = {"measure": ("measures", "")}
    numbered = frozenset({"measures"})
    content_version = Version()
    measures = Rows(Id())
    reason = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return the answer; what is missing is judged by the workflow."""
        judged = JudgingMeasures(
            measure_ids=tuple(data.get("measures", ())), reason=data.get("reason", "")
        )
        return Handed(data=judged, seen=data.get("content_version"))
