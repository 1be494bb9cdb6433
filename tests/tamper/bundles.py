"""Attacks on bundles: bits, lines, and what a line says, with everything hashed anew that could be
by somebody who has neither the key of the log nor the tree.
"""

import json
from argparse import Namespace
from pathlib import Path
from random import Random
from typing import Any

from tests.tamper.ground import Ground
from workflow.audit import NO_HASH, hash_body, hash_text, write_canonical
from workflow.ledger import verify_bundle

Line = dict[str, Any]


def forge_bundle(ground: Ground, random: Random) -> tuple[str, bytes, str] | None:
    """Return how a bundle was forged, the forgery, and the head hash that its page shows; None
    where nothing came of it.
    """
    evaluation = random.choice(ground.evaluations)
    genuine = ground.bundles[evaluation]
    way = random.choice(FORGERIES)
    forged = way(ground, genuine, random)
    return None if forged == genuine else (way.__name__, forged, ground.heads[evaluation])


def check_bundle(data: bytes, *, key: str, head: str, folder: Path) -> str | None:
    """Return the sentence that refuses a bundle, None where all holds."""
    path = folder / "forged.bundle"
    path.write_bytes(data)
    asked = Namespace(bundle=path, key=[key], head=[head], witness=[], document=[], proof=[])
    try:
        list(verify_bundle.verify(asked))
    except (
        verify_bundle.Refused,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as problem:
        return str(problem) or repr(problem)
    return None


def turn_bit(_ground: Ground, data: bytes, random: Random) -> bytes:
    """One bit."""
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def cut(_ground: Ground, data: bytes, random: Random) -> bytes:
    """The end is missing."""
    return data[: random.randrange(len(data))]


def move_lines(_ground: Ground, data: bytes, random: Random) -> bytes:
    """Lines removed, doubled or swapped."""
    lines = data.splitlines(keepends=True)
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(3):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case _:
            lines[at], lines[other] = lines[other], lines[at]
    return b"".join(lines)


def borrow_line(ground: Ground, data: bytes, random: Random) -> bytes:
    """A line of another evaluation's bundle."""
    lines = data.splitlines(keepends=True)
    others = random.choice(list(ground.bundles.values())).splitlines(keepends=True)
    lines[random.randrange(len(lines))] = random.choice(others)
    return b"".join(lines)


def say_otherwise(_ground: Ground, data: bytes, random: Random) -> bytes:
    """One value is another, the file written as it must be, chain and copy hashed anew."""
    lines = [json.loads(line) for line in data.splitlines()]
    _change_leaf(random.choice(lines), random)
    return _hash_anew(lines, random)


def cut_history(_ground: Ground, data: bytes, random: Random) -> bytes:
    """The last events are missing, and the header says that there are no more."""
    lines = [json.loads(line) for line in data.splitlines()]
    events = [line for line in lines if "event" in line and "index" in line]
    kept = random.randrange(1, len(events) + 1)
    last = events[kept - 1]["event"]["seq"]
    lines[0]["events"] = kept
    named = write_canonical(list(events[:kept]))
    left = [lines[0]]
    for line in lines[1:]:
        number = line["event"] if isinstance(line["event"], int) else line["event"]["seq"]
        if number <= last and ("commitment" not in line or line["commitment"] in named):
            left.append(line)
    return b"".join(f"{write_canonical(line)}\n".encode() for line in left)


def _change_leaf(value: Any, random: Random) -> None:
    """Change one value somewhere in a line."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = random.choice(keys)
        if isinstance(value[key], dict | list) and value[key]:
            value = value[key]
            continue
        old = value[key]
        value[key] = (
            old + 1
            if isinstance(old, int) and not isinstance(old, bool)
            else f"{old}0"
            if isinstance(old, str)
            else "1"
        )
        return


def _hash_anew(lines: list[Line], random: Random) -> bytes:
    if random.random() < 0.5:
        _freeze_anew(lines)
        previous = NO_HASH
        for line in lines:
            if "index" in line and isinstance(line.get("event"), dict):
                line["event"]["prev"] = previous
                previous = hash_body(write_canonical(line["event"]))
    return b"".join(f"{write_canonical(line)}\n".encode() for line in lines)


def _freeze_anew(lines: list[Line]) -> None:
    for copy in (line for line in lines if "published" in line):
        for line in lines:
            told = line.get("event")
            if isinstance(told, dict) and told.get("seq") == copy.get("event"):
                data = told.get("data")
                if isinstance(data, dict):
                    data["publication"] = hash_text(write_canonical(copy["published"]))


FORGERIES = (turn_bit, turn_bit, cut, move_lines, borrow_line, say_otherwise, cut_history)
