"""Verification over many events, against SHA-256 alone over the same bytes, on one core each.

The bytes are those that the checks have to hash: the bodies of the events; with the replay also the
sealed rounds, the disclosure copies and the free texts, for their hashes are what the events tell.
"""

import os
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from models.database import Database, make_engine
from tests.benchmarks.copies import fill
from tests.benchmarks.measures import Result, Sample
from tests.support.offices import START
from workflow.ledger.crew import Crew, count_cores, open_crew
from workflow.ledger.evaluations import CHAIN, HASH, REPLAY
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import Ledger, seal_trail
from workflow.ledger.trusted import Trusted
from workflow.ledger.verify import look_at_everything

EVENTS = 1_000_000
FEW = 10
"""So many times fewer events must not take noticeably less memory."""
MORE_MEMORY = 1.25
_TICKS = os.sysconf("SC_CLK_TCK")
_MEGABYTE = 1024
_READ_AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class Check:
    """What is verified, by which statements the bytes it hashes are read, and the least ratio."""

    name: str
    checks: tuple[str, ...]
    hashed: tuple[str, ...]
    target: float


_BODIES = "SELECT CAST(body AS BLOB) FROM audit_event"
CHECKS = (
    Check(
        name="verify: hash, chain and root",
        checks=(HASH, CHAIN),
        hashed=(_BODIES,),
        target=0.06,
    ),
    Check(
        name="verify: with the replay",
        checks=(HASH, CHAIN, REPLAY),
        hashed=(
            _BODIES,
            "SELECT CAST(content AS BLOB) FROM submission",
            "SELECT CAST(content AS BLOB) FROM publication",
            "SELECT salt FROM free_text",
            "SELECT CAST(text AS BLOB) FROM free_text",
        ),
        target=0.02,
    ),
)


@dataclass(frozen=True)
class Trail:
    """A filled database with its ledger, and how many events it has."""

    path: Path
    trusted: Trusted
    events: int

    def verify(self, checks: Sequence[str], *, processes: int) -> tuple[float, float, int]:
        """Verify; answers the seconds of the processors, those of the clock, and the memory of the
        largest process in MB.
        """
        engine = make_engine(f"sqlite:///{self.path}")
        with open_crew(engine, processes=processes) as crew:
            began, began_at = _spend(crew), time.perf_counter()
            reports = look_at_everything(crew, trusted=self.trusted, checks=checks)
            spent, passed = _spend(crew) - began, time.perf_counter() - began_at
            memory = max(_measure_memory(hand.process.pid) for hand in crew.hands)
        engine.dispose()
        faults = [fault for report in reports.values() for fault in report.faults]
        if faults:
            raise AssertionError(faults[0])
        return spent, passed, memory

    def hash_alone(self, statements: Sequence[str]) -> float:
        """Hash the bytes and nothing else; answers the seconds of the processor."""
        spent, digest = 0.0, sha256()
        with closing(sqlite3.connect(self.path)) as file:
            for statement in statements:
                cursor = file.execute(statement)
                while rows := cursor.fetchmany(_READ_AT_ONCE):
                    piece = b"".join(row[0] for row in rows)
                    began = time.process_time()
                    digest.update(piece)
                    spent += time.process_time() - began
        return spent


def measure_verifying(
    wanted: Sequence[Check], *, events: int = EVENTS, tell: Callable[[str], None]
) -> Iterator[Result]:
    """Measure each, and at the end whether the memory grew with the events."""
    if not wanted:
        return
    processes = max(count_cores(), 2)
    with TemporaryDirectory() as folder:
        tell(f"making {events} events and fewer …")
        large = make_trail(Path(folder) / "large", events=events)
        small = make_trail(Path(folder) / "small", events=events // FEW)
        for check in wanted:
            tell(f"{check.name} …")
            spent, passed, memory = large.verify(check.checks, processes=processes)
            tell(f"{passed:.1f} s on {processes} processes, {spent / passed:.2f} cores kept busy")
            alone = large.hash_alone(check.hashed)
            yield Result(
                name=f"{check.name}, per core, against SHA-256",
                ours=_take(spent, large.events),
                reference=_take(alone, large.events),
                ratio=alone / spent,
                target=check.target,
                at_most=False,
            )
            _, _, less = small.verify(check.checks, processes=processes)
            yield Result(
                name=f"{check.name}, MB of a process, against a {FEW}th of the events",
                ours=Sample(cpu_ms=0, per_second=memory),
                reference=Sample(cpu_ms=0, per_second=less),
                ratio=memory / less,
                target=MORE_MEMORY,
                at_most=True,
            )


def make_trail(folder: Path, *, events: int) -> Trail:
    """Fill a database and seal what it holds."""
    folder.mkdir()
    path = folder / "hengjian.db"
    count = fill(path, events=events)
    key = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)
    ledger = Ledger(folder=folder / "ledger", key=key, hasher=Hasher())
    database = Database(make_engine(f"sqlite:///{path}"))
    seal_trail(database.writing, ledger=ledger, at=START)
    database.dispose()
    trusted = Trusted(
        tiles=ledger.tiles,
        hasher=ledger.hasher,
        keys=[key.public],
        checkpoint=ledger.read_checkpoint(),
    )
    return Trail(path, trusted, count)


def _take(spent: float, events: int) -> Sample:
    return Sample(cpu_ms=1000 * spent / events, per_second=events / spent)


def _spend(crew: Crew) -> float:
    """Seconds of the processors that everybody took so far; what starting took is no part of it."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    taken = own.ru_utime + own.ru_stime
    for hand in crew.hands:
        fields = Path(f"/proc/{hand.process.pid}/stat").read_text().rpartition(")")[2].split()
        taken += (int(fields[11]) + int(fields[12])) / _TICKS
    return taken


def _measure_memory(process: int | None) -> int:
    """The most that a process ever took, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (most,) = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(most) // _MEGABYTE
