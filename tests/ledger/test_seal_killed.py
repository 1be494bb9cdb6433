"""A pass that is killed at any point leaves a ledger that the next pass completes."""

from datetime import timedelta

from sqlalchemy import text

from models.database import Database
from models.queries.seals import list_seals
from models.vocabulary import Action, State
from tests.ledger.killing import seal_until
from tests.support.offices import START
from tests.support.scenes import Scene
from workflow.data import Remark
from workflow.ledger.seal import Ledger, seal_trail
from workflow.ledger.sealed import Trusted, find_seal_faults

LATER = START + timedelta(days=1)
ENOUGH = 150
"""No pass over a few rows takes as many steps."""
BEFORE = 250
"""Entries before the first pass that dies: the next few fill the first tile."""


def find_faults(database: Database, ledger: Ledger) -> list[str]:
    trusted = Trusted(
        tiles=ledger.tiles,
        hasher=ledger.hasher,
        keys=[ledger.key.public],
        checkpoint=ledger.read_checkpoint(),
    )
    with database.reading() as session:
        return list(find_seal_faults(session, trusted=trusted))


def count_rows(database: Database) -> int:
    with database.reading() as session:
        tables = ("audit_event", "admin_event", "refusal")
        return sum(session.scalar(text(f"SELECT count(*) FROM {each}")) or 0 for each in tables)


def add_rows(scene: Scene, number: int) -> None:
    """Administrative acts: whether an event stands before or behind them is the seal's choice."""
    with scene.database.writing() as session:
        session.execute(
            text("INSERT INTO admin_event (action, at, body) VALUES ('begin_demo', :at, '{}')"),
            [{"at": START if is_postgres(scene) else "2026-03-18T00:42:00.000000Z"}] * number,
        )


def is_postgres(scene: Scene) -> bool:
    return scene.database.engine.dialect.name == "postgresql"


def test_a_pass_killed_at_any_point_is_completed_by_the_next(scene: Scene, ledger: Ledger) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    add_rows(scene, BEFORE - count_rows(scene.database))
    seal_trail(scene.database.writing, ledger=ledger, at=LATER)
    url = scene.database.engine.url.render_as_string(hide_password=False)
    step, ended = 0, False
    while not ended:
        # What is there when the pass dies stands in another order than what the next one finds.
        add_rows(scene, 1)
        scene.database.dispose()
        ended = seal_until(step, url=url, ledger=ledger, at=LATER)
        scene.do("head", Action.COMMENT, evaluation, Remark(text=f"第{step}步"))
        add_rows(scene, 1)
        seal_trail(scene.database.writing, ledger=ledger, at=LATER)
        assert find_faults(scene.database, ledger) == [], f"killed before step {step}"
        with scene.database.reading() as session:
            *_, last = list_seals(session)
        assert last.size == count_rows(scene.database), f"killed before step {step}"
        step += 1
        assert step < ENOUGH
    assert step > 20, "statements, commits, files and forced writes were among the steps"
