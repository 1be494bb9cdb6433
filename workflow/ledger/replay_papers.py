"""The part of the replay that rebuilds what was frozen, and the documents that were handed in."""

import hashlib
from collections.abc import Collection, Iterator, Mapping

from models.tables import Attachment, Base, Submission
from workflow.ledger.held import Held
from workflow.ledger.spelling import ID
from workflow.ledger.story import Story


def compare_copies(held: Held, table: type[Base], story: Story) -> Iterator[str]:
    """Yield each sealed round or disclosure copy that is not what its event froze."""
    told: Mapping[int, tuple[int | str, str]] = (
        story.submissions if table is Submission else story.publications
    )
    kind, seen = table.__tablename__, set()
    for _, own, seq, mark, content, digest in held.rows[table]:
        seen.add(seq)
        whole = _is_as_frozen(table, content, digest, erased=held.erased)
        if not whole or told.get(seq) != (mark, digest):
            yield f"{kind} {own}: it is not what event {seq} froze"
    for seq in sorted(told.keys() - seen):
        yield f"{held.name}: the {kind} of event {seq} is missing"


def _is_as_frozen(
    table: type[Base], content: str | bytes, digest: str, *, erased: Collection[str]
) -> bool:
    """Say whether a sealed round or a disclosure copy is what its event froze."""
    del table, erased  # No text of a copy can be erased yet.
    written = content if isinstance(content, bytes) else content.encode()
    return hashlib.sha256(written).hexdigest() == digest


def compare_files(held: Held, story: Story) -> Iterator[str]:
    """Yield each document that is not what its event says."""
    files = {
        ID[own]: {
            "event": seq,
            "id": ID[own],
            "indicator": ID[indicator],
            "name": name,
            "media_type": media_type,
            "size": size,
            "sha256": sha256,
        }
        for _, own, seq, indicator, name, media_type, size, sha256 in held.rows[Attachment]
    }
    if files == story.files:
        return
    for each in sorted(files.keys() | story.files.keys()):
        if files.get(each) != story.files.get(each):
            yield f"attachment {each}: it differs from its event"
