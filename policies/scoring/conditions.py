"""Conditions of a case rule: words, or comparisons of names and numbers, with 且 and 或."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policies.reading.folding import fold_text, join_blanks
from policies.scoring.formula import spell
from policies.scoring.params import RuleProblem
from policies.scoring.spec import WhyNot

_LONGEST_CONDITION = 200
_MOST_OPERANDS = 5
_SIGN = re.compile(r">=|<=|==|!=|[≥≤≠><=]")
_SAME_SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}
_OR = re.compile("或者|或")
_AND = re.compile("并且|同时|且")
_NUMBER = re.compile(r"(?P<n>-?[0-9]{1,12}(?:\.[0-9]{1,6})?)(?P<percent>%?)")
_NAME = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff]{0,19}")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": lambda left, right: left >= right,
    "≤": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    "=": lambda left, right: left == right,
    "≠": lambda left, right: left != right,
}
_ENDS = " ,;.。、"
_NONE_OF, _SOME_OF = "无", "有"
_REST = frozenset({"其他", "其余", "否则", "其他情况", "其他情形", "其余情况", "其余情形"})

_SAYS_NONE = ("无", "没有", "未发生", "未产生", "未形成", "未出现", "不存在", "零")
_SAYS_SOME = ("有", "存在", "尚有", "仍有", "产生", "发生")

LAST_YEAR = "上年"
"""What the names of amounts of the year before begin with."""

ITSELF = frozenset({"A", "a", "X", "x", "实际", "实际值", "实际完成值"})
"""The names of the actual value of the row itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A value a condition compares: its number, its unit, and where it comes from (the rule, the
    text of the row, the form).
    """

    value: Decimal
    unit: str = ""
    source: str = "rule"


@dataclass(frozen=True, slots=True)
class Words:
    """A condition that the text of a row says exactly these words."""

    words: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A comparison of two or more operands, each a name or a number: "0<结余≤上年结转"."""

    operands: tuple[str | Amount, ...]
    signs: tuple[str, ...]


Condition = tuple[tuple[Words | Chain, ...], ...]
"""Alternatives, each of parts that must all hold."""

Verdict = bool | WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What "无结余" and "有结余" say of a named amount."""

    name: str
    denied: bool


def parse_condition(text: object) -> Condition:
    """Read a condition of a scheme. Raises RuleProblem."""
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST_CONDITION:
        raise RuleProblem(
            f"params.cases: a condition must be a text of at most {_LONGEST_CONDITION} characters"
        )
    folded = fold_words(text)
    if not _SIGN.search(folded):
        return ((Words(folded),),)
    return tuple(
        tuple(_parse_part(part) for part in _AND.split(alternative))
        for alternative in _OR.split(folded)
    )


def fold_words(text: str) -> str:
    """Return words in the one spelling in which they are compared."""
    return join_blanks(fold_text(text)).strip(_ENDS)


def read_claim(words: str) -> Claim | None:
    """Return what words say of an amount ("无结余" that there is none), None if they do not."""
    name = words[1:]
    if words[:1] not in {_NONE_OF, _SOME_OF} or not name or name in ITSELF:
        return None
    return Claim(name=name, denied=words[0] == _NONE_OF)


def tell_claim(text: str, *, name: str) -> bool | None:
    """Return whether a text denies a named amount ("没有结余") or says that there is some of it
    ("存在结余": False); None for a text that says more or less than that.
    """
    begin, found, rest = fold_words(text[:_LONGEST_CONDITION]).partition(name)
    if not found or rest or not begin:
        return None
    if begin in _SAYS_NONE:
        return True
    return False if begin in _SAYS_SOME else None


def find_subject(conditions: Sequence[Condition]) -> str | None:
    """Return the one amount of which conditions speak, beside amounts of the year before: a bare
    number in the cell of the row is that amount. None where they compare several amounts or the
    cell itself, or only say "无…" of something that may be no amount ("无法完成").
    """
    parts = [part for each in conditions for alternative in each for part in alternative]
    chains = [part for part in parts if isinstance(part, Chain)]
    compared = {name for chain in chains for name in chain.operands if isinstance(name, str)}
    claims = [read_claim(part.words) for part in parts if isinstance(part, Words)]
    said = {(claim.name, claim.denied) for claim in claims if claim is not None}
    claimed = {name for name, _denied in said if {(name, True), (name, False)} <= said}
    names = {name for name in compared | claimed if not name.startswith(LAST_YEAR)}
    return names.pop() if len(names) == 1 and not names & ITSELF else None


def is_otherwise(condition: Condition) -> bool:
    """Whether a condition is "其他": it holds where none before it does."""
    return condition in {((Words(words),),) for words in _REST}


def judge(
    condition: Condition,
    *,
    says: Callable[[str], bool],
    find: Callable[[str], Amount | WhyNot],
) -> tuple[Verdict, str]:
    """Return whether a condition holds, or why that cannot be said, with the numbers filled in.

    `says` tells whether the row says some words, `find` gives the value of a name.
    """
    unknown: WhyNot | None = None
    for alternative in condition:
        verdict, written = _judge_all(alternative, says=says, find=find)
        if verdict is True:
            return True, written
        if isinstance(verdict, WhyNot):
            unknown = unknown or verdict
    return (False if unknown is None else unknown), ""


def _judge_all(
    parts: tuple[Words | Chain, ...],
    *,
    says: Callable[[str], bool],
    find: Callable[[str], Amount | WhyNot],
) -> tuple[Verdict, str]:
    unknown: WhyNot | None = None
    written = []
    for part in parts:
        if isinstance(part, Words):
            verdict: Verdict = says(part.words)
            written.append(part.words)
        else:
            verdict, filled = _judge_chain(part, find=find)
            written.append(filled)
        if verdict is False:
            return False, ""
        if isinstance(verdict, WhyNot):
            unknown = unknown or verdict
    return (True if unknown is None else unknown), "，".join(written)


def _judge_chain(chain: Chain, *, find: Callable[[str], Amount | WhyNot]) -> tuple[Verdict, str]:
    """A comparison that fails where it can be seen fails, whatever the rest of it is."""
    found = [find(name) if isinstance(name, str) else name for name in chain.operands]
    unknown: WhyNot | None = None
    for left, sign, right in zip(found, chain.signs, found[1:], strict=False):
        verdict = _judge_pair(left, sign, right)
        if verdict is False:
            return False, ""
        if isinstance(verdict, WhyNot):
            unknown = unknown or verdict
    if unknown is not None:
        return unknown, ""
    spelled = [spell(amount.value) for amount in found if isinstance(amount, Amount)]
    tail = (f" {sign} {number}" for sign, number in zip(chain.signs, spelled[1:], strict=False))
    return True, spelled[0] + "".join(tail)


def _judge_pair(left: Amount | WhyNot, sign: str, right: Amount | WhyNot) -> Verdict:
    if isinstance(left, WhyNot):
        return left
    if isinstance(right, WhyNot):
        return right
    if not _may_compare(left, right):
        return WhyNot.UNITS_DIFFER
    return _COMPARE[sign](left.value, right.value)


def _may_compare(left: Amount, right: Amount) -> bool:
    """Whether two amounts are in one unit. A number of the rule takes the unit of the other, but
    for a percentage; an amount of a text and one of the form are in units nobody named.
    """
    if 0 in {left.value, right.value}:
        return True
    if "rule" in {left.source, right.source}:
        given, other = (left, right) if left.source == "rule" else (right, left)
        return not given.unit or given.unit == other.unit
    return left.source == right.source and (
        left.unit == right.unit or not (left.unit and right.unit)
    )


def _parse_part(part: str) -> Words | Chain:
    signs = tuple(_SAME_SIGNS.get(sign, sign) for sign in _SIGN.findall(part))
    if not signs:
        words = part.strip(_ENDS)
        if not words:
            raise RuleProblem("params.cases: a condition has an empty part")
        return Words(words)
    operands = tuple(_parse_operand(operand) for operand in _SIGN.split(part))
    if len(operands) > _MOST_OPERANDS:
        raise RuleProblem("params.cases: a condition compares too many values at once")
    return Chain(operands, signs)


def _parse_operand(text: str) -> str | Amount:
    bare = text.strip(_ENDS)
    number = _NUMBER.fullmatch(bare)
    if number is not None:
        return Amount(value=Decimal(number["n"]), unit=number["percent"])
    if not _NAME.fullmatch(bare):
        raise RuleProblem(f"params.cases: {bare!r} is neither a name nor a number")
    return bare
