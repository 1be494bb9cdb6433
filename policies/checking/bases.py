"""Counts and percentages of the narrative beside each other."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, groupby, pairwise

from models.vocabulary import Severity
from policies.checking.cells import Place, list_narrative, report
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet
from policies.numbers import format_points, round_half_up
from policies.reading import Figure, read_figures

_COVERING = ("普及率", "覆盖率", "参保率", "持有率", "持卡率", "占比", "使用率", "开通率", "签发率")
_OF = "占"
_OF_BASE = (_OF, "相当于", "等于", "达", "为", "是")
_PERCENT = ("%", "％", "﹪", "百分之")
_NAMED_BASE = re.compile("占(?P<base>[^占的]{2,20})的\\Z")
_EXCEEDED_BASE = re.compile(
    "(?:相当于|等于|达到|[达为是占])(?P<base>[^占的达为是于]{0,16}"
    "(?:人口|人数|户数|总数|总量|村|社区|家庭|居民|学生|老人|学校|企业|机构))的?\\Z"
)
_OTHER_BASES = (
    *("计划", "目标", "任务", "预期", "年初", "期初", "上年", "去年", "往年", "前年", "上期"),
    *("同期", "平均", "标准", "设计", "核定", "应", "拟"),
)
_GROUPS = "省市县区镇乡村城男女幼"
_MULTIPLES = (("亿", 10**8), ("万", 10**4))
_BIG = "万亿"
_LINKS = "约为达到是超：: "
_SENTENCE_ENDS = "。！!？?\n"
_CLAUSE_ENDS = "；;"
_FARTHEST_APART = Fraction(5, 4)
_BASE_PLACES = 2
_MOST_OF_A_SENTENCE = 12


def check_common_base(sheet: Sheet) -> Iterator[Inconsistency]:
    """N07: two counts of one sentence, each with its percentage of the same name, imply one base.

    Case 001: 11860万 and 99 % imply about 11,980万, 5439万 and 43 % about 12,649万. Percentages may
    be off by one in their last place. The same pair is found once for each place.
    "占全县行政村的84.6%" and "占全县行政村的65%" name their base, and may stand in two clauses;
    a share above 100 % does so in other words ("11860万人，相当于常住人口的109%"). Growth and
    completion name no base: "为上年人数的120%", "完成率103%", "达到计划人数的109%".
    Silent where the bases are more than a quarter apart (then they are meant to differ), where a
    name tells of a place or a group of people, and for rates of completion.
    """
    for place in list_narrative(sheet):
        for first, second in dict.fromkeys(_list_doubtful_pairs(place)):
            yield report(
                sheet,
                "N07",
                Severity.WARNING,
                place.where,
                count=first.count,
                share=first.share,
                base=round_half_up(first.base, places=_BASE_PLACES),
                other_count=second.count,
                other_share=second.share,
                other_base=round_half_up(second.base, places=_BASE_PLACES),
            )


@dataclass(frozen=True, slots=True)
class _Implied:
    """A count with its percentage, and the base they imply with its bounds, in single units."""

    count: str
    share: str
    rate: str
    label: str
    thing: str
    clause: int
    base: Fraction
    lowest: Fraction
    highest: Fraction


def _list_doubtful_pairs(place: Place) -> Iterator[tuple[_Implied, _Implied]]:
    has_share = any(sign in place.text for sign in _PERCENT)
    if not has_share or not any(word in place.text for word in (*_COVERING, *_OF_BASE)):
        return
    for clauses in _list_sentences(place.text):
        implied = [
            found
            for number, figures in enumerate(clauses)
            for count, share in pairwise(figures)
            if (found := _imply_base(count, share, clause=number)) is not None
        ]
        for first, second in combinations(implied[:_MOST_OF_A_SENTENCE], 2):
            if _mean_one_base(first, second) and _are_apart(first, second):
                yield first, second


def _list_sentences(text: str) -> Iterator[Sequence[Sequence[Figure]]]:
    """The figures of each sentence, clause by clause."""
    ends = [place for place, sign in enumerate(text) if sign in _SENTENCE_ENDS]
    stops = [place for place, sign in enumerate(text) if sign in _CLAUSE_ENDS]
    figures = read_figures(text)
    for _, sentence in groupby(figures, key=lambda figure: bisect_right(ends, figure.start)):
        clauses = groupby(sentence, key=lambda figure: bisect_right(stops, figure.start))
        yield [tuple(clause) for _, clause in clauses]


def _imply_base(count: Figure, share: Figure, *, clause: int) -> _Implied | None:
    rate = _read_base(share.label) or next(
        (word for word in _COVERING if _bare(share.label).endswith(word)), None
    )
    counted, percent = count.reading, share.reading
    if rate is None or percent.unit != "%" or not counted.unit:
        return None
    if counted.value is None or percent.value is None:
        return None
    multiple = next((factor for sign, factor in _MULTIPLES if counted.unit.startswith(sign)), 1)
    thing = counted.unit.lstrip(_BIG)
    step, exact = _last_place(percent.value), Fraction(percent.value)
    if exact <= step or thing == "%":
        return None
    whole = Fraction(counted.value) * multiple * 100
    return _Implied(
        count=f"{format_points(counted.value)}{counted.unit}",
        share=f"{format_points(percent.value)}%",
        rate=rate,
        label=_bare(count.label),
        thing=thing,
        clause=clause,
        base=whole / exact,
        lowest=whole / (exact + step),
        highest=whole / (exact - step),
    )


def _read_base(label: str) -> str | None:
    """What a label says a share is of, in one spelling; None where it does not, or where that is a
    plan or another year.
    """
    named = _NAMED_BASE.search(label) or _EXCEEDED_BASE.search(label)
    if named is None or any(word in named["base"] for word in _OTHER_BASES):
        return None
    return f"{_OF}{named['base']}"


def _bare(label: str) -> str:
    return label.rstrip(_LINKS)


def _last_place(value: Decimal) -> Fraction:
    """One unit of the last printed place: 1 for 43, 0.01 for 97.82."""
    return Fraction(10) ** int(value.as_tuple().exponent)


def _mean_one_base(first: _Implied, second: _Implied) -> bool:
    if first.rate != second.rate or (first.thing and second.thing and first.thing != second.thing):
        return False
    if not first.rate.startswith(_OF):
        apart = first.clause != second.clause
        if apart or any(sign in second.label for sign in _GROUPS):
            return False
    small, large = sorted((first.base, second.base))
    return large <= small * _FARTHEST_APART


def _are_apart(first: _Implied, second: _Implied) -> bool:
    return first.highest < second.lowest or second.highest < first.lowest
