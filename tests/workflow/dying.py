"""Jobs that go wrong, for the processes of a crew, which read them from here."""

import os
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workflow.ledger.findings import Findings


@dataclass(frozen=True)
class Dying:
    """A job whose process is gone before it answers."""

    def run(self, session: Session) -> Findings:
        """End without a word."""
        del session
        os._exit(3)


@dataclass(frozen=True)
class Failing:
    """A job that fails."""

    def run(self, session: Session) -> Findings:
        """Fail."""
        raise RuntimeError(f"no answer from {session.get_bind().dialect.name}")
