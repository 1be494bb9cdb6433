"""Who asks, and what a page reads from its address; what cannot be read is answered with 400."""

import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from flask import abort, current_app, make_response, request
from werkzeug.exceptions import BadRequest

from models.queries.paging import Place
from models.queries.search import Word
from models.types import format_utc
from policies.facts import Actor
from policies.numbers import fold_digits
from policies.texts import fold_words
from web.door import house
from web.sign_in import current_actor
from web.strange import StrangePart

Code = TypeVar("Code", bound=StrEnum)
LATEST_YEAR = 9999
ID_DIGITS = 18
"""Digits of the largest id that surely fits into 64 bits."""
LARGEST_ID = 10**ID_DIGITS - 1
ENDS = ("after", "before")
FIRST_INSTANT, LAST_INSTANT = (
    datetime.min.replace(tzinfo=UTC),
    datetime.max.replace(tzinfo=UTC),
)


def require_actor() -> Actor:
    """Return who is signed in; everybody else is asked to sign in and led back here."""
    actor = current_actor()
    if actor is None:
        abort(make_response(current_app.login_manager.unauthorized()))  # type: ignore[attr-defined]  # set by Flask-Login
    return actor


def read_word(name: str, vocabulary: type[Code]) -> Code | None:
    """Return a code of a vocabulary from the query string."""
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        return vocabulary(given)
    except ValueError:
        raise StrangePart(name) from None


def read_id(name: str) -> UUID | None:
    """Return an id from the query string."""
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError:
        raise StrangePart(name) from None


def read_number(name: str, *, largest: int) -> int | None:
    """Return a whole number from the query string, written in ASCII digits."""
    return check_number(request.args.get(name, ""), largest=largest)


def read_year(name: str) -> int | None:
    """Return a year as people type it, with full-width digits or the word 年 behind it."""
    given = fold_digits(request.args.get(name, "")).strip().removesuffix("年")
    try:
        return check_number(given, largest=LATEST_YEAR)
    except BadRequest:
        raise StrangePart(name) from None


def check_number(given: str, *, largest: int) -> int | None:
    """Return the number that a text is; nothing for nothing, 400 for anything else."""
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(largest))):
        abort(400)
    return min(int(given), largest)


def read_day(name: str) -> date | None:
    """Return a day from the query string: 2026-06-30."""
    given = request.args.get(name, "")
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise StrangePart(name) from None


def begin_of(day: date | None, *, later: int = 0) -> datetime | None:
    """Return the first instant of a day, or of one `later` days on, on the calendar of the site;
    beyond the first and the last instant of all, that one.
    """
    if day is None:
        return None
    try:
        shifted = day + timedelta(days=later)
        return datetime.combine(shifted, time(), house().settings.time_zone).astimezone(UTC)
    except OverflowError:
        return LAST_INSTANT if day > FIRST_INSTANT.date() else FIRST_INSTANT


def find_swapped_days() -> tuple[date, date] | None:
    """Return the two days of a query string where it begins after it ends: nothing can be found."""
    since, until = read_day("since"), read_day("until")
    return (since, until) if since and until and since > until else None


def read_words(name: str, *, longest: int) -> str:
    """Return what somebody searches for, with single spaces between the words and cut to a length
    that costs little. Control characters are what nobody types.
    """
    given = " ".join(request.args.get(name, "")[: 2 * longest].split())[:longest].rstrip()
    if any(unicodedata.category(sign) == "Cc" for sign in given):
        abort(400)
    return given


def split_words(text: str) -> list[Word]:
    """Return the words of a search, as typed and folded, each once."""
    words = (Word(typed, fold_words(typed)) for typed in text.split())
    return list(dict.fromkeys(word for word in words if word.folded))


def read_flag(name: str) -> bool:
    """Say whether a box is ticked in the query string."""
    given = request.args.get(name, "")
    if given not in {"", "1"}:
        abort(400)
    return given == "1"


def read_place(key: type[UUID] | type[int]) -> Place | None:
    """Return where a page begins: `after` or `before` a row, spelled by `spell_place`."""
    after, before = request.args.get("after", ""), request.args.get("before", "")
    given = after or before
    if not given:
        return None
    if after and before:
        abort(400)
    return Place(keys=split_place(given, key), backward=bool(before))


def split_place(given: str, key: type[UUID] | type[int]) -> tuple[datetime, UUID | int]:
    """Return the two keys that `spell_place` spelled; 400 for anything else."""
    moment, _tilde, second = given.partition("~")
    try:
        first = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        if key is int and not (second.isascii() and second.isdigit() and len(second) <= ID_DIGITS):
            abort(400)
        return first, key(second)
    except ValueError:
        abort(400)


def read_row_place() -> Place | None:
    """Return where a page of numbered rows begins: `after` or `before` a number."""
    after, before = (check_number(request.args.get(name, ""), largest=LARGEST_ID) for name in ENDS)
    if after is not None and before is not None:
        abort(400)
    if after is None and before is None:
        return None
    return Place(keys=(after if before is None else before,), backward=before is not None)


def spell_place(moment: datetime, second: UUID | int) -> str:
    """Return the two keys of a row as they stand in an address."""
    return f"{format_utc(moment)}~{second}"
