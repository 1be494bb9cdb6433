"""Units, finance sections, cycles and registered schemes, each act with its administrative
event.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.queries.cycles import find_scheme
from models.queries.people import find_section_by_code, find_unit_by_code
from models.tables import Cycle, FinanceSection, SchemeRow, Unit
from models.vocabulary import AdminAction
from policies.scheme import Scheme
from workflow.ids import new_id
from workflow.people import record_admin_event
from workflow.refusals import Refused, unmet


def add_section(
    session: Session, *, code: str, name: str, actor_id: UUID | None, at: datetime
) -> UUID:
    """Add a finance section. Raises Refused when the code is taken."""
    if find_section_by_code(session, code) is not None:
        raise Refused(unmet("code_is_taken", field="code", code=code))
    section_id = new_id()
    session.execute(insert(FinanceSection), [{"id": section_id, "code": code, "name": name}])
    data = {"section": str(section_id), "code": code, "name": name}
    record_admin_event(session, action=AdminAction.ADD_SECTION, actor_id=actor_id, at=at, data=data)
    return section_id


def add_unit(
    session: Session,
    *,
    code: str,
    name: str,
    region: str,
    section_id: UUID,
    supervising_unit_id: UUID | None,
    actor_id: UUID | None,
    at: datetime,
) -> UUID:
    """Add a unit under the section that oversees it. Raises Refused when the code is taken."""
    if find_unit_by_code(session, code) is not None:
        raise Refused(unmet("code_is_taken", field="code", code=code))
    unit_id = new_id()
    row = {
        "id": unit_id,
        "code": code,
        "name": name,
        "region": region,
        "section_id": section_id,
        "supervising_unit_id": supervising_unit_id,
    }
    session.execute(insert(Unit), [row])
    data = {
        "unit": str(unit_id),
        "code": code,
        "name": name,
        "section": str(section_id),
        "supervising_unit": str(supervising_unit_id) if supervising_unit_id else None,
    }
    record_admin_event(session, action=AdminAction.ADD_UNIT, actor_id=actor_id, at=at, data=data)
    return unit_id


def register_scheme(
    session: Session, *, scheme: Scheme, actor_id: UUID | None, at: datetime
) -> UUID:
    """Register one version of a scheme by its exact text; the same text again is no act.

    Raises Refused when this name and version is registered with another text: an evaluation may
    be pinned to it, so another text needs another version.
    """
    known = find_scheme(session, name=scheme.name, version=scheme.version)
    if known is not None and known.sha256 == scheme.sha256:
        return known.id
    if known is not None:
        raise Refused(unmet("scheme_has_another_text", name=scheme.name, version=scheme.version))
    scheme_id = new_id()
    row = {
        "id": scheme_id,
        "name": scheme.name,
        "version": scheme.version,
        "sha256": scheme.sha256,
        "text": scheme.text,
    }
    session.execute(insert(SchemeRow), [row])
    data = {"scheme": scheme.name, "version": scheme.version, "sha256": scheme.sha256}
    record_admin_event(session, action=AdminAction.ADD_SCHEME, actor_id=actor_id, at=at, data=data)
    return scheme_id


@dataclass(frozen=True, kw_only=True)
class NewCycle:
    """A yearly task to open; without a section every unit may take part."""

    name: str
    fiscal_year: int
    scheme_id: UUID
    section_id: UUID | None
    opens_at: datetime
    closes_at: datetime


def add_cycle(session: Session, *, cycle: NewCycle, actor_id: UUID | None, at: datetime) -> UUID:
    """Open a yearly task. Raises Refused when it would close before it opens."""
    if cycle.closes_at <= cycle.opens_at:
        raise Refused(unmet("cycle_closes_too_early", field="closes_at"))
    cycle_id = new_id()
    session.execute(insert(Cycle), [{"id": cycle_id, **asdict(cycle)}])
    data = {"cycle": str(cycle_id), "name": cycle.name, "fiscal_year": cycle.fiscal_year}
    record_admin_event(session, action=AdminAction.ADD_CYCLE, actor_id=actor_id, at=at, data=data)
    return cycle_id
