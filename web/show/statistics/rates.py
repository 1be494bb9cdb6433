"""The execution rate against the score: what they got who spent how much of their budget."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.behind import Rate
from models.queries.statistics import Extent, RateRow, sum_rates
from models.queries.visibility import Asker
from models.vocabulary import Grade
from web.show.statistics.chart import draw_shares
from web.show.statistics.table import Column, Figure, Form, Line, Links, Table, average
from web.show.statistics.units import add_up
from web.show.statistics.words import RATES
from web.words import label

GRADES = (*Grade, None)


def make_tables(session: Session, asker: Asker, extent: Extent, *, view: str) -> list[Table]:  # noqa: ARG001 -- all tables are made alike
    """Return the grades and the mean score by execution rate. One query."""
    found, links = sum_rates(session, asker, extent), Links(extent)
    lines = tuple(
        Line(
            name=str(RATES[rate]),
            figures=_spell(own, links, rate=rate),
            key=rate,
        )
        for rate in Rate
        if (own := [row for row in found if row.rate is rate])
    )
    kinds = [*((str(grade), label(Grade, grade)) for grade in Grade), ("none", _("无等级"))]
    return [
        Table(
            key="rates",
            title=_("执行率与得分"),
            first=_("执行率"),
            columns=(
                Column(name=_("评价数"), form=Form.COUNT),
                Column(name=_("平均分"), form=Form.POINTS, note=_("有总分的评价，每项一样重")),
                *(Column(name=name, form=Form.COUNT) for _kind, name in kinds),
            ),
            lines=lines,
            total=Line(name=_("合计"), figures=_spell(found, links, rate=None)) if found else None,
            chart=draw_shares(
                [(line.name, [int(each.number) for each in line.figures[2:]]) for line in lines],
                kinds=kinds,
                told=_("各段执行率的评价得到的等级"),
            ),
        )
    ]


def _spell(rows: Sequence[RateRow], links: Links, *, rate: Rate | None) -> tuple[Figure, ...]:
    number, scored = (sum(getattr(row, name) for row in rows) for name in ("number", "scored"))
    listed = links.to_list(rate=rate, has="total") if scored else None
    return (
        links.count(number, rate=rate),
        Figure(average(add_up(row.score_sum for row in rows), scored), listed),
        *(
            links.count(
                sum(row.number for row in rows if row.grade == grade),
                rate=rate,
                **({"ungraded": 1} if grade is None else {"grade": grade}),
            )
            for grade in GRADES
        ),
    )
