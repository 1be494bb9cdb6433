"""Digits that number, name or date something instead of counting it."""

import re

_NUMBERING = re.compile(r" ?[.、)](?! ?[0-9≥≤<>=])")
# "目标1:" and "任务2:" number what follows.
_NUMBERED = re.compile(r" ?:(?! ?[-0-9≥≤<>=])")
_NUMBERING_BEFORE = re.compile(r"(?:^|[。;:\n]) ?(?P<bracket>\()? ?\Z")
_NOTHING_BEHIND = re.compile(r"[ .、)]*\Z")
_YEAR_BEFORE, _YEAR, _YEAR_BEHIND = (
    re.compile(r"[〔【\[(]\Z"),
    re.compile(r"(?:19|20)[0-9]{2}"),
    "〕】])",
)
_CODE_BEFORE = re.compile(r"[A-Za-z_.@#]-?\Z|第 ?\Z")
_CODE_BEHIND = re.compile(r" ?号")
_HOTLINE = re.compile(r"12[0-9]{3} ?(?:政府|政务|市民|热线|电话|短信|咨询|服务|处理)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def names_something(text: str, start: int, end: int) -> bool:
    """Whether the digits from `start` to `end` of a folded text are no number of their own.

    They may be numbering ("1、", "(1)", "目标1:"), an ordinal ("第3条"), a code ("A4", "5号"), a
    year in brackets ("〔2021〕") or a telephone number.
    """
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
    before = _NUMBERING_BEFORE.search(text[max(0, start - 4) : start])
    if before is None or _NOTHING_BEHIND.match(text, end):
        return False
    if before["bracket"]:
        return text[end : end + 1] == ")"
    return _NUMBERING.match(text, end) is not None
