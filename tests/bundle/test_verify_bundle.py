"""The standalone verifier: it believes what was sealed, says what holds, and stands by itself."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import Action, HashName, State
from tests.bundle.conftest import COSIGNED_AT, LOG, WITNESS, Office
from tests.support.papers import PROOF
from tests.support.scenes import Scene
from workflow.ledger import verify_bundle as verifier
from workflow.ledger.archive import KEYS, write_keys
from workflow.ledger.located import prove_event
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import CHECKPOINT
from workflow.table import EDGES

SCRIPT = Path(verifier.__file__)
KEY = LOG.public.write()


def verify(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *arguments: object,
    keys: Sequence[str] = (KEY,),
) -> tuple[int, str]:
    """Run the verifier in this process; return its exit status and what it said."""
    given = [part for key in keys for part in ("--key", key)]
    monkeypatch.setattr(sys, "argv", ["verify_bundle.py", *map(str, arguments), *given])
    status = verifier.main()
    return status, capsys.readouterr().out


def spell(key: PrivateKey) -> str:
    return f"{key.name}+{key.public.id.hex()}"


def write_file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_it_stands_alone_and_can_be_read_in_ten_minutes() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    tree = ast.parse(source)
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    packages = {name.partition(".")[0] for name in imported} - set(sys.stdlib_module_names)
    assert packages == {"cryptography"}


def test_it_knows_the_moves_of_the_table() -> None:
    told = {
        (word.partition(">")[0], state, word.partition(">")[2] or state)
        for state, words in verifier.MOVES.items()
        for word in words.split()
    }
    assert told == {(str(edge.action), str(edge.source), str(edge.target)) for edge in EDGES}


def test_it_runs_on_a_machine_that_has_nothing_else(office: Office, tmp_path: Path) -> None:
    evaluation = office.walk_far()
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    script = shutil.copy(SCRIPT, empty)
    bundle = write_file(empty, "bundle.jsonl", office.write(evaluation, public=True))
    command = [sys.executable, "-I", script, str(bundle), "--key", KEY]
    done = subprocess.run(command, cwd=empty, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"evaluation {evaluation}" in done.stdout


def test_a_terminal_that_cannot_show_a_sign_changes_no_verdict(
    office: Office, tmp_path: Path
) -> None:
    bundle = write_file(tmp_path, "bundle", make_bundle(office))
    plain = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = [
        subprocess.run(
            [sys.executable, str(SCRIPT), str(bundle), "--key", KEY, *given],
            env=plain,
            capture_output=True,
            check=False,
            text=True,
        )
        for given in ([], ["--head", "没有"])
    ]
    assert [each.returncode for each in done] == [0, 1]
    assert r"\u4fe1\u606f" in done[0].stdout
    assert done[1].stdout.startswith("Refused: the hash ")


def test_without_the_package_it_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "cryptography").mkdir()
    (tmp_path / "cryptography" / "__init__.py").touch()
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "x", "--key", KEY],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == "Signatures cannot be checked: install the Python package cryptography.\n"


def test_what_holds_is_said_in_plain_words(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evaluation = office.walk_far()
    office.cosign()
    events = office.list_events(evaluation)
    bundle = write_file(tmp_path, "bundle", office.write(evaluation))
    with office.scene.database.reading() as session:
        proof = prove_event(session, archive=office.archive, event_id=events[-1].id)
    assert proof is not None
    proof_file = write_file(tmp_path, "event.tlog-proof", proof.write().encode())
    document = write_file(tmp_path, "any name", PROOF)
    status, said = verify(
        monkeypatch,
        capsys,
        bundle,
        "--witness",
        WITNESS.public.write(),
        "--head",
        events[-1].hash,
        "--proof",
        proof_file,
        "--document",
        document,
    )
    last = office.ledger.read_checkpoint()
    assert last is not None
    assert status == 0
    at, head = datetime.fromtimestamp(COSIGNED_AT, UTC), events[-1].hash
    signers = f"{spell(LOG)} and {spell(WITNESS)} at {at}"
    assert said.splitlines() == [
        f"All holds: evaluation {evaluation}, 信息化运维, is published.",
        f"It has {len(events)} events (all, it says), the hash of the last one is {head}.",
        f"They stand in a tree of {last.size} entries, signed by {signers}.",
        f"Published by event {len(events)}: total 94.50, grade excellent.",
        f"The hash {head} is of event {len(events)} of {len(events)}.",
        f"The file {document} is of event 5 of {len(events)}.",
        f"{proof_file} proves event {len(events)}, in a tree of {last.size} entries.",
    ]


STAGES = [state for state in State if state is not State.NONE]


@pytest.mark.parametrize("cycle", ["project", "finance"])
def test_it_verifies_every_stage(
    office: Office,
    cycle: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evaluations = {state: office.scene.walk(state, cycle=cycle) for state in STAGES}
    office.seal()
    for state, evaluation in evaluations.items():
        bundle = write_file(tmp_path, state, office.write(evaluation))
        status, said = verify(monkeypatch, capsys, bundle)
        assert (status, f"is {state}." in said) == (0, True), said
    public = office.write(evaluations[State.PUBLISHED], public=True)
    assert verify(monkeypatch, capsys, write_file(tmp_path, "public", public))[0] == 0


def test_it_verifies_a_correction_and_what_it_corrects(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scene = office.scene
    first = office.walk_far()
    second = scene.correct(first)
    scene.do("filer", Action.FILL, second)
    scene.finish(second)
    office.seal()
    for evaluation in (first, second):
        for public in (False, True):
            bundle = write_file(tmp_path, "bundle", office.write(evaluation, public=public))
            status, said = verify(monkeypatch, capsys, bundle)
            assert (status, "is published." in said) == (0, True), said


def test_an_unsealed_end_is_told(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evaluation = office.scene.walk(State.DRAFT)
    office.seal()
    office.scene.do("filer", Action.SUBMIT, evaluation)
    bundle = write_file(tmp_path, "bundle", office.write(evaluation))
    status, said = verify(monkeypatch, capsys, bundle)
    assert status == 0
    assert "It has 3 events (all that were sealed)" in said
    assert "is draft." in said


def make_bundle(office: Office) -> bytes:
    evaluation = office.scene.walk(State.PUBLISHED)
    office.seal()
    office.cosign()
    return office.write(evaluation)


def test_a_signature_by_a_key_that_was_not_given_is_called_so(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bundle = write_file(tmp_path, "bundle", make_bundle(office))
    status, said = verify(monkeypatch, capsys, bundle)
    at = datetime.fromtimestamp(COSIGNED_AT, UTC)
    by = f"signed by {spell(LOG)} and {spell(WITNESS)} at {at} (a key that you did not give)."
    assert (status, by in said) == (0, True)
    assert said.splitlines()[-1].startswith("Compare that hash with the published one")


def test_only_the_keys_that_were_given_are_believed(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written = make_bundle(office)
    bundle = write_file(tmp_path, "bundle", written)
    stranger = PrivateKey(LOG.name, ED25519, b"\x09" * 32).public.write()
    status, said = verify(monkeypatch, capsys, bundle, keys=[stranger])
    assert status == 1
    assert said.startswith(
        f"Refused: the checkpoint is not signed by the key you gave of {LOG.name}"
    )
    assert f"but by {spell(LOG)}" in said
    other = PrivateKey("other.example/w", 4, b"\x08" * 32).public.write()
    status, said = verify(monkeypatch, capsys, bundle, "--witness", other)
    assert (status, "not signed by the key you gave of other.example/w" in said) == (1, True)
    status, said = verify(monkeypatch, capsys, bundle, keys=[KEY[:-4] + "AAA="])
    assert (status, "is no key, or was changed" in said) == (1, True)


def test_what_was_given_beside_it_must_belong_to_it(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written = make_bundle(office)
    other = office.scene.walk(State.DRAFT)
    office.seal()
    bundle = write_file(tmp_path, "bundle", written)
    with office.scene.database.reading() as session:
        (first, *_) = office.list_events(other)
        proof = prove_event(session, archive=office.archive, event_id=first.id)
    assert proof is not None
    strange = write_file(tmp_path, "strange", proof.write().encode())
    cases = [
        (("--head", first.hash), f"the hash {first.hash} is of no event: it was changed"),
        (("--document", strange), f"the file {strange} is of no event"),
        (("--proof", strange), f"{strange} was changed, or proves no event of this bundle"),
        (("--proof", bundle), f"{bundle} was changed: it is no proof"),
    ]
    for given, sentence in cases:
        status, said = verify(monkeypatch, capsys, bundle, *given)
        assert (status, said.startswith(f"Refused: {sentence}")) == (1, True), said
    status, said = verify(monkeypatch, capsys, tmp_path / "nowhere")
    assert (status, said.startswith("Not tried: ")) == (2, True)


def test_after_a_rotation_the_new_key_vouches(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evaluation = office.scene.walk(State.DRAFT)
    office.seal()
    before = write_file(tmp_path, "before", office.write(evaluation))
    new = PrivateKey(LOG.name, ED25519, b"\x06" * 32)
    office.ledger = replace(office.ledger, key=new)
    write_keys(office.ledger.folder / KEYS, [LOG.public, new.public])
    (office.ledger.folder / CHECKPOINT).unlink()
    office.scene.do("filer", Action.SUBMIT, evaluation)
    office.seal()
    after = write_file(tmp_path, "after", office.write(evaluation))
    new_key = new.public.write()
    assert verify(monkeypatch, capsys, before)[0] == 0
    assert verify(monkeypatch, capsys, after, keys=[new_key])[0] == 0
    status, said = verify(monkeypatch, capsys, after)
    assert (status, f"you gave of {LOG.name}, but by {spell(new)}" in said) == (1, True)


def test_a_ledger_of_another_hash_verifies_too(
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    office.ledger = replace(office.ledger, hasher=Hasher(HashName.SM3))
    engine = office.scene.database.engine
    office.scene = Scene(Database(engine, hash_name=HashName.SM3))
    bundle = write_file(tmp_path, "bundle", make_bundle(office))
    assert b'"algorithm":"sm3"' in bundle.read_bytes()
    assert verify(monkeypatch, capsys, bundle)[0] == 0
    called = write_file(tmp_path, "x", bundle.read_bytes().replace(b'"sm3"', b'"sha256"'))
    status, said = verify(monkeypatch, capsys, called)
    assert (status, said.startswith("Refused: event 1 (create) is not what was sealed")) == (
        1,
        True,
    )
