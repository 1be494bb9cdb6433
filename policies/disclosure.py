"""What becomes public, and what must not: the allow-list, personal data, unfilled prompts."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

Shape = Mapping[str, "Shape | None"]

TEXT: Shape = {"commitment": None, "salt": None, "text": None}
"""A free text, with the commitment to it that the trail holds. Of an erased one the commitment is
left; copies of earlier releases hold the plain text in its place.
"""

_INDICATOR: dict[str, Shape | None] = {
    "depth": None,
    "name": None,
    "category": None,
    "weight": None,
    "target_text": None,
    "actual_text": None,
    "self_score": None,
    "computed_score": None,
    "review_score": None,
    "applies": None,
    "bonus": None,
    "veto": None,
    "agreed_name": None,
    "agreed_weight": None,
    "agreed_target": None,
    "agreed_reason": TEXT,
    "name_reason": TEXT,
    "weight_reason": TEXT,
    "target_reason": TEXT,
}

PUBLISHED_FIELDS: Shape = {
    "title": None,
    "unit": None,
    "kind": None,
    "fiscal_year": None,
    "edition": None,
    "scheme": None,
    "money_unit": None,
    "funds": {"name": None, "is_total": None, "original": None, "revised": None, "actual": None},
    "rate": None,
    "indicators": _INDICATOR,
    "total": None,
    "steps": {"step": None, "how": None},
    "recomputable": None,
    "grade": None,
    "sections": {"key": None, "title": None, "title_en": None, "text": TEXT},
    "findings": {"category": None, "text": TEXT},
    "recommendations": {"category": None, "text": TEXT},
}
"""The only keys that become public. None stands for one plain value, TEXT for one text, another
shape for a list of rows.
"""


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A place in a text: characters `start` to `end` (excluded), and what they look like."""

    start: int
    end: int
    kind: str


def disclose(snapshot: Mapping[str, object]) -> dict[str, object]:
    """The public part of a snapshot: the keys of PUBLISHED_FIELDS in their order, nothing else.

    A value of another kind than declared (a table where one value belongs) is left out.
    """
    return _keep(snapshot, PUBLISHED_FIELDS)


def reduce_copy(copy: Any, *, only: Collection[str] | None = None) -> Any:
    """Return a disclosure copy, or a part of it, as it is hashed: of each text the commitment.

    So the hash of a copy stays what it is when a text in it is erased. Plain strings, as copies of
    earlier releases hold them, stay. `only` are the commitments of the texts to take out; without
    it all of them are.
    """
    if isinstance(copy, Mapping):
        if copy.keys() == TEXT.keys() and (only is None or copy["commitment"] in only):
            return {"commitment": copy["commitment"]}
        return {key: reduce_copy(part, only=only) for key, part in copy.items()}
    if isinstance(copy, list):
        return [reduce_copy(part, only=only) for part in copy]
    return copy


def find_personal_data(text: str) -> tuple[Hit, ...]:
    """Mobile and identity numbers, e-mail addresses, and telephone numbers that are called so.

    Kinds: mobile, identity_number, landline, email. Digits of every script, full-width signs,
    spaces, dashes and invisible characters do not hide a number. An amount, score, count or date
    is not a hit.
    """
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS and "@" not in text and "＠" not in text:
        return ()
    folded, positions = _fold(text)
    taken: list[Hit] = []
    for kind, pattern in _PERSONAL:
        for match in pattern.finditer(folded):
            start, end = match.span("data")
            hit = Hit(positions[start], positions[end - 1] + 1, kind)
            valid = kind != "identity_number" or _has_check_digit(match["data"])
            if valid and not any(hit.start < old.end and old.start < hit.end for old in taken):
                taken.append(hit)
    return tuple(sorted(taken))


def find_prompts(text: str) -> tuple[Hit, ...]:
    """What a template asks for and nobody filled in, in one kind: prompt.

    "（请填写…）", "【此处填写】", "×××", "20XX年", "[填报人]", "____".
    """
    hits: list[Hit] = []
    for begin in _BEGINS_PROMPT.finditer(text):
        if not hits or hits[-1].end <= begin.start():
            match = _PROMPT.match(text, begin.start())
            if match is not None:
                hits.append(Hit(*match.span(), "prompt"))
    return tuple(hits)


# Of any script; the shortest telephone number has seven of them.
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 7
_SPACES = frozenset("\t\u00a0\u3000")
_DASHES = frozenset("‐‑‒–—―−－")
# Spaces and dashes as people group a number; a line end never joins two numbers.
_GAP = "[ .-]{0,3}"
# A comma joins the digits of one number only where it stands between groups of thousands: at most
# three digits before it, and three behind it.
_STANDS_ALONE = r"(?<![0-9])(?<![0-9]\.)(?:(?<![0-9],)|(?<=[0-9]{4},)|(?=[0-9]{4}))"
_NO_AMOUNT = r"(?![0-9]|\.[0-9]| ?[元万亿%次人个件起条通笔户张项])"
_CALLED = r"(?:电话|手机|座机|传真|联系|联络|致电|拨打|[Tt][Ee][Ll])[^0-9]{0,12}?"
_PERSONAL = (
    (
        "identity_number",
        re.compile(
            rf"{_STANDS_ALONE}(?P<data>[1-9][0-9]{{5}}{_GAP}"
            rf"(?:1[89]|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_GAP}"
            r"[0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
        ),
    ),
    (
        "mobile",
        re.compile(
            rf"{_STANDS_ALONE}(?:(?:\+|00)?86[ -]?)?"
            rf"(?P<data>1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}){_NO_AMOUNT}"
        ),
    ),
    ("mobile", re.compile(rf"{_CALLED}(?P<data>1[ -]?[3-9](?:[ -]?[0-9]){{9}}){_NO_AMOUNT}")),
    (
        "landline",
        re.compile(
            rf"{_CALLED}(?P<data>(?:\(?0[0-9]{{2,3}}\)?{_GAP})?[2-9][0-9]{{2,3}}[ -]?[0-9]{{4}}"
            rf"(?:[-转][0-9]{{1,6}})?){_NO_AMOUNT}"
        ),
    ),
    (
        "email",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])(?P<data>[A-Za-z0-9._%+-]{1,64}"
            r"@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})"
        ),
    ),
)
_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

_ASKS = r"(?:请(?![假示求款购])|此处|填写|填报说明|简要说明|简述)"
_CONTACT = r"(?:填报人|经办人|联系人|负责人|主任|姓名|电话|日期|单位名称|项目名称|签字|盖章)"
# Looked for first: one set of signs is found faster than any of the patterns.
_BEGINS_PROMPT = re.compile(r"[（(【\[［×✕╳XxＸｘ_＿]")
_PROMPT = re.compile(
    "|".join(
        (
            rf"[（(]{_ASKS}[^（）()\n]{{0,80}}[）)]",
            r"[（(][^（）()\n]{0,40}(?:[0-9０-９]字以内|不超过[0-9０-９]{1,5}字)[）)]",
            r"[（(](?:填报人|联系人|联系电话|电话|姓名)[）)]",
            rf"【[^【】\n]{{0,40}}(?:{_ASKS}|填|示例|待定|[XＸ×]{{2}}|…)[^【】\n]{{0,40}}】",
            r"【[ \u3000]*】",
            rf"[\[［][^\[\]［］\n]{{0,12}}(?:{_ASKS}|{_CONTACT})[^\[\]［］\n]{{0,12}}[\]］]",
            r"[×✕╳]{2,}",
            r"(?<![A-Za-z])[XxＸｘ]{2,}(?![A-Za-z])",
            r"(?<![A-Za-z0-9])[XxＸ×]年[XxＸ×]{1,2}月",
            r"[_＿]{3,}",
        )
    )
)


def _keep(data: Mapping[str, object], shape: Shape) -> dict[str, object]:
    kept: dict[str, object] = {}
    for key, below in shape.items():
        if key not in data:
            continue
        value = data[key]
        if below is TEXT and isinstance(value, Mapping):
            kept[key] = _keep(value, TEXT)
        elif below is None or below is TEXT:
            if value is None or isinstance(value, str | int | Decimal):
                kept[key] = value
        elif isinstance(value, list | tuple):
            kept[key] = [_keep(row, below) for row in value if isinstance(row, Mapping)]
    return kept


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """The text in plain signs without invisible ones, and for each sign its place in `text`."""
    folded = text.translate(_PLAIN)
    if len(folded) == len(text):
        return folded, range(len(text))
    kept = [(plain, place) for place, sign in enumerate(text) if (plain := _fold_sign(sign))]
    return "".join(plain for plain, _ in kept), [place for _, place in kept]


@cache
def _fold_sign(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    if sign in _SPACES:
        return " "
    if sign in _DASHES:
        return "-"
    if unicodedata.category(sign) == "Cf":
        return ""
    return chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign


class _PlainSigns(dict[int, str]):
    """Each sign by its number, folded when it is first met: never more than Unicode holds."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, _fold_sign(chr(code)))


_PLAIN = _PlainSigns()


def _has_check_digit(number: str) -> bool:
    """The check digit of GB 11643: a weighted sum modulo 11."""
    digits = [sign for sign in number.upper() if sign in "0123456789X"]
    total = sum(
        int(digit) * weight for digit, weight in zip(digits[:17], _CHECK_WEIGHTS, strict=True)
    )
    return _CHECK_DIGITS[total % 11] == digits[17]
