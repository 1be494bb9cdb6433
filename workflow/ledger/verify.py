"""Verification: does the database still tell the story that the trail tells?

Four checks, each reported by itself with the first bad id: **hash** (every body gives its hash,
every free text its commitment or its
erasure by two people, every scheme its own hash), **chain** (every event follows its
predecessor without gap, by the table of edges, the columns beside the body say what the body says,
and a correction and the edition it opened name each other), **replay** (state, round, versions, due
date, what the evaluation began as, every score with its reason, amounts, actual values, texts,
findings, documents, agreed rows and their changes, sealed rounds and disclosure copies rebuilt from
the bodies equal the live rows), **listing** (what lists show and search by is derived from the live
rows; no fact of its own, it can be made anew). Another, the seal, joins with the checkpoints kept
outside the database, without which an owner who rewrites the whole chain goes unseen.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from models.queries.verification import (
    EventRow,
    list_event_rows,
    list_orphaned_events,
    list_schemes,
    stream_evaluations,
    stream_texts,
)
from models.tables import FreeText
from workflow.audit import commit_to, hash_body, hash_text
from workflow.ledger.erased import find_erasure_faults, read_erasures
from workflow.ledger.links import Editions, find_chain_faults
from workflow.ledger.replay import find_replay_faults
from workflow.listing import find_listing_faults

CHECKS = ("hash", "chain", "replay", "listing")


@dataclass
class Report:
    """What one check found."""

    check: str
    examined: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.faults


def verify_database(session: Session) -> dict[str, Report]:
    """Run every check over the whole database; returns a report for each, in order."""
    reports = {check: Report(check) for check in CHECKS}
    editions = Editions()
    schemes = {scheme.id: scheme.sha256 for scheme in list_schemes(session)}
    _note(reports["hash"], _find_scheme_faults(session), examined=len(schemes))
    erasures = read_erasures(session)
    _note(reports["replay"], find_erasure_faults(session, erasures), examined=0)
    for evaluation in stream_evaluations(session):
        events = list_event_rows(session, evaluation.id)
        _note(reports["hash"], find_hash_faults(events), examined=len(events))
        _note(reports["chain"], find_chain_faults(evaluation, events), examined=len(events))
        editions.take_in(events)
        faults = find_replay_faults(
            session, evaluation, events, scheme_hashes=schemes, erased=erasures.texts
        )
        _note(reports["replay"], faults, examined=1)
        _note(reports["listing"], find_listing_faults(session, evaluation.id), examined=1)
    _note(reports["chain"], editions.find_faults(), examined=0)
    for text in stream_texts(session):
        if not _keeps_its_commitment(text, erased=erasures.texts):
            reports["hash"].faults.append(f"free_text {text.id}")
        reports["hash"].examined += 1
    orphans = (
        f"audit_event {event_id}: its evaluation does not exist"
        for event_id in list_orphaned_events(session)
    )
    _note(reports["chain"], orphans, examined=0)
    return reports


def _find_scheme_faults(session: Session) -> Iterator[str]:
    for scheme in list_schemes(session):
        if hash_text(scheme.text) != scheme.sha256:
            yield f"scheme {scheme.id}"


def _keeps_its_commitment(text: FreeText, *, erased: Collection[str]) -> bool:
    if text.salt is None or text.text is None:
        return text.salt is None and text.text is None and text.commitment in erased
    return commit_to(salt=text.salt, text=text.text) == text.commitment


def _note(report: Report, faults: Iterator[str], *, examined: int) -> None:
    report.faults.extend(faults)
    report.examined += examined


def find_hash_faults(events: list[EventRow]) -> Iterator[str]:
    """Yield each event whose stored bytes do not give its hash."""
    for event in events:
        if hash_body(event.body) != event.hash:
            yield f"audit_event {event.id} (evaluation {event.evaluation_id}, event {event.seq})"
