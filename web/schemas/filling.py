"""The forms of funds and narrative.

Form fields: `original-<line>`, `revised-<line>`, `actual-<line>`; `section-<key>`,
`reported_total`, `reported_grade`, `claim_reason`, `finding-<n>`, `finding_category-<n>`,
`recommendation-<n>`, counted from 0.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, post_load, validate, validates_schema

from models.vocabulary import Grade, MoneyUnit
from policies.limits import MAX_CELL, MAX_FINDINGS, MAX_TEXT
from web.schemas.base import FormSchema, Handed
from web.schemas.fields import (
    CODES,
    Choice,
    CleanText,
    Id,
    Money,
    Part,
    Points,
    Rows,
    Table,
    Version,
)
from workflow.data import Amounts, Claim, Filling, FoundItem

_AT_MOST = validate.Length(max=MAX_FINDINGS, error="too_many_rows")


class AmountsSchema(FormSchema):
    """One line of funds; all three amounts are named, an empty one is unknown."""

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Amounts:
        """Return the three amounts in yuan."""
        return Amounts(**data)


class FundsSchema(FormSchema):
    """The funds; `make_funds_schema` adds the lines in their unit of money."""

    in_rows: ClassVar = {name: ("lines", name) for name in ("original", "revised", "actual")}
    content_version = Version(required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return what fill takes."""
        return Handed(data=Filling(lines=data.get("lines", {})), seen=data["content_version"])


def make_funds_schema(*, unit: MoneyUnit) -> FundsSchema:
    """Return the schema of funds that are typed in this unit."""
    schema: FundsSchema = FundsSchema.from_dict({"lines": make_lines(unit=unit)})()  # type: ignore[assignment]  # from_dict makes a class of this one
    return schema


def make_lines(*, unit: MoneyUnit) -> Table:
    """Return the lines of funds whose amounts are given in this unit."""
    amount = {name: Money(unit=unit, required=True) for name in ("original", "revised", "actual")}
    return Table(keys=Id(), values=Part(AmountsSchema.from_dict(dict(amount))))


class FindingSchema(FormSchema):
    """A finding; one that is wholly empty was never written."""

    text = CleanText(limit=MAX_TEXT, required=True)
    category = CleanText(limit=MAX_CELL, lines=False, required=True)

    @validates_schema
    def ask_for_the_text(self, data: Mapping[str, str], **_: Any) -> None:
        """A category alone says nothing."""
        if data["category"] and not data["text"]:
            raise ValidationError([CODES["required"]], "text")


class NarrativeSchema(FormSchema):
    """The narrative, what is claimed of total and grade, findings and recommendations.

    The three parts of a claim come together, and so do findings and recommendations: what is
    named replaces what stands.
    """

    in_rows: ClassVar = {
        "section": ("sections", ""),
        "finding": ("findings", "text"),
        "finding_category": ("findings", "category"),
        "recommendation": ("recommendations", ""),
    }
    numbered = frozenset({"findings", "recommendations"})
    together = (
        ("reported_total", "reported_grade", "claim_reason"),
        ("findings", "recommendations"),
    )
    content_version = Version(required=True)
    sections = Table(keys=CleanText(limit=MAX_CELL, lines=False), values=CleanText(limit=MAX_TEXT))
    reported_total = Points()
    reported_grade = Choice(words=Grade)
    claim_reason = CleanText(limit=MAX_TEXT)
    findings = Rows(Part(FindingSchema), validate=_AT_MOST)
    recommendations = Rows(CleanText(limit=MAX_TEXT), validate=_AT_MOST)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def come_together(self, _: Any, original: Any, **__: Any) -> None:
        """What belongs together is named together, so that nothing is emptied by omission."""
        if not isinstance(original, Mapping):
            return
        for together in self.together:
            missing = [name for name in together if name not in original]
            if missing and len(missing) < len(together):
                raise ValidationError({name: [CODES["required"]] for name in missing})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return what fill takes."""
        claim = findings = None
        if "claim_reason" in data:
            claim = Claim(
                total=data["reported_total"],
                grade=data["reported_grade"],
                reason=data["claim_reason"],
            )
        if "findings" in data:
            findings = (
                *(FoundItem(**item) for item in data["findings"] if item["text"]),
                *(
                    FoundItem(category="", text=text, is_recommendation=True)
                    for text in data["recommendations"]
                    if text
                ),
            )
        filling = Filling(sections=data.get("sections", {}), claim=claim, findings=findings)
        return Handed(data=filling, seen=data["content_version"])
