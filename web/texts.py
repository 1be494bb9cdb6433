"""Codes in, sentences out: the one place where a code becomes something to read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.vocabulary import LIFECYCLE, Grade, State
from policies.checking.exact import quote
from policies.checking.places import AFTER_THE_ROWS
from policies.numbers import NumberProblem
from policies.scheme import SectionSpec
from policies.scoring import Notice, WhyNot
from policies.texts import TextProblem
from web.check_sentences import (
    BY_HAND,
    CHECKS,
    COLUMNS,
    MEASURES,
    NAMING,
    NOTICES,
    PERSONAL,
    SCORING,
)
from web.sentences import GROUPS
from web.words import label
from workflow.refusals import Reason

__all__ = [
    "describe_check",
    "describe_notice",
    "describe_number_problem",
    "describe_reason",
    "describe_text",
    "describe_text_problem",
    "describe_why_not_computed",
    "label",
    "name_check",
    "name_section",
]

SENTENCES: Mapping[str, Any] = {
    code: sentence for group in GROUPS.values() for code, sentence in group.items()
}


class _Filled(dict[str, object]):
    """Parameters of a sentence; one that is missing shows as a dash and never as a fault."""

    def __missing__(self, name: str) -> str:
        return "—"


def _fill(sentence: Any, params: Mapping[str, object]) -> str:
    return str(sentence) % _Filled(params)


def describe_text(code: str, /, **params: object) -> str:
    """Return the sentence for a code, its placeholders filled; an unknown code shows itself."""
    sentence = SENTENCES.get(code)
    return code if sentence is None else _fill(sentence, params)


def describe_reason(reason: Reason) -> str:
    """Return one reason of a refusal as a sentence with its numbers."""
    if reason.code == "not_from_this_state":
        return _describe_wrong_state(**reason.params)
    if reason.code.startswith("inconsistency_"):
        row = _name_item(reason.params.get("row", ""))
        code = reason.code.removeprefix("inconsistency_")
        found = describe_check(code, reason.params, beside=row)
        named = row and row not in AFTER_THE_ROWS
        return _("“%(row)s”：%(found)s；请改正或写明原因", row=row, found=found) if named else found
    return describe_text(reason.code, **_choose_names(_name_part(reason.params)))


def _name_item(where: str) -> str:
    """Return what a finding or a recommendation (`finding-2`) is called; others keep their name."""
    part, _dash, number = where.rpartition("-")
    if part not in ("finding", "recommendation"):
        return where
    return _name_part({"part": part, "number": number})["place"]


def _name_part(params: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parameters; a finding that has no name gets its number for a place."""
    if "place" in params or "part" not in params:
        return params
    number = params.get("number", "—")
    recommends = params["part"] == "recommendation"
    place = _("建议 %(n)s", n=number) if recommends else _("问题 %(n)s", n=number)
    return {**params, "place": place}


def name_section(section: SectionSpec) -> str:
    """Return what a section of a form is called in the language of the page."""
    return section.title_en if _speaks_english() else section.title


def _speaks_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


def _choose_names(params: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters; on an English page one with an English twin (`section_en`) is it."""
    if not _speaks_english():
        return dict(params)
    return {name: params.get(f"{name}_en", value) for name, value in params.items()}


def _describe_wrong_state(*, state: str, sources: str) -> str:
    order = [str(one) for one in LIFECYCLE]
    wanted = [source for source in sources.split(",") if source in order]
    ahead = state in order and all(order.index(one) > order.index(state) for one in wanted)
    separator = _("”或“")
    names = separator.join(label(State, one) for one in wanted) or "—"
    code = "not_yet" if ahead else "no_longer"
    return describe_text(code, sources=names, state=label(State, state))


def describe_check(code: str, numbers: Mapping[str, str], *, beside: str = "") -> str:
    """Return what a check found as a sentence with its numbers, without the code.

    `beside` is the name that stands beside it already: the sentence does not tell it once more.
    """
    params: dict[str, object] = dict(numbers)
    for name in GRADED.get(code, ()):
        params[name] = label(Grade, numbers[name]) if numbers.get(name) else "—"
    for name in ("looks", "filed"):
        if name in numbers:
            params[name] = str(MEASURES.get(numbers[name], numbers[name]))
    if "kind" in numbers:
        params["kind"] = str(PERSONAL.get(numbers["kind"], numbers["kind"]))
    if "column" in numbers:
        params["column"] = str(COLUMNS.get(numbers["column"], numbers["column"]))
    sentence = CHECKS.get(_choose_case(code, numbers), BY_HAND.get(code))
    if sentence is None:
        return code
    found = _fill(sentence, _quote_inside(str(sentence), params))
    what = numbers.get("what", "") if code in NAMING else ""
    return _name_first(what, found) if what and what != quote(beside) else found


class _Blank(dict[str, object]):
    """Parameters of a sentence that speaks of no row in particular."""

    def __missing__(self, name: str) -> str:
        return "…"


def name_check(code: str) -> str:
    """Return what a check looks at: its sentence without the numbers of a row."""
    sentence = next(
        (each for key, each in CHECKS.items() if key == code or key.startswith(f"{code}_")),
        BY_HAND.get(code),
    )
    return code if sentence is None else str(sentence) % _Blank()


def _name_first(what: str, found: str) -> str:
    sentence = str(_l("%(what)s：%(found)s"))
    return _fill(sentence, {**_quote_inside(sentence, {"what": what}), "found": found})


def _quote_inside(sentence: str, params: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters; the marks of one that the sentence quotes become those of a quotation
    in a quotation.
    """
    return {
        name: value.translate(_INNER)
        if isinstance(value, str) and f"“%({name})s”" in sentence
        else value
        for name, value in params.items()
    }


_INNER = str.maketrans("“”", "‘’")

GRADED: Mapping[str, tuple[str, ...]] = {
    "G01": ("reported", "derived"),
    "G02": ("derived",),
    "G03": ("reported",),
    "N01": ("against",),
}
"""Which numbers of a code are grades."""


def _choose_case(code: str, numbers: Mapping[str, str]) -> str:
    """Return the code with the case of it that the numbers tell of, where it has cases; one that
    quotes a target may have words of its own for a row that names none.
    """
    cases = [] if code in NAMING else [numbers.get("what", "")]
    cases += [case for case, name in CASES.get(code, ()) if numbers.get(name)]
    chosen = next((each for case in cases if (each := f"{code}_{case}") in CHECKS), code)
    untold = f"{chosen}_untold"
    return untold if not numbers.get("target") and untold in CHECKS else chosen


CASES: Mapping[str, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(("F03", "F06", "F07"), (("column", "column"),)),
    "I01": (("shared", "other"),),
    "I10": (("none", "actual"),),
    "N01": (("changed", "revised"),),
}
"""Codes whose cases are told by a number that only one of them has."""


def describe_notice(notice: Notice) -> str:
    """Return what a person should know about a score that was computed."""
    return str(NOTICES[notice])


def describe_why_not_computed(why_not: WhyNot) -> str:
    """Return why the rules computed no score."""
    return str(SCORING[why_not])


def describe_number_problem(problem: NumberProblem) -> str:
    """Return what is wrong with a number that somebody typed."""
    return describe_text(problem.code, **problem.params)


def describe_text_problem(problem: TextProblem) -> str:
    """Return what is wrong with a text that somebody typed."""
    return describe_text(problem.code, **problem.params)
