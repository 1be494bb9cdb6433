"""How the result of a whole form is made up, in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from models.vocabulary import Grade
from policies.numbers import format_points
from policies.scoring.formula import spell
from policies.scoring.whole import TAKES, Step
from policies.scoring.whole_terms import NotApplicable, VetoKind, WholeTerms
from web.words import label

STEPS: Mapping[str, Any] = {
    Step.NOT_APPLICABLE: _l("不适用的指标 %(how)s 分"),
    Step.SCORES: _l("适用指标得分 %(how)s"),
    Step.CAPS: _l("每项不超过分值 %(how)s"),
    Step.VETO: _l("一票否决后 %(how)s"),
    Step.VETO_LIFTED: _l("复核认定一票否决的情形没有发生：%(how)s"),
    Step.SCALING: _l("按适用的分值折算 %(how)s"),
    Step.BONUS: _l("加分 %(how)s"),
    Step.TOTAL_CAP: _l("总分上限 %(how)s"),
    Step.GRADE: _l("等级 %(how)s"),
    Step.GRADE_GAP: _l("复核等级低于自评等级，打折 %(how)s"),
}
"""Each step from the scores of the rows to the result."""
LEFT_OUT: Mapping[NotApplicable, Any] = {
    NotApplicable.NONE: _l("每一行都要打分"),
    NotApplicable.SCALE: _l("完成值写“不适用”并写明理由的行不打分，其余各行折算到总分"),
    NotApplicable.REDISTRIBUTE: _l("完成值写“不适用”并写明理由的行不打分，分值按比例分给同组各行"),
}
_HUNDRED = 100


def describe_steps(steps: Iterable[Sequence[str]]) -> list[str]:
    """Return each step of a result as a sentence; a step nobody knows shows as it is written."""
    return [_describe_step(step, how) for step, how in steps]


def mark_steps(steps: Iterable[Sequence[str]]) -> Markup:
    """Return the steps of a result as one text of a page, in which the names and values that people
    entered are said to be Chinese.
    """
    marked = (_describe_step(step, how, quote=_SAID.format) for step, how in steps)
    return escape(_("；")).join(marked)


def list_published_steps(steps: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Return the steps of a published result as pairs."""
    return [(each["step"], each["how"]) for each in steps]


_SAID = Markup('<bdi lang="zh-Hans">{}</bdi>')


def _describe_step(step: str, how: str, *, quote: Callable[[str], str] = str) -> str:
    if step == Step.VETO and TAKES in how:
        row, _arrow, taken = how.rpartition(TAKES)
        told = {"row": quote(row), "taken": _describe_taken(*taken.partition(" ")[::2])}
        return _fill(_VETO, told, quote=quote)
    if step == Step.VETO_LIFTED:
        return _fill(STEPS[Step.VETO_LIFTED], {"how": quote(how)}, quote=quote)
    shown = label(Grade, how) if step == Step.GRADE and how in set(Grade) else how
    return str(STEPS[step]) % {"how": shown} if step in STEPS else f"{step} {shown}"


def _fill(sentence: Any, told: Mapping[str, str], *, quote: Callable[[str], str]) -> str:
    """The sentence filled in; as a text of a page, where what is quoted is one."""
    said = str(sentence)
    return (escape(said) if isinstance(quote(""), Markup) else said) % told


def _describe_taken(kind: str, most: str) -> str:
    """What a knock-out takes; what nobody knows shows as it is written."""
    shown = label(Grade, most) if kind == VetoKind.GRADE and most in set(Grade) else most
    return str(_TAKEN[kind]) % {"most": shown} if kind in _TAKEN else f"{kind} {most}"


_VETO = _l("一票否决：%(row)s → %(taken)s")
_TAKEN: Mapping[str, Any] = {
    VetoKind.LEAF: _l("本行不得分，余 %(most)s"),
    VetoKind.GROUP: _l("本组各行不得分，余 %(most)s"),
    VetoKind.GRADE: _l("等级最高为%(most)s"),
    VetoKind.TOTAL: _l("总分不超过 %(most)s"),
}


def tell_whole(terms: WholeTerms) -> Iterator[str]:
    """Yield what a scheme says about the whole of its form, line by line."""
    yield str(LEFT_OUT[terms.not_applicable])
    if terms.not_applicable is not NotApplicable.NONE and not terms.execution_removable:
        yield _("预算执行率不能不打分")
    if terms.bonus_ceiling is not None:
        yield _("加分合计不超过 %(points)s 分", points=format_points(terms.bonus_ceiling))
    if terms.total_cap is not None:
        yield _("加分后总分不超过 %(points)s 分", points=format_points(terms.total_cap))
    yield from _tell_veto(terms)
    if terms.grade_gap:
        percents = _("、").join(f"{spell(factor * _HUNDRED)}%" for factor in terms.grade_gap)
        yield _("复核等级比自评低一、二、三级的，得分依次按 %(percents)s 计", percents=percents)


def _tell_veto(terms: WholeTerms) -> Iterator[str]:
    if terms.veto is VetoKind.GROUP:
        yield _("一票否决的情形发生的，本组各行不得分")
    elif terms.veto is VetoKind.GRADE:
        yield _("一票否决的情形发生的，等级最高为%(grade)s", grade=label(Grade, terms.veto_grade))
    elif terms.veto is VetoKind.TOTAL and terms.veto_total is not None:
        most = format_points(terms.veto_total)
        yield _("一票否决的情形发生的，总分不超过 %(points)s 分", points=most)
