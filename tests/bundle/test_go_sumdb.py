"""golang.org/x/mod/sumdb believes our notes, proofs, growth and tiles, and refuses changed ones."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.queries.seals import list_seals
from tests.bundle.conftest import LOG, Office
from tests.conftest import skip_or_fail
from workflow.ledger.located import prove_event
from workflow.ledger.note import ED25519, PrivateKey

SOURCE = Path(__file__).with_name("go") / "verify.go"
PACKAGES = Path("/usr/share/gocode")
"""Where Debian puts golang-golang-x-mod-dev."""
Task = dict[str, Any]


@pytest.fixture(scope="session")
def go_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verifier, compiled."""
    go = shutil.which("go")
    if go is None or not (PACKAGES / "src/golang.org/x/mod/sumdb").is_dir():
        skip_or_fail("REQUIRE_GO", "no Go: apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    settings = {"GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOCACHE": str(folder / "cache")}
    program = folder / "verify"
    command = [str(go), "build", "-o", str(program), str(SOURCE)]
    subprocess.run(command, env=os.environ | settings, check=True)
    return program


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture
def task(office: Office) -> Task:
    """What the ledger publishes of an evaluation, after three seals."""
    evaluation = office.walk_far()
    office.cosign()
    archive = office.archive
    with office.scene.database.reading() as session:
        seals = list(list_seals(session))
        proofs, cosigned = [], ""
        for event in office.list_events(evaluation):
            proof = prove_event(session, archive=archive, event_id=event.id)
            assert proof is not None
            cosigned = proof.checkpoint.write()
            proofs.append(
                {
                    "index": proof.index,
                    "entry": encode(event.body.encode()),
                    "proof": [encode(each) for each in proof.hashes],
                }
            )
    first, *_, last = seals
    growth = archive.hasher.prove_consistency(
        first.size, size=last.size, subtree=archive.tiles.subtree_of(last.size)
    )
    return {
        "key": LOG.public.write(),
        "checkpoint": cosigned,
        "earlier": first.checkpoint,
        "growth": [encode(each) for each in growth],
        "tiles": str(archive.folder),
        "proofs": proofs,
        "size": last.size,
    }


def ask(program: Path, task: Task) -> tuple[int, str]:
    done = subprocess.run(
        [str(program)], input=json.dumps(task), capture_output=True, check=False, text=True
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.strip()


def flip(encoded: str) -> str:
    data = base64.b64decode(encoded)
    return encode(bytes([data[0] ^ 1]) + data[1:])


def change_proof(name: str, change: Callable[[Any], Any]) -> Callable[[Task], Task]:
    def forge(task: Task) -> Task:
        first, second, *others = task["proofs"]
        return {"proofs": [first, second | {name: change(second[name])}, *others]}

    return forge


def damage(path: str) -> Callable[[Task], Task]:
    def forge(task: Task) -> Task:
        file = Path(task["tiles"]) / path.format(size=task["size"])
        data = file.read_bytes()
        file.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
        return {}

    return forge


def unsign(note: str) -> str:
    return note.replace("\n\n", "\nmore\n\n", 1)


TAMPERED: dict[str, tuple[Callable[[Task], Task], str]] = {
    "checkpoint": (lambda it: {"checkpoint": unsign(it["checkpoint"])}, "checkpoint: invalid sig"),
    "earlier one": (lambda it: {"earlier": unsign(it["earlier"])}, "earlier checkpoint: invalid"),
    "growth": (lambda it: {"growth": [flip(each) for each in it["growth"]]}, "growth: "),
    "shorter growth": (lambda it: {"growth": it["growth"][:-1]}, "growth: "),
    "entry": (change_proof("entry", flip), "entry "),
    "index": (change_proof("index", lambda index: index + 1), "entry "),
    "proof": (change_proof("proof", lambda all_: [flip(all_[0]), *all_[1:]]), "entry "),
    "shorter proof": (change_proof("proof", lambda all_: all_[:-1]), "entry "),
    "tile": (damage("tile/0/000.p/{size}"), "tiles: "),
    "entries": (damage("tile/entries/000.p/{size}"), "entries: their root is"),
}


def test_go_believes_the_ledger_and_refuses_what_was_changed(go_program: Path, task: Task) -> None:
    assert ask(go_program, task) == (0, "all holds")
    stranger = PrivateKey(LOG.name, ED25519, b"\x09" * 32).public.write()
    status, said = ask(go_program, task | {"key": stranger})
    assert (status, said) == (1, "checkpoint: note has no verifiable signatures")
    folder = Path(task["tiles"])
    for name, (forge, sentence) in TAMPERED.items():
        kept = folder.with_name("kept")
        shutil.copytree(folder, kept)
        status, said = ask(go_program, task | forge(task))
        assert (status, said[: len(sentence)]) == (1, sentence), (name, said)
        shutil.rmtree(folder)
        kept.rename(folder)
    assert ask(go_program, task) == (0, "all holds")
