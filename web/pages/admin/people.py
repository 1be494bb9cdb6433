"""People: the list, and an invitation by a single-use link."""

from enum import StrEnum
from http import HTTPStatus

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.accounts import AccountFilter, list_accounts
from models.vocabulary import Role
from policies.facts import Actor
from web.asking import read_word, read_words
from web.desk import at, sort_messages
from web.door import database
from web.pages.admin.desk import (
    LONGEST_SEARCH,
    PAGE_SIZE,
    Told,
    administer,
    answer,
    guard,
    read_beyond,
)
from web.pages.admin.offices import check_section, find_typed_unit, list_choices
from web.schemas.administration import PersonSchema, PostForm
from web.sent import Sent, read_sent
from workflow.people import add_person, issue_link
from workflow.refusals import Refused

blueprint = guard("people")
FIELDS = ("login", "name", "roles", "unit", "section_id")


class Standing(StrEnum):
    """Whether an account works."""

    ACTIVE = "active"
    DISABLED = "disabled"


FRESH_LINK = "fresh_link"
"""Where the browser of the administrator keeps a link until it was shown, once."""


@blueprint.get("/people", endpoint="list")
def list_people() -> ResponseReturnValue:
    """Everybody with an account, by sign-in name."""
    words = read_words("q", longest=LONGEST_SEARCH)
    role, standing = read_word("role", Role), read_word("state", Standing)
    beyond, backward = read_beyond()
    active = None if standing is None else standing is Standing.ACTIVE
    wanted = AccountFilter(words=words, role=role, active=active)
    with database().reading() as reading:
        page = list_accounts(reading, wanted, beyond=beyond, backward=backward, size=PAGE_SIZE)
    return render_template(
        "admin/people.html",
        page=page,
        words=words,
        roles=tuple(Role),
        standings=tuple(Standing),
        searched=wanted != AccountFilter(),
    )


@blueprint.get("/people/new")
def new() -> ResponseReturnValue:
    """The form of a new person."""
    return _render()


@blueprint.post("/people/new")
def add() -> ResponseReturnValue:
    """Add a person and show the link to set a password with, once."""
    sent = read_sent(request.form, request.files)
    try:
        form: PostForm = sent.load(PersonSchema())
        links: list[str] = []
        told = administer(sent, lambda writing, actor: _add(writing, actor, form, links))
    except Refused as refused:
        return _render(sent, refused=refused)
    keep_fresh_link(told["person"], links)
    return redirect(url_for("admin_person.show", person_id=told["person"]), HTTPStatus.SEE_OTHER)


def _add(writing: Session, actor: Actor, form: PostForm, links: list[str]) -> Told:
    check_section(writing, form.section_id)
    person_id = add_person(
        writing,
        login=form.login,
        name=form.name,
        roles=form.roles,
        unit_id=find_typed_unit(writing, form.unit, field="unit"),
        section_id=form.section_id,
        actor_id=actor.id,
        at=at(),
    )
    links[:] = [issue_link(writing, user_id=person_id, actor_id=actor.id, at=at())]
    return {"person": str(person_id)}


def keep_fresh_link(person_id: str, links: list[str]) -> None:
    """Hand a link to the next page that this browser opens; the store holds only its hash."""
    if links:
        session[FRESH_LINK] = [person_id, links[0]]


def _render(sent: Sent | None = None, *, refused: Refused | None = None) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    values = dict(sent.fields) if sent else {}
    with database().reading() as reading:
        choices = list_choices(reading)
    page = render_template(
        "admin/person_new.html",
        values=values,
        held={role for role in Role if f"role-{role}" in values},
        roles=tuple(Role),
        errors=errors,
        general=general,
        **choices,
    )
    return answer(page, refused=refused)
