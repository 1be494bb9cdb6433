"""hengjian delegation: who acts for whom, made by an operator where the principal cannot."""

from argparse import ArgumentTypeError, Namespace
from datetime import UTC, date, datetime, time
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.delegations import DelegationRow, list_delegations
from models.queries.people import Person, find_person_by_login, find_unit_by_code
from models.vocabulary import Role
from policies.delegation import DELEGABLE
from policies.limits import MAX_NAME
from policies.texts import TextProblem, clean_text
from web.cli.parsing import Group, add_command, add_group
from web.cli.terminal import Trouble, say
from web.door import House, now
from web.format import name_doer
from web.texts import describe_text_problem
from web.words import label
from workflow.delegating import NewDelegation, delegate, end_delegation

MOST_LISTED = 1000


def add_delegation_commands(commands: Group) -> None:
    """Add `delegation add`, `delegation end` and `delegation list`."""
    delegation = add_group(commands, "delegation", told=_("代办"))
    adding = add_command(
        delegation,
        "add",
        run_delegation_add,
        told=_("本人不能自己设立时，替他设立代办"),
        example="delegation add wang li --role unit_head --until 2027-01-31 --reason 住院",
    )
    adding.add_argument("principal", help=_("被代办人：登录名"))
    adding.add_argument("deputy", help=_("代办人：登录名"))
    adding.add_argument(
        "--role", required=True, choices=[str(each) for each in DELEGABLE], help=_("哪个角色")
    )
    adding.add_argument("--unit", metavar="CODE", help=_("只限一个单位：单位代码"))
    adding.add_argument("--since", type=read_day, help=_("从哪一天起（缺省为现在）"))
    adding.add_argument("--until", type=read_day, required=True, help=_("到哪一天为止，含当天"))
    adding.add_argument("--reason", required=True, help=_("事由；永久保留，不写个人隐私"))
    ending = add_command(
        delegation,
        "end",
        run_delegation_end,
        told=_("终止代办，立即失效"),
        example="delegation end 019a…",
    )
    ending.add_argument("id", type=read_id, help=_("delegation list 列出的编号"))
    listing = add_command(
        delegation,
        "list",
        run_delegation_list,
        told=_("列出代办，最近的在前"),
        example="delegation list wang",
    )
    listing.add_argument("login", nargs="?", help=_("只列出谁的：登录名"))


def read_id(text: str) -> UUID:
    """Return the id of a delegation."""
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(_("代办的编号见 hengjian delegation list")) from None


def read_day(text: str) -> date:
    """Return a day: 2027-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("日期应写作 2027-01-31")) from None


def run_delegation_add(home: House, asked: Namespace) -> int:
    """Make a deputy, and print the id of the delegation."""
    zone, at = home.settings.time_zone, now()
    since = datetime.combine(asked.since, time(), zone).astimezone(UTC) if asked.since else at
    until = datetime.combine(asked.until, time(23, 59, 59), zone).astimezone(UTC)
    try:
        reason = clean_text(asked.reason, limit=MAX_NAME, lines=False)
    except TextProblem as problem:
        raise Trouble(f"--reason: {describe_text_problem(problem)}") from None
    with home.database.writing() as session:
        principal, deputy = (_find(session, each) for each in (asked.principal, asked.deputy))
        unit = find_unit_by_code(session, asked.unit) if asked.unit else None
        if asked.unit and unit is None:
            raise Trouble(_("没有代码为 %(code)s 的单位", code=asked.unit))
        given = NewDelegation(
            deputy_id=deputy.id,
            role=Role(asked.role),
            unit_id=unit.id if unit else None,
            starts_at=since,
            ends_at=until,
            reason=reason,
        )
        made = delegate(session, given, principal_id=principal.id, actor_id=None, at=at)
    say(str(made))
    return 0


def _find(session: Session, login: str) -> Person:
    person = find_person_by_login(session, login)
    if person is None:
        raise Trouble(_("没有登录名为 %(login)s 的人员", login=login))
    return person


def run_delegation_end(home: House, asked: Namespace) -> int:
    """End a delegation before its time."""
    with home.database.writing() as session:
        end_delegation(session, delegation_id=asked.id, actor_id=None, at=now())
    say(_("代办已终止"))
    return 0


def run_delegation_list(home: House, asked: Namespace) -> int:
    """Print the delegations of one person, or of everybody, the latest first."""
    with home.database.reading() as session:
        person_id = _find(session, asked.login).id if asked.login else None
        rows = list_delegations(session, person_id=person_id, limit=MOST_LISTED)
    for row in rows:
        say(_spell(row))
    return 0


def _spell(row: DelegationRow) -> str:
    at = now()
    if row.ended_at is not None:
        state = _("已终止")
    elif row.is_in_force(at):
        state = _("有效")
    else:
        state = _("尚未开始") if row.stands(at) else _("已到期")
    span = f"{row.starts_at:%Y-%m-%d}–{row.ends_at:%Y-%m-%d}"
    people = name_doer(row.deputy_login, row.principal_login)
    place = f"  {row.unit_name}" if row.unit_name else ""
    return f"{row.id}  {people}  {label(Role, row.role)}{place}  {span}  {state}  {row.reason}"
