"""Knock-out conditions: what takes the points whatever else was earned (一票否决)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from policies.reading import Doubt, Reading, ValueKind, read_text
from policies.scoring.denials import denies_all
from policies.scoring.family import Family, Outcome
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Points, ScoreInput, WhyNot

_LONGEST_SHOWN = 40
_LONGEST_READ = 300
_CLOSING = " 。.;；!！\t\r\n\u3000"
_SUCH = r"(?:(?:此|该|上述|这|那)(?:类|种|些|项)?(?:情形|情况|问题|现象|行为|事项))"
_HAPPENED = re.compile(
    rf"[是√✓]|有|(?:已|已经|有|曾|曾经)?(?:发生|出现|存在)(?:过|了)?{_SUCH}?|有{_SUCH}"
)
_NOT_HAPPENED = re.compile(
    r"(?:全年|本年度?|当年|年内)?(?:均|都)?"
    rf"(?:否|不是|没|没有|无|(?:未|没|没有|未曾|从未)(?:发生|出现|发现)(?:过)?{_SUCH}?"
    rf"|不存在{_SUCH}?|(?:没有|无){_SUCH})"
)
_NONE_OF_IT = re.compile("[均都]?无")
_DENIES = re.compile(r"(?:未|没有|未曾)(?:发生|出现)")


class VetoState(StrEnum):
    """Whether the knock-out condition of a row holds; UNKNOWN is one that nobody has answered,
    LIFTED one that held by the actual value until a review found otherwise.
    """

    NO_VETO = "no_veto"
    CLEAR = "clear"
    HOLDS = "holds"
    LIFTED = "lifted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KnockOut:
    """The condition in the words of the form ("发生违规使用资金的，等级直接评为差")."""

    condition: str


def read_knock_out(params: Params) -> KnockOut:
    """Read a rule that knocks out: its text must name the condition.

    Raises RuleProblem.
    """
    condition = params.text.strip()
    if not condition:
        raise RuleProblem("text must name the condition that takes the points")
    return KnockOut(condition)


def find_veto(actual_text: str) -> VetoState:
    """Return whether the condition holds by the actual value: 是, 有, 发生, 存在 and a number above
    zero say so; 否, 无, 未发生, 不存在, 无此情形, 无违规 and 0 deny it; all else answers nothing,
    such as words that may praise as well ("符合", "已完成").
    """
    reading = read_text(actual_text)
    if not reading.applies:
        return VetoState.CLEAR
    holds = _read_holding(reading)
    if holds is None:
        return VetoState.UNKNOWN
    return VetoState.HOLDS if holds else VetoState.CLEAR


def _read_holding(reading: Reading) -> bool | None:
    raw = reading.raw[:_LONGEST_READ].strip(_CLOSING)
    for answer, words in ((True, _HAPPENED), (False, _NOT_HAPPENED)):
        if words.fullmatch(raw):
            return answer
    if denies_all(raw) or (reading.truth is False and _DENIES.search(raw)):
        return False
    if reading.kind is ValueKind.NUMBER and reading.value is not None and not reading.operator:
        return None if Doubt.ROUGH in reading.doubts else reading.value > 0
    return False if reading.kind is ValueKind.NONE and _NONE_OF_IT.match(raw) else None


def score_knock_out(_settings: KnockOut, row: ScoreInput) -> Outcome:
    """Score all points of the row while its condition does not hold, and none when it does (R12).

    What else it takes (the points of the group, the better grades, all above a total) the table
    `[whole]` of the scheme says, and it is applied last. No form seen so far has one; it is the
    regulation as remembered, to be verified (违规使用资金 → 差).
    """
    reading = read_text(row.actual_text)
    if reading.kind is ValueKind.EMPTY:
        return WhyNot.ACTUAL_MISSING
    if not reading.applies:
        return WhyNot.NOT_APPLICABLE
    state = find_veto(row.actual_text)
    if state is VetoState.UNKNOWN:
        return WhyNot.VETO_UNANSWERED
    return Points(
        value=Fraction(0) if state is VetoState.HOLDS else Fraction(row.weight),
        formula=row.actual_text.strip()[:_LONGEST_SHOWN],
        is_condition=True,
    )


VETO = Family("R12", read_knock_out, score_knock_out)
