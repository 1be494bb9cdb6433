"""A trail that is kept with SM3: every hash in it, its chain, its tree, and verification."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import AuditEvent, FreeText, Publication, Submission
from models.vocabulary import HashName, State
from policies.disclosure import reduce_copy
from tests.support.scenes import Scene
from workflow.audit import write_canonical
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import Ledger, seal_trail
from workflow.ledger.sealed import Trusted, find_seal_faults
from workflow.ledger.verify import verify_database

AT = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def sm3_scene(sealed_database: Database) -> Scene:
    """People and offices in a database whose trail is kept with SM3."""
    return Scene(Database(sealed_database.engine, hash_name=HashName.SM3))


def sm3(data: bytes) -> str:
    return hashlib.new("sm3", data).hexdigest()


def test_every_hash_of_such_a_trail_is_sm3(sm3_scene: Scene) -> None:
    sm3_scene.walk(State.PUBLISHED)
    before = "0" * 64
    with sm3_scene.database.reading() as session:
        events = session.execute(select(AuditEvent.body, AuditEvent.hash).order_by(AuditEvent.id))
        for body, digest in events:
            told = json.loads(body)
            assert (told["v"], told["prev"]) == ("1/sm3", before)
            assert digest == sm3(b"\x00" + body.encode())
            before = digest
        for text in session.scalars(select(FreeText)):
            assert text.salt is not None
            assert text.text is not None
            assert text.commitment == sm3(text.salt + text.text.encode())
        for frozen in session.scalars(select(Submission)):
            assert frozen.content_hash == sm3(frozen.content.encode())
        for copy in session.scalars(select(Publication)):
            committed = write_canonical(reduce_copy(json.loads(copy.content)))
            assert copy.content_hash == sm3(committed.encode())


def test_it_verifies_and_is_sealed_with_a_tree_of_sm3(sm3_scene: Scene, tmp_path: Path) -> None:
    evaluation = sm3_scene.walk(State.DRAFT)
    sm3_scene.walk(State.PUBLISHED)
    database = sm3_scene.database
    hasher = Hasher(HashName.SM3)
    key = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)
    ledger = Ledger(folder=tmp_path / "ledger", key=key, hasher=hasher)
    seal = seal_trail(database.writing, ledger=ledger, at=AT)
    assert seal is not None
    trusted = Trusted(tiles=ledger.tiles, hasher=hasher, keys=[key.public])
    with database.reading() as session:
        reports = verify_database(session)
        assert all(report.ok for report in reports.values()), reports
        assert list(find_seal_faults(session, trusted=trusted)) == []
        body = session.scalar(
            select(AuditEvent.body).where(AuditEvent.evaluation_id == evaluation).limit(1)
        )
    assert body is not None
    assert hasher.hash_leaf(body.encode()).hex() == sm3(b"\x00" + body.encode())
    # By the other hash nothing of it holds.
    with Database(database.engine).reading() as session:
        assert not verify_database(session)["hash"].ok
