"""The numbers of a text, each with its operator, its unit and the words before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policies.reading.dates import DATES_IN_TEXT
from policies.reading.numbering import names_something
from policies.reading.spelling import (
    BEFORE_NUMBER,
    BEHIND_NUMBER,
    NEGATED,
    NO_OPERATOR,
    OPERATORS,
    STRAY_OPERATORS,
    SUFFIXES,
)

MOST_DIGITS = 15
MOST_AMOUNTS = 2000
LONGEST_LABEL = 40

_EXPONENT = re.compile(r"[eE][-+]?[0-9]")
_WINDOW = 16
_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PUNCTUATION = "，,。.;；、:!?()[]〔〕【】{}《》<>≥≤=≠→“”\"'‘’「」|/*~—+\n①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
_LABEL = re.compile(rf"[^0-9%{re.escape(_PUNCTUATION)}]{{0,{LONGEST_LABEL}}} ?:? ?\Z")
_COPULA = re.compile(
    r"(?:分别为|达到了|达到|为|是|共计|一共|(?<!公)共|合计为|(?<=[率度数量比])达)?¥?\Z"
)
_EACH = re.compile(r"每个?(?P<each>季度|半年|月|周|天|日|人|名|户|次|台|家|校|村|县|镇)")
_JOINED = re.compile(r"(?:以及|和|及|与)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number of a folded text. `begin` is where its operator or sign begins, `end` where its
    unit or the words behind it end; `label` are the words before it, from `label_begin` on.

    `value` is None for a number that cannot be read: too many digits, "1.2.3", two operators that
    contradict one another.
    """

    begin: int
    end: int
    label: str
    label_begin: int
    operator: str
    value: Decimal | None
    unit: str
    per: str
    is_rough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What stands directly before a number; `contradicts` is set where no value can be meant."""

    begin: int
    operator: str = ""
    sign: str = ""
    is_rough: bool = False
    is_hundredth: bool = False
    contradicts: bool = False


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Return the numbers of a folded text in their order, at most `MOST_AMOUNTS`.

    Dates, times of day, numbering ("1、", "(1)"), ordinals ("第3条") and codes ("A4", "5号") are
    no numbers in this sense.
    """
    dates = [match.span() for match in DATES_IN_TEXT.finditer(text)]
    amounts: list[Amount] = []
    last_end = next_date = 0
    for start, end in _find_runs(text):
        while next_date < len(dates) and dates[next_date][1] <= start:
            last_end = max(last_end, dates[next_date][1])
            next_date += 1
        if next_date < len(dates) and dates[next_date][0] <= start:
            continue
        if start < last_end or names_something(text, start, end):
            last_end = max(last_end, end)
            continue
        amount = _read_amount(text, start, end, last_end=last_end)
        amounts.append(amount)
        last_end = amount.end
        if len(amounts) == MOST_AMOUNTS:
            break
    return tuple(amounts)


def _find_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the numbers are; "307.47,316.05" is two, "1,688.91" one, "1.2.3" one."""
    for run in _RUN.finditer(text):
        if "," not in run[0] or _GROUPED.fullmatch(run[0]):
            yield run.span()
            continue
        start = run.start()
        for piece in run[0].split(","):
            yield start, start + len(piece)
            start += len(piece) + 1


def _read_amount(text: str, start: int, end: int, *, last_end: int) -> Amount:
    before = _read_before(text, start, last_end)
    suffix, unit, per, stop, is_rough = "", "", "", end, before.is_rough
    behind = BEHIND_NUMBER.match(text, end)
    if behind is not None:
        suffix = SUFFIXES.get(behind["suffix"], "≤") if behind["suffix"] else ""
        unit, per = _read_unit(behind, is_hundredth=before.is_hundredth)
        is_rough = is_rough or bool(behind["rough"] or behind["about"]) or "余" in unit
        stop = end + len(behind[0].rstrip())
    label_begin, label = _read_label(text, before.begin, last_end)
    value = _read_value(text[start:end], before.sign)
    if before.contradicts or _EXPONENT.match(text, end):
        value = None
    if before.operator and suffix not in {"", before.operator}:
        value = None
    return Amount(
        begin=before.begin,
        end=stop,
        label=label,
        label_begin=label_begin,
        operator=before.operator or suffix,
        value=value,
        unit=unit.replace("余", ""),
        per=per or _read_period(label),
        is_rough=is_rough,
    )


def _read_before(text: str, start: int, last_end: int) -> _Before:
    window_start = max(last_end, start - _WINDOW)
    match = BEFORE_NUMBER.search(text[window_start:start])
    if match is None:
        return _Before(begin=start)
    begin = start - len(match[0].lstrip())
    operator = OPERATORS.get(match["operator"] or "", "")
    if match["not"]:
        operator = NEGATED.get(operator, NO_OPERATOR)
    sign = match["sign"] or ""
    if sign and _joins_numbers(text, window_start + match.start("sign"), last_end):
        begin, sign = start, ""
    previous = text[max(0, begin - 2) : begin].rstrip()
    return _Before(
        begin=begin,
        operator=operator,
        sign=sign,
        is_rough=bool(match["rough"]),
        is_hundredth=bool(match["hundredth"]),
        contradicts=operator == NO_OPERATOR or previous.endswith(STRAY_OPERATORS),
    )


def _read_unit(behind: re.Match[str], *, is_hundredth: bool) -> tuple[str, str]:
    if behind["percent"] or (is_hundredth and not behind["unit"]):
        return "%", ""
    if behind["share"]:
        return ("百分点" if "百分点" in behind["share"].replace(" ", "") else behind["share"]), ""
    return behind["unit"] or behind["inside"] or "", behind["per"] or behind["each"] or ""


def _joins_numbers(text: str, place: int, last_end: int) -> bool:
    """Whether a minus stands between two numbers or in a code instead of before a number."""
    previous = text[place - 1 : place]
    return place == last_end > 0 or (previous.isascii() and previous.isalnum()) or previous == "%"


def _read_label(text: str, begin: int, last_end: int) -> tuple[int, str]:
    """The words up to a mark of punctuation or the number before, without "为" and colon."""
    first = max(last_end, begin - LONGEST_LABEL - 2)
    match = _LABEL.search(text[first:begin])
    if match is None:
        return begin, ""
    words = match[0].rstrip(" :")
    label = _COPULA.sub("", words).strip(" -")
    if _JOINED.search(label):
        # "17台扫描仪和15台": the words belong to the number before.
        return begin, ""
    return first + match.start(), label


def _read_period(label: str) -> str:
    """What a name counts its number for: "每季度至少1次" is one per 季度; a year goes unsaid."""
    match = _EACH.match(label)
    return match["each"] if match else ""


def _read_value(digits: str, sign: str) -> Decimal | None:
    plain = digits.replace(",", "")
    if not _PLAIN.fullmatch(plain) or len(plain.replace(".", "")) > MOST_DIGITS:
        return None
    value = Decimal(plain)
    return value.copy_negate() if sign == "-" and value else value
