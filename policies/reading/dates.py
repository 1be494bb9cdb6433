"""Dates as forms have them: a day, a month, the end of a year, a span."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

LONGEST_DATE = 40

_YEAR = r"(?:19|20)[0-9]{2}"
_PREFIX = r"(?:[≤=]|<=|不晚于|不迟于|截至|截止到?|于|在)?"
_ENDING = r"(?P<before>之前|以前|前)?内?(?:完成)?"
_MONTH = re.compile(
    rf"{_PREFIX}(?:(?P<year>{_YEAR})年|本年|当年)?(?P<month>[0-9]{{1,2}})月"
    rf"(?:(?P<day>[0-9]{{1,2}})[日号]?)?(?P<part>上旬|中旬|下旬|初|中|底|末|份)?{_ENDING}"
)
_MARKED = re.compile(
    rf"{_PREFIX}(?P<year>{_YEAR})(?P<mark>[-./])(?P<month>[0-9]{{1,2}})(?P=mark)"
    rf"(?P<day>[0-9]{{1,2}})(?P<part>$)?{_ENDING}"
)
_YEAR_AND_MONTH = re.compile(
    rf"{_PREFIX}(?P<year>{_YEAR})[-/](?P<month>[0-9]{{1,2}})(?P<day>$)?(?P<part>$)?{_ENDING}"
)
_WHOLE_YEAR = re.compile(
    rf"{_PREFIX}(?:(?P<year>{_YEAR})年度?|[本当]?年(?=[底末内]))(?P<part>底|末)?{_ENDING}"
)
_SHARE_OF_YEAR = re.compile(
    rf"{_PREFIX}(?:(?P<year>{_YEAR})年)?(?:(?P<half>[上下])半年|第?(?P<quarter>[1-4一二三四])季度)"
    rf"(?P<part>底|末)?{_ENDING}"
)
_SPAN = re.compile(r"至|到|~|—+|-")
_FIRST_PARTS = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}
_VAGUE_PARTS = ("初", "中")
_QUARTERS = {"1": 3, "2": 6, "3": 9, "4": 12, "一": 3, "二": 6, "三": 9, "四": 12}

# Where a number of running text is part of a date or a time of day and therefore no figure.
DATES_IN_TEXT = re.compile(
    rf"(?<![0-9.])(?:"
    rf"{_YEAR} ?年? ?[-~至到—] ?{_YEAR} ?年度?"
    rf"|{_YEAR} ?年 ?[0-9]{{1,2}} ?月? ?[-~至到—] ?[0-9]{{1,2}} ?月(?: ?[0-9]{{1,2}} ?[日号])?"
    rf"|{_YEAR} ?年(?:度| ?[0-9]{{1,2}} ?月(?: ?[0-9]{{1,2}} ?[日号])?)?"
    rf"|{_YEAR}([-./])[0-9]{{1,2}}\1[0-9]{{1,2}}(?![0-9.])"
    rf"|[0-9]{{1,2}} ?月? ?[-~至到—] ?[0-9]{{1,2}} ?月(?: ?[0-9]{{1,2}} ?[日号])?"
    rf"|[0-9]{{1,2}} ?月(?: ?[0-9]{{1,2}} ?[日号])?"
    rf"|[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?![0-9.%])"
    rf")(?P<ending>[底末]?(?:之前|以前|前)?)"
)


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date that was read: whether it can be, its last day when the year is known, whether the
    words leave open if the month (or the year) itself belongs to it.
    """

    possible: bool
    until: date | None = None
    open_end: bool = False


_IMPOSSIBLE = DateRead(possible=False)


def read_date(text: str, *, year: int | None) -> DateRead | None:
    """Return the date that a folded text is, None when it is no date.

    `year` is used where the text has none. "9月前" is read as until the end of September (R21 of
    the rule table) and marked as open; "12月31日前" includes the day.
    """
    if len(text) > LONGEST_DATE:
        return None
    bare = text.replace(" ", "")
    single = _read_single(bare, year=year)
    return single if single is not None else _read_span(bare, year=year)


def _read_span(text: str, *, year: int | None) -> DateRead | None:
    for join in _SPAN.finditer(text):
        first_text, last_text = text[: join.start()], text[join.end() :]
        if first_text[-1:].isdigit() and "月" in last_text and not re.search(r"[-./]", first_text):
            first_text += "月"
        first = _read_single(first_text, year=year)
        if first is None:
            continue
        last = _read_single(last_text, year=first.until.year if first.until else year)
        if last is None:
            continue
        if not (first.possible and last.possible):
            return _IMPOSSIBLE
        if first.until and last.until and first.until > last.until:
            return _IMPOSSIBLE
        return last
    return None


def _read_single(text: str, *, year: int | None) -> DateRead | None:
    for pattern in (_MONTH, _MARKED, _YEAR_AND_MONTH):
        match = pattern.fullmatch(text)
        if match:
            return _date_of_month(match, year=year)
    match = _WHOLE_YEAR.fullmatch(text)
    if match:
        open_end = bool(match["before"]) and not match["part"]
        return _last_day(match["year"], year, month=12, open_end=open_end)
    match = _SHARE_OF_YEAR.fullmatch(text)
    if match:
        month = (
            _QUARTERS[match["quarter"]] if match["quarter"] else 6 if match["half"] == "上" else 12
        )
        open_end = bool(match["before"]) and not match["part"]
        return _last_day(match["year"], year, month=month, open_end=open_end)
    return None


def _date_of_month(match: re.Match[str], *, year: int | None) -> DateRead:
    part = match["part"]
    day = int(match["day"]) if match["day"] else _FIRST_PARTS.get(part)
    exact = bool(match["day"]) or part in {"底", "末", "上旬", "中旬", "下旬"}
    open_end = part in _VAGUE_PARTS or (bool(match["before"]) and not exact)
    return _last_day(match["year"], year, month=int(match["month"]), day=day, open_end=open_end)


def _last_day(
    written: str | None,
    given: int | None,
    *,
    month: int,
    day: int | None = None,
    open_end: bool,
) -> DateRead:
    """The day itself, or the last day of the month; without a year only whether it can be."""
    year = int(written) if written else given
    if not 1 <= month <= 12:  # noqa: PLR2004 -- a year has twelve months
        return _IMPOSSIBLE
    if year is not None and not date.min.year <= year <= date.max.year:
        year = None
    # Without a year the 29th of February can be: 2000 had one.
    days = monthrange(year if year is not None else 2000, month)[1]
    if day is not None and not 1 <= day <= days:
        return _IMPOSSIBLE
    until = date(year, month, day or days) if year is not None else None
    return DateRead(possible=True, until=until, open_end=open_end)
