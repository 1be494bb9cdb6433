"""One spelling for what is typed, pasted or recognised in many."""

import re

# Every sign becomes exactly one sign, so that places stay what they are.
_TABLE = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {ord(blank): " " for blank in "\t\r\v\f\x85\xa0\u3000\ufeff\u200b\u200c\u200d\u2060\u202f"}
    | dict.fromkeys(range(0x2000, 0x200B), " ")
    | {ord(minus): "-" for minus in "−–‐‑‒﹣"}
    | dict(zip(map(ord, "≧⩾≮≦⩽≯﹥﹤﹦﹪〜∶﹕﹐﹒￥"), "≥≥≥≤≤≤><=%~::,.¥", strict=True))
)
_BLANKS = re.compile(r"[ \n]+")


def fold_text(text: str) -> str:
    """Return the text with full-width signs, look-alikes and blanks as their plain sign.

    The length does not change: a folded text has its words where the text has them. Ends of lines
    stay.
    """
    return text.translate(_TABLE)


def join_blanks(text: str) -> str:
    """Return a folded text in one line, with one blank for several and none around it."""
    return _BLANKS.sub(" ", text.strip())
