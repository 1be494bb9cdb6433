"""hengjian user: people, their roles and offices, and the links they set passwords with."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.accounts import AccountFilter, AccountLine, list_accounts
from models.vocabulary import Role
from policies.limits import MAX_LOGIN
from web.cli.needs import clean, clean_word, need_person, need_section, need_unit
from web.cli.parsing import Group, add_command, add_group
from web.cli.terminal import Trouble, say, say_row
from web.door import House, now
from web.words import label
from workflow.people import LINK_LIFETIME, add_person, issue_link
from workflow.roles import Post, change_post, change_roles, set_active

ROWS_AT_ONCE = 200
ROLES = [str(one) for one in Role]


def add_user_commands(commands: Group) -> None:
    """Add the commands of people."""
    user = add_group(commands, "user", told=_("人员"))
    add = add_command(
        user,
        "add",
        run_user_add,
        told=_("新增人员，给出设置密码的一次性链接"),
        example="user add zhang --name 张三 --role filer --unit 101001",
    )
    add.add_argument("login", help=_("登录名，不能重复"))
    add.add_argument("--name", required=True, help=_("姓名"))
    _add_roles(add, required=True)
    _add_office(add)
    for name, run, told in (
        ("reset", run_user_reset, _("给出新的一次性链接；旧密码在设置新密码之前仍然有效")),
        ("disable", run_user_disable, _("停用账号，所有登录立即结束；姓名仍留在历史记录里")),
        ("enable", run_user_enable, _("重新启用账号")),
    ):
        command = add_command(user, name, run, told=told, example=f"user {name} zhang")
        command.add_argument("login", help=_("登录名"))
    _add_changes(user)
    listing = add_command(
        user, "list", run_user_list, told=_("列出人员"), example="user list --role unit_head"
    )
    listing.add_argument(
        "--search", default="", metavar="WORDS", help=_("姓名、登录名或单位里有这些字")
    )
    listing.add_argument("--role", choices=ROLES, help=_("有这个角色"))


def _add_changes(user: Group) -> None:
    roles = add_command(
        user,
        "roles",
        run_user_roles,
        told=_("变更角色；写出的角色代替原有的角色"),
        example="user roles zhang --role filer --role unit_head",
    )
    roles.add_argument("login", help=_("登录名"))
    _add_roles(roles, required=True)
    move = add_command(
        user,
        "move",
        run_user_move,
        told=_("变更所属，可以同时变更角色；不写单位和科室就不再属于任何一个"),
        example="user move zhang --section F01 --role finance_chief",
    )
    move.add_argument("login", help=_("登录名"))
    _add_roles(move, required=False)
    _add_office(move)


def _add_roles(command: ArgumentParser, *, required: bool) -> None:
    told = _("角色，可以写几次")
    command.add_argument("--role", action="append", required=required, choices=ROLES, help=told)


def _add_office(command: ArgumentParser) -> None:
    office = command.add_mutually_exclusive_group()
    office.add_argument("--unit", metavar="CODE", help=_("所属单位的编码"))
    office.add_argument("--section", metavar="CODE", help=_("所属财政业务科室的编码"))


def _read_office(session: Session, asked: Namespace) -> tuple[UUID | None, UUID | None]:
    return (
        need_unit(session, asked.unit) if asked.unit else None,
        need_section(session, asked.section) if asked.section else None,
    )


def run_user_add(home: House, asked: Namespace) -> int:
    """Add a person and print the single-use link to set a password with."""
    login = clean_word(asked.login, name="LOGIN", limit=MAX_LOGIN)
    with home.database.writing() as session:
        unit_id, section_id = _read_office(session, asked)
        user_id = add_person(
            session,
            login=login,
            name=clean(asked.name, name="--name"),
            roles={Role(role) for role in asked.role},
            unit_id=unit_id,
            section_id=section_id,
            actor_id=None,
            at=now(),
        )
        token = issue_link(session, user_id=user_id, actor_id=None, at=now())
    _say_link(home, token, login=login)
    return 0


def run_user_reset(home: House, asked: Namespace) -> int:
    """Print a new single-use link; the old password holds until it is used."""
    with home.database.writing() as session:
        person = need_person(session, asked.login)
        if not person.active:
            raise Trouble(_("账号已停用，先启用再发放链接"))
        token = issue_link(session, user_id=person.id, actor_id=None, at=now())
    _say_link(home, token, login=asked.login)
    return 0


def run_user_disable(home: House, asked: Namespace) -> int:
    """Disable a person: every sign-in ends at once, the name stays in the history."""
    _set_active(home, asked.login, active=False)
    say(_("已停用 %(login)s", login=asked.login))
    return 0


def run_user_enable(home: House, asked: Namespace) -> int:
    """Let a disabled person sign in again."""
    _set_active(home, asked.login, active=True)
    say(_("已启用 %(login)s", login=asked.login))
    return 0


def _set_active(home: House, login: str, *, active: bool) -> None:
    with home.database.writing() as session:
        person = need_person(session, login)
        set_active(session, user_id=person.id, active=active, actor_id=None, at=now())


def run_user_roles(home: House, asked: Namespace) -> int:
    """Give a person other roles in the office he has."""
    roles = {Role(role) for role in asked.role}
    with home.database.writing() as session:
        person = need_person(session, asked.login)
        change_roles(session, user_id=person.id, roles=roles, actor_id=None, at=now())
    _say_roles(asked.login, roles)
    return 0


def run_user_move(home: House, asked: Namespace) -> int:
    """Give a person another office, and other roles where some are named."""
    with home.database.writing() as session:
        person = need_person(session, asked.login)
        unit_id, section_id = _read_office(session, asked)
        roles = frozenset(Role(role) for role in asked.role or person.roles)
        post = Post(roles=roles, unit_id=unit_id, section_id=section_id)
        change_post(session, user_id=person.id, post=post, actor_id=None, at=now())
    _say_roles(asked.login, roles)
    return 0


def _say_roles(login: str, roles: frozenset[Role] | set[Role]) -> None:
    told = str(_("、")).join(label(Role, role) for role in Role if role in roles)
    say(_("已保存 %(login)s：%(roles)s", login=login, roles=told))


def run_user_list(home: House, asked: Namespace) -> int:
    """List people: sign-in name, name, office, roles, whether the account works."""
    words = clean(asked.search, name="--search", filled=False)
    wanted = AccountFilter(words=words, role=Role(asked.role) if asked.role else None)
    with home.database.reading() as session:
        for row in _walk_people(session, wanted):
            office = row.unit_name or row.section_name or ""
            state = _("启用") if row.active else _("停用")
            say_row(row.login, row.name, office, ",".join(row.roles), state)
    return 0


def _walk_people(session: Session, wanted: AccountFilter) -> Iterator[AccountLine]:
    beyond = None
    while True:
        page = list_accounts(session, wanted, beyond=beyond, size=ROWS_AT_ONCE)
        yield from page.rows
        if not page.after:
            return
        beyond = page.rows[-1].id


def _say_link(home: House, token: str, *, login: str) -> None:
    minutes = int(LINK_LIFETIME.total_seconds() // 60)
    say(
        _(
            "请 %(login)s 在 %(minutes)s 分钟内打开此链接设置密码（只能使用一次）：",
            login=login,
            minutes=minutes,
        )
    )
    say(f"{home.settings.public_url}/link/{token}")
