"""Counts, funds, averages and grades by unit and by year."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.behind import Has
from models.queries.statistics import (
    Extent,
    Place,
    SumsRow,
    UnitRow,
    list_tree,
    sum_up,
)
from models.queries.visibility import Asker
from models.vocabulary import Grade
from web.show.statistics.chart import MOST_BARS, Chart, draw_shares
from web.show.statistics.table import (
    Column,
    Figure,
    Form,
    Later,
    Line,
    Links,
    Table,
    address_of,
    average,
    divide,
    weigh,
)
from web.show.statistics.tree import list_branches
from web.words import label

Row = TypeVar("Row", bound=tuple[Any, ...])
Sums = Mapping[Place, Sequence[Row]]
Spell = Callable[[Row, Links], tuple[Figure, ...]]


def make_tables(session: Session, asker: Asker, extent: Extent, *, view: str) -> list[Table]:
    """Return the roll-up by unit and by year. Three queries."""
    sums = sum_up(session, asker, extent)
    columns, units = name_columns(), list_tree(session, asker)
    by_unit = list_lines(sums, units, extent=extent, view=view, spell=spell_sums)
    by_year = list_years(sums, extent=extent, spell=spell_sums)
    total = make_total(sums, extent=extent, spell=spell_sums)
    note = _note_rates(add_rows(row for rows in sums.values() for row in rows))
    return [
        Table(
            key="units",
            title=_("按单位"),
            first=_("单位（含下级）"),
            columns=columns,
            lines=by_unit,
            total=total,
            chart=_draw_grades(by_unit, told=_("各单位评价的等级分布")),
            note=note,
        ),
        Table(
            key="years",
            title=_("按年度"),
            first=_("年度"),
            columns=columns,
            lines=by_year,
            total=total,
            chart=_draw_grades(by_year, told=_("各年度评价的等级分布")),
            note=note,
        ),
    ]


def _note_rates(whole: SumsRow | None) -> str:
    """Say why a rate is not what the two sums beside it give, where it is not."""
    if whole is None or whole.executed == whole.number:
        return ""
    told: str = _(
        "执行率只按预算和执行数都有的 %(count)s 项算，不是合计的两数相除。", count=whole.executed
    )
    return told


def name_columns() -> tuple[Column, ...]:
    """Return the columns of the roll-up."""
    grades = (Column(name=label(Grade, grade), form=Form.COUNT) for grade in Grade)
    return (
        Column(name=_("评价数"), form=Form.COUNT),
        Column(name=_("全年预算"), form=Form.MONEY, note=_("合计行的调整后预算")),
        Column(name=_("执行数"), form=Form.MONEY),
        Column(
            name=_("执行率"), form=Form.PERCENT, note=_("两数都有的评价：执行数之和 ÷ 预算之和")
        ),
        Column(name=_("有总分"), form=Form.COUNT),
        Column(name=_("平均分"), form=Form.POINTS, note=_("有总分的评价，每项一样重")),
        Column(
            name=_("加权平均分"), form=Form.POINTS, note=_("有总分和预算的评价，以全年预算为权重")
        ),
        *grades,
        Column(name=_("无等级"), form=Form.COUNT),
    )


def spell_sums(row: SumsRow, links: Links) -> tuple[Figure, ...]:
    """Return the figures of one line, each with its list."""
    grades = (row.excellent, row.good, row.fair, row.poor)
    listed = links.to_list() if row.number else None
    return (
        links.count(row.number),
        Figure(row.budget, listed),
        Figure(row.spent, listed),
        Figure(
            divide(row.executed_spent, row.executed_budget),
            links.to_list(has=Has.RATE) if row.executed else None,
        ),
        links.count(row.scored, has=Has.TOTAL),
        Figure(
            average(row.score_sum, row.scored),
            links.to_list(has=Has.TOTAL) if row.scored else None,
        ),
        Figure(
            weigh(row.weighed_sum, row.weight_sum),
            links.to_list(has=Has.WEIGHT) if row.weighed else None,
        ),
        *(links.count(number, grade=grade) for grade, number in zip(Grade, grades, strict=True)),
        links.count(row.number - sum(grades), ungraded=1),
    )


def add_rows(rows: Iterable[Row]) -> Row | None:
    """Return the sum of rows, column by column, where None adds nothing; None of no rows."""
    found = list(rows)
    if len(found) < 2:  # noqa: PLR2004 -- nothing to add
        return found[0] if found else None
    columns = zip(*found, strict=True)
    return type(found[0])._make(add_up(values) for values in columns)  # type: ignore[attr-defined,no-any-return]  # rows are named tuples


def add_up(values: Iterable[Any]) -> Any:
    """Return the sum of what is known; None of nothing."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def list_lines(
    sums: Sums[Row],
    units: Sequence[UnitRow],
    *,
    extent: Extent,
    view: str,
    spell: Spell[Row],
    add: Callable[[Iterable[Row]], Row | None] = add_rows,
) -> tuple[Line, ...]:
    """Return a line for each unit below the one that was chosen, those without evaluations left
    out. A line leads to the same page for its unit where something stands below it.
    """
    lines = []
    by_unit: dict[Any, list[Row]] = {}
    for place, rows in sums.items():
        by_unit.setdefault(place.unit_id, []).extend(rows)
    for branch in list_branches(units, extent.unit_id):
        own = add(row for each in branch.units for row in by_unit.get(each, []))
        if own is None:
            continue
        unit = branch.unit
        also = {"unit": str(unit.id), **({"alone": "1"} if branch.alone else {})}
        further = {
            "unit": unit.id,
            "year": extent.fiscal_year,
            "kind": extent.kind,
            "reached": extent.reached,
        }
        lines.append(
            Line(
                name=_("%(name)s（本级）", name=unit.name) if branch.alone else unit.name,
                figures=Later(partial(spell, own, Links(extent, also))),
                said=True,
                href=address_of(view, further) if branch.has_more else None,
                key=unit.code,
            )
        )
    return tuple(lines)


def list_years(
    sums: Sums[Row],
    *,
    extent: Extent,
    spell: Spell[Row],
    add: Callable[[Iterable[Row]], Row | None] = add_rows,
) -> tuple[Line, ...]:
    """Return a line for each year, the latest first."""
    by_year: dict[int, list[Row]] = {}
    for place, rows in sums.items():
        by_year.setdefault(place.fiscal_year, []).extend(rows)
    lines = []
    for year in sorted(by_year, reverse=True):
        own = add(by_year[year])
        if own is not None:
            figures = spell(own, Links(extent, {"year": str(year)}))
            lines.append(Line(name=str(year), figures=figures, key=str(year)))
    return tuple(lines)


def make_total(
    sums: Sums[Row],
    *,
    extent: Extent,
    spell: Spell[Row],
    add: Callable[[Iterable[Row]], Row | None] = add_rows,
) -> Line | None:
    """Return the line of the whole; None where there is nothing."""
    whole = add(row for rows in sums.values() for row in rows)
    if whole is None:
        return None
    return Line(name=_("合计"), figures=spell(whole, Links(extent)))


def _draw_grades(lines: Sequence[Line], *, told: str) -> Chart | None:
    kinds = [*((str(grade), label(Grade, grade)) for grade in Grade), ("none", _("无等级"))]
    rows = [
        (line.name, [int(figure.number) for figure in line.figures[-len(kinds) :]])
        for line in lines[:MOST_BARS]
    ]
    return draw_shares(rows, kinds=kinds, told=told, said=any(line.said for line in lines))
