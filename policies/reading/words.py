"""Words that are an answer, a level, a quality or nothing."""

import re
from dataclasses import dataclass
from decimal import Decimal

LEVELS = 3

_DONE = r"(?:完成|建立|达标|达到|落实|实施|开展|通过)(?:要求|标准|目标|任务)?"
_YES = re.compile(
    rf"[是√✓]|有|符合|合格|(?:均|全部|超额|按时|按期|如期|及时)?(?:已|已经)?(?:全部|按时|按期|如期)?{_DONE}"
)
_NO = re.compile(
    rf"否|没有|不是|没|不符合|不合格|不达标|(?:均|全部)?(?:未|尚未|没有|未能|未按时|未按期)(?:全部)?{_DONE}"
)
_NOT_HAPPENED = re.compile(r"(?:未|没有|未曾)(?:发生|出现)")
_NOTHING = frozenset(("无", "暂无", "空", "空白", "/", "\\", "-", "--", "—", "——", "不涉及"))
_NONE_OF_IT = re.compile(
    r"(?:均|暂)?无(?:重大|安全|责任|有效)?"
    r"(?:差错|投诉|事故|故障|延误|违规|违纪|上访|举报|泄密|偏差|问题|超支|结余|结转|超期|追加|调整)"
)
_NOT_APPLICABLE = frozenset(("不适用", "N/A", "n/a", "NA"))
_YES_START = re.compile(
    r"(?:均|全部|超额|按时|按期|如期)?(?:已|已经)(?:全部|按时|按期|如期)?" + _DONE
)
_NO_START = re.compile(r"(?:均|全部)?(?:未|尚未|没有|未能|未按时|未按期)(?:全部)?" + _DONE)
_HALF_HEARTED = re.compile(r"[未没不但尚]|部分|基本|除")

_AIM = r"(?:预期|年度)?(?:绩效)?(?:指标|目标)?"
_LEVEL = re.compile(
    rf"(?P<one>第?一(?:档\(级\)|档|级)|(?:全部或基本|全部|基本|已)?达成{_AIM}|实现预期(?:指标|目标))"
    rf"|(?P<two>第?二(?:档\(级\)|档|级)|部分(?:达成|实现){_AIM}(?:[,、]?[并且]?(?:具有|有)?一定的?效果)?)"
    rf"|(?P<three>第?三(?:档\(级\)|档|级)|(?:未|没有|尚未)(?:达成|实现){_AIM}(?:[,、]?[并且]?效果较?差)?)"
)
_SHARE = re.compile(r"[:,、(]?(?P<share>[0-9]{1,3}(?:\.[0-9]{1,4})?)%\)?")
_QUALITY = re.compile(
    r"良好|显著|提升|提高|明显|合规|及时|长期|较好|较差|一般|优秀|优良|有效|稳定|规范|完善|保障|健全|加强|增强"
    r"|改善|促进|推进|推动|逐步|持续|基本|部分|全年|全天候|满意|达到预期|进一步|到位|完整|准确|真实|合理|科学"
)
_QUALITY_WORDS = frozenset(
    ("高", "低", "好", "坏", "好坏", "优", "良", "中", "差", "较高", "较低", "较强")
)
_QUALITY_MARK = re.compile(r"定性 ?[:(]? ?")
# "零星" and "零售" count nothing, "零延误" counts none.
_ZERO = re.compile(r"(?:实现|保持|为)?零(?![星售散件部配钱距基门起])(?:[\u4e00-\u9fff]{1,8})?")


@dataclass(frozen=True, slots=True)
class Level:
    """One of the three levels of a qualitative result, with the percentage beside it, if any."""

    level: int
    share: Decimal | None


def is_nothing(text: str) -> bool:
    """Whether the text is a word or a stroke for nothing ("无", "/", "—", "无投诉")."""
    return text in _NOTHING or _NONE_OF_IT.fullmatch(text) is not None


def is_not_applicable(text: str) -> bool:
    """Whether the text says that the row does not apply."""
    return text in _NOT_APPLICABLE


def is_zero_word(text: str) -> bool:
    """Whether the text is "零" with or without what did not happen ("零延误", "零事故")."""
    return _ZERO.fullmatch(text) is not None


def read_answer(text: str) -> bool | None:
    """Return the yes or no that the text is, None when it is neither."""
    if _NO.fullmatch(text):
        return False
    return True if _YES.fullmatch(text) else None


def is_not_happened(text: str) -> bool:
    """Whether the text is no more than that something did not happen."""
    return _NOT_HAPPENED.fullmatch(text) is not None


def read_answer_of_sentence(text: str) -> bool | None:
    """Return the answer that a sentence without numbers begins with, None when it has none.

    "已完成年度任务" is a yes, "未发生安全事故" a no; a sentence that also holds back
    ("已完成，但…") answers nothing.
    """
    if _NOT_HAPPENED.search(text) or _NO_START.match(text):
        return False
    start = _YES_START.match(text)
    if start and not _HALF_HEARTED.search(text):
        return True
    return None


def read_level(text: str) -> Level | None:
    """Return the level that the text names, by the three official results or as 一档 to 三档.

    The words are those of the national form for qualitative results (达成预期指标, 部分达成预期指标
    并具有一定效果, 未达成预期指标且效果较差); a percentage may stand behind them ("部分达成 75%").
    """
    bare = _QUALITY_MARK.sub("", text).replace(" ", "")
    match = _LEVEL.match(bare)
    if match is None:
        return None
    rest = bare[match.end() :]
    level = 1 + ("one", "two", "three").index(str(match.lastgroup))
    if not rest:
        return Level(level, None)
    share = _SHARE.fullmatch(rest)
    return Level(level, Decimal(share["share"])) if share else None


def is_quality(text: str) -> bool:
    """Whether a text without numbers tells a quality ("显著提升", "定性:基本建立")."""
    if text in _QUALITY_WORDS or _QUALITY_MARK.match(text):
        return True
    return _QUALITY.search(text) is not None
