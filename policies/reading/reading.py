"""What a text of a target or an actual value turned out to be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class ValueKind(StrEnum):
    """What kind of value a text holds; EMPTY holds nothing, UNREAD could not be made out."""

    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    QUALITATIVE = "qualitative"
    COMPOSITE = "composite"
    NONE = "none"
    EMPTY = "empty"
    UNREAD = "unread"


class Doubt(StrEnum):
    """What a person has to be asked about a text that was read.

    SPLIT: two values in one cell, which should be two indicators. NONE_OR_ZERO: "无" may say that
    the row does not apply or that the value is zero. LOOK_ALIKE: a sign that recognition of a scan
    takes for another ("工5%" for "≥5%"). ROUGH: "100余人" is no exact number. DATE_END: whether
    "9月前" ends before or with September. FROM_SENTENCE: the number stands in a sentence.
    """

    SPLIT = "split"
    NONE_OR_ZERO = "none_or_zero"
    LOOK_ALIKE = "look_alike"
    ROUGH = "rough"
    DATE_END = "date_end"
    FROM_SENTENCE = "from_sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text, read.

    `operator` is one of ≥ ≤ > < = or empty; `value` is exactly what is written, 万 and 亿 stay in
    `unit`; `per` is what a unit is counted for ("人、天" of "400元/人、天"). `until` is the last
    day that keeps a date. `truth` is the answer of a boolean. `level` is 1, 2 or 3 for the three
    levels of a qualitative result, None for words without a level ("合规"), and `share` the
    percentage given beside it. `applies` is False for "不适用". `parts` are the values of a
    composite text in their order; `stated` is the one value that the text itself draws from them
    ("编制6人、实有10人（=166.67%）"). `raw` is the text as it was.
    """

    kind: ValueKind
    raw: str
    operator: str = ""
    value: Decimal | None = None
    unit: str = ""
    per: str = ""
    until: date | None = None
    truth: bool | None = None
    level: int | None = None
    share: Decimal | None = None
    applies: bool = True
    parts: tuple["Reading", ...] = ()
    stated: "Reading | None" = None
    doubts: tuple[Doubt, ...] = ()
