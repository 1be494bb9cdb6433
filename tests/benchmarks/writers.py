"""Writers, each a process of its own, that walk evaluations through the lifecycle."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from tests.benchmarks.lifecycle import Cast, Ours, Performer, Story, begin, find_parts, go_on
from tests.benchmarks.measures import Sample
from tests.benchmarks.reference import Reference
from workflow.data import Attempt
from workflow.ids import new_id

SIDES: dict[str, Callable[[str], Performer]] = {"ours": Ours, "reference": Reference}
WARM_UP = 7
"""Lifecycles before the first that counts: by then every statement has been prepared."""


@dataclass(frozen=True)
class Spell:
    """What one writer did without a break: from when to when (seconds of the machine's own
    clock), and how many seconds of its processor it took.
    """

    start: float
    end: float
    cpu: float


@dataclass(frozen=True)
class Task:
    """So many lifecycles of one story."""

    story: Story
    count: int


def perform_all(performer: Performer, attempts: Sequence[Attempt]) -> Spell:
    """Perform one after the other."""
    start, cpu = time.monotonic(), time.process_time()
    for attempt in attempts:
        performer.perform(attempt)
    return Spell(start, time.monotonic(), time.process_time() - cpu)


def work(orders: Connection, side: str, url: str, cast: Cast) -> None:
    """Do what is ordered, until the process is ended.

    A task is done in two spells, because the ids of the rows that were created have to be looked
    up before they can be scored: that look-up belongs to neither side and is not counted.
    """
    performer = SIDES[side](url)
    while True:
        task: Task = orders.recv()
        evaluations = [new_id() for _ in range(task.count)]
        orders.send(perform_all(performer, [begin(cast, each) for each in evaluations]))
        parts = find_parts(url, evaluations)
        attempts = [
            attempt
            for each, (rows, lines) in parts.items()
            for attempt in go_on(cast, each, rows=rows, lines=lines, story=task.story)
        ]
        orders.send(None)
        orders.recv()
        orders.send(perform_all(performer, attempts))


class Writers:
    """The processes of one side."""

    def __init__(self, orders: Sequence[Connection]) -> None:
        self.orders = orders

    def measure(self, task: Task, *, writers: int) -> Sample:
        """Let so many writers do this task at the same time."""
        orders = self.orders[:writers]
        tell_all(orders, task)
        beginning = hear_all(orders)
        hear_all(orders)
        tell_all(orders, True)  # noqa: FBT003 -- only a sign to go on
        finishing = hear_all(orders)
        seconds = sum(
            max(spell.end for spell in spells) - min(spell.start for spell in spells)
            for spells in (beginning, finishing)
        )
        done = task.count * writers
        cpu = sum(spell.cpu for spell in (*beginning, *finishing))
        return Sample(cpu_ms=cpu * 1000 / done, per_second=done / seconds)

    def warm_up(self) -> None:
        """Let every writer learn its statements, of both stories."""
        for story in Story:
            self.measure(Task(story, WARM_UP), writers=len(self.orders))


def tell_all(orders: Sequence[Connection], message: object) -> None:
    """Send a message to each."""
    for each in orders:
        each.send(message)


def hear_all(orders: Sequence[Connection]) -> list[Spell]:
    """Wait for each one's answer."""
    return [each.recv() for each in orders]


@contextmanager
def start_writers(side: str, url: str, cast: Cast, *, count: int) -> Iterator[Writers]:
    """Start the processes of one side; they end with the block."""
    context = get_context("spawn")
    with ExitStack() as stack:
        orders = []
        for _ in range(count):
            here, there = context.Pipe()
            process = context.Process(target=work, args=(there, side, url, cast), daemon=True)
            process.start()
            # Only the writer holds this end now, so that its death ends the wait for its answer.
            there.close()
            stack.callback(process.join)
            stack.callback(process.terminate)
            orders.append(here)
        yield Writers(orders)
