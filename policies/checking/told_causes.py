"""Causes of a low execution rate that stand elsewhere than on the line of funds."""

import re
from collections.abc import Iterator, Sequence

from models.vocabulary import Category
from policies.checking.exact import gives_reason
from policies.checking.lines import name_source, speaks_of_source
from policies.checking.rate_list import Rate, find_total_line
from policies.checking.sheet import FundLine, Sheet

_SENTENCE_ENDS = re.compile(r"[。；;！!？?\n]")
_OF_SPENDING = (
    *(
        "执行率",
        "支出率",
        "支付率",
        "支出进度",
        "支付进度",
        "执行进度",
        "未支付",
        "未支出",
        "未执行",
    ),
    *("支出较", "支出缓慢", "支付较", "执行较", "支付条件", "未拨付", "未兑付", "未付", "尾款"),
)
_CAUSES = re.compile("原因|由于|受[^，,]{1,20}影响|所致|导致|(?<!原)因(?!此|地|而|素)")
_NO_CAUSES = ("未说明", "没有说明", "未填", "请填", "请在", "此处", "原因不明", "未分析", "需说明")
_RATE_ROWS = ("执行率", "支出率", "支付率")
_OTHER_ROWS = ("采购", "专项", "调整")


def is_told_in_words(sheet: Sheet, rate: Rate, *, causes: Sequence[str]) -> bool:
    """Whether the form says elsewhere why this rate is low.

    For the total line it may be the reason on the row of the execution rate, or a sentence of the
    narrative with a cause and a word of spending (`causes`, from `list_causes`); the parts of that
    line are explained with it. A sentence explains any other rate only if it names it, by its name
    or by the level of government that gives the money, or repeats the rate as it is printed.
    """
    line = next((line for line in sheet.lines if line.id == rate.where), None)
    if line is not None and _is_total_or_part(sheet, line):
        if any(gives_reason(reason) for reason in _list_row_reasons(sheet)):
            return True
        return bool(causes)
    names = [rate.what.strip(), rate.text.strip()]
    source = name_source(rate.what)
    if source and any(speaks_of_source(cause, source) for cause in causes):
        return True
    return any(name and name in cause for cause in causes for name in names)


def _is_total_or_part(sheet: Sheet, line: FundLine) -> bool:
    total = find_total_line(sheet)
    return total is not None and total.id in (line.id, line.parent_id)


def _list_row_reasons(sheet: Sheet) -> Iterator[str]:
    for row in sheet.rows:
        named = any(word in row.name for word in _RATE_ROWS)
        if row.category is Category.EXECUTION or (
            named and not any(word in row.name for word in _OTHER_ROWS)
        ):
            yield row.reason


def list_causes(sheet: Sheet) -> tuple[str, ...]:
    """The sentences of the narrative and the findings that give a cause and speak of spending."""
    return tuple(_find_causes(sheet))


def _find_causes(sheet: Sheet) -> Iterator[str]:
    for passage in (*sheet.sections, *sheet.findings):
        for sentence in _SENTENCE_ENDS.split(passage.text):
            spends = any(word in sentence for word in _OF_SPENDING)
            if not spends or any(word in sentence for word in _NO_CAUSES):
                continue
            if _CAUSES.search(sentence):
                yield sentence
