"""Whether the clock of this server goes back: deadlines rest on it, the order of the trail not."""

import time
from dataclasses import dataclass
from datetime import datetime

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from models.vocabulary import AdminAction
from web.door import House, house, now
from workflow.people import record_admin_event

log = structlog.get_logger()

TOLERANCE = 2.0
"""Seconds that a clock may be set back without a word: time servers do so."""


@dataclass
class ClockWatch:
    """What the wall clock showed last, beside a clock that only runs forward."""

    wall: datetime | None = None
    steady: float = 0.0

    def observe(self, *, wall: datetime, steady: float) -> float:
        """Return by how many seconds the wall clock has gone back since the last look, 0 if not."""
        lost = 0.0
        if self.wall is not None:
            lost = (steady - self.steady) - (wall - self.wall).total_seconds()
        self.wall, self.steady = wall, steady
        return lost if lost > TOLERANCE else 0.0


def watch_clock(app: Flask) -> None:
    """Look at the clock before every request; an alarm goes to the log and into the record."""
    watch = ClockWatch()

    def look() -> None:
        at = now()
        if lost := watch.observe(wall=at, steady=time.monotonic()):
            raise_alarm(house(), at=at, lost=lost)

    app.before_request(look)


def raise_alarm(home: House, *, at: datetime, lost: float) -> None:
    """Say in the log and, where it can be written, in the record that the clock went back."""
    seconds = str(round(lost))
    log.error("clock went back", seconds=seconds)
    try:
        with home.database.writing() as session:
            record_admin_event(
                session,
                action=AdminAction.CLOCK_WENT_BACK,
                actor_id=None,
                at=at,
                data={"seconds": seconds},
            )
    except SQLAlchemyError as error:
        log.error("clock alarm not kept", error=type(error).__name__)  # noqa: TRY400 -- traces hold values
