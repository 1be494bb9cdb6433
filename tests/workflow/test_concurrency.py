"""Of many who act at once on what they saw exactly one gets through; the others are told.

`HENGJIAN_RACES` sets the number of rounds of the great race.
"""

import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text

from models.database import Database
from models.tables import Base, Evaluation
from models.vocabulary import Action, Role, State
from tests.support.records import list_refusals
from tests.support.scenes import Scene
from tests.workflow.races import Gate, Tally, find_broken_proofs, find_faults, race
from workflow import actions, machine
from workflow.data import Attempt, Remark

RACES = int(os.environ.get("HENGJIAN_RACES", "5"))
HEADS = 50
MOVED = "conflict content_has_moved"


def add_heads(scene: Scene, number: int) -> list[str]:
    """More heads of the unit, by login."""
    logins = [f"head-{count}" for count in range(number)]
    for login in logins:
        scene.add_person(login, {Role.UNIT_HEAD}, "center")
    return logins


def line_up(scene: Scene, heads: list[str], evaluation: UUID) -> list[Attempt]:
    """Everybody is about to approve what he has seen."""
    attempt = scene.attempt(heads[0], Action.APPROVE, evaluation)
    return [replace(attempt, actor_id=scene.people[head]) for head in heads]


@pytest.mark.pg
def test_of_fifty_heads_one_approves(postgres_scene: Scene) -> None:
    scene = postgres_scene
    heads, faults = add_heads(scene, HEADS), list[str]()
    evaluation = scene.walk(State.SELF_SCORED)
    for number in range(RACES):
        before = scene.header(evaluation).evaluation.version
        tally = race(scene, line_up(scene, heads, evaluation))
        expected = Counter({MOVED: HEADS - 1})
        found = find_faults(scene, evaluation, tally, before=before, expected=expected)
        faults += [f"race {number}: {fault}" for fault in found]
        scene.do("chief", Action.RETURN, evaluation, leads_to=State.DRAFT)
        scene.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    assert not faults, "\n".join(faults)
    kept = [one for one in list_refusals(scene.database) if one.evaluation_id == evaluation]
    assert len(kept) == RACES * (HEADS - 1)
    assert not find_broken_proofs(scene)


@pytest.mark.pg
def test_even_when_all_have_decided_before_anybody_writes(
    postgres_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst interleaving, forced: every head read the same version and was let through."""
    scene, parties = postgres_scene, 20
    heads, evaluation = add_heads(scene, parties), scene.walk(State.SELF_SCORED)
    attempts, before = line_up(scene, heads, evaluation), 4
    monkeypatch.setattr(actions, "step", Gate(parties).step)
    tally = race(scene, attempts)
    expected = Counter({MOVED: parties - 1})
    assert not find_faults(scene, evaluation, tally, before=before, expected=expected)
    assert not find_broken_proofs(scene)


def take_the_guard_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mapper's version check, and the question what was seen."""
    monkeypatch.setattr(machine, "_find_unseen", lambda *_case, **_edge: [])
    mapper = Evaluation.__mapper__
    monkeypatch.setattr(mapper, "version_id_col", None)
    # The mapper remembers its UPDATE together with the check.
    monkeypatch.setattr(mapper, "_memoized_values", {})


def race_unguarded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> tuple[Tally, list[str]]:
    """The forced race of the test above on a program without the guard."""
    parties = 10
    heads, evaluation = add_heads(scene, parties), scene.walk(State.SELF_SCORED)
    attempts = line_up(scene, heads, evaluation)
    take_the_guard_away(monkeypatch)
    monkeypatch.setattr(actions, "step", Gate(parties).step)
    tally = race(scene, attempts)
    expected = Counter({MOVED: parties - 1})
    return tally, find_faults(scene, evaluation, tally, before=4, expected=expected)


@pytest.mark.pg
def test_without_the_guard_the_race_is_lost_noisily(
    postgres_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database itself still stops the second winner, but nobody is told what happened."""
    tally, faults = race_unguarded(postgres_scene, monkeypatch)
    assert faults
    assert tally.count() == 1
    assert len(tally.errors) == 9
    assert not find_broken_proofs(postgres_scene)


@pytest.mark.pg
def test_without_any_guard_a_second_winner_is_seen(
    migrated_postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The harness sees what it is there to see: everybody wins, and the chain is broken."""
    scene = Scene(migrated_postgres)
    with migrated_postgres.writing() as session:
        for table in Base.metadata.sorted_tables:
            session.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER ALL"))
        for constraint in ("audit_event_number", "audit_event_reached"):
            session.execute(text(f"ALTER TABLE audit_event DROP CONSTRAINT {constraint} CASCADE"))
    tally, faults = race_unguarded(scene, monkeypatch)
    assert tally.count() == 10
    assert "10 winners" in faults
    assert find_broken_proofs(scene)


def test_eight_heads_on_a_file(sqlite_scene: Scene) -> None:
    """On SQLite writers wait for each other: nobody is told that the database is locked."""
    scene = sqlite_scene
    heads, faults = add_heads(scene, 8), list[str]()
    for _ in range(3):
        evaluation = scene.walk(State.SELF_SCORED)
        tally = race(scene, line_up(scene, heads, evaluation))
        expected = Counter({MOVED: 7})
        faults += find_faults(scene, evaluation, tally, before=4, expected=expected)
    assert not faults, "\n".join(faults)
    assert not find_broken_proofs(scene)


def test_eight_writers_and_a_reader_on_a_file(sqlite_scene: Scene) -> None:
    """Everybody works on something of his own, and somebody reads all the while."""
    scene, each = sqlite_scene, 5
    evaluations = [scene.walk(State.DRAFT) for _ in range(8)]
    attempts = [
        scene.attempt("filer", Action.COMMENT, evaluation, Remark(text=f"第{number}条"))
        for evaluation in evaluations
        for number in range(each)
    ]
    done, readings = threading.Event(), list[int]()

    def read() -> None:
        while not done.is_set():
            readings.append(len(list_refusals(scene.database)))

    def write(mine: list[Attempt]) -> list[int]:
        return [scene.act(attempt).version for attempt in mine]

    with ThreadPoolExecutor(9) as pool:
        reader = pool.submit(read)
        batches = [attempts[start : start + each] for start in range(0, len(attempts), each)]
        versions = list(pool.map(write, batches))
        done.set()
        reader.result()
    assert versions == [[4, 5, 6, 7, 8]] * 8
    assert readings
    assert not find_broken_proofs(scene)
