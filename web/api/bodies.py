"""What the actions take: the schemas of the forms, with the version in a header instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from marshmallow import post_load

from models.vocabulary import Action, MoneyUnit
from web.schemas.amending import AmendSchema
from web.schemas.assigning import AssignSchema
from web.schemas.base import FormSchema, Handed, join_pointer, load_json
from web.schemas.beginning import SendingSchema
from web.schemas.erasing import AnswerErasureSchema, AskErasureSchema, DeclineErasureSchema
from web.schemas.fields import Id
from web.schemas.filling import FundsSchema, NarrativeSchema, make_lines
from web.schemas.measures import JudgeSchema, PlanSchema, ReportSchema
from web.schemas.pointing import AnswerSchema, SettleSchema, make_pointed_schema
from web.schemas.remarks import CommentSchema, RemarkSchema, ReopenSchema, make_return_schema
from web.schemas.scores import ReviewSchema, ScoresSchema
from workflow.content import Content
from workflow.data import Filling
from workflow.refusals import Reason, Refused, Why
from workflow.table import EDGES

VERSION = "content_version"
ON_A_VERSION = frozenset(edge.action for edge in EDGES if edge.content and not edge.unseen) - {
    Action.CREATE
}
"""Actions on what was seen. The others (a comment, a point that is settled, the opening of a
correction, an erasure) stand
whatever moved meanwhile."""


class FillSchema(NarrativeSchema):
    """Funds, texts, what is claimed, findings: what is not named stays as it is."""

    in_rows: ClassVar = {
        **NarrativeSchema.in_rows,
        **FundsSchema.in_rows,
        "line": ("lines", ""),
    }

    @post_load
    def build(self, data: dict[str, Any], **named: Any) -> Handed:
        """Return what fill takes."""
        handed: Handed = super().build(data, **named)
        narrative = handed.data
        if not isinstance(narrative, Filling):
            raise TypeError(narrative)
        return replace(handed, data=replace(narrative, lines=data.get("lines", {})))


class DocumentSchema(SendingSchema):
    """What comes with a document; a row is named or left out."""

    indicator_id = Id()  # type: ignore[assignment]  # a stricter one


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a body is read by: the evaluation as it stands, and the calendar of the site. Without
    an evaluation it is only to be described.
    """

    content: Content | None
    zone: ZoneInfo


def _make_fill(setting: Setting) -> FormSchema:
    unit = MoneyUnit.WAN
    if setting.content is not None:
        unit = MoneyUnit(setting.content.scheme.form.money_unit)
    schema: FormSchema = FillSchema.from_dict({"lines": make_lines(unit=unit)})()  # type: ignore[assignment]  # from_dict makes a class of this one
    return schema


def _make_amend(setting: Setting) -> FormSchema:
    rows = setting.content.rows if setting.content else ()
    scored = [row.stored.id for row in rows if row.scored]
    return AmendSchema(
        scored=scored, measured=[row.stored.id for row in rows if not row.is_heading]
    )


def _list_scored(setting: Setting) -> list[Any]:
    return [row.stored.id for row in setting.content.scored_rows] if setting.content else []


MAKE: Mapping[Action, Callable[[Setting], FormSchema]] = {
    Action.FILL: _make_fill,
    Action.SCORE: lambda setting: ScoresSchema(scored=_list_scored(setting)),
    Action.ATTACH: lambda _setting: DocumentSchema(),
    Action.ASSIGN: lambda _setting: AssignSchema(),
    Action.COMMENT: lambda _setting: CommentSchema(),
    Action.AMEND: _make_amend,
    Action.ANSWER: lambda _setting: AnswerSchema(),
    Action.SUBMIT: lambda _setting: RemarkSchema(),
    Action.RECALL: lambda _setting: RemarkSchema(),
    Action.APPROVE: lambda _setting: RemarkSchema(),
    Action.RETURN: lambda setting: make_pointed_schema(zone=setting.zone),
    Action.SETTLE: lambda _setting: SettleSchema(),
    Action.RESCORE: lambda setting: ReviewSchema(scored=_list_scored(setting)),
    Action.REVIEW: lambda setting: ReviewSchema(scored=_list_scored(setting)),
    Action.REOPEN: lambda _setting: ReopenSchema(),
    Action.PUBLISH: lambda _setting: RemarkSchema(),
    Action.CORRECT: lambda setting: make_return_schema(zone=setting.zone),
    Action.DISCARD: lambda _setting: ReopenSchema(),
    Action.ASK_ERASURE: lambda _setting: AskErasureSchema(),
    Action.ERASE: lambda _setting: AnswerErasureSchema(),
    Action.DECLINE_ERASURE: lambda _setting: DeclineErasureSchema(),
    Action.PLAN_MEASURE: lambda _setting: PlanSchema(),
    Action.REPORT_MEASURE: lambda _setting: ReportSchema(),
    Action.ACCEPT_MEASURE: lambda _setting: JudgeSchema(),
    Action.REFUSE_MEASURE: lambda _setting: JudgeSchema(),
    Action.ESCALATE: lambda _setting: RemarkSchema(),
}
"""The schema of each action's body, made for one evaluation."""


def load_body(schema: FormSchema, body: Mapping[str, Any], *, seen: int | None) -> Any:
    """Return what the schema makes of a body and of the version that the header names.

    Raises Refused; a version in the body is a field that nobody asked for.
    """
    strange = []
    if VERSION in body:
        params = {"field": VERSION}
        place = join_pointer([VERSION])
        strange.append(Reason(why=Why.UNMET, code="field_is_unknown", field=place, params=params))
    try:
        # What stands whatever moved is bound to no version; the form's schema asks for one.
        loaded = load_json(schema, {**body, VERSION: 0 if seen is None else seen})
    except Refused as refused:
        raise Refused(*strange, *refused.reasons) from None
    if strange:
        raise Refused(*strange)
    return loaded
