"""Schemes and the yearly tasks that use them, each act with its administrative event."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from models.queries.cycles import find_scheme, holds_cycle, lock_cycle
from models.queries.schemes import find_scheme_by_id, is_active
from models.tables import Cycle, SchemeActivation, SchemeRow
from models.types import format_utc
from models.vocabulary import AdminAction
from policies.scheme import Scheme
from workflow.ids import new_id
from workflow.people import record_admin_event
from workflow.refusals import Refused, conflict, hidden, unmet


def register_scheme(
    session: Session, *, scheme: Scheme, actor_id: UUID | None, at: datetime
) -> UUID:
    """Register one version of a scheme by its exact text; the same text again is no act. Cycles
    may use it once it is activated.

    Raises Refused when this name and version is registered with another text: an evaluation may
    be pinned to it, so another text needs another version.
    """
    known = find_scheme(session, name=scheme.name, version=scheme.version)
    if known is not None and known.sha256 == scheme.sha256:
        return known.id
    if known is not None:
        raise Refused(
            unmet("scheme_has_another_text", field="file", name=scheme.name, version=scheme.version)
        )
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


def activate_scheme(
    session: Session, *, scheme_id: UUID, actor_id: UUID | None, at: datetime
) -> None:
    """Let new cycles use a registered scheme; one that they may use already is no act. What began
    under another version stays under it.
    """
    scheme = find_scheme_by_id(session, scheme_id)
    if scheme is None:
        raise hidden()
    if scheme.activated_at is not None:
        return
    row = {"scheme_id": scheme_id, "activated_at": at}
    session.execute(insert(SchemeActivation), [row])
    data = {"scheme": scheme.name, "version": scheme.version, "sha256": scheme.sha256}
    record_admin_event(
        session, action=AdminAction.ACTIVATE_SCHEME, actor_id=actor_id, at=at, data=data
    )


@dataclass(frozen=True, kw_only=True)
class NewCycle:
    """A yearly task to open; without a section every unit may take part."""

    name: str
    fiscal_year: int
    scheme_id: UUID
    section_id: UUID | None
    opens_at: datetime
    closes_at: datetime


def add_cycle(
    session: Session,
    *,
    cycle: NewCycle,
    actor_id: UUID | None,
    at: datetime,
    cycle_id: UUID | None = None,
) -> UUID:
    """Open a yearly task. Returns the id, which is `cycle_id` where that is given.

    Raises Refused when it would close before it opens, when its scheme is not activated, and when
    there is one of this name and fiscal year.
    """
    if cycle.closes_at <= cycle.opens_at:
        raise Refused(unmet("cycle_closes_too_early", field="closes_at"))
    if not is_active(session, cycle.scheme_id):
        raise Refused(unmet("scheme_is_not_active", field="scheme_id"))
    if holds_cycle(session, name=cycle.name, fiscal_year=cycle.fiscal_year):
        year = str(cycle.fiscal_year)
        raise Refused(unmet("cycle_is_there", field="name", name=cycle.name, year=year))
    cycle_id = cycle_id or new_id()
    session.execute(insert(Cycle), [{"id": cycle_id, **asdict(cycle)}])
    data = {
        "cycle": str(cycle_id),
        "name": cycle.name,
        "fiscal_year": cycle.fiscal_year,
        "scheme": str(cycle.scheme_id),
        "section": str(cycle.section_id) if cycle.section_id else None,
        **_describe(Window(opens_at=cycle.opens_at, closes_at=cycle.closes_at)),
    }
    record_admin_event(session, action=AdminAction.ADD_CYCLE, actor_id=actor_id, at=at, data=data)
    return cycle_id


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when a yearly task is open; both instants belong to it."""

    opens_at: datetime
    closes_at: datetime


def change_cycle(
    session: Session,
    *,
    cycle_id: UUID,
    window: Window,
    seen: Window | None = None,
    actor_id: UUID | None,
    at: datetime,
) -> None:
    """Give a yearly task other deadlines, later or earlier; what stands already is no act.

    Raises Refused when it would close before it opens, and when its deadlines are not what was
    `seen` of them.
    """
    cycle = lock_cycle(session, cycle_id)
    if cycle is None:
        raise hidden()
    stands = Window(opens_at=cycle.opens_at, closes_at=cycle.closes_at)
    if seen is not None and seen != stands:
        raise Refused(conflict("cycle_has_moved"))
    if window.closes_at <= window.opens_at:
        raise Refused(unmet("cycle_closes_too_early", field="closes_at"))
    if window == stands:
        return
    session.execute(update(Cycle).where(Cycle.id == cycle_id).values(asdict(window)))
    data = {"cycle": str(cycle_id), "old": _describe(stands), "new": _describe(window)}
    record_admin_event(
        session, action=AdminAction.CHANGE_CYCLE, actor_id=actor_id, at=at, data=data
    )


def _describe(window: Window) -> dict[str, object]:
    return {
        "opens_at": format_utc(window.opens_at),
        "closes_at": format_utc(window.closes_at),
    }
