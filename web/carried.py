"""What was typed into a form that came after the end of a sign-in, carried through the next one.

The page that asks to sign in holds it in hidden fields. Whoever signs in on that page finds it in
the form again, if the form is one of his; it is never saved by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, session
from werkzeug.exceptions import RequestEntityTooLarge

from models.queries.kept import find_last_holder
from models.vocabulary import Form
from policies.facts import Actor
from web.desk import look_up, refuse_strangers
from web.door import database
from web.drafts import MOST_BYTES, find_kept, keep
from web.sent import BUTTON, FORM_TOKEN, TOKEN, Sent
from web.show.forms import PLACES, find_address, find_form, list_strange
from web.typed import CARRIED, CARRIED_BY, CARRIED_EVALUATION, CARRIED_FORM
from workflow.people import hash_token
from workflow.refusals import Refused

_ASIDE = frozenset({BUTTON, FORM_TOKEN, TOKEN})


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What was typed, into which form, and whose sign-in it was that had ended: an id, or
    nothing where nobody can tell.
    """

    form: Form
    evaluation_id: UUID
    holder: str
    fields: Mapping[str, str]

    @property
    def address(self) -> str:
        """Where the form is shown and sent."""
        return find_address(self.form, evaluation_id=self.evaluation_id)

    def list_hidden(self) -> list[tuple[str, str]]:
        """Return the hidden fields that carry it."""
        head = [
            (CARRIED_EVALUATION, str(self.evaluation_id)),
            (CARRIED_FORM, self.form),
            (CARRIED_BY, self.holder),
        ]
        return [*head, *((f"{CARRIED}{name}", text) for name, text in self.fields.items())]


def take_along() -> Carried | None:
    """Return what was typed into the form of this request, where it is one that is kept.

    A body that nobody has read yet is left alone.
    """
    evaluation_id = (request.view_args or {}).get("evaluation_id")
    if evaluation_id is None or "form" not in vars(request):
        return None
    form = find_form(request.path, evaluation_id=evaluation_id)
    fields = {name: text for name, text in request.form.items() if name not in _ASIDE}
    holder = _find_holder() if form else ""
    return _bound(form=form, evaluation_id=evaluation_id, holder=holder, fields=fields)


def read_carried() -> Carried | None:
    """Return what the form of a sign-in carries; nothing where it makes no sense."""
    given = request.form
    try:
        form, evaluation_id = (
            Form(given.get(CARRIED_FORM, "")),
            UUID(given.get(CARRIED_EVALUATION, "")),
        )
    except ValueError:
        return None
    fields = {
        name.removeprefix(CARRIED): text for name, text in given.items() if name.startswith(CARRIED)
    }
    holder = given.get(CARRIED_BY, "")[:40]
    return _bound(form=form, evaluation_id=evaluation_id, holder=holder, fields=fields)


def _bound(*, form: Form | None, fields: Mapping[str, str], **more: Any) -> Carried | None:
    size = sum(len(name.encode()) + len(text.encode()) for name, text in fields.items())
    if form is None or form not in PLACES or not fields or size > MOST_BYTES:
        return None
    return Carried(form=form, fields=fields, **more)


def _find_holder() -> str:
    token = session.get("_user_id")
    if not isinstance(token, str):
        return ""
    with database().reading() as reading:
        return str(find_last_holder(reading, token_hash=hash_token(token)) or "")


def keep_carried(carried: Carried, *, actor: Actor) -> bool:
    """Keep what was carried for whoever signed in, where the form is one of his; say whether. It
    is kept even where the evaluation has left his desk meanwhile: the page then shows it.

    What he typed into it himself is not replaced by what somebody else typed.
    """
    form = carried.form
    try:
        with database().reading() as reading:
            action = PLACES[form].action
            case = look_up(reading, evaluation_id=carried.evaluation_id, actor=actor, action=action)
            case.content()
            own = find_kept(reading, case, form=form)
            refuse_strangers(case, action=action)
        strange = set(list_strange(carried.fields, form=form, case=case))
        fields = {name: text for name, text in carried.fields.items() if name not in strange}
        if own is None or carried.holder == str(actor.id):
            keep(case, form=form, sent=Sent(fields=fields, button=""))
    except (Refused, RequestEntityTooLarge):
        return False
    return True
