"""What the notes printed on a form ask of it: weights of its headings, kinds of indicators."""

import re
from dataclasses import replace
from decimal import Decimal

from policies.checking import MEASURES, Terms
from policies.checking.measures import read_measure
from policies.limits import MAX_TEXT
from policies.numbers import fold_digits
from web.cases.parts import Part
from web.cases.strict_json import FileProblem

_SENTENCE_ENDS = re.compile(r"[。；;\n]")
_WEIGHTS = re.compile("一级指标[^：:]{0,12}?(?:权重|分值)[^：:0-9]{0,8}[：:]?")
_HEADING = re.compile(
    r"([\u4e00-\u9fff]{2,12})[：:]? ?([0-9]{1,3}(?:\.[0-9]{1,2})?)(?:分|%)?(?=[、，,]|\Z)"
)
_ASKED = re.compile("(?<!不)(?:应当?|须|必须|需要?)(?:设置?|设有|包括|包含|编制|涵盖)")
_KINDS = ("数量", "质量", "时效", "成本", "效益", "满意")
_OUTCOMES = ("效益", "满意")


def read_notes(case: Part, *, usual: Terms) -> Terms:
    """Return the terms of a form without a scheme, with what its own notes (`form_notes`) say.

    Read are "一级指标权重：产出指标50、效益指标30、满意度指标10" (weights of the first level, which
    ask for indicators of outcome and of satisfaction as well) and "产出指标应设数量、时效指标".
    Everything else in the notes is left to a reader. Raises FileProblem where a note is no text.
    """
    weights: dict[str, Decimal] = {}
    asked: set[str] = set()
    for note in _list_notes(case):
        for sentence in _SENTENCE_ENDS.split(fold_digits(note)):
            headings = _read_headings(sentence)
            weights.update(headings)
            asked.update(word for name in headings for word in _OUTCOMES if word in name)
            if (found := _ASKED.search(sentence)) is not None:
                asked.update(word for word in _KINDS if word in sentence[found.end() :])
    measures = {read_measure((word,)) for word in asked}
    return replace(
        usual,
        level_one={**usual.level_one, **weights},
        asks_for=usual.asks_for | {measure for measure in MEASURES if measure in measures},
    )


def _list_notes(case: Part) -> list[str]:
    notes = case.raw("form_notes")
    if notes is None:
        return []
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise FileProblem("case_field_is_wrong", place="form_notes", found="list_expected")
    return [note[:MAX_TEXT] for note in notes]


def _read_headings(sentence: str) -> dict[str, Decimal]:
    """The headings of the first level with their points, where a sentence lists them."""
    found = _WEIGHTS.search(sentence)
    if found is None:
        return {}
    return {
        match[1].rstrip("为占计"): Decimal(match[2])
        for match in _HEADING.finditer(sentence, found.end())
    }
