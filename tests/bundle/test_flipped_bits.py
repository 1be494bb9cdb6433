"""No single bit of a bundle, a proof or a checkpoint can be another one."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.bundle.conftest import LOG, WITNESS
from tests.bundle.forging import SALT, Bundle, Held, judge, open_bundle
from workflow.audit import NO_HASH, commit_to, hash_text, write_canonical
from workflow.ledger.checkpoint import ProofFile, list_cosignatures, read_checkpoint
from workflow.ledger.note import NoteProblem, check_note, read_note

KEYS = (LOG.public, WITNESS.public)
SAMPLE = 3000
STRANGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the command takes for a refusal; `Refused` is one of them."""


def make_small() -> Bundle:
    """A history of five events, made by hand: each kind of line is there once."""
    mark = commit_to(salt=SALT, text="完成。")
    rows = [{"id": "a", "parent": None, "name": "满意度", "weight": "9.00", "target": "好"}]
    score = {"indicator": "a", "kind": "self", "new": "8.50", "old": None, "reason": None}
    shown = {"name": "满意度", "weight": "9.00", "target_text": "好", "actual_text": ""}
    text = {"commitment": mark, "salt": SALT.hex(), "text": "完成。"}
    published = {
        "title": "T",
        "kind": "K",
        "edition": 1,
        "funds": [],
        "indicators": [shown | {"self_score": "8.50", "review_score": None}],
        "total": "8.50",
        "grade": "good",
        "sections": [{"key": "s", "text": text}],
    }
    agreed = hash_text(write_canonical(rows))
    data: list[dict[str, Any]] = [
        {"title": "T", "kind": "K", "agreed": agreed, "scores": [score], "comment": mark},
        *({} for _ in range(3)),
        {"publication": ""},
    ]
    way = ["none", "draft", "self_scored", "unit_approved", "finance_reviewed", "published"]
    actions = ["create", "submit", "approve", "review", "publish"]
    bodies = [
        {
            "v": "1/sha256",
            "evaluation": "e",
            "seq": number + 1,
            "action": action,
            "from": way[number],
            "to": way[number + 1],
            "actor": "p",
            "at": "2026",
            "data": data[number],
            "prev": NO_HASH,
        }
        for number, action in enumerate(actions)
    ]
    header = {
        "algorithm": "sha256",
        "bundle": 1,
        "evaluation": "e",
        "upto": "end",
        "keys": [LOG.public.write()],
        "witnesses": [WITNESS.public.write()],
    }
    bundle = Bundle(
        header,
        [{"event": body} for body in bodies],
        [{"agreed": rows, "event": 1}],
        [{**text, "event": 1}],
        [{"published": published, "event": 5}],
    )
    bundle.republish()
    bundle.reseal()
    return bundle


def flip_each_bit(data: bytes) -> Iterator[tuple[int, bytes]]:
    for place in range(len(data)):
        for bit in range(8):
            yield place, data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def is_refused(check: Callable[[], object]) -> bool:
    try:
        check()
    except STRANGE:
        return True
    return False


def test_no_bit_of_a_small_bundle_can_be_flipped() -> None:
    genuine = make_small().write()
    assert judge(genuine)[3] == "Published by event 5: total 8.50, grade good."
    slipped = [
        place
        for place, flipped in flip_each_bit(genuine)
        if not is_refused(lambda flipped=flipped: judge(flipped))  # type: ignore[misc]  # bound at once
    ]
    assert slipped == [], [genuine[place - 20 : place + 20] for place in slipped]


def test_no_bit_of_a_real_bundle_was_found_that_can_be_flipped(genuine: bytes) -> None:
    chosen = random.Random(5)
    bundle = open_bundle(genuine)
    bundle.modernise()
    for held in (genuine, bundle.write()):
        judge(held)
        for place in chosen.sample(range(len(held)), SAMPLE // 2):
            flipped = bytearray(held)
            flipped[place] ^= 1 << chosen.randrange(8)
            assert is_refused(lambda flipped=flipped: judge(bytes(flipped))), (place, flipped)  # type: ignore[misc]  # as above


def test_no_bit_of_a_proof_can_be_flipped(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = make_small()
    held = bundle.write()
    line = bundle.events[2]
    hashes = tuple(bytes.fromhex(each) for each in line["proof"])
    note = read_note(bundle.header["checkpoint"])
    proof = ProofFile(line["index"], hashes, note).write().encode()
    monkeypatch.setattr("workflow.ledger.verify_bundle.Path", Held)
    witness = [WITNESS.public.write()]
    said = judge(held, proof=[proof], witness=witness)
    assert said[-2].endswith("proves event 3, in a tree of 5 entries.")
    slipped = [
        place
        for place, flipped in flip_each_bit(proof)
        if not is_refused(lambda flipped=flipped: judge(held, proof=[flipped], witness=witness))  # type: ignore[misc]  # as above
    ]
    assert slipped == [], [proof[place - 20 : place + 20] for place in slipped]


def test_no_bit_of_a_checkpoint_can_be_flipped() -> None:
    checkpoint = make_small().header["checkpoint"].encode()

    def believe(written: bytes) -> None:
        note = read_note(written.decode())
        signed = check_note(note, keys=KEYS[:1])
        seen = list_cosignatures(note, keys=KEYS[1:])
        if len(signed) + len(seen) < len(KEYS):
            raise NoteProblem("somebody did not sign")
        read_checkpoint(note)

    believe(checkpoint)
    slipped = [
        place
        for place, flipped in flip_each_bit(checkpoint)
        if not is_refused(lambda flipped=flipped: believe(flipped))  # type: ignore[misc]  # as above
    ]
    assert slipped == []
