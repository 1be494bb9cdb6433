"""The grades that the notes of a form define: their words, and the totals that earn them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.vocabulary import Grade
from policies.reading.folding import fold_text
from policies.scoring import Band

_GRADES = (Grade.EXCELLENT, Grade.GOOD, Grade.FAIR, Grade.POOR)
_SPEAKS_OF_GRADES = ("等级", "等次", "档次")
_MOST = Decimal(100)
_LONGEST_NOTE = 1000
_BLANKS = re.compile(r"[ \n\"“”]+")
_N = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_WORD = "[一-鿿]{1,4}?"
_WORD_FIRST = re.compile(
    rf"(?:^|[、,;:为和及])(?P<word>{_WORD})\((?P<range>[^()]{{1,24}}(?:\(不?含\)[^()]{{0,16}}){{0,2}})\)"
)
_RANGE_FIRST = re.compile(
    rf"(?:^|[、,;:。])(?P<range>[^、,;:。]{{1,32}}?)(?:的)?(?:评定?为|等[级次]为|为|:)"
    rf"(?P<word>{_WORD})(?:[级等]次?)?(?=[、,;:。]|$)"
)
_LISTED = re.compile(
    rf"(?:等级|等次|档次)[^、:]{{0,8}}?(?:分为|划分为|分|使用|采用|设)(?:四[档级]|四个(?:等级|等次|档次))?:?"
    rf"(?P<words>{_WORD}(?:[、/]{_WORD}){{3}})(?=四|[,;:。(]|$)"
)
_NUMBER = re.compile(_N)
_BELOW = re.compile("以下|不足|低于|小于|<|≤")
_STRICT = re.compile(r"(?:大于|超过|>)[0-9]|\(不含\)以上|以上\(不含\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedGrades:
    """The grade each word of the form means, and the bands; both empty where the notes do not
    define four grades, the bands also where their edges do not meet.
    """

    words: Mapping[str, Grade] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()


def read_grades(notes: Sequence[str]) -> NotedGrades:
    """Read "优秀（90分及以上）、良好（80分及以上不足90分）、…、不合格（不足60分）", or
    "90分（含）以上为优，80（含）-90分为良，…", or the four words alone, the best first.
    """
    for note in notes:
        if not any(word in note for word in _SPEAKS_OF_GRADES):
            continue
        folded = _BLANKS.sub("", fold_text(note[:_LONGEST_NOTE])).replace("，", ",")
        folded = folded.replace("；", ";")
        for pattern in (_WORD_FIRST, _RANGE_FIRST):
            found = [(match["word"], match["range"]) for match in pattern.finditer(folded)]
            defined = _define([pair for pair in found if _NUMBER.search(pair[1])])
            if defined is not None:
                return defined
        listed = _LISTED.search(folded)
        if listed is not None:
            words = re.split("[、/]", listed["words"])
            if len(set(words)) == len(_GRADES):
                return NotedGrades(words=dict(zip(words, _GRADES, strict=True)))
    return NotedGrades()


def _define(pairs: Sequence[tuple[str, str]]) -> NotedGrades | None:
    """The four grades in the order of their totals, None where there are not four of them."""
    edges = {word: _read_edges(words) for word, words in pairs}
    if len(edges) != len(_GRADES) or len(pairs) != len(_GRADES):
        return None
    ordered = sorted(edges.items(), key=lambda pair: pair[1], reverse=True)
    words = {word: grade for (word, _), grade in zip(ordered, _GRADES, strict=True)}
    strict = any(_STRICT.search(written) for _, written in pairs)
    bands = () if strict else tuple(_list_bands([edge for _, edge in ordered]))
    return NotedGrades(words=words, bands=bands)


def _list_bands(edges: Sequence[tuple[Decimal, Decimal]]) -> Iterator[Band]:
    """The bands, the best first, where each begins at the end of the next."""
    ends = [_MOST, *(lower for lower, _ in edges[:-1])]
    uppers = [upper for _, upper in edges]
    if ends == uppers and edges[-1][0] == 0:
        for grade, (lower, upper) in zip(_GRADES, edges, strict=True):
            yield Band(grade, lower, upper)


def _read_edges(words: str) -> tuple[Decimal, Decimal]:
    """From which total to which a grade goes ("80分含至90分", "60分以下")."""
    numbers = [Decimal(number) for number in _NUMBER.findall(words)]
    if len(numbers) > 1:
        return min(numbers), max(numbers)
    return (Decimal(0), numbers[0]) if _BELOW.search(words) else (numbers[0], _MOST)
