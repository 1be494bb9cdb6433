"""The documents of an evaluation by the row that they prove."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from models.queries.evaluations import AttachmentRow
from workflow.content import Content


def sort_documents(content: Content) -> Mapping[UUID | None, Sequence[AttachmentRow]]:
    """Return the documents of each row in their order; those of the whole are under None."""
    sorted_: dict[UUID | None, list[AttachmentRow]] = defaultdict(list)
    for document in content.attachments:
        sorted_[document.indicator_id].append(document)
    return sorted_
