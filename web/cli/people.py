"""hengjian section, unit, cycle and user: what an office sets up before its first evaluation."""

from argparse import Namespace
from datetime import datetime, time, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.people import (
    Person,
    find_person_by_login,
    find_section_by_code,
    find_unit_by_code,
)
from models.vocabulary import Role
from policies.limits import MAX_NAME
from policies.scheme import load_bundled_schemes
from policies.texts import TextProblem, clean_text
from web.cli.terminal import Trouble, say
from web.door import House, now
from web.texts import describe_text_problem
from workflow.cycles import NewCycle, activate_scheme, add_cycle, register_scheme
from workflow.offices import add_section, add_unit
from workflow.people import LINK_LIFETIME, add_person, issue_link
from workflow.roles import set_active


def _clean(text: str, *, name: str) -> str:
    try:
        cleaned = clean_text(text, limit=MAX_NAME, lines=False)
    except TextProblem as problem:
        raise Trouble(f"{name}: {describe_text_problem(problem)}") from None
    if not cleaned:
        raise Trouble(_("%(name)s 不能为空", name=name))
    return cleaned


def _need_section(session: Session, code: str) -> UUID:
    section = find_section_by_code(session, code)
    if section is None:
        raise Trouble(_("没有编号为 %(code)s 的财政科室", code=code))
    return section.id


def _need_unit(session: Session, code: str) -> UUID:
    unit = find_unit_by_code(session, code)
    if unit is None:
        raise Trouble(_("没有编号为 %(code)s 的单位", code=code))
    return unit.id


def _need_person(session: Session, login: str) -> Person:
    person = find_person_by_login(session, login)
    if person is None:
        raise Trouble(_("没有登录名为 %(login)s 的人员", login=login))
    return person


def run_section_add(home: House, asked: Namespace) -> int:
    """Add a finance section."""
    with home.database.writing() as session:
        code, name = _clean(asked.code, name="CODE"), _clean(asked.name, name="NAME")
        add_section(session, code=code, name=name, actor_id=None, at=now())
    say(_("已添加财政科室 %(name)s", name=name))
    return 0


def run_unit_add(home: House, asked: Namespace) -> int:
    """Add a unit under a finance section and, where there is one, a supervising unit."""
    with home.database.writing() as session:
        name = _clean(asked.name, name="NAME")
        add_unit(
            session,
            code=_clean(asked.code, name="CODE"),
            name=name,
            region=asked.region,
            section_id=_need_section(session, asked.section),
            supervising_unit_id=(
                _need_unit(session, asked.supervised_by) if asked.supervised_by else None
            ),
            actor_id=None,
            at=now(),
        )
    say(_("已添加单位 %(name)s", name=name))
    return 0


def run_cycle_add(home: House, asked: Namespace) -> int:
    """Open a yearly task with a bundled scheme; the last day counts whole."""
    scheme = next(
        (one for one in load_bundled_schemes() if f"{one.name}@{one.version}" == asked.scheme),
        None,
    )
    if scheme is None:
        known = ", ".join(f"{one.name}@{one.version}" for one in load_bundled_schemes())
        raise Trouble(_("没有方案 %(scheme)s；可用：%(known)s", scheme=asked.scheme, known=known))
    zone = home.settings.time_zone
    closes = datetime.combine(asked.closes, time(), zone) + timedelta(days=1, microseconds=-1)
    with home.database.writing() as session:
        scheme_id = register_scheme(session, scheme=scheme, actor_id=None, at=now())
        activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=now())
        add_cycle(
            session,
            cycle=NewCycle(
                name=_clean(asked.name, name="NAME"),
                fiscal_year=asked.year,
                scheme_id=scheme_id,
                section_id=_need_section(session, asked.section) if asked.section else None,
                opens_at=datetime.combine(asked.opens, time(), zone),
                closes_at=closes,
            ),
            actor_id=None,
            at=now(),
        )
    say(_("已开设 %(year)s 年度任务，截止 %(closes)s", year=asked.year, closes=asked.closes))
    return 0


def run_user_add(home: House, asked: Namespace) -> int:
    """Add a person and print the single-use link to set a password with."""
    with home.database.writing() as session:
        user_id = add_person(
            session,
            login=_clean(asked.login, name="LOGIN"),
            name=_clean(asked.name, name="--name"),
            roles=[Role(role) for role in asked.role],
            unit_id=_need_unit(session, asked.unit) if asked.unit else None,
            section_id=_need_section(session, asked.section) if asked.section else None,
            actor_id=None,
            at=now(),
        )
        token = issue_link(session, user_id=user_id, actor_id=None, at=now())
    _say_link(home, token, login=asked.login)
    return 0


def run_user_reset(home: House, asked: Namespace) -> int:
    """Print a new single-use link; the old password holds until it is used."""
    with home.database.writing() as session:
        person = _need_person(session, asked.login)
        token = issue_link(session, user_id=person.id, actor_id=None, at=now())
    _say_link(home, token, login=asked.login)
    return 0


def run_user_disable(home: House, asked: Namespace) -> int:
    """Disable a person: every sign-in ends at once, the name stays in the history."""
    with home.database.writing() as session:
        person = _need_person(session, asked.login)
        set_active(session, user_id=person.id, active=False, actor_id=None, at=now())
    say(_("已停用 %(login)s", login=asked.login))
    return 0


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
