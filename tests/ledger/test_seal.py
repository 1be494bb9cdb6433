"""Sealing on real databases: nothing committed is lost, nothing that changed is signed."""

import contextlib
import shutil
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

import workflow.ledger.seal as sealing
from models.database import Database
from models.queries.seals import SealRow, list_seals, read_trail_ends
from models.vocabulary import Action, State
from tests.support.offices import START
from tests.support.scenes import Scene
from workflow.data import Remark
from workflow.ledger.checkpoint import Checkpoint
from workflow.ledger.note import PrivateKey
from workflow.ledger.seal import CHECKPOINT, Ledger, SealProblem, seal_trail
from workflow.ledger.sealed import Trusted, find_seal_faults
from workflow.ledger.tiles import TileProblem
from workflow.refusals import Refused

LATER = START + timedelta(days=1)


def seal(scene: Scene, ledger: Ledger) -> SealRow | None:
    return seal_trail(scene.database.writing, ledger=ledger, at=LATER)


def find_faults(
    database: Database, ledger: Ledger, *, checkpoint: Checkpoint | None = None
) -> list[str]:
    trusted = Trusted(
        tiles=ledger.tiles,
        hasher=ledger.hasher,
        keys=[ledger.key.public],
        checkpoint=checkpoint or ledger.read_checkpoint(),
    )
    with database.reading() as session:
        return list(find_seal_faults(session, trusted=trusted))


def is_postgres(database: Database) -> bool:
    return database.engine.dialect.name == "postgresql"


def forge(database: Database, *statements: str) -> None:
    """As the owner of the database, who first takes away what guards it."""
    if is_postgres(database):
        with database.engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            for table in ("audit_event", "admin_event", "refusal", "seal"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            for statement in statements:
                connection.execute(text(statement))
        return
    with contextlib.closing(sqlite3.connect(str(database.engine.url.database))) as owner:
        names = owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for statement in (*(f"DROP TRIGGER {name}" for (name,) in names), *statements):
            owner.execute(statement)
        owner.commit()


def test_the_whole_trail_is_taken_in_and_grows_with_it(scene: Scene, ledger: Ledger) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    first = seal(scene, ledger)
    assert first is not None
    assert seal(scene, ledger) is None, "nothing was added"
    scene.do("head", Action.APPROVE, evaluation)
    second = seal(scene, ledger)
    assert second is not None
    assert second.size == first.size + 1
    assert ledger.read_checkpoint() == Checkpoint(
        ledger.key.name, second.size, bytes.fromhex(second.root)
    )
    assert find_faults(scene.database, ledger) == []
    with scene.database.reading() as session:
        body = session.scalar(text("SELECT body FROM audit_event ORDER BY id DESC LIMIT 1"))
    (last,) = ledger.tiles.read_entries(second.size - 1, second.size, size=second.size)
    assert last.decode() == body, "an entry is the body of its event, byte for byte"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE audit_event SET body = body || ' ' WHERE id = 2",
            "audit_event 2",
        ),
        ("DELETE FROM audit_event WHERE id = 2", "audit_event 3"),
        ("UPDATE admin_event SET action = 'unit_add' WHERE id = 1", "admin_event 1"),
        ("DELETE FROM admin_event WHERE id = 1", "admin_event 2"),
        ("UPDATE refusal SET reasons = '[]' WHERE id = 1", "refusal 1"),
        ("DELETE FROM refusal", "rows are missing at the end"),
    ],
)
def test_what_was_sealed_and_then_changed_is_named(
    scene: Scene, ledger: Ledger, statement: str, said: str
) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    with pytest.raises(Refused):
        scene.do("filer", Action.APPROVE, evaluation)
    with scene.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM refusal")) == 1
    seal(scene, ledger)
    forge(scene.database, statement)
    (fault,) = find_faults(scene.database, ledger)
    assert said in fault
    scene.begin()
    if statement.startswith("DELETE"):
        with pytest.raises(SealProblem, match=r"were sealed, \d+ of them are there"):
            seal(scene, ledger)


def test_a_row_added_behind_the_back_of_the_ledger_is_seen(scene: Scene, ledger: Ledger) -> None:
    scene.walk(State.SELF_SCORED)
    columns = "actor_id, action, at, body"
    overriding = "OVERRIDING SYSTEM VALUE" if is_postgres(scene.database) else ""
    forge(
        scene.database,
        f"INSERT INTO admin_event (id, {columns}) {overriding} "
        f"SELECT 900, {columns} FROM admin_event WHERE id = 2",
        "DELETE FROM admin_event WHERE id = 2",
    )
    seal(scene, ledger)
    forge(
        scene.database,
        f"INSERT INTO admin_event (id, {columns}) {overriding} "
        f"SELECT 2, {columns} FROM admin_event WHERE id = 1",
    )
    (fault,) = find_faults(scene.database, ledger)
    assert fault.startswith("admin_event 2: it is not what seal 1 holds")
    with pytest.raises(SealProblem, match="were sealed"):
        seal(scene, ledger)


def test_a_database_that_was_set_back_seals_nothing_more(scene: Scene, ledger: Ledger) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    seal(scene, ledger)
    scene.do("head", Action.APPROVE, evaluation)
    seal(scene, ledger)
    kept = ledger.read_checkpoint()
    forge(scene.database, "DELETE FROM seal WHERE id = 2")
    with pytest.raises(SealProblem, match="the database was set back"):
        seal(scene, ledger)
    (fault,) = find_faults(scene.database, ledger, checkpoint=kept)
    assert fault.startswith("the checkpoint outside is of")
    forge(scene.database, "DELETE FROM seal")
    with pytest.raises(SealProblem, match="the database knows no seal"):
        seal(scene, ledger)


def test_a_forged_seal_is_not_believed(scene: Scene, ledger: Ledger) -> None:
    scene.walk(State.SELF_SCORED)
    first = seal(scene, ledger)
    assert first is not None
    forge(scene.database, f"UPDATE seal SET root = '{'0' * 64}'")
    assert find_faults(scene.database, ledger) == [
        "seal 1: the tiles have not the root of the seal",
        "seal 1: its checkpoint says another size or root",
        f"seal 1: the checkpoint outside has another root for {first.size}",
    ]
    with pytest.raises(SealProblem, match="have not the root that was sealed"):
        seal(scene, ledger)
    forge(scene.database, "UPDATE seal SET checkpoint = 'x'")
    assert "seal 1: there is no signature below the text" in find_faults(scene.database, ledger)


@pytest.mark.parametrize("lost", ["tile/0/000", "tile/entries/000", CHECKPOINT])
def test_a_damaged_ledger_is_named_and_a_lost_checkpoint_is_put_back(
    scene: Scene, ledger: Ledger, lost: str
) -> None:
    scene.walk(State.SELF_SCORED)
    seal(scene, ledger)
    for path in list(ledger.folder.glob(f"{lost}*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    scene.begin()
    if lost == CHECKPOINT:
        again = seal(scene, ledger)
        assert again is not None
        assert find_faults(scene.database, ledger) == []
    else:
        with pytest.raises((SealProblem, TileProblem), match=f"{lost}.* is missing"):
            seal(scene, ledger)


@pytest.mark.parametrize("point", ["write_whole", "write_all", "sign_checkpoint", "find_last_seal"])
def test_a_pass_that_died_is_completed_by_the_next(
    scene: Scene, ledger: Ledger, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.walk(State.SELF_SCORED)
    seal(scene, ledger)
    scene.walk(State.UNIT_APPROVED)

    def die(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(sealing, point, die)
        with pytest.raises(KeyboardInterrupt):
            seal(scene, ledger)
    scene.begin()
    assert seal(scene, ledger) is not None
    assert find_faults(scene.database, ledger) == []
    with scene.database.reading() as session:
        sizes = [each.size for each in list_seals(session)]
        rows = sum(read_trail_ends(session))
    assert sizes == sorted(sizes)
    assert sizes[-1] == rows, "nothing was left out, and the numbers have no gap here"


@pytest.mark.parametrize("writers", [4])
def test_nothing_that_was_committed_meanwhile_is_lost(
    scene: Scene, ledger: Ledger, writers: int
) -> None:
    evaluations = [scene.walk(State.SELF_SCORED) for _ in range(writers)]
    done = threading.Event()
    failed: list[BaseException] = []

    def write(evaluation: UUID) -> None:
        try:
            for number in range(12):
                said = Remark(text=f"第{number}条")
                attempt = scene.attempt("head", Action.COMMENT, evaluation, said)
                scene.act(attempt)
        except BaseException as error:  # noqa: BLE001 -- told by the thread that waits
            failed.append(error)

    def keep_sealing() -> None:
        while not done.is_set():
            seal(scene, ledger)

    threads = [threading.Thread(target=write, args=(each,)) for each in evaluations]
    sealer = threading.Thread(target=keep_sealing)
    sealer.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    sealer.join()
    seal(scene, ledger)
    assert failed == []
    assert find_faults(scene.database, ledger) == []
    with scene.database.reading() as session:
        *_, last = list_seals(session)
        tables = ("audit_event", "admin_event", "refusal")
        counts = [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables]
    assert last.size == sum(count or 0 for count in counts)


def test_another_key_does_not_vouch_for_the_ledger(
    scene: Scene, ledger: Ledger, tmp_path: Path
) -> None:
    scene.walk(State.SELF_SCORED)
    seal(scene, ledger)
    other = Ledger(
        folder=ledger.folder,
        key=PrivateKey(ledger.key.name, ledger.key.kind, b"\x07" * 32),
        hasher=ledger.hasher,
    )
    scene.begin()
    with pytest.raises(SealProblem, match="nobody who is trusted has signed"):
        seal(scene, other)
    assert not list(tmp_path.glob("*.new"))
