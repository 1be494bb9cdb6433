"""R24: the points of the first condition that holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from policies.reading import Doubt, Figure, ValueKind, read_figures, read_text
from policies.scoring.conditions import Amount, Condition, fold_words, judge, parse_condition
from policies.scoring.family import Outcome
from policies.scoring.formula import spell
from policies.scoring.params import Params, RuleProblem, to_number
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.usable import is_usable
from policies.scoring.values import Taken, join_notices, keep_usable, take_actual
from policies.scoring.wording import read_case_words

_PAIR = 2
_MOST_CASES = 50
_LONGEST_TEXT = 4000
_ITSELF = frozenset({"A", "a", "X", "x", "实际", "实际值", "实际完成值"})
_LAST_YEAR = "上年"
_NONE_OF, _SOME_OF = "无", "有"


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
    (case 003: a balance of 8.58 with nothing carried over earns 0).
    """
    if not read_text(row.actual_text).applies:
        return WhyNot.NOT_APPLICABLE
    sources = _Sources(row)
    for case in settings.cases:
        verdict, written = judge(case.condition, says=sources.says, find=sources.find)
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
    """A best case that does not earn the weight, and a condition that stands twice."""
    best = max(case.points for case in settings.cases)
    if best != weight:
        yield f"the best of params.cases earns {spell(best)}, not the weight of {spell(weight)}"
    conditions = [case.condition for case in settings.cases]
    for place, condition in enumerate(conditions):
        if condition in conditions[:place]:
            yield f"params.cases: condition {place + 1} can never be the first to hold"


@dataclass(slots=True)
class _Sources:
    """What the conditions of one row are judged by; what was used is noted for the person."""

    row: ScoreInput
    notices: list[Notice] = field(default_factory=list)
    _figures: tuple[Figure, ...] | None = None

    def says(self, words: str) -> bool:
        """Whether the row says the words; "无结余" is also said by a balance of zero."""
        if fold_words(self.row.actual_text) == words:
            return True
        name = words[1:]
        if words[:1] not in {_NONE_OF, _SOME_OF} or not name or name in _ITSELF:
            return False
        amount = self.find(name)
        if isinstance(amount, WhyNot):
            return False
        return amount.value == 0 if words[0] == _NONE_OF else amount.value > 0

    def find(self, name: str) -> Amount | WhyNot:
        """The value of a name: of the text of the row, or of the form."""
        if name in _ITSELF:
            return self._find_actual()
        if self._figures is None:
            self._figures = read_figures(self.row.actual_text[:_LONGEST_TEXT])
        found = _choose([figure for figure in self._figures if _is_called(figure, name)], name)
        if found:
            return self._take(found)
        named = self.row.named.get(name)
        if named is not None:
            usable = is_usable(named.copy_abs())
            return Amount(value=named, source="form") if usable else WhyNot.AMOUNT_UNUSABLE
        empty = not self.row.actual_text.strip()
        return WhyNot.ACTUAL_MISSING if empty else WhyNot.ACTUAL_NOT_A_NUMBER

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
            self.notices.append(Notice.BLANK_TAKEN_AS_ZERO)
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
    return name.startswith(_LAST_YEAR) or _LAST_YEAR not in figure.label


def _choose(figures: list[Figure], name: str) -> list[Figure]:
    """The figures called exactly so, if there are any."""
    return [figure for figure in figures if figure.label.strip() == name] or figures


def _read_case(pair: object) -> Case:
    if not isinstance(pair, list) or len(pair) != _PAIR:
        raise RuleProblem("params.cases must be a list of [condition, points]")
    points = keep_usable(to_number(pair[1], name="cases"), name="cases")
    return Case(condition=parse_condition(pair[0]), points=points)
