"""Each family of rules as a sentence, its parameters spelled out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from policies.scoring import FAMILIES, RuleSpec
from policies.scoring.bands import BandSettings
from policies.scoring.cases import CaseSettings
from policies.scoring.checklists import Checklist, DeductedItems, YesOrNo
from policies.scoring.conditions import Amount, Chain, Condition, Words
from policies.scoring.conversions import External, SubTable, Weighted
from policies.scoring.deductions import StepSettings
from policies.scoring.deviation import Deviation, read_deviation
from policies.scoring.execution import SteppedSettings
from policies.scoring.formula import spell
from policies.scoring.groups import Aggregate, Group
from policies.scoring.intervals import Interval
from policies.scoring.knock_out import KnockOut
from policies.scoring.levels import Deadline, Levels
from policies.scoring.occurrences import OccurrenceSettings
from policies.scoring.params import Params, RuleProblem
from policies.scoring.time_progress import TimeSettings

_HUNDRED = Decimal(100)
_ASKED = re.compile("(?![不未无没])([\u4e00-\u9fff]{2,4}?)(?:的|者)?[,，]?得")
_USUAL_DEVIATION = read_deviation(Params({}))


def say_rule(rule: RuleSpec) -> str:
    """Return what a rule does as one sentence in the language of the page, every parameter in it.

    A rule that cannot be read is told by its parameters as they are written.
    """
    params = Params(rule.params, text=rule.text)
    try:
        settings = FAMILIES[rule.family].read(params)
        most = params.number("max")
    except RuleProblem:
        return " ".join(f"{name}={value}" for name, value in rule.params.items())
    parts = [say_settings(rule.family, settings)]
    if most is not None:
        parts.append(_("本行最多 %(points)s 分", points=spell(most)))
    return _join(parts)


def say_settings(family: str, settings: Any) -> str:
    """Return what a family does with what it read of its parameters and words, as one sentence."""
    parts = list(FAMILY_WORDS[family].say(settings))
    if getattr(settings, "from_text", False):
        parts.append(_("这些数取自评分标准的文字"))
    return _join(parts)


def _join(parts: Iterable[str]) -> str:
    return str(_("；").join(part for part in parts if part))


def _say_worth(what: str, points: Decimal) -> str:
    return str(_("%(what)s %(points)s 分", what=what, points=spell(points)))


def _percent(share: Decimal) -> str:
    """A share from 0 to 1 in percent."""
    return f"{spell(share * _HUNDRED)}%"


def _with_sign(value: Decimal, *, percent: bool) -> str:
    return f"{spell(value)}%" if percent else spell(value)


def _say_forward(settings: Any) -> Iterator[str]:
    yield _("达到目标值得满分")
    if settings.missed == "zero":
        yield _("达不到不得分")
    else:
        yield _("达不到的按 分值×完成值÷目标值 计分")
    yield from _say_ratio(settings)
    yield from _say_deviation(settings.deviation)


def _say_reverse(settings: Any) -> Iterator[str]:
    yield _("不超过目标值得满分")
    if settings.missed == "zero":
        yield _("超过不得分")
    else:
        yield _("超过的按 分值×目标值÷完成值 计分")
    yield from _say_ratio(settings)


def _say_at_most(settings: Any) -> Iterator[str]:
    if settings.threshold is None:
        yield from _say_reverse(settings)
        return
    bound = _with_sign(settings.threshold, percent=settings.percent)
    yield _("不超过 %(bound)s 得满分", bound=bound)
    if settings.missed == "zero":
        yield _("超过不得分")
    else:
        yield _("超过的按 分值×%(bound)s÷完成值 计分", bound=bound)
    yield _("行里写有目标值的，以目标值为准")
    yield from _say_ratio(settings)


def _say_at_least(settings: Any) -> Iterator[str]:
    if settings.threshold is None:
        yield from _say_forward(settings)
        return
    bound = _with_sign(settings.threshold, percent=settings.percent)
    yield _("不低于 %(bound)s 得满分", bound=bound)
    if settings.missed == "zero":
        yield _("达不到不得分")
    else:
        yield _("达不到的按 分值×完成值÷%(bound)s 计分", bound=bound)
    yield _("行里写有目标值的，以目标值为准")
    yield from _say_ratio(settings)
    yield from _say_deviation(settings.deviation)


def _say_ratio(settings: Any) -> Iterator[str]:
    if settings.gate is not None:
        yield _("不足目标值 %(gate)s%% 的不得分", gate=spell(settings.gate))
    if settings.per_occurrence is not None:
        yield _("目标值为零时，每发生一次扣 %(points)s 分", points=spell(settings.per_occurrence))


def _say_deviation(deviation: Deviation) -> Iterator[str]:
    far = spell(deviation.far_over)
    if deviation == _USUAL_DEVIATION:
        return
    if deviation.cut == "zero":
        yield _("超过目标值的 %(far)s%%、而且原因是目标定得偏低的，不得分", far=far)
    elif deviation.cut == "deviation":
        yield _(
            "超过目标值的 %(far)s%%、而且原因是目标定得偏低的，"
            "按超出比例的 %(factor)s 倍扣减，最多扣分值的 %(most)s",
            far=far,
            factor=spell(deviation.factor),
            most=_percent(deviation.most),
        )
    else:
        yield _("超过目标值的 %(far)s%% 时提示说明原因，不扣分", far=far)


def _say_zero(settings: Any) -> Iterator[str]:
    yield _("没有发生得满分")
    if settings.per_occurrence is None:
        yield _("发生即不得分")
    else:
        yield _("每发生一次扣 %(points)s 分，扣完为止", points=spell(settings.per_occurrence))


def _say_execution(_settings: object) -> Iterator[str]:
    yield _("分值×执行数÷预算数，超支的得满分")


def _say_stepped_execution(settings: SteppedSettings) -> Iterator[str]:
    if settings.finished is not None:
        yield _(
            "项目完成且没有超出预算得 %(points)s 分，其余按执行率：",
            points=spell(settings.finished),
        ) + _("；").join(_say_bands(settings.bands, percent=True))
    else:
        yield _("按执行率：") + _("；").join(_say_bands(settings.bands, percent=True))


def _say_against_time(settings: TimeSettings) -> Iterator[str]:
    yield _("分值×平均支出进度÷%(base)s%%，不超过满分", base=spell(settings.base))


def _say_band_rule(settings: BandSettings) -> Iterator[str]:
    yield from _say_bands(settings.bands, percent=settings.percent)


def _say_bands(bands: Iterable[Interval], *, percent: bool) -> Iterator[str]:
    for band in bands:
        yield _say_worth(_say_range(band, percent=percent), band.points)


def _say_range(band: Interval, *, percent: bool) -> str:
    included = _("（含）")
    low, high = (
        "" if edge is None else _with_sign(edge, percent=percent)
        for edge in (band.lower, band.upper)
    )
    low_mark = included if band.lower_included else ""
    high_mark = included if band.upper_included else ""
    if low and high:
        return low if band.lower == band.upper else f"{low}{low_mark}–{high}{high_mark}"
    if low:
        at_least = _("%(number)s（含）以上", number=low)
        return str(at_least if band.lower_included else _("%(number)s以上", number=low))
    if high:
        at_most = _("%(number)s（含）以下", number=high)
        return str(at_most if band.upper_included else _("%(number)s以下", number=high))
    return str(_("不论多少"))


def _say_cases(settings: CaseSettings) -> Iterator[str]:
    for case in settings.cases:
        yield _say_worth(_say_condition(case.condition), case.points)
    yield _("从上往下取第一个成立的")


def _say_condition(condition: Condition) -> str:
    return str(_(" 或 ").join(_(" 且 ").join(map(_say_part, parts)) for parts in condition))


def _say_part(part: Words | Chain) -> str:
    """The words of the scheme, in marks of quotation as on every page that quotes them."""
    if isinstance(part, Words):
        return f"“{part.words}”"
    first, *rest = (_say_operand(operand) for operand in part.operands)
    signs = zip(part.signs, rest, strict=True)
    return f"“{first}{''.join(f' {sign} {one}' for sign, one in signs)}”"


def _say_operand(operand: str | Amount) -> str:
    return operand if isinstance(operand, str) else f"{spell(operand.value)}{operand.unit}"


def _say_over(settings: StepSettings) -> Iterator[str]:
    start = _say_start(settings)
    unit = {"step": spell(settings.step), "points": spell(settings.per_step), "start": start}
    if settings.percent:
        yield _("每超过 %(step)s 个百分点扣 %(points)s 分，从 %(start)s 起，扣完为止", **unit)
    else:
        yield _("每超过 %(step)s 扣 %(points)s 分，从 %(start)s 起，扣完为止", **unit)
    yield from _say_broken_steps(settings)


def _say_under(settings: StepSettings) -> Iterator[str]:
    start = _say_start(settings)
    unit = {"step": spell(settings.step), "points": spell(settings.per_step), "start": start}
    if settings.percent:
        yield _("每低于 %(step)s 个百分点扣 %(points)s 分，从 %(start)s 起，扣完为止", **unit)
    else:
        yield _("每低于 %(step)s 扣 %(points)s 分，从 %(start)s 起，扣完为止", **unit)
    yield from _say_broken_steps(settings)


def _say_start(settings: StepSettings) -> str:
    if settings.threshold is None:
        return str(_("目标值"))
    return _with_sign(settings.threshold, percent=settings.percent)


SPANS = {
    "年": _l("年"),
    "月": _l("月"),
    "周": _l("周"),
    "天": _l("天"),
    "工作日": _l("工作日"),
    "小时": _l("小时"),
    "分钟": _l("分钟"),
}


def _say_broken_steps(settings: StepSettings) -> Iterator[str]:
    if settings.span:
        yield _("按%(span)s计，用别的时间单位写的由人打分", span=SPANS[settings.span])
    if settings.steps == "floor":
        yield _("不足一档的不扣")
    elif settings.steps == "ceil":
        yield _("不足一档的按一档扣")
    elif settings.said:
        yield _("不足一档的按比例扣")
    else:
        yield _("不足一档的按比例扣（方案没有写明）")
    if settings.full is not None:
        yield _("满分 %(points)s 分", points=spell(settings.full))


def _say_occurrences(settings: OccurrenceSettings) -> Iterator[str]:
    yield _("每发生一次扣 %(points)s 分，扣完为止", points=spell(settings.per))
    if settings.full is not None:
        yield _("满分 %(points)s 分", points=spell(settings.full))


def _say_checklist(settings: Checklist) -> Iterator[str]:
    yield _("；").join(
        _("第 %(number)s 条 %(points)s 分", number=number, points=spell(points))
        for number, points in enumerate(settings.points, start=1)
    )
    if settings.partial is not None:
        yield _("部分符合的得该条的 %(share)s", share=_percent(settings.partial))


def _say_deducted(settings: DeductedItems) -> Iterator[str]:
    for place, (points, per) in enumerate(zip(settings.points, settings.per, strict=True)):
        item = {"number": place + 1, "points": spell(points)}
        if place in settings.unsaid:
            yield _(
                "第 %(number)s 条 %(points)s 分，没有写每违反一次扣几分，有违反的由人打分", **item
            )
        else:
            yield _(
                "第 %(number)s 条 %(points)s 分，每违反一次扣 %(per)s 分", **item, per=spell(per)
            )


def _say_yes_or_no(settings: YesOrNo) -> Iterator[str]:
    if settings.wanted is None:
        yield _("与目标值（是或否）相同得满分，不同不得分；没有目标值时，是得满分")
    elif settings.wanted:
        yield _("是得满分，否不得分")
    else:
        yield _("否得满分，是不得分")
    word = _find_asked_word(settings)
    if word:
        yield _(
            "目标值写“%(word)s”的，完成值“%(word)s”得满分，“%(opposite)s”不得分",
            word=word,
            opposite=f"不{word}",
        )
    if settings.partial is not None:
        yield _("部分符合的得分值的 %(share)s", share=_percent(settings.partial))


def _find_asked_word(settings: YesOrNo) -> str:
    """The word that the words of the rule ask for ("合理得分，不合理不得分"), or nothing."""
    found = None if settings.wanted is not None else _ASKED.match(settings.words)
    return found[1] if found is not None and f"不{found[1]}" in settings.words else ""


def _say_levels(settings: Levels) -> Iterator[str]:
    names = (_("达成"), _("部分达成"), _("未达成"))
    shown = (
        _(
            "%(name)s %(upper)s%%–%(lower)s%%%(included)s",
            name=name,
            upper=spell(level.upper),
            lower=spell(level.lower),
            included=_("（含）") if level.lower else "",
        )
        for name, level in zip(names, settings.levels, strict=True)
    )
    yield _("定性分三档，按分值的百分比打分：") + _("；").join(shown)
    if settings.nearly:
        yield _("“基本达成”也算达成")


def _say_deadline(settings: Deadline) -> Iterator[str]:
    yield _("按期完成得满分")
    if settings.unclear:
        yield _("评分标准的文字看不出逾期扣多少，逾期的由人打分")
    elif settings.share is not None:
        yield _("逾期一个月以内的得分值的 %(share)s%%，再晚的不得分", share=spell(settings.share))
    elif settings.per_day is not None:
        yield _("每逾期一天扣 %(points)s 分，扣完为止", points=spell(settings.per_day))
    elif settings.per_month is not None:
        yield _(
            "每逾期一个月扣 %(points)s 分，不足一个月按一个月，扣完为止",
            points=spell(settings.per_month),
        )
    else:
        yield _("逾期不得分")
    if settings.year is not None:
        yield _("没有写年份的日期按 %(year)s 年", year=settings.year)
    if settings.words:
        yield _("只写“及时”“按期”的也算按期")


def _say_subtable(settings: SubTable) -> Iterator[str]:
    yield _("分值×附表得分÷%(most)s", most=spell(settings.most))
    if settings.score is not None:
        yield _("没有填附表得分时按 %(score)s", score=spell(settings.score))


def _say_weighted(settings: Weighted) -> Iterator[str]:
    if settings.of_target:
        yield _("达到目标值得满分")
        yield _("达不到的按 分值×完成值÷目标值 计分")
        yield _("这样计分取自评分标准的文字")
    elif settings.percentage is None:
        yield _("单项得分（0–100）×权重占比，方案没有写占比，由人打分")
    else:
        yield _("单项得分（0–100）×%(share)s%%", share=spell(settings.percentage))


def _say_coefficient(_settings: object) -> Iterator[str]:
    yield _("分值×填入的系数，系数不超过百分之百")


def _say_external(settings: External) -> Iterator[str]:
    yield _("分值×外部评分÷100")
    if settings.source_required:
        yield _("要写明评分的来源")


def _say_group(settings: Group) -> Iterator[str]:
    if settings.mode == "worst":
        yield _("取下面各行中得分率最低的一行，乘以分值")
    elif settings.mode == "average":
        yield _("取下面各行得分率的平均值，乘以分值")
    elif settings.mode == "all_met":
        yield _("下面各行全部得满分才得分")
    else:
        yield _("下面各行得分之和")
    if settings.rest_is_full:
        yield _("不能核算的行按满分计")


def _say_aggregate(settings: Aggregate) -> Iterator[str]:
    yield _("几个单位的完成值按资金加权平均，再与目标值比较")
    if settings.parts:
        yield _("各单位的完成值×资金：") + ", ".join(
            f"{spell(part.value)}×{spell(part.funds)}" for part in settings.parts
        )


def _say_veto(settings: KnockOut) -> Iterator[str]:
    yield _("完成值写明情形是否发生：没有发生得满分，发生不得分")
    yield settings.condition


@dataclass(frozen=True, slots=True)
class FamilyWords:
    """What a family does in a few words, and the sentence of its settings, part by part."""

    brief: Any
    say: Callable[[Any], Iterator[str]]


FAMILY_WORDS: Mapping[str, FamilyWords] = {
    "ratio_forward": FamilyWords(_l("完成值÷目标值，越高越好"), _say_forward),
    "ratio_reverse": FamilyWords(_l("目标值÷完成值，越低越好"), _say_reverse),
    "threshold_le": FamilyWords(_l("有上限"), _say_at_most),
    "threshold_ge": FamilyWords(_l("有下限"), _say_at_least),
    "zero_target": FamilyWords(_l("目标为零"), _say_zero),
    "exec_rate": FamilyWords(_l("预算执行率"), _say_execution),
    "exec_rate_stepped": FamilyWords(_l("预算执行率分档"), _say_stepped_execution),
    "ratio_vs_time_progress": FamilyWords(_l("与时间进度相比"), _say_against_time),
    "step_bands": FamilyWords(_l("按区间分档"), _say_band_rule),
    "case": FamilyWords(_l("分情形"), _say_cases),
    "linear_deduction_over": FamilyWords(_l("超出部分按比例扣分"), _say_over),
    "linear_deduction_under": FamilyWords(_l("不足部分按比例扣分"), _say_under),
    "per_occurrence": FamilyWords(_l("每发生一次扣分"), _say_occurrences),
    "checklist": FamilyWords(_l("逐条打分"), _say_checklist),
    "checklist_with_deductions": FamilyWords(_l("逐条打分并扣分"), _say_deducted),
    "boolean": FamilyWords(_l("是或否"), _say_yes_or_no),
    "qualitative": FamilyWords(_l("定性打分"), _say_levels),
    "deadline": FamilyWords(_l("按时完成"), _say_deadline),
    "subtable": FamilyWords(_l("由附表得分折算"), _say_subtable),
    "weighted_conversion": FamilyWords(_l("加权折算"), _say_weighted),
    "coefficient": FamilyWords(_l("按系数计算"), _say_coefficient),
    "completion_rate": FamilyWords(_l("完成率"), _say_coefficient),
    "external_conversion": FamilyWords(_l("由外部评分折算"), _say_external),
    "hierarchical_sum": FamilyWords(_l("下级合计"), _say_group),
    "group": FamilyWords(_l("由下面各行合成"), _say_group),
    "aggregate": FamilyWords(_l("几个单位按资金加权"), _say_aggregate),
    "veto": FamilyWords(_l("一票否决"), _say_veto),
}
"""How each family of `policies/scoring/families.py` is told."""
