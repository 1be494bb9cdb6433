"""Attacks on single rows: a value changed, rows swapped, removed, made up, taken from others.

Each answers with what would name the place, of which verification has to tell one; with nothing
where the database itself refused, or nothing was changed.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from models.tables import Base
from models.types import format_utc

AnyRow = Row[*tuple[Any, ...]]
Places = frozenset[str]
NOWHERE: Places = frozenset()
OTHERWISE = {
    "scheme": ("scheme ",),
    "scheme_activation": ("scheme_activation ",),
    "seal": ("the checkpoint outside",),
}
"""How rows are named whose numbers nobody knows: schemes by name and version, of which a forger
changes both, and a missing seal by the checkpoint that knows of it.
"""
TRAIL = frozenset({"audit_event", "admin_event", "refusal", "seal"})
STEP = Decimal("0.01")


def name_places(table: Table, row: AnyRow) -> Places:
    """How verification may name a row: by the table and its number, or by the ids it bears."""
    return frozenset(_list_names(table, row))


def _list_names(table: Table, row: AnyRow) -> Iterator[str]:
    yield from OTHERWISE.get(table.name, ())
    for name, value in row._mapping.items():
        if isinstance(value, UUID):
            yield str(value)
        elif name == "id":
            yield f"{table.name} {value}"


def list_rows(session: Session, table: Table) -> Sequence[AnyRow]:
    """Every row of a table, in the order of its key."""
    return session.execute(select(table).order_by(*table.primary_key.columns)).all()


def change_value(session: Session, random: Random, *, table: str, column: str) -> Places:
    """Change one value: a bit of it, its size, or into that of another row."""
    chosen, rows = _choose(session, random, table)
    if chosen is None:
        return NOWHERE
    others = [row._mapping[column] for row in rows]
    old = chosen._mapping[column]
    new = random.choice([*others, None, _turn(old, random), _turn(old, random)])
    if _is_same(old, new):
        return NOWHERE
    place = Base.metadata.tables[table]
    _set(session, place, chosen, **{column: new})
    # Of a row with another number the one is told that now stands in its place.
    at = rows.index(chosen)
    behind = rows[at + 1 : at + 2] if column in place.primary_key.columns else []
    return NOWHERE.union(*(name_places(place, row) for row in (chosen, *behind)))


def swap_values(session: Session, random: Random, *, table: str, column: str) -> Places:
    """Swap the values of two rows."""
    first, rows = _choose(session, random, table)
    if first is None:
        return NOWHERE
    second = random.choice(rows)
    old, new = first._mapping[column], second._mapping[column]
    if _is_same(old, new):
        return NOWHERE
    place = Base.metadata.tables[table]
    _set(session, place, first, **{column: new})
    _set(session, place, second, **{column: old})
    return name_places(place, first) | name_places(place, second)


def remove_row(session: Session, random: Random, *, table: str, column: str) -> Places:  # noqa: ARG001 -- one signature for all
    """Remove a row."""
    chosen, rows = _choose(session, random, table)
    if chosen is None:
        return NOWHERE
    place = Base.metadata.tables[table]
    session.execute(delete(place).where(*_is(place, chosen)))
    # What is missing is told where the next one stands.
    behind = rows[rows.index(chosen) + 1 : rows.index(chosen) + 2]
    users = _list_users(session, table, chosen)
    return frozenset().union(*(name_places(place, row) for row in (chosen, *behind)), users) | {
        "missing"
    }


def add_row(session: Session, random: Random, *, table: str, column: str) -> Places:
    """Make a row up after another one, with a number or key of its own."""
    chosen, _ = _choose(session, random, table)
    if chosen is None:
        return NOWHERE
    place = Base.metadata.tables[table]
    made = dict(chosen._mapping)
    for key in place.primary_key.columns:
        value = made[key.name]
        if isinstance(value, int):
            # What comes behind the last seal cannot be told from what is not sealed yet.
            number = random.randrange(1, 1000)
            made[key.name] = -number if table in TRAIL else 1_000_000 + number
        elif isinstance(value, UUID):
            made[key.name] = UUID(int=random.getrandbits(128), version=4)
        else:
            made[key.name] = _turn(value, random)
    if column not in place.primary_key.columns:
        made[column] = _turn(made[column], random)
    session.execute(insert(place).values(made))
    added = session.execute(select(place).where(*_is_made(place, made))).one()
    return name_places(place, chosen) | name_places(place, added)


def take_from_another(session: Session, random: Random, *, table: str, column: str) -> Places:  # noqa: ARG001 -- one signature for all
    """Give an evaluation what another one holds."""
    place = Base.metadata.tables[table]
    chosen, rows = _choose(session, random, table)
    if chosen is None or "evaluation_id" not in place.c:
        return NOWHERE
    other = random.choice(rows)
    if other.evaluation_id == chosen.evaluation_id:
        return NOWHERE
    _set(session, place, chosen, evaluation_id=other.evaluation_id)
    return name_places(place, chosen) | name_places(place, other)


def cut_off(session: Session, random: Random, *, table: str, column: str) -> Places:  # noqa: ARG001 -- one signature for all
    """Remove the last rows of a table."""
    place = Base.metadata.tables[table]
    rows = list_rows(session, place)
    if not rows:
        return NOWHERE
    gone = rows[-random.randint(1, len(rows)) :]
    places = NOWHERE.union(*(name_places(place, row) for row in gone), {"missing"})
    for row in gone:
        places |= _list_users(session, table, row)
        session.execute(delete(place).where(*_is(place, row)))
    return places


def _list_users(session: Session, table: str, row: AnyRow) -> Places:
    """The rows that refer to a row, which is missing there."""
    users: Places = NOWHERE
    for place in Base.metadata.tables.values() if "id" in row._mapping else ():
        for key in place.foreign_keys:
            if key.column.table.name == table and key.column.name == "id":
                found = session.execute(select(place).where(key.parent == row.id)).all()
                users = users.union(*(name_places(place, each) for each in found))
    return users


def _choose(session: Session, random: Random, table: str) -> tuple[AnyRow | None, Sequence[AnyRow]]:
    rows = list_rows(session, Base.metadata.tables[table])
    return (random.choice(rows) if rows else None), rows


def _set(session: Session, table: Table, row: AnyRow, **values: Any) -> None:
    session.execute(update(table).where(*_is(table, row)).values(values))


def _is(table: Table, row: AnyRow) -> list[Any]:
    return [column == row._mapping[column.name] for column in table.primary_key.columns]


def _is_made(table: Table, made: dict[str, Any]) -> list[Any]:
    return [column == made[column.name] for column in table.primary_key.columns]


def _is_same(old: Any, new: Any) -> bool:
    spelled = (format_utc(each) if isinstance(each, datetime) else each for each in (old, new))
    return bool(next(spelled) == next(spelled))


def _turn(value: Any, random: Random) -> Any:
    """A value that is nearly the same."""
    for kind, turn in _TURNS:
        if isinstance(value, kind):
            return turn(value, random)
    return None


def _turn_bit(data: bytes, random: Random) -> bytes:
    turned = bytearray(data or b"\x00")
    turned[random.randrange(len(turned))] ^= 1 << random.randrange(8)
    return bytes(turned)


def _turn_text(value: str, random: Random) -> str:
    if not value:
        return "项"
    at = random.randrange(len(value))
    other = chr(ord(value[at]) ^ (1 << random.randrange(6)))
    # A sign that no text may hold is refused by the databases, not by verification.
    other = other if other.isprintable() else "0" if value[at] != "0" else "1"
    return random.choice([value[:at] + other + value[at + 1 :], value[:at], value + "0"])


def _turn_number(value: int, random: Random) -> int:
    return value + random.choice([-1, 1, 1 << random.randrange(20)])


def _turn_points(value: Decimal, random: Random) -> Decimal:
    return value + random.choice([-STEP, STEP, Decimal(10)])


def _turn_time(value: datetime, random: Random) -> datetime:
    return value + timedelta(microseconds=random.choice([-1, 1, 60_000_000]))


def _turn_word(value: StrEnum, random: Random) -> StrEnum:
    return random.choice(list(type(value)))


_TURNS: tuple[tuple[type, Callable[[Any, Random], Any]], ...] = (
    (bool, lambda value, _: not value),
    (StrEnum, _turn_word),
    (int, _turn_number),
    (Decimal, _turn_points),
    (datetime, _turn_time),
    (UUID, lambda value, random: UUID(int=value.int ^ (1 << random.randrange(128)))),
    (bytes, _turn_bit),
    (str, _turn_text),
)
