"""Proofs and bundles as files, with which a history is verified without this site: of what is
published for everybody, of an evaluation for whoever may see it.
"""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.measures import is_sealed_step
from models.queries.published import PublishedRow, list_published_editions
from models.queries.sealed import find_entry
from web.asking import require_actor
from web.door import database
from web.downloads import name_file, send_made, send_public
from web.pages.trail import LARGEST_SEQ, find_visible
from web.show.bundling import bundle_one
from web.show.paper import draw_code, spell_address, spell_paper
from web.show.proving import Proof, Unproven, prove, prove_copy
from workflow.refusals import Refused, conflict, hidden

blueprint = Blueprint("proofs", __name__)
PROOF_TYPE = "text/plain"
SEQ = f"<int(min=1, max={LARGEST_SEQ}):seq>"


@blueprint.get("/published/<uuid:evaluation_id>/proof")
def published_proof(evaluation_id: UUID) -> ResponseReturnValue:
    """The proof of the event that published a result (C2SP tlog-proof)."""
    proof = _prove_published(evaluation_id)
    return send_public(
        proof.write().encode(), name=f"{evaluation_id}.tlog-proof", media_type=PROOF_TYPE
    )


@blueprint.get(f"/published/<uuid:evaluation_id>/measures/{SEQ}/proof")
def measure_proof(evaluation_id: UUID, seq: int) -> ResponseReturnValue:
    """The proof of an event that took a step of a measure of a published result: with it the hash
    that the page shows is found in the ledger.
    """
    with database().reading() as session:
        _require_published(session, evaluation_id)
        entry = find_entry(session, evaluation_id, seq=seq)
        if entry is None or not is_sealed_step(session, evaluation_id, seq=seq):
            raise hidden()
        proof = prove(session, entry)
    if proof is None:
        raise Unproven(f"evaluation {evaluation_id}: event {seq} is sealed and there is no proof")
    return send_public(
        proof.write().encode(), name=f"{evaluation_id}-{seq}.tlog-proof", media_type=PROOF_TYPE
    )


@blueprint.get("/published/<uuid:evaluation_id>/qr")
def published_code(evaluation_id: UUID) -> ResponseReturnValue:
    """The code that carries address, head and proof onto paper, as a picture."""
    proof = _prove_published(evaluation_id)
    picture = draw_code(spell_paper(spell_address(evaluation_id), proof))
    return send_public(picture, media_type="image/svg+xml")


@blueprint.get("/published/<uuid:evaluation_id>/bundle")
def published_bundle(evaluation_id: UUID) -> ResponseReturnValue:
    """All that is needed to verify a published result; of texts only those that are disclosed."""
    with database().reading() as session:
        _require_published(session, evaluation_id)
        bundle = bundle_one(session, evaluation_id, public=True)
    if bundle is None:
        raise Unproven(f"evaluation {evaluation_id}: it is published and no bundle can be made")
    return send_public(bundle, name=f"{evaluation_id}.jsonl")


@blueprint.get("/evaluations/<uuid:evaluation_id>/bundle")
def bundle(evaluation_id: UUID) -> ResponseReturnValue:
    """The history of an evaluation with all its texts, as far as it is sealed."""
    actor = require_actor()
    with database().reading() as session:
        header = find_visible(session, evaluation_id, actor=actor)
        made = bundle_one(session, evaluation_id, public=False)
    if made is None:
        raise Refused(conflict("not_sealed_yet"))
    return send_made(made, name=name_file(_("核验包"), header.evaluation.title, ending="jsonl"))


def _require_published(session: Session, evaluation_id: UUID) -> PublishedRow:
    editions = list_published_editions(session, evaluation_id)
    row = next((row for row in editions if row.evaluation_id == evaluation_id), None)
    if row is None:
        raise hidden()
    return row


def _prove_published(evaluation_id: UUID) -> Proof:
    """Return the proof of a result that everybody may read. Raises Refused and Unproven."""
    with database().reading() as session:
        proof = prove_copy(session, _require_published(session, evaluation_id))
    if proof is None:
        raise Unproven(f"evaluation {evaluation_id}: it is published and there is no proof")
    return proof
