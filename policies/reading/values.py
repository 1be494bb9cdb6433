"""Reading the text of a target or an actual value."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache, partial
from itertools import pairwise, starmap

from policies.limits import MAX_CELL
from policies.reading import words
from policies.reading.amounts import Amount, find_amounts
from policies.reading.dates import DATES_IN_TEXT, DateRead, read_date
from policies.reading.figures import reading_of_amount
from policies.reading.folding import fold_text, join_blanks
from policies.reading.reading import Doubt, Reading, ValueKind

LONGEST_TEXT = MAX_CELL

_CLOSING = " 。.;,!"
_UNKNOWN_UNIT = re.compile(r"(?![未无不没非])[\u4e00-\u9fff]{1,4}(?<![了的])")
_NO_UNIT = re.compile(
    r"[未无没不完达标前后余约多来初底末和及与或至到以上下左右年月日号占其增减升降提]"
)
_NAME = re.compile(r"[^0-9%≥≤<>=,。.;、!?\"“”'()（）]{0,40}")
_NAME_HOLDS_BACK = re.compile(r"未|没有")
_NOT_REACHED = re.compile(
    r"(?:未达|没有达|未完成|没有完成|未能|尚差|还差|尚未|未实现|未通过)(?![标成到]?[率数量比])"
)
# "±5%" and "≠0" are no values, "(5.11)" may be a negative one.
_NO_VALUE = re.compile(r"[±≠]|^\([-0-9.,%]*\)$")
_YEAR_OF_NAME = re.compile(r"^(?:19|20)[0-9]{2} ?年度?")
_AND = ("和", "及", "与", "、", "或", "以及")
_RANGE = re.compile(r" ?(?:[-~—:/×*x+→至到]{1,2}|) ?")
_RATIO_NAME = re.compile(r"(?:率|进度|占比|比例)$")
_EXPLAINED = re.compile(r"\([^()]{0,200}[\u4e00-\u9fff][^()]{0,200}\)")
_OTHER_DAY = re.compile("[次翌明下上去前]一?年|[未没]|[尚还]差|预计|[0-9]:")
_AFTER_LAST = re.compile(r"[ )。;,.”\"!]*")
_LOOK_ALIKE = re.compile(r"(?:[工^]|[52] ?=) ?(?=[0-9])")
_DROPPED_SIGN = re.compile(r"2[0-9]{2} ?%")
_OPERATOR_SIGNS = re.compile(r"[≥≤<>=]")


def read_text(text: str, *, year: int | None = None) -> Reading:
    """Return what the text of a target or an actual value holds.

    The forms are those of section 2 of the scoring design, met in cases 001 to 004. `year` is used
    for a date without one. A text longer than a cell of a form (300 characters), a number of more
    than 15 digits and everything that is not understood is UNREAD. Never raises.
    """
    if len(text) <= LONGEST_TEXT:
        return _read_short(text, year)
    bare = text.strip()
    if len(bare) > LONGEST_TEXT:
        return _unread(text)
    return _read(text, bare, year)


@lru_cache(maxsize=1024)
def _read_short(text: str, year: int | None) -> Reading:
    return _read(text, text, year)


def _read(raw: str, text: str, year: int | None) -> Reading:
    folded = join_blanks(fold_text(text))
    if not folded:
        return Reading(kind=ValueKind.EMPTY, raw=raw)
    bare = folded.rstrip(_CLOSING) or folded
    for reading in (_read_word(raw, bare), _read_date(raw, bare, year)):
        if reading is not None:
            return reading
    amounts = find_amounts(folded)
    if any(amount.value is None for amount in amounts) or _NO_VALUE.search(folded):
        return _unread(raw)
    if not amounts:
        return _read_without_numbers(raw, folded, year)
    if len(amounts) == 1:
        return _read_number(raw, folded, amounts[0])
    return _read_several(raw, folded, amounts)


def _unread(raw: str) -> Reading:
    return Reading(kind=ValueKind.UNREAD, raw=raw)


def _read_word(raw: str, text: str) -> Reading | None:
    """A text that is one known answer and nothing else."""
    if words.is_nothing(text):
        return Reading(kind=ValueKind.NONE, raw=raw, doubts=(Doubt.NONE_OR_ZERO,))
    if words.is_not_applicable(text):
        return Reading(kind=ValueKind.NONE, raw=raw, applies=False)
    if words.is_zero_word(text):
        return Reading(kind=ValueKind.NUMBER, raw=raw, value=Decimal(0))
    level = words.read_level(text)
    if level is not None:
        return Reading(kind=ValueKind.QUALITATIVE, raw=raw, level=level.level, share=level.share)
    return _read_answer(raw, text)


def _read_answer(raw: str, text: str) -> Reading | None:
    truth = words.read_answer(text)
    if truth is not None:
        return Reading(kind=ValueKind.BOOLEAN, raw=raw, truth=truth)
    if words.is_not_happened(text):
        # What is asked for may be the event or its absence, so that a person has to say.
        doubts = (Doubt.NONE_OR_ZERO,)
        return Reading(kind=ValueKind.BOOLEAN, raw=raw, truth=False, doubts=doubts)
    return None


def _read_date(raw: str, text: str, year: int | None) -> Reading | None:
    read = read_date(text, year=year)
    return None if read is None else _reading_of_date(raw, read)


def _reading_of_date(raw: str, read: DateRead, *doubts: Doubt) -> Reading:
    if not read.possible:
        return _unread(raw)
    if read.open_end:
        doubts = (*doubts, Doubt.DATE_END)
    return Reading(kind=ValueKind.DATE, raw=raw, until=read.until, doubts=doubts)


def _read_without_numbers(raw: str, text: str, year: int | None) -> Reading:
    dates = list(DATES_IN_TEXT.finditer(text))
    if dates:
        if len(dates) > 1 or _OTHER_DAY.search(text):
            return _unread(raw)
        read = read_date(dates[0][0], year=year)
        return _unread(raw) if read is None else _reading_of_date(raw, read, Doubt.FROM_SENTENCE)
    if any(sign.isdecimal() for sign in text) or _OPERATOR_SIGNS.search(text):
        return _unread(raw)
    truth = words.read_answer_of_sentence(text)
    if truth is not None:
        doubts: tuple[Doubt, ...] = (Doubt.FROM_SENTENCE,)
        if truth is False:
            doubts = (Doubt.FROM_SENTENCE, Doubt.NONE_OR_ZERO)
        return Reading(kind=ValueKind.BOOLEAN, raw=raw, truth=truth, doubts=doubts)
    if words.is_quality(text):
        return Reading(kind=ValueKind.QUALITATIVE, raw=raw)
    return _unread(raw)


def _read_number(raw: str, text: str, amount: Amount) -> Reading:
    """A text with one number: the number alone, behind its name, or in a sentence."""
    before, behind = text[: amount.begin], text[amount.end :].strip(_CLOSING)
    whole = _read_whole(raw, text, amount, behind) if not before else None
    if whole is None:
        whole = _read_look_alike(raw, text)
    if whole is not None:
        return whole
    if _NOT_REACHED.search(text):
        return _unread(raw)
    if before.rstrip().endswith(_AND) or behind.startswith(_AND):
        return _split_at(raw, text, amount)
    if not behind and amount.operator and _is_name(before):
        return reading_of_amount(raw, amount)
    return reading_of_amount(raw, amount, Doubt.FROM_SENTENCE)


def _is_name(text: str) -> bool:
    """Whether the words before a number merely name it ("每年故障", "满意度:")."""
    name = _YEAR_OF_NAME.sub("", text.strip())
    return _NAME.fullmatch(name) is not None and not _NAME_HOLDS_BACK.search(name)


def _read_whole(raw: str, text: str, amount: Amount, behind: str) -> Reading | None:
    """A text that is only a number, or a number and a unit that is not in the list."""
    if not behind:
        dropped = _DROPPED_SIGN.fullmatch(text.strip(_CLOSING))
        return reading_of_amount(raw, amount, *((Doubt.LOOK_ALIKE,) if dropped else ()))
    if amount.unit or amount.is_rough or not text[amount.end - 1].isdecimal():
        return None
    if not _UNKNOWN_UNIT.fullmatch(behind) or _NO_UNIT.search(behind):
        return None
    return replace(reading_of_amount(raw, amount), unit=behind)


def _read_look_alike(raw: str, text: str) -> Reading | None:
    """A number behind a sign that recognition of a scan made of "≥" ("工5%", "^80%", "5=50%")."""
    match = _LOOK_ALIKE.match(text)
    if match is None:
        return None
    amounts = find_amounts(mended := "≥" + text[match.end() :])
    if len(amounts) != 1 or amounts[0].value is None:
        return None
    if amounts[0].begin or mended[amounts[0].end :].strip(_CLOSING):
        return None
    if "=" in match[0] and amounts[0].unit != "%":
        return None
    return reading_of_amount(raw, amounts[0], Doubt.LOOK_ALIKE)


def _split_at(raw: str, text: str, amount: Amount) -> Reading:
    """Words and a number joined by "和": two values, of which one is no number."""
    before, behind = text[: amount.begin].rstrip("和及与、或以 "), text[amount.end :].strip()
    number = reading_of_amount(text[amount.begin : amount.end], amount)
    parts = [number]
    if before:
        parts.insert(0, _unread(before))
    if behind.startswith(_AND):
        parts.append(_unread(behind.lstrip("和及与、或以 ")))
    return Reading(kind=ValueKind.COMPOSITE, raw=raw, parts=tuple(parts), doubts=(Doubt.SPLIT,))


def _read_several(raw: str, text: str, amounts: Sequence[Amount]) -> Reading:
    corrected = _read_look_alike(raw, text)
    if corrected is not None:
        return corrected
    stated = _find_stated(text, amounts)
    if stated is None and any(starmap(partial(_run_together, text), pairwise(amounts))):
        return _unread(raw)
    parts = tuple(
        reading_of_amount(text[amount.label_begin : amount.end].strip(), amount)
        for amount in amounts
    )
    return Reading(
        kind=ValueKind.COMPOSITE,
        raw=raw,
        parts=parts,
        stated=None if stated is None else parts[amounts.index(stated)],
        doubts=(Doubt.SPLIT if stated is None else Doubt.FROM_SENTENCE,),
    )


def _run_together(text: str, first: Amount, second: Amount) -> bool:
    """Whether two numbers are one value or a span ("8时30分", "10-20个", "0,5")."""
    between = text[first.end : second.begin]
    return _RANGE.fullmatch(between) is not None or (between == "," and not first.unit)


def _find_stated(text: str, amounts: Sequence[Amount]) -> Amount | None:
    """The one number that the text draws from the others: behind "=", a rate at the end, or a
    number that all the others only explain in brackets ("-6.26%（上年12.62万元，本年11.83万元）").
    """
    first = amounts[0]
    if first.begin == 0 and first.unit and not first.is_rough and not first.operator:
        explained = _EXPLAINED.fullmatch(text[first.end :].strip(_CLOSING))
        # "13.15万元（占预算的65.75%）": which of the two is asked for only the target knows.
        if explained is not None and all(amount.unit != "%" for amount in amounts[1:]):
            return first
    drawn = [amount for amount in amounts[1:] if amount.operator == "=" and not amount.label]
    if drawn:
        return drawn[0] if len(drawn) == 1 else None
    rates = [
        amount for amount in amounts if amount.unit == "%" and _RATIO_NAME.search(amount.label)
    ]
    if not rates or rates[0].is_rough:
        return None
    return rates[0] if _AFTER_LAST.fullmatch(text, rates[0].end) else None
