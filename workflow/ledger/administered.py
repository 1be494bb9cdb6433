"""The check of the administration: people, roles, offices, schemes, cycles, tokens and delegations
rebuilt from the administrative acts equal the live rows, and nobody acted for another without one.

The acts of earlier releases told less: what was not told is not judged.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.queries.administered import (
    Act,
    list_live,
    list_roles,
    stream_acts,
    stream_deputised,
)
from models.tables import (
    ApiToken,
    Base,
    Cycle,
    Delegation,
    FinanceSection,
    SchemeActivation,
    SchemeRow,
    Unit,
    User,
)
from models.types import format_utc
from models.vocabulary import AdminAction
from workflow.ledger.deputies import find_deputy_faults
from workflow.ledger.findings import Findings
from workflow.ledger.spelling import ID

ADMINISTRATION = "administration"
_UNIT = ("name", "region", "supervising_unit", "section")
_CYCLE = ("name", "fiscal_year", "scheme", "section", "opens_at", "closes_at")
_DELEGATION = ("principal", "deputy", "role", "unit", "starts_at", "ends_at", "reason")

Row = dict[str, Any]


@dataclass
class Office:
    """What the acts add up to: by table and id the columns that were told, the roles of people, the
    times at which a token was or may have been revoked, and when schemes were activated.
    """

    rows: dict[type[Base], dict[str, Row]] = field(
        default_factory=lambda: {
            table: {}
            for table in (FinanceSection, Unit, User, SchemeRow, Cycle, ApiToken, Delegation)
        }
    )
    roles: dict[str, set[str]] = field(default_factory=dict)
    revoked: dict[str, str] = field(default_factory=dict)
    ended: dict[str, list[str]] = field(default_factory=dict)
    activated: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class LookAtAdministration:
    """Look at everything that administrators decide."""

    def run(self, session: Session) -> Findings:
        """Read every act, and compare."""
        findings, office, examined = Findings(), Office(), 0
        for act in stream_acts(session):
            examined += 1
            try:
                _take_in(office, act)
            except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
                office.faults.append(f"admin_event {act.id}: its body has another shape")
        findings.note(ADMINISTRATION, office.faults, examined=examined)
        findings.note(ADMINISTRATION, compare_office(session, office))
        deputised = stream_deputised(session)
        faults = find_deputy_faults(deputised, told=office.rows[Delegation])
        findings.note(ADMINISTRATION, faults)
        return findings


def _take_in(office: Office, act: Act) -> None:
    take = TAKERS.get(act.action)
    if take is not None:
        take(office, act, json.loads(act.body))


def _add_section(office: Office, _act: Act, data: Row) -> None:
    office.rows[FinanceSection][data["section"]] = _pick(data, ("code", "name"))


def _add_unit(office: Office, _act: Act, data: Row) -> None:
    office.rows[Unit][data["unit"]] = _pick(data, ("code", *_UNIT))


def _edit_unit(office: Office, _act: Act, data: Row) -> None:
    office.rows[Unit][data["unit"]] |= _pick(data["new"], _UNIT)


def _add_person(office: Office, _act: Act, data: Row) -> None:
    told = _pick(data, ("login", "name", "unit", "section"))
    office.rows[User][data["person"]] = told | {"active": True}
    office.roles[data["person"]] = set(data["roles"])


def _change_post(office: Office, _act: Act, data: Row) -> None:
    new = data["new"]
    if isinstance(new, list):
        # An earlier release told of the roles alone.
        new = {"roles": new}
    office.roles[data["person"]] = set(new["roles"])
    office.rows[User][data["person"]] |= _pick(new, ("unit", "section"))


def _disable(office: Office, act: Act, data: Row) -> None:
    office.rows[User][data["person"]]["active"] = False
    _end_tokens(office, act, data)


def _enable(office: Office, _act: Act, data: Row) -> None:
    office.rows[User][data["person"]]["active"] = True


def _end_tokens(office: Office, act: Act, data: Row) -> None:
    """Whoever is disabled or sets a password loses his tokens."""
    office.ended.setdefault(data["person"], []).append(act.at)


def _add_scheme(office: Office, _act: Act, data: Row) -> None:
    told = {"name": data["scheme"], "version": data["version"], "sha256": data["sha256"]}
    office.rows[SchemeRow][f"{data['scheme']}@{data['version']}"] = told


def _activate(office: Office, act: Act, data: Row) -> None:
    office.activated[data["scheme"], data["version"]] = act.at


def _add_cycle(office: Office, _act: Act, data: Row) -> None:
    office.rows[Cycle][data["cycle"]] = _pick(data, _CYCLE)


def _change_cycle(office: Office, _act: Act, data: Row) -> None:
    office.rows[Cycle][data["cycle"]] |= _pick(data["new"], ("opens_at", "closes_at"))


def _issue_token(office: Office, act: Act, data: Row) -> None:
    told = _pick(data, ("person", "name", "scope"))
    began = datetime.strptime(act.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    ends = began + timedelta(days=data["days"])
    told |= {"created_at": act.at, "expires_at": format_utc(ends)}
    office.rows[ApiToken][data["token"]] = told


def _revoke(office: Office, act: Act, data: Row) -> None:
    office.revoked[data["token"]] = act.at


def _delegate(office: Office, act: Act, data: Row) -> None:
    told = _pick(data, _DELEGATION) | {"created_at": act.at, "ended_at": None}
    office.rows[Delegation][data["delegation"]] = told


def _end_delegation(office: Office, _act: Act, data: Row) -> None:
    office.rows[Delegation][data["delegation"]]["ended_at"] = data["ended_at"]


TAKERS: Mapping[str, Callable[[Office, Act, Row], None]] = {
    AdminAction.ADD_SECTION: _add_section,
    AdminAction.ADD_UNIT: _add_unit,
    AdminAction.EDIT_UNIT: _edit_unit,
    AdminAction.ADD_PERSON: _add_person,
    AdminAction.CHANGE_ROLES: _change_post,
    AdminAction.CHANGE_UNIT: _change_post,
    AdminAction.DISABLE_PERSON: _disable,
    AdminAction.ENABLE_PERSON: _enable,
    AdminAction.SET_PASSWORD: _end_tokens,
    AdminAction.ADD_SCHEME: _add_scheme,
    AdminAction.ACTIVATE_SCHEME: _activate,
    AdminAction.ADD_CYCLE: _add_cycle,
    AdminAction.CHANGE_CYCLE: _change_cycle,
    AdminAction.ISSUE_TOKEN: _issue_token,
    AdminAction.REVOKE_TOKEN: _revoke,
    AdminAction.DELEGATE: _delegate,
    AdminAction.END_DELEGATION: _end_delegation,
}
"""What each act tells; what is not named here changes no row that is compared."""


def _pick(data: Mapping[str, Any], names: tuple[str, ...]) -> Row:
    return {name: data[name] for name in names if name in data}


def compare_office(session: Session, office: Office) -> Iterator[str]:
    """Yield each live row that the acts tell otherwise, do not tell of, or tell of in vain."""
    for table in (FinanceSection, Unit, User, Cycle, ApiToken, Delegation):
        live = {ID[row["id"]]: row for row in list_live(session, table)}
        yield from _compare_table(table, live=live, told=office.rows[table])
        if table is ApiToken:
            yield from _compare_ends(live, office)
    yield from _compare_roles(session, office)
    yield from _compare_schemes(session, office)


def _compare_table(
    table: type[Base], *, live: Mapping[str, Row], told: Mapping[str, Row]
) -> Iterator[str]:
    kind = table.__tablename__
    for own in sorted(live.keys() | told.keys(), key=str):
        if own not in told:
            yield f"{kind} {own}: no administrative act tells of it"
        elif own not in live:
            yield f"{kind} {own}: it is missing"
        else:
            for name, value in told[own].items():
                stands = ID[live[own][name]]
                if stands != value:
                    yield f"{kind} {own}: {name} is {stands}, the acts say {value}"


def _compare_ends(live: Mapping[str, Row], office: Office) -> Iterator[str]:
    """A token that was revoked stays so. One that its person lost otherwise says when; that it was
    not lost cannot be told from one that was issued at the same moment.
    """
    for own, row in live.items():
        told = office.revoked.get(own)
        ended = office.ended.get(ID[row["person"]], [])
        stands = row["revoked_at"]
        allowed = {*ended, told} if told is not None else {*ended, None}
        if stands not in allowed:
            yield f"api_token {own}: revoked_at is {stands}, the acts say {told}"


def _compare_roles(session: Session, office: Office) -> Iterator[str]:
    live: dict[str, set[str]] = {}
    for person, role in list_roles(session):
        live.setdefault(ID[person], set()).add(role)
    for person in sorted(live.keys() | office.roles.keys(), key=str):
        stands, told = (sorted(each.get(person, ())) for each in (live, office.roles))
        if stands != told:
            yield f"user_role of {person}: the roles are {stands}, the acts say {told}"


def _compare_schemes(session: Session, office: Office) -> Iterator[str]:
    schemes = list_live(session, SchemeRow)
    live = {f"{row['name']}@{row['version']}": row for row in schemes}
    yield from _compare_table(SchemeRow, live=live, told=office.rows[SchemeRow])
    active = {row["id"]: row["activated_at"] for row in list_live(session, SchemeActivation)}
    known = [
        (key, active.pop(row["id"], None), office.activated.get((row["name"], row["version"])))
        for key, row in live.items()
    ]
    yield from _compare_activations(known)
    for own in active:
        yield f"scheme_activation {ID[own]}: its scheme does not exist"


def _compare_activations(known: list[tuple[str, str | None, str | None]]) -> Iterator[str]:
    """A migration that brought activations in made one of each scheme there was, with one stroke:
    nobody told of these, but whatever was told before has the moment of that stroke.
    """
    acts = {told for _, _, told in known if told is not None}
    odd = [each for each in known if each[1] != each[2]]
    for key, stands, told in odd:
        earlier = [each for each in known if (each[2] or "") <= (stands or "")]
        is_stroke = stands is not None and stands not in acts
        if not is_stroke or any(each[1] != stands for each in earlier):
            place = f"scheme_activation of {key}"
            yield f"{place}: activated_at is {stands}, the acts say {told}"
