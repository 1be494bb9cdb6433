"""How units and finance sections are named in a form, and found again."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from models.queries.people import find_unit_by_code, find_unit_by_name
from models.queries.units import SectionLine, list_sections, list_unit_names
from models.tables import FinanceSection
from policies.limits import MAX_CODE
from policies.texts import TextProblem, clean_code
from workflow.refusals import Refused, unmet

MOST_SUGGESTED = 300
MOST_SECTIONS = 200


def list_choices(session: Session) -> Mapping[str, object]:
    """Return what a form offers: units to be suggested, and the finance sections."""
    return {
        "suggested": list_unit_names(session, limit=MOST_SUGGESTED),
        "sections": read_sections(session),
    }


def read_sections(session: Session) -> list[SectionLine]:
    """Return the finance sections."""
    return list_sections(session, limit=MOST_SECTIONS)


def find_typed_unit(session: Session, typed: str, *, field: str) -> UUID | None:
    """Return the unit with this code or exactly this name; nothing typed is none. Raises Refused
    when there is no such unit.
    """
    if not typed:
        return None
    try:
        unit = find_unit_by_code(session, clean_code(typed, limit=MAX_CODE))
    except TextProblem:
        unit = None
    unit = unit or find_unit_by_name(session, typed)
    if unit is None:
        raise Refused(unmet("unit_is_unknown", field=field, found=typed))
    return unit.id


def check_section(session: Session, section_id: UUID | None) -> None:
    """Raise Refused when there is no such finance section."""
    if section_id is not None and session.get(FinanceSection, section_id) is None:
        raise Refused(unmet("not_a_choice", field="section_id"))
