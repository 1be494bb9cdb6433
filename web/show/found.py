"""Events of many evaluations in one list, each in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.events import FoundEvent, RefusalRow, list_row_names, list_schemes
from models.queries.search import Word
from models.queries.trail import list_score_reasons, list_self_scores
from models.vocabulary import Action
from policies.scheme import Scheme
from policies.texts import fold_words
from web.show.changes import REVIEWS, name_things
from web.show.history import Event, describe_event
from web.show.refused import spell_reasons
from workflow.content import parse_registered

WITH_ROWS = frozenset(
    {
        *(Action.SCORE, Action.AMEND, Action.RETURN, Action.RESCORE, Action.REVIEW),
        Action.COMMENT,
    }
)
"""Actions whose events speak of rows of the form."""


LONGEST_SAID = 300
MOST_CHANGES = 3
"""Changes of one event that a list shows; the others stand with the event itself."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One event in words, and the evaluation it belongs to."""

    evaluation_id: UUID
    title: str
    unit_name: str
    event: Event
    left_out: int = 0
    left_same: int = 0
    """First review scores that only repeat the self score, and are not shown."""

    def summarize(self, words: Sequence[Word]) -> "Found":
        """Return it with the changes that a list shows, first those of the rows looked for."""
        changes, same = self.event.changes, self.event.same
        wanted = [change for change in (*changes, *same) if _is_called(change.row, words)]
        shown = [*wanted, *(change for change in changes if change not in wanted)][:MOST_CHANGES]
        said = shorten(self.event.said or "", LONGEST_SAID) or None
        event = replace(self.event, changes=tuple(shown), same=(), carried=(), said=said)
        left_out = sum(change not in shown for change in changes) + len(self.event.carried)
        left_same = sum(change not in shown for change in same)
        return replace(self, event=event, left_out=left_out, left_same=left_same)


def shorten(text: str, longest: int) -> str:
    """Return a text, or its beginning with an ellipsis where it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _is_called(name: str, words: Sequence[Word]) -> bool:
    folded = fold_words(name)
    return bool(words) and all(word.folded in folded for word in words)


def describe_found(session: Session, rows: Sequence[FoundEvent]) -> list[Found]:
    """Return events in words, with the names of the rows they changed and the reasons, and of
    reviews how they differ from the self scores. At most four queries.
    """
    schemes = _read_schemes(session, {row.scheme_id for row in rows})
    with_rows = [row for row in rows if row.event.action in WITH_ROWS]
    places = {row.evaluation_id for row in with_rows}
    events = [(row.evaluation_id, row.event.seq) for row in with_rows]
    reasons = list_score_reasons(session, events)
    named = list_row_names(session, places) if places else []
    reviews = {row.evaluation_id for row in rows if row.event.action in REVIEWS}
    own = list_self_scores(session, reviews) if reviews else []
    things = {
        id_: name_things(scheme, rows=named, reasons=reasons, own=own)
        for id_, scheme in schemes.items()
    }
    return [
        Found(
            evaluation_id=row.evaluation_id,
            title=row.title,
            unit_name=row.unit_name,
            event=describe_event(row.event, names=things[row.scheme_id]),
        )
        for row in rows
    ]


def _read_schemes(session: Session, ids: Collection[UUID]) -> Mapping[UUID, Scheme]:
    if not ids:
        return {}
    return {row.id: parse_registered(row.sha256, row.text) for row in list_schemes(session, ids)}


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One refused attempt with its reasons as sentences."""

    row: RefusalRow
    reasons: tuple[str, ...]


def describe_refusals(rows: Sequence[RefusalRow]) -> list[Refusal]:
    """Return refused attempts with their reasons in words."""
    return [Refusal(row=row, reasons=spell_reasons(row.reasons)) for row in rows]
