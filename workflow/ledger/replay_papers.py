"""The part of the replay that rebuilds what was frozen, the documents that were handed in, and the
measures.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from models.tables import Attachment, Base, MeasureStepRow, Submission
from workflow.ledger.copies import is_as_published
from workflow.ledger.held import Held
from workflow.ledger.merkle import find_hash
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
        if table is Submission:
            written = content if isinstance(content, bytes) else content.encode()
            whole = find_hash(held.hash_name)(written).hexdigest() == digest
        else:
            whole = is_as_published(content, digest, erased=held.erased, name=held.hash_name)
        if not whole or told.get(seq) != (mark, digest):
            yield f"{kind} {own}: it is not what event {seq} froze"
    for seq in sorted(told.keys() - seen):
        yield f"{held.name}: the {kind} of event {seq} is missing"


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


def compare_measures(held: Held, story: Story) -> Iterator[str]:
    """Yield each step of a measure that no event tells of, and each that is missing."""
    live: list[tuple[int | str | None, ...]] = [
        (seq, ID[own], kind, finding, advice, text, owner, due_on, ID[attachment])
        for _, seq, own, kind, finding, advice, text, owner, due_on, attachment in held.rows[
            MeasureStepRow
        ]
    ]
    if live == story.measures:
        return
    stands, told = Counter(live), Counter(story.measures)
    for seq, own, *_ in (stands - told).elements():
        yield f"{held.name}: the step of measure {own} in event {seq} differs from the event"
    for seq, own, *_ in (told - stands).elements():
        yield f"{held.name}: the step of measure {own} in event {seq} is missing"
    if stands == told:
        yield f"{held.name}: the steps of its measures are not in the order of its events"
