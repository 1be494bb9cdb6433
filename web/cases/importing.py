"""import: a case enters through the same door as what a person types, all of it or nothing."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.cycles import (
    CycleRow,
    find_unit_office,
    list_open_cycles,
    list_overseen_units,
)
from models.queries.evaluations import list_indicators
from models.queries.people import find_unit_by_name
from models.vocabulary import Action, Kind, Source
from policies.facts import Actor
from web.cases.format import read_case_data
from web.cases.plan import SCHEME_OF_FORM, Plan, plan_case
from web.cases.schema import load_case
from web.cases.strict_json import FileProblem
from web.door import House, keep_refusal
from workflow.actions import Outcome, perform
from workflow.content import parse_registered
from workflow.data import Attempt, Remark
from workflow.ids import new_id
from workflow.load import load_actor
from workflow.refusals import Refused


def read_case(raw: bytes) -> Plan:
    """Return what a case file holds. Raises FileProblem naming line or path."""
    return plan_case(load_case(read_case_data(raw)))


def import_case(
    home: House, plan: Plan, *, actor_id: UUID, at: datetime, source: Source
) -> Outcome:
    """Create the evaluation of a case and fill it, in one transaction.

    Raises FileProblem when no open cycle has this form or the unit is not the person's, Refused
    when the door refuses.
    """
    attempt = Attempt(
        action=Action.CREATE,
        evaluation_id=new_id(),
        actor_id=actor_id,
        data=Remark(),
        at=at,
        source=source,
    )
    try:
        with home.database.writing() as session:
            cycle, unit_id = _find_place(session, plan, actor=load_actor(session, actor_id), at=at)
            scheme = parse_registered(cycle.scheme_sha256, cycle.scheme_text)
            created = plan.creation(unit_id=unit_id, cycle_id=cycle.id, scheme=scheme)
            attempt = replace(attempt, data=created)
            outcome = perform(session, attempt)
            rows = [row.id for row in list_indicators(session, attempt.evaluation_id)]
            seen = outcome.content_version
            if rows:
                scored = plan.scoring(rows)
                attempt = replace(attempt, action=Action.SCORE, data=scored, seen=seen)
                seen = perform(session, attempt).content_version
            filled = plan.filling(scheme)
            attempt = replace(attempt, action=Action.FILL, data=filled, seen=seen)
            return perform(session, attempt)
    except Refused as refused:
        keep_refusal(home, attempt, refused=refused)
        raise


def _find_place(
    session: Session, plan: Plan, *, actor: Actor, at: datetime
) -> tuple[CycleRow, UUID]:
    cycle = _find_cycle(session, plan, actor=actor, at=at)
    kind = parse_registered(cycle.scheme_sha256, cycle.scheme_text).kind
    return cycle, _find_unit(session, plan, actor=actor, kind=kind)


def _find_cycle(session: Session, plan: Plan, *, actor: Actor, at: datetime) -> CycleRow:
    form, year = plan.case["form_family"], plan.case["year"]
    if form not in SCHEME_OF_FORM:
        raise FileProblem("case_form_is_unknown", place="form_family", found=form)
    section_id = _find_section(session, actor)
    for cycle in list_open_cycles(session, at=at, section_id=section_id):
        if cycle.scheme_name == SCHEME_OF_FORM[form] and cycle.fiscal_year == year:
            return cycle
    raise FileProblem(
        "case_has_no_open_cycle", place="year", scheme=SCHEME_OF_FORM[form], year=str(year)
    )


def _find_section(session: Session, actor: Actor) -> UUID | None:
    if actor.unit_id is None:
        return actor.section_id
    office = find_unit_office(session, actor.unit_id)
    return office.section_id if office else None


def _find_unit(session: Session, plan: Plan, *, actor: Actor, kind: Kind) -> UUID:
    name = plan.case["unit"]["name"]
    if kind is Kind.FINANCE:
        section = actor.section_id
        units = list_overseen_units(session, section) if section else []
        unit_id = next((unit.id for unit in units if unit.name == name), None)
    else:
        unit = find_unit_by_name(session, name)
        unit_id = unit.id if unit is not None and unit.id == actor.unit_id else None
    if unit_id is None:
        raise FileProblem("case_unit_is_not_yours", place="unit.name", found=name)
    return unit_id
