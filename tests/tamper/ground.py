"""What is attacked: sealed evaluations of every kind, and what an auditor keeps elsewhere."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.database import WRITES, Database
from models.vocabulary import Action, State
from tests.support.papers import PROOF
from tests.support.scenes import Scene
from tests.workflow.forging import SLEEP, tell_everything
from web.cli.documents import plan_documents
from web.files import Store
from web.settings import Settings
from workflow.data import Assigning
from workflow.ledger.archive import Archive
from workflow.ledger.bundle import write_bundle
from workflow.ledger.checkpoint import read_checkpoint
from workflow.ledger.crew import Crew
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey, read_note
from workflow.ledger.seal import CHECKPOINT, Ledger, seal_trail
from workflow.ledger.trusted import Trusted
from workflow.ledger.verify import look_at_everything

AT = datetime(2027, 1, 1, tzinfo=UTC)
LIMIT = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A database whose guards sleep, its ledger and its documents; and, out of the owner's reach,
    the last checkpoint with the key of the log, and bundles with the head hashes of their pages.
    """

    session: Session
    settings: Settings
    ledger: Ledger
    checkpoint: bytes
    evaluations: tuple[UUID, ...]
    bundles: Mapping[UUID, bytes]
    heads: Mapping[UUID, str]

    @property
    def key(self) -> str:
        """The public key of the log."""
        return self.ledger.key.public.write()

    def find_faults(self) -> list[str]:
        """Verify everything; return what is wrong."""
        self.session.expunge_all()
        trusted = Trusted(
            tiles=self.ledger.tiles,
            hasher=self.ledger.hasher,
            keys=[self.ledger.key.public],
            others=[read_checkpoint(read_note(self.checkpoint.decode()))],
        )
        found = look_at_everything(
            Crew(self.session),
            trusted=trusted,
            more=plan_documents(self.session, self.settings),
        )
        return [f"{report.check}: {fault}" for report in found.values() for fault in report.faults]


def tell_stories(scene: Scene) -> tuple[UUID, ...]:
    """Evaluations of every kind and state, by two units."""
    whole = tell_everything(scene)
    corrected = scene.walk(State.PUBLISHED)
    edition = scene.correct(corrected)
    scene.finish(edition)
    reviewed = scene.walk(State.FINANCE_REVIEWED)
    scene.do("chief", Action.COMMENT, reviewed)
    thrown_away = scene.walk(State.DRAFT)
    asked = Assigning(places={"funds": scene.people["filer"], "whole": scene.people["filer"]})
    scene.do("filer", Action.ASSIGN, thrown_away, asked)
    scene.do("filer", Action.DISCARD, thrown_away)
    finance = tell_everything(scene, cycle="finance")
    return whole, corrected, edition, reviewed, thrown_away, finance


@contextmanager
def open_ground(database: Database, folder: Path) -> Iterator[Ground]:
    """Tell stories in a new database, seal them twice, and put its guards to sleep; the attacks
    are undone at the end.
    """
    scene = Scene(database)
    settings = replace(scene.home.settings, files=folder / "files", max_file_size=LIMIT)
    key = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)
    ledger = Ledger(folder=folder / "ledger", key=key, hasher=Hasher())
    early = scene.walk(State.SELF_SCORED)
    assert seal_trail(database.writing, ledger=ledger, at=AT)
    evaluations = (early, *tell_stories(scene))
    assert seal_trail(database.writing, ledger=ledger, at=AT)
    with Store(settings.files, limit=LIMIT).receive() as incoming:
        incoming.arrival.write(PROOF)
        incoming.keep()
    archive = Archive(folder=ledger.folder, hasher=ledger.hasher, keys=(key.public,))
    with database.reading() as session:
        bundles = {
            each: write_bundle(session, archive=archive, evaluation_id=each, public=False)
            for each in evaluations
        }
    heads = {each: scene.header(each).evaluation.head for each in evaluations}
    with sleep_guards(database) as session:
        yield Ground(
            session=session,
            settings=settings,
            ledger=ledger,
            checkpoint=(ledger.folder / CHECKPOINT).read_bytes(),
            evaluations=evaluations,
            bundles=bundles,
            heads=heads,
        )


@contextmanager
def sleep_guards(database: Database) -> Iterator[Session]:
    """A session of the owner in which no trigger and no foreign key refuses anything."""
    on_sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.execution_options(**({} if on_sqlite else WRITES)).connect() as connection:
        if on_sqlite:
            # Foreign keys can be switched off outside of transactions alone.
            connection.rollback()
            connection.connection.execute("PRAGMA foreign_keys = OFF").close()
        with Session(connection, autoflush=False, expire_on_commit=False) as session:
            if on_sqlite:
                for name in session.scalars(
                    text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                ).all():
                    session.execute(text(f"DROP TRIGGER {name}"))
            else:
                session.execute(text(SLEEP))
                session.execute(text("SET LOCAL statement_timeout = 0"))
                session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield session
            session.rollback()


@contextmanager
def keep_folder(folder: Path) -> Iterator[None]:
    """Put a folder back as it was when the block ends."""
    kept = folder.with_name(f"{folder.name}.kept")
    shutil.copytree(folder, kept)
    try:
        yield
    finally:
        shutil.rmtree(folder)
        kept.replace(folder)
