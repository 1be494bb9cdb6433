"""Lists and forms as files: the same rows that the page shows, as CSV or XLSX."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.queries.evaluations import list_indicators
from models.queries.events import find_events, list_found_evaluations
from models.queries.lists import list_evaluations
from models.queries.measures import list_measures
from models.queries.paging import Page, Place
from web.asking import require_actor
from web.desk import at, look_up
from web.door import database, house
from web.downloads import name_file, send_made
from web.filters import as_asker
from web.format import format_day
from web.pages import evaluations as listed
from web.pages import measures as listed_measures
from web.pages import search
from web.pages import trail as one_trail
from web.sheets.write import write_csv, write_xlsx
from web.show.bundling import bundle_one, pack
from web.show.checks import sort_checks
from web.show.exported import (
    Cells,
    name_evaluation_columns,
    name_event_columns,
    name_indicator_columns,
    name_measure_columns,
    spell_evaluation,
    spell_event,
    spell_indicators,
    spell_measure,
)
from web.show.exported_points import name_point_columns, spell_points
from web.show.found import Found, describe_found
from web.show.history import Event
from web.show.points import show_points
from web.show.walk import read_steps
from workflow.refusals import Refused, conflict

blueprint = Blueprint("exports", __name__)
FORMS = "csv, xlsx"
MOST_ROWS = 5_000
MOST_BUNDLES = 50
"""Evaluations whose bundles one archive holds."""
PIECE = 500
"""Rows that are read at a time."""

Row = TypeVar("Row")


@blueprint.get(f"/evaluations/export/<any({FORMS}):form>")
def evaluations(form: str) -> ResponseReturnValue:
    """The list of evaluations with the filters in force."""
    asker = as_asker(require_actor())
    with database().reading() as session:
        wanted, _people = listed.read_wanted(session, asker)
        rows, is_cut = _read_pieces(
            lambda place: list_evaluations(session, asker, wanted, place=place, size=PIECE),
            key=lambda row: (row.state_since, row.id),
        )
        pieces = [rows[start : start + PIECE] for start in range(0, len(rows), PIECE)]
        figures = {
            id_: listing
            for piece in pieces
            for id_, listing in listed.read_figures(session, piece).items()
        }
    told = (spell_evaluation(row, figures.get(row.id)) for row in rows)
    cells = _tell_cut(told, is_cut=is_cut)
    return send_table(
        cells,
        columns=name_evaluation_columns(),
        form=form,
        title=_("评价清单"),
    )


@blueprint.get(f"/trail/export/<any({FORMS}):form>")
def trail(form: str) -> ResponseReturnValue:
    """The events of all evaluations with the filters in force."""
    asker = as_asker(require_actor())
    with database().reading() as session:
        wanted, _people = search.read_wanted(session, asker)
        rows, is_cut = _read_pieces(
            lambda place: find_events(session, asker, wanted, place=place, size=PIECE),
            key=lambda row: (row.id,),
        )
        pieces = [rows[start : start + PIECE] for start in range(0, len(rows), PIECE)]
        found = [each for piece in pieces for each in describe_found(session, piece)]
    cells = _tell_cut(map(spell_event, found), is_cut=is_cut)
    return send_table(cells, columns=name_event_columns(), form=form, title=_("审计记录"))


@blueprint.get(f"/measures/export/<any({FORMS}):form>")
def measures(form: str) -> ResponseReturnValue:
    """The measures with the filters in force."""
    asker = as_asker(require_actor())
    wanted = listed_measures.read_wanted()
    with database().reading() as session:
        rows, is_cut = _read_pieces(
            lambda place: list_measures(session, asker, wanted, place=place, size=PIECE),
            key=lambda row: (row.place, row.id),
        )
    today = listed_measures.tell_today()
    cells = _tell_cut((spell_measure(row, today=today) for row in rows), is_cut=is_cut)
    return send_table(cells, columns=name_measure_columns(), form=form, title=_("整改台账"))


@blueprint.get("/trail/export/bundles")
def bundles() -> ResponseReturnValue:
    """The bundles of all evaluations whose events fit, one file each, as far as they are sealed."""
    asker = as_asker(require_actor())
    with database().reading() as session:
        wanted, _people = search.read_wanted(session, asker)
        places = list_found_evaluations(session, asker, wanted, limit=MOST_BUNDLES + 1)
        if len(places) > MOST_BUNDLES:
            raise Refused(conflict("bundles_are_too_many", limit=str(MOST_BUNDLES)))
        made = {place: bundle_one(session, place, public=False) for place in places}
    files = {f"{place}.jsonl": bundle for place, bundle in made.items() if bundle is not None}
    if not files:
        raise Refused(conflict("nothing_to_bundle"))
    return send_made(pack(files), name=name_file(_("核验包"), format_day(at()), ending="zip"))


@blueprint.get(f"/evaluations/<uuid:evaluation_id>/trail/<any({FORMS}):form>")
def evaluation_trail(evaluation_id: UUID, form: str) -> ResponseReturnValue:
    """The events of one evaluation with the filters in force, the latest first."""
    actor = require_actor()
    wanted = one_trail.read_wanted()
    found: list[Found] = []
    with database().reading() as session:
        header = one_trail.find_visible(session, evaluation_id, actor=actor)
        rows = list_indicators(session, evaluation_id)
        before: int | None = None
        more = True
        while more and len(found) < MOST_ROWS:
            events, more = one_trail.read_events(
                session, header, wanted=wanted, rows=rows, before=before, size=PIECE
            )
            before = events[-1].seq if events else None
            named = header.evaluation.title, header.unit_name
            found += [_place_event(event, evaluation_id, *named) for event in events]
    cells = _tell_cut(map(spell_event, found[:MOST_ROWS]), is_cut=more or len(found) > MOST_ROWS)
    return send_table(
        cells,
        columns=name_event_columns(),
        form=form,
        title=_("审计记录"),
        named=header.evaluation.title,
    )


def _place_event(event: Event, evaluation_id: UUID, title: str, unit_name: str) -> Found:
    return Found(evaluation_id=evaluation_id, title=title, unit_name=unit_name, event=event)


@blueprint.get(f"/evaluations/<uuid:evaluation_id>/indicators/<any({FORMS}):form>")
def indicators(evaluation_id: UUID, form: str) -> ResponseReturnValue:
    """The table of indicators of one evaluation."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        content, steps = case.content(), read_steps(session, case)
        found = sort_checks(case).found
    named = case.header.evaluation.title if case.header else ""
    return send_table(
        spell_indicators(content, steps=steps, found=found),
        columns=name_indicator_columns(content),
        form=form,
        title=_("指标评分"),
        named=named,
    )


@blueprint.get(f"/evaluations/<uuid:evaluation_id>/points/<any({FORMS}):form>")
def points(evaluation_id: UUID, form: str) -> ResponseReturnValue:
    """The points of the returns of one evaluation, step by step."""
    actor = require_actor()
    with database().reading() as session:
        case = look_up(session, evaluation_id=evaluation_id, actor=actor)
        shown = show_points(case)
    named = case.header.evaluation.title if case.header else ""
    return send_table(
        spell_points(shown),
        columns=name_point_columns(),
        form=form,
        title=_("退回问题"),
        named=named,
    )


def _read_pieces(
    fetch: Callable[[Place | None], Page[Row]], *, key: Callable[[Row], tuple[Any, ...]]
) -> tuple[list[Row], bool]:
    """Return the first rows, a piece after the other, and whether there are more."""
    rows: list[Row] = []
    place, more = None, True
    while more and len(rows) < MOST_ROWS:
        page = fetch(place)
        rows += page.rows
        more = page.after
        place = Place(keys=key(page.rows[-1])) if more else None
    return rows[:MOST_ROWS], more or len(rows) > MOST_ROWS


def _tell_cut(cells: Iterable[Cells], *, is_cut: bool) -> Iterator[Cells]:
    yield from cells
    if is_cut:
        yield (_("只含前 %(count)s 行；请缩小筛选范围后分次导出", count=MOST_ROWS),)


def send_table(
    cells: Iterable[Cells], *, columns: Sequence[str], form: str, title: str, named: str = ""
) -> Response:
    """Return a table as a file of this form."""
    zone = house().settings.time_zone
    if form == "csv":
        raw = b"".join(write_csv(columns, cells, zone=zone))
    else:
        raw = write_xlsx(columns, cells, zone=zone, at=at(), title=title)
    return send_made(raw, name=name_file(title, named, format_day(at()), ending=form))
