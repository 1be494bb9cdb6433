"""The case format as marshmallow schemas; unknown fields are refused, every text is cleaned."""

from decimal import Decimal
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from models.vocabulary import MoneyUnit
from policies.limits import MAX_CELL, MAX_FINDINGS, MAX_NAME, MAX_ROWS, MAX_TEXT, MAX_TITLE
from policies.numbers import NumberProblem, parse_money, parse_points
from policies.texts import TextProblem, clean_text
from web.cases.strict_json import FileProblem


class CleanText(fields.Field[str]):
    """A text in NFC without control characters, at most so many characters."""

    def __init__(self, limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:  # noqa: ARG002 -- marshmallow's signature
        if not isinstance(value, str):
            raise ValidationError("text_expected")
        try:
            return clean_text(value, limit=self.limit)
        except TextProblem as problem:
            raise ValidationError([problem.code, problem.params]) from None


class PointsText(fields.Field[Decimal]):
    """Points as printed, exact."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Decimal:  # noqa: ARG002 -- marshmallow's signature
        try:
            return parse_points(str(value))
        except NumberProblem as problem:
            raise ValidationError([problem.code, problem.params]) from None


class CaseSchema(Schema):
    """Base of all parts: what is not named here is refused."""

    class Meta:
        """Refuse unknown fields."""

        unknown = RAISE


def _optional(limit: int) -> CleanText:
    return CleanText(limit, load_default=None, allow_none=True)


class UnitSchema(CaseSchema):
    """The evaluated unit as printed."""

    name = CleanText(MAX_NAME, required=True)
    supervisor = _optional(MAX_NAME)
    code = _optional(MAX_NAME)


class RuleSchema(CaseSchema):
    """A scoring rule: family, the words of the form, parameters."""

    family = CleanText(60, required=True)
    text = _optional(MAX_TEXT)
    params = fields.Dict(keys=fields.Str(), load_default=dict)


class LineSchema(CaseSchema):
    """One line of funds, amounts as printed in the unit of the table."""

    name = CleanText(MAX_NAME, required=True)
    initial = fields.Raw(load_default=None, allow_none=True)
    adjustment = fields.Raw(load_default=None, allow_none=True)
    adjusted = fields.Raw(load_default=None, allow_none=True)
    actual = fields.Raw(load_default=None, allow_none=True)
    rate_text = _optional(MAX_CELL)
    weight = PointsText(load_default=None, allow_none=True)
    score = PointsText(load_default=None, allow_none=True)
    rule = fields.Nested(RuleSchema, load_default=None, allow_none=True)


class FundsSchema(CaseSchema):
    """The table of funds."""

    unit = fields.Enum(MoneyUnit, by_value=True, required=True)
    lines = fields.List(
        fields.Nested(LineSchema), load_default=list, validate=validate.Length(max=MAX_ROWS)
    )
    sums = fields.Raw(load_default=None)
    rates = fields.Raw(load_default=None)
    income = fields.Raw(load_default=None)
    expense = fields.Raw(load_default=None)
    yoy = fields.Raw(load_default=None)


class IndicatorSchema(CaseSchema):
    """One node of the tree of indicators."""

    id = CleanText(40, required=True)
    name = CleanText(MAX_NAME, required=True)
    level = fields.Raw(load_default=None, allow_none=True)
    weight = PointsText(load_default=None, allow_none=True)
    score = PointsText(load_default=None, allow_none=True)
    target_text = _optional(MAX_CELL)
    actual_text = _optional(MAX_CELL)
    rule = fields.Nested(RuleSchema, load_default=None, allow_none=True)
    reason = _optional(MAX_TEXT)
    children = fields.List(fields.Nested("IndicatorSchema"), load_default=list)
    note = fields.Raw(load_default=None)
    weight_inferred = fields.Raw(load_default=None)
    goal = fields.Raw(load_default=None)
    order = fields.Raw(load_default=None)


class TotalsSchema(CaseSchema):
    """Total and grade as reported."""

    weight = PointsText(load_default=None, allow_none=True)
    score_reported = PointsText(load_default=None, allow_none=True)
    grade_reported = CleanText(20, load_default=None, allow_none=True)
    reason = _optional(MAX_TEXT)


class PartSchema(CaseSchema):
    """One part of the narrative."""

    title = CleanText(MAX_TITLE, required=True)
    text = CleanText(MAX_TEXT, required=True)


class FindingSchema(CaseSchema):
    """A finding or a suggestion."""

    id = _optional(40)
    category = CleanText(MAX_NAME, load_default="")
    title = CleanText(MAX_TITLE, load_default="")
    text = CleanText(MAX_TEXT, required=True)
    amounts = fields.Raw(load_default=None)
    findings = fields.Raw(load_default=None)


class CaseFileSchema(CaseSchema):
    """One case: one filled form of one unit."""

    schema = fields.Str(required=True, validate=validate.Equal("bpe-case/1"))
    id = CleanText(100, required=True)
    year = fields.Integer(required=True, validate=validate.Range(min=1990, max=2100))
    kind = CleanText(40, required=True)
    form_family = CleanText(60, required=True)
    completeness = CleanText(20, load_default="full")
    unit = fields.Nested(UnitSchema, required=True)
    project = _optional(MAX_TITLE)
    title = _optional(MAX_TITLE)
    funds = fields.Nested(FundsSchema, required=True)
    indicators = fields.List(fields.Nested(IndicatorSchema), required=True)
    totals = fields.Nested(TotalsSchema, required=True)
    narrative = fields.List(fields.Nested(PartSchema), load_default=list)
    findings = fields.List(
        fields.Nested(FindingSchema), load_default=list, validate=validate.Length(max=MAX_FINDINGS)
    )
    suggestions = fields.List(
        fields.Nested(FindingSchema), load_default=list, validate=validate.Length(max=MAX_FINDINGS)
    )
    source = fields.Raw(load_default=None)
    region = fields.Raw(load_default=None)
    project_attrs = fields.Raw(load_default=None)
    report_date = fields.Raw(load_default=None)
    staff = fields.Raw(load_default=None)
    extra = fields.Raw(load_default=None)
    computed = fields.Raw(load_default=None)
    roles = fields.Raw(load_default=None)
    form_notes = fields.Raw(load_default=None)
    checks_expected = fields.Raw(load_default=None)
    notes = fields.Raw(load_default=None)


CODE_OF_MESSAGE = {
    "Unknown field.": "field_is_unknown",
    "Missing data for required field.": "field_is_required",
    "Field may not be null.": "field_is_required",
    "Not a valid integer.": "whole_number_expected",
    "Not a valid list.": "list_expected",
    "Not a valid mapping type.": "object_expected",
    "Invalid input type.": "object_expected",
}
"""marshmallow speaks English sentences; these are the codes that have a sentence in both languages.
Whatever else it says is about a value outside a list or a range."""


def load_case(data: Any) -> dict[str, Any]:
    """Return a case as clean values. Raises FileProblem with the path of the first fault."""
    try:
        loaded: dict[str, Any] = CaseFileSchema().load(data)
    except ValidationError as error:
        path, message, params = _first_fault(error.messages)
        raise FileProblem(
            "case_field_is_wrong", place=path, found=message, numbers=params
        ) from None
    return loaded


def _first_fault(messages: Any, path: str = "") -> tuple[str, str, dict[str, str]]:
    """Where the first fault is, its code, and the numbers its sentence needs: a field of this
    format gives them behind its code.
    """
    if isinstance(messages, dict):
        key = next(iter(messages))
        step = f"[{key}]" if isinstance(key, int) else f".{key}" if path else str(key)
        return _first_fault(messages[key], path if key == "_schema" else path + step)
    told = messages if isinstance(messages, list) else [messages]
    message = str(told[0])
    params = told[1] if len(told) > 1 and isinstance(told[1], dict) else {}
    known = message if " " not in message else CODE_OF_MESSAGE.get(message, "not_a_choice")
    return path or "$", known, params


def read_amount(value: Any, *, unit: MoneyUnit, path: str) -> Decimal | None:
    """Return an amount in yuan from what is printed in the unit of the table."""
    if value is None:
        return None
    try:
        return parse_money(str(value), unit=unit)
    except NumberProblem as problem:
        raise FileProblem(
            "case_field_is_wrong", place=path, found=problem.code, numbers=problem.params
        ) from None
