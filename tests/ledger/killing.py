"""Passes of sealing that die: as if somebody had pulled the plug before the n-th thing they do."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import event

from models.database import Database, make_engine
from workflow.ledger.seal import Ledger, seal_trail

DEAD = 9


class Countdown:
    """Counts what a pass does, and ends the process before the step of this number."""

    def __init__(self, step: int) -> None:
        self.step, self.done = step, 0

    def tick(self, *_given: object, **_named: object) -> None:
        """One more step; nothing after it is done, not even what `finally` asks for."""
        if self.done == self.step:
            os._exit(DEAD)
        self.done += 1


def run_child(work: Callable[[], None]) -> int:
    """Do this in a process of its own; answers its exit code."""
    child = os.fork()
    if child == 0:
        _end(work)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _end(work: Callable[[], None]) -> NoReturn:
    """No clearing up here belongs to the child: not the fixtures', not that of pytest."""
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def seal_until(step: int, *, url: str, ledger: Ledger, at: Any) -> bool:
    """Seal in a process that dies before this step; answers whether it came to its end.

    A step is a statement, a commit, and each time a file is opened to be written, is put in its
    place or is forced to the disk.
    """

    def work() -> None:
        countdown = Countdown(step)
        database = Database(make_engine(url))
        event.listen(database.engine, "before_cursor_execute", countdown.tick)
        event.listen(database.engine, "commit", countdown.tick)
        with pytest.MonkeyPatch.context() as patch:
            for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "open")):
                _count(patch, owner, name, countdown)
            seal_trail(database.writing, ledger=ledger, at=at, reading=database.reading)

    code = run_child(work)
    assert code in {0, DEAD}, f"step {step}: the pass failed"
    return code == 0


def _count(patch: pytest.MonkeyPatch, owner: Any, name: str, countdown: Countdown) -> None:
    real = getattr(owner, name)

    def counted(*given: Any, **named: Any) -> Any:
        countdown.tick()
        return real(*given, **named)

    patch.setattr(owner, name, counted)
