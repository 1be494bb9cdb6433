"""A race through the door: many people at once, from a barrier, and what came of it."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from models.vocabulary import Action, State
from tests.support.records import read_bodies
from tests.support.scenes import Scene
from workflow.actions import Outcome
from workflow.data import Attempt
from workflow.guards import Case
from workflow.ledger.verify import verify_database
from workflow.machine import step
from workflow.refusals import Refused

WAIT_SECONDS = 60


@dataclass
class Tally:
    """What came of a race: who got through, who was refused and why, and every other error."""

    wins: list[tuple[Attempt, Outcome]] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def count(self, *, content: bool = True) -> int:
        """How many got through, of those who change content or of those who comment."""
        return sum((won.action is not Action.COMMENT) == content for won, _ in self.wins)


def race(scene: Scene, attempts: list[Attempt]) -> Tally:
    """Let everybody act at the same moment; each has a thread of his own."""
    tally, barrier = Tally(), threading.Barrier(len(attempts))

    def run(attempt: Attempt) -> None:
        barrier.wait(WAIT_SECONDS)
        try:
            tally.wins.append((attempt, scene.act(attempt)))
        except Refused as refused:
            tally.refusals[f"{refused.why} {refused.reasons[0].code}"] += 1
        except SQLAlchemyError as error:
            tally.errors.append(f"{type(error).__name__}: {error}")

    with ThreadPoolExecutor(len(attempts)) as pool:
        list(pool.map(run, attempts))
    return tally


def find_faults(
    scene: Scene, evaluation: UUID, tally: Tally, *, before: int, expected: Counter[str]
) -> list[str]:
    """What is wrong after a race for one version: no winner, two, an untyped answer, a number in
    the trail that does not fit.
    """
    faults = [] if tally.count() == 1 else [f"{tally.count()} winners"]
    faults += tally.errors
    if tally.refusals != expected:
        faults.append(f"refused were {tally.refusals}, expected {expected}")
    events = read_bodies(scene.database, evaluation)
    if len(events) != before + len(tally.wins):
        faults.append(f"{len(events)} events, {len(tally.wins)} were acknowledged after {before}")
    return faults


def find_broken_proofs(scene: Scene) -> list[str]:
    """What verification finds in the whole database."""
    with scene.database.reading() as session:
        reports = verify_database(session).values()
    assert sum(report.examined for report in reports) > 0
    return [fault for report in reports for fault in report.faults]


class Gate:
    """A step that holds everybody until all have decided: nobody writes before all have read."""

    def __init__(self, parties: int) -> None:
        self.barrier = threading.Barrier(parties)
        self.passed: set[int] = set()

    def step(self, *, action: Action, case: Case) -> State:
        """Decide like the machine; wait at the first try of each thread."""
        target = step(action=action, case=case)
        if threading.get_ident() not in self.passed:
            self.passed.add(threading.get_ident())
            self.barrier.wait(WAIT_SECONDS)
        return target
