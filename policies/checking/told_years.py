"""Changes since last year that the narrative tells with their amounts and their percentage."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from policies.checking.exact import as_exact, places_of
from policies.checking.sheet import Passage, Sheet, YearOnYear
from policies.reading.folding import fold_text

_AMOUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,12})(?:\.[0-9]{1,6})?"
_UNIT = "(?:万元|亿元|元)"
_TOLD = re.compile(
    rf"(?<![0-9.,])(?P<this>{_AMOUNT})(?P<unit>{_UNIT})[,(]?"
    rf"(?:(?:比|较|与)(?:上年|去年|上一年)(?:度|同期|决算数?|执行数?|数)?相?比?|同比)"
    rf"(?:(?:的)?(?P<last>{_AMOUNT})(?P<last_unit>{_UNIT}))?,?"
    rf"(?:增加|增长|减少|下降|降低|上升|增|减)了?(?P<change>{_AMOUNT})(?P<change_unit>{_UNIT})[,(]"
    rf"(?:同比)?(?:增长|增加|减少|下降|降低|上升|增幅|降幅|增长率|变动率)(?:为|达|了)?"
    rf"(?P<percent>[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?)%"
)
_BLANKS = re.compile(r"[ \n]+")
_LABEL = re.compile("(?:年度?)?(?P<what>[\u4e00-\u9fff]{0,12})$")
_LONGEST_LABEL = 14
_FIGURES = ("this", "change", "last", "percent")


def list_told_years(sheet: Sheet) -> Iterator[tuple[str, YearOnYear]]:
    """Yield where a percentage is told that cannot be that of its amounts, with all of them
    ("支出2,745.60万元，比上年2,640.00万元增加105.60万元，增长5.20%").

    Amounts are rounded as they are printed, to cents at the finest: a percentage that some amounts
    within half a unit of the last place make is right. So is every percentage of an amount of last
    year that may be none. Left out are amounts in different units, and what the form prints as a
    change of years already.
    """
    listed = {_name(year) for year in sheet.years}
    for passage in sheet.sections:
        for year in _read_passage(passage):
            if _name(year) not in listed:
                listed.add(_name(year))
                yield passage.key, year


def _name(year: YearOnYear) -> tuple[Fraction | None, Fraction | None]:
    this, change = as_exact(year.this), as_exact(year.change)
    return this, None if change is None else abs(change)


def _read_passage(passage: Passage) -> Iterator[YearOnYear]:
    """Every change that a passage tells with a percentage which is not that of its amounts."""
    text = _BLANKS.sub("", fold_text(passage.text))
    for match in _TOLD.finditer(text):
        if {match["last_unit"] or match["unit"], match["change_unit"]} != {match["unit"]}:
            continue
        told = {name: Decimal(match[name].replace(",", "")) for name in _FIGURES if match[name]}
        if not _may_agree(**told):
            before = text[max(0, match.start() - _LONGEST_LABEL) : match.start()]
            yield YearOnYear(what=_LABEL.findall(before)[0], **told)


def _may_agree(
    *, this: Decimal, change: Decimal, percent: Decimal, last: Decimal | None = None
) -> bool:
    """Whether the percentage is that of amounts which are printed as these are."""
    amounts = (this, change) if last is None else (this, change, last)
    half = Fraction(1, 2 * 10 ** places_of(amounts))
    margin = Fraction(1, 2 * 10 ** places_of([percent]))
    now, by = Fraction(this), Fraction(change)
    for before in (now - by, now + by) if last is None else (Fraction(last),):
        if before <= 2 * half:
            return True
        least = (by - half) / (before + 2 * half) * 100 - margin
        most = (by + half) / (before - 2 * half) * 100 + margin
        if least <= Fraction(percent) <= most:
            return True
    return False
