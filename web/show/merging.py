"""What two people typed into one form, brought together field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from models.vocabulary import MoneyUnit
from policies.numbers import NumberProblem, fold_digits, parse_money, parse_points
from web.sent import Sent, read_version
from web.show.agreed import AMEND, read_agreed_shown
from web.show.entries import FUNDS, INDICATORS, NARRATIVE, Entries
from web.show.points import read_answers_shown
from web.show.shown import (
    Shown,
    read_funds_shown,
    read_review_shown,
    read_scores_shown,
    read_texts_shown,
)
from workflow.guards import Case

REVIEW, VERSION = "review", "content_version"
_SHOWN: Mapping[str, Callable[..., Shown]] = {
    FUNDS: read_funds_shown,
    INDICATORS: read_scores_shown,
    NARRATIVE: read_texts_shown,
    REVIEW: read_review_shown,
    AMEND: read_agreed_shown,
}
_POINTS = frozenset({"score", "weight", "reported_total"})


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What was typed where something was typed, and what stands now everywhere else.

    `disputed` are the fields that both this person and somebody else changed, with what stands
    in them now; `changed` are those in which what was typed differs from what stands.
    """

    fields: Mapping[str, str]
    disputed: Mapping[str, str] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()


def merge_sent(session: Session, case: Case, *, form: str, sent: Sent, entries: Entries) -> Merged:
    """Bring a sent form together with what stands now; `form` is a section, `REVIEW`
    or `AMEND`.

    What was sent as it was shown was not typed: it takes what stands now, so that nobody undoes
    the work of somebody else without knowing it.
    """
    seen = read_version(sent, otherwise=case.facts.content_version)
    shown = {**_SHOWN[form](session, case=case, seen=seen), **read_answers_shown(case, seen=seen)}
    unit = MoneyUnit(case.content().scheme.form.money_unit) if form == FUNDS else None
    standing = {entry.name: entry.value for entry in entries}
    fields, disputed, changed = dict(sent.fields), {}, set()
    for name, typed in sent.fields.items():
        same, now = partial(_are_same, name=name, unit=unit), standing.get(name, "")
        if name != VERSION and not same(typed, now):
            changed.add(name)
        if name not in shown:
            continue
        old = shown[name]
        if old is not None and same(typed, old):
            fields[name] = now
            changed.discard(name)
        elif not same(typed, now) and (old is None or not same(old, now)):
            disputed[name] = now
    return Merged(fields=fields, disputed=disputed, changed=frozenset(changed))


def _are_same(one: str, other: str, *, name: str, unit: MoneyUnit | None) -> bool:
    if one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip():
        return True
    numbers = [_read_number(text, name=name, unit=unit) for text in (one, other)]
    return numbers[0] is not None and numbers[0] == numbers[1]


def _read_number(text: str, *, name: str, unit: MoneyUnit | None) -> Decimal | None:
    """Return what a field of numbers says; None where it says no number, or is none of them."""
    try:
        if unit is not None and "-" in name:
            return parse_money(fold_digits(text), unit=unit)
        if name.partition("-")[0] in _POINTS:
            return parse_points(text)
    except NumberProblem:
        pass
    return None
