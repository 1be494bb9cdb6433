"""The part of verification that looks at supporting documents: each lies in the store as it was
handed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from models.queries.verification import list_documents, stream_document_hashes
from web.files import Store
from web.settings import Settings
from workflow.ledger.findings import Findings
from workflow.ledger.spelling import ID

DOCUMENTS = "documents"
DOCUMENTS_OF_A_PIECE = 200


@dataclass(frozen=True, kw_only=True)
class LookAtDocuments:
    """Look at the documents whose hashes lie behind one and up to another, None for no end."""

    folder: Path
    limit: int
    after: str
    upto: str | None

    def run(self, session: Session) -> Findings:
        """Read each file; bytes that were registered more than once are read once."""
        store, findings = Store(self.folder, limit=self.limit), Findings()
        findings.note(DOCUMENTS, ())
        rows = list_documents(session, after=self.after, upto=self.upto)
        for sha256, registered in groupby(rows, key=lambda row: row.sha256):
            held = _describe_file(store, sha256)
            for document in registered:
                told = held if isinstance(held, str) else "its file was altered"
                fault = f"attachment {ID[document.id]}: {told}"
                sound = held == (document.size, sha256)
                findings.note(DOCUMENTS, [] if sound else [fault], examined=1)
        return findings


def plan_documents(session: Session, settings: Settings) -> Iterator[LookAtDocuments]:
    """Yield jobs that look at every document."""
    folder, limit = settings.files, settings.max_file_size
    after = ""
    for number, sha256 in enumerate(stream_document_hashes(session), start=1):
        if number % DOCUMENTS_OF_A_PIECE == 0:
            yield LookAtDocuments(folder=folder, limit=limit, after=after, upto=sha256)
            after = sha256
    yield LookAtDocuments(folder=folder, limit=limit, after=after, upto=None)


def _describe_file(store: Store, sha256: str) -> tuple[int, str] | str:
    """Return size and hash of a file of the store, or why there is none to be had."""
    try:
        return store.measure(sha256) or "its file is missing"
    except OSError as error:
        return f"its file cannot be read: {error.strerror}"
