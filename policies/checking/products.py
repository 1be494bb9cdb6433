"""The check of products that a text spells out: unit price, number, amount."""

import re
from collections.abc import Iterator
from fractions import Fraction

from models.vocabulary import Severity
from policies.checking.exact import TOLERANCE, as_exact, places_of, put_down
from policies.checking.inconsistency import Inconsistency
from policies.checking.sheet import Sheet
from policies.reading import Figure, read_figures

LONGEST_TEXT = 2000
MOST_SENTENCES = 200
_PRICE, _COUNT = ("单价",), ("数量", "台数", "套数", "个数", "人数", "份数")
_AMOUNT = ("金额", "总价", "合计", "共计", "总计", "小计")
_TIMES = frozenset("×*xX✕＊")
_BIG = "万亿"
_MONEY = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}
_COUNT_UNITS = frozenset("台套件把张个辆部块本册份桶盏棵株只支箱吨米")
_NAMED_PRICE = "单价"
_SENTENCE_ENDS = re.compile(r"[。；;！!？?\n]")
_COUNTED = {"万": 10_000, "亿": 100_000_000}


def check_products(sheet: Sheet) -> Iterator[Inconsistency]:
    """F15: unit price times number is the amount, where a text names all three.

    Read are "单价5000元，数量3台，金额15000元" in this order, "5000元/台×3台=15000元", and, with
    the number first, "购置3台，单价5000元，合计15000元"; in the cells of a row and, by
    sentences, in the narrative. `numbers`: price, count, reported, derived, each counted out
    (1.5万元 is 15000). Half a unit of the last place of the amount is a rounding. Silent where
    anything stands between the three that is no such word.
    """
    for where, text in _list_texts(sheet):
        figures = read_figures(text)
        for three in zip(figures, figures[1:], figures[2:], strict=False):
            ordered = _order_product(text, *three)
            if ordered is None:
                continue
            one, many, reported = (_count_out(each) for each in ordered)
            if one is None or many is None or reported is None:
                continue
            derived = one * many
            if abs(derived - reported) > max(TOLERANCE, _half_unit(ordered[2])):
                yield put_down(
                    sheet,
                    "F15",
                    Severity.INFORMATION,
                    where,
                    price=one,
                    count=many,
                    reported=reported,
                    derived=derived,
                )


def _list_texts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The cells of rows, and those sentences of the narrative that name a price."""
    for row in sheet.rows:
        for text in (row.target_text, row.actual_text, row.reason):
            yield row.id, text[:LONGEST_TEXT]
    for passage in (*sheet.sections, *sheet.findings):
        if _NAMED_PRICE not in passage.text:
            continue
        sentences = _SENTENCE_ENDS.split(passage.text)
        priced = [sentence for sentence in sentences if _NAMED_PRICE in sentence]
        for sentence in priced[:MOST_SENTENCES]:
            yield passage.key, sentence[:LONGEST_TEXT]


def _order_product(text: str, *three: Figure) -> tuple[Figure, Figure, Figure] | None:
    """The three figures as price, number and amount; None where they are no such thing."""
    first, second, third = three
    if _is_product(text, first, second, third):
        return first, second, third
    unit = first.reading.unit.lstrip(_BIG) or text[first.end : first.end + 1]
    if unit in _COUNT_UNITS and _is_named(second, _PRICE) and _is_named(third, _AMOUNT):
        return second, first, third
    return None


def _is_product(text: str, price: Figure, count: Figure, amount: Figure) -> bool:
    if _is_named(price, _PRICE):
        return _is_named(count, _COUNT) and _is_named(amount, _AMOUNT)
    times = (count.label or text[price.end : count.start]).strip()
    is_equal = amount.reading.operator == "=" and not text[count.end : amount.start].strip()
    are_amounts = price.reading.unit in _MONEY and amount.reading.unit in _MONEY
    return times in _TIMES and is_equal and are_amounts


def _is_named(figure: Figure, words: tuple[str, ...]) -> bool:
    return figure.label.endswith(words)


def _count_out(figure: Figure) -> Fraction | None:
    """The number with 万 and 亿 counted out, None for anything that is no plain number."""
    value = as_exact(figure.reading.value)
    if value is None or figure.reading.doubts:
        return None
    return value * _multiple_of(figure)


def _multiple_of(figure: Figure) -> int:
    """What the unit multiplies by: 万元 and 万人 by 10,000, 千瓦时 by nothing."""
    unit = figure.reading.unit
    return _MONEY.get(unit) or _COUNTED.get(unit[:1], 1)


def _half_unit(figure: Figure) -> Fraction:
    """Half a unit of the last place where the amount is in 万 or 亿, nothing where it is in 元."""
    multiple = _multiple_of(figure)
    if figure.reading.value is None or multiple == 1:
        return Fraction(0)
    return Fraction(multiple, 2 * 10 ** places_of([figure.reading.value]))
