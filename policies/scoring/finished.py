"""Whether a text says that a project is finished."""

import re

from policies.reading import ValueKind, read_text

_LONGEST_TEXT = 4000
_UNFINISHED = ("未完成", "未全部完成", "尚未", "未完工", "部分完成", "在建", "未竣工", "未验收")
_FINISHED = re.compile(
    # What is finished to so many percent is not finished by that.
    "(?:已完成|全部完成|完工|竣工|项目完成|按期完成|按时完成)"
    r"(?!率|比例|比率|进度|情况)"
    r"(?![了约任务投资的至到: ]{0,6}(?!100(?:\.0{1,4})? ?[%％])[0-9.]{1,9} ?[%％])"
)


def says_finished(text: str) -> bool | None:
    """Return whether a text says that the project is finished, None if it does not say."""
    reading = read_text(text)
    if reading.kind is ValueKind.BOOLEAN:
        return reading.truth
    shown = text[:_LONGEST_TEXT]
    if any(words in shown for words in _UNFINISHED):
        return False
    return True if _FINISHED.search(shown) else None
