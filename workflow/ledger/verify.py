"""Verification: does the database still tell the story that the trail tells?

Checks, each reported by itself with the first bad id: **hash** (every body gives its hash, every
free text its commitment, every scheme its own hash), **chain** (every event follows its predecessor
without gap, by the table of edges, the columns beside the body say what the body says, and a
correction and the edition it opened name each other), **replay** (state, round, versions, due date,
what the evaluation began as, every score with its reason, amounts, actual values, texts, findings,
documents, agreed rows and their changes, sealed rounds and disclosure copies rebuilt from the
bodies equal the live rows), **administration** (people, roles, offices, schemes, cycles and tokens
rebuilt from the administrative acts equal the live rows), **listing** (what lists show and search
by is derived from the live rows; no fact of its own, it can be made anew), and, where there is a
ledger, **seal** (the whole trail is what was taken in there), without which an owner who rewrites
the whole chain goes unseen. `COVERED.md` says for every column which of them covers it.

The work is cut into jobs that take little room each, and done by as many processes as there are
cores, which all see one state of the database whoever writes meanwhile.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeAlias

from sqlalchemy.orm import Session

from models.queries.verification import count_events
from workflow.ledger.administered import ADMINISTRATION, LookAtAdministration
from workflow.ledger.bundles import ENTRIES, plan_bundles
from workflow.ledger.crew import Crew
from workflow.ledger.evaluations import (
    CHAIN,
    HASH,
    LISTING,
    REPLAY,
    LookAtEvaluations,
    plan_spans,
)
from workflow.ledger.findings import Report as Report  # noqa: PLC0414 -- asked for here by others
from workflow.ledger.hands import Job
from workflow.ledger.sealed import SealJudge
from workflow.ledger.trail import SEAL, LookAtTrail
from workflow.ledger.trail_plan import plan_trail
from workflow.ledger.trusted import Trusted
from workflow.ledger.written import LookAtErasures, LookAtSchemes, plan_texts

CHECKS = (HASH, CHAIN, REPLAY, ADMINISTRATION, LISTING)
LEDGER_CHECKS = (SEAL, ENTRIES)
"""Those that need a ledger."""
Tell: TypeAlias = Callable[[int, int], None]
"""Is told how many steps were done, and how many there are."""


def verify_database(session: Session) -> dict[str, Report]:
    """Run every check but that of the seal over what a session sees; returns a report for each, in
    order. Where others write meanwhile, it has to be a session of `models.snapshots`.
    """
    return look_at_everything(Crew(session))


def look_at_everything(
    crew: Crew,
    *,
    trusted: Trusted | None = None,
    checks: Collection[str] = (*CHECKS, ENTRIES),
    more: Iterable[Job] = (),
    tell: Tell = lambda _done, _all: None,
) -> dict[str, Report]:
    """Run these checks, and that of the seal where there is something to rely on; returns a report
    for each, in order. `more` are jobs of others, which report by themselves.

    Raises CutShort where not everything could be looked at.
    """
    reports = {check: Report(check) for check in CHECKS if check in checks}
    judge = None
    if trusted is not None:
        if ENTRIES in checks:
            reports[ENTRIES] = Report(ENTRIES)
        reports[SEAL] = Report(SEAL)
        judge = SealJudge(trusted, report=reports[SEAL])
    steps, done = 2 * count_events(crew.session), 0
    jobs: Iterator[Job] = chain(_plan(crew.session, trusted, checks=checks), more)
    for job, findings in crew.work_off(jobs):
        for name, report in findings.reports.items():
            if name in reports or name not in (*CHECKS, *LEDGER_CHECKS):
                reports.setdefault(name, Report(name)).take_in(report)
        if judge is not None and isinstance(job, LookAtTrail):
            judge.take_in(job, findings)
        if isinstance(job, LookAtTrail | LookAtEvaluations):
            done += findings.steps
            tell(min(done, steps), steps)
    if judge is not None:
        judge.end()
    return reports


def _plan(session: Session, trusted: Trusted | None, *, checks: Collection[str]) -> Iterator[Job]:
    if trusted is not None:
        yield from plan_trail(session, trusted)
        if ENTRIES in checks:
            yield from plan_bundles(session, trusted)
    wanted = {HASH, CHAIN, REPLAY, LISTING} & set(checks)
    if wanted:
        yield from plan_spans(session, wanted)
    if REPLAY in checks:
        yield LookAtSchemes()
        yield LookAtErasures()
        yield from plan_texts(session)
    if ADMINISTRATION in checks:
        yield LookAtAdministration()


def list_reports(reports: Mapping[str, Report]) -> list[Report]:
    """Return the reports in the order in which they are told: the seal comes last."""
    return sorted(reports.values(), key=lambda report: report.check == SEAL)
