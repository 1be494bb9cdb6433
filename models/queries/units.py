"""Units as administrators see them: the tree, one unit, and units held while they are changed."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from models.queries.paging import Page, Place, fetch_page
from models.tables import Evaluation, FinanceSection, Unit, User, UserRole
from models.vocabulary import Role

SEPARATOR = "\x1f"
"""Stands between the codes of a path: no code holds it, and it sorts before everything one may."""


class UnitRow(NamedTuple):
    """One unit as it is stored."""

    id: UUID
    code: str
    name: str
    region: str
    supervising_unit_id: UUID | None
    section_id: UUID


class UnitLine(NamedTuple):
    """One unit in the tree; `depth` is 0 where nobody supervises it. `heads` and `filers` count
    the active people of the unit.
    """

    id: UUID
    code: str
    name: str
    region: str
    depth: int
    supervising_unit_id: UUID | None
    supervising_name: str | None
    section_name: str
    heads: int
    filers: int


class UnitName(NamedTuple):
    """What a unit is called."""

    code: str
    name: str


_UNITS = select(
    Unit.id, Unit.code, Unit.name, Unit.region, Unit.supervising_unit_id, Unit.section_id
)


def find_unit(session: Session, unit_id: UUID) -> UnitRow | None:
    """Return one unit."""
    row = session.execute(_UNITS.where(Unit.id == unit_id)).one_or_none()
    return None if row is None else UnitRow(*row)


def list_units(session: Session, *, held: bool) -> list[UnitRow]:
    """Return every unit, by id. Where they are `held`, nobody else changes one until the
    transaction ends: the tree is one thing, and a circle in it can be made from two ends. New
    evaluations are not kept waiting.
    """
    statement = _UNITS.order_by(Unit.id)
    rows = session.execute(statement.with_for_update(key_share=True) if held else statement)
    return [UnitRow(*row) for row in rows]


def lock_evaluations_of(session: Session, unit_id: UUID) -> list[UUID]:
    """Return the ids of a unit's evaluations and hold them until the transaction ends."""
    statement = select(Evaluation.id).where(Evaluation.unit_id == unit_id).order_by(Evaluation.id)
    return list(session.scalars(statement.with_for_update(key_share=True)))


def list_unit_names(session: Session, *, limit: int) -> list[UnitName]:
    """Return the first units by code, to be suggested."""
    rows = session.execute(select(Unit.code, Unit.name).order_by(Unit.code).limit(limit))
    return [UnitName(*row) for row in rows]


def _walk_tree() -> Any:
    """Every unit below those nobody supervises, with the codes from the top down to it."""
    tops = select(
        Unit.id.label("id"), cast(Unit.code, Text).label("path"), literal(0).label("depth")
    )
    tree = tops.where(Unit.supervising_unit_id.is_(None)).cte("tree", recursive=True)
    path = tree.c.path + SEPARATOR + Unit.code
    below = select(Unit.id, path, tree.c.depth + 1)
    return tree.union_all(below.join(tree, Unit.supervising_unit_id == tree.c.id))


def _count_people(role: Role) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.unit_id == Unit.id, User.active, UserRole.role == role)
        .correlate(Unit)
        .scalar_subquery()
    )


def _select_lines(tree: Any) -> "Select[*tuple[Any, ...]]":
    above = aliased(Unit)
    return (
        select(
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.region,
            tree.c.depth,
            Unit.supervising_unit_id,
            above.name,
            FinanceSection.name,
            _count_people(Role.UNIT_HEAD),
            _count_people(Role.FILER),
        )
        .join(tree, tree.c.id == Unit.id)
        .join(FinanceSection, FinanceSection.id == Unit.section_id)
        .outerjoin(above, above.id == Unit.supervising_unit_id)
    )


def list_tree(
    session: Session,
    *,
    words: str = "",
    beyond: UUID | None = None,
    backward: bool = False,
    size: int,
) -> Page[UnitLine]:
    """Return units in the order of the tree, a supervising unit before its own; those whose name
    or code holds `words`. The page lies after the unit `beyond`, or before it. Two queries at
    most.
    """
    tree = _walk_tree()
    statement = _select_lines(tree)
    if words:
        found = (place.contains(words, autoescape=True) for place in (Unit.name, Unit.code))
        statement = statement.where(or_(*found))
    place = None
    if beyond is not None:
        path = session.scalar(select(tree.c.path).where(tree.c.id == beyond))
        place = Place(keys=(path or "", beyond), backward=backward)
    page = fetch_page(
        session,
        statement,
        keys=(tree.c.path, Unit.id),  # type: ignore[arg-type]  # a column is an expression
        descending=False,
        place=place,
        size=size,
    )
    return Page(rows=[UnitLine(*row) for row in page.rows], before=page.before, after=page.after)


class SectionLine(NamedTuple):
    """One finance section, how many units it oversees and how many active chiefs it has."""

    id: UUID
    code: str
    name: str
    units: int
    chiefs: int


def list_sections(session: Session, *, limit: int) -> list[SectionLine]:
    """Return the first finance sections by code. One query."""
    units = select(func.count()).where(Unit.section_id == FinanceSection.id)
    chiefs = (
        select(func.count())
        .select_from(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(
            User.section_id == FinanceSection.id,
            User.active,
            UserRole.role == Role.FINANCE_CHIEF,
        )
    )
    rows = session.execute(
        select(
            FinanceSection.id,
            FinanceSection.code,
            FinanceSection.name,
            units.correlate(FinanceSection).scalar_subquery(),
            chiefs.correlate(FinanceSection).scalar_subquery(),
        )
        .order_by(FinanceSection.code)
        .limit(limit)
    )
    return [SectionLine(*row) for row in rows]
