"""Sealing while others write: the order of numbers is not that of commits, and nothing is lost.

`HENGJIAN_SEAL_EVENTS` sets how many events the writers commit (50,000 in the long form).
"""

import os
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from models.database import Database
from models.queries.seals import SealRow, list_seals
from models.vocabulary import State
from tests.ledger.crowding import start_writers
from tests.ledger.test_seal_killed import count_rows, find_faults
from tests.support.offices import START
from tests.support.scenes import Scene
from workflow.ledger.seal import Ledger, seal_trail

LATER = START + timedelta(days=1)
EVENTS = int(os.environ.get("HENGJIAN_SEAL_EVENTS", "240"))
WRITERS = 8
ACT = "INSERT INTO admin_event (action, at, body) VALUES ('begin_demo', now(), '{}')"


def seal(database: Database, ledger: Ledger) -> SealRow | None:
    return seal_trail(database.writing, ledger=ledger, at=LATER, reading=database.reading)


@pytest.mark.pg
def test_a_row_whose_number_was_given_first_and_that_is_committed_last_is_taken_in(
    migrated_postgres: Database, ledger: Ledger
) -> None:
    database = migrated_postgres
    Scene(database)
    sealer = threading.Thread(target=seal, args=[database, ledger])
    with database.writing() as slow:
        slow.execute(text(ACT))
        with database.writing() as fast:
            fast.execute(text(ACT))
        sealer.start()
        sealer.join(0.3)
        assert sealer.is_alive(), "it waits for whoever holds a lower number"
    sealer.join()
    with database.reading() as session:
        (only,) = list_seals(session)
    assert only.size == count_rows(database)
    assert find_faults(database, ledger) == []
    assert seal(database, ledger) is None


@pytest.mark.pg
def test_nothing_that_eight_writers_commit_is_lost(
    migrated_postgres: Database, ledger: Ledger
) -> None:
    database, scene = migrated_postgres, Scene(migrated_postgres)
    evaluations = [scene.walk(State.SELF_SCORED) for _ in range(WRITERS // 2)]
    before = count_rows(database)
    began, passes = time.monotonic(), 0
    writers = start_writers(
        database.engine.url.render_as_string(hide_password=False),
        evaluations=evaluations,
        actor_id=scene.people["head"],
        writers=WRITERS,
        each=EVENTS // WRITERS,
    )
    while any(writer.is_alive() for writer in writers):
        passes += seal(database, ledger) is not None
    took = time.monotonic() - began
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    seal(database, ledger)
    assert find_faults(database, ledger) == []
    with database.reading() as session:
        *_, last = list_seals(session)
        committed = session.scalar(
            text("SELECT count(*) FROM audit_event WHERE action = 'comment'")
        )
    assert committed == EVENTS // WRITERS * WRITERS
    rows = count_rows(database)
    assert last.size == rows >= before + committed
    told = f"{committed} events of {WRITERS} writers, {rows} rows, {passes} seals, {took:.0f} s"
    sys.stderr.write(f"{told}\n")
