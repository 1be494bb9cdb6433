"""The processes of a crew: how one begins, works off what it is given, and ends."""

import gc
import multiprocessing
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.database import make_engine
from models.snapshots import read_whole
from models.vocabulary import HashName
from workflow.ledger.findings import Findings

Pipe: TypeAlias = "Connection[Any, Any]"
_READY = "ready"
_SECONDS_TO_END = 10


class CutShort(Exception):  # noqa: N818 -- it tells an operator what happened
    """Not everything could be looked at, so that nothing is known; the message says why."""


class Job(Protocol):
    """A part of the work; it travels to another process."""

    def run(self, session: Session) -> Findings:
        """Do it in a session that sees the state which is looked at."""


def do_job(job: Job, session: Session) -> Findings:
    """Do a job, and let the collector of what is not needed any more wait until it is done: it
    would go again and again through rows of which nothing can be spared.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return job.run(session)
    finally:
        if collects:
            gc.enable()


@dataclass(frozen=True)
class Hand:
    """A process, and the pipe through which it is told what to do and answers."""

    process: BaseProcess
    pipe: Pipe

    def tell(self, told: object) -> None:
        """Hand something over. Raises CutShort."""
        try:
            self.pipe.send(told)
        except OSError:
            raise CutShort(f"process {self.process.pid} ended too early") from None

    def hear(self) -> object:
        """Wait for an answer. Raises CutShort."""
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            raise CutShort(f"process {self.process.pid} ended too early") from None
        if isinstance(answer, _Failed):
            raise CutShort(answer.why)
        return answer


@dataclass(frozen=True)
class _Failed:
    why: str


@dataclass(frozen=True)
class _Begin:
    snapshot: str | None
    hash_name: HashName


def start_hands(engine: Engine, *, count: int) -> list[Hand]:
    """Start processes that have connected to the database and wait. Raises CutShort."""
    url = engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    hands = []
    for _ in range(count):
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(url, theirs), daemon=True)
        process.start()
        theirs.close()
        hands.append(Hand(process, ours))
    try:
        for hand in hands:
            hand.hear()
    except CutShort:
        end_hands(hands)
        raise
    return hands


def begin_together(hands: Sequence[Hand], *, snapshot: str | None, hash_name: HashName) -> None:
    """Let each begin to read, and wait until all do. Raises CutShort."""
    for hand in hands:
        hand.tell(_Begin(snapshot, hash_name))
    for hand in hands:
        hand.hear()


def end_hands(hands: Sequence[Hand]) -> None:
    """Let the processes end, whatever they are doing."""
    for hand in hands:
        hand.pipe.close()
    for hand in hands:
        hand.process.terminate()
        hand.process.join(_SECONDS_TO_END)


def _work(url: str, pipe: Pipe) -> None:
    """What a process does: connect, begin to read when told, do one job after another."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whoever asked has gone when the pipe is closed.
    with suppress(EOFError, OSError):
        try:
            engine = make_engine(url)
            engine.connect().close()
            pipe.send(_READY)
            begin = pipe.recv()
            with read_whole(engine, snapshot=begin.snapshot, hash_name=begin.hash_name) as session:
                pipe.send(_READY)
                while True:
                    job: Job = pipe.recv()
                    pipe.send(do_job(job, session))
        except EOFError:
            raise
        except Exception as error:  # noqa: BLE001 -- told to the one who waits, whatever it is
            first = (str(error).splitlines() or [""])[0]
            pipe.send(_Failed(f"{type(error).__name__}: {first}"))
