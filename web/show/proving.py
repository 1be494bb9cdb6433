"""The proof of one event, told to people: where it stands in the ledger, and who signed for it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.orm import Session

from models.queries.erasures import find_erasing
from models.queries.published import PublishedRow
from models.queries.sealed import EntryRow, find_publishing_entry
from models.vocabulary import HashName
from web.door import house
from web.ledger import find_archive
from workflow.audit import hash_body
from workflow.ledger.checkpoint import ProofFile, check_proof
from workflow.ledger.copies import is_as_published, list_missing
from workflow.ledger.located import LedgerProblem, prove_event
from workflow.ledger.merkle import ProofProblem
from workflow.ledger.note import NoteProblem, PublicKey, check_note

log = structlog.get_logger()


class Unproven(Exception):  # noqa: N818 -- it tells an operator what does not hold
    """A sealed event of which the ledger gives no proof that holds; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """That an event stands at `index`, counted from 0, of the ledger of `size` entries. `head` is
    its hash, which vouches for every event before it in its chain; `key` signed the checkpoint.
    Verifiers of others know a tree by SHA-256 alone: `is_common` says whether this is one.
    """

    head: str
    index: int
    size: int
    key: PublicKey
    file: ProofFile
    hash_name: HashName = HashName.SHA256

    @property
    def is_common(self) -> bool:
        """Whether verifiers that others wrote can check it."""
        return self.hash_name is HashName.SHA256

    def write(self) -> str:
        """Return the file of the proof (C2SP tlog-proof) with all signatures."""
        return self.file.write()

    def write_bare(self) -> str:
        """Return the file of the proof with the signature of the log alone."""
        note = self.file.checkpoint
        own = tuple(each for each in note.signatures if self.key.is_by(each))
        return replace(self.file, checkpoint=replace(note, signatures=own)).write()


def prove(session: Session, entry: EntryRow) -> Proof | None:
    """Return the proof of an event, None while no seal covers it.

    It is checked before it is shown. Raises Unproven where it does not hold: what the database
    says is not what was sealed, or the ledger cannot be read.
    """
    try:
        archive = find_archive(house().settings)
        if archive is None:
            return None
        file = prove_event(session, archive=archive, event_id=entry.id)
        if file is None:
            return None
        name = archive.hasher.name
        if hash_body(entry.body, name=name) != entry.hash:
            raise Unproven(f"event {entry.id}: its body does not give its hash")
        checkpoint = check_proof(file, entry=entry.body.encode(), hasher=archive.hasher)
        key, *_others = check_note(file.checkpoint, keys=archive.keys)
    except (LedgerProblem, NoteProblem, ProofProblem, OSError) as problem:
        raise Unproven(f"event {entry.id}: {problem}") from problem
    return Proof(
        head=entry.hash,
        index=file.index,
        size=checkpoint.size,
        key=key,
        file=file,
        hash_name=name,
    )


def prove_copy(session: Session, row: PublishedRow) -> Proof | None:
    """Return the proof of the event that published a disclosure copy, None while it is not sealed.

    Raises Unproven where the copy is not the one that the event named by its hash, but for texts
    that were erased since.
    """
    entry = find_publishing_entry(session, row.evaluation_id)
    if entry is None:
        raise Unproven(f"publication {row.id}: no event published it")
    proof = prove(session, entry)
    told = json.loads(entry.body)["data"].get("publication")
    missing = list_missing(json.loads(row.content))
    erased = {each for each in missing if find_erasing(session, each) is not None}
    name = house().settings.hash_name
    genuine = is_as_published(row.content, row.content_hash, erased=erased, name=name)
    if told != row.content_hash or not genuine:
        raise Unproven(f"publication {row.id}: it is not the copy that event {entry.id} published")
    return proof


def try_to(proving: Callable[[], Proof | None]) -> Proof | None:
    """Return what can be proven, None for the rest: what a page says stays readable."""
    try:
        return proving()
    except Unproven as problem:
        log.error("unproven", problem=str(problem))  # noqa: TRY400 -- the problem is all there is
        return None
