"""A form as it was sent: what was typed, and which button was pressed."""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from web.schemas.base import LONGEST_NAME, FormSchema, load_form
from workflow.audit import hash_text, write_canonical
from workflow.kept import SentOnce
from workflow.refusals import Reason, Refused, Why, unmet

BUTTON, TOKEN, FORM_TOKEN = "button", "csrf_token", "form_token"
ACTING_FOR = "acting_for"
"""For whom a deputy sends a form: the id of a person."""
CONTINUE = "continue"
"""The button of a conflict page: show what was typed again, on what stands now."""
ANSWER = "answer-"
"""How the name of a field begins that holds the answer to a point."""
_VERSION = "content_version"
_VERSION_DIGITS = 10
_TOKEN_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def new_token() -> str:
    """Return what tells one showing of a form from every other."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What was typed, by field, exactly as typed; `faults` are those of the form itself. `token`
    is that of the form, empty where none came with it.
    """

    fields: Mapping[str, str]
    button: str
    faults: tuple[Reason, ...] = ()
    token: str = ""
    acting_for: str = ""

    def load(self, schema: FormSchema) -> Any:
        """Return what the schema makes of the form. Raises Refused with every problem."""
        if self.faults:
            raise Refused(*self.faults)
        return load_form(schema, self.fields)

    def once(self, *about: object) -> SentOnce | None:
        """Return what makes another sending the same as this one: the same showing of the form,
        `about` the same, holding the same. With other content it is another form: somebody went
        back and changed his mind. Without a token nothing is the same.
        """
        if not self.token:
            return None
        held = {"about": [str(one) for one in about], "fields": dict(self.fields)}
        held |= {"for": self.acting_for} if self.acting_for else {}
        # The hash of what was typed is kept: without the token nobody can find out by guessing.
        content = write_canonical({**held, "token": self.token})
        return SentOnce(token=f"{self.token} {hash_text(content)}", content=content)


def read_sent(
    form: MultiDict[str, str],
    files: Collection[str] = (),
    *,
    buttons: tuple[str, ...] = (),
) -> Sent:
    """Read a form whose fields each have one value; `buttons` are those it has, the first is what
    pressing Enter means. `files` are names of sent files where none was asked for.
    """
    fields: dict[str, str] = {}
    faults = [blame("field_is_unknown", name) for name in files]
    for name, values in form.lists():
        if len(values) > 1:
            faults.append(blame("field_is_repeated", name))
        fields[name] = values[0]
    fields.pop(TOKEN, None)
    token = fields.pop(FORM_TOKEN, "")
    if token and not _TOKEN.fullmatch(token):
        faults.append(blame("form_is_unreadable", FORM_TOKEN))
    acting_for = fields.pop(ACTING_FOR, "")
    button = fields.pop(BUTTON, "")
    if button and button not in (*buttons, CONTINUE):
        faults.append(unmet("not_a_choice", field=BUTTON))
    return Sent(
        fields=fields,
        button=button or next(iter(buttons), ""),
        faults=tuple(faults),
        token=token,
        acting_for=acting_for,
    )


@dataclass(frozen=True)
class Parted:
    """A sent form, and the answers to points that stood in it, as a form of their own."""

    form: Sent
    answers: Sent


def split_answers(sent: Sent) -> Parted:
    """Part a form from the answers to points that are given in it, beside what they speak of."""
    given = {name for name in sent.fields if name.startswith(ANSWER)}
    own = {name: text for name, text in sent.fields.items() if name not in given}
    answers = {name: text for name, text in sent.fields.items() if name in given}
    return Parted(replace(sent, fields=own), replace(sent, fields=answers, faults=()))


def read_version(sent: Sent, *, otherwise: int) -> int:
    """Return the content_version a form was typed on, where it names one."""
    named = sent.fields.get(_VERSION, "")
    plain = named.isascii() and named.isdigit() and len(named) < _VERSION_DIGITS
    return int(named) if plain else otherwise


def blame(code: str, name: str) -> Reason:
    """Return the problem of a field that names the field itself."""
    short = name[:LONGEST_NAME]
    return Reason(why=Why.UNMET, code=code, field=short, params={"field": short})
