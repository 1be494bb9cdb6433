"""Items of a checklist whose result is told in words."""

import re

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_ITEM = re.compile(rf"(?P<mark>[{CIRCLED}])(?P<said>[^{CIRCLED}]*)")
_COUNTED = re.compile(r"(?P<count>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})(?:项|条|个要素|个方面)")
_CHINESE_COUNTS = {
    word: count
    for count, words in enumerate(
        ("一", "二两", "三", "四", "五", "六", "七", "八", "九", "十"), start=1
    )
    for word in words
}
_CLEAN = re.compile(
    "(?:均|全部|都)?(?:符合(?:要求|规定)?|合规|未发现(?:问题|违规|违纪|异常|不符合|此类|该类|上述)?(?:情况|问题|情形)?)"
)
_FAULTY = re.compile(
    r"(?P<times>[1-9][0-9]{0,5}) ?(?:笔|次|例|项|个|起|处|件|条)[^0-9①-⑳]{0,20}?"
    "(?:不全|不完整|不齐全|不规范|不符合|不合规|不健全|缺失|缺少|违规)(?:要求|规定)?"
)


def strip_count(text: str, *, count: int) -> str:
    """Return a text without the count of all items before it: "三项均符合" of three is "均符合".

    A count of fewer or more items stays, since it does not speak of all of them.
    """
    counted = _COUNTED.match(text)
    if counted is None:
        return text
    said = counted["count"]
    number = int(said) if said.isdecimal() else _CHINESE_COUNTS.get(said)
    return text[counted.end() :] if number == count else text


def read_findings(text: str, *, count: int) -> tuple[int, ...] | None:
    """Return how many faults were found of each of `count` items ("①符合；②3笔附件不全；③未发现"),
    None where an item does not tell it in words of its own.
    """
    items = list(_ITEM.finditer(text))
    is_numbered = CIRCLED.startswith("".join(item["mark"] for item in items))
    if len(items) != count or not is_numbered or not text.startswith(CIRCLED[0]):
        return None
    told = []
    for item in items:
        said = item["said"].strip(" ,;:、。.")
        faulty = _FAULTY.fullmatch(said)
        if faulty is None and _CLEAN.fullmatch(said) is None:
            return None
        told.append(int(faulty["times"]) if faulty else 0)
    return tuple(told)
