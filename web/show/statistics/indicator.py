"""The same indicator over the years."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.same_indicator import (
    IndicatorLine,
    YearRow,
    list_names,
    list_rows,
    sum_by_year,
)
from models.queries.statistics import Extent
from models.queries.visibility import Asker
from policies.texts import fold_words
from web.show.statistics.chart import Chart, draw_lines
from web.show.statistics.table import Column, Figure, Form, Line, Links, Table, divide

MOST_NAMES, MOST_LINES = 30, 50
"""Names that are offered, and rows that a page shows; a file has as many as other files."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which indicator, over which evaluations."""

    session: Session
    asker: Asker
    extent: Extent
    name: str

    @property
    def words(self) -> Sequence[str]:
        """The words of the name as the search knows them."""
        return list(dict.fromkeys(fold_words(self.name).split()))


def make_tables(asked: Asked, *, most: int = MOST_LINES) -> list[Table]:
    """Return the scores by year, and the rows themselves. Four queries at most."""
    name, words = asked.name, asked.words
    years = sum_by_year(asked.session, asked.asker, asked.extent, name=name, words=words)
    lines = list_rows(
        asked.session, asked.asker, asked.extent, name=name, words=words, limit=most + 1
    )
    links = Links(asked.extent, {"indicator": name})
    return [_make_years(years, links=links), _make_rows(lines, most=most)]


def read_names(session: Session, asker: Asker, extent: Extent) -> list[str]:
    """Return the names to begin with. One query."""
    return list_names(session, asker, extent, limit=MOST_NAMES)


def _make_years(rows: Sequence[YearRow], *, links: Links) -> Table:
    lines = tuple(
        Line(name=str(row.fiscal_year), figures=_spell_year(row, links), key=str(row.fiscal_year))
        for row in rows
    )
    return Table(
        key="indicator_years",
        title=_("历年得分率"),
        first=_("年度"),
        columns=(
            Column(name=_("有此指标的评价"), form=Form.COUNT),
            Column(name=_("自评得分率"), form=Form.PERCENT, note=_("得分之和 ÷ 分值之和")),
            Column(
                name=_("复核得分率"), form=Form.PERCENT, note=_("已复核的行：得分之和 ÷ 分值之和")
            ),
        ),
        lines=lines,
        chart=_draw(rows),
    )


def _spell_year(row: YearRow, links: Links) -> tuple[Figure, ...]:
    listed = links.to_list(year=row.fiscal_year)
    return (
        links.count(row.number, year=row.fiscal_year),
        Figure(divide(row.own_sum, row.own_weight), listed),
        Figure(divide(row.review_sum, row.review_weight), listed),
    )


def _draw(rows: Sequence[YearRow]) -> Chart | None:
    return draw_lines(
        [str(row.fiscal_year) for row in rows],
        [
            ("own", _("自评"), [divide(row.own_sum, row.own_weight) for row in rows]),
            ("review", _("复核"), [divide(row.review_sum, row.review_weight) for row in rows]),
        ],
        told=_("历年自评和复核的得分率（百分比）"),
    )


def _make_rows(rows: Sequence[IndicatorLine], *, most: int) -> Table:
    lines = tuple(
        Line(
            name=row.title,
            said=True,
            href=url_for("evaluation.show", evaluation_id=row.evaluation_id),
            figures=(
                Figure(row.unit_name),
                Figure(str(row.fiscal_year)),
                Figure(row.target_text),
                Figure(row.actual_text),
                Figure(row.weight),
                Figure(row.self_score),
                Figure(row.review_score),
            ),
            key=str(row.evaluation_id),
        )
        for row in rows[:most]
    )
    cut = len(rows) > most
    return Table(
        key="indicator_rows",
        title=_("各评价里的这一行"),
        first=_("评价"),
        columns=(
            Column(name=_("单位"), form=Form.WORDS),
            Column(name=_("年度"), form=Form.WORDS),
            Column(name=_("目标值"), form=Form.WORDS),
            Column(name=_("完成值"), form=Form.WORDS),
            Column(name=_("分值"), form=Form.POINTS),
            Column(name=_("自评"), form=Form.POINTS),
            Column(name=_("复核"), form=Form.POINTS),
        ),
        lines=lines,
        note=_("只列前 %(count)s 行，其余见清单或导出", count=most) if cut else "",
    )
