"""Whether a later edition was published, and whether everyone knows it already."""

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import aliased

from models.queries.seals import LAST_SEALED
from models.tables import AuditEvent, Evaluation, Publication
from models.vocabulary import State

_LATER = aliased(Evaluation)
_LATER_COPY, _LATER_EVENT = aliased(Publication), aliased(AuditEvent)
# A value, not EXISTS or a join: for those PostgreSQL reads every published row before the first is
# shown. "Not discarded" is what the index of successors asks for; what is published never is.
_FOLLOWED = (
    select(true())
    .where(
        _LATER.supersedes_id == Evaluation.id,
        ~_LATER.discarded,
        _LATER.state == State.PUBLISHED,
    )
    .correlate(Evaluation)
)
IS_SUPERSEDED: ColumnElement[bool] = func.coalesce(_FOLLOWED.scalar_subquery(), false())
"""The condition that a later edition of an evaluation was published."""

IS_REPLACED: ColumnElement[bool] = func.coalesce(
    _FOLLOWED.where(
        _LATER_COPY.evaluation_id == _LATER.id,
        _LATER_EVENT.evaluation_id == _LATER.id,
        _LATER_EVENT.seq == _LATER_COPY.event_seq,
        _LATER_EVENT.id <= LAST_SEALED,
    ).scalar_subquery(),
    false(),
)
"""The condition that a later edition is shown to everyone: its publication is sealed."""
