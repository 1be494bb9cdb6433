"""Working days: weekdays without the holidays of the State Council's notices, and the days at
weekends that are worked instead (调休).

`policies/calendar/<year>.toml` holds what was arranged for a year, with the numbers of the notices.
A year without a file is not known: then weekends alone are days off, and pages say so.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

WEEK = 7
WORKING_WEEKDAYS = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The years that are known with the numbers of their notices, weekdays that are off, and days
    at weekends that are worked; both in their order.
    """

    notices: dict[int, tuple[str, ...]]
    off: tuple[date, ...]
    worked: tuple[date, ...]

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on this day."""
        if day.weekday() < WORKING_WEEKDAYS:
            return day not in self.off
        return day in self.worked

    def list_unknown_years(self, first: date, last: date) -> list[int]:
        """Return the years between two days of which no notice is known."""
        return [year for year in range(first.year, last.year + 1) if year not in self.notices]


def read_calendar(texts: Iterable[str]) -> Calendar:
    """Return the calendar of some files, one for each year.

    Raises ValueError naming the year where a holiday ends before it begins or a day is both off and
    worked; tomllib.TOMLDecodeError or KeyError for a file that is none.
    """
    notices: dict[int, tuple[str, ...]] = {}
    off: set[date] = set()
    worked: set[date] = set()
    for text in texts:
        told = tomllib.loads(text)
        notices[told["year"]] = tuple(told["notices"])
        for holiday in told["holiday"]:
            first, last = holiday["first"], holiday["last"]
            if last < first:
                raise ValueError(f"{told['year']}: {holiday['name']} ends before it begins")
            off |= {first + ONE_DAY * number for number in range((last - first).days + 1)}
            worked |= set(holiday["worked"])
    if both := sorted(off & worked):
        raise ValueError(f"{both[0].year}: {both[0]} is both off and worked")
    return Calendar(
        notices=notices,
        off=tuple(sorted(day for day in off if day.weekday() < WORKING_WEEKDAYS)),
        worked=tuple(sorted(day for day in worked if day.weekday() >= WORKING_WEEKDAYS)),
    )


@cache
def load_bundled_calendar() -> Calendar:
    """Return the calendar that comes with the application."""
    files = resources.files("policies").joinpath("calendar").iterdir()
    return read_calendar(
        file.read_text(encoding="utf-8") for file in files if file.name.endswith(".toml")
    )


def count_working_days(start: date, end: date, *, calendar: Calendar) -> int:
    """Return how many working days lie after `start` up to and with `end`; 0 where it is earlier.

    It costs the same however far apart they are: a deadline may lie centuries ahead.
    """
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, WEEK)
    weekdays = weeks * WORKING_WEEKDAYS + sum(
        (end - ONE_DAY * number).weekday() < WORKING_WEEKDAYS for number in range(rest)
    )
    return weekdays - _count(calendar.off, start, end) + _count(calendar.worked, start, end)


def _count(days: tuple[date, ...], start: date, end: date) -> int:
    return bisect_right(days, end) - bisect_right(days, start)


def find_working_day(start: date, number: int, *, calendar: Calendar) -> date:
    """Return the working day that is this many working days after `start`."""
    day = start
    while number > 0:
        day += ONE_DAY
        number -= calendar.is_working_day(day)
    return day
