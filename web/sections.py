"""Which schema reads which section of the form."""

from models.vocabulary import MoneyUnit
from web.schemas.base import FormSchema
from web.schemas.filling import NarrativeSchema, make_funds_schema
from web.schemas.scores import ScoresSchema
from web.show.entries import FUNDS, INDICATORS
from workflow.content import Content


def make_schema(content: Content, *, section: str) -> FormSchema:
    """Return the schema of one section as it stands."""
    if section == FUNDS:
        return make_funds_schema(unit=MoneyUnit(content.scheme.form.money_unit))
    if section == INDICATORS:
        return ScoresSchema(scored=[row.stored.id for row in content.scored_rows])
    return NarrativeSchema()
