"""Random attacks of an owner who has dropped every guard: each is named, and nothing else is.

The long form: `HENGJIAN_MUTATIONS=10000 HENGJIAN_COPIES=1000 python3 run.py test tests/tamper`.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from models.database import Database, make_engine
from models.vocabulary import State
from tests.support.databases import copy_postgres
from tests.support.scenes import Scene
from tests.tamper.attacks import attack_many
from tests.tamper.ground import AT, Ground, open_ground
from workflow.ledger.seal import CHECKPOINT, SealProblem, seal_trail

MUTATIONS = int(os.environ.get("HENGJIAN_MUTATIONS", "300"))
COPIES = int(os.environ.get("HENGJIAN_COPIES", "12"))
SEED = int(os.environ.get("HENGJIAN_SEED", "20261121"))


def test_every_attack_is_detected_and_located(attacked: Database, tmp_path: Path) -> None:
    with open_ground(attacked, tmp_path) as ground:
        assert ground.find_faults() == []
        tally = attack_many(ground, count=MUTATIONS, seed=SEED, folder=tmp_path)
        assert ground.find_faults() == [], "an attack was not undone"
    assert tally.made.total() == MUTATIONS
    assert not tally.missed, "\n".join(tally.missed)
    assert not tally.unlocated, "\n".join(tally.unlocated)


def test_untouched_copies_raise_no_alarm(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "genuine.db"
    shutil.copy(sqlite_template, path)
    database = Database(make_engine(f"sqlite:///{path}"))
    with open_ground(database, tmp_path) as ground:
        pass
    database.dispose()
    random = Random(SEED)
    for number in range(COPIES):
        with open_copy(path, tmp_path / "copy.db", random) as copy:
            if number % 2:
                # It went on being used, and is not sealed yet as far as it goes.
                Scene(copy).walk(State.SELF_SCORED)
            with copy.reading() as session:
                assert replace(ground, session=session).find_faults() == []


@contextmanager
def open_copy(path: Path, to: Path, random: Random) -> Iterator[Database]:
    """A copy of a database by one of the ways in which operators make them."""
    to.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        match random.randrange(3):
            case 0:
                source.backup(target)
            case 1:
                source.execute("VACUUM INTO ?", (f"{to}.whole",))
                Path(f"{to}.whole").replace(to)
            case _:
                target.executescript("\n".join(source.iterdump()))
    database = Database(make_engine(f"sqlite:///{to}"))
    try:
        yield database
    finally:
        database.dispose()


def test_an_old_backup_is_recognised(sqlite_template: Path, tmp_path: Path) -> None:
    """All of it is genuine: only what was kept outside knows that there was more."""
    path = tmp_path / "genuine.db"
    shutil.copy(sqlite_template, path)
    database = Database(make_engine(f"sqlite:///{path}"))
    with open_ground(database, tmp_path) as ground:
        pass
    kept: list[Path] = []
    for number in range(4):
        backup = tmp_path / f"{number}.db"
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
            source.backup(target)
        kept.append(backup)
        Scene(database).walk(State.SELF_SCORED)
        assert seal_trail(database.writing, ledger=ground.ledger, at=AT)
    checkpoint = (ground.ledger.folder / CHECKPOINT).read_bytes()
    for backup in kept:
        _see_it_is_recognised(Database(make_engine(f"sqlite:///{backup}")), ground, checkpoint)
    database.dispose()


@pytest.mark.pg
def test_an_old_backup_is_recognised_on_postgres(postgres_template: str, tmp_path: Path) -> None:
    with copy_postgres(postgres_template) as database:
        with open_ground(database, tmp_path) as ground:
            pass
        database.dispose()
        with copy_postgres(database.engine.url.render_as_string(hide_password=False)) as backup:
            backup.make()
            Scene(database).walk(State.SELF_SCORED)
            assert seal_trail(database.writing, ledger=ground.ledger, at=AT)
            checkpoint = (ground.ledger.folder / CHECKPOINT).read_bytes()
            _see_it_is_recognised(backup, ground, checkpoint)


def _see_it_is_recognised(backup: Database, ground: Ground, checkpoint: bytes) -> None:
    with backup.reading() as session:
        faults = replace(ground, session=session, checkpoint=checkpoint).find_faults()
    assert any("the checkpoint outside" in fault for fault in faults), faults
    with pytest.raises(SealProblem, match="set back"):
        seal_trail(backup.writing, ledger=ground.ledger, at=AT)
    backup.dispose()
