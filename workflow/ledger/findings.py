"""What checks found: by check, in order, with a bound on how much of it is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_LISTED = 10_000
"""Faults of one check that are kept word for word; the others are only counted. Where everything is
wrong, telling of it must not take more room than looking did.
"""


@dataclass
class Report:
    """What one check found: how much it looked at, and the faults, the first one first."""

    check: str
    examined: int = 0
    faults: list[str] = field(default_factory=list)
    unlisted: int = 0

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.faults

    @property
    def count(self) -> int:
        """Return how many faults there are."""
        return len(self.faults) + self.unlisted

    def note(self, faults: Iterable[str], *, examined: int = 0) -> None:
        """Take in what was found, and how much was looked at."""
        self.examined += examined
        for fault in faults:
            if len(self.faults) < MOST_LISTED:
                self.faults.append(fault)
            else:
                self.unlisted += 1

    def take_in(self, other: "Report") -> None:
        """Add what was found about something else."""
        self.note(other.faults, examined=other.examined)
        self.unlisted += other.unlisted


@dataclass
class Findings:
    """What one job found. `steps` tell the progress; `grown` is what the tree of the ledger grew
    by, for the one who puts it together.
    """

    steps: int = 0
    reports: dict[str, Report] = field(default_factory=dict)
    grown: object = None

    def note(self, check: str, faults: Iterable[str], *, examined: int = 0) -> None:
        """Take in what one check found."""
        self.reports.setdefault(check, Report(check)).note(faults, examined=examined)
