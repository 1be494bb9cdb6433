"""Working days by the notices of the State Council, and years of which none is known."""

from datetime import date, timedelta

import pytest

from policies.working_days import (
    count_working_days,
    find_working_day,
    load_bundled_calendar,
    read_calendar,
)

CALENDAR = load_bundled_calendar()
YEAR = """
year = 2031
notices = ["x"]
[[holiday]]
name = "元旦"
first = {first}
last = {last}
worked = [{worked}]
"""


def test_each_year_has_its_notice_and_as_many_working_days_as_were_arranged() -> None:
    """What was published for each year: days of the year without rest days and holidays."""
    assert sorted(CALENDAR.notices) == list(range(2019, 2027))
    assert CALENDAR.notices[2026] == ("国办发明电〔2025〕7号",)
    counted = {
        year: count_working_days(date(year - 1, 12, 31), date(year, 12, 31), calendar=CALENDAR)
        for year in range(2019, 2027)
    }
    # 2020 lost two days to the prolonged 春节; from 2025 on there are two public holidays more.
    assert list(counted.values()) == [250, 249, 250, 249, 249, 251, 248, 248]


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 9, 30), date(2026, 10, 8), 1),
        (date(2026, 9, 30), date(2026, 10, 12), 4),  # Saturday the 10th is worked.
        (date(2026, 2, 13), date(2026, 2, 14), 1),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 22), date(2026, 11, 20), 0),
        (date(2027, 9, 30), date(2027, 10, 8), 6),  # Not known: weekends alone.
        (date(2026, 1, 1), date(2999, 12, 31), 254_091),
    ],
)
def test_days_are_counted_after_the_first_and_with_the_last(
    start: date, end: date, count: int
) -> None:
    assert count_working_days(start, end, calendar=CALENDAR) == count


def test_counting_says_what_a_walk_over_the_days_says() -> None:
    start = date(2024, 12, 20)
    for length in range(0, 900, 7):
        end = start + timedelta(days=length)
        days = (start + timedelta(days=number + 1) for number in range(length))
        walked = sum(map(CALENDAR.is_working_day, days))
        assert count_working_days(start, end, calendar=CALENDAR) == walked
        if walked:
            assert find_working_day(start, walked, calendar=CALENDAR) <= end


def test_a_year_without_a_notice_is_named() -> None:
    assert CALENDAR.list_unknown_years(date(2026, 11, 1), date(2028, 1, 1)) == [2027, 2028]


def test_a_file_that_contradicts_itself_is_refused_by_its_year() -> None:
    with pytest.raises(ValueError, match="2031: 元旦 ends before"):
        read_calendar([YEAR.format(first="2031-01-03", last="2031-01-01", worked="")])
    with pytest.raises(ValueError, match="2031-01-02 is both"):
        read_calendar([YEAR.format(first="2031-01-01", last="2031-01-03", worked="2031-01-02")])
