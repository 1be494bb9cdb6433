"""A forger of bundles: he changes what he likes, and makes good every hash that he can."""

import argparse
import copy
import json
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tests.bundle.conftest import COSIGNED_AT, LOG, WITNESS
from tests.ledger.test_merkle import HASHER, mth, reach
from workflow.audit import commit_to, hash_body, hash_text, write_canonical
from workflow.ledger import verify_bundle as verifier
from workflow.ledger.checkpoint import Checkpoint, cosign, sign_checkpoint
from workflow.ledger.note import PrivateKey

Line = dict[str, Any]
SALT = b"\x07" * 16


class Held:
    """A file in memory."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read_bytes(self) -> bytes:
        return self.data


def judge(
    bundle: bytes, *, keys: tuple[str, ...] = (LOG.public.write(),), **given: Any
) -> list[str]:
    """Return what the verifier says of a bundle. Raises what it raises for one that is refused."""
    asked = argparse.Namespace(bundle=Held(bundle), key=list(keys))
    for name in ("witness", "head", "proof", "document"):
        setattr(asked, name, given.get(name, []))
    return list(verifier.verify(asked))


@dataclass
class Bundle:
    """The parts of a bundle, to be changed."""

    header: Line
    events: list[Line]
    agreed: list[Line]
    texts: list[Line]
    copies: list[Line]
    told: list[int] | None = None
    """How many lines of each kind the header tells of, where it does not tell the truth."""

    @property
    def bodies(self) -> list[Line]:
        """What the events say."""
        return [line["event"] for line in self.events]

    @property
    def copy(self) -> Line:
        """What was published."""
        published: Line = self.copies[0]["published"]
        return published

    def find(self, action: str) -> Line:
        """The last event of an action."""
        return next(body for body in reversed(self.bodies) if body["action"] == action)

    def find_text(self, text: str) -> Line:
        """The line that opens a text."""
        return next(line for line in self.texts if line["text"] == text)

    def list_lines(self) -> list[Line]:
        """All lines in their order."""
        parts = (self.events, self.agreed, self.texts, self.copies)
        counted = [len(part) for part in parts]
        header = self.header | {"lines": counted if self.told is None else self.told}
        return [header, *chain.from_iterable(parts)]

    def write(self) -> bytes:
        """The file."""
        return "".join(f"{write_canonical(line)}\n" for line in self.list_lines()).encode()

    def rechain(self) -> None:
        """Let each event name the hash of the one before, as it is now."""
        for before, after in zip(self.bodies, self.bodies[1:], strict=False):
            after["prev"] = hash_body(write_canonical(before))

    def republish(self) -> None:
        """Let the publication name the hash of the copy as it is now."""
        marks = list_commitments(self.copy)
        told: verifier.Facts = {
            (what, each): (1, 1) for what in ("text", "erased") for each in marks
        }
        told["algorithm", ""] = (self.header["algorithm"], 0)
        hashed = json.loads(
            write_canonical(self.copy), object_hook=lambda it: verifier.open_text(it, told)
        )
        self.find("publish")["data"]["publication"] = hash_text(write_canonical(hashed))

    def reseal(self, *, key: PrivateKey = LOG, rechain: bool = True) -> None:
        """Make a tree of the events as they are now, and sign it: the forger has a key."""
        if rechain:
            self.rechain()
        entries = [write_canonical(body).encode() for body in self.bodies]
        for index, line in enumerate(self.events):
            proof = HASHER.prove_inclusion(index, size=len(entries), subtree=reach(entries))
            line |= {"index": index, "proof": [each.hex() for each in proof]}
        note = sign_checkpoint(Checkpoint(LOG.name, len(entries), mth(entries)), key=key)
        self.header["checkpoint"] = cosign(note, key=WITNESS, at=COSIGNED_AT).write()

    def modernise(self) -> None:
        """Let each text of the copy bring its salt and commitment, as newer copies do."""
        opened = {line["text"]: line for line in self.texts}
        items = [
            item for part in ("sections", "findings", "recommendations") for item in self.copy[part]
        ]
        places = [(item, "text") for item in items]
        for row in self.copy["indicators"]:
            places += [(row, key) for key in row if key.endswith("_reason")]
        for holder, key in places:
            if isinstance(holder[key], str):
                line = opened[holder[key]]
                holder[key] = {name: line[name] for name in ("commitment", "salt", "text")}
        self.republish()
        self.reseal()


def list_commitments(value: Any) -> list[str]:
    """All strings under a key of that name."""
    if isinstance(value, list):
        return [each for item in value for each in list_commitments(item)]
    if isinstance(value, dict):
        own = [value["commitment"]] if "commitment" in value else []
        return own + [each for item in value.values() for each in list_commitments(item)]
    return []


def open_bundle(data: bytes) -> Bundle:
    """Take a bundle apart."""
    header, *lines = [json.loads(line) for line in data.decode().splitlines()]
    parts: dict[str, list[Line]] = {"proof": [], "agreed": [], "text": [], "published": []}
    for line in lines:
        next(parts[name] for name in parts if name in line).append(line)
    events, agreed, texts, copies = copy.deepcopy(list(parts.values()))
    return Bundle(header, events, agreed, texts, copies)


def reopen_text(line: Line, text: str) -> None:
    """Change a text and the commitment to it."""
    line |= {"text": text, "salt": SALT.hex(), "commitment": commit_to(salt=SALT, text=text)}
