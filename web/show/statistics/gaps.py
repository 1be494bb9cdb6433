"""Self-score inflation: how much higher the unit's own total is than the reviewed one."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.behind import Gap, Has
from models.queries.statistics import Extent, GapsRow, list_tree, sum_gaps
from models.queries.visibility import Asker
from web.show.statistics.chart import MOST_BARS, Chart, draw_bars
from web.show.statistics.table import (
    Column,
    Figure,
    Form,
    Line,
    Links,
    Table,
    average,
    divide,
)
from web.show.statistics.units import add_rows, list_lines, list_years, make_total
from web.show.statistics.words import GAPS


def make_tables(session: Session, asker: Asker, extent: Extent, *, view: str) -> list[Table]:
    """Return self scores beside reviews by span, by unit and by year. Three queries."""
    sums = {
        place: compared
        for place, rows in sum_gaps(session, asker, extent).items()
        if (compared := [row for row in rows if row.number])
    }
    columns, units = _name_columns(), list_tree(session, asker)
    lines = list_lines(sums, units, extent=extent, view=view, spell=_spell, add=_add_gaps)
    by_unit = rank_lines(lines)
    by_year = list_years(sums, extent=extent, spell=_spell, add=_add_gaps)
    total = make_total(sums, extent=extent, spell=_spell, add=_add_gaps)
    whole = _add_gaps(row for rows in sums.values() for row in rows)
    return [
        _make_spans(whole, links=Links(extent)),
        Table(
            key="gaps_units",
            title=_("按单位"),
            first=_("单位（含下级）"),
            columns=columns,
            lines=by_unit,
            total=total,
            chart=_draw(by_unit, told=_("各单位自评平均高出复核多少分")),
            note=_("自评平均高出最多的在前。"),
        ),
        Table(
            key="gaps_years",
            title=_("按年度"),
            first=_("年度"),
            columns=columns,
            lines=by_year,
            total=total,
            chart=_draw(by_year, told=_("各年度自评平均高出复核多少分")),
        ),
    ]


_HIGHER = 3
"""The column that says how much higher the unit's own total is."""


def rank_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines of those who score themselves higher by most first."""
    return tuple(sorted(lines, key=lambda line: -line.figures[_HIGHER].number))


def _name_columns() -> tuple[Column, ...]:
    return (
        Column(name=_("可比的评价"), form=Form.COUNT, note=_("自评和复核都有总分")),
        Column(name=_("自评平均"), form=Form.POINTS),
        Column(name=_("复核平均"), form=Form.POINTS),
        Column(name=_("平均高出"), form=Form.SIGNED, note=_("自评减复核")),
        Column(name=_("最低"), form=Form.SIGNED),
        Column(name=_("最高"), form=Form.SIGNED),
    )


def _spell(row: GapsRow, links: Links) -> tuple[Figure, ...]:
    listed = links.to_list(has=Has.BOTH)
    higher = None if row.own_sum is None or row.review_sum is None else row.own_sum - row.review_sum
    values = (
        average(row.own_sum, row.number),
        average(row.review_sum, row.number),
        average(higher, row.number),
        row.least,
        row.most,
    )
    return (links.count(row.number, has=Has.BOTH), *(Figure(value, listed) for value in values))


def _add_gaps(rows: Iterable[GapsRow]) -> GapsRow | None:
    found = list(rows)
    added = add_rows(found)
    if added is None:
        return None
    least = min((row.least for row in found if row.least is not None), default=None)
    most = max((row.most for row in found if row.most is not None), default=None)
    return added._replace(least=least, most=most)


def _make_spans(whole: GapsRow | None, *, links: Links) -> Table:
    numbers = [int(getattr(whole, gap, 0)) for gap in Gap]
    number = whole.number if whole else 0
    lines = tuple(
        Line(
            name=str(GAPS[gap]),
            figures=(links.count(each, gap=gap), Figure(divide(each, number))),
            key=gap,
        )
        for gap, each in zip(Gap, numbers, strict=True)
    )
    return Table(
        key="gap_spans",
        title=_("自评高出复核多少"),
        first=_("自评减复核"),
        columns=(
            Column(name=_("评价数"), form=Form.COUNT),
            Column(name=_("占可比评价"), form=Form.PERCENT),
        ),
        lines=lines if number else (),
        total=Line(
            name=_("合计"),
            figures=(links.count(number, has=Has.BOTH), Figure(divide(number, number))),
        ),
        chart=draw_bars(
            [(line.name, each, str(each)) for line, each in zip(lines, numbers, strict=True)],
            told=_("自评比复核高出的分数，各段有多少项评价"),
        ),
    )


def _draw(lines: tuple[Line, ...], *, told: str) -> Chart | None:
    drawn = [(line.name, line.figures[_HIGHER].number) for line in lines[:MOST_BARS]]
    rows = [(name, gap, f"{gap:+.2f}") for name, gap in drawn]
    return draw_bars(rows, told=told, said=any(line.said for line in lines))
