"""What commands note beside the ledger for the page that tells how sound the trail is: how the last
verification went, and that the last seal was refused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.types import format_utc
from workflow.ledger.tiles import write_whole

VERIFIED = "verified.json"
REFUSED = "refused.json"
LONGEST = 1000
"""Characters that are kept of why a seal was refused."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A verification: of how many entries, and how many faults each check found."""

    at: datetime
    size: int
    faults: Mapping[str, int]
    ok: bool

    @property
    def count(self) -> int:
        """All faults together."""
        return sum(self.faults.values())


@dataclass(frozen=True, kw_only=True)
class RefusedSeal:
    """A seal that was refused, when and why; none was made since."""

    at: datetime
    why: str


def note_verified(folder: Path, verified: Verified) -> None:
    """Keep how a verification went. Raises OSError."""
    told = {
        "at": format_utc(verified.at),
        "size": verified.size,
        "ok": verified.ok,
        "faults": dict(verified.faults),
    }
    write_whole(folder / VERIFIED, json.dumps(told).encode() + b"\n")


def read_verified(folder: Path) -> Verified | None:
    """Return what the last verification wrote down; None where none did, or nobody can read it."""
    try:
        told = json.loads((folder / VERIFIED).read_text(encoding="utf-8"))
        return Verified(
            at=datetime.fromisoformat(told["at"]).astimezone(UTC),
            size=int(told["size"]),
            ok=told["ok"] is True,
            faults={str(check): int(count) for check, count in told["faults"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def note_refused(folder: Path, refused: RefusedSeal) -> None:
    """Keep that a seal was refused. Raises OSError."""
    told = {"at": format_utc(refused.at), "why": refused.why[:LONGEST]}
    write_whole(folder / REFUSED, json.dumps(told).encode() + b"\n")


def forget_refused(folder: Path) -> None:
    """Take the note of a refused seal away: one was made. Raises OSError."""
    (folder / REFUSED).unlink(missing_ok=True)


def read_refused(folder: Path) -> RefusedSeal | None:
    """Return the note of a refused seal; None where there is none that can be read."""
    try:
        told = json.loads((folder / REFUSED).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(told["at"]).astimezone(UTC)
        return RefusedSeal(at=at, why=str(told["why"])[:LONGEST])
    except (OSError, ValueError, KeyError, TypeError):
        return None
