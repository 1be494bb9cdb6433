"""What the names of the lines of funds say about one another."""

import re
from collections.abc import Sequence
from decimal import Decimal

from policies.checking.sheet import Balance, FundLine

OF_WHICH = ("其中：", "其中:", "其中")
FURTHER_PARTS = ("上年结转", "结转结余", "其他资金", "其他财政", "自筹资金", "单位资金")
SOURCES = re.compile(
    "(中央|国家|自治区|自治州|[省市州县区乡镇村]级|乡镇)(?:财政|专项|补助|配套|追加|安排|拨款){0,3}"
    "(?:资金|财政|补助|配套|拨款|经费)"
)
"""Names of money by the level of government that gives it ("省级补助", "县级追加资金")."""
INCOME, EXPENSE = ("收入合计", "本年收入", "总收入"), ("支出合计", "本年支出", "总支出")
CARRIED_OVER, BALANCE = ("上年结转", "年初结转"), ("本年结余", "当年结余", "年末结转")


def find_parents(names: Sequence[str]) -> list[int | None]:
    """Return for each line the place of the line it is a part of, None for a line of its own.

    Parts begin with "其中" and go on as long as lines say so, or are named like the usual further
    parts of the form of 财预〔2020〕10号 (上年结转资金, 其他资金) or by the level of government
    that gives the money (省级补助, 县级配套). A single part is "of which", not
    the whole: it has no parent here, since nothing has to add up.
    """
    found: list[int | None] = [None] * len(names)
    whole: int | None = None
    for place, name in enumerate(names):
        if name.strip().startswith(OF_WHICH):
            whole = place - 1 if whole is None else whole
        elif not (whole is not None and _is_further_part(name)):
            whole = None
        if whole is not None and whole >= 0:
            found[place] = whole
    return [None if found.count(whole) == 1 else whole for whole in found]


def name_source(name: str) -> str:
    """Return the level of government that a line of money is named by, empty where it is not."""
    found = SOURCES.fullmatch(name.strip())
    return found[1] if found is not None else ""


def speaks_of_source(text: str, source: str) -> bool:
    """Whether a sentence names money of this level of government ("县级资金因质保期未满…")."""
    return any(found[1] == source for found in SOURCES.finditer(text))


def _is_further_part(name: str) -> bool:
    return any(word in name for word in FURTHER_PARTS) or name_source(name) != ""


def read_balance(lines: Sequence[FundLine]) -> Balance:
    """Return income, expense, balance and what was carried over, as far as lines are named so."""
    return Balance(
        income=_find(lines, INCOME),
        expense=_find(lines, EXPENSE),
        balance=_find(lines, BALANCE),
        carried_over=_find(lines, CARRIED_OVER),
    )


def _find(lines: Sequence[FundLine], words: Sequence[str]) -> Decimal | None:
    return next((line.actual for line in lines if any(word in line.name for word in words)), None)
