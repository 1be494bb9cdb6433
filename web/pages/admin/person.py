"""One person: roles and office, a new link, disabled or enabled."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.people import Person, find_person, find_unit_by_code
from models.queries.units import find_unit
from models.tables import FinanceSection
from models.vocabulary import Role
from policies.facts import Actor
from web.asking import require_actor
from web.desk import at, sort_messages
from web.door import database, house
from web.pages.admin.desk import Act, Told, administer, answer, guard
from web.pages.admin.forms import Shown, show_again, show_standing
from web.pages.admin.offices import check_section, find_typed_unit, list_choices
from web.pages.admin.people import FRESH_LINK, keep_fresh_link
from web.schemas.administration import NothingSchema, PostForm, PostSchema
from web.sent import read_sent
from web.settings import USUAL_ADDRESS
from web.words import label
from workflow.people import LINK_LIFETIME, issue_link
from workflow.refusals import Refused, conflict, hidden, unmet
from workflow.roles import Post, change_post, set_active

blueprint = guard("person")
ADDRESS = "/people/<uuid:person_id>"
FIELDS = ("roles", "unit", "section_id")


@blueprint.get(ADDRESS)
def show(person_id: UUID) -> ResponseReturnValue:
    """One person; with the link that was issued just now, which is shown this once."""
    with database().reading() as reading:
        person, now, _words = _read_standing(reading, person_id)
    return _render(person, shown=show_standing(now), link=_take_fresh_link(person_id))


def _take_fresh_link(person_id: UUID) -> str | None:
    fresh = session.get(FRESH_LINK)
    if not isinstance(fresh, list) or fresh[0] != str(person_id):
        return None
    session.pop(FRESH_LINK)
    address = house().settings.public_url
    # Where the site is reached may not have been said; it was reached here just now.
    here = request.url_root.rstrip("/") if address == USUAL_ADDRESS else address
    return f"{here}/link/{fresh[1]}"


@blueprint.post(ADDRESS)
def change(person_id: UUID) -> ResponseReturnValue:
    """Change roles and office together; what somebody else changed meanwhile is shown first."""
    sent = read_sent(request.form, request.files)
    with database().reading() as reading:
        _read_standing(reading, person_id)
    try:
        form: PostForm = sent.load(PostSchema())
        administer(
            sent, lambda writing, actor: _change(writing, actor, person_id=person_id, form=form)
        )
    except Refused as refused:
        with database().reading() as reading:
            person, now, words = _read_standing(reading, person_id)
        held = [role for role in Role if f"role-{role}" in sent.fields]
        typed = {**sent.fields, "roles": _spell_roles(held)}
        shown = show_again(typed=typed, now=now, refused=refused, words=words)
        return _render(person, shown=shown, refused=refused)
    flash(_("已保存"))
    return _go_back(person_id)


def _change(writing: Session, actor: Actor, *, person_id: UUID, form: PostForm) -> Told:
    check_section(writing, form.section_id)
    unit_id = find_typed_unit(writing, form.unit, field="unit")
    post = Post(roles=form.roles, unit_id=unit_id, section_id=form.section_id)
    seen = _read_seen(writing, form.was or {})
    change_post(writing, user_id=person_id, post=post, seen=seen, actor_id=actor.id, at=at())
    return {"person": str(person_id)}


def _read_seen(writing: Session, was: Mapping[str, str]) -> Post:
    """Return what the form was shown on, in the spelling of `_read_standing`."""
    unit = find_unit_by_code(writing, was.get("unit", ""))
    try:
        section = was["section_id"]
        return Post(
            roles=frozenset(Role(role) for role in was["roles"].split(",") if role),
            unit_id=unit.id if unit else None,
            section_id=UUID(section) if section else None,
        )
    except (KeyError, ValueError):
        raise Refused(unmet("form_is_unreadable")) from None


@blueprint.post(f"{ADDRESS}/link")
def renew_link(person_id: UUID) -> ResponseReturnValue:
    """Issue a new single-use link; the password of before holds until it is used."""
    links: list[str] = []

    def issue(writing: Session, actor: Actor) -> Told:
        person = find_person(writing, person_id)
        if person is None or not person.active:
            raise Refused(conflict("person_is_disabled"))
        links[:] = [issue_link(writing, user_id=person_id, actor_id=actor.id, at=at())]
        return {"person": str(person_id)}

    return _press(person_id, issue, links=links)


@blueprint.post(f"{ADDRESS}/disable")
def disable(person_id: UUID) -> ResponseReturnValue:
    """Disable a person: every sign-in ends at once, the name stays in the history."""
    return _press(
        person_id,
        lambda writing, actor: _set(writing, actor, person_id, active=False),
        told=_("已停用“%(name)s”的账号，其所有登录已经结束；可以在下面再启用。"),
    )


@blueprint.post(f"{ADDRESS}/enable")
def enable(person_id: UUID) -> ResponseReturnValue:
    """Let a disabled person sign in again, with the password of before."""
    return _press(
        person_id,
        lambda writing, actor: _set(writing, actor, person_id, active=True),
        told=_("已启用“%(name)s”的账号，可以用原来的密码登录。"),
    )


def _set(writing: Session, actor: Actor, person_id: UUID, *, active: bool) -> Told:
    set_active(writing, user_id=person_id, active=active, actor_id=actor.id, at=at())
    return {"person": str(person_id)}


def _press(
    person_id: UUID, do: Act, *, links: list[str] | None = None, told: str = ""
) -> ResponseReturnValue:
    """Do what one button alone asks for, and say what was done, with the name of the person."""
    sent = read_sent(request.form, request.files)
    with database().reading() as reading:
        person, _now, _words = _read_standing(reading, person_id)
    sent.load(NothingSchema())
    administer(sent, do)
    if told:
        flash(told % {"name": person.name})
    keep_fresh_link(str(person_id), links or [])
    return _go_back(person_id)


def _go_back(person_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("admin_person.show", person_id=person_id), HTTPStatus.SEE_OTHER)


def _spell_roles(roles: list[Role]) -> str:
    return ",".join(sorted(roles))


def _read_standing(
    reading: Session, person_id: UUID
) -> tuple[Person, dict[str, str], dict[str, str]]:
    """Return a person, the fields of the form as he stands, and words for those that are codes."""
    person = find_person(reading, person_id)
    if person is None:
        raise hidden()
    unit = find_unit(reading, person.unit_id) if person.unit_id else None
    section = reading.get(FinanceSection, person.section_id) if person.section_id else None
    now = {
        "roles": _spell_roles(list(person.roles)),
        "unit": unit.code if unit else "",
        "section_id": str(person.section_id or ""),
    }
    words = {
        "roles": "、".join(label(Role, role) for role in Role if role in person.roles),
        "section_id": section.name if section else "",
        "office": unit.name if unit else section.name if section else "",
    }
    return person, now, words


def _render(
    person: Person, *, shown: Shown, link: str | None = None, refused: Refused | None = None
) -> Response:
    errors, general = sort_messages(refused.reasons if refused else (), known=FIELDS)
    with database().reading() as reading:
        choices = list_choices(reading)
        _person, _now, words = _read_standing(reading, person.id)
    page = render_template(
        "admin/person.html",
        account=person,
        office=words["office"],
        oneself=person.id == require_actor().id,
        link=link,
        minutes=int(LINK_LIFETIME.total_seconds() // 60),
        shown=shown,
        values=shown.values,
        held={role for role in Role if role in shown.values.get("roles", "").split(",")},
        disputed=shown.disputed,
        roles=tuple(Role),
        errors=errors,
        general=general,
        **choices,
    )
    return answer(page, refused=refused)
