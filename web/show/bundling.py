"""Bundles of one evaluation, and of several in one archive."""

from collections.abc import Mapping
from io import BytesIO
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy.orm import Session

from web.door import house
from web.ledger import find_archive
from web.show.proving import Unproven
from workflow.ledger.bundle import NotSealed, write_bundle
from workflow.ledger.located import LedgerProblem
from workflow.ledger.note import NoteProblem


def bundle_one(session: Session, evaluation_id: UUID, *, public: bool) -> bytes | None:
    """Return the bundle of an evaluation, None while nothing of it is sealed. Raises Unproven."""
    try:
        archive = find_archive(house().settings)
        if archive is None:
            return None
        return write_bundle(session, archive=archive, evaluation_id=evaluation_id, public=public)
    except NotSealed:
        return None
    except (LedgerProblem, NoteProblem, OSError) as problem:
        raise Unproven(f"evaluation {evaluation_id}: {problem}") from problem


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of these files: the same bytes for the same files in the same order."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return packed.getvalue()
