"""Where an event stands in the tree of the ledger, and the proof that it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.queries.located import find_body, list_places
from models.queries.seals import SealRow, find_last_seal
from workflow.ledger.archive import COSIGNED, Archive
from workflow.ledger.checkpoint import Cosignature, ProofFile, list_cosignatures
from workflow.ledger.merkle import ProofProblem
from workflow.ledger.note import Note, NoteProblem, read_note
from workflow.ledger.tiles import SubtreeReader, TileProblem


class LedgerProblem(Exception):  # noqa: N818 -- it tells an operator what happened
    """The ledger does not prove what the database holds: one of them was changed or is damaged."""


@dataclass(frozen=True, kw_only=True)
class Prover:
    """Proves entries under one checkpoint. `cosignatures` are those of the note, by witnesses the
    archive knows.
    """

    archive: Archive
    seal: SealRow
    note: Note
    cosignatures: tuple[Cosignature, ...]
    subtree: SubtreeReader

    def prove_all(self, session: Session, entries: Mapping[int, bytes]) -> dict[int, ProofFile]:
        """Return the proofs of events by their numbers, those left out that are not sealed yet;
        `entries` are their bodies. One query for every 500 of them.

        Raises LedgerProblem where the ledger holds something else in the place of one.
        """
        sealed = [event_id for event_id in entries if event_id <= self.seal.audit_event_id]
        places = list_places(session, sealed)
        return {
            event_id: self._prove(event_id, index=places[event_id], entry=entries[event_id])
            for event_id in sealed
        }

    def _prove(self, event_id: int, *, index: int, entry: bytes) -> ProofFile:
        hasher, size = self.archive.hasher, self.seal.size
        try:
            hashes = hasher.prove_inclusion(index, size=size, subtree=self.subtree)
            leaf, root = hasher.hash_leaf(entry), bytes.fromhex(self.seal.root)
            hasher.check_inclusion(leaf, index, size=size, root=root, proof=hashes)
        except (TileProblem, ProofProblem, ValueError) as problem:
            raise LedgerProblem(f"audit_event {event_id}: {problem}") from problem
        return ProofFile(index, tuple(hashes), self.note)


def open_prover(session: Session, *, archive: Archive) -> Prover | None:
    """Return what proves under the last seal, None before there is one. Raises LedgerProblem."""
    seal = find_last_seal(session)
    if seal is None:
        return None
    try:
        note = read_note(seal.checkpoint)
    except NoteProblem as problem:
        raise LedgerProblem(f"seal {seal.id}: {problem}") from problem
    cosigned, cosignatures = _add_cosignatures(note, archive=archive)
    return Prover(
        archive=archive,
        seal=seal,
        note=cosigned,
        cosignatures=cosignatures,
        subtree=archive.tiles.subtree_of(seal.size),
    )


def prove_event(session: Session, *, archive: Archive, event_id: int) -> ProofFile | None:
    """Return the proof of one event under the last seal, None while it is not sealed.

    Raises LedgerProblem where the ledger holds something else in its place, or cannot be read.
    """
    prover, body = open_prover(session, archive=archive), find_body(session, event_id)
    if prover is None or body is None:
        return None
    return prover.prove_all(session, {event_id: body.encode()}).get(event_id)


def _add_cosignatures(note: Note, *, archive: Archive) -> tuple[Note, tuple[Cosignature, ...]]:
    """Return the checkpoint with the cosignatures that were brought to it. Those of another
    checkpoint say nothing about this one, and a false one does not take the proof away.
    """
    try:
        written = (archive.folder / COSIGNED).read_text(encoding="utf-8")
        cosigned = read_note(written)
        if cosigned.text != note.text:
            return note, ()
        found = list_cosignatures(cosigned, keys=archive.witnesses)
    except (FileNotFoundError, UnicodeDecodeError, NoteProblem):
        return note, ()
    known = [each.key for each in found]
    lines = [line for line in cosigned.signatures if any(key.is_by(line) for key in known)]
    return Note(note.text, (*note.signatures, *lines)), found
