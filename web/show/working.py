"""Deadlines in working days, on the calendar of the site."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from policies.deadlines import has_passed
from policies.working_days import count_working_days, find_working_day, load_bundled_calendar
from web.asking import begin_of
from web.format import to_local


def tell_working_days(due: datetime, at: datetime) -> str:
    """Return how many working days are left until a deadline, or have gone by since; nothing for a
    deadline of today. A year whose holidays are not known makes it a guess.
    """
    calendar = load_bundled_calendar()
    today, day = to_local(at).date(), to_local(due).date()
    if today == day:
        return ""
    late = has_passed(due, at=at)
    first, last = (day, today) if late else (today, day)
    count = count_working_days(first, last, calendar=calendar)
    if late:
        told = ngettext("逾期 %(num)s 个工作日", "逾期 %(num)s 个工作日", count)
    elif calendar.list_unknown_years(first, last):
        told = ngettext("约 %(num)s 个工作日", "约 %(num)s 个工作日", count)
    else:
        told = ngettext("%(num)s 个工作日", "%(num)s 个工作日", count)
    return str(told)


def tell_unknown_years(deadlines: Iterable[datetime], *, at: datetime) -> str:
    """Return in a sentence between now and these deadlines of which years the holidays are not
    known; nothing where all are.
    """
    days = [to_local(moment).date() for moment in (at, *deadlines)]
    years = load_bundled_calendar().list_unknown_years(min(days), max(days))
    if not years:
        return ""
    named = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    told: str = _(
        "系统里还没有 %(years)s 年的放假安排：工作日只按周末推算，未计节假日和调休", years=named
    )
    return told


def end_of_working_day(number: int, *, at: datetime) -> datetime:
    """Return the instant at which the working day ends that is this many working days ahead."""
    day = find_working_day(to_local(at).date(), number, calendar=load_bundled_calendar())
    end = begin_of(day + timedelta(days=1))
    if end is None:
        raise TypeError(day)
    return end
