"""The measures of all evaluations that somebody may see: what is due, late, waiting, done."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.measures import (
    MeasureLine,
    WantedMeasures,
    list_measures,
)
from models.queries.paging import Place
from models.queries.unmeasured import UnmeasuredRow, list_unmeasured
from models.vocabulary import Role, Standing
from policies.facts import Actor
from web.asking import (
    LARGEST_ID,
    check_number,
    read_id,
    read_word,
    read_year,
    require_actor,
)
from web.desk import at
from web.door import database
from web.filters import as_asker, keep_filters, read_tree
from web.format import to_local
from workflow.measures import find_standing

blueprint = Blueprint("measures", __name__)
PAGE_SIZE = 50
FILTERS = ("year", "unit", "standing", "due")
LATE, SOON, IN_HAND = "late", "soon", "in_hand"
SOON_DAYS = 30
MOST_UNMEASURED = 20
REPORTABLE = frozenset({Standing.PLANNED, Standing.REFUSED})
"""What the unit has in hand, and reports when it is done."""


@blueprint.get("/measures")
def show() -> ResponseReturnValue:
    """What this person may see and asks for, what is due first first."""
    actor = require_actor()
    asker = as_asker(actor)
    wanted = read_wanted()
    with database().reading() as session:
        page = list_measures(session, asker, wanted, place=_read_place(), size=PAGE_SIZE)
        tree = read_tree(session, asker)
        unmeasured = _read_unmeasured(session, actor=actor)
    return render_template(
        "measures.html",
        page=page,
        places=[_spell_place(row) for row in page.rows],
        standings={row.id: tell_standing(row) for row in page.rows},
        unmeasured=unmeasured,
        own_unit=actor.unit_id if Role.FILER in actor.roles else None,
        reportable=REPORTABLE,
        wanted=wanted,
        due=request.args.get("due", ""),
        tree=tree,
        filters=keep_filters(FILTERS),
        all_standings=tuple(Standing),
        dues=(
            (IN_HAND, _("办理中")),
            (LATE, _("逾期")),
            (SOON, _("%(days)s 天内到期", days=SOON_DAYS)),
        ),
        today=tell_today(),
    )


def _read_unmeasured(session: Session, *, actor: Actor) -> list[UnmeasuredRow]:
    """Return where a filer has measures to plan; on the first page and without filters."""
    if Role.FILER not in actor.roles or actor.unit_id is None or request.args:
        return []
    return list_unmeasured(session, actor.unit_id, limit=MOST_UNMEASURED)


def tell_today() -> str:
    """Return the day it is on the calendar of the site."""
    return to_local(at()).date().isoformat()


def tell_standing(row: MeasureLine) -> Standing:
    """Return how a measure stands."""
    return find_standing(row.kind, has_words=row.text_id is not None)


def read_wanted() -> WantedMeasures:
    """Return which measures the address asks for."""
    due = request.args.get("due", "")
    if due not in {"", LATE, SOON, IN_HAND}:
        abort(HTTPStatus.BAD_REQUEST)
    soon = (to_local(at()).date() + timedelta(days=SOON_DAYS)).isoformat()
    return WantedMeasures(
        fiscal_year=read_year("year"),
        unit_id=read_id("unit"),
        standing=read_word("standing", Standing),
        late=tell_today() if due == LATE else None,
        due_by=soon if due == SOON else None,
        in_hand=due == IN_HAND,
    )


def _spell_place(row: MeasureLine) -> str:
    return f"{row.place}~{row.id}"


def _read_place() -> Place | None:
    """Return where a page begins: `after` or `before` a day and the number of a row."""
    after, before = request.args.get("after", ""), request.args.get("before", "")
    if after and before:
        abort(HTTPStatus.BAD_REQUEST)
    given = after or before
    if not given:
        return None
    day, _tilde, number = given.partition("~")
    second = check_number(number, largest=LARGEST_ID)
    if second is None or len(day) != len("2026-06-30") or not day.isascii():
        abort(HTTPStatus.BAD_REQUEST)
    return Place(keys=(day, second), backward=bool(before))
