"""Rules in the words of a form, for a scheme that gives no parameters.

Only plain wordings are read (those of case 003 and their like); what is not understood as a whole
is not read at all, so that a rule is never half of what it says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policies.reading.folding import fold_text
from policies.scoring.intervals import Interval, fit_bands

_LONGEST_RULE = 4000
_LONGEST_CLAUSE = 160
_FEWEST = 2
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,6})?"
_ONES = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_OVER = "超过|超出|高于|增加|上升|超|多"
_UNDER = "减少|低于|少于|下降|降低|不足|少|低|差"
_STEP = re.compile(
    rf"每(?:(?P<over>{_OVER})|{_UNDER})(?:(?P<base>{_NUMBER})%)?"
    rf"(?P<step>{_NUMBER}|[{''.join(_ONES)}])个?(?:百分点|%|[\u4e00-\u9fff]{{1,3}}?)的?,?"
    rf"扣(?:减|除)?(?P<per>{_NUMBER})分"
)
_STANDARD = re.compile(rf"以(?P<n>{_NUMBER})%?为(?:标准|基准)")
_AT_MOST = re.compile(rf"(?:≤|<=|不超过|不高于|=|等于)(?P<n>{_NUMBER})")
_AT_LEAST = re.compile(rf"(?:≥|>=|不低于|不少于|达到|达|=|等于)(?P<n>{_NUMBER})")
_OCCURRENCE = re.compile(
    rf"每(?:出现|发生|发现|存在|有|缺少|缺)?(?:一|1)(?!个?百分点|%)[^;。扣每]{{0,40}}"
    rf"扣(?:减|除)?(?P<per>{_NUMBER})分"
)
_BASE = re.compile(rf"÷(?P<n>{_NUMBER})%")
_CLAUSE_ENDS = re.compile(r"[;；。\n]")
_WORTH = re.compile(
    rf"(?P<what>.{{1,{_LONGEST_CLAUSE}}}?)的?,?(?:(?:计|得|记|给)?(?P<points>{_NUMBER})分|不得分|不计分)"
)
_INCLUDED = r"\((?P<{}>不?含)\)"
_RANGE = re.compile(
    rf"[^0-9]{{0,30}}(?P<low>{_NUMBER})%?(?:{_INCLUDED.format('low_edge')})?"
    rf"[-~—至到](?P<high>{_NUMBER})%?(?:{_INCLUDED.format('high_edge')})?"
)
_SIGNS = {
    "≥": "≥", ">=": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥", "达到": "≥",
    "≤": "≤", "<=": "≤", "不超过": "≤", "不高于": "≤", "不大于": "≤",
    ">": ">", "大于": ">", "超过": ">", "高于": ">",
    "<": "<", "低于": "<", "小于": "<", "少于": "<", "不足": "<",
    "=": "=", "等于": "=",
}  # fmt: skip
_ENDINGS = {"以上": "≥", "及以上": "≥", "以下": "<"}
_ONE_EDGE = re.compile(
    rf"[^0-9]{{0,30}}?(?P<sign>{'|'.join(_SIGNS)})?(?P<n>{_NUMBER})%?"
    rf"(?:{_INCLUDED.format('edge')})?(?P<ending>{'|'.join(_ENDINGS)})?"
)
_NAME = "[\u4e00-\u9fff]{1,12}"
_WITHIN = re.compile(rf"有(?P<name>{_NAME}),?但?(?:不超过|不大于|不高于)(?P<other>{_NAME})")
_BEYOND = re.compile(rf"(?P<name>{_NAME}?)(?P<sign>不超过|不大于|超过|大于|高于)(?P<other>{_NAME})")
_NO_NAME = re.compile("^[有无]|[但且]")
_ABSENT = re.compile(rf"无{_NAME}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """A deduction for every step, as the words of a rule give it; the threshold if it is said."""

    over: bool
    threshold: Decimal | None
    step: Decimal
    per_step: Decimal


def read_step_words(text: str) -> StepWords | None:
    """Read "以100%为标准…每超过一个百分点扣0.5分", "每低于100%一个百分点扣0.1分" (case 003)."""
    folded = _fold(text)
    found = list(_STEP.finditer(folded))
    if len(found) != 1:
        return None
    match = found[0]
    over = match["over"] is not None
    return StepWords(
        over=over,
        threshold=_read_threshold(folded, base=match["base"], over=over),
        step=_to_count(match["step"]),
        per_step=Decimal(match["per"]),
    )


def read_occurrence_words(text: str) -> Decimal | None:
    """Read the points off in "每出现一例不符合要求的扣1分" (case 003)."""
    return _only(match["per"] for match in _OCCURRENCE.finditer(_fold(text)))


def read_base_words(text: str) -> Decimal | None:
    """Read the divisor in "5×平均支出进度÷62.5%", in percent (case 001)."""
    return _only(match["n"] for match in _BASE.finditer(_fold(text)))


def read_band_words(text: str) -> tuple[Interval, ...]:
    """Read "95%（含）以上计5分；85%（含）-95%，计3分；…；低于75%计0分" (case 003).

    Empty when a clause is not understood, or the bands leave a gap or overlap.
    """
    bands = [_read_band(what, points) for what, points in _read_worths(text)]
    understood = tuple(band for band in bands if band is not None)
    if len(bands) < _FEWEST or len(understood) < len(bands) or any(fit_bands(understood)):
        return ()
    return understood


def read_case_words(text: str) -> tuple[tuple[str, Decimal], ...]:
    """Read "无结余，3分；有结余，但不超过上年结转，2分；结余超过上年结转，不得分" (case 003) as
    conditions with their points; empty when a clause is not understood.
    """
    cases = [(_read_condition(what), points) for what, points in _read_worths(text)]
    if len(cases) < _FEWEST:
        return ()
    understood = tuple((condition, points) for condition, points in cases if condition)
    return understood if len(understood) == len(cases) else ()


def _fold(text: str) -> str:
    return fold_text(text[:_LONGEST_RULE]).replace(" ", "")


def _only(numbers: Iterator[str]) -> Decimal | None:
    found = {Decimal(number) for number in numbers}
    return found.pop() if len(found) == 1 else None


def _to_count(text: str) -> Decimal:
    return Decimal(_ONES[text]) if text in _ONES else Decimal(text)


def _read_threshold(folded: str, *, base: str | None, over: bool) -> Decimal | None:
    if base is not None:
        return Decimal(base)
    standard = _only(match["n"] for match in _STANDARD.finditer(folded))
    if standard is not None:
        return standard
    pattern = _AT_MOST if over else _AT_LEAST
    return _only(match["n"] for match in pattern.finditer(folded))


def _read_worths(text: str) -> list[tuple[str, Decimal]]:
    """Each clause that says what something is worth, without its points, and the points; none where
    a clause speaks of points in other words.
    """
    worths = []
    for written in _CLAUSE_ENDS.split(text[:_LONGEST_RULE]):
        clause = _fold(written).strip(",")
        match = _WORTH.fullmatch(clause)
        if match is not None:
            worths.append((match["what"], Decimal(match["points"] or 0)))
        elif "分" in clause:
            return []
    return worths


def _read_band(what: str, points: Decimal) -> Interval | None:
    both = _RANGE.fullmatch(what)
    if both is not None:
        upper_included = both["high_edge"] == "含"
        return Interval(
            lower=Decimal(both["low"]),
            upper=Decimal(both["high"]),
            lower_included=both["low_edge"] == "含" or not (both["low_edge"] or upper_included),
            upper_included=upper_included,
            points=points,
        )
    one = _ONE_EDGE.fullmatch(what)
    if one is None or bool(one["sign"]) is bool(one["ending"]):
        return None
    sign = _SIGNS[one["sign"]] if one["sign"] else _ENDINGS[one["ending"]]
    included = one["edge"] == "含" or (sign in {"≥", "≤", "="} and one["edge"] is None)
    number = Decimal(one["n"])
    has_lower, has_upper = sign in {"≥", ">", "="}, sign in {"≤", "<", "="}
    return Interval(
        lower=number if has_lower else None,
        upper=number if has_upper else None,
        lower_included=has_lower and included,
        upper_included=has_upper and included,
        points=points,
    )


def _read_condition(what: str) -> str | None:
    if _ABSENT.fullmatch(what):
        return what
    match = _WITHIN.fullmatch(what)
    if match is not None:
        return f"0<{match['name']}≤{match['other']}"
    match = _BEYOND.fullmatch(what)
    if match is None or _NO_NAME.search(match["name"]):
        return None
    sign = "≤" if match["sign"].startswith("不") else ">"
    return f"{match['name']}{sign}{match['other']}"
