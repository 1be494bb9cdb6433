"""Which inconsistencies the checks find most often."""

from collections import Counter

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.behind import Has
from models.queries.statistics import Extent, count_codes
from models.queries.visibility import Asker
from web.behind import NO_CODE
from web.show.statistics.chart import draw_bars
from web.show.statistics.table import Column, Figure, Form, Line, Links, Table, divide
from web.texts import name_check


def make_tables(session: Session, asker: Asker, extent: Extent, *, view: str) -> list[Table]:  # noqa: ARG001 -- all tables are made alike
    """Return the evaluations by code, the most frequent first. One query."""
    together, links = count_codes(session, asker, extent), Links(extent)
    found: Counter[str] = Counter()
    for codes, number in together.items():
        for code in codes.split():
            found[code] += number
    whole = sum(together.values())
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [
        Line(
            name=code,
            figures=(
                Figure(name_check(code)),
                links.count(number, check=code),
                Figure(divide(number, whole)),
            ),
            key=code,
        )
        for code, number in ordered
    ]
    if clean := together.get("", 0):
        figures = (
            Figure(_("没有发现不一致")),
            links.count(clean, check=NO_CODE),
            Figure(divide(clean, whole)),
        )
        lines.append(Line(name="—", figures=figures, key=NO_CODE))
    return [
        Table(
            key="codes",
            title=_("常见的不一致"),
            first=_("代码"),
            columns=(
                Column(name=_("说的是什么"), form=Form.WORDS),
                Column(name=_("有此问题的评价"), form=Form.COUNT),
                Column(name=_("占提交过的"), form=Form.PERCENT),
            ),
            lines=tuple(lines),
            total=Line(
                name=_("提交过"),
                figures=(Figure(""), links.count(whole, has=Has.ROUND), Figure(None)),
            ),
            note=_("按最近一次提交时核对的结果；一项评价同一代码只算一次"),
            chart=draw_bars(
                [(code, number, str(number)) for code, number in ordered],
                told=_("各代码在多少项评价里出现"),
            ),
        )
    ]
