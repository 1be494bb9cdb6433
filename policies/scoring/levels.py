"""Rows that are scored by one of three levels, and rows that are scored by a date.

Sources: R11 of the scoring reference (the three results of the official forms, Hubei with its own
limits) and R21. Limits and deductions are parameters; the usual ones are still to be verified.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from policies.reading import Doubt, Reading, ValueKind, read_text
from policies.scoring.amounts import read_amount
from policies.scoring.family import Family, Outcome
from policies.scoring.formula import spell
from policies.scoring.lateness import Lateness, read_lateness
from policies.scoring.params import Params, RuleProblem, to_number
from policies.scoring.spec import Notice, Points, ScoreInput, WhyNot
from policies.scoring.usable import is_usable
from policies.scoring.values import keep_usable

_FULL = Decimal(100)
_USUAL = (("100", "80"), ("80", "60"), ("60", "0"))
_UNCLEAR = frozenset({Doubt.ROUGH, Doubt.LOOK_ALIKE, Doubt.SPLIT, Doubt.NONE_OR_ZERO})

_SHARES = frozenset(("", "%", "分"))
_LONGEST_RULE = 4000
_NEARLY = re.compile(r"(?<!全部或)基本\s?达成")
_NAMED_NEARLY = re.compile(
    r"(?:(?:全部|完全|达成)(?:或者|或|、|及|和)|一档[:：])基本达成"
    r"|基本达成[^,，。;；0-9]{0,10}[,，:：]?(?:得|为|按|是|计)?(?:满分|全分|一档|100)"
)

_IN_TIME = frozenset(
    f"{done}{when}{end}"
    for done in ("", "已", "均", "均已", "全部")
    for when in ("及时", "按时", "按期", "如期")
    for end in ("", "完成", "完成任务")
)
_DONE = (
    r" ?(?:(?:已|全部|全面|正式|项目|工程|任务){0,2}"
    r"(?:完成|完工|竣工|交付|交付使用|投入使用|验收|通过验收|办结)(?:验收|任务)?)?[。.]?\s*$"
)
_ENDS_WITH_DAY = re.compile(
    rf"(?:[0-9] ?[日号]|[0-9]{{4}}([-./])[0-9]{{1,2}}\1[0-9]{{1,2}}){_DONE}"
)
_ENDS_WITH_MONTH = re.compile(rf"[月份底末]{_DONE}")
_ENDS_BEFORE = re.compile(rf"[前内]{_DONE}")
_YEARS = range(1900, 2100)


class Level(NamedTuple):
    """One level: from `lower` (included) to `upper` percent of the points, which is excluded but in
    the first level.
    """

    upper: Decimal
    lower: Decimal


@dataclass(frozen=True, slots=True)
class Levels:
    """The three levels, the best first; `nearly` where the words of the rule name "基本达成" as
    the first.
    """

    levels: tuple[Level, Level, Level]
    nearly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """What each day or each begun month of delay costs (without either, everything), the year of
    dates that name none, and whether "及时" without a date is believed.

    From the words of the rule come `share`, the percentage of the points that is left within the
    first month of delay, and `unclear`, that they say of a delay what is not understood.
    """

    per_day: Decimal | None = None
    per_month: Decimal | None = None
    year: int | None = None
    words: bool = False
    share: Decimal | None = None
    unclear: bool = False
    from_text: bool = False


def read_levels(params: Params) -> Levels:
    """Read `levels`, three pairs of upper and lower percentage, the best first.

    Without it they are 100–80, 80–60 and 60–0, to be verified; Hubei has [["100","80"],
    ["80","50"],["50","0"]]. Raises RuleProblem where they leave a gap or overlap.
    """
    found = [_read_pair(pair) for pair in params.items("levels") or map(list, _USUAL)]
    if len(found) != len(_USUAL):
        raise RuleProblem("params.levels must be three pairs of upper and lower percentage")
    _refuse_gaps(found)
    first, second, third = found
    return Levels((first, second, third), nearly=_names_nearly(params.text))


def score_level(settings: Levels, row: ScoreInput) -> Outcome:
    """Score a percentage of the points within one of three levels (R11).

    The actual text names a level and a percentage ("达成预期指标 95%", "一档95") or a percentage
    alone, which says its level. The first level alone earns everything, with a notice; within the
    second and third a person has to choose, and so with "基本达成" unless the rule says where it
    belongs ("全部或基本达成预期指标").
    """
    reading = _read_level(row.actual_text)
    doubt = _doubt_level(reading)
    if doubt is not None:
        return doubt
    if reading.level is None:
        return _score_share_alone(settings, reading, row)
    if reading.share is not None:
        return _score_share(settings, reading.share, row, level=reading.level)
    if reading.level > 1:
        return WhyNot.LEVEL_MISSING
    if _NEARLY.search(reading.raw) and not settings.nearly:
        return WhyNot.LEVEL_UNCLEAR
    formula = f"{spell(row.weight)} × {spell(_FULL)}%"
    notices = (Notice.LEVEL_TAKEN_AS_FULL,)
    return Points(value=Fraction(row.weight), formula=formula, notices=notices)


def read_deadline(params: Params) -> Deadline:
    """Read `per_day` or `per_month`, `year` and `words` (true or false); where no parameter says
    what a delay costs, the words of the rule do. Raises RuleProblem.
    """
    per_day, per_month = read_amount(params, "per_day"), read_amount(params, "per_month")
    if per_day is not None and per_month is not None:
        raise RuleProblem("params.per_day and params.per_month exclude one another")
    year = read_amount(params, "year")
    if year is not None and year not in _YEARS:
        raise RuleProblem("params.year must be a year")
    said = per_day is not None or per_month is not None
    late = Lateness() if said else read_lateness(params.text)
    return Deadline(
        per_day=late.per_day if per_day is None else per_day,
        per_month=late.per_month if per_month is None else per_month,
        year=None if year is None else int(year),
        words=params.flag("words"),
        share=late.share,
        unclear=late.unclear,
        from_text=late not in (Lateness(), Lateness(unclear=True)),
    )


def score_deadline(settings: Deadline, row: ScoreInput) -> Outcome:
    """Score all points for what was done in time; late, what the delay leaves of them (R21).

    "9月前" is read as until the end of September, with a notice. "及时" without a date is believed
    only where the rule says so. A day that is not said is not guessed; a date without a year is of
    the year of the rule, else of that of the form.
    """
    if not row.actual_text.strip():
        return WhyNot.ACTUAL_MISSING
    if _strip(row.actual_text) in _IN_TIME:
        if not settings.words:
            return WhyNot.BY_A_PERSON
        return Points(
            value=Fraction(row.weight), formula=_strip(row.actual_text), is_condition=True
        )
    year = row.year if settings.year is None else settings.year
    target, actual = read_text(row.target_text, year=year), read_text(row.actual_text, year=year)
    doubt = _doubt_dates(target, actual)
    if doubt is not None:
        return doubt
    if target.until is None or actual.until is None:
        return WhyNot.PARAM_MISSING if target.until is None else WhyNot.ACTUAL_UNCLEAR
    notices = (Notice.DATE_END_ASSUMED,) if Doubt.DATE_END in target.doubts else ()
    days = (_first_day(row.actual_text, actual.until), actual.until)
    return _score_days(settings, days, target.until, weight=row.weight, notices=notices)


QUALITATIVE = Family("R11", read_levels, score_level)
DEADLINE = Family("R21", read_deadline, score_deadline)


def _read_pair(pair: object) -> Level:
    if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != len(Level._fields):
        raise RuleProblem("params.levels must be three pairs of upper and lower percentage")
    upper, lower = (keep_usable(to_number(each, name="levels"), name="levels") for each in pair)
    return Level(upper, lower)


def _refuse_gaps(levels: Sequence[Level]) -> None:
    """Raise RuleProblem where the levels do not lead from 100 down to 0, one after the other."""
    for level in levels:
        if level.upper <= level.lower:
            upper, lower = spell(level.upper), spell(level.lower)
            raise RuleProblem(f"params.levels have one that leads from {upper} to {lower}")
    top, bottom = levels[0].upper, levels[-1].lower
    if top != _FULL or bottom != 0:
        raise RuleProblem(
            f"params.levels must lead from 100 to 0, not from {spell(top)} to {spell(bottom)}"
        )
    for above, below in pairwise(levels):
        if below.upper < above.lower:
            low, high = spell(below.upper), spell(above.lower)
            raise RuleProblem(f"params.levels leave a gap from {low} to {high}")
        if below.upper > above.lower:
            one, other = (f"{spell(each.upper)}–{spell(each.lower)}" for each in (above, below))
            raise RuleProblem(f"params.levels overlap: {one} and {other}")


def _read_level(text: str) -> Reading:
    """Read a level; the percent sign behind it may be missing ("一档95")."""
    completed = read_text(f"{text.strip()}%")
    return read_text(text) if completed.share is None else completed


def _doubt_level(reading: Reading) -> WhyNot | None:
    if reading.kind is ValueKind.EMPTY:
        return WhyNot.ACTUAL_MISSING
    if not reading.applies:
        return WhyNot.NOT_APPLICABLE
    if reading.kind is ValueKind.NONE:
        return WhyNot.NONE_OR_ZERO
    return WhyNot.ACTUAL_UNCLEAR if _UNCLEAR & set(reading.doubts) else None


def _names_nearly(text: str) -> bool:
    """Whether the words of a rule count "基本达成" among the first level."""
    return _NAMED_NEARLY.search(text[:_LONGEST_RULE]) is not None


def _score_share_alone(settings: Levels, reading: Reading, row: ScoreInput) -> Outcome:
    # A percentage in a sentence is something that was reached, not a share of the points.
    in_sentence = Doubt.FROM_SENTENCE in reading.doubts
    if reading.value is None or in_sentence:
        return WhyNot.BY_A_PERSON
    if reading.operator in {"≥", "≤", ">", "<"}:
        return WhyNot.ACTUAL_COPIES_TARGET
    if not reading.doubts and reading.unit in _SHARES and not 0 <= reading.value <= _FULL:
        return WhyNot.OUT_OF_RANGE
    # A bare number may be a percentage as well as points.
    if reading.unit != "%":
        return WhyNot.ACTUAL_UNCLEAR
    return _score_share(settings, reading.value, row, level=None)


def _score_share(
    settings: Levels, share: Decimal, row: ScoreInput, *, level: int | None
) -> Outcome:
    if not is_usable(share) or share > _FULL:
        return WhyNot.SHARE_OUTSIDE_LEVEL
    lowers = [each.lower for each in settings.levels]
    reached = 1 + next(index for index, lower in enumerate(lowers) if share >= lower)
    if level is not None and level != reached:
        return WhyNot.SHARE_OUTSIDE_LEVEL
    value = Fraction(row.weight) * Fraction(share) / 100
    return Points(value=value, formula=f"{spell(row.weight)} × {spell(share)}%")


def _strip(text: str) -> str:
    return text.strip().rstrip("。.")


def _doubt_dates(target: Reading, actual: Reading) -> WhyNot | None:
    if not actual.applies:
        return WhyNot.NOT_APPLICABLE
    if target.kind is ValueKind.EMPTY:
        return WhyNot.TARGET_MISSING
    if target.kind is not ValueKind.DATE or actual.kind is not ValueKind.DATE:
        return WhyNot.BY_A_PERSON
    is_copy = _strip(actual.raw) == _strip(target.raw) and _ENDS_BEFORE.search(actual.raw)
    return WhyNot.ACTUAL_COPIES_TARGET if is_copy else None


def _first_day(text: str, until: date) -> date:
    """The first day that a text may mean whose last day is `until`: a month has thirty."""
    if _ENDS_BEFORE.search(text):
        return date.min
    if _ENDS_WITH_DAY.search(text):
        return until
    return until.replace(day=1) if _ENDS_WITH_MONTH.search(text) else until.replace(month=1, day=1)


def _score_days(
    settings: Deadline,
    days: tuple[date, date],
    deadline: date,
    *,
    weight: Decimal,
    notices: tuple[Notice, ...],
) -> Outcome:
    """Score by the last day that is meant, if the first would earn the same."""
    if settings.unclear and days[1] > deadline:
        return WhyNot.PARAM_MISSING
    first, last = (_leave(settings, day, deadline, weight=weight) for day in days)
    if settings.from_text and days[1] > deadline:
        notices = (*notices, Notice.RULE_READ_FROM_TEXT)
    if first.value != last.value:
        return WhyNot.ACTUAL_UNCLEAR
    return Points(
        value=last.value,
        formula=last.formula,
        is_condition=last.is_condition,
        notices=notices,
    )


def _leave(settings: Deadline, day: date, deadline: date, *, weight: Decimal) -> Points:
    if day <= deadline:
        formula = f"{day.isoformat()} ≤ {deadline.isoformat()}"
        return Points(value=Fraction(weight), formula=formula, is_condition=True)
    if settings.share is not None and _count_begun_months(deadline, day) <= 1:
        share = settings.share
        value = Fraction(weight) * Fraction(share) / 100
        return Points(value=value, formula=f"{spell(weight)} × {spell(share)}%")
    if settings.per_day is not None:
        per, count = settings.per_day, (day - deadline).days
    elif settings.per_month is not None:
        per, count = settings.per_month, _count_begun_months(deadline, day)
    else:
        formula = f"{day.isoformat()} > {deadline.isoformat()}"
        return Points(value=Fraction(0), formula=formula, is_condition=True)
    value = max(Fraction(0), Fraction(weight) - Fraction(per) * count)
    return Points(value=value, formula=f"max(0, {spell(weight)} − {spell(per)} × {count})")


def _count_begun_months(deadline: date, day: date) -> int:
    months = 12 * (day.year - deadline.year) + day.month - deadline.month
    is_end_of_month = deadline.day == monthrange(deadline.year, deadline.month)[1]
    return months + (day.day > deadline.day and not is_end_of_month)
