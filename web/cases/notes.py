"""What the notes printed on a form ask of it: weights of its headings, kinds of indicators; and the
grades they define.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from models.vocabulary import Grade
from policies.checking import MEASURES, Terms
from policies.checking.measures import read_measure
from policies.limits import MAX_ROWS, MAX_TEXT
from policies.numbers import fold_digits
from web.cases.grade_notes import read_grades
from web.cases.parts import Part
from web.cases.strict_json import FileProblem

_SENTENCE_ENDS = re.compile(r"[。；;\n]")
_WEIGHTS = re.compile(
    "一级指标[^：:]{0,12}?(?:权重|分值)(?:统一|原则上|分别)?(?:设置|设定|确定|规定|分配|定)?"
    "(?:[^：:0-9，,、]{0,8}[：:]|分别为|如下|为|是|按)?"
)
_HEADING = re.compile(
    r"([\u4e00-\u9fff]{2,12})[：:]? ?([0-9]{1,3}(?:\.[0-9]{1,2})?)(?:分|%)?(?=[、，,]|\Z)"
)
_ASKED = re.compile("(?<![不无毋勿])(?:应当?|须|必须|需要?|要求)(?:设置?|设有|包括|包含|编制|涵盖)")
_KINDS = ("数量", "质量", "时效", "成本", "效益", "满意")
_OUTCOMES = ("效益", "满意")


@dataclass(frozen=True, kw_only=True)
class Noted:
    """The terms of a form by its own notes, and the grade that each of its words means."""

    terms: Terms
    grades: Mapping[str, Grade] = field(default_factory=dict)


def read_notes(case: Part, *, usual: Terms) -> Noted:
    """Return the terms of a form without a scheme, with what its own notes say.

    The notes stand in `form_notes`, or in `notes` among what the writer of the file remarks. Read
    are "一级指标权重：产出指标50、效益指标30、满意度指标10" (weights of the first level, which
    ask for indicators of outcome and of satisfaction as well), "产出指标应设数量、时效指标" and the
    grades with their totals. Everything else in the notes is left to a reader. Raises FileProblem
    where a note of the form is no text.
    """
    weights: dict[str, Decimal] = {}
    asked: set[str] = set()
    notes = [*_list_notes(case), *_list_remarks(case)]
    for note in notes:
        for sentence in _SENTENCE_ENDS.split(fold_digits(note)):
            headings = _read_headings(sentence)
            weights.update(headings)
            asked.update(word for name in headings for word in _OUTCOMES if word in name)
            if (found := _ASKED.search(sentence)) is not None:
                asked.update(word for word in _KINDS if word in sentence[found.end() :])
    measures = {read_measure((word,)) for word in asked}
    grades = read_grades(notes)
    terms = replace(
        usual,
        level_one={**usual.level_one, **weights},
        asks_for=usual.asks_for | {measure for measure in MEASURES if measure in measures},
        bands=grades.bands or usual.bands,
    )
    return Noted(terms=terms, grades=grades.words)


def _list_notes(case: Part) -> list[str]:
    notes = case.raw("form_notes")
    if notes is None:
        return []
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise FileProblem("case_field_is_wrong", place="form_notes", found="list_expected")
    return [note[:MAX_TEXT] for note in notes]


def _list_remarks(case: Part) -> list[str]:
    """What stands in `notes`, which may hold anything: only its texts are of use."""
    notes = case.raw("notes")
    remarks = notes if isinstance(notes, list) else [notes]
    return [note[:MAX_TEXT] for note in remarks[:MAX_ROWS] if isinstance(note, str)]


def _read_headings(sentence: str) -> dict[str, Decimal]:
    """The headings of the first level with their points, where a sentence lists them."""
    found = _WEIGHTS.search(sentence)
    if found is None:
        return {}
    return {
        match[1].rstrip("为占计"): Decimal(match[2])
        for match in _HEADING.finditer(sentence, found.end())
    }
