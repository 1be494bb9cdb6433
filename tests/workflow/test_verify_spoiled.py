"""Rows that make no sense at all, and a ledger whose files were changed: named, never a crash."""

from pathlib import Path

import pytest
from sqlalchemy import text

import workflow.ledger.trail_plan as pieces
from models.database import Database
from models.vocabulary import Action, State
from tests.support.offices import OPENS, START
from tests.support.scenes import Scene
from tests.workflow.forging import open_for_forging
from workflow.data import Remark
from workflow.ledger.crew import Crew
from workflow.ledger.findings import Report
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import Ledger, seal_trail
from workflow.ledger.tiles import name_tile
from workflow.ledger.trusted import Trusted
from workflow.ledger.verify import look_at_everything
from workflow.offices import add_section

SENSELESS = (
    ("chain", "UPDATE audit_event SET body = CAST(x'7bff' AS TEXT) WHERE id = 2"),
    ("chain", "UPDATE audit_event SET action = x'00ff' WHERE id = 2"),
    ("chain", "UPDATE audit_event SET seq = 'x' WHERE id = 2"),
    ("hash", "UPDATE audit_event SET hash = 'zz' WHERE id = 2"),
    ("hash", "UPDATE free_text SET text = CAST(x'ff' AS TEXT) WHERE id = 1"),
    ("hash", "UPDATE free_text SET salt = 7 WHERE id = 1"),
    ("replay", "UPDATE indicator SET rule = '{'"),
    ("replay", "UPDATE indicator SET name = x'ff'"),
    ("replay", "UPDATE indicator SET self_score = 'much'"),
    ("replay", "UPDATE indicator SET self_score = 1.5"),
    ("replay", "UPDATE submission SET content = x'ff'"),
    ("replay", "UPDATE evaluation SET title = x'ff'"),
    ("chain", "UPDATE evaluation SET id = 'nobody'"),
    ("chain", "UPDATE evaluation SET id = x'ff'"),
    ("replay", "UPDATE evaluation SET version = 'many'"),
    ("replay", "UPDATE evaluation SET version = -9223372036854775808"),
    ("administration", "UPDATE admin_event SET body = '[]' WHERE id = 1"),
    ("administration", "UPDATE admin_event SET body = 'no' WHERE id = 1"),
    ("administration", "UPDATE user_account SET active = 'x'"),
    ("seal", "UPDATE admin_event SET body = x'ff' WHERE id = 1"),
    ("seal", "UPDATE audit_event SET hash = 'zz' WHERE id = 2"),
    ("seal", "UPDATE seal SET size = 4611686018427387904"),
    ("seal", "UPDATE seal SET size = -1"),
    ("seal", "UPDATE seal SET audit_event_id = -1"),
    ("seal", "UPDATE seal SET root = 'no'"),
    ("seal", "INSERT INTO admin_event VALUES (-5, NULL, 'add_unit', '2026', '{}')"),
)


def make_ledger(folder: Path) -> Ledger:
    key = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)
    return Ledger(folder=folder, key=key, hasher=Hasher())


def trust(ledger: Ledger) -> Trusted:
    return Trusted(
        tiles=ledger.tiles,
        hasher=ledger.hasher,
        keys=[ledger.key.public],
        checkpoint=ledger.read_checkpoint(),
    )


@pytest.fixture(scope="module")
def sealed(shared_sqlite: Database, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """An office that published something, and sealed it."""
    Scene(shared_sqlite).walk(State.PUBLISHED)
    ledger = make_ledger(tmp_path_factory.mktemp("ledger"))
    seal_trail(shared_sqlite.writing, ledger=ledger, at=START)
    return ledger


@pytest.mark.parametrize(("check", "statement"), SENSELESS)
def test_what_makes_no_sense_is_named(
    shared_sqlite: Database, sealed: Ledger, check: str, statement: str
) -> None:
    with open_for_forging(shared_sqlite) as session:
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(text(statement))
        reports = look_at_everything(Crew(session), trusted=trust(sealed))
        session.rollback()
        session.execute(text("PRAGMA ignore_check_constraints = OFF"))
    assert not reports[check].ok


@pytest.fixture
def long(migrated_sqlite: Database, tmp_path: Path) -> tuple[Scene, Ledger]:
    """A ledger of more than a tile: many acts in one seal, then many small seals."""
    scene, ledger = Scene(migrated_sqlite), make_ledger(tmp_path / "ledger")
    evaluation = scene.walk(State.DRAFT)
    with migrated_sqlite.writing() as session:
        for number in range(600):
            add_section(session, code=f"S{number}", name="处", actor_id=None, at=OPENS)
    seal_trail(migrated_sqlite.writing, ledger=ledger, at=START)
    for number in range(12):
        said = Remark(text=f"第{number}条")
        scene.do("filer", Action.COMMENT, evaluation, said)
        seal_trail(migrated_sqlite.writing, ledger=ledger, at=START)
    return scene, ledger


def look(scene: Scene, ledger: Ledger) -> dict[str, Report]:
    with scene.database.reading() as session:
        return look_at_everything(Crew(session), trusted=trust(ledger))


@pytest.mark.parametrize("piece", [1, 7, 256, 8192])
def test_pieces_of_any_size_give_the_same(
    long: tuple[Scene, Ledger], piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, ledger = long
    monkeypatch.setattr(pieces, "PIECE", piece)
    reports = look(scene, ledger)
    assert all(report.ok for report in reports.values()), reports
    checkpoint = ledger.read_checkpoint()
    assert checkpoint is not None
    assert reports["seal"].examined == reports["entries"].examined == checkpoint.size


def flip(path: Path, place: int) -> bytes:
    """Change a byte of a file; answers with what it held."""
    held = path.read_bytes()
    path.write_bytes(held[:place] + bytes([held[place] ^ 1]) + held[place + 1 :])
    return held


def test_every_file_of_the_ledger_that_counts_is_looked_at(long: tuple[Scene, Ledger]) -> None:
    scene, ledger = long
    checkpoint = ledger.read_checkpoint()
    assert checkpoint is not None
    rest, above = checkpoint.size % 256, checkpoint.size // 256
    for name, check, said in (
        (name_tile("0", 0), "seal", "is not what seal 1 holds at its place"),
        (name_tile("0", above, width=rest), "seal", "is not what seal 13 holds at its place"),
        (name_tile("1", 0, width=above), "seal", "tile/1/000: its hash 0 is not that of"),
        (name_tile("entries", 1), "entries", "tile/entries/001: its entry 0 does not give"),
        (name_tile("entries", above, width=rest), "entries", "its entry 0 does not give"),
    ):
        path = ledger.folder / name
        place = -1 % path.stat().st_size if said.startswith("is not what seal 13") else 5
        held = flip(path, place)
        faults = look(scene, ledger)[check].faults
        assert any(said in fault for fault in faults), (name, faults)
        path.unlink()
        faults = look(scene, ledger)[check].faults
        assert any("is missing" in fault for fault in faults), (name, faults)
        path.write_bytes(held)
    assert all(report.ok for report in look(scene, ledger).values())


def test_a_row_changed_together_with_its_leaf_is_seen_by_the_root(
    long: tuple[Scene, Ledger],
) -> None:
    """The owner of the database who can write to the ledger too cannot sign for it."""
    scene, ledger = long
    with open_for_forging(scene.database) as session:
        session.execute(text("UPDATE admin_event SET action = 'edit_unit' WHERE id = 3"))
        session.commit()
    (fault,) = look(scene, ledger)["seal"].faults
    assert fault == "admin_event 3: it is not what seal 1 holds at its place"
    checkpoint = ledger.read_checkpoint()
    assert checkpoint is not None
    entries = list(ledger.tiles.read_entries(0, 256, size=checkpoint.size))
    (place,) = [n for n, entry in enumerate(entries) if b'"admin_event":3,' in entry]
    forged = entries[place].replace(b'"add_unit"', b'"edit_unit"')
    tile = ledger.folder / name_tile("0", 0)
    leaf, other = map(ledger.hasher.hash_leaf, (entries[place], forged))
    assert leaf != other
    tile.write_bytes(tile.read_bytes().replace(leaf, other))
    faults = look(scene, ledger)["seal"].faults
    assert not [fault for fault in faults if fault.startswith("admin_event")]
    assert "tile/1/000: its hash 0 is not that of the tiles below" in faults
    assert "seal 1: the tiles have not the root of the seal" in faults
