"""Target and actual value of a row beside each other."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from models.vocabulary import Category, Severity
from policies.checking.cells import Indicator, list_indicators, quote, report
from policies.checking.counted import is_share_beside_count
from policies.checking.inconsistency import Inconsistency
from policies.checking.measures import measure_of
from policies.checking.places import INDICATORS
from policies.checking.rate_list import find_total_line
from policies.checking.sheet import COST, QUANTITY, Sheet, SheetRow
from policies.numbers import round_half_up
from policies.reading import Doubt, Reading, units_agree
from policies.scoring import Target, target_of

RATIO_PLACES = 2
_FEWER_IS_BETTER = (
    *("故障", "事故", "投诉", "差错", "错误", "违规", "成本", "支出", "费用", "时间", "时限"),
    *("丢失", "流失", "死亡", "风险", "误差", "逾期", "延误", "变动率", "调整率", "控制", "空置"),
    *("闲置", "漏洞", "能耗", "排放", "污染", "发病", "复发", "等待", "工期", "周期", "天数"),
    *("单价", "价格", "供养", "负债", "债务", "结转", "结余", "超编", "中断", "返工"),
)
_MADE = (
    *("建设", "新建", "新增", "改造", "培训", "发放", "服务", "受益", "制卡", "办理", "开展"),
    *("采集", "升级", "覆盖", "完成"),
)
_BUILT = ("建设", "建成", "新建", "改建", "扩建", "改造")
_PIECES = ("个", "处", "座", "所", "栋", "台", "套", "台(套)", "户", "处(点)")
_MADE_NUMBERS = ("数量", "人数", "个数", "面积", "里程", "家数", "户数", "场次")
_GOOD_RATES = (
    *("覆盖率", "完成率", "合格率", "优良率", "达标率", "及时率", "普及率", "准确率", "满意度"),
    *("满意率", "利用率", "办结率", "就业率", "到位率", "参保率"),
)
_BAD_NUMBERS = (
    *("故障率", "故障次数", "故障数", "事故率", "事故次数", "事故起数", "事故发生", "投诉率"),
    *("投诉次数", "投诉件数", "差错率", "丢失率", "流失率", "死亡率", "成本控制数"),
)
_COUNTERED = (
    *("下降", "降低", "减少", "处理", "解决", "排除", "修复", "节约", "化解", "办结", "回复"),
    *("响应", "处置", "查处", "整改", "防", "宣传", "演练", "未", "无", "不"),
)
_SHARES = frozenset(("%", "％", "‰", "百分比", "百分点", "个百分点", "成"))


def check_overshoot(sheet: Sheet) -> Iterator[Inconsistency]:
    """I03: an actual value stays below 130 % of its target (`far_over_target` of the terms), or the
    row says why the target was that low; between 110 and 130 % it informs.

    Case 004: 15 and 85 is 566.67 %. Silent where less is better (by the operator, the rule or the
    name), where the target is 0 or below, and where the units differ (I14).
    """
    for indicator in list_indicators(sheet):
        row, target, actual = indicator.row, indicator.target, indicator.actual
        if row.reason.strip() or _less_is_better(row, target):
            continue
        ratio = _ratio_of(target, actual)
        if ratio is None or ratio <= Fraction(sheet.terms.over_target):
            continue
        far = ratio >= Fraction(sheet.terms.far_over_target)
        yield report(
            sheet,
            "I03",
            Severity.WARNING if far else Severity.INFORMATION,
            row.id,
            target=quote(row.target_text),
            actual=quote(row.actual_text),
            ratio=round_half_up(ratio, places=RATIO_PLACES),
            deviation=round_half_up(ratio - 100, places=RATIO_PLACES),
            limit=sheet.terms.far_over_target if far else sheet.terms.over_target,
            score="" if row.score is None else row.score,
            weight="" if row.weight is None else row.weight,
        )


def check_direction(sheet: Sheet) -> Iterator[Inconsistency]:
    """I11: the operator of a target fits the indicator: "建设数量 ≤4" asks for less of what is to
    be made, "故障率 ≥5%" for more of what is to be avoided.

    Silent for every name that does not clearly say whether more or less of it is better, and for
    costs.
    """
    for indicator in list_indicators(sheet):
        row, operator = indicator.row, indicator.target.operator
        capped = operator in ("≤", "<") and (
            _more_is_better(row) or _makes_things(row, indicator.target)
        )
        if capped or (operator in ("≥", ">") and _is_to_be_avoided(row.name)):
            yield report(
                sheet,
                "I11",
                Severity.WARNING,
                row.id,
                name=quote(row.name),
                target=quote(row.target_text),
                operator=operator,
            )


def check_units(sheet: Sheet) -> Iterator[Inconsistency]:
    """I14: the actual value has the unit of its target; E where one is a share and the other a
    count ("≥95%" and "120人").

    Silent where either was taken out of a sentence or is hard to make out, but for a cell that is
    only so many things ("23个村" beside "≥95%"), and where the actual value has no unit at all but
    the target's is no share and no multiple.
    """
    for indicator in list_indicators(sheet):
        target, actual = indicator.target, indicator.actual
        if target.value is None or actual.value is None or units_agree(target, actual):
            continue
        unsure = any(doubt in _UNSURE for doubt in (*target.doubts, *actual.doubts))
        if unsure and not is_share_beside_count(target, actual):
            continue
        shares = [reading.unit in _SHARES for reading in (target, actual)]
        counted = all(reading.unit for reading in (target, actual))
        yield report(
            sheet,
            "I14",
            Severity.ERROR if counted and shares[0] != shares[1] else Severity.WARNING,
            indicator.row.id,
            target=quote(indicator.row.target_text),
            actual=quote(indicator.row.actual_text),
            target_unit=target.unit,
            actual_unit=actual.unit,
        )


def check_outputs_and_spending(sheet: Sheet) -> Iterator[Inconsistency]:
    """I15: outputs that are all at 100 % fit the execution rate of the total line; W below 80 %
    (`rate_for_full_outputs`, to be verified), E below 30 % (`rate_against_full_outputs`).

    An output is at 100 % when it got all its points, or, without points, met its target; one whose
    target and actual value have different units (I14) says nothing. Silent where another one is
    open, where there is not one total line or it has a reason, and where a rate has no sense.
    """
    line = find_total_line(sheet)
    if line is None or line.reason.strip():
        return
    revised, spent = line.revised, line.actual
    if revised is None or spent is None or revised <= 0:
        return
    rate = Fraction(spent) / Fraction(revised) * 100
    if rate >= Fraction(sheet.terms.rate_for_full_outputs):
        return
    outputs = [
        indicator
        for indicator in list_indicators(sheet)
        if _is_output(sheet, indicator.row) and not _is_incomparable(indicator)
    ]
    if not outputs or not all(_is_full(indicator) for indicator in outputs):
        return
    against = rate < Fraction(sheet.terms.rate_against_full_outputs)
    limit = sheet.terms.rate_against_full_outputs if against else sheet.terms.rate_for_full_outputs
    yield report(
        sheet,
        "I15",
        Severity.ERROR if against else Severity.WARNING,
        INDICATORS,
        count=str(len(outputs)),
        rate=round_half_up(rate, places=RATIO_PLACES),
        limit=limit,
        revised=revised,
        actual=spent,
    )


_UNSURE = (Doubt.FROM_SENTENCE, Doubt.LOOK_ALIKE)


def _ratio_of(target: Reading, actual: Reading) -> Fraction | None:
    """The actual value in percent of the target, None where that says nothing."""
    if target.value is None or actual.value is None:
        return None
    if target.value <= 0 or not units_agree(target, actual):
        return None
    return Fraction(actual.value) / Fraction(target.value) * 100


def _less_is_better(row: SheetRow, target: Reading) -> bool:
    return (
        target.operator in ("≤", "<")
        or target_of(row.family) is Target.LESS
        or measure_of(row) == COST
        or any(word in row.name for word in _FEWER_IS_BETTER)
    )


def _more_is_better(row: SheetRow) -> bool:
    if measure_of(row) == COST or any(word in row.name for word in _FEWER_IS_BETTER):
        return False
    if any(word in row.name for word in _GOOD_RATES):
        return not any(word in row.name for word in _COUNTERED)
    made = any(word in row.name for word in _MADE)
    return made and any(word in row.name for word in _MADE_NUMBERS)


def _makes_things(row: SheetRow, target: Reading) -> bool:
    """Whether a row of quantity builds something and counts it ("建设核心示范区", 6个)."""
    if measure_of(row) != QUANTITY or any(word in row.name for word in _FEWER_IS_BETTER):
        return False
    return row.name.strip().startswith(_BUILT) and target.unit in _PIECES


def _is_to_be_avoided(name: str) -> bool:
    bad = any(word in name for word in _BAD_NUMBERS)
    return bad and not any(word in name for word in _COUNTERED)


def _is_output(sheet: Sheet, row: SheetRow) -> bool:
    """Rows that carry points; in a form without points those at the bottom."""
    counts = row.is_leaf or not sheet.leaves
    return counts and row.category is Category.OUTPUT


def _is_full(indicator: Indicator) -> bool:
    row = indicator.row
    if row.score is not None and row.weight is not None:
        return row.score == row.weight > Decimal(0)
    target, actual = indicator.target, indicator.actual
    if target.until is not None and actual.until is not None:
        return actual.until <= target.until
    ratio = _ratio_of(target, actual)
    if ratio is None or (_less_is_better(row, target) and target.operator not in ("≤", "<")):
        return False
    return {
        "≤": ratio <= Fraction(100),
        "<": ratio < Fraction(100),
        ">": ratio > Fraction(100),
    }.get(target.operator, ratio >= Fraction(100))


def _is_incomparable(indicator: Indicator) -> bool:
    """Whether a row without a score holds two numbers of different units."""
    target, actual = indicator.target, indicator.actual
    if indicator.row.score is not None or target.value is None or actual.value is None:
        return False
    return not units_agree(target, actual)
