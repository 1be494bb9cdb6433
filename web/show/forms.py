"""The forms whose content is kept while nobody has saved it: where each stands, what it leads to,
and which fields it has.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from models.vocabulary import Action, Form
from policies.limits import MAX_FINDINGS
from web.show.agreed import list_agreed_entries
from web.show.entries import (
    FUNDS,
    INDICATORS,
    NARRATIVE,
    Entries,
    Entry,
    list_entries,
    list_review_entries,
)
from web.show.points import list_answer_entries, list_point_entries
from workflow.content import Content
from workflow.guards import Case

_SLOT = re.compile(r"(?:finding|finding_category|recommendation)-(\d{1,3})")


@dataclass(frozen=True)
class Place:
    """Where a form stands and what it leads to. A form of one word and one button names its
    `fields`; the others have those of what they show. `more` are fields of points: those of a
    return, or the answers that are given beside what they speak of.
    """

    action: Action
    endpoint: str = "act.ask"
    values: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    read: Callable[[Content], Entries] | None = None
    more: Callable[[Case], Entries] | None = None


def _section(action: Action, section: str) -> Place:
    def read(content: Content) -> Entries:
        return list_entries(content, section=section)

    return Place(action, "fill.show", {"section": section}, read=read, more=list_answer_entries)


_REMARKS: tuple[tuple[Form, Action, tuple[str, ...]], ...] = (
    (Form.SUBMIT, Action.SUBMIT, ("text",)),
    (Form.RECALL, Action.RECALL, ("text",)),
    (Form.APPROVE, Action.APPROVE, ("text",)),
    (Form.RETURN, Action.RETURN, ("reason", "due_on")),
    (Form.FINISH, Action.REVIEW, ("comment",)),
    (Form.REOPEN, Action.REOPEN, ("reason",)),
    (Form.PUBLISH, Action.PUBLISH, ("text",)),
    (Form.CORRECT, Action.CORRECT, ("reason", "due_on")),
    (Form.DISCARD, Action.DISCARD, ("reason",)),
    (Form.COMMENT, Action.COMMENT, ("text", "code", "where")),
    (Form.ESCALATE, Action.ESCALATE, ("text",)),
)
REMARKS: Mapping[Form, Place] = {
    form: Place(
        action,
        values={"name": str(form)},
        fields=fields,
        more=list_point_entries if form is Form.RETURN else None,
    )
    for form, action, fields in _REMARKS
}
"""The forms of one word and one button, each a page of its own at the address of its name."""
SAID: Mapping[Form, Place] = {
    **REMARKS,
    Form.ANSWER: Place(Action.ANSWER, "points.show", more=list_answer_entries),
}
"""These and the answers to points: nothing stands in them that somebody else may have changed."""

PLACES: Mapping[Form, Place] = {
    Form.FUNDS: _section(Action.FILL, FUNDS),
    Form.INDICATORS: _section(Action.SCORE, INDICATORS),
    Form.NARRATIVE: _section(Action.FILL, NARRATIVE),
    Form.AMEND: Place(Action.AMEND, "amend.show", read=list_agreed_entries),
    Form.REVIEW: Place(Action.REVIEW, "review.show", read=list_review_entries),
    **SAID,
}
NAMES = ", ".join(PLACES)


def find_address(form: Form, *, evaluation_id: UUID) -> str:
    """Return the address at which a form is shown, and sent."""
    place = PLACES[form]
    return url_for(place.endpoint, evaluation_id=evaluation_id, **place.values)


def find_form(path: str, *, evaluation_id: UUID) -> Form | None:
    """Return the form that is sent to this address of an evaluation, or None."""
    addresses = ((form, find_address(form, evaluation_id=evaluation_id)) for form in PLACES)
    return next((form for form, each in addresses if each.partition("?")[0] == path), None)


def list_fields(form: Form, *, case: Case) -> Entries:
    """Return the fields of a form as they stand; nothing stands yet in those of a remark."""
    place = PLACES[form]
    more = place.more(case) if place.more else ()
    if place.read is not None:
        return (*place.read(case.content()), *more)
    labels = {
        "text": _("意见"),
        "comment": _("复核意见"),
        "reason": _("理由"),
        "due_on": _("修改期限"),
        "code": _("核对代码"),
        "where": _("位置"),
    }
    own = tuple(Entry(name, labels[name], "") for name in place.fields)
    return (*own, *more)


def list_strange(names: Collection[str], *, form: Form, case: Case) -> list[str]:
    """Return the names that no field of this form has. A place for a finding is one even where
    there are fewer of them by now.
    """
    known = {entry.name for entry in list_fields(form, case=case)} | {"content_version"}
    return [
        name
        for name in names
        if name not in known and not (form is Form.NARRATIVE and _is_slot(name))
    ]


def _is_slot(name: str) -> bool:
    match = _SLOT.fullmatch(name)
    return match is not None and int(match[1]) < MAX_FINDINGS
