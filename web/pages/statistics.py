"""Figures over all evaluations that somebody may see, each with the list of those behind it."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from models.queries.several_units import MemberRow, list_members, list_shared
from models.queries.statistics import Extent
from models.queries.visibility import Asker
from models.vocabulary import LIFECYCLE, Kind
from web.asking import read_id, read_word, read_year, require_actor
from web.behind import read_name, read_state
from web.desk import at
from web.door import database
from web.filters import as_asker, keep_filters, read_tree
from web.pages.exports import FORMS, MOST_ROWS, send_table
from web.show.statistics import codes, gaps, indicator, rates, rolled, stays, units
from web.show.statistics.table import Table
from web.show.statistics.views import VIEWS, find_view

blueprint = Blueprint("statistics", __name__)
FILTERS = ("year", "unit", "kind", "reached")
LINES = 50
"""Lines of a table that a page shows; the next follow on the next page."""
MOST_SHARED, MOST_MEMBERS = 50, 100
"""Projects that are offered, and units whose tables are rolled up into one."""


@blueprint.get("/statistics")
def show() -> ResponseReturnValue:
    """Counts, funds, averages and grades by unit and year."""
    return _render("show")


@blueprint.get("/statistics/gaps")
def show_gaps() -> ResponseReturnValue:
    """How much higher units score themselves than they are reviewed."""
    return _render("show_gaps")


@blueprint.get("/statistics/rates")
def show_rates() -> ResponseReturnValue:
    """The execution rate against the score."""
    return _render("show_rates")


@blueprint.get("/statistics/stays")
def show_stays() -> ResponseReturnValue:
    """How long evaluations stay where, and how many rounds they take."""
    return _render("show_stays")


@blueprint.get("/statistics/codes")
def show_codes() -> ResponseReturnValue:
    """Which inconsistencies are found most often."""
    return _render("show_codes")


@blueprint.get("/statistics/indicator")
def show_indicator() -> ResponseReturnValue:
    """The same indicator over the years, by its whole name."""
    return _render("show_indicator")


@blueprint.get(f"/statistics/export/<any({FORMS}):form>")
def export(form: str) -> ResponseReturnValue:
    """One table of one of these pages as a file, all of its lines."""
    asker, extent = as_asker(require_actor()), read_extent()
    key = request.args.get("table", "")
    view = find_view(key)
    if view is None:
        abort(HTTPStatus.NOT_FOUND)
    with database().reading() as session:
        tables = _read_tables(session, asker, extent, view=view, most=MOST_ROWS)
    table = next((each for each in tables if each.key == key), None)
    if table is None:
        abort(HTTPStatus.NOT_FOUND)
    return _send(table, form=form)


def _send(table: Table, *, form: str, named: str = "") -> ResponseReturnValue:
    columns = table.list_headings()
    return send_table(table.list_rows(), columns=columns, form=form, title=table.title, named=named)


def read_extent() -> Extent:
    """Return over which evaluations the address asks for figures."""
    return Extent(
        fiscal_year=read_year("year"),
        unit_id=read_id("unit"),
        kind=read_word("kind", Kind),
        reached=read_state("reached"),
    )


def _read_tables(
    session: Session, asker: Asker, extent: Extent, *, view: str, most: int = indicator.MOST_LINES
) -> list[Table]:
    endpoint = f"statistics.{view}"
    if view == "show_indicator":
        name = read_name("indicator")
        asked = indicator.Asked(session=session, asker=asker, extent=extent, name=name or "")
        return indicator.make_tables(asked, most=most) if name else []
    if view == "show_stays":
        return stays.make_tables(session, asker, extent, at=at())
    makers = {
        "show": units.make_tables,
        "show_gaps": gaps.make_tables,
        "show_rates": rates.make_tables,
        "show_codes": codes.make_tables,
    }
    return makers[view](session, asker, extent, view=endpoint)


def _render(view: str) -> ResponseReturnValue:
    asker, extent = as_asker(require_actor()), read_extent()
    names: Sequence[str] = ()
    with database().reading() as session:
        tables = _read_tables(session, asker, extent, view=view)
        tree = read_tree(session, asker)
        if view == "show_indicator" and not tables:
            names = indicator.read_names(session, asker, extent)
    return render_template(
        "statistics.html",
        **_describe(extent, view=view),
        tables=[_cut(table, after=request.args.get("after", "")) for table in tables],
        tree=tree,
        names=names,
        indicator=read_name("indicator"),
    )


def _describe(extent: Extent, *, view: str) -> dict[str, object]:
    return {
        "view": view,
        "views": VIEWS,
        "extent": extent,
        "filters": keep_filters((*FILTERS, "indicator")),
        "states": LIFECYCLE[1:],
        "kinds": tuple(Kind),
    }


def _cut(table: Table, *, after: str) -> tuple[Table, str | None]:
    """Return the lines of one page, and after which line the next one begins."""
    lines = table.lines
    places = [f"{table.key}:{line.key}" for line in lines]
    start = places.index(after) + 1 if after in places else 0
    shown = lines[start : start + LINES]
    more = len(lines) > start + LINES
    return table.show_only(shown), places[start + LINES - 1] if more else None


@blueprint.get("/statistics/rollup")
def show_shared() -> ResponseReturnValue:
    """What several units report on, or the tables of one such project as one."""
    asker, extent = as_asker(require_actor()), read_extent()
    cycle_id, title = read_id("cycle"), read_name("title")
    with database().reading() as session:
        if cycle_id is None or title is None:
            shared = list_shared(session, asker, extent, limit=MOST_SHARED + 1)
            return render_template(
                "statistics_shared.html",
                **_describe(extent, view="show_shared"),
                tree=read_tree(session, asker),
                shared=shared[:MOST_SHARED],
                has_more=len(shared) > MOST_SHARED,
                most=MOST_SHARED,
            )
        members, together = _read_together(session, asker, extent, cycle_id=cycle_id, title=title)
    return render_template(
        "statistics_rollup.html",
        **_describe(extent, view="show_shared"),
        members=members,
        only=_read_only(),
        together=together,
        table=rolled.make_table(together) if together else None,
        cycle=cycle_id,
        title=title,
    )


@blueprint.get(f"/statistics/rollup/export/<any({FORMS}):form>")
def export_rollup(form: str) -> ResponseReturnValue:
    """The rolled-up table as a file."""
    asker, extent = as_asker(require_actor()), read_extent()
    cycle_id, title = read_id("cycle"), read_name("title")
    if cycle_id is None or title is None:
        abort(HTTPStatus.NOT_FOUND)
    with database().reading() as session:
        _members, together = _read_together(session, asker, extent, cycle_id=cycle_id, title=title)
    if together is None:
        abort(HTTPStatus.NOT_FOUND)
    return _send(rolled.make_table(together), form=form, named=title)


def _read_together(
    session: Session, asker: Asker, extent: Extent, *, cycle_id: UUID, title: str
) -> tuple[list[MemberRow], rolled.Together | None]:
    members = list_members(
        session, asker, extent, cycle_id=cycle_id, title=title, limit=MOST_MEMBERS
    )
    if not members:
        abort(HTTPStatus.NOT_FOUND)
    together = rolled.read_together(session, members, only=_read_only())
    return members, together


def _read_only() -> frozenset[UUID]:
    """The members that are to be taken in; none for all of them."""
    try:
        return frozenset(UUID(given) for given in request.args.getlist("only")[:MOST_MEMBERS])
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)
