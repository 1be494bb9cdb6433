"""The numbers of a text, each with its operator, its unit and the words before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policies.reading.dates import DATES_IN_TEXT

MOST_DIGITS = 15
MOST_AMOUNTS = 2000
LONGEST_LABEL = 40

_BEFORE = {
    "≥": ">= => ≥= ≥ 大于等于 大于或等于 高于或等于 至少 最少",
    "≤": "<= =< ≤= ≤ 小于等于 小于或等于 低于或等于 至多 最多",
    ">": "> 超过 高于 大于 多于 超出 超",
    "<": "< 少于 低于 小于 不足 不到 不满",
    "=": "= 等于",
    "≠": "!= ≠ 不等于",
}
_NEGATIONS = "不得 不应 不能 不可 不宜 不会 不要 不准 不许 不再 不 未曾 从未 没有 未 没"
# What "不" makes of an operator; "不等于" leaves none that could be computed with.
_NEGATED = {">": "≤", "<": "≥"}
_NO_OPERATOR = "≠"
# Before an operator or a number that has none these are left over: "!=5", "<>5".
_STRAY_OPERATORS = tuple("<>=≥≤≠±")
_BEHIND = {
    "≥": "及以上 或以上 (含)以上 以上(含) 以上",
    "≤": "及以下 或以下 (含)以下 以下(含) 以下 以内(含) 以内 之内",
}
_OPERATORS = {word: sign for sign, words in _BEFORE.items() for word in words.split()}
_SUFFIXES = {word: sign for sign, words in _BEHIND.items() for word in words.split()}

# Several of these are the beginning of another: the longest is tried first.
_COUNTED = (
    "元 人次 人天 人日 人 名 位 个工作日 个月 个 次 起 件 例 宗 项 条 台 套 辆 艘 张 份 本 册 期 篇"
    " 户 家 所 处 座 栋 间 只 头 羽 株 棵 亩 公顷 吨 公斤 克 斤 升 毫升 立方米 平方米 平方公里 公里"
    " 米 厘米 毫米 里 小时 分钟 秒 天 日 周 年 工作日 时 点 度 瓦 倍 分 级 档 种 类 批次 批 场次 场"
    " 班次 班 节 课时 学时 车次 架次 家次 户次 笔 单 卷 幅 块 片 根 支 束 层 门 部 款 眼 口 组 队"
    " 部门 周岁 岁 村 镇 乡 县 市 省"
)
_WHOLE_UNITS = ("千克", "千瓦时", "千瓦", "千米")
_COUNTED_PATTERN = "|".join(sorted(_COUNTED.split(), key=len, reverse=True))
_UNIT = (
    rf"(?:{'|'.join(_WHOLE_UNITS)}|[十百千万亿]{{0,2}}余?"
    rf"(?:(?:{_COUNTED_PATTERN})(?:\((?:{_COUNTED_PATTERN})\))?|[㎡㎥])"
    r"|[万亿]?[A-Za-z]{1,6}(?:[²³]|[23](?![0-9.]))?|[十百千万亿]{1,2})"
)
_PER_WORD = rf"(?:{'|'.join(_WHOLE_UNITS)}|{_COUNTED_PATTERN}|[㎡㎥]|[A-Za-z]{{1,4}}[²³]?|月)"
_SUFFIX_PATTERN = "|".join(map(re.escape, sorted(_SUFFIXES, key=len, reverse=True)))
_BEHIND_NUMBER = re.compile(
    r" ?(?P<rough>[余多几来])?"
    r"(?:(?P<percent>%(?: ?\( ?百分比 ?\))?|\( ?百分比 ?\)|百分比|\( ?% ?\))"
    r"|(?P<share>‰|(?:个 ?)?百分点|℃|成(?![果功效本立为员就交品]))"
    rf"|\( ?(?P<inside>{_UNIT}) ?\)"
    rf"|(?P<unit>{_UNIT})"
    rf"(?: ?/ ?(?P<per>{_PER_WORD}(?:[、·/]{_PER_WORD}){{0,2}}"
    r"|[\u4e00-\u9fff]{1,4}?(?=[以之]?[上下内]|及以|左右|[^\u4e00-\u9fff]|\Z))"
    rf"|每(?P<each>{_PER_WORD}))?)?"
    r" ?(?P<about>左右|上下|[余多](?![于元种]))?"
    rf" ?(?P<suffix>{_SUFFIX_PATTERN}"
    r"|内(?![设部容外地因涵]))?"
    r"(?: ?\(含\))?"
)
_BEFORE_NUMBER = re.compile(
    rf"(?:(?P<not>{'|'.join(_NEGATIONS.split())})? ?"
    rf"(?P<operator>{'|'.join(sorted(_OPERATORS, key=len, reverse=True))}))? ?"
    r"(?P<rough>大约|约为|大概|接近|将近|(?<![合签契预条公])约|(?<![最附邻亲])近|≈)? ?"
    r"(?P<hundredth>百分之)? ?(?P<sign>[-+])?\Z"
)
_WINDOW = 16
_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PUNCTUATION = "，,。.;；、:!?()[]〔〕【】{}《》<>≥≤=≠→“”\"'‘’「」|/*~—+\n①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
_LABEL = re.compile(rf"[^0-9%{re.escape(_PUNCTUATION)}]{{0,{LONGEST_LABEL}}} ?:? ?\Z")
_COPULA = re.compile(
    r"(?:分别为|达到了|达到|为|是|共计|一共|(?<!公)共|合计为|(?<=[率度数量比])达)?¥?\Z"
)
_EACH = re.compile(r"每个?(?P<each>季度|半年|月|周|天|日|人|名|户|次|台|家|校|村|县|镇)")
_JOINED = re.compile(r"(?:以及|和|及|与)$")
_NUMBERING = re.compile(r" ?[.、)](?! ?[0-9≥≤<>=])")
# "目标1:" and "任务2:" number what follows.
_NUMBERED = re.compile(r" ?:(?! ?[-0-9≥≤<>=])")
_NUMBERING_BEFORE = re.compile(r"(?:^|[。;:\n]) ?(?P<bracket>\()? ?\Z")
_YEAR_BEFORE, _YEAR, _YEAR_BEHIND = (
    re.compile(r"[〔【\[(]\Z"),
    re.compile(r"(?:19|20)[0-9]{2}"),
    "〕】])",
)
_EXPONENT = re.compile(r"[eE][-+]?[0-9]")
_CODE_BEFORE = re.compile(r"[A-Za-z_.@#]-?\Z|第 ?\Z")
_CODE_BEHIND = re.compile(r" ?号")
_HOTLINE = re.compile(r"12[0-9]{3} ?(?:政府|政务|市民|热线|电话|短信|咨询|服务|处理)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number of a folded text. `begin` is where its operator or sign begins, `end` where its
    unit or the words behind it end; `label` are the words before it, from `label_begin` on.

    `value` is None for a number that cannot be read: too many digits, "1.2.3", two operators that
    contradict one another.
    """

    begin: int
    end: int
    label: str
    label_begin: int
    operator: str
    value: Decimal | None
    unit: str
    per: str
    is_rough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What stands directly before a number; `contradicts` is set where no value can be meant."""

    begin: int
    operator: str = ""
    sign: str = ""
    is_rough: bool = False
    is_hundredth: bool = False
    contradicts: bool = False


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Return the numbers of a folded text in their order, at most `MOST_AMOUNTS`.

    Dates, times of day, numbering ("1、", "(1)"), ordinals ("第3条") and codes ("A4", "5号") are
    no numbers in this sense.
    """
    dates = [match.span() for match in DATES_IN_TEXT.finditer(text)]
    amounts: list[Amount] = []
    last_end = next_date = 0
    for start, end in _find_runs(text):
        while next_date < len(dates) and dates[next_date][1] <= start:
            last_end = max(last_end, dates[next_date][1])
            next_date += 1
        if next_date < len(dates) and dates[next_date][0] <= start:
            continue
        if start < last_end or _is_no_amount(text, start, end):
            last_end = max(last_end, end)
            continue
        amount = _read_amount(text, start, end, last_end=last_end)
        amounts.append(amount)
        last_end = amount.end
        if len(amounts) == MOST_AMOUNTS:
            break
    return tuple(amounts)


def _find_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the numbers are; "307.47,316.05" is two, "1,688.91" one, "1.2.3" one."""
    for run in _RUN.finditer(text):
        if "," not in run[0] or _GROUPED.fullmatch(run[0]):
            yield run.span()
            continue
        start = run.start()
        for piece in run[0].split(","):
            yield start, start + len(piece)
            start += len(piece) + 1


def _is_no_amount(text: str, start: int, end: int) -> bool:
    """Whether digits are numbering, an ordinal, a code or a telephone number."""
    before = text[max(0, start - 2) : start]
    if _CODE_BEFORE.search(before) or _CODE_BEHIND.match(text, end):
        return True
    if _MOBILE.fullmatch(text, start, end) or _HOTLINE.match(text, start):
        return True
    if _YEAR.fullmatch(text, start, end) and _YEAR_BEFORE.search(before):
        return text[end : end + 1] in _YEAR_BEHIND
    return end - start <= 2 and _is_numbering(text, start, end)  # noqa: PLR2004 -- 1 to 99


def _is_numbering(text: str, start: int, end: int) -> bool:
    """Whether it is "1、", "1." or "(1)" at the beginning of a sentence, or "1:" of "目标1:"."""
    if _NUMBERED.match(text, end):
        return True
    before = _NUMBERING_BEFORE.search(text[max(0, start - 3) : start])
    if before is None or not text[end : end + 8].strip(" .、)"):
        return False
    if before["bracket"]:
        return text[end : end + 1] == ")"
    return _NUMBERING.match(text, end) is not None


def _read_amount(text: str, start: int, end: int, *, last_end: int) -> Amount:
    before = _read_before(text, start, last_end)
    suffix, unit, per, stop, is_rough = "", "", "", end, before.is_rough
    behind = _BEHIND_NUMBER.match(text, end)
    if behind is not None:
        suffix = _SUFFIXES.get(behind["suffix"], "≤") if behind["suffix"] else ""
        unit, per = _read_unit(behind, is_hundredth=before.is_hundredth)
        is_rough = is_rough or bool(behind["rough"] or behind["about"]) or "余" in unit
        stop = end + len(behind[0].rstrip())
    label_begin, label = _read_label(text, before.begin, last_end)
    value = _read_value(text[start:end], before.sign)
    if before.contradicts or _EXPONENT.match(text, end):
        value = None
    if before.operator and suffix not in {"", before.operator}:
        value = None
    return Amount(
        begin=before.begin,
        end=stop,
        label=label,
        label_begin=label_begin,
        operator=before.operator or suffix,
        value=value,
        unit=unit.replace("余", ""),
        per=per or _read_period(label),
        is_rough=is_rough,
    )


def _read_before(text: str, start: int, last_end: int) -> _Before:
    window_start = max(last_end, start - _WINDOW)
    match = _BEFORE_NUMBER.search(text[window_start:start])
    if match is None:
        return _Before(begin=start)
    begin = start - len(match[0].lstrip())
    operator = _OPERATORS.get(match["operator"] or "", "")
    if match["not"]:
        operator = _NEGATED.get(operator, _NO_OPERATOR)
    sign = match["sign"] or ""
    if sign and _joins_numbers(text, window_start + match.start("sign"), last_end):
        begin, sign = start, ""
    previous = text[max(0, begin - 2) : begin].rstrip()
    return _Before(
        begin=begin,
        operator=operator,
        sign=sign,
        is_rough=bool(match["rough"]),
        is_hundredth=bool(match["hundredth"]),
        contradicts=operator == _NO_OPERATOR or previous.endswith(_STRAY_OPERATORS),
    )


def _read_unit(behind: re.Match[str], *, is_hundredth: bool) -> tuple[str, str]:
    if behind["percent"] or (is_hundredth and not behind["unit"]):
        return "%", ""
    if behind["share"]:
        return ("百分点" if "百分点" in behind["share"].replace(" ", "") else behind["share"]), ""
    return behind["unit"] or behind["inside"] or "", behind["per"] or behind["each"] or ""


def _joins_numbers(text: str, place: int, last_end: int) -> bool:
    """Whether a minus stands between two numbers or in a code instead of before a number."""
    previous = text[place - 1 : place]
    return place == last_end > 0 or (previous.isascii() and previous.isalnum()) or previous == "%"


def _read_label(text: str, begin: int, last_end: int) -> tuple[int, str]:
    """The words up to a mark of punctuation or the number before, without "为" and colon."""
    first = max(last_end, begin - LONGEST_LABEL - 2)
    match = _LABEL.search(text[first:begin])
    if match is None:
        return begin, ""
    words = match[0].rstrip(" :")
    label = _COPULA.sub("", words).strip()
    if _JOINED.search(label):
        # "17台扫描仪和15台": the words belong to the number before.
        return begin, ""
    return first + match.start(), label


def _read_period(label: str) -> str:
    """What a name counts its number for: "每季度至少1次" is one per 季度; a year goes unsaid."""
    match = _EACH.match(label)
    return match["each"] if match else ""


def _read_value(digits: str, sign: str) -> Decimal | None:
    plain = digits.replace(",", "")
    if not _PLAIN.fullmatch(plain) or len(plain.replace(".", "")) > MOST_DIGITS:
        return None
    value = Decimal(plain)
    return value.copy_negate() if sign == "-" and value else value
