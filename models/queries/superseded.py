"""Whether a later edition was published."""

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import aliased

from models.tables import Evaluation
from models.vocabulary import State

_LATER = aliased(Evaluation)
# A value, not EXISTS or a join: for those PostgreSQL reads every published row before the first is
# shown. "Not discarded" is what the index of successors asks for; what is published never is.
IS_SUPERSEDED: ColumnElement[bool] = func.coalesce(
    select(true())
    .where(
        _LATER.supersedes_id == Evaluation.id,
        ~_LATER.discarded,
        _LATER.state == State.PUBLISHED,
    )
    .correlate(Evaluation)
    .scalar_subquery(),
    false(),
)
"""The condition that a later edition of an evaluation was published."""
