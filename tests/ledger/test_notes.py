"""Signed notes, checkpoints, cosignatures and proofs: written as others read them, and strict."""

import base64
from dataclasses import replace

import pytest

from tests.ledger.test_merkle import HASHER, make, mth, reach
from workflow.ledger.checkpoint import (
    Checkpoint,
    ProofFile,
    check_proof,
    cosign,
    list_cosignatures,
    read_checkpoint,
    read_proof,
    sign_checkpoint,
)
from workflow.ledger.merkle import ProofProblem
from workflow.ledger.note import (
    COSIGNATURE,
    ED25519,
    NoteProblem,
    PrivateKey,
    check_note,
    read_note,
    read_public_key,
)

PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)
"""The example by which the format is explained."""
ORIGIN = "hengjian.example/trail"
LOG = PrivateKey(ORIGIN, ED25519, b"\x01" * 32)
WITNESS = PrivateKey("audit.example/w", COSIGNATURE, b"\x02" * 32)
ENTRIES = make(9)
ROOT = mth(ENTRIES)
SIGNED = sign_checkpoint(Checkpoint(ORIGIN, 9, ROOT), key=LOG)
NOW = 1_790_000_000
PROOF = ProofFile(
    5,
    tuple(HASHER.prove_inclusion(5, size=9, subtree=reach(ENTRIES))),
    cosign(SIGNED, key=WITNESS, at=NOW),
)


def test_a_note_that_others_signed_is_read_and_believed() -> None:
    key = read_public_key(PUBLISHED_KEY)
    assert (key.name, key.kind, key.id.hex()) == ("PeterNeumann", ED25519, "c74f20a3")
    assert check_note(read_note(PUBLISHED_NOTE), keys=[key]) == (key,)


def test_what_is_written_is_what_the_formats_ask_for() -> None:
    root = base64.b64encode(ROOT).decode()
    line = base64.b64encode(LOG.public.id + LOG.sign(f"{ORIGIN}\n9\n{root}\n".encode())).decode()
    assert SIGNED.write() == f"{ORIGIN}\n9\n{root}\n\n— {ORIGIN} {line}\n"
    assert read_checkpoint(read_note(SIGNED.write())) == Checkpoint(ORIGIN, 9, ROOT)
    assert read_public_key(LOG.public.write()) == LOG.public
    written = PROOF.write()
    assert written.startswith("c2sp.org/tlog-proof@v1\nindex 5\n")
    assert written.endswith(f"\n\n{PROOF.checkpoint.write()}")
    assert read_proof(written) == PROOF
    assert check_proof(PROOF, entry=ENTRIES[5], hasher=HASHER) == Checkpoint(ORIGIN, 9, ROOT)


def test_a_witness_says_when_it_saw_the_tree() -> None:
    note = cosign(SIGNED, key=WITNESS, at=NOW)
    (found,) = list_cosignatures(note, keys=[LOG.public, WITNESS.public])
    assert (found.key, found.at) == (WITNESS.public, NOW)
    assert check_note(note, keys=[LOG.public]) == (LOG.public,)
    assert list_cosignatures(SIGNED, keys=[WITNESS.public]) == ()
    late = replace(
        note.signatures[1], data=(NOW + 1).to_bytes(8, "big") + note.signatures[1].data[8:]
    )
    with pytest.raises(
        NoteProblem, match=r"the signature of \w+\.example/w is not that of its key"
    ):
        list_cosignatures(replace(SIGNED, signatures=(late,)), keys=[WITNESS.public])


def test_a_note_is_believed_only_for_those_who_are_trusted() -> None:
    other = PrivateKey("other.example", ED25519, b"\x03" * 32)
    namesake = PrivateKey(ORIGIN, ED25519, b"\x04" * 32)
    for stranger in (other, namesake):
        with pytest.raises(NoteProblem, match="nobody who is trusted has signed"):
            check_note(SIGNED, keys=[stranger.public])
    both = check_note(SIGNED, keys=[other.public, LOG.public])
    assert both == (LOG.public,), "a second, unknown key does no harm"
    forged = replace(SIGNED, text=SIGNED.text.replace("\n9\n", "\n8\n"))
    with pytest.raises(NoteProblem, match="is not that of its key"):
        check_note(forged, keys=[LOG.public])


@pytest.mark.parametrize("what", ["note", "proof", "key"])
def test_no_bit_can_be_turned(what: str) -> None:
    written = {"note": SIGNED.write(), "proof": PROOF.write(), "key": LOG.public.write()}[what]
    data = written.encode()
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((NoteProblem, ProofProblem, UnicodeDecodeError)):
            believe(what, bytes(changed).decode())


def believe(what: str, written: str) -> None:
    if what == "key":
        check_note(SIGNED, keys=[read_public_key(written)])
        return
    proof = read_proof(written) if what == "proof" else None
    note = proof.checkpoint if proof else read_note(written)
    check_note(note, keys=[LOG.public])
    checkpoint = read_checkpoint(note)
    if checkpoint.origin != ORIGIN:
        raise NoteProblem("another log")
    if proof:
        check_proof(proof, entry=ENTRIES[5], hasher=HASHER)
        if not list_cosignatures(note, keys=[WITNESS.public]):
            raise NoteProblem("the witness did not sign")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "there is no signature below the text"),
        ("text\n", "there is no signature below the text"),
        ("text\n\n— a AAAAAAA=", "there is no signature below the text"),
        ("text\n\n- a AAAAAAA=\n", "a line below the text is no signature"),
        ("text\n\n— AAAAAAA=\n", "a line below the text is no signature"),
        ("text\n\n— a+b AAAAAAA=\n", "a line below the text is no signature"),
        ("text\n\n— a AAAAAA==\n", "a line below the text is no signature"),
        ("text\n\n— a AAAAA\n", "is not in base 64"),
        ("text\n\n— a AAAAAAB=\n", "the note is not written as it must be"),
        ("te\txt\n\n— a AAAAAAA=\n", "the note holds a control character"),
        ("text\r\n\n— a AAAAAAA=\n", "the note holds a control character"),
        ("text\n\n" + "— a AAAAAAA=\n" * 65, "the note has more than 64 signatures"),
    ],
)
def test_what_is_no_note_is_refused(written: str, said: str) -> None:
    with pytest.raises(NoteProblem, match=said):
        read_note(written)


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\nAAAA\n",
        "a\n-1\nAAAA\n",
        "a\n1\nAAA\n",
        "\n1\nAAAA\n",
        "a\n1\nAAAA\n\nb\n",
        "a\n١\nAAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteProblem):
        read_checkpoint(replace(SIGNED, text=text))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("@v1", "@v2", "its first lines are not those of one"),
        ("index 5", "index 05", "its first lines are not those of one"),
        ("index 5", "extra AAAA\nindex 5", "its first lines are not those of one"),
        ("\n\n", "\n", "the note is no checkpoint|not in base 64|first lines"),
    ],
)
def test_what_is_no_proof_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(NoteProblem, match=said):
        read_proof(PROOF.write().replace(old, new))


def test_a_proof_is_of_one_entry_and_of_hashes_of_the_right_length() -> None:
    with pytest.raises(ProofProblem, match="leaf 5 is not in the tree"):
        check_proof(PROOF, entry=ENTRIES[4], hasher=HASHER)
    short = replace(PROOF, hashes=(PROOF.hashes[0][:31], *PROOF.hashes[1:]))
    with pytest.raises(ProofProblem, match="a hash has not the length of one"):
        check_proof(short, entry=ENTRIES[5], hasher=HASHER)
