"""Before submitting: exactly what will be sealed, what it still lacks, and the button."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from models.vocabulary import Action, Form
from web.asking import require_actor
from web.desk import look_up, require
from web.door import database
from web.drafts import list_kept
from web.show.checks import sort_checks
from web.show.completeness import measure_progress
from web.show.documents import sort_documents
from web.show.forms import find_address
from web.show.moves import link_to_field
from web.show.noting import count_noted
from web.show.row_rules import name_family, tell_row_rules
from web.show.signing import find_unsigned
from web.show.table import lay_out
from workflow.changes.submitting import freeze
from workflow.machine import why_not

blueprint = Blueprint("proofread", __name__)


@blueprint.get("/evaluations/<uuid:evaluation_id>/preview")
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """The whole form as it would be sealed, for whoever fills it in."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        require(case, action=Action.FILL)
        content, noted = case.content(), count_noted(session, case)
        frozen = freeze(session, case)
        drafts = list_kept(session, case)
    checked = sort_checks(case)
    return render_template(
        "preview.html",
        header=case.header,
        evaluation=case.header.evaluation if case.header else None,
        content=content,
        table=lay_out(content, found=checked.found),
        rules=tell_row_rules(content.scored_rows),
        name_family=name_family,
        checked=replace(checked, left=()),
        noted_count=noted,
        progress=measure_progress(case),
        documents=sort_documents(content),
        digest=frozen.digest,
        refused=why_not(action=Action.SUBMIT, case=case),
        unsaved={form: draft for form, draft in drafts.items() if form is not Form.SUBMIT},
        kept=drafts.get(Form.SUBMIT),
        unsigned=find_unsigned(case),
        link_to_field=link_to_field,
        form_address=find_address,
        at=case.at,
    )
