"""sigstore, which nobody here wrote, believes our proofs and checkpoints and refuses changed ones.

It reads what a transparency log of its own kind answers; what we hand it is put into that form.
"""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import verify_checkpoint
from sigstore._internal.trust import Keyring, RekorKeyring
from sigstore.errors import VerificationError
from sigstore.models import TransparencyLogEntry
from sigstore_models.common.v1 import PublicKey, PublicKeyDetails
from sigstore_models.rekor.v1 import TransparencyLogEntry as Inner

from tests.bundle.conftest import LOG
from tests.bundle.forging import Bundle, open_bundle
from workflow.audit import write_canonical
from workflow.ledger.checkpoint import Checkpoint, read_checkpoint
from workflow.ledger.note import ED25519, PrivateKey, read_note

Parts = dict[str, Any]


def make_keyring(key: PrivateKey) -> RekorKeyring:
    public = Ed25519PublicKey.from_public_bytes(key.public.data)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    details = PublicKeyDetails.PKIX_ED25519
    return RekorKeyring(Keyring([PublicKey(raw_bytes=base64.b64encode(der), key_details=details)]))


def encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def take_parts(bundle: Bundle, number: int) -> Parts:
    """What sigstore wants to know of one event."""
    line, note = bundle.events[number], bundle.header["checkpoint"]
    checkpoint: Checkpoint = read_checkpoint(read_note(note))
    return {
        "entry": write_canonical(line["event"]).encode(),
        "index": line["index"],
        "size": checkpoint.size,
        "root": checkpoint.root,
        "hashes": [bytes.fromhex(each) for each in line["proof"]],
        "note": note,
    }


def believe(parts: Parts, *, key: PrivateKey = LOG) -> None:
    """Let sigstore verify the checkpoint and the inclusion. Raises VerificationError."""
    told = {
        "logIndex": str(parts["index"]),
        "logId": {"keyId": encode(key.public.id)},
        "kindVersion": {"kind": "hengjian", "version": "1"},
        "inclusionProof": {
            "logIndex": str(parts["index"]),
            "rootHash": encode(parts["root"]),
            "treeSize": str(parts["size"]),
            "hashes": [encode(each) for each in parts["hashes"]],
            "checkpoint": {"envelope": parts["note"]},
        },
        "canonicalizedBody": encode(parts["entry"]),
    }
    entry = TransparencyLogEntry(Inner.from_json(json.dumps(told)))
    verify_checkpoint(make_keyring(key), entry)
    verify_merkle_inclusion(entry)


def test_sigstore_believes_every_event(genuine: bytes) -> None:
    bundle = open_bundle(genuine)
    for number in range(len(bundle.events)):
        believe(take_parts(bundle, number))


def flip(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


TAMPERED: dict[str, Callable[[Parts], Parts]] = {
    "entry": lambda parts: {"entry": parts["entry"].replace(b"draft", b"drafs", 1)},
    "index": lambda parts: {"index": parts["index"] + 1},
    "size": lambda parts: {"size": parts["size"] * 4},
    "root": lambda parts: {"root": flip(parts["root"])},
    "first hash": lambda parts: {"hashes": [flip(parts["hashes"][0]), *parts["hashes"][1:]]},
    "a hash less": lambda parts: {"hashes": parts["hashes"][:-1]},
    "a hash more": lambda parts: {"hashes": [*parts["hashes"], b"\0" * 32]},
    "size signed": lambda parts: {"note": parts["note"].replace("\n46\n", "\n47\n")},
    "origin signed": lambda parts: {"note": f"x{parts['note']}"},
    "signature": lambda parts: {"note": swap_signature(parts["note"])},
}


def swap_signature(note: str) -> str:
    """The last sign of the signature of the log, another one."""
    text, line, *others = note.rpartition("\n\n")[0], *note.rpartition("\n\n")[2].split("\n")
    changed = line[:-6] + ("A" if line[-6] != "A" else "B") + line[-5:]
    return "\n".join([text, "", changed, *others])


@pytest.mark.parametrize("name", TAMPERED)
def test_sigstore_refuses_what_was_changed(genuine: bytes, name: str) -> None:
    parts = take_parts(open_bundle(genuine), 2)
    believe(parts)
    changed = parts | TAMPERED[name](parts)
    assert changed != parts
    with pytest.raises(VerificationError):
        believe(changed)


def test_sigstore_refuses_another_key(genuine: bytes) -> None:
    parts = take_parts(open_bundle(genuine), 0)
    stranger = PrivateKey(LOG.name, ED25519, b"\x09" * 32)
    with pytest.raises(VerificationError):
        believe(parts, key=stranger)
