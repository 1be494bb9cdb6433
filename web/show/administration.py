"""Administrative acts in words: what was done to whom or what, from what to what."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.queries.administration import AdminEventRow, Named
from models.vocabulary import AdminAction, Role, Scope
from web.format import NOTHING, format_moment, shorten_hash
from web.words import label

LABELS: Mapping[str, Any] = {
    "name": _l("名称"),
    "code": _l("编码"),
    "login": _l("登录名"),
    "region": _l("地区"),
    "supervising_unit": _l("主管单位"),
    "section": _l("财政业务科室"),
    "unit": _l("单位"),
    "roles": _l("角色"),
    "fiscal_year": _l("年度"),
    "scheme": _l("评价方案"),
    "sha256": _l("文件的 SHA-256"),
    "opens_at": _l("开始"),
    "closes_at": _l("截止"),
    "scope": _l("权限"),
    "days": _l("有效天数"),
    "seconds": _l("倒退的秒数"),
    "key": _l("封印的公钥"),
    "principal": _l("被代办人"),
    "deputy": _l("代办人"),
    "role": _l("角色"),
    "starts_at": _l("自"),
    "ends_at": _l("至"),
    "ended_at": _l("终止于"),
    "reason": _l("事由"),
}
"""What the members of bodies are called; another one shows itself."""
MOMENTS = frozenset({"opens_at", "closes_at", "starts_at", "ends_at", "ended_at"})
OURS = frozenset(
    {"roles", "role", "scope", "sha256", "fiscal_year", "days", "seconds", "key", *MOMENTS}
)
"""Members whose values are our own words and numbers, not what people entered."""
SUBJECTS = ("person", "deputy", "cycle", "unit", "section", "scheme")
"""Members that may say whom or what an act is about, the first that is there."""
_TOLD_ELSEWHERE = frozenset({"version", "token", "delegation"})
"""Members that stand beside the subject, or say nothing to people."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One value that an act gave, or changed where there is an `old` one."""

    what: str
    old: str | None
    new: str
    entered: bool


@dataclass(frozen=True, kw_only=True)
class AdminEntry:
    """One act as it is told; without an actor it was an operator at the command line."""

    row: AdminEventRow
    subject: str
    subject_code: str
    facts: tuple[Fact, ...]


def list_ids(rows: Iterable[AdminEventRow]) -> set[UUID]:
    """Return every id that the bodies of these acts name."""
    return {found for row in rows for found in _walk(json.loads(row.body))}


def _walk(told: Any) -> Iterator[UUID]:
    if isinstance(told, dict):
        for value in told.values():
            yield from _walk(value)
    elif (found := _read_id(told)) is not None:
        yield found


def _read_id(value: Any) -> UUID | None:
    try:
        return (
            UUID(value) if isinstance(value, str) and len(value) == len(str(UUID(int=0))) else None
        )
    except ValueError:
        return None


def describe_admin_event(row: AdminEventRow, *, names: Mapping[UUID, Named]) -> AdminEntry:
    """Return one act in words, ids by the names of today."""
    body: dict[str, Any] = json.loads(row.body)
    key = next((name for name in SUBJECTS if name in body), "")
    subject = body.get(key, "")
    named = names.get(_read_id(subject) or UUID(int=0))
    # A person and what he was called when he was added stand side by side in the body.
    told = {name: value for name, value in body.items() if name not in {key, *_TOLD_ELSEWHERE}}
    return AdminEntry(
        row=row,
        subject=named.name if named else str(subject),
        subject_code=_spell_code(row.action, named=named, body=body),
        facts=tuple(_list_facts(told, named=named, names=names)),
    )


def _spell_code(action: str, *, named: Named | None, body: Mapping[str, Any]) -> str:
    if action in {AdminAction.ADD_SCHEME, AdminAction.ACTIVATE_SCHEME}:
        return str(body.get("version", ""))
    return named.code if named and named.code != named.name else ""


def _list_facts(
    told: dict[str, Any], *, named: Named | None, names: Mapping[UUID, Named]
) -> Iterator[Fact]:
    old, new = _as_members(told.pop("old", {})), _as_members(told.pop("new", {}))
    for name in [*old, *(name for name in new if name not in old)]:
        before, after = old.get(name), new.get(name)
        if before != after:
            yield _make_fact(name, old=_spell(name, before, names), new=_spell(name, after, names))
    for name, value in sorted(told.items(), key=_rank):
        is_said = named is not None and value in (named.name, named.code)
        if value not in (None, "", []) and not is_said:
            yield _make_fact(name, old=None, new=_spell(name, value, names))


def _rank(member: tuple[str, Any]) -> int:
    order = list(LABELS)
    return order.index(member[0]) if member[0] in LABELS else len(order)


def _as_members(told: Any) -> dict[str, Any]:
    # An early change of roles told nothing but the roles.
    return told if isinstance(told, dict) else {"roles": told}


def _make_fact(name: str, *, old: str | None, new: str) -> Fact:
    return Fact(what=str(LABELS.get(name, name)), old=old, new=new, entered=name not in OURS)


_SPELLERS: Mapping[str, Callable[[Any], str]] = {
    "roles": lambda codes: str(_("、")).join(label(Role, code) for code in codes),
    "scope": lambda code: label(Scope, code),
    "role": lambda code: label(Role, code),
    "sha256": shorten_hash,
    **dict.fromkeys(MOMENTS, lambda text: format_moment(datetime.fromisoformat(text))),
}


def _spell(name: str, value: Any, names: Mapping[UUID, Named]) -> str:
    if value in (None, "", []):
        return NOTHING
    if name in _SPELLERS:
        return _SPELLERS[name](value)
    found = _read_id(value)
    if found is None or found not in names:
        return str(value)
    named = names[found]
    return f"{named.name} {named.code}" if name == "scheme" else named.name
