"""What an indicator measures: as the headings above it say, and as the row itself looks.

The words are those of the printed forms (财预〔2020〕10号 and the five cases).
"""

from collections.abc import Sequence

from models.vocabulary import Category
from policies.checking.sheet import (
    COST,
    OUTCOME,
    QUALITY,
    QUANTITY,
    SATISFACTION,
    TIMELINESS,
    SheetRow,
)
from policies.reading import Reading, ValueKind

_HEADINGS = (
    (SATISFACTION, ("满意",)),
    (OUTCOME, ("效益", "可持续", "效果")),
    (COST, ("成本",)),
    (TIMELINESS, ("时效",)),
    (QUANTITY, ("数量",)),
    (QUALITY, ("质量",)),
)
_OWN_NAMES = {
    OUTCOME: ("效益", "可持续", "效果"),
    SATISFACTION: ("满意",),
    COST: ("成本", "单价", "控制数"),
    TIMELINESS: ("时效", "及时", "时间", "时限", "按期", "按时"),
}
_CATEGORIES = {Category.OUTCOME: OUTCOME, Category.SATISFACTION: SATISFACTION}

_TIMES = (
    *("响应时间", "处理时间", "解决时间", "修复时间", "完成时间", "完成时限", "办结时限"),
    *("办理时限", "到位时间", "验收时间", "开工时间", "竣工时间", "发放时间", "支付时间"),
    *("办结时间", "办理时间", "完工时间", "交付时间", "送达时间", "反馈时间", "回复时间"),
)
_PROMPT = ("及时率", "及时性", "按时完成率", "按期完成率")
_SHORTENED = ("缩短", "压缩", "减少", "提前", "节约")
_TIME_UNITS = frozenset(
    (
        "秒",
        "分",
        "分钟",
        "小时",
        "个小时",
        "天",
        "日",
        "工作日",
        "个工作日",
        "周",
        "月",
        "个月",
        "年",
    )
)
_ASKING = ("问卷", "调查", "测评", "报告", "宣传")
_PRICES = ("成本", "单价", "控制数", "费用标准", "支出标准")
_SAVINGS = ("节约", "降低", "效益", "收益", "率")
_MONEY = ("元", "万元", "亿元", "千元", "百万元")
_THINGS = (
    *("数量", "个数", "台数", "份数", "期数", "册数", "场次", "印制", "购置", "采购", "轮检"),
    *("巡检", "举办", "制作", "编印", "新建", "配备"),
)
_GOODNESS = (
    *("合格", "达标", "故障", "事故", "投诉", "差错", "错误", "通过", "优良", "准确", "完好"),
    *("率", "稳定", "安全", "漏洞", "质量", "标准", "缺陷", "验收", "等级", "违规"),
)
_COUNT_UNITS = ("个", "份", "期", "台", "套", "册", "本", "辆", "部", "篇", "家", "场", "张", "件")
_NUMERALS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百两")


def read_measure(names: Sequence[str]) -> str:
    """Return what the headings above a row say it measures, the outermost heading first.

    One of QUANTITY, QUALITY, TIMELINESS, COST, OUTCOME, SATISFACTION; the nearest heading that says
    anything decides ("成本指标" above "社会成本指标" is cost). Empty where none does, or where one
    names two ("数量质量指标").
    """
    for name in reversed(names):
        said = [measure for measure, words in _HEADINGS if any(word in name for word in words)]
        if said:
            return said[0] if len(said) == 1 else ""
    return ""


def guess_measure(name: str, reading: Reading) -> str:
    """Return what a row looks like by its own name and its target, empty in any doubtful case.

    Clear are: a satisfaction rate; a time named so with hours, days or a date for target
    ("故障处理响应时间", "6小时以内": case 004), or a rate of promptness; a price or cost in yuan; a
    number of things in counted units ("四期期刊印制": case 003). A bound from above ("故障少于2次")
    is never taken for a number of things to be made.
    """
    if any(word in name for word in ("满意度", "满意率")):
        return "" if any(word in name for word in _ASKING) else SATISFACTION
    if _is_time(name, reading):
        return TIMELINESS
    if _is_price(name, reading):
        return COST
    return QUANTITY if _is_number_of_things(name, reading) else ""


def measure_of(row: SheetRow) -> str:
    """Return what a row measures: by its headings, else by its category, else by its name."""
    by_headings = row.measures or _CATEGORIES.get(row.category)
    if by_headings:
        return by_headings
    named = [kind for kind, words in _OWN_NAMES.items() if any(word in row.name for word in words)]
    return named[-1] if named else ""


def is_about(row: SheetRow, measure: str) -> bool:
    """Whether a row is an indicator of this measure.

    Its headings or its category say so, or, where no heading says anything, its name. An indicator
    of satisfaction is one by its name also below 效益 (case 002); a time below 质量指标 is none of
    timeliness (case 004).
    """
    if measure in (row.measures, _CATEGORIES.get(row.category)):
        return True
    named = any(word in row.name for word in _OWN_NAMES.get(measure, ()))
    return named and (not row.measures or (measure, row.measures) == (SATISFACTION, OUTCOME))


def _is_time(name: str, reading: Reading) -> bool:
    if any(word in name for word in _SHORTENED):
        return False
    if any(word in name for word in _PROMPT):
        return True
    timed = reading.kind is ValueKind.DATE or (
        reading.kind is ValueKind.NUMBER and reading.unit in _TIME_UNITS
    )
    return timed and any(word in name for word in _TIMES)


def _is_price(name: str, reading: Reading) -> bool:
    return (
        reading.kind is ValueKind.NUMBER
        and reading.unit in _MONEY
        and any(word in name for word in _PRICES)
        and not any(word in name for word in _SAVINGS)
    )


def _is_number_of_things(name: str, reading: Reading) -> bool:
    if not any(word in name for word in _THINGS) or any(word in name for word in _GOODNESS):
        return False
    if reading.operator in ("≤", "<"):
        return False
    counted = reading.kind is ValueKind.NUMBER and _drop_multiple(reading.unit) in _COUNT_UNITS
    return counted or _begins_with_count(name)


def _begins_with_count(name: str) -> bool:
    """Whether a name begins with a number and a counted unit: "107个公共网络服务平台的轮检"."""
    digits = 0
    while digits < min(len(name), 7) and name[digits] in _NUMERALS:
        digits += 1
    return digits > 0 and name[digits : digits + 1] in _COUNT_UNITS


def _drop_multiple(unit: str) -> str:
    return unit.lstrip("百千万亿")
