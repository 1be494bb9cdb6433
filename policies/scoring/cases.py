"""R24: the points of the first condition that holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from policies.reading import Doubt, Figure, ValueKind, read_figures, read_text
from policies.scoring.conditions import (
    ITSELF,
    LAST_YEAR,
    Amount,
    Condition,
    Words,
    find_subject,
    fold_words,
    is_otherwise,
    judge,
    parse_condition,
    read_claim,
    tell_claim,
)
from policies.scoring.family import Outcome
from policies.scoring.formula import spell
from policies.scoring.params import Params, RuleProblem, to_number
from policies.scoring.situations import cover_situations
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.usable import is_usable
from policies.scoring.values import Taken, join_notices, keep_usable, take_actual, tell_nothing
from policies.scoring.wording import read_case_words

_PAIR = 2
_MOST_CASES = 50
_LONGEST_TEXT = 4000
_OTHERWISE = "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One condition and what it earns."""

    condition: Condition
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSettings:
    """The cases in their order, and whether the words of the rule gave them."""

    cases: tuple[Case, ...]
    from_text: bool


def read_cases(params: Params) -> CaseSettings:
    """Read `cases` [[condition, points]…], or the words of the rule.

    Raises RuleProblem.
    """
    pairs: list[object] = params.items("cases")
    from_text = not pairs
    if from_text:
        pairs = [list(pair) for pair in read_case_words(params.text)]
    if not pairs or len(pairs) > _MOST_CASES:
        raise RuleProblem(f"params.cases must be 1 to {_MOST_CASES} of [condition, points]")
    return CaseSettings(cases=tuple(map(_read_case, pairs)), from_text=from_text)


def compute_case(settings: CaseSettings, row: ScoreInput) -> Outcome:
    """The points of the first condition that holds; none when one before it cannot be judged
    (case 003: a balance of 8.58 with nothing carried over earns 0). "其他" holds where amounts have
    decided against every condition before it.
    """
    if not read_text(row.actual_text).applies:
        return WhyNot.NOT_APPLICABLE
    conditions = [case.condition for case in settings.cases]
    sources = _Sources(row, subject=find_subject(conditions))
    for place, case in enumerate(settings.cases):
        verdict, written = judge(case.condition, says=sources.says, find=sources.find)
        if is_otherwise(case.condition) and sources.leave_only(conditions[:place]):
            verdict, written = True, _OTHERWISE
        if isinstance(verdict, WhyNot):
            return verdict
        if verdict:
            read = (Notice.RULE_READ_FROM_TEXT,) if settings.from_text else ()
            return Points(
                value=Fraction(case.points),
                formula=written,
                is_condition=True,
                notices=join_notices(tuple(sources.notices), read),
            )
    empty = not row.actual_text.strip()
    return WhyNot.ACTUAL_MISSING if empty else WhyNot.NO_CASE_FITS


def fit_cases(settings: CaseSettings, weight: Decimal) -> Iterator[str]:
    """A best case that does not earn the weight, a condition that leaves nothing to another, and a
    situation of the compared amounts that no case covers (R24 asks for an exhaustive check).
    """
    best = max(case.points for case in settings.cases)
    if best != weight:
        yield f"the best of params.cases earns {spell(best)}, not the weight of {spell(weight)}"
    conditions = [case.condition for case in settings.cases]
    cover = cover_situations(conditions)
    for place, condition in enumerate(conditions):
        if condition in conditions[:place] or place in cover.never_first:
            yield f"params.cases: condition {place + 1} can never be the first to hold"
    for situation in cover.left_open:
        yield f"params.cases leave {situation} open"


@dataclass(slots=True)
class _Sources:
    """What the conditions of one row are judged by; what was used is noted for the person.

    `subject` is the one amount of which the conditions speak, None where they speak of several.
    """

    row: ScoreInput
    subject: str | None = None
    notices: list[Notice] = field(default_factory=list)
    _figures: tuple[Figure, ...] | None = None

    def says(self, words: str) -> bool:
        """Whether the row says the words; "无结余" is also said by "没有结余" and by a balance of
        zero.
        """
        return fold_words(self.row.actual_text) == words or self._know(words) is True

    def leave_only(self, conditions: Sequence[Condition]) -> bool:
        """Whether conditions that do not hold leave nothing else to hold than "其他": all of them
        were decided by amounts. Words that the row does not say may be said in other words.
        """
        parts = [part for each in conditions for alternative in each for part in alternative]
        words = [part.words for part in parts if isinstance(part, Words)]
        return bool(parts) and all(self._know(each) is not None for each in words)

    def _know(self, words: str) -> bool | None:
        """What an amount says of words like "无结余", None where no amount does."""
        claim = read_claim(words)
        denied = None if claim is None else tell_claim(self.row.actual_text, name=claim.name)
        if claim is not None and denied is not None:
            return claim.denied is denied
        amount = None if claim is None else self.find(claim.name)
        if claim is None or not isinstance(amount, Amount):
            return None
        return amount.value == 0 if claim.denied else amount.value > 0

    def find(self, name: str) -> Amount | WhyNot:
        """The value of a name: of the text of the row, or of the form."""
        if name in ITSELF:
            return self._find_actual()
        if self._figures is None:
            self._figures = read_figures(self.row.actual_text[:_LONGEST_TEXT])
        found = _choose([figure for figure in self._figures if _is_called(figure, name)], name)
        if found:
            return self._take(found)
        named = self.row.named.get(name)
        told = self._find_told(name)
        # A balance of the form is in the unit of its other amounts, that of the text need not be.
        if told is not None and (named is None or told.value == 0):
            return told
        if named is not None:
            usable = is_usable(named.copy_abs())
            return Amount(value=named, source="form") if usable else WhyNot.AMOUNT_UNUSABLE
        empty = not self.row.actual_text.strip()
        return WhyNot.ACTUAL_MISSING if empty else WhyNot.ACTUAL_NOT_A_NUMBER

    def _find_told(self, name: str) -> Amount | None:
        """What the cell tells of an amount without its name ("0万元"), or by denying it."""
        if tell_claim(self.row.actual_text, name=name) is True:
            return Amount(value=Decimal(0), source="text")
        reading = read_text(self.row.actual_text)
        plain = reading.kind is ValueKind.NUMBER and reading.operator in {"", "="}
        if name != self.subject or not plain or reading.value is None or reading.doubts:
            return None
        if not is_usable(reading.value.copy_abs()):
            return None
        return Amount(value=reading.value, unit=reading.unit, source="text")

    def _find_actual(self) -> Amount | WhyNot:
        taken = take_actual(self.row.actual_text, target=None, bounds=True)
        if not isinstance(taken, Taken):
            return taken
        self.notices.extend(taken.notices)
        return Amount(value=taken.value, unit=taken.reading.unit, source="text")

    def _take(self, found: list[Figure]) -> Amount | WhyNot:
        reading = found[0].reading
        same = all(
            (other.reading.kind, other.reading.value) == (reading.kind, reading.value)
            for other in found
        )
        if not same or {Doubt.ROUGH, Doubt.LOOK_ALIKE} & set(reading.doubts):
            return WhyNot.ACTUAL_UNCLEAR
        self.notices.append(Notice.TAKEN_FROM_SENTENCE)
        if reading.kind is ValueKind.NONE:
            self.notices.append(tell_nothing(reading.raw))
            return Amount(value=Decimal(0), source="text")
        if reading.value is None or reading.operator not in {"", "="}:
            return WhyNot.ACTUAL_UNCLEAR
        if not is_usable(reading.value.copy_abs()):
            return WhyNot.ACTUAL_NOT_A_NUMBER
        return Amount(value=reading.value, unit=reading.unit, source="text")


def _is_called(figure: Figure, name: str) -> bool:
    if not figure.label.strip().endswith(name):
        return False
    # "上年结余" is not the balance of this year.
    return name.startswith(LAST_YEAR) or LAST_YEAR not in figure.label


def _choose(figures: list[Figure], name: str) -> list[Figure]:
    """The figures called exactly so, if there are any."""
    return [figure for figure in figures if figure.label.strip() == name] or figures


def _read_case(pair: object) -> Case:
    if not isinstance(pair, list) or len(pair) != _PAIR:
        raise RuleProblem("params.cases must be a list of [condition, points]")
    points = keep_usable(to_number(pair[1], name="cases"), name="cases")
    return Case(condition=parse_condition(pair[0]), points=points)
