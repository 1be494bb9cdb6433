"""Checkpoints (C2SP tlog-checkpoint): how large the tree is and which root it has, signed; the
witnesses who saw that it only grew (C2SP tlog-cosignature); and proofs in files (tlog-proof).
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow.ledger.merkle import Hasher, ProofProblem
from workflow.ledger.note import (
    COSIGNATURE,
    Note,
    NoteProblem,
    PrivateKey,
    PublicKey,
    Signature,
    read_note,
    sign_note,
)

PROOF_HEAD = "c2sp.org/tlog-proof@v1"
_COUNT = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES = 3
_STAMP = 8


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log it is of, how many leaves its tree has, and its root. `extensions` are more lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def write(self) -> str:
        """Return the text that is signed."""
        root = base64.b64encode(self.root).decode()
        return "".join(
            f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions)
        )


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness, the second at which it saw that the tree only grew, and its signature."""

    key: PublicKey
    at: int
    signature: Signature


@dataclass(frozen=True, slots=True)
class ProofFile:
    """That an entry stands at `index` of the tree of a signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note

    def write(self) -> str:
        """Return the file of the proof."""
        hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in self.hashes)
        return f"{PROOF_HEAD}\nindex {self.index}\n{hashes}\n{self.checkpoint.write()}"


def sign_checkpoint(checkpoint: Checkpoint, *, key: PrivateKey) -> Note:
    """Return the checkpoint with the signature of its log."""
    return sign_note(checkpoint.write(), key=key)


def read_checkpoint(note: Note) -> Checkpoint:
    """Return what a note says about a tree. Raises NoteProblem unless it is a checkpoint."""
    lines = note.text.removesuffix("\n").split("\n")
    if len(lines) < _LINES or not all(lines) or not _COUNT.fullmatch(lines[1]):
        raise NoteProblem("the note is no checkpoint: origin, size and root are wanted")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _decode(lines[2]), tuple(lines[3:]))
    if checkpoint.write() != note.text:
        raise NoteProblem("the checkpoint is not written as it must be")
    return checkpoint


def cosign(note: Note, *, key: PrivateKey, at: int) -> Note:
    """Return the checkpoint with the cosignature of a witness added, made at second `at`."""
    data = at.to_bytes(_STAMP, "big") + key.sign(_spell_cosigned(note, at=at))
    return replace(note, signatures=(*note.signatures, Signature(key.name, key.public.id, data)))


def list_cosignatures(note: Note, *, keys: Sequence[PublicKey]) -> tuple[Cosignature, ...]:
    """Return which of these witnesses signed, and when. Raises NoteProblem for a false one."""
    found = []
    for key in keys:
        for signature in note.signatures:
            if key.kind == COSIGNATURE and key.is_by(signature):
                at = int.from_bytes(signature.data[:_STAMP], "big")
                key.check(_spell_cosigned(note, at=at), signature.data[_STAMP:])
                found.append(Cosignature(key, at, signature))
    return tuple(found)


def read_proof(written: str) -> ProofFile:
    """Return a proof from its file. Raises NoteProblem unless it is exactly one.

    A second line `extra …`, which the format allows and nothing vouches for, is refused.
    """
    head, blank, rest = written.partition("\n\n")
    lines = head.split("\n")
    number = lines[1].removeprefix("index ") if len(lines) > 1 else ""
    if not blank or lines[0] != PROOF_HEAD or not _COUNT.fullmatch(number):
        raise NoteProblem("the file is no proof: its first lines are not those of one")
    proof = ProofFile(int(number), tuple(map(_decode, lines[2:])), read_note(rest))
    if proof.write() != written:
        raise NoteProblem("the proof is not written as it must be")
    return proof


def check_proof(proof: ProofFile, *, entry: bytes, hasher: Hasher) -> Checkpoint:
    """Return the checkpoint under which an entry is included; whether it is signed by somebody who
    is trusted is asked of its note. Raises NoteProblem or ProofProblem.
    """
    checkpoint = read_checkpoint(proof.checkpoint)
    if any(len(each) != hasher.size for each in (*proof.hashes, checkpoint.root)):
        raise ProofProblem("a hash has not the length of one")
    leaf = hasher.hash_leaf(entry)
    size, root = checkpoint.size, checkpoint.root
    hasher.check_inclusion(leaf, proof.index, size=size, root=root, proof=proof.hashes)
    return checkpoint


def _spell_cosigned(note: Note, *, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{note.text}".encode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteProblem("a hash is not in base 64") from None
