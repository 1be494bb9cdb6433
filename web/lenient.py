"""A form as it stands while somebody types: what can be read counts, the rest is as it was."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from web.schemas.base import FormSchema, Handed, load_form
from web.sent import Sent, blame
from workflow.data import Data
from workflow.refusals import Reason, Refused

_VERSION = "content_version"
_TRIES = 2
"""As typed, and with what is stored in place of what cannot be read."""


@dataclass(frozen=True)
class Lenient:
    """What a half-typed form comes to, None where nothing of it can be read; and what is wrong with
    the fields that keep what is stored.
    """

    data: Data | None
    unread: tuple[Reason, ...]


def read_leniently(
    schema: FormSchema, sent: Sent, *, standing: Mapping[str, str], strange: Collection[str]
) -> Lenient:
    """Read a form by its schema; `standing` is what each field would hold as stored, `strange` are
    names that are none of its fields.
    """
    unread = [*sent.faults, *(blame("field_is_unknown", name) for name in strange)]
    fields = {name: text for name, text in sent.fields.items() if name not in strange}
    # Nothing is saved, so it does not matter on which version somebody types.
    fields[_VERSION] = "0"
    for _ in range(_TRIES):
        try:
            handed: Handed = load_form(schema, fields)
        except Refused as refused:
            unread += refused.reasons
            fields = _put_back(fields, wrong=refused.reasons, standing=standing)
        else:
            return Lenient(handed.data, tuple(unread))
    return Lenient(None, tuple(unread))


def _put_back(
    fields: Mapping[str, str], *, wrong: Collection[Reason], standing: Mapping[str, str]
) -> dict[str, str]:
    names = {reason.field for reason in wrong if reason.field}
    sound = {name: text for name, text in fields.items() if name not in names}
    return sound | {name: standing[name] for name in names if name in standing}
