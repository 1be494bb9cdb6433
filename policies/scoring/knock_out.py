"""Knock-out conditions: what takes the points whatever else was earned (一票否决)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from policies.reading import Reading, ValueKind, read_text
from policies.scoring.family import Family, Outcome
from policies.scoring.params import Params, RuleProblem
from policies.scoring.spec import Points, ScoreInput, WhyNot

_LEAST_SIGNS = 2
_LONGEST_SHOWN = 40


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
    """Return whether the condition holds by the actual value: 是, 有 and a number above zero say
    so, 否, 未发生, 无违规 and 0 deny it; all else, a bare "无" too, answers nothing.
    """
    reading = read_text(actual_text)
    if not reading.applies:
        return VetoState.CLEAR
    holds = _read_holding(reading)
    if holds is None:
        return VetoState.UNKNOWN
    return VetoState.HOLDS if holds else VetoState.CLEAR


def _read_holding(reading: Reading) -> bool | None:
    if reading.kind is ValueKind.BOOLEAN:
        return reading.truth
    if reading.kind is ValueKind.NUMBER and reading.value is not None and not reading.operator:
        return reading.value > 0
    raw = reading.raw.strip()
    if reading.kind is ValueKind.NONE and raw.startswith("无") and len(raw) >= _LEAST_SIGNS:
        return False
    return None


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
        return WhyNot.ACTUAL_UNCLEAR
    return Points(
        value=Fraction(0) if state is VetoState.HOLDS else Fraction(row.weight),
        formula=row.actual_text.strip()[:_LONGEST_SHOWN],
        is_condition=True,
    )


VETO = Family("R12", read_knock_out, score_knock_out)
