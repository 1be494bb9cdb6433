"""hengjian verify: does the database still tell what the trail tells?"""

from argparse import Namespace
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from models.queries.seals import find_last_seal
from models.queries.verification import stream_documents
from models.tables import AuditEvent, Seal
from web.cli.house import list_losses
from web.cli.terminal import Trouble, say
from web.door import House
from web.files import Store
from web.ledger import KeyProblem, open_ledger
from web.settings import Settings
from workflow.ledger.seal import CHECKPOINT, SealProblem
from workflow.ledger.sealed import Trusted, find_seal_faults
from workflow.ledger.verify import Report, verify_database

SEAL = "seal"


def run_verify(home: House, asked: Namespace) -> int:
    """Report each check by itself with the first bad id, or with all of them; answers 1 when one
    fails.

    A database that lost a guard is examined all the same: whoever dropped a trigger to forge a row
    must not silence the very command that names it.
    """
    guards = Report("guards", examined=1, faults=list_losses(home))
    if not inspect(home.database.engine).has_table(AuditEvent.__tablename__):
        raise Trouble(_("还没有数据库；请先运行 hengjian upgrade"))
    store = Store(home.settings.files, limit=home.settings.max_file_size)
    with home.database.reading() as session:
        reports = [guards, *verify_database(session).values(), verify_documents(session, store)]
        if is_sealed(session, home.settings):
            reports.append(verify_seal(session, home.settings))
    for report in reports:
        _say_report(report, whole=asked.all)
    if reports[-1].check != SEAL:
        say(_("封印：尚未启用；能改写整条链的数据库所有者目前不会被发现"))
    return 0 if all(report.ok for report in reports) else 1


def is_sealed(session: Session, settings: Settings) -> bool:
    """Whether the trail was ever sealed, or should have been: there is a ledger."""
    inspector = inspect(session.connection())
    known = inspector.has_table(Seal.__tablename__) and find_last_seal(session) is not None
    return known or (settings.ledger / CHECKPOINT).exists()


def verify_seal(session: Session, settings: Settings) -> Report:
    """Look whether every sealed row is what the ledger outside the database holds."""
    report = Report(SEAL)
    try:
        ledger = open_ledger(settings)
        trusted = Trusted(
            tiles=ledger.tiles,
            hasher=ledger.hasher,
            keys=[ledger.key.public],
            checkpoint=ledger.read_checkpoint(),
        )
    except (KeyProblem, SealProblem) as problem:
        report.faults.append(f"the ledger cannot be opened: {problem}")
        return report
    report.faults.extend(find_seal_faults(session, trusted=trusted))
    last = find_last_seal(session)
    report.examined = last.size if last else 0
    return report


def _say_report(report: Report, *, whole: bool) -> None:
    if report.ok:
        say(_("%(check)s：通过（%(count)s 项）", check=report.check, count=report.examined))
        return
    say(
        _(
            "%(check)s：失败（%(faults)s 处），第一处：%(first)s",
            check=report.check,
            faults=len(report.faults),
            first=report.faults[0],
        )
    )
    for fault in report.faults if whole else ():
        say(f"  {fault}")


def verify_documents(session: Session, store: Store) -> Report:
    """Look whether every registered document lies in the store as it was handed in; bytes that
    were registered more than once are read once.
    """
    report = Report("documents")
    for sha256, registered in groupby(stream_documents(session), key=lambda row: row.sha256):
        held = _describe_file(store, sha256)
        for document in registered:
            report.examined += 1
            if held != (document.size, sha256):
                told = held if isinstance(held, str) else "its file was altered"
                report.faults.append(f"attachment {document.id}: {told}")
    return report


def _describe_file(store: Store, sha256: str) -> tuple[int, str] | str:
    """Return size and hash of a file of the store, or why there is none to be had."""
    try:
        return store.measure(sha256) or "its file is missing"
    except OSError as error:
        return f"its file cannot be read: {error.strerror}"
