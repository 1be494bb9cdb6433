"""Sealing again and again: at once when something was published, else every so often."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models.queries.seals import SealRow, find_last_seal, find_unsealed_publication
from web.door import House, now
from web.ledger import KeyProblem, make_key, open_ledger, publish_key
from web.noted import RefusedSeal, forget_refused, note_refused
from workflow.ledger.note import NoteProblem
from workflow.ledger.seal import CHECKPOINT, SealProblem, seal_trail
from workflow.ledger.tiles import TileProblem

log = structlog.get_logger()

EVERY = 60
"""Seconds between two passes where nobody has said another number."""
LOOK = 1.0
"""Seconds between two looks for something that was published."""
PATIENCE = 10
"""Seconds at most until a pass that the database or the disk hindered is tried again."""
ALARMS = (SealProblem, TileProblem, NoteProblem, KeyProblem)
"""What somebody has to look into: nothing more is sealed until then."""


class Outcome(StrEnum):
    """How a pass ended: something was sealed or nothing was new, it was refused, or it could not be
    made now.
    """

    DONE = "done"
    REFUSED = "refused"
    HINDERED = "hindered"


def seal_now(home: House) -> SealRow | None:
    """Seal what is not sealed yet; return the seal, None where there was nothing.

    Whatever is refused goes to the log as an alarm before it is raised: one of ALARMS.
    """
    try:
        ledger = open_ledger(home.settings)
        publish_key(home.settings, ledger.key)
        seal = seal_trail(
            home.database.writing, ledger=ledger, at=now(), reading=home.database.reading
        )
    except ALARMS as problem:
        log.error("seal_refused", why=str(problem))  # noqa: TRY400 -- it says what it is about
        with suppress(OSError):
            note_refused(home.settings.ledger, RefusedSeal(at=now(), why=str(problem)))
        raise
    forget_refused(home.settings.ledger)
    if seal is not None:
        log.info("sealed", size=seal.size, root=seal.root)
    return seal


def keep_sealing(
    home: House,
    *,
    every: float,
    stopped: threading.Event,
    tell: Callable[[SealRow | None], None] = lambda _seal: None,
    warn: Callable[[Exception], None] = lambda _problem: None,
) -> None:
    """Seal until told to stop: every so many seconds, and at once when something was published.

    `tell` hears of each pass, `warn` of each that failed. After an alarm nothing is tried before
    its time, and then the alarm is given again.
    """
    calm, due = True, time.monotonic()
    while not stopped.is_set():
        if time.monotonic() >= due or (calm and _is_awaited(home)):
            outcome = _pass(home, tell=tell, warn=warn)
            calm = outcome is Outcome.DONE
            pause = min(every, PATIENCE) if outcome is Outcome.HINDERED else every
            due = time.monotonic() + pause
        stopped.wait(LOOK)


def _pass(
    home: House,
    *,
    tell: Callable[[SealRow | None], None],
    warn: Callable[[Exception], None],
) -> Outcome:
    try:
        tell(seal_now(home))
    except ALARMS as problem:
        warn(problem)
        return Outcome.REFUSED
    except (SQLAlchemyError, OSError) as problem:
        log.error("seal_hindered", error=type(problem).__name__)  # noqa: TRY400 -- traces hold values
        warn(problem)
        return Outcome.HINDERED
    return Outcome.DONE


def _is_awaited(home: House) -> bool:
    try:
        with home.database.reading() as session:
            return find_unsealed_publication(session)
    except SQLAlchemyError:
        # The pass that is due says so.
        return False


def prepare_key(home: House) -> None:
    """Make a key where there is neither a key nor anything that was sealed with one."""
    settings = home.settings
    if settings.ledger_key.exists() or (settings.ledger / CHECKPOINT).exists():
        return
    with home.database.reading() as session:
        if find_last_seal(session) is not None:
            return
    make_key(settings)


@contextmanager
def sealing_inside(home: House, *, every: float = EVERY) -> Iterator[None]:
    """Seal in a thread of this process for the length of the block."""
    prepare_key(home)
    stopped = threading.Event()
    worker = threading.Thread(
        target=keep_sealing,
        args=[home],
        kwargs={"every": every, "stopped": stopped},
        name="sealer",
        daemon=True,
    )
    worker.start()
    try:
        yield
    finally:
        stopped.set()
        worker.join()
