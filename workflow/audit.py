"""The one append: the only code that writes the trail, in the transaction of the change."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models.database import HASH
from models.tables import AuditEvent, Evaluation, FreeText
from models.types import format_utc
from models.vocabulary import HashName, State
from models.writing import insert_into, write_all
from policies.disclosure import reduce_copy
from policies.facts import Actor
from policies.limits import MAX_BODY_BYTES
from workflow.refusals import Refused, unmet
from workflow.table import Edge

LEAF_PREFIX = b"\x00"
ENVELOPE_BYTES = 1024
"""More than a body takes beside what a change says: who, for whom, when, after what."""
NO_HASH = "0" * 64


def write_canonical(value: object) -> str:
    """Return canonical JSON: sorted keys, no spaces, no floats, decimals given as strings.

    Equal to RFC 8785 for strings, integers below 2^53, booleans, null, lists and objects with
    ASCII keys, which is all that is ever given here; a test holds it against an RFC 8785 package.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def name_hash(session: Session) -> HashName:
    """Return by which hash the trail of this database is kept."""
    return HashName(session.info.get(HASH, HashName.SHA256))


def spell_version(name: HashName) -> str:
    """Return the version that a body bears: how it is written, and the hash of all it commits to.

    Documents and schemes alone are named by their SHA-256 in every trail, under that word.
    """
    return f"1/{name}"


def hash_body(body: str, *, name: HashName = HashName.SHA256) -> str:
    """Return the hash of a body as a Merkle leaf (RFC 6962), in hex: chain link and leaf."""
    return hashlib.new(name, LEAF_PREFIX + body.encode()).hexdigest()


def hash_text(text: str, *, name: HashName = HashName.SHA256) -> str:
    """Return the hash of a text, in hex, for snapshots and disclosure copies."""
    return hashlib.new(name, text.encode()).hexdigest()


def hash_copy(copy: object, *, name: HashName = HashName.SHA256) -> str:
    """Return the hash of a disclosure copy, which an erased text in it does not change, in hex."""
    return hash_text(write_canonical(reduce_copy(copy)), name=name)


def commit_to(*, salt: bytes, text: str, name: HashName = HashName.SHA256) -> str:
    """Return the salted commitment to a free text: the hash of salt and text, in hex."""
    return hashlib.new(name, salt + text.encode()).hexdigest()


def find_room(data: Mapping[str, object]) -> int:
    """Return how many bytes more a change may say beside these data, so that its event is taken."""
    return MAX_BODY_BYTES - ENVELOPE_BYTES - len(write_canonical(dict(data)).encode())


@dataclass(frozen=True)
class KeptText:
    """A free text as it was kept: its id in the store and the commitment the trail holds."""

    id: int
    commitment: str


_KEEP = insert_into(FreeText).returning(FreeText.id, sort_by_parameter_order=True)


def keep_texts(session: Session, texts: Sequence[str]) -> list[KeptText]:
    """Store free texts with fresh salts, in the order given. One statement."""
    if not texts:
        return []
    name = name_hash(session)
    rows = []
    for text in texts:
        salt = secrets.token_bytes(16)
        commitment = commit_to(salt=salt, text=text, name=name)
        rows.append({"salt": salt, "text": text, "commitment": commitment})
    ids = session.connection().execute(_KEEP, rows).scalars()
    return [
        KeptText(text_id, row["commitment"])  # type: ignore[arg-type]  # a str by construction
        for text_id, row in zip(ids, rows, strict=True)
    ]


def new_evaluation(**columns: object) -> Evaluation:
    """Return an evaluation before its first event, as `append` takes it."""
    return Evaluation(
        state=State.NONE,
        version=0,
        content_version=0,
        round=1,
        head=NO_HASH,
        discarded=False,
        **columns,
    )


def append(
    session: Session,
    *,
    evaluation: Evaluation,
    edge: Edge,
    target: State,
    actor: Actor,
    data: Mapping[str, object],
    at: datetime,
) -> None:
    """Move the evaluation to its next version and write the event that says so.

    A new evaluation comes with version 0. The evaluation is flushed first, so that the stale
    writer stops there (SQLAlchemy's StaleDataError) and nothing of his is written.
    Raises Refused when the body would pass 64 KiB.
    """
    name = name_hash(session)
    source = State.NONE if evaluation.version == 0 else State(evaluation.state)
    prev_seq = evaluation.version or None
    seq = evaluation.version + 1
    body = write_canonical(
        {
            "v": spell_version(name),
            "evaluation": str(evaluation.id),
            "seq": seq,
            "action": edge.action,
            "from": source,
            "to": target,
            "actor": str(actor.id),
            "at": format_utc(at),
            "data": {"roles": sorted(actor.roles), **_name_principal(actor), **data},
            "prev": evaluation.head if prev_seq else NO_HASH,
        }
    )
    if len(body.encode()) > MAX_BODY_BYTES:
        raise Refused(unmet("too_much_at_once"))
    digest = hash_body(body, name=name)
    evaluation.version = seq
    if edge.content:
        evaluation.content_version = seq
    if target is not source:
        evaluation.state = target
        evaluation.state_since = at
    evaluation.head = digest
    session.flush()
    event: dict[str, object] = {
        "evaluation_id": evaluation.id,
        "seq": seq,
        "prev_seq": prev_seq,
        "action": edge.action,
        "from_state": source,
        "to_state": target,
        "actor_id": actor.id,
        "for_id": actor.principal_id,
        "at": at,
        "body": body,
        "hash": digest,
    }
    write_all(session, [(insert_into(AuditEvent), [event])])


def _name_principal(actor: Actor) -> dict[str, object]:
    if actor.mandate is None:
        return {}
    return {"for": str(actor.mandate.principal_id), "delegation": str(actor.mandate.id)}
