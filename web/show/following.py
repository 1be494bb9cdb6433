"""The problems of an evaluation with the measures against each, as pages show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.evaluations import TextRow
from models.vocabulary import MeasureStep
from policies.following_up import names_a_problem, speaks_of_problems
from policies.scheme import SectionSpec
from web.texts import name_section
from workflow.content import Content
from workflow.guards import Case
from workflow.measures import Measure, Measures, load_measures


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One problem: what it is called, what it says (None where it was erased, empty where measures
    answer none), its commitment, and the measures against it. `entered` is a name as people typed
    it.
    """

    title: str
    entered: str = ""
    text: str | None
    mark: str
    measures: tuple[Measure, ...] = ()
    carried: bool = False


def list_problems(content: Content, measures: Measures, *, here: UUID) -> tuple[Problem, ...]:
    """Return the problems in the order they are read: what was carried here from an earlier year,
    the findings, else what the unit itself calls a problem, and what else measures answer.
    """
    left = list(measures.all)

    def take(mark: str | None, text: str | None) -> tuple[Measure, ...]:
        """Measures answer the text as it was then; the same words once more are the same."""
        taken = tuple(each for each in left if _answers(each, mark=mark, text=text))
        for each in taken:
            left.remove(each)
        return taken

    carried = list(_list_carried(left, here=here))
    for problem in carried:
        for each in problem.measures:
            left.remove(each)
    found = [
        Problem(
            title=_("问题 %(n)s", n=number),
            entered=item.key,
            text=item.text,
            mark=item.commitment or "",
            measures=take(item.commitment, item.text),
        )
        for number, item in enumerate(content.findings, 1)
    ]
    own = [
        Problem(
            title=name_section(section),
            text=written.text,
            mark=written.commitment or "",
            measures=take(written.commitment, written.text),
        )
        for section, written in _list_sections(content)
    ]
    if found:
        # The findings say it already; what measures answer stays.
        own = [problem for problem in own if problem.measures]
    other: dict[str, list[Measure]] = {}
    for each in left:
        other.setdefault(each.last.finding_mark or "", []).append(each)
    rest = [
        Problem(
            title=_("当时的问题") if mark else _("其他"),
            text=group[0].last.finding if mark else "",
            mark=mark,
            measures=tuple(group),
        )
        for mark, group in other.items()
    ]
    return (*carried, *found, *own, *rest)


def _answers(measure: Measure, *, mark: str | None, text: str | None) -> bool:
    last = measure.last
    same_words = text is not None and last.finding == text
    return last.finding_mark is not None and (last.finding_mark == mark or same_words)


def _list_carried(measures: list[Measure], *, here: UUID) -> Iterator[Problem]:
    """The measures that were carried into this evaluation, by the problem each answers."""
    groups: dict[tuple[int, str], list[Measure]] = {}
    for each in measures:
        for step in each.steps:
            if step.kind == MeasureStep.CARRY and step.evaluation_id == here:
                place = step.fiscal_year, step.finding_mark or ""
                groups.setdefault(place, []).append(each)
    for (year, mark), group in groups.items():
        yield Problem(
            title=_("往年接续到 %(year)s 年度的问题", year=year),
            text=group[0].last.finding if mark else "",
            mark=mark,
            measures=tuple(group),
            carried=True,
        )


def _list_sections(content: Content) -> Iterator[tuple[SectionSpec, TextRow]]:
    for section in content.scheme.sections:
        written = content.sections.get(section.key)
        if written is None or not written.commitment:
            continue
        if not speaks_of_problems(section.key, title=section.title):
            continue
        if written.text is None or names_a_problem(written.text):
            yield section, written


def list_advice(content: Content) -> list[tuple[str, str]]:
    """Return what a measure may rest upon: the recommendations, and the other sections of the
    narrative, each by its commitment and how it is called.
    """
    from_findings = [
        (item.commitment or "", _("建议 %(n)s", n=number))
        for number, item in enumerate(content.recommendations, 1)
        if item.text
    ]
    told = {section.key for section, _text in _list_sections(content)}
    sections = [
        (written.commitment or "", name_section(section))
        for section in content.scheme.sections
        if section.key not in told
        and (written := content.sections.get(section.key)) is not None
        and written.text
        and "措施" in section.title
    ]
    return [*from_findings, *sections]


def read_left_over(session: Session, case: Case) -> tuple[Problem, ...]:
    """Return what last year left over and this evaluation took along, with the measures. One query,
    and none where no evaluation came before this one.
    """
    if case.header is None or case.header.evaluation.predecessor_id is None:
        return ()
    measures = load_measures(session, case.header.evaluation)
    return tuple(_list_carried(list(measures.all), here=case.facts.evaluation_id))
