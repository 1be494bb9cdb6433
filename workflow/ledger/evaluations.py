"""The part of verification that looks at a span of evaluations: hash, chain, replay, listing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.queries.verification import (
    EventRow,
    Span,
    list_chains,
    list_evaluation_rows,
    list_schemes,
    stream_lengths,
)
from models.queries.verified import STATEMENTS, Rows, group_rows
from models.tables import Base, Publication
from workflow.audit import name_hash
from workflow.ledger.corrections import BONDING, find_bond_faults
from workflow.ledger.erased import read_erasures
from workflow.ledger.findings import Findings
from workflow.ledger.held import Held
from workflow.ledger.links import find_end_faults, follow, name_event
from workflow.ledger.reading import Told, read_chain
from workflow.ledger.replay import find_replay_faults
from workflow.ledger.spelling import ID
from workflow.listing import find_listing_faults

HASH, CHAIN, REPLAY, LISTING = "hash", "chain", "replay", "listing"
EVENTS_OF_A_SPAN = 2_000
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What comes of rows into which a forger put what belongs nowhere."""
EVALUATIONS_OF_A_SPAN = 250


@dataclass(frozen=True)
class LookAtEvaluations:
    """Look at the evaluations of a span by some of these checks; hash and chain are among them."""

    span: Span
    checks: frozenset[str]

    def run(self, session: Session) -> Findings:
        """Look; rows that nobody can read are found by looking at each evaluation by itself."""
        try:
            return self.look(session)
        except (*UNREADABLE, DBAPIError):
            if session.connection().dialect.name == "postgresql":
                raise
        return self._look_at_each(session)

    def _look_at_each(self, session: Session) -> Findings:
        findings, after = Findings(), self.span.after
        for own, _ in stream_lengths(session, self.span):
            span = Span(after, own)
            try:
                alone = LookAtEvaluations(span, self.checks).look(session)
                for report in alone.reports.values():
                    findings.note(report.check, report.faults, examined=report.examined)
                findings.steps += alone.steps
            except UNREADABLE as error:
                told = f"evaluation {ID[own]}: it cannot be read: {error}"
                findings.note(CHAIN, [told], examined=1)
            except DBAPIError:
                findings.note(CHAIN, [f"evaluation {ID[own]}: it cannot be read"], examined=1)
            after = own
        return findings

    def look(self, session: Session) -> Findings:
        """Look at all evaluations of the span together."""
        findings = Findings()
        rows = list_evaluation_rows(session, self.span)
        chains = _group(list_chains(session, self.span))
        findings.steps = sum(map(len, chains.values()))
        replays = REPLAY in self.checks
        tables = {each: group_rows(session, each, self.span) for each in STATEMENTS if replays}
        schemes = {each.id: each for each in list_schemes(session)} if replays else {}
        bonded: list[Told] = []
        name = name_hash(session)
        erased = read_erasures(session).texts if replays and tables[Publication] else frozenset()
        for row in rows:
            events = chains.pop(row.id, [])
            links = follow(events, name=name)
            faults = [*links.chain_faults, *find_end_faults(ID[row.id], events, head=row.head)]
            findings.note(HASH, links.hash_faults, examined=len(events))
            if replays:
                told, spoiled = read_chain(events, links)
                faults += _name_spoiled(spoiled, faults)
                own = {table: groups.pop(row.id, []) for table, groups in tables.items()}
                held = Held(
                    evaluation=row,
                    events=events,
                    told=told,
                    rows=own,
                    scheme=schemes.get(row.scheme),
                    hash_name=name,
                    erased=erased,
                )
                replay = _try(ID[row.id], "replayed", find_replay_faults(held))
                findings.note(REPLAY, replay, examined=1)
                bonded += [each for each in told if each.event.action in BONDING]
            findings.note(CHAIN, faults, examined=len(events))
        for events in chains.values():
            orphans = (f"audit_event {each.id}: its evaluation does not exist" for each in events)
            findings.note(CHAIN, orphans, examined=len(events))
            findings.note(HASH, follow(events, name=name).hash_faults, examined=len(events))
        if replays:
            findings.note(CHAIN, find_bond_faults(session, bonded))
            findings.note(REPLAY, _find_strays(tables))
        if LISTING in self.checks:
            for row in rows:
                listing = _try(ID[row.id], "listed", find_listing_faults(session, UUID(row.id)))
                findings.note(LISTING, listing, examined=1)
            session.expunge_all()
        return findings


def plan_spans(session: Session, checks: Collection[str]) -> Iterator[LookAtEvaluations]:
    """Yield jobs that look at every evaluation, and at whatever claims to belong to one."""
    wanted, after = frozenset(checks), None
    events = evaluations = 0
    for own, length in stream_lengths(session):
        # A forger may have written anything for the length; it only says how much is read at once.
        events += read_length(length)
        evaluations += 1
        if events >= EVENTS_OF_A_SPAN or evaluations >= EVALUATIONS_OF_A_SPAN:
            yield LookAtEvaluations(Span(after, own), wanted)
            after, events, evaluations = own, 0, 0
    yield LookAtEvaluations(Span(after), wanted)


def read_length(length: object) -> int:
    """Return how many events to reckon with."""
    return min(max(length, 1), EVENTS_OF_A_SPAN) if isinstance(length, int) else 1


def _group(events: list[EventRow]) -> dict[str, list[EventRow]]:
    return {owner: list(group) for owner, group in groupby(events, key=itemgetter(0))}


def _try(evaluation: str, done: str, faults: Iterator[str]) -> Iterator[str]:
    """Yield the faults; where the rows make no sense at all, that is the last of them."""
    try:
        yield from faults
    except UNREADABLE as error:
        yield f"evaluation {evaluation}: it cannot be {done}: {error}"


def _name_spoiled(spoiled: list[EventRow], faults: list[str]) -> list[str]:
    names = [name_event(event) for event in spoiled]
    return [
        f"{name}: its body is not canonical"
        for name in names
        if not any(fault.startswith(name) for fault in faults)
    ]


def _find_strays(tables: Mapping[type[Base], Mapping[str, Rows]]) -> Iterator[str]:
    for table, groups in tables.items():
        for owner, rows in groups.items():
            place = f"{table.__tablename__}: {len(rows)} of its rows"
            yield f"{place} belong to evaluation {ID[owner]}, which does not exist"
