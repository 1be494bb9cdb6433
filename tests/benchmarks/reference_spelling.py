"""How the reference spells what it stores: canonical JSON, hashes, the bodies of events."""

import hashlib
import json
import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from workflow.data import Attempt

Record = Any
"""A row of the database by the names of its columns."""
Spelled = dict[str, object]
Kept = tuple[int, str]
"""The id of a text, and the commitment to it."""
Amounts = tuple[Decimal | None, Decimal | None, Decimal | None]
Change = tuple[Record, Decimal | None, Decimal | None, Kept | tuple[None, None]]
"""A row, its old and its new score, and the reason."""


def canonical(value: object) -> str:
    """Canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def leaf(body: str) -> str:
    """The hash of an event."""
    return hashlib.sha256(b"\0" + body.encode()).hexdigest()


def points(value: Decimal | None) -> str | None:
    """A number with two places."""
    return None if value is None else f"{value:.2f}"


def utc(moment: datetime) -> str:
    """An instant, to the microsecond."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def fold(*parts: str) -> str:
    """Words as they are compared in a search."""
    folded = unicodedata.normalize("NFKC", "\n".join(filter(None, parts))).casefold()
    return " ".join(folded.split())[:60_000]


def spell_body(
    attempt: Attempt, *, seq: int, states: tuple[str, str], prev: str, data: Spelled
) -> str:
    """The body of an event."""
    return canonical(
        {
            "v": "1/sha256",
            "evaluation": str(attempt.evaluation_id),
            "seq": seq,
            "action": attempt.action,
            "from": states[0],
            "to": states[1],
            "actor": str(attempt.actor_id),
            "at": utc(attempt.at),
            "data": data,
            "prev": prev,
        }
    )


def spell_comment(said: list[Kept]) -> Spelled:
    """What the body of an event says of what was said."""
    return {"comment": said[0][1]} if said else {}


def spell_score(change: Change, kind: str) -> Spelled:
    """What the body of an event says of a score."""
    row, old, new, (_, commitment) = change
    changed = {"old": points(old), "new": points(new), "reason": commitment}
    return {"indicator": str(row.id), "kind": kind, **changed}


def spell_line(line_id: UUID, name: str, total: bool, amounts: Amounts) -> Spelled:  # noqa: FBT001
    """What the body of an event says of a line of funds."""
    names = ("original", "revised", "actual")
    spelled = dict(zip(names, map(points, amounts), strict=True))
    return {"id": str(line_id), "name": name, "total": total, **spelled}


def hash_agreed(rows: list[tuple[Any, ...]]) -> str:
    """The hash over what was agreed of every row."""
    return sha256(
        canonical(
            [
                {
                    "id": str(row_id),
                    "parent": str(parent) if parent else None,
                    "position": position,
                    "category": category,
                    "name": name,
                    "weight": points(weight),
                    "target": target,
                    "rule": rule,
                }
                for row_id, _, parent, position, category, name, weight, target, rule in rows
            ]
        )
    )
