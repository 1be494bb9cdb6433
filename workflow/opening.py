"""What an action is judged on, put together: an evaluation that is there, or one to begin."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session

from models.queries.cycles import CycleRow, find_cycle, find_unit_office
from models.queries.evaluations import Header, find_header
from models.tables import Evaluation
from policies.facts import Actor
from policies.scheme import Scheme
from workflow.assigning import Staff, load_staff
from workflow.audit import new_evaluation
from workflow.content import Content, load_content, parse_registered
from workflow.data import Attempt, Data, NewEvaluation
from workflow.erasure import Erasing, load_erasing
from workflow.guards import Case
from workflow.load import draft_facts, load_facts
from workflow.measures import Measures, load_measures
from workflow.points import Points, load_points
from workflow.refusals import Refused, hidden, unmet


def open_case(
    session: Session,
    *,
    header: Header,
    actor: Actor,
    at: datetime,
    data: Data | None = None,
    seen: int | None = None,
    separate_publisher: bool = False,
    with_heads: bool = False,
) -> Case:
    """Put together what `why_not` judges; the content is read on first use and then kept."""

    @cache
    def read_content() -> Content:
        return load_content(session, header)

    @cache
    def read_erasing() -> Erasing:
        return load_erasing(session, header.evaluation.id, data=data)

    @cache
    def read_measures() -> Measures:
        return load_measures(session, header.evaluation)

    @cache
    def read_points() -> Points:
        return load_points(session, header.evaluation)

    @cache
    def read_staff() -> Staff:
        return load_staff(session, facts)

    facts = load_facts(
        session,
        header=header,
        actor=actor,
        separate_publisher=separate_publisher,
        with_heads=with_heads,
    )
    return Case(
        actor=actor,
        facts=facts,
        at=at,
        content=read_content,
        header=header,
        data=data,
        seen=seen,
        unit_name=header.unit_name,
        erasing=read_erasing,
        standings=(actor,),
        measures=read_measures,
        staff=read_staff,
        points=read_points,
    )


def look_from(session: Session, case: Case, *, deputed: tuple[Actor, ...]) -> Case:
    """Return the case with where the person may stand as a deputy beside his own right. Reads the
    history once more, as whom it is judged by decides what is asked of it.
    """
    if case.header is None:
        return case
    facts = load_facts(
        session,
        header=case.header,
        actor=case.actor,
        separate_publisher=case.facts.separate_publisher,
        with_heads=case.facts.heads is not None,
        others=deputed,
    )
    return replace(case, facts=facts, standings=(case.actor, *deputed))


def open_existing(
    session: Session, attempt: Attempt, *, actor: Actor, separate_publisher: bool
) -> tuple[Case, Evaluation]:
    """Return the evaluation that an attempt is about, and its case. Raises Refused where there is
    none.
    """
    header = find_header(session, attempt.evaluation_id)
    if header is None:
        raise hidden()
    case = open_case(
        session,
        header=header,
        actor=actor,
        data=attempt.data,
        seen=attempt.seen,
        at=attempt.at,
        separate_publisher=separate_publisher,
    )
    return case, header.evaluation


def open_new(session: Session, attempt: Attempt, *, actor: Actor) -> tuple[Case, Evaluation]:
    """Return the evaluation that an attempt begins, not yet added, and its case. Raises Refused
    where the task, the unit or the predecessor does not fit.
    """
    data = attempt.data
    if not isinstance(data, NewEvaluation):
        raise TypeError(data)
    cycle = find_cycle(session, data.cycle_id)
    office = find_unit_office(session, data.unit_id)
    if cycle is None or office is None:
        raise hidden()
    if data.predecessor_id is not None:
        _check_predecessor(session, data=data, cycle=cycle)
    scheme = parse_registered(cycle.scheme_sha256, cycle.scheme_text)
    facts = draft_facts(
        evaluation_id=attempt.evaluation_id, kind=scheme.kind, office=office, cycle=cycle
    )
    case = Case(
        actor=actor,
        facts=facts,
        at=attempt.at,
        content=lambda: _nothing_yet(scheme),
        data=data,
        unit_name=office.name,
    )
    evaluation = new_evaluation(
        id=attempt.evaluation_id,
        unit_id=data.unit_id,
        cycle_id=cycle.id,
        scheme_id=cycle.scheme_id,
        kind=scheme.kind,
        title=data.title,
        edition=1,
        predecessor_id=data.predecessor_id,
    )
    return case, evaluation


def _check_predecessor(session: Session, *, data: NewEvaluation, cycle: CycleRow) -> None:
    before = find_header(session, data.predecessor_id) if data.predecessor_id else None
    if (
        before is None
        or before.evaluation.unit_id != data.unit_id
        or before.evaluation.discarded
        or before.fiscal_year >= cycle.fiscal_year
    ):
        raise Refused(unmet("predecessor_does_not_fit", field="predecessor_id"))


def _nothing_yet(scheme: Scheme) -> Content:
    return Content(
        scheme=scheme,
        rows=(),
        lines=(),
        sections={},
        findings=(),
        recommendations=(),
        claim_reason=None,
        attachments=(),
        reported_total=None,
        reported_grade=None,
    )
