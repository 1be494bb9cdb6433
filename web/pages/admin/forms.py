"""A form on something that others may change too: what was seen, typed, and stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflow.refusals import Refused, Why

SEEN = "was"
"""Prefix of the hidden fields that carry what stood when the form was shown."""

Fields = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a form shows: the value of each field, what stands now, and of what both changed the
    words for what stands now.
    """

    values: Fields
    was: Fields = field(default_factory=dict)
    disputed: Fields = field(default_factory=dict)


def show_standing(now: Fields) -> Shown:
    """Return a form as nobody has typed into it yet."""
    return Shown(values=now, was=now)


def show_again(*, typed: Fields, now: Fields, refused: Refused, words: Fields) -> Shown:
    """Return a form that was refused, with what was typed.

    Where somebody else changed what it speaks of, a field that was not typed into takes what
    stands now, one that both changed keeps what was typed and says what stands now, in `words`
    where a code would not say it.
    """
    was = {name: typed.get(f"{SEEN}-{name}", "") for name in now}
    if refused.why is not Why.CONFLICT:
        return Shown(values=typed, was=was)
    mine = {name for name in now if typed.get(name, "") != was[name]}
    theirs = {name for name in now if now[name] != was[name]}
    values = {name: typed.get(name, "") if name in mine else now[name] for name in now}
    disputed = {
        name: words.get(name, now[name]) for name in mine & theirs if values[name] != now[name]
    }
    return Shown(values=values, was=now, disputed=disputed)
