"""Whether a later edition was published."""

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import aliased

from models.tables import Evaluation
from models.vocabulary import State


def is_superseded() -> ColumnElement[bool]:
    """Return the condition that a later edition of an evaluation was published."""
    later = aliased(Evaluation)
    # A value, not EXISTS or a join: for those PostgreSQL reads every published row before the
    # first is shown. "Not discarded" is what the index of successors asks for; what is published
    # never is.
    published = (
        select(true())
        .where(
            later.supersedes_id == Evaluation.id,
            ~later.discarded,
            later.state == State.PUBLISHED,
        )
        .correlate(Evaluation)
        .scalar_subquery()
    )
    return func.coalesce(published, false())
