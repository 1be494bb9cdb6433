"""Lists as tables that leave the application: what each column is called and holds."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from flask_babel import gettext as _

from models.queries.listing import Listing
from models.queries.lists import EvaluationLine
from models.queries.measures import MeasureLine
from models.queries.walk import StepRow
from models.vocabulary import (
    Action,
    Category,
    Grade,
    Kind,
    Role,
    ScoreKind,
    Source,
    Standing,
    State,
)
from policies.checking import Inconsistency
from policies.scoring import execution_rate
from web.format import format_percent, format_signed
from web.sheets.write import Cell
from web.show.changes import Change
from web.show.erased import tell_erased
from web.show.found import Found
from web.show.walk import find_givers, tell_basis
from web.show.whole_words import describe_steps
from web.words import label
from workflow.content import Content, Row
from workflow.figures import LEFT, name_stay
from workflow.measures import IN_HAND, find_standing

Cells = tuple[Cell, ...]
EXECUTION_FAMILIES = ("exec_rate", "exec_rate_stepped", "ratio_vs_time_progress")
"""Rules that reckon with what was spent, and not with a value that somebody fills in."""


def name_evaluation_columns() -> list[str]:
    """Return the headings of a list of evaluations."""
    return [
        *(
            _("评价"),
            _("单位"),
            _("年度"),
            _("类型"),
            _("状态"),
            _("轮次"),
            _("第几版"),
            _("目前总分"),
        ),
        *(_("等级"), _("进入此状态的时间"), _("截止"), _("备注")),
        *_name_figure_columns(),
        _("编号"),
    ]


def spell_evaluation(row: EvaluationLine, listing: Listing | None) -> Cells:
    """Return one evaluation as cells, with what figures over evaluations are made of."""
    remarks = [_("已被取代")] if row.superseded else []
    remarks += [_("已作废")] if row.discarded else []
    return (
        row.title,
        row.unit_name,
        row.fiscal_year,
        label(Kind, row.kind),
        label(State, row.state),
        row.round,
        row.edition,
        row.total,
        label(Grade, row.grade) if row.grade else None,
        row.state_since,
        row.deadline,
        _("；").join(remarks),
        *_spell_figures(listing),
        str(row.id),
    )


def _name_figure_columns() -> list[str]:
    return [
        *(_("自评总分"), _("复核总分"), _("自评减复核")),
        *(_("全年预算（元）"), _("执行数（元）"), _("执行率（百分比）"), _("提交时的不一致")),
        *(_("%(state)s用了多少秒", state=label(State, state)) for state in LEFT),
    ]


def _spell_figures(listing: Listing | None) -> Cells:
    if listing is None:
        return (None,) * 11
    own, reviewed = listing.self_total, listing.review_total
    return (
        own,
        reviewed,
        None if own is None or reviewed is None else own - reviewed,
        listing.budget,
        listing.spent,
        execution_rate(budget=listing.budget, spent=listing.spent),
        listing.codes,
        *(getattr(listing, name_stay(state)) for state in LEFT),
    )


def name_measure_columns() -> list[str]:
    """Return the headings of a list of measures."""
    return [
        *(_("单位"), _("评价"), _("年度"), _("问题"), _("措施"), _("责任"), _("期限")),
        *(_("整改进展"), _("是否逾期"), _("最近一步的时间"), _("编号")),
    ]


def spell_measure(row: MeasureLine, *, today: str) -> Cells:
    """Return one measure as cells; it is late where it is still in hand after its day."""
    standing = find_standing(row.kind, has_words=row.text_id is not None)
    late = standing in IN_HAND and row.due_on is not None and row.due_on < today
    return (
        row.unit_name,
        row.title,
        row.fiscal_year,
        _tell(row.finding, row.finding_mark),
        _tell(row.text, row.text_mark),
        row.owner or None,
        row.due_on,
        label(Standing, standing),
        _("逾期") if late else None,
        row.at,
        str(row.measure_id),
    )


def name_event_columns() -> list[str]:
    """Return the headings of a list of events."""
    return [
        *(_("时间"), _("人员"), _("当时角色"), _("动作"), _("之前状态"), _("之后状态"), _("评价")),
        *(
            _("单位"),
            _("轮次"),
            _("变动"),
            _("所附文字"),
            _("途径"),
            _("序号"),
            _("哈希"),
            _("编号"),
        ),
    ]


def spell_event(found: Found) -> Cells:
    """Return one event as cells."""
    event = found.event
    return (
        event.at,
        event.actor,
        _("、").join(label(Role, role) for role in event.roles),
        label(Action, event.action),
        label(State, event.from_state),
        label(State, event.to_state),
        found.title,
        found.unit_name,
        event.round,
        "\n".join(_list_changes(found)),
        event.erased or event.said,
        label(Source, event.source),
        event.seq,
        event.hash,
        str(found.evaluation_id),
    )


def _list_changes(found: Found) -> Iterator[str]:
    yield from found.event.summary
    if found.event.file:
        yield found.event.file
    for change in (*found.event.changes, *found.event.same):
        yield _spell_change(change)


def _spell_change(change: Change) -> str:
    what = f"{change.row} · {change.what}" if change.row else change.what
    colon = _("：")
    told = change.verdict or f"{change.old} → {change.new}"
    if change.difference:
        told += _("（比自评 %(points)s）", points=format_signed(change.difference))
    said = " ".join((change.reason or "").split())
    reason = _("；理由：%(reason)s", reason=said) if said else ""
    return f"{what}{colon}{told}{reason}"


def name_indicator_columns(content: Content) -> list[str]:
    """Return the headings of the form: those of names, weights and targets are what a table of
    indicators is read by.
    """
    names = [
        _("一级指标"),
        _("二级指标"),
        _("三级指标"),
        _("四级指标"),
        _("五级指标"),
        _("六级指标"),
    ]
    return [
        *names[: _count_levels(content)],
        *(
            _("类别"),
            _("分值"),
            _("指标值"),
            _("完成值"),
        ),
        *(_("核算"), _("核算依据")),
        *(_("自评"), _("自评人"), _("自评理由")),
        *(_("复核"), _("复核人"), _("复核理由")),
        _("核对发现"),
    ]


def spell_indicators(
    content: Content,
    *,
    steps: Collection[StepRow] = (),
    found: Sequence[Inconsistency] = (),
) -> Iterator[Cells]:
    """Yield the rows of the form, each behind the names it stands under, and the totals. `steps`
    tell who gave the scores. Of what was `found` each row has its codes; the line of the totals
    has those of all other places, and the words by which they are explained.
    """
    givers = find_givers(steps)
    codes, told = _gather_codes(found), set[str]()
    levels = _count_levels(content)
    above: list[str] = []
    for row in content.rows:
        above[row.depth :] = [row.stored.name]
        if row.is_heading and not row.scored:
            continue
        stored = row.stored
        told.add(str(stored.id))
        yield (
            *(above[level] if level < len(above) else None for level in range(levels)),
            label(Category, stored.category),
            stored.weight,
            stored.target_text,
            stored.actual_text or _tell_rate(content, row),
            row.computed.score if row.computed else None,
            tell_basis(row),
            stored.self_score,
            givers.get((stored.id, ScoreKind.SELF)),
            _tell(stored.self_reason, stored.self_reason_hash),
            stored.review_score,
            givers.get((stored.id, ScoreKind.REVIEW)) if stored.review_score is not None else None,
            _tell(stored.review_reason, stored.review_reason_hash),
            " ".join(codes.get(str(stored.id), ())) or None,
        )
    how, claim = _("；").join(describe_steps(content.result.steps)), content.claim_reason
    yield (
        *(_("合计") if level == 0 else None for level in range(levels + 1)),
        content.weight_total,
        *(None, None),
        *(content.computed_total, how or None),
        *(content.self_total, None, _tell(claim.text, claim.commitment) if claim else None),
        *(content.review_total, None, None),
        " ".join(dict.fromkeys(each.code for each in found if each.where not in told)) or None,
    )


def _tell(text: str | None, mark: str | None) -> str | None:
    """A text, or what became of it."""
    return tell_erased(mark) if text is None and mark is not None else text


def _gather_codes(found: Sequence[Inconsistency]) -> Mapping[str, Collection[str]]:
    """The codes that were found at each place, each once."""
    codes: dict[str, dict[str, None]] = {}
    for each in found:
        codes.setdefault(each.where, {})[each.code] = None
    return codes


def _tell_rate(content: Content, row: Row) -> str | None:
    """The execution rate where the rule takes it from the funds, so that nobody fills it in."""
    by_rate = row.rule is not None and row.rule.family in EXECUTION_FAMILIES
    return format_percent(content.rate) if by_rate and content.rate is not None else None


def _count_levels(content: Content) -> int:
    return max((row.depth + 1 for row in content.rows), default=1)
