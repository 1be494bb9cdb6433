"""The family of a rule that a form gives in words only.

Only wordings that say plainly how to score are read, and only as a whole: every word of the text
has to belong to the wording, the points it names have to be those of the row, and no two families
may fit. What asks for judgement ("酌情打分"), names a gate, or can be meant in two ways is left to
a person. The wordings are those that forms of many provinces share.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from policies.reading import Reading, ValueKind, read_text
from policies.reading.folding import fold_text
from policies.scoring.checklists import fit_checklist, read_checklist, read_deducted
from policies.scoring.intervals import fit_best
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spans import name_span
from policies.scoring.spec import RuleSpec
from policies.scoring.told_items import CIRCLED
from policies.scoring.wording import (
    read_band_words,
    read_case_words,
    read_occurrence_words,
    read_step_words,
)

_LONGEST_RULE = 300
_SIGNS_BETWEEN = re.compile(r"[\s,;:。、\"'“”‘’《》]+")
_N = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_POINTS = re.compile(rf"(?:[得计记给×*x]|不超过|最高|最多|上限为?)({_N})分")
_LEAD = (
    "(?:(?:定量|正向|反向|逆向)指标|评[分价]标准|评[分价]方法|计分(?:方法|标准|规则)|"
    "本?该?项?得分)?=?"
)
_DONE = "(?:年度|全年|本年)?(?:实际)?(?:完成值|完成数|完成量|完成情况|完成|值|数)|实绩|实际|[Bb]"
_AIM = (
    "(?:年度|全年|预期|预定|设定的?|计划)?(?:绩效)?(?:指标值|目标值|计划值|计划数|任务数|任务量|"
    "计划完成[值数量]|目标任务|任务目标|目标|指标|计划|任务)|[Aa]"
)
_FULL = (
    r"(?:的|者)?(?:即|可|则)?(?:得|计|记|给)(?:[该本](?:项|指标)?)?(?:所赋)?"
    rf"(?:满分|全分|(?:的)?全部分值|{_N}分)"
)
_WHOLE = rf"(?:该项|本项|指标|本指标)?(?:分值|权重|满分|标准分|{_N}分?)(?:分值?)?"
_COUNTED = "(?:计分|计算得分|计算|得分|记分|给分|赋分|打分|核算|折算得分|计|得)?"
_MISSED = (
    f"(?:否则|(?:未达到|未达成|未达|未完成|没有达到|达不到|未实现|未超过|低于|小于|少于|不足)"
    f"(?:{_AIM})?(?:的|者)?(?:部分)?|(?:{_DONE})<(?:{_AIM})(?:的)?)"
)
_EXCEEDED = f"(?:(?:超过|超出|高于|大于)(?:{_AIM})?(?:的|者)?(?:部分)?)"
_PER_AIM = rf"(?:\(?(?:{_DONE})[÷/](?:{_AIM})\)?)"
_PER_DONE = rf"(?:\(?(?:{_AIM})[÷/](?:{_DONE})\)?)"
_RATE = "(?:(?:指标|任务|目标|计划|实际)*完成(?:率|比例))"
_SHARE = (
    f"(?:按照?|根据)?(?:得分=)?(?:(?:(?:{_DONE})(?:与|和|占|[÷/])(?:{_AIM})的?)?(?:(?:实际)?(?:完成)?"
    f"(?:比例|比率|百分比|率))|{_PER_AIM})"
)
_OF_WHOLE = f"(?:[×*x]100%)?(?:(?:[×*x]|乘以){_WHOLE})?"
_IN_PROPORTION = f"{_SHARE}{_OF_WHOLE}(?:相应)?(?:扣分|扣减|{_COUNTED})"
_CAP = (
    rf"(?:(?:{_RATE}|得分)?(?:超过|大于|高于)100%的?(?:均|一律)?按100%(?:计算?|计分)|"
    "(?:超额|超过|超计划|超目标)(?:完成)?(?:的|者)?(?:均|仍)?(?:按满分[计记](?:分|算)?|[得计记]满分)|"
    rf"(?:得分)?(?:最高|最多)?(?:得分)?(?:不得?(?:超过|超出|突破|高于)){_WHOLE}(?:总额|上限)?|"
    rf"(?:最高|最多)(?:得|计|为){_WHOLE}|(?:以)?满分(?:封顶|为限|为上限)|(?:以)?{_WHOLE}为(?:上限|限))"
)
_NOTHING = "(?:不得分|不计分|不给分|[得计记]?0分)"
_GONE = "(?:扣完为止|扣至0分(?:为止)?|直至扣完(?:为止)?|直至0分)?"
_IN_TIME = (
    "(?:在?(?:规定|计划|要求|约定|合同)?的?(?:日期|时间|时限|期限|时间节点)(?:之?前|以?内|之内)|"
    "按时|按期|如期|及时|按(?:计划|规定|要求)(?:时间|时限|期限)?)"
)
_LATE = "(?:逾期|超期|延期|推迟|延迟|滞后|拖延|延误|超过|超出|晚|超|未按[时期]|否则)"
_DELAY = rf"每?{_LATE}[^扣得不]{{0,20}}(?:扣(?:减|除)?{_N}分|{_NOTHING})"
_PROSE = "[^0-9扣得计记每分]"
_BOUND = (
    rf"(?:[≥≤=]|不?[低高大小少多]于|不超过|达到?|等于|控制在)?{_N}%?(?:\(不?含\))?(?:以[上下内])?"
)
_EACH_STEP = (
    rf"每[^0-9扣得每]{{0,6}}(?:{_N}%)?(?:{_N}|[一二两三四五六七八九十])?"
    rf"[^0-9扣得每]{{1,8}}扣(?:减|除)?{_N}分"
)
_PART_OF_STEP = "(?:不足[一1]个?(?:百分点|%)的?(?:部分)?按比例扣(?:分|减|除)?)?"
_TIMES = "(?:例|起|次|处|个|项|笔|件|宗|人次|人|户|条)"
_SOME = f"(?:出现|发生|发现|存在|有)(?:[一1]{_TIMES})?(?:及以上|以上)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """One wording: the family it means, the operators a target may have beside it (None: any), and
    whether it speaks of a rate, which the actual value may itself be.
    """

    pattern: re.Pattern[str]
    family: str
    params: Mapping[str, str] = field(default_factory=dict)
    operators: frozenset[str] | None = None
    of_rate: bool = False


_REACHED = (
    "(?:达到|达|完成|达成|实现|不低于|不少于|不小于|≥|>=|[大高]于(?:或|且)?等于|等于(?:或|及)[大高]于)"
    "(?:或(?:超过|优于|高于))?"
)
_KEPT = "(?:不超过|不高于|不大于|≤|<=|[小低]于(?:或|且)?等于|等于(?:或|及)[小低]于|控制在|未超过)"
_MET = f"(?:(?:{_DONE})?{_REACHED}(?:{_AIM})(?:及?以上)?|(?:全部|全面|按计划)?完成|达标){_FULL}"
_HELD = f"(?:{_DONE})?{_KEPT}(?:{_AIM})(?:以内|之内|内|范围内)?{_FULL}"

_WORDINGS: tuple[_Wording, ...] = (
    _Wording(
        pattern=re.compile(f"{_LEAD}{_MET}{_MISSED}{_IN_PROPORTION}(?:{_CAP}){{0,2}}"),
        family="ratio_forward",
    ),
    _Wording(
        pattern=re.compile(
            f"{_LEAD}(?:{_DONE})?(?:超过|大于|高于)(?:{_AIM}){_FULL}{_MISSED}{_IN_PROPORTION}"
        ),
        family="ratio_forward",
        operators=frozenset((">",)),
    ),
    _Wording(
        pattern=re.compile(
            f"{_LEAD}{_RATE}(?:≥|>=|达到|达|不低于|为|=)100%(?:及?以上)?{_FULL}(?:否则|(?:{_RATE})?(?:<|不足|低于|小于|未达到?|达不到)"
            f"100%的?){_IN_PROPORTION}(?:{_CAP}){{0,2}}"
        ),
        family="ratio_forward",
        of_rate=True,
    ),
    _Wording(
        pattern=re.compile(
            f"{_LEAD}(?:按照?)?(?:{_DONE})(?:与|和|占)(?:{_AIM})的?(?:比例|比率|百分比)"
            f"{_OF_WHOLE}{_COUNTED}(?:{_CAP}){{0,2}}"
        ),
        family="ratio_forward",
    ),
    _Wording(
        pattern=re.compile(f"{_LEAD}(?:按照?)?{_PER_AIM}{_OF_WHOLE}{_COUNTED}(?:{_CAP}){{0,2}}"),
        family="ratio_forward",
    ),
    _Wording(
        pattern=re.compile(f"{_LEAD}(?:按照?)?{_RATE}{_OF_WHOLE}{_COUNTED}(?:{_CAP}){{0,2}}"),
        family="ratio_forward",
        of_rate=True,
    ),
    _Wording(
        pattern=re.compile(
            f"{_LEAD}{_HELD}(?:{_EXCEEDED}|否则)(?:则)?(?:按照?)?"
            f"(?:{_PER_DONE}|(?:{_AIM})(?:与|和|占)(?:{_DONE})的(?:比例|比率))"
            f"{_OF_WHOLE}{_COUNTED}(?:{_CAP}){{0,2}}"
        ),
        family="ratio_reverse",
    ),
    _Wording(
        pattern=re.compile(f"{_LEAD}{_MET}{_MISSED}{_NOTHING}"),
        family="threshold_ge",
        params={"missed": "zero"},
    ),
    _Wording(
        pattern=re.compile(f"{_LEAD}{_HELD}(?:{_EXCEEDED}|否则){_NOTHING}"),
        family="threshold_le",
        params={"missed": "zero"},
    ),
    _Wording(
        pattern=re.compile(
            f"{_LEAD}(?:未发生|未出现|无|没有|不存在){_PROSE}{{0,20}}{_FULL}"
            f"(?:每?{_SOME}{_PROSE}{{0,16}}|否则){_NOTHING}"
        ),
        family="zero_target",
    ),
    _Wording(
        pattern=re.compile(f"{_LEAD}是(?:的)?{_FULL}否(?:则|的)?{_NOTHING}"),
        family="boolean",
    ),
    _Wording(
        pattern=re.compile(
            f"{_LEAD}(?:按)?(?:预算|资金)?(?:执行率|支付率|支出率){_OF_WHOLE}{_COUNTED}(?:{_CAP})?"
        ),
        family="coefficient",
    ),
)
"""Each wording, without its punctuation, and the family it means."""

_DEADLINE = re.compile(f"{_LEAD}(?:{_IN_TIME}{_PROSE}{{0,8}}{_FULL})?(?:{_DELAY}){{1,3}}{_GONE}")
_OVERTIME = re.compile(
    f"{_LEAD}(?:{_IN_TIME}{_PROSE}{{0,8}}{_FULL})?(?:{_LATE}[^0-9扣得不分每]{{0,20}})?{_EACH_STEP}{_GONE}"
)
"""Points off for every step beyond a span of time, and nothing else said of being late."""
_STEPS = re.compile(
    rf"{_LEAD}(?:以{_N}%?为(?:标准|基准))?(?:{_PROSE}{{0,24}}(?:{_BOUND}{_PROSE}{{0,6}})?{_FULL})?"
    rf"(?:{_PROSE}{{1,12}}(?:{_N}%?)?(?:的|后|部分)?)?{_EACH_STEP}{_PART_OF_STEP}{_GONE}"
)
_OCCURRENCE = re.compile(
    rf"{_LEAD}(?:{_PROSE}{{0,80}}(?:{_FULL})?)每?(?:出现|发生|发现|存在|有)[一1]{_TIMES}"
    rf"{_PROSE}{{0,30}}扣(?:减|除)?{_N}分{_GONE}"
)
_FULL_POINTS = re.compile("(?<=[得计记])满分")
_CHOICE = re.compile("酌情|任一|任选|其中之一|其一|视情")


def read_rule_words(text: str, *, target_text: str, weight: Decimal | None) -> RuleSpec | None:
    """Return the rule that the words of a form plainly mean for a row of this weight, or None.

    "达到指标值得满分，未达到的按比例得分" is R01, "按时完成得6分，每延迟10天扣1分" R21 where the
    target is a date, and so on; the words stay with the rule, for its family reads the numbers in
    them. Never raises.
    """
    folded = fold_text(text)
    bare = _SIGNS_BETWEEN.sub("", folded).rstrip(".")
    if weight is None or len(bare) > _LONGEST_RULE or _CHOICE.search(bare):
        return None
    text = name_full_points(text, weight=weight)
    found = list(_list_rules(text, bare, target=read_text(target_text), weight=weight))
    return found[0] if len({rule.family for rule in found}) == 1 else None


def name_full_points(text: str, *, weight: Decimal) -> str:
    """Return the words of bands with the points of the row for "满分" ("90%以上得满分")."""
    return _FULL_POINTS.sub(f"{weight:f}分", text[:_LONGEST_RULE]) + text[_LONGEST_RULE:]


def _list_rules(text: str, bare: str, *, target: Reading, weight: Decimal) -> Iterator[RuleSpec]:
    """Every rule that the words may mean."""
    if any(mark in CIRCLED for mark in bare):
        yield from _list_checklists(text, weight=weight)
        return
    yield from _list_choices(text, weight=weight)
    if not all(Decimal(points) in {weight, 0} for points in _POINTS.findall(bare)):
        return
    for wording in _WORDINGS:
        if _suits(wording, target) and wording.pattern.fullmatch(bare):
            yield RuleSpec(wording.family, wording.params, text)
    if target.kind is ValueKind.DATE:
        if _DEADLINE.fullmatch(bare):
            yield RuleSpec("deadline", {}, text)
    else:
        yield from _list_deductions(text, bare, target=target)


def _list_choices(text: str, *, weight: Decimal) -> Iterator[RuleSpec]:
    """Bands and cases, the best of which earns the points of the row."""
    bands = read_band_words(text)
    if bands and not any(fit_best(bands, weight)):
        yield RuleSpec("step_bands", {}, text)
    cases = read_case_words(text)
    if cases and max(points for _, points in cases) == weight:
        yield RuleSpec("case", {}, text)


def _list_deductions(text: str, bare: str, *, target: Reading) -> Iterator[RuleSpec]:
    if _OCCURRENCE.fullmatch(bare) and read_occurrence_words(text) is not None:
        yield RuleSpec("per_occurrence", {}, text)
    steps = read_step_words(text)
    in_time = name_span(target.unit) and _OVERTIME.fullmatch(bare)
    if steps is not None and (in_time or _STEPS.fullmatch(bare)):
        family = "linear_deduction_over" if steps.over else "linear_deduction_under"
        yield RuleSpec(family, {}, text)


def _list_checklists(text: str, *, weight: Decimal) -> Iterator[RuleSpec]:
    params = Params({}, text=text)
    try:
        if "扣" in text:
            if not any(fit_checklist(read_deducted(params), weight)):
                yield RuleSpec("checklist_with_deductions", {}, text)
        elif not any(fit_checklist(read_checklist(params), weight)):
            yield RuleSpec("checklist", {}, text)
    except RuleProblem:
        return


def _suits(wording: _Wording, target: Reading) -> bool:
    if wording.operators is not None and target.operator not in wording.operators:
        return False
    return not (wording.of_rate and target.unit == "%" and target.value != 100)  # noqa: PLR2004
