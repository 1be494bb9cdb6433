"""Verify one evaluation with its whole history, offline, trusting only the keys that you give.

    verify_bundle.py BUNDLE --key KEY [--witness KEY] [--head HASH] [--proof FILE] [--document FILE]

KEY is the public key of the ledger, from somebody you trust; HASH is the head hash printed on the
published page. A bundle is JSON, one object a line: a header, the events, the agreed rows, texts,
the published copy. Needs Python 3.11 and, for Ed25519, the package `cryptography`. In this order:
1. each line is read, written again and compared: a bundle has one spelling;
2. the checkpoint (C2SP tlog-checkpoint) is signed by each KEY, a witness' as tlog-cosignature;
3. each event is an entry of the signed tree (RFC 6962), the hash of a zero byte and its bytes;
4. each event follows the one before, by its hash, and each move is a legal one;
5. each text opens a commitment of an event, the hash of 16 random bytes and the text;
6. the published copy says what the events lead to, and its hash is the one that was published;
7. the heads, documents and proofs that you gave belong to this evaluation.

Grades, points by rule, totals that are no plain sum and names are not derived again; the hash of
the copy covers them. Exit status: 0 all holds, 1 one sentence says what was changed, 2 not tried.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("Signatures cannot be checked: install the Python package cryptography.")
    sys.exit(2)

EVER = "ask_erasure erase decline_erasure plan_measure report_measure accept_measure refuse_measure"
TALK = f"comment {EVER}"
MOVES = {  # by state: what can be done, and where it leads if the state changes
    "none": "create>draft",
    "draft": f"fill score attach amend answer discard assign escalate submit>self_scored {TALK}",
    "self_scored": f"settle escalate recall>draft return>draft approve>unit_approved {TALK}",
    "unit_approved": f"settle escalate rescore return>draft review>finance_reviewed {TALK}",
    "finance_reviewed": f"settle return>draft reopen>unit_approved publish>published {TALK}",
    "published": f"correct {EVER}",
}
HEADER = "algorithm bundle checkpoint evaluation keys lines upto witnesses"
KINDS = ("event index proof", "agreed event", "commitment event salt text", "event published")
BODY = ["action", "actor", "at", "data", "evaluation", "from", "prev", "seq", "to", "v"]
UPTO = {"end": "all, it says", "seal": "all that were sealed", "publication": "all that are public"}
ROW = ("name", "weight", "target_text", "actual_text", "self_score", "review_score")
PROOF = r"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]*)\n((?:\S+\n)*)\n(.+\n)"
LOG, WITNESS, NOTHING = 1, 4, (None, 1)
Line = dict[str, Any]
Keys = dict[tuple[str, bytes], bytes]  # by name and id: what the key signs (one byte), and 32 bytes
Facts = dict[tuple[str, str], tuple[Any, int]]  # what of whom: its value, the event that says so


class Refused(ValueError):  # noqa: N818 -- it is told to people
    """Something does not hold; the sentence says what was changed."""


def demand(holds: object, sentence: str) -> None:
    """Refuse with a sentence unless something holds."""
    if not holds:
        raise Refused(sentence)


def digest(data: bytes, name: str = "sha256") -> str:
    """Return a hash as it is written."""
    return hashlib.new(name, data).hexdigest()


def render(value: object) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decode(written: str, *, is_hex: bool = False) -> bytes:
    """Return bytes from base 64, or from hex, in its one spelling."""
    data = bytes.fromhex(written) if is_hex else base64.b64decode(f"{written}===")
    again = data.hex() if is_hex else base64.b64encode(data).decode()
    demand(again == written, f"{written!r} was changed: it is not spelled as it must be")
    return data


def read_lines(raw: bytes) -> Iterator[Line]:
    """Yield the objects of a bundle."""
    demand(raw.endswith(b"\n"), "the end of the bundle was cut off or changed")
    for number, line in enumerate(raw[:-1].split(b"\n"), 1):
        try:
            value = json.loads(line, parse_float=int, parse_constant=int)
            same = isinstance(value, dict) and render(value) == line
        except (ValueError, RecursionError):
            same = False
        demand(same, f"line {number} of the bundle was changed: it is not canonical JSON")
        yield value


def read_keys(written: list[str]) -> Keys:
    """Return keys, each from NAME+ID+DATA; the id is a hash of the rest."""
    keys = {}
    for each in written:
        name, _, rest = each.partition("+")
        data = decode(rest[9:])
        key_id = hashlib.sha256(f"{name}\n".encode() + data).digest()[:4]
        same = len(data) == 1 + 32 and each == f"{name}+{key_id.hex()}+{rest[9:]}"
        demand(same and name and data[0] in (LOG, WITNESS), f"{each!r} is no key, or was changed")
        keys[name, key_id] = data
    return keys


def read_checkpoint(note: str, trusted: Keys, known: Keys) -> tuple[int, bytes, str]:
    """Return size and root of a signed tree, and who signed it, a witness when."""
    found: Any = re.fullmatch(r"(.+\n(\d+)\n(.+)\n(?:.+\n)*)\n((?:— \S+ \S+\n)+)", note)
    demand(found, "the checkpoint was changed: it is no signed tree")
    signers, text = {}, found[1]
    for name, data in re.findall(r"— (\S+) (\S+)\n", found[4]):
        sent, message, start = decode(data), text, 4
        by, who = (name, sent[:4]), f"{name}+{sent[:4].hex()}"
        key = trusted.get(by) or known.get(by, b"")
        demand(key, f"the checkpoint is signed by {who}, a key that is not known here")
        if key[0] == WITNESS:
            at, start = int.from_bytes(sent[4:12], "big"), 12
            message = f"cosignature/v1\ntime {at}\n{text}"
            who = f"{who} at {datetime.fromtimestamp(0, UTC) + timedelta(seconds=at)}"
        try:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(sent[start:], message.encode())
        except InvalidSignature:
            raise Refused(f"the checkpoint or the signature of {who} was changed") from None
        signers[by] = who if by in trusted else f"{who} (a key that you did not give)"
    told = " and ".join(signers.values())
    for who, _ in trusted.keys() - signers.keys():
        raise Refused(f"the checkpoint is not signed by the key you gave of {who}, but by {told}")
    return int(found[2]), decode(found[3]), told


def climb(leaf: bytes, index: int, size: int, proof: list[bytes], name: str) -> bytes:
    """Return the root to which a proof leads (RFC 9162, 2.1.3.2), nothing for what is no proof."""
    found, place, last = leaf, index, size - 1
    for beside in proof if type(index) is int and 0 <= index < size else ():
        pair = found + beside
        if place % 2 or place == last:
            pair = beside + found
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        found, place, last = hashlib.new(name, b"\x01" + pair).digest(), place // 2, last // 2
    return found if place == last == 0 else b""


def list_facts(data: Line) -> Iterator[tuple[str, str, Any]]:
    """Yield what one event says: what of whom, and its value."""
    for name in ("title", "kind", "edition", "agreed", "claim", "publication"):
        yield from [(name, "", data[name])] if name in data else []
    for each in [*data.get("attachments", ()), data.get("attachment")]:
        yield from [("file", each["sha256"], each["name"])] if each else []
    yield from ((f"{x['kind']}_score", x["indicator"], x["new"]) for x in data.get("scores", ()))
    yield from (("actual_text", each["indicator"], each["new"]) for each in data.get("actuals", ()))
    yield from (("erased", each, 1) for each in data.get("erasure", {}).get("texts", ()))
    yield from (("digest", *each) for each in data.get("actuals_taken_over", {}).items())
    yield from (("line", each["id"], each) for each in data.get("budget", ()))


def follow(lines: list[Line], header: Line, size: int, root: bytes) -> Facts:
    """Return what the events lead to, each an entry of the tree and a link of the chain."""
    facts: Facts = {("edition", ""): (1, 1), ("algorithm", ""): (header["algorithm"], 0)}
    state, head, (name, _) = "none", "0" * 64, facts["algorithm", ""]
    for seq, line in enumerate(lines, 1):
        body, index = line["event"], line["index"]
        place, entry = f"event {seq} ({body.get('action')})", b"\x00" + render(body)
        proof = [decode(each, is_hex=True) for each in line["proof"]]
        leaf = hashlib.new(name, entry).digest()
        sealed = f"what was sealed as entry {index}: it, its index or its proof was changed"
        demand(climb(leaf, index, size, proof, name) == root, f"{place} is not {sealed}")
        demand([*sorted(body), body["v"]] == [*BODY, f"1/{name}"], f"{place} is of a new form")
        demand(body["evaluation"] == header["evaluation"], f"{place} is of another evaluation")
        demand(body["seq"] == seq, f"event {seq} is missing: event {body['seq']} is in its place")
        demand(body["prev"] == head, f"{place} does not follow the event before it")
        move = body["action"] + (f">{body['to']}" if body["to"] != state else "")
        legal = body["from"] == state and move in MOVES[state].split()
        demand(legal, f"{place} is no legal move from {state}")
        state, head = body["to"], digest(entry, name)
        facts["head", ""], facts["state", ""] = (head, seq), (state, seq)
        facts["leaf", head] = (leaf, seq)
        facts |= {(what, whose): (value, seq) for what, whose, value in list_facts(body["data"])}
        for mark in re.findall(rb'"([0-9a-f]{64})"', render(body["data"])):
            facts.setdefault(("text", mark.decode()), (mark, seq))
    return facts


def open_text(part: Line, facts: Facts) -> Line:
    """Return a text as it is hashed: its commitment alone. Other parts stay as they are."""
    erased = part.keys() != {"commitment"} or ("erased", part["commitment"]) in facts
    demand(erased, f"a published text was taken away, no event erased it: {part}")
    if not {"commitment", "salt", "text"} <= part.keys():
        return part
    written = decode(part["salt"], is_hex=True) + part["text"].encode()
    opened = digest(written, facts["algorithm", ""][0])
    demand(opened == part["commitment"], f"the text {part['text']!r} or its salt was changed")
    demand(("text", opened) in facts, f"no event wrote the text {part['text']!r}")
    return {"commitment": opened}


def check_copy(line: Line, facts: Facts) -> str:
    """Return what was published. Refuse a copy that is not what the events lead to."""
    copy, by = line["published"], line["event"]
    hashed = json.loads(render(copy), object_hook=lambda part: open_text(part, facts))
    rows, (name, _) = facts.get(("rows", ""), ([], 0))[0], facts["algorithm", ""]
    demand(len(rows) == len(copy["indicators"]), "agreed rows, or rows of the copy, are missing")
    claims = [(what, copy[what], facts[what, ""]) for what in ("title", "kind", "edition")]
    funds = [fact for (what, _), fact in facts.items() if what == "line"]
    for shown, (told, seq) in zip(copy["funds"], funds, strict=True):
        claims += [(f"{x} of {told['name']}", shown[x], (told[x], seq)) for x in shown if x in told]
    for shown, row in zip(copy["indicators"], rows, strict=True):
        told = {each: facts.get((each, row["id"]), NOTHING) for each in ROW}
        if facts.get(("digest", row["id"])) == (digest(shown["actual_text"].encode(), name), 1):
            told["actual_text"] = facts.get(("actual_text", row["id"]), (shown["actual_text"], 1))
        claims += [(f"{each} of {row['name']}", shown[each], told[each]) for each in ROW]
    total = (facts.get(("claim", ""), NOTHING)[0] or {}).get("total")
    for kind in ("self_score", "review_score"):
        points = [facts.get((kind, row["id"]), NOTHING)[0] for row in rows if row["weight"]]
        total = f"{sum(map(Decimal, points)):.2f}" if points and None not in points else total
    claims += [] if copy.get("steps") else [("total", copy["total"], (total, by))]
    for what, shown, (told, seq) in claims:
        same = (shown or None) == (told or None)
        demand(same, f"the published {what.replace('_', ' ')} is {shown}, event {seq} says {told}")
    demand(facts["publication", ""] == (digest(render(hashed), name), by), "the copy was changed")
    return f"Published by event {by}: total {copy['total']}, grade {copy['grade']}."


def verify(asked: argparse.Namespace) -> Iterator[str]:
    """Yield what holds, in plain words."""
    header, *lines = read_lines(asked.bundle.read_bytes())
    known = " ".join(sorted(header)) == HEADER and header["bundle"] == 1 and header["upto"] in UPTO
    demand(known and header["algorithm"] in ("sha256", "sm3"), "the header was changed")
    parts = [[each for each in lines if " ".join(sorted(each)) == kind] for kind in KINDS]
    demand([x for part in parts for x in part] == lines, "lines were added, moved or changed")
    demand([len(part) for part in parts] == header["lines"], "lines were left out or added")
    keys = [read_keys(asked.key + asked.witness), read_keys(header["keys"] + header["witnesses"])]
    size, root, signers = read_checkpoint(header["checkpoint"], *keys)
    facts = follow(parts[0], header, size, root)
    (head, count), (state, _), (name, _) = (facts[x, ""] for x in ("head", "state", "algorithm"))
    for line in parts[1]:
        rows, by = facts["rows", ""] = line["agreed"], line["event"]
        demand(facts["agreed", ""] == (digest(render(rows), name), by), "agreed rows were changed")
        for what, key in (("name", "name"), ("weight", "weight"), ("target_text", "target")):
            facts |= {(what, row["id"]): (row[key], by) for row in rows}
    for line in parts[2]:
        _, by = facts["text", open_text(line, facts)["commitment"]]
        demand(by == line["event"], f"event {by} wrote the text {line['text']!r}, no other one")
    order = [(line["event"], line["commitment"]) for line in parts[2]]
    demand(order == sorted(set(order)), "texts were moved or doubled")
    yield f"All holds: evaluation {header['evaluation']}, {facts['title', ''][0]}, is {state}."
    yield f"It has {count} events ({UPTO[header['upto']]}), the hash of the last one is {head}."
    yield f"They stand in a tree of {size} entries, signed by {signers}."
    demand(len(parts[3]) == (("publication", "") in facts), "the published copy is not there once")
    yield from (check_copy(line, facts) for line in parts[3])
    given = [("leaf", each, f"hash {each}") for each in asked.head]
    given += [("file", digest(Path(each).read_bytes()), f"file {each}") for each in asked.document]
    for what, whose, told in given:
        found, by = facts.get((what, whose), NOTHING)
        demand(found, f"the {told} is of no event: it was changed, or events were cut off")
        yield f"The {told} is of event {by} of {count}."
    for path in asked.proof:
        match: Any = re.fullmatch(PROOF, Path(path).read_bytes().decode(), re.DOTALL)
        demand(match, f"{path} was changed: it is no proof")
        own, top, _ = read_checkpoint(match[3], *keys)
        way, index = [decode(each) for each in match[2].split()], int(match[1])
        leaves = [fact for (what, _), fact in facts.items() if what == "leaf"]
        proven = [n for leaf, n in leaves if climb(leaf, index, own, way, name) == top]
        demand(proven, f"{path} was changed, or proves no event of this bundle")
        demand(own != size or top == root, f"two different trees of {size} entries were signed")
        yield f"{path} proves event {proven[0]}, in a tree of {own} entries."
    if not asked.head:
        yield "Compare that hash with the published one (--head): later events may be left out."


def main() -> int:
    """Say what holds, or what was changed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("bundle", type=Path)
    for name in ("--key", "--witness", "--head", "--proof", "--document"):
        parser.add_argument(name, action="append", default=[], required=name == "--key")
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # it is a file
    try:
        print(*verify(parser.parse_args()), sep="\n")
    except OSError as problem:
        print(f"Not tried: {problem}")
        return 2
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as problem:
        told = problem if isinstance(problem, Refused) else f"something was changed: {problem!r}"
        print("Refused:", told)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
