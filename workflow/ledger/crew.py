"""A crew that looks at one and the same state of a database, one process for each core."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.snapshots import hold_writers, name_snapshot, read_whole
from models.vocabulary import HashName
from workflow.ledger.findings import Findings
from workflow.ledger.hands import (
    CutShort,
    Hand,
    Job,
    begin_together,
    do_job,
    end_hands,
    start_hands,
)

AHEAD = 4
"""How many answers for each process may wait for an earlier one."""
J = TypeVar("J", bound=Job)


@dataclass(frozen=True)
class Crew:
    """One session, and processes whose sessions see the same; without any it works alone."""

    session: Session
    hands: tuple[Hand, ...] = ()

    def work_off(self, jobs: Iterable[J]) -> Iterator[tuple[J, Findings]]:
        """Yield each job with what it found, in the order of the jobs, which are asked for only
        when somebody is free to do them.

        Raises CutShort where a process ended before its work was done: what the others found says
        nothing about the whole.
        """
        if self.hands:
            yield from _Round(self.hands, jobs).work_off()
        else:
            yield from ((job, do_job(job, self.session)) for job in jobs)


class _Round(Generic[J]):
    """Who is busy with what, and the answers that wait for an earlier one."""

    def __init__(self, hands: Sequence[Hand], jobs: Iterable[J]) -> None:
        self._jobs = enumerate(jobs)
        self._free = list(hands)
        self._busy: dict[object, tuple[Hand, int, J]] = {}
        self._answers: dict[int, tuple[J, Findings]] = {}
        self._most = AHEAD * len(hands)
        self._next = 0

    def work_off(self) -> Iterator[tuple[J, Findings]]:
        self._hand_out()
        while self._busy:
            for pipe in wait([hand.pipe for hand, _, _ in self._busy.values()]):
                self._take_in(pipe)
            while self._next in self._answers:
                yield self._answers.pop(self._next)
                self._next += 1
            self._hand_out()

    def _hand_out(self) -> None:
        while self._free and len(self._answers) + len(self._busy) < self._most:
            given = next(self._jobs, None)
            if given is None:
                return
            number, job = given
            hand = self._free.pop()
            hand.tell(job)
            self._busy[hand.pipe] = (hand, number, job)

    def _take_in(self, pipe: object) -> None:
        hand, number, job = self._busy.pop(pipe)
        self._free.append(hand)
        answer = hand.hear()
        if not isinstance(answer, Findings):
            raise CutShort(f"a process answered {answer!r}")
        self._answers[number] = (job, answer)


@contextmanager
def open_crew(
    engine: Engine, *, processes: int, hash_name: HashName = HashName.SHA256
) -> Iterator[Crew]:
    """Open sessions that see one state of a database, one of them in each process; alone where one
    process is enough, or where several cannot be brought to see the same. Raises CutShort.
    """
    with ExitStack() as stack:
        hands: list[Hand] = []
        if processes > 1:
            hands = start_hands(engine, count=processes)
            stack.callback(end_hands, hands)
        with hold_writers(engine) as held:
            session = stack.enter_context(read_whole(engine, hash_name=hash_name))
            if held and hands:
                begin_together(hands, snapshot=name_snapshot(session), hash_name=hash_name)
        yield Crew(session, tuple(hands) if held else ())


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))
