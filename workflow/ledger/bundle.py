"""Bundles: all that a stranger needs to verify one evaluation, in one file.

JSON lines, each in its one canonical form (`write_canonical`), in this order: a header with the
checkpoint; every event with its place and its proof; the agreed rows, whose hash the events hold;
the free texts that the reader may have, with what opens their commitments; the disclosure copies.
`verify_bundle.py`, which stands by itself, reads it.

A bundle goes as far as the last sealed event, a public one as far as the publication, and says so
(`upto`). The same history and checkpoint give the same bytes.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.bundled import (
    EventRow,
    FrozenRow,
    list_event_rows,
    list_publication_rows,
)
from models.queries.evaluations import list_indicators
from models.queries.written import list_kept_texts
from models.vocabulary import Action
from workflow.audit import hash_text, name_hash, write_canonical
from workflow.changes.creating import describe_agreed
from workflow.ledger.archive import Archive
from workflow.ledger.checkpoint import ProofFile
from workflow.ledger.copies import list_missing
from workflow.ledger.located import Prover, open_prover
from workflow.written import list_marks

FORM = 1
UPTO_END, UPTO_SEAL, UPTO_PUBLICATION = "end", "seal", "publication"


class NotSealed(Exception):  # noqa: N818 -- it says what to wait for
    """Nothing of an evaluation is sealed yet; of a public bundle, its publication is not."""


def write_bundle(session: Session, *, archive: Archive, evaluation_id: UUID, public: bool) -> bytes:
    """Return the bundle of one evaluation. A `public` one opens no text but those of the disclosure
    copy, and ends with the publication, whose hash is the one that the page shows; where a text of
    the copy was erased later, with the event that erased it.

    Raises NotSealed, and LedgerProblem where the ledger does not prove what the database holds.
    """
    events = list_event_rows(session, evaluation_id)
    prover = open_prover(session, archive=archive)
    if prover is None:
        raise NotSealed(str(evaluation_id))
    copies = list_publication_rows(session, evaluation_id)
    gone = {mark for row in copies for mark in list_missing(json.loads(row.content))}
    kept = _cut_at_publication(events, gone=gone) if public else events
    proofs = prover.prove_all(session, {event.id: event.body.encode() for event in kept})
    proven = [(event, proofs[event.id]) for event in kept if event.id in proofs]
    if not proven or (public and len(proven) < len(kept)):
        raise NotSealed(str(evaluation_id))
    upto = UPTO_PUBLICATION if public else UPTO_END if len(proven) == len(events) else UPTO_SEAL
    bodies = [json.loads(event.body) for event, _ in proven]
    copies = [row for row in copies if row.event_seq <= bodies[-1]["seq"]]
    erased = {mark for body in bodies for mark in _list_named(body)}
    if copies and gone - erased and len(proven) < len(events):
        raise NotSealed(str(evaluation_id))
    parts = [
        [_spell_event(body, proof) for body, (_, proof) in zip(bodies, proven, strict=True)],
        list(_spell_agreed_rows(session, evaluation_id, bodies)),
        list(_spell_texts(session, bodies, shown=copies if public else None)),
        [{"published": json.loads(row.content), "event": row.event_seq} for row in copies],
    ]
    head = _head(prover, evaluation_id=evaluation_id, upto=upto)
    lines = [head | {"lines": [len(part) for part in parts]}, *chain.from_iterable(parts)]
    return "".join(f"{write_canonical(line)}\n" for line in lines).encode()


def _cut_at_publication(events: list[EventRow], *, gone: set[str]) -> list[EventRow]:
    """What came after the publication is between the office and the unit, but for an erasure: that
    a text is gone from the copy must be explained by an event.
    """
    ends = [event.seq for event in events if event.action == Action.PUBLISH]
    if ends:
        erasures = (event for event in events if event.action == Action.ERASE)
        ends += [each.seq for each in erasures if gone & {*_list_named(json.loads(each.body))}]
    return [event for event in events if event.seq <= max(ends, default=0)]


def _list_named(body: Mapping[str, Any]) -> list[str]:
    """The commitments to the texts that an event erased."""
    named: list[str] = body["data"].get("erasure", {}).get("texts", [])
    return named


def _head(prover: Prover, *, evaluation_id: UUID, upto: str) -> dict[str, object]:
    return {
        "bundle": FORM,
        "algorithm": prover.archive.hasher.name,
        "evaluation": str(evaluation_id),
        "upto": upto,
        "checkpoint": prover.note.write(),
        "keys": [key.write() for key in prover.archive.keys],
        "witnesses": [each.key.write() for each in prover.cosignatures],
    }


def _spell_event(body: dict[str, object], proof: ProofFile) -> dict[str, object]:
    return {"event": body, "index": proof.index, "proof": [each.hex() for each in proof.hashes]}


def _spell_agreed_rows(
    session: Session, evaluation_id: UUID, bodies: list[dict[str, Any]]
) -> Iterator[dict[str, object]]:
    """The agreed rows as the last event that touched them hashed them; none where a change of them
    is not sealed yet.
    """
    told = [body for body in bodies if "agreed" in body["data"]]
    rows = [describe_agreed(row._asdict()) for row in list_indicators(session, evaluation_id)]
    found = hash_text(write_canonical(rows), name=name_hash(session))
    is_same = told and found == told[-1]["data"]["agreed"]
    if is_same:
        yield {"agreed": rows, "event": told[-1]["seq"]}


def _spell_texts(
    session: Session, bodies: list[dict[str, Any]], *, shown: list[FrozenRow] | None
) -> Iterator[dict[str, object]]:
    """Every text that was not erased, in the order of the events that first name them and of their
    commitments; of a public
    bundle those that stand in clear in the copies `shown`: other texts there bring their own salt.
    """
    named: dict[str, int] = {}
    written = (
        (mark.commitment, body["seq"]) for body in bodies for mark in list_marks(body["data"])
    )
    for mark, seq in written if shown is None else _list_disclosed(bodies):
        named.setdefault(mark, seq)
    in_clear = None if shown is None else {text for row in shown for text in _list_texts(row)}
    kept = {each.commitment: each for each in list_kept_texts(session, named)}
    for mark, seq in sorted(named.items(), key=lambda item: (item[1], item[0])):
        row = kept.get(mark)
        if row is None or row.text is None or row.salt is None:
            continue
        if in_clear is None or row.text in in_clear:
            yield {"text": row.text, "salt": row.salt.hex(), "commitment": mark, "event": seq}


def _list_disclosed(bodies: list[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    """The sections and findings as they stood last, and why agreed rows were changed."""
    sections: dict[str, tuple[str | None, int]] = {}
    findings: list[tuple[str, int]] = []
    for body in bodies:
        seq, data = body["seq"], body["data"]
        sections |= {each["key"]: (each["new"], seq) for each in data.get("sections", ())}
        if "findings" in data:
            findings = [(each["text"], seq) for each in data["findings"]]
        yield from ((row["reason"], seq) for row in data.get("amended", ()))
    yield from ((mark, seq) for mark, seq in sections.values() if mark)
    yield from findings


def _list_texts(row: FrozenRow) -> Iterator[str]:
    copy: Mapping[str, Any] = json.loads(row.content)
    for part in ("sections", "findings", "recommendations"):
        yield from (item["text"] for item in copy.get(part, ()) if isinstance(item["text"], str))
    for item in copy.get("indicators", ()):
        reasons = (item[key] for key in item if key.endswith("_reason"))
        yield from (reason for reason in reasons if isinstance(reason, str))
