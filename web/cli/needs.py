"""What the commands look up: people, units and sections by the names they are called."""

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.people import (
    Person,
    find_person_by_login,
    find_section_by_code,
    find_unit_by_code,
)
from policies.limits import MAX_CODE, MAX_NAME
from policies.texts import TextProblem, clean_code, clean_text
from web.cli.terminal import Trouble
from web.texts import describe_text_problem


def clean(text: str, *, name: str, filled: bool = True) -> str:
    """Return a text that can be kept. Raises Trouble naming the argument."""
    try:
        cleaned = clean_text(text, limit=MAX_NAME, lines=False)
    except TextProblem as problem:
        raise Trouble(f"{name}: {describe_text_problem(problem)}") from None
    if filled and not cleaned:
        raise Trouble(_("%(name)s 不能为空", name=name))
    return cleaned


def clean_word(text: str, *, name: str, limit: int = MAX_CODE) -> str:
    """Return a code or a sign-in name. Raises Trouble naming the argument."""
    try:
        code = clean_code(text, limit=limit)
    except TextProblem as problem:
        raise Trouble(f"{name}: {describe_text_problem(problem)}") from None
    if not code:
        raise Trouble(_("%(name)s 不能为空", name=name))
    return code


def need_section(session: Session, code: str) -> UUID:
    """Return the finance section with this code. Raises Trouble when there is none."""
    section = find_section_by_code(session, code)
    if section is None:
        raise Trouble(_("没有编号为 %(code)s 的财政科室", code=code))
    return section.id


def need_unit(session: Session, code: str) -> UUID:
    """Return the unit with this code. Raises Trouble when there is none."""
    unit = find_unit_by_code(session, code)
    if unit is None:
        raise Trouble(_("没有编号为 %(code)s 的单位", code=code))
    return unit.id


def need_person(session: Session, login: str) -> Person:
    """Return the person with this sign-in name. Raises Trouble when there is none."""
    person = find_person_by_login(session, login)
    if person is None:
        raise Trouble(_("没有登录名为 %(login)s 的人员", login=login))
    return person
