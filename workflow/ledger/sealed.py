"""The seal check: the trail is, row by row, what the ledger outside the database took in.

The tree is put together again from its leaves: neither a hash in the database nor one in the tiles
above is taken for granted.
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from workflow.ledger.findings import Findings, Report
from workflow.ledger.growth import Grown, Growth
from workflow.ledger.trail import SEAL, LookAtTrail
from workflow.ledger.trail_plan import plan_trail
from workflow.ledger.trusted import Trusted as Trusted  # noqa: PLC0414 -- asked for here by others


class SealJudge:
    """Puts together what was found about the pieces, and sees that the tree grew as seals say."""

    def __init__(self, trusted: Trusted, *, report: Report) -> None:
        self._missed = trusted.checkpoints
        self._report = report
        self._growth = Growth(trusted.tiles)
        self._last = 0

    def take_in(self, job: LookAtTrail, findings: Findings) -> None:
        """Take in what was found about a piece; the pieces have to come in their order."""
        self._growth.total = job.total
        for grown in findings.grown if isinstance(findings.grown, list) else ():
            self._report.note(self._growth.take(grown.subtrees))
            if grown.seal is not None:
                self._report.note(self._judge(grown))

    def _judge(self, grown: Grown) -> Iterator[str]:
        seal = grown.seal
        if seal is None:
            return
        if (self._growth.size, self._growth.find_root().hex()) != (seal.size, seal.root):
            yield f"seal {seal.id}: the tiles have not the root of the seal"
        yield from grown.faults
        met = [kept for kept in self._missed if kept.size == seal.size]
        self._missed = [kept for kept in self._missed if kept.size != seal.size]
        for kept in met:
            if kept.root.hex() != seal.root:
                yield f"seal {seal.id}: the checkpoint outside has another root for {kept.size}"
        self._last = seal.size

    def end(self) -> None:
        """Name the checkpoints kept outside that were not met on the way."""
        for kept in self._missed:
            told = f"the checkpoint outside is of {kept.size} entries, no seal is"
            self._report.note([f"{told}; the last one has {self._last}"])


def find_seal_faults(session: Session, *, trusted: Trusted) -> Iterator[str]:
    """Yield each place where the trail differs from what was sealed, the first row of a seal that
    does not agree, and each seal that was not signed.
    """
    report = Report(SEAL)
    judge = SealJudge(trusted, report=report)
    for job in plan_trail(session, trusted, by_bodies=True):
        findings = job.run(session)
        if SEAL in findings.reports:
            report.take_in(findings.reports[SEAL])
        judge.take_in(job, findings)
    judge.end()
    yield from report.faults
