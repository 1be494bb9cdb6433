"""How long evaluations stay where, and how many rounds they take."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.behind import Days
from models.queries.statistics import Extent, StayRow, count_rounds, sum_stays
from models.queries.visibility import Asker
from models.vocabulary import State
from web.behind import name_rounds
from web.show.statistics.chart import draw_bars
from web.show.statistics.table import (
    Column,
    Figure,
    Form,
    Line,
    Links,
    Table,
    average,
    divide,
    in_days,
)
from web.show.statistics.words import DAYS
from web.words import label

_MEAN = 1


def make_tables(session: Session, asker: Asker, extent: Extent, *, at: datetime) -> list[Table]:
    """Return the days by state and the evaluations by round. Two queries."""
    links = Links(extent)
    return [
        _make_stays(sum_stays(session, asker, extent), links=links, at=at),
        _make_rounds(count_rounds(session, asker, extent), links=links),
    ]


def _make_stays(rows: list[StayRow], *, links: Links, at: datetime) -> Table:
    lines = tuple(
        Line(name=label(State, row.state), figures=_spell(row, links, at=at), key=row.state)
        for row in rows
        if row.left or row.standing
    )
    return Table(
        key="stays",
        title=_("各环节用时"),
        first=_("环节"),
        columns=(
            Column(name=_("走完的评价"), form=Form.COUNT, note=_("至少离开过一次这个环节")),
            Column(name=_("平均天数"), form=Form.DAYS, note=_("几次停留合在一起；自然日")),
            Column(name=_("最长天数"), form=Form.DAYS),
            *(Column(name=str(DAYS[days]), form=Form.COUNT) for days in Days),
            Column(name=_("现在停在这里"), form=Form.COUNT),
            Column(name=_("现在最久已等天数"), form=Form.DAYS),
        ),
        lines=lines,
        chart=draw_bars(
            [(line.name, line.figures[_MEAN].number, _tell_days(line)) for line in lines],
            told=_("各环节平均用多少天"),
        ),
    )


def _tell_days(line: Line) -> str:
    return str(_("%(days)s 天", days=line.figures[_MEAN].value))


def _spell(row: StayRow, links: Links, *, at: datetime) -> tuple[Figure, ...]:
    listed = links.to_list(left=row.state) if row.left else None
    waited = None if row.since is None else int((at - row.since).total_seconds())
    return (
        links.count(row.left, left=row.state),
        Figure(in_days(round(row.seconds / row.left)) if row.left else None, listed),
        Figure(in_days(row.longest), listed),
        *(
            links.count(number, left=row.state, days=days)
            for days, number in zip(Days, row.spans, strict=True)
        ),
        links.count(row.standing, state=row.state),
        Figure(in_days(waited), links.to_list(state=row.state) if row.standing else None),
    )


def _make_rounds(rounds: dict[int, int], *, links: Links) -> Table:
    whole = sum(rounds.values())
    lines = tuple(
        Line(
            name=name_rounds(number),
            figures=(links.count(found, rounds=number), Figure(divide(found, whole))),
            key=str(number),
        )
        for number, found in rounds.items()
    )
    taken = sum(number * found for number, found in rounds.items())
    return Table(
        key="rounds",
        title=_("每项评价几轮"),
        first=_("轮数"),
        columns=(
            Column(name=_("评价数"), form=Form.COUNT),
            Column(name=_("占全部"), form=Form.PERCENT),
        ),
        lines=lines,
        total=Line(name=_("合计"), figures=(links.count(whole), Figure(divide(whole, whole)))),
        note=_("平均每项 %(rounds)s 轮", rounds=average(taken, whole)) if whole else "",
        chart=draw_bars(
            [(line.name, line.figures[0].number, str(line.figures[0].value)) for line in lines],
            told=_("到了各轮的评价有多少项"),
        ),
    )
