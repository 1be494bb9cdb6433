"""What a person typed and has not saved: kept beside the trail, found again, thrown away."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import flash, g, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from models.queries.kept import Draft, find_draft, list_drafts
from models.vocabulary import Form
from web.door import database, house, recall
from web.sent import Sent, blame, read_version
from web.show.forms import PLACES, SAID, list_fields, list_strange
from web.typed import Typed, bound_unsaved, list_typed
from workflow.guards import Case
from workflow.kept import drop_draft, keep_draft
from workflow.machine import why_not
from workflow.refusals import Refused, Why, unmet

MOST_BYTES = 512 * 1024
"""What the text of one form may come to; a form that can be saved is smaller."""
_VERSION = "content_version"
REVIEW_BUTTONS = ("rescore", "accept")
"""The buttons of the review that save it, beside the one that finishes it."""


@dataclass(frozen=True)
class Kept:
    """What was typed into a form, on which version, and when it was kept (UTC)."""

    form: Form
    sent: Sent
    at: datetime


def open_form(session: Session, case: Case, *, form: Form) -> Kept | None:
    """Return what this person typed into the form he opens and has not saved, or None.

    Raises Refused where he cannot fill it in now; what he typed while he could is shown with it.
    """
    kept = find_kept(session, case, form=form)
    if reasons := why_not(action=PLACES[form].action, case=case):
        if kept and reasons[0].why is not Why.FORBIDDEN:
            g.unsaved = bound_unsaved(_list_new(kept, case))
        raise Refused(*reasons)
    return kept


def _list_new(kept: Kept, case: Case) -> list[Typed]:
    """Return what was typed and does not stand, each called as the form calls it."""
    entries = {entry.name: entry for entry in list_fields(kept.form, case=case)}
    typed = list_typed(
        {
            name: text
            for name, text in kept.sent.fields.items()
            if name not in entries or entries[name].value != text
        }
    )
    return [
        replace(each, title=f"{entry.row} · {entry.label}" if entry.row else entry.label)
        if (entry := entries.get(each.name))
        else each
        for each in typed
    ]


def find_kept(session: Session, case: Case, *, form: Form) -> Kept | None:
    """Return what this person typed into a form and has not saved, or None."""
    draft = find_draft(
        session, user_id=case.actor.id, evaluation_id=case.facts.evaluation_id, form=form
    )
    return None if draft is None else _read(form, draft)


def list_kept(session: Session, case: Case) -> Mapping[Form, Kept]:
    """Return all that this person typed into forms of one evaluation and has not saved."""
    drafts = list_drafts(session, user_id=case.actor.id, evaluation_id=case.facts.evaluation_id)
    return {Form(form): _read(Form(form), draft) for form, draft in drafts.items()}


def _read(form: Form, draft: Draft) -> Kept:
    fields = json.loads(draft.payload)
    if form is Form.ANSWER:
        # An answer is never taken back: an empty field says nothing, and hides none given since.
        fields = {name: text for name, text in fields.items() if text.strip()}
    fields |= {_VERSION: str(draft.content_version)}
    return Kept(form, Sent(fields=fields, button=""), draft.saved_at)


def keep(case: Case, *, form: Form, sent: Sent) -> None:
    """Keep what was typed in place of what was kept before.

    Raises Refused where fields are none of the form's, and RequestEntityTooLarge.
    """
    strange = list_strange(sent.fields, form=form, case=case)
    faults = [*sent.faults, *(blame("field_is_unknown", name) for name in strange)]
    if faults:
        raise Refused(*faults)
    typed = {name: text for name, text in sent.fields.items() if name != _VERSION}
    if not typed:
        raise Refused(unmet("field_is_required"))
    if sum(len(text.encode()) for text in typed.values()) > MOST_BYTES:
        raise RequestEntityTooLarge
    now = case.facts.content_version
    version = min(read_version(sent, otherwise=now), now)
    try:
        _write(case, form=form, typed=typed, version=version)
    except IntegrityError:
        # Two tabs at the same moment: the later one finds the other and takes its place.
        _write(case, form=form, typed=typed, version=version)


def _write(case: Case, *, form: Form, typed: Mapping[str, str], version: int) -> None:
    if form in SAID and not any(text.strip() for text in typed.values()):
        drop(case, form=form)
        return
    with database().writing() as session:
        keep_draft(
            session,
            user_id=case.actor.id,
            evaluation_id=case.facts.evaluation_id,
            form=form,
            content_version=version,
            fields=typed,
            at=case.at,
        )


def was_saved(case: Case, *, form: Form, sent: Sent) -> bool:
    """Say whether this showing of a form was saved already, holding just this: what is kept of it
    comes too late.
    """
    buttons = {str(PLACES[form].action), *(REVIEW_BUTTONS if form is Form.REVIEW else ())}
    evaluation_id = case.facts.evaluation_id
    asked = (sent.once(form, evaluation_id, button) for button in buttons)
    return any(recall(house(), actor_id=case.actor.id, sent=each) for each in asked)


def tell_saved(message: str, case: Case, *, form: Form) -> None:
    """Say on the next page that a form was saved; what the browser kept of it goes then too."""
    flash(message, find_draft_address(form, evaluation_id=case.facts.evaluation_id))


def find_draft_address(form: Form, *, evaluation_id: UUID) -> str:
    """Return the address to which the browser sends what is typed into a form."""
    return url_for("drafts.save", evaluation_id=evaluation_id, form=form)


def drop(case: Case, *, form: Form) -> None:
    """Throw away what this person typed into a form."""
    with database().writing() as session:
        drop_draft(
            session, user_id=case.actor.id, evaluation_id=case.facts.evaluation_id, form=form
        )
