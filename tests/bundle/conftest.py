"""Sealed evaluations for the tests of bundles, on both engines."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from models.queries.bundled import EventRow, list_event_rows
from models.vocabulary import Action, State
from tests.support.databases import copy_postgres, copy_sqlite
from tests.support.offices import START
from tests.support.papers import ACTUAL, OPINION, PLAN, SELF
from tests.support.scenes import DUE, Scene
from workflow.data import Remark, SendingBack
from workflow.ledger.archive import COSIGNED, KEYS, WITNESSES, Archive, open_archive, write_keys
from workflow.ledger.bundle import write_bundle
from workflow.ledger.checkpoint import cosign
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import COSIGNATURE, ED25519, PrivateKey, read_note
from workflow.ledger.seal import CHECKPOINT, Ledger, seal_trail

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.pg)]
LOG = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)
WITNESS = PrivateKey("audit.example/w", COSIGNATURE, b"\x02" * 32)
COSIGNED_AT = 1_790_000_000


@dataclass
class Office:
    """A scene whose trail is sealed into a ledger with one witness."""

    scene: Scene
    ledger: Ledger

    def seal(self) -> None:
        """Take in what was added."""
        seal_trail(self.scene.database.writing, ledger=self.ledger, at=START)

    def cosign(self) -> None:
        """Let the witness sign the last checkpoint."""
        note = read_note((self.ledger.folder / CHECKPOINT).read_text(encoding="utf-8"))
        cosigned = cosign(note, key=WITNESS, at=COSIGNED_AT).write()
        (self.ledger.folder / COSIGNED).write_text(cosigned, encoding="utf-8")

    @property
    def archive(self) -> Archive:
        """The public side."""
        archive = open_archive(self.ledger.folder, hasher=self.ledger.hasher)
        assert archive is not None
        return archive

    def list_events(self, evaluation: UUID) -> list[EventRow]:
        """The chain of an evaluation."""
        with self.scene.database.reading() as session:
            return list_event_rows(session, evaluation)

    def write(self, evaluation: UUID, *, public: bool = False) -> bytes:
        """The bundle of an evaluation."""
        with self.scene.database.reading() as session:
            return write_bundle(
                session, archive=self.archive, evaluation_id=evaluation, public=public
            )

    def walk_far(self) -> UUID:
        """An evaluation that was amended, documented, sent back, handed in again and published."""
        scene = self.scene
        evaluation = scene.walk(State.DRAFT)
        scene.do("filer", Action.AMEND, evaluation)
        scene.do("filer", Action.ATTACH, evaluation, PLAN)
        scene.do("filer", Action.COMMENT, evaluation, Remark(text="请看第三行"))
        self.seal()
        scene.do("filer", Action.SUBMIT, evaluation)
        scene.do("head", Action.APPROVE, evaluation)
        scene.do("chief", Action.RESCORE, evaluation)
        scene.do("chief", Action.RETURN, evaluation, SendingBack(reason="请补充", due_at=DUE))
        self.seal()
        lower = scene.desk(evaluation).scores(
            {**SELF, OPINION: "26.5"}, reason="按实际", actual=ACTUAL
        )
        scene.do("filer", Action.SCORE, evaluation, lower)
        scene.finish(evaluation)
        self.seal()
        return evaluation


@contextlib.contextmanager
def open_office(request: pytest.FixtureRequest, *, folder: Path) -> Iterator[Office]:
    """Open an office in a database of its own, with a ledger that is still empty."""
    ledger = Ledger(folder=folder / "ledger", key=LOG, hasher=Hasher())
    ledger.folder.mkdir()
    write_keys(ledger.folder / KEYS, [LOG.public])
    write_keys(ledger.folder / WITNESSES, [WITNESS.public])
    if request.param == "sqlite":
        copied = copy_sqlite(request.getfixturevalue("sqlite_template"), folder)
    else:
        copied = copy_postgres(request.getfixturevalue("postgres_template"))
    with copied as database:
        yield Office(Scene(database), ledger)


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office that a test has for itself."""
    with open_office(request, folder=tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module", params=ENGINES)
def genuine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bundle of an evaluation that was published after a return, cosigned by the witness."""
    with open_office(request, folder=tmp_path_factory.mktemp("office")) as opened:
        evaluation = opened.walk_far()
        opened.cosign()
        return opened.write(evaluation)
