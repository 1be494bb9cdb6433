"""How values look on a page: points, money, percent, times. The same in every language."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from flask_babel import gettext as _
from flask_babel import ngettext

from models.types import format_utc
from models.vocabulary import (
    Action,
    AdminAction,
    Category,
    Grade,
    Ground,
    Kind,
    MeasureStep,
    MoneyUnit,
    Office,
    PointKind,
    Reviewer,
    Role,
    Scope,
    ScoreKind,
    Severity,
    Source,
    Standing,
    State,
)
from policies.deadlines import has_passed
from policies.numbers import format_money as spell_money
from policies.numbers import format_points as spell_points
from policies.reading import ValueKind, read_text
from policies.texts import strip_bidi_controls
from web.door import house
from web.show.statistics.spelled import spell_figure
from web.show.whole_words import list_published_steps, mark_steps
from web.texts import (
    describe_check,
    describe_notice,
    describe_reason,
    describe_text,
    describe_why_not_computed,
    name_check,
)
from web.words import label
from workflow.agreed import list_differences

NOTHING = "—"
MINUS = "−"
KIB = 1024
MIB = 1024 * 1024
NEAR = timedelta(hours=48)
BARE = re.compile(r"[0-9][0-9,]*(?:\.([0-9]+))?")
POINT_WIDE, DIGIT_WIDE = "\u2008", "\u2007"
"""Blanks as wide as a point and as a digit in tabular figures."""


def format_points(value: Decimal | None) -> str:
    """Points with two places, so that a column stands on its decimal points."""
    return NOTHING if value is None else f"{value:.2f}".replace("-", MINUS)


def format_weight(value: Decimal | None) -> str:
    """A weight as it was agreed, without needless zeros."""
    return NOTHING if value is None else spell_points(value)


def format_signed(value: Decimal | None) -> str:
    """A difference with its sign; nothing where there is none."""
    return "" if not value else f"{value:+.2f}".replace("-", MINUS)


def format_money(amount: Decimal | None, unit: str) -> str:
    """An amount in yuan as the form prints it, grouped by thousands, without the unit's name."""
    if amount is None:
        return NOTHING
    whole, _point, part = spell_money(amount, unit=MoneyUnit(unit)).partition(".")
    sign, digits = (MINUS, whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}.{part}"


def format_money_text(amount: str | None, unit: str) -> str:
    """An amount in yuan as a disclosure copy spells it, printed as the form prints it."""
    return format_money(None if amount is None else Decimal(amount), unit)


def format_percent(value: Decimal | None) -> str:
    """A rate in percent with two places."""
    return NOTHING if value is None else f"{value:.2f}%"


def to_local(moment: datetime) -> datetime:
    """Return an instant on the clock of the site."""
    return moment.astimezone(house().settings.time_zone)


def format_day(moment: datetime | None) -> str:
    """The day of an instant on the calendar of the site: 2026-06-30."""
    return NOTHING if moment is None else f"{to_local(moment):%Y-%m-%d}"


def format_moment(moment: datetime | None) -> str:
    """An instant to the second: deadlines are judged by it."""
    return NOTHING if moment is None else f"{to_local(moment):%Y-%m-%d %H:%M:%S}"


def format_deadline(moment: datetime) -> str:
    """A deadline to its last second, with the zone of the clock it is told by."""
    local = to_local(moment)
    zone = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M:%S} (UTC{zone[:3]}:{zone[3:5]})"


def is_near(due: datetime, at: datetime) -> bool:
    """Say whether a deadline is so near that its hour matters."""
    return not has_passed(due, at=at) and due - at <= NEAR


def format_clock(moment: datetime | None) -> str:
    """An instant to the minute, for lists."""
    return NOTHING if moment is None else f"{to_local(moment):%Y-%m-%d %H:%M}"


def format_iso(moment: datetime) -> str:
    """An instant for machines: the `datetime` of a `time` element."""
    return moment.isoformat(timespec="seconds")


def count_days(*, since: datetime, until: datetime) -> int:
    """Return how many times the calendar of the site has turned between two instants."""
    return (to_local(until).date() - to_local(since).date()).days


def format_waiting(since: datetime, at: datetime) -> str:
    """How long something has waited, in days of the calendar."""
    days = count_days(since=since, until=at)
    return str(ngettext("%(num)s 天", "%(num)s 天", days) if days > 0 else _("今天"))


def format_remaining(due: datetime, at: datetime) -> str:
    """How long there is until a deadline, or that it has passed."""
    days = count_days(since=at, until=due)
    if has_passed(due, at=at):
        late = max(-days, 0)
        return str(
            ngettext("已过 %(num)s 天", "已过 %(num)s 天", late) if late else _("今天已截止")
        )
    return str(ngettext("剩 %(num)s 天", "剩 %(num)s 天", days) if days else _("今天截止"))


def is_quantity(text: str) -> bool:
    """Say whether a value is one number, with or without a sign before and a unit behind it."""
    found = read_text(text)
    return found.kind is ValueKind.NUMBER and not found.doubts


def count_places(text: str) -> int | None:
    """Return the decimal places of a bare number, None for anything else."""
    match = BARE.fullmatch(text.strip())
    return len(match[1] or "") if match else None


def pad_number(text: str, places: int) -> str:
    """Return the blanks that put the decimal point of a bare number below the others."""
    own = count_places(text)
    if own is None or own >= places:
        return ""
    return (POINT_WIDE if own == 0 else "") + DIGIT_WIDE * (places - own)


def format_size(size: int) -> str:
    """The size of a file in the unit that keeps it short."""
    if size < KIB:
        return f"{size} B"
    return f"{-(-size // KIB)} KB" if size < MIB else f"{-(-size // MIB)} MB"


def shorten_hash(digest: str) -> str:
    """The two ends of a hash, for people to compare at a glance; the whole stands in its title."""
    return f"{digest[:4]}…{digest[-4:]}"


def change_query(**changes: str | None) -> str:
    """Return this page's address with some parameters changed; None takes one away."""
    given = {**request.args.to_dict(), **changes}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{request.path}?{query}" if query else request.path


def name_doer(name: str | None, principal: str | None) -> str:
    """Return who did something, and for whom if not for himself."""
    if principal is None or name is None:
        return name or ""
    told: str = _("%(deputy)s 代 %(principal)s", deputy=name, principal=principal)
    return told


FILTERS: dict[str, Callable[..., Any]] = {
    "points": format_points,
    "weight": format_weight,
    "signed": format_signed,
    "money": format_money,
    "money_text": format_money_text,
    "percent": format_percent,
    "figure": spell_figure,
    "day": format_day,
    "moment": format_moment,
    "deadline": format_deadline,
    "is_near": is_near,
    "is_over": lambda due, at: has_passed(due, at=at),
    "clock": format_clock,
    "iso": format_iso,
    "instant": format_utc,
    "waiting": format_waiting,
    "remaining": format_remaining,
    "size": format_size,
    "pad": pad_number,
    "is_quantity": is_quantity,
    "short_hash": shorten_hash,
    "file_name": strip_bidi_controls,
    "state": lambda code: label(State, code),
    "action": lambda code: label(Action, code),
    "admin_action": lambda code: label(AdminAction, code),
    "role": lambda code: label(Role, code),
    "kind": lambda code: label(Kind, code),
    "category": lambda code: label(Category, code),
    "grade": lambda code: label(Grade, code),
    "ground": lambda code: label(Ground, code),
    "office": lambda code: label(Office, code),
    "reviewer": lambda code: label(Reviewer, code),
    "point_kind": lambda code: label(PointKind, code),
    "severity": lambda code: label(Severity, code),
    "score_kind": lambda code: label(ScoreKind, code),
    "money_unit": lambda code: label(MoneyUnit, code),
    "source": lambda code: label(Source, code),
    "standing": lambda code: label(Standing, code),
    "measure_step": lambda code: label(MeasureStep, code),
    "scope": lambda code: label(Scope, code),
    "reason": describe_reason,
    "doer": name_doer,
    "sentence": describe_text,
    "agreed_differences": lambda row: list(list_differences(row)),
    "check_names": lambda codes: "\n".join(name_check(code) for code in codes),
    "check": lambda found, beside="": describe_check(found.code, found.numbers, beside=beside),
    "notice": describe_notice,
    "steps": mark_steps,
    "published_steps": list_published_steps,
    "why_not_computed": describe_why_not_computed,
}


def add_filters(app: Flask) -> None:
    """Hang the filters into the templates."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["change_query"] = change_query
