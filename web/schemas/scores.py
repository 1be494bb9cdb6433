"""The forms of self scores and of the review.

Form fields: `score-<row>`, `reason-<row>`, and for self scores `actual-<row>`; `comment` in a
review.
"""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import ValidationError, post_load, validates_schema

from policies.limits import MAX_CELL, MAX_TEXT
from web.schemas.base import FormSchema, Handed
from web.schemas.fields import CODES, CleanText, Id, Part, Points, Table, Version
from workflow.data import RowScore, Scoring

_NEEDED = ("score", "reason")


class ReviewRowSchema(FormSchema):
    """One row as the finance section scores it."""

    score = Points()
    reason = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> RowScore:
        """Return the row; what its form does not hold stays empty."""
        return RowScore(
            score=data.get("score"), reason=data.get("reason", ""), actual_text=data.get("actual")
        )


class SelfRowSchema(ReviewRowSchema):
    """One row as the unit scores it, with the actual value."""

    actual = CleanText(limit=MAX_CELL)


class ReviewSchema(FormSchema):
    """The review: a score and a reason for every row that carries points, and an opinion."""

    in_rows: ClassVar = {"score": ("rows", "score"), "reason": ("rows", "reason")}
    content_version = Version(required=True)
    rows = Table(keys=Id(), values=Part(ReviewRowSchema))
    comment = CleanText(limit=MAX_TEXT)

    def __init__(self, *, scored: Collection[UUID]) -> None:
        super().__init__()
        self.scored = {str(row_id) for row_id in scored}

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def name_score_and_reason(self, _: Any, original: Any, **__: Any) -> None:
        """A row that carries points comes whole: a missing score would else be an emptied one."""
        rows = original.get("rows") if isinstance(original, Mapping) else None
        if not isinstance(rows, Mapping):
            return
        missing = {
            key: {"value": {part: [CODES["required"]] for part in _NEEDED if part not in row}}
            for key, row in rows.items()
            if key in self.scored and isinstance(row, Mapping) and not set(_NEEDED) <= set(row)
        }
        if missing:
            raise ValidationError({"rows": missing})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return what score, rescore and review take."""
        scoring = Scoring(rows=data.get("rows", {}), comment=data.get("comment", ""))
        return Handed(data=scoring, seen=data["content_version"])


class ScoresSchema(ReviewSchema):
    """The self scores: as the review, with actual values and without an opinion."""

    in_rows: ClassVar = {**ReviewSchema.in_rows, "actual": ("rows", "actual")}
    rows = Table(keys=Id(), values=Part(SelfRowSchema))

    class Meta(FormSchema.Meta):
        """Nobody comments while scoring."""

        exclude = ("comment",)


class FinishSchema(FormSchema):
    """The end of a review whose scores are all given, or that has none: the opinion alone."""

    content_version = Version(required=True)
    comment = CleanText(limit=MAX_TEXT)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Handed:
        """Return a review that changes no score."""
        return Handed(data=Scoring(comment=data.get("comment", "")), seen=data["content_version"])
