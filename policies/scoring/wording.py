"""Rules in the words of a form, for a scheme that gives no parameters.

Only plain wordings are read (those of case 003 and their like); what is not understood as a whole
is not read at all, so that a rule is never half of what it says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from policies.reading.folding import fold_text
from policies.scoring.intervals import Interval, fit_bands
from policies.scoring.spans import name_span

_LONGEST_RULE = 4000
_LONGEST_CLAUSE = 160
_FEWEST, _MOST = 2, 50
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
    rf"(?P<step>{_NUMBER}|[{''.join(_ONES)}])个?(?P<unit>百分点|%|[\u4e00-\u9fff]{{1,3}}?)的?,?"
    rf"扣(?:减|除)?(?P<per>{_NUMBER})分"
)
_STANDARD = re.compile(rf"以(?P<n>{_NUMBER})%?为(?:标准|基准)")
_AT_MOST = re.compile(rf"(?:≤|<=|不超过|不高于|=|等于)(?P<n>{_NUMBER})")
_AT_LEAST = re.compile(rf"(?:≥|>=|不低于|不少于|达到|达|=|等于)(?P<n>{_NUMBER})")
_UP_TO = re.compile(rf"(?P<n>{_NUMBER})%?(?:\(含\))?及?以[下内]")
_FROM = re.compile(rf"(?P<n>{_NUMBER})%?(?:\(含\))?及?以上")
_COST_OF_ONE = rf"(?:一|1)(?!个?百分点|%)[^;。扣每]{{0,40}}扣(?:减|除)?(?P<per>{_NUMBER})分"
_OCCURRENCE = re.compile(f"每(?:出现|发生|发现|存在|有|缺少|缺)?{_COST_OF_ONE}")
# Without "每", only what goes on until nothing is left is taken off for each.
_ANY_OCCURRENCE = re.compile(
    f"(?<![每未])(?:出现|发生|发现|存在){_COST_OF_ONE},?(?:直至)?扣(?:完|至0分)"
)
_BASE = re.compile(rf"÷(?P<n>{_NUMBER})%")
_CLAUSE_ENDS = re.compile(r"[;；。\n]|(?<=分)[,，、]")
_WORTH = re.compile(
    rf"(?P<what>.{{1,{_LONGEST_CLAUSE}}}?)的?,?(?:(?:计|得|记|给)?(?P<points>{_NUMBER})分|不得分|不计分)"
)
_INCLUDED = r"\((?P<{}>不?含)(?:[0-9.]{{1,9}}%?)?\)"
_RANGE = re.compile(
    rf"[^0-9]{{0,30}}(?P<low>{_NUMBER})%?(?:{_INCLUDED.format('low_edge')})?"
    rf"(?:[-~—至到]|--|——)(?P<high>{_NUMBER})%?(?:{_INCLUDED.format('high_edge')})?(?:之间|区间)?"
)
_BETWEEN = re.compile(
    rf"(?P<low>{_NUMBER})%?(?P<low_sign>≤|<=|<)[^0-9≤<≥>=]{{1,30}}"
    rf"(?P<high_sign>≤|<=|<)(?P<high>{_NUMBER})%?"
)
_SINGLE = re.compile(rf"(?P<name>[^0-9不未满超低高大小少多及达到≥≤<>=]{{0,20}})(?P<n>{_NUMBER})%?")
_WHOLE = 100
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
    rf"(?:{_INCLUDED.format('late_edge')})?"
)
_NAME = "[\u4e00-\u9fff]{1,12}"
_WITHIN = re.compile(rf"有(?P<name>{_NAME}),?但?(?:不超过|不大于|不高于)(?P<other>{_NAME})")
_BEYOND = re.compile(rf"(?P<name>{_NAME}?)(?P<sign>不超过|不大于|超过|大于|高于)(?P<other>{_NAME})")
_NO_NAME = re.compile("^[有无]|[但且]")
_ABSENT = re.compile(rf"无{_NAME}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """A deduction for every step, as the words of a rule give it; the threshold if it is said, and
    the span of time of which a step is so many, empty where it is none.
    """

    over: bool
    threshold: Decimal | None
    step: Decimal
    per_step: Decimal
    span: str


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
        span=name_span(match["unit"]),
    )


def read_occurrence_words(text: str) -> Decimal | None:
    """Read the points off in "每出现一例不符合要求的扣1分" (case 003), "发现一例扣1分,扣完为止"."""
    folded = _fold(text)
    each = [match["per"] for match in _OCCURRENCE.finditer(folded)]
    return _only(iter(each or [match["per"] for match in _ANY_OCCURRENCE.finditer(folded)]))


def read_base_words(text: str) -> Decimal | None:
    """Read the divisor in "5×平均支出进度÷62.5%", in percent (case 001)."""
    return _only(match["n"] for match in _BASE.finditer(_fold(text)))


def read_band_words(text: str) -> tuple[Interval, ...]:
    """Read "95%（含）以上计5分；85%（含）-95%，计3分；…；低于75%计0分" (case 003).

    An edge of which a band does not say whether it belongs to it is the other's where that band
    says so: "0—5%（含），计4分；5%—10%（含），计3分；…；15%以上不得分". Empty when a clause is not
    understood, or the bands leave a gap or overlap; nothing is above 100% where that earns most.
    """
    worths = _read_worths(text)
    if not _FEWEST <= len(worths) <= _MOST:
        return ()
    bands = [_read_band(what, points) for what, points in worths]
    understood = _join_edges([band for band in bands if band is not None])
    if len(understood) < len(bands):
        return ()
    open_ = set(fit_bands(understood))
    if "%" in _fold(text):
        open_.discard(f"params.bands leave a gap above {_WHOLE}")
    return () if open_ else understood


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
    said, named = (_AT_MOST, _UP_TO) if over else (_AT_LEAST, _FROM)
    found = [match["n"] for match in said.finditer(folded)]
    return _only(iter(found or [match["n"] for match in named.finditer(folded)]))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edges:
    """A band as it is written, and whether it says itself if its lower and upper edge belong."""

    band: Interval
    says_lower: bool
    says_upper: bool


def _read_band(what: str, points: Decimal) -> _Edges | None:
    for read in (_read_range, _read_between, _read_one_edge, _read_single):
        band = read(what, points)
        if band is not None:
            return band
    return None


def _read_range(what: str, points: Decimal) -> _Edges | None:
    both = _RANGE.fullmatch(what)
    if both is None:
        return None
    edges = [
        (Decimal(both["low"]), both["low_edge"]),
        (Decimal(both["high"]), both["high_edge"]),
    ]
    (low, low_edge), (high, high_edge) = sorted(edges, key=lambda edge: edge[0])
    upper_included = high_edge == "含"
    band = Interval(
        lower=low,
        upper=high,
        lower_included=low_edge == "含" or not (low_edge or upper_included),
        upper_included=upper_included,
        points=points,
    )
    return _Edges(band=band, says_lower=bool(low_edge), says_upper=bool(high_edge))


def _read_between(what: str, points: Decimal) -> _Edges | None:
    both = _BETWEEN.fullmatch(what)
    if both is None:
        return None
    band = Interval(
        lower=Decimal(both["low"]),
        upper=Decimal(both["high"]),
        lower_included=both["low_sign"] != "<",
        upper_included=both["high_sign"] != "<",
        points=points,
    )
    return _Edges(band=band, says_lower=True, says_upper=True)


def _read_one_edge(what: str, points: Decimal) -> _Edges | None:
    one = _ONE_EDGE.fullmatch(what)
    if one is None or not (one["sign"] or one["ending"]):
        return None
    sign = _SIGNS[one["sign"]] if one["sign"] else _ENDINGS[one["ending"]]
    # "达到90%以上" says the same twice.
    if one["sign"] and one["ending"] and (sign, _ENDINGS[one["ending"]]) != ("≥", "≥"):
        return None
    edge = one["edge"] or one["late_edge"]
    included = edge == "含" or (sign in {"≥", "≤", "="} and edge is None)
    number = Decimal(one["n"])
    has_lower, has_upper = sign in {"≥", ">", "="}, sign in {"≤", "<", "="}
    band = Interval(
        lower=number if has_lower else None,
        upper=number if has_upper else None,
        lower_included=has_lower and included,
        upper_included=has_upper and included,
        points=points,
    )
    says = bool(edge or one["sign"])
    return _Edges(band=band, says_lower=says and has_lower, says_upper=says and has_upper)


def _read_single(what: str, points: Decimal) -> _Edges | None:
    """A band that is nothing or the whole ("覆盖率100%得6分"); any other number may be a bound."""
    one = _SINGLE.fullmatch(what)
    if one is None or Decimal(one["n"]) not in {Decimal(0), Decimal(_WHOLE)}:
        return None
    number = Decimal(one["n"])
    band = Interval(
        lower=number, upper=number, lower_included=True, upper_included=True, points=points
    )
    return _Edges(band=band, says_lower=True, says_upper=True)


def _join_edges(bands: list[_Edges]) -> tuple[Interval, ...]:
    """The bands, each edge of which nothing is said belonging to the one band that is left."""
    lowers = {each.band.lower: each.band.lower_included for each in bands if each.says_lower}
    uppers = {each.band.upper: each.band.upper_included for each in bands if each.says_upper}
    ends = [each.band.upper for each in bands if each.band.upper is not None]
    top = max(ends) if ends and len(ends) == len(bands) else None
    joined = []
    for each in bands:
        band = each.band
        if not each.says_lower and band.lower in uppers:
            band = replace(band, lower_included=not uppers[band.lower])
        elif not each.says_lower and band.lower == 0:
            band = replace(band, lower_included=True)
        if not each.says_upper and band.upper in lowers:
            band = replace(band, upper_included=not lowers[band.upper])
        elif not each.says_upper and band.upper is not None and band.upper == top:
            band = replace(band, upper_included=True)
        joined.append(band)
    return tuple(joined)


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
