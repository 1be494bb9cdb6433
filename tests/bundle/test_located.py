"""Where events stand in the tree, and proofs of it."""

import pytest
from sqlalchemy import text

from models.vocabulary import Action, State
from tests.bundle.conftest import COSIGNED_AT, LOG, WITNESS, Office
from workflow.ledger.archive import COSIGNED
from workflow.ledger.checkpoint import check_proof, list_cosignatures, read_proof
from workflow.ledger.located import LedgerProblem, prove_event
from workflow.ledger.note import check_note
from workflow.refusals import Refused


def test_every_event_is_found_where_the_ledger_put_it(office: Office) -> None:
    scene, archive = office.scene, office.archive
    first = scene.walk(State.SELF_SCORED)
    with scene.database.reading() as session:
        proof = prove_event(session, archive=archive, event_id=1)
        assert proof is None, "nothing was ever sealed"
    office.seal()
    with pytest.raises(Refused):
        scene.do("filer", Action.APPROVE, first)
    office.seal()
    second = scene.walk(State.DRAFT)
    scene.do("head", Action.APPROVE, first)
    office.seal()
    unsealed = scene.walk(State.DRAFT)
    last = office.ledger.read_checkpoint()
    assert last is not None
    sealed = [event for each in (first, second) for event in office.list_events(each)]
    entries = list(archive.tiles.read_entries(0, last.size, size=last.size))
    with scene.database.reading() as session:
        for event in sealed:
            proof = prove_event(session, archive=archive, event_id=event.id)
            assert proof is not None
            assert entries[proof.index].decode() == event.body
            assert read_proof(proof.write()) == proof
            proven = check_proof(proof, entry=event.body.encode(), hasher=archive.hasher)
            assert proven == last
            assert check_note(proof.checkpoint, keys=archive.keys) == (LOG.public,)
        for event in office.list_events(unsealed):
            assert prove_event(session, archive=archive, event_id=event.id) is None
        assert prove_event(session, archive=archive, event_id=10_000) is None


def test_a_proof_bears_the_cosignatures_of_its_own_checkpoint_alone(office: Office) -> None:
    evaluation = office.scene.walk(State.DRAFT)
    office.seal()
    office.cosign()
    (event, *_) = office.list_events(evaluation)

    def list_witnesses() -> list[tuple[str, int]]:
        with office.scene.database.reading() as session:
            proof = prove_event(session, archive=office.archive, event_id=event.id)
            assert proof is not None
        found = list_cosignatures(proof.checkpoint, keys=[WITNESS.public])
        assert len(proof.checkpoint.signatures) == 1 + len(found)
        return [(each.key.name, each.at) for each in found]

    assert list_witnesses() == [(WITNESS.name, COSIGNED_AT)]
    path = office.ledger.folder / COSIGNED
    cosigned = path.read_text(encoding="utf-8")
    for damaged in (cosigned.replace("\n\n", "\n"), cosigned[:-8] + "AAAAAA=\n", "\udcff"):
        path.write_text(damaged, encoding="utf-8", errors="surrogateescape")
        assert list_witnesses() == []
    path.write_text(cosigned, encoding="utf-8")
    office.scene.do("filer", Action.SUBMIT, evaluation)
    office.seal()
    assert list_witnesses() == []


@pytest.mark.parametrize("damage", ["tiles", "checkpoint", "body"])
def test_nothing_is_proven_that_the_ledger_does_not_hold(office: Office, damage: str) -> None:
    evaluation = office.scene.walk(State.DRAFT)
    office.seal()
    (event, *_) = office.list_events(evaluation)
    if damage == "tiles":
        for path in (office.ledger.folder / "tile/0").rglob("*"):
            if path.is_file():
                path.unlink()
    else:
        forge_as_owner(office, damage, event.id)
    with office.scene.database.reading() as session, pytest.raises(LedgerProblem) as told:
        prove_event(session, archive=office.archive, event_id=event.id)
    said = {
        "tiles": f"audit_event {event.id}: tile/0/000.p/",
        "checkpoint": "seal 1: there is no signature below the text",
        "body": f"audit_event {event.id}: leaf ",
    }
    assert str(told.value).startswith(said[damage])


def forge_as_owner(office: Office, damage: str, event_id: int) -> None:
    statement = {
        "checkpoint": "UPDATE seal SET checkpoint = 'x'",
        "body": f"UPDATE audit_event SET body = body || ' ' WHERE id = {event_id}",
    }[damage]
    engine = office.scene.database.engine
    with engine.begin() as owner:
        if engine.dialect.name == "postgresql":
            for table in ("audit_event", "seal"):
                owner.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in owner.scalars(text(query)).all():
                owner.execute(text(f"DROP TRIGGER {name}"))
        owner.execute(text(statement))
