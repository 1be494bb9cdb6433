"""hengjian verify: does the database still tell what the trail tells?"""

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from flask_babel import gettext as _
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from models.queries.seals import find_last_seal
from models.queries.verification import count_events
from models.tables import AuditEvent, Seal
from web.cli.documents import plan_documents
from web.cli.house import list_losses, see_to_the_hash
from web.cli.progress import Progress
from web.cli.terminal import Trouble, complain, say
from web.door import House
from web.ledger import KeyProblem
from web.noted import Verified, note_verified
from web.settings import Settings
from web.trusting import find_trusted, read_kept
from workflow.ledger.crew import count_cores, open_crew
from workflow.ledger.findings import Report
from workflow.ledger.hands import CutShort
from workflow.ledger.note import NoteProblem
from workflow.ledger.seal import CHECKPOINT
from workflow.ledger.trail import SEAL
from workflow.ledger.trusted import Trusted
from workflow.ledger.verify import list_reports, look_at_everything

WORTH_A_CREW = 20_000
"""Events; with fewer, processes take longer to start than one needs for the work."""

log = structlog.get_logger()


def run_verify(home: House, asked: Namespace) -> int:
    """Report each check by itself with the first bad id, or with all of them; answers 1 when one
    fails.

    A database that lost a guard is examined all the same: whoever dropped a trigger to forge a row
    must not silence the very command that names it.
    """
    guards = Report("guards", examined=1, faults=list_losses(home))
    engine = home.database.engine
    if not inspect(engine).has_table(AuditEvent.__tablename__):
        raise Trouble(_("还没有数据库；请先运行 hengjian upgrade"))
    _warn_of_the_hash(home)
    # Before the database is looked at: what a checkpoint says was committed then.
    kept = read_kept(home.settings, other=asked.checkpoint)
    with home.database.reading() as session:
        processes = asked.processes or choose_processes(session)
    progress = Progress()
    try:
        with open_crew(engine, processes=processes, hash_name=home.settings.hash_name) as crew:
            trusted, lost = _find_trusted(crew.session, home.settings, kept=kept)
            found = look_at_everything(
                crew,
                trusted=trusted,
                more=plan_documents(crew.session, home.settings),
                tell=progress.tell,
            )
            size = _read_size(crew.session)
    except CutShort as short:
        raise Trouble(_("核验没有完成，结果不能采信：%(why)s", why=short)) from short
    finally:
        progress.end()
    if lost is not None:
        found[SEAL] = Report(SEAL, faults=[lost])
    reports = [guards, *list_reports(found)]
    for report in reports:
        _say_report(report, whole=asked.all)
    if SEAL not in found:
        say(_("封印：尚未启用；能改写整条链的数据库所有者目前不会被发现"))
    _keep_outcome(home.settings, reports, size=size)
    return 0 if all(report.ok for report in reports) else 1


def _warn_of_the_hash(home: House) -> None:
    """Say that every hash will be called wrong because of a setting; the first event may just as
    well have been forged to say so, so it is examined all the same.
    """
    try:
        see_to_the_hash(home)
    except Trouble as trouble:
        complain(str(trouble))


def choose_processes(session: Session) -> int:
    """Return how many processes the work is worth."""
    return count_cores() if count_events(session) >= WORTH_A_CREW else 1


def _find_trusted(
    session: Session, settings: Settings, *, kept: Sequence[tuple[str, bytes]]
) -> tuple[Trusted | None, str | None]:
    """Return what the seal is checked by, or why it cannot be; neither where nothing was sealed."""
    if not kept and not is_sealed(session, settings):
        return None, None
    try:
        return find_trusted(settings, kept=kept), None
    except (KeyProblem, NoteProblem) as problem:
        return None, f"the ledger cannot be opened: {problem}"


def is_sealed(session: Session, settings: Settings) -> bool:
    """Whether the trail was ever sealed, or should have been: there is a ledger."""
    known = _has_seals(session) and find_last_seal(session) is not None
    return known or (settings.ledger / CHECKPOINT).exists()


def _has_seals(session: Session) -> bool:
    return bool(inspect(session.connection()).has_table(Seal.__tablename__))


def _read_size(session: Session) -> int:
    last = find_last_seal(session) if _has_seals(session) else None
    return 0 if last is None else last.size


def _say_report(report: Report, *, whole: bool) -> None:
    if report.ok:
        say(_("%(check)s：通过（%(count)s 项）", check=report.check, count=report.examined))
        return
    say(
        _(
            "%(check)s：失败（%(faults)s 处），第一处：%(first)s",
            check=report.check,
            faults=report.count,
            first=report.faults[0],
        )
    )
    for fault in report.faults if whole else ():
        say(f"  {fault}")
    if whole and report.unlisted:
        say(_("  另有 %(count)s 处未列出", count=report.unlisted))


def _keep_outcome(settings: Settings, reports: Sequence[Report], *, size: int) -> None:
    """Note beside the ledger when it was and how it went, for the page that says so; and raise the
    alarm where something was found.
    """
    faults = {report.check: report.count for report in reports if not report.ok}
    if faults:
        log.error("verification_failed", faults=faults)
    if not settings.ledger.is_dir():
        return
    outcome = Verified(at=datetime.now(UTC), size=size, ok=not faults, faults=faults)
    try:
        note_verified(settings.ledger, outcome)
    except OSError as error:
        complain(_("核验结果没有记下：%(why)s", why=error.strerror))
