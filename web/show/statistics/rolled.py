"""The tables of several units as one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from models.queries.schemes import find_scheme_by_id
from models.queries.several_units import FormRow, MemberRow, list_form_rows
from models.vocabulary import Category
from policies.rolled_values import How, TableRow, UnitTable
from policies.rollup import Rolled, RolledRow, roll_up
from policies.scheme import Scheme
from web.show.statistics.table import Column, Figure, Form, Line, Table
from workflow.content import parse_registered
from workflow.result import read_rule

HOWS: Mapping[How, object] = {
    How.ADDED: _l("绝对值累加"),
    How.WEIGHED: _l("相对值按资金加权"),
    How.FUNDS: _l("按资金合计"),
    How.SCORES: _l("得分按资金加权"),
    How.NOTHING: "",
    How.DISAGREE: _l("各单位分值或规则不同，不能汇总"),
}


@dataclass(frozen=True, kw_only=True)
class Together:
    """What was rolled up: whose tables, and into what. `apart` are members with another scheme."""

    rolled: Rolled
    taken: tuple[MemberRow, ...]
    apart: tuple[MemberRow, ...]
    scheme: Scheme


def read_together(
    session: Session, members: Sequence[MemberRow], *, only: Collection[UUID]
) -> Together | None:
    """Return the members' tables as one, or those of `only` some of them; None without any. Two
    queries.
    """
    wanted = [member for member in members if not only or member.id in only]
    if not wanted:
        return None
    scheme_id = wanted[0].scheme_id
    taken = [member for member in wanted if member.scheme_id == scheme_id]
    rows, registered = (
        list_form_rows(session, [each.id for each in taken]),
        find_scheme_by_id(session, scheme_id),
    )
    if registered is None:
        raise LookupError(scheme_id)
    scheme = parse_registered(registered.sha256, registered.text)
    rolled = roll_up(
        [_make_table(member, rows.get(member.id, [])) for member in taken],
        terms=scheme.terms.whole,
        money_unit=scheme.form.money_unit,
        year=members[0].fiscal_year,
        places=scheme.places,
    )
    apart = tuple(member for member in wanted if member.scheme_id != scheme_id)
    return Together(rolled=rolled, taken=tuple(taken), apart=apart, scheme=scheme)


def _make_table(member: MemberRow, rows: Sequence[FormRow]) -> UnitTable:
    numbers = {row.id: number for number, row in enumerate(rows)}
    return UnitTable(
        name=member.unit_name,
        budget=member.budget,
        spent=member.spent,
        rows=tuple(
            TableRow(
                name=row.name,
                category=Category(row.category),
                parent=None if row.parent_id is None else numbers[row.parent_id],
                weight=row.weight,
                rule=read_rule(row.rule) if row.rule else None,
                target_text=row.target_text,
                actual_text=row.actual_text,
                self_score=row.self_score,
                review_score=row.review_score,
            )
            for row in rows
        ),
    )


def make_table(together: Together) -> Table:
    """Return the rolled-up form."""
    rolled, number = together.rolled, len(together.taken)
    scored = [row for row in rolled.rows if row.weight is not None]
    return Table(
        key="rolled",
        title=_("汇总表"),
        first=_("指标"),
        columns=(
            Column(name=_("目标值"), form=Form.WORDS),
            Column(name=_("完成值"), form=Form.WORDS),
            Column(name=_("分值"), form=Form.POINTS),
            Column(name=_("汇总得分"), form=Form.POINTS, note=_("先汇总完成值，再按规则计分")),
            Column(name=_("自评加权"), form=Form.POINTS, note=_("各单位自评得分，以资金为权重")),
            Column(name=_("复核加权"), form=Form.POINTS, note=_("各单位复核得分，以资金为权重")),
            Column(name=_("怎样汇总"), form=Form.WORDS),
        ),
        lines=tuple(_make_line(row, number=number) for row in rolled.rows),
        total=Line(
            name=_("合计"),
            figures=(
                Figure(""),
                Figure(""),
                Figure(sum(row.weight for row in scored if row.weight is not None)),
                Figure(rolled.whole.total),
                *(Figure(None), Figure(None)),
                Figure(""),
            ),
        ),
    )


def _make_line(row: RolledRow, *, number: int) -> Line:
    told = [str(HOWS[row.how])] if HOWS[row.how] else []
    if row.computed is not None and row.computed.formula:
        told.append(row.computed.formula)
    if row.units < number:
        told.append(_("%(units)s 个单位有此行，共 %(number)s 个", units=row.units, number=number))
    if row.without:
        told.append(_("未计入：%(names)s", names=_("、").join(row.without)))
    figures = (
        *(Figure(row.target_text), Figure(row.actual_text), Figure(row.weight)),
        *(Figure(row.score), Figure(row.own), Figure(row.reviewed)),
        Figure(_("；").join(told)),
    )
    return Line(name=row.name, said=True, figures=figures, key=str(row.depth))
