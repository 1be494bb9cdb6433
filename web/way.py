"""The way through a desk: from one evaluation to the next in the order of the inbox, without going
back to it.

Where somebody came from the inbox, the address of an evaluation bears the place it has there, its
two keys in the order, under `desk`, and the filters of the inbox. The links and forms of the pages
of that evaluation keep both.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, has_request_context, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.inbox import list_waiting
from models.queries.paging import Place
from policies.facts import Actor
from web.asking import split_place
from web.door import database
from web.filters import as_asker, keep_filters
from web.pages.inbox import DESK, FILTERS, find_stop_address, read_wanted
from workflow.guards import Case

PAGES = frozenset({"evaluation", "review", "review_look", "act", "points"})
"""The parts of the site whose addresses keep the way."""


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One evaluation on the way: its address, and what it is called."""

    address: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Way:
    """What comes before and after this evaluation on the desk, and the address of the desk."""

    back: str
    before: Stop | None
    after: Stop | None


def find_way(session: Session, *, actor: Actor) -> Way | None:
    """Return the way on from here; None for whoever did not come from the inbox. Two queries, two
    more where words are looked for.
    """
    given = request.args.get(DESK, "")
    if not given:
        return None
    keys = split_place(given, UUID)
    return Way(
        back=url_for("inbox.show", **_keep_filters()),
        before=_find_stop(session, actor=actor, place=Place(keys=keys, backward=True)),
        after=_find_stop(session, actor=actor, place=Place(keys=keys)),
    )


def find_next(*, actor: Actor, otherwise: str, stays: bool = False) -> str:
    """Return the address to go on to when something was done: what comes next on the desk, after
    its last what comes first; where nothing else waits there the desk, or the evaluation itself if
    it `stays` for the same person. `otherwise` for whoever did not come from there.
    """
    if not request.args.get(DESK):
        return otherwise
    with database().reading() as session:
        way = find_way(session, actor=actor)
        if way is None:
            return otherwise
        following = way.after or (way.before and _find_stop(session, actor=actor, place=None))
    if following:
        return following.address
    return otherwise if stays else way.back


def name_done(done: str, *, case: Case) -> str:
    """Return what was done, with the evaluation it was done to for whoever is led on from it."""
    if not request.args.get(DESK) or case.header is None:
        return done
    return str(_("%(done)s：%(title)s", done=done, title=case.header.evaluation.title))


def _find_stop(session: Session, *, actor: Actor, place: Place | None) -> Stop | None:
    page = list_waiting(session, as_asker(actor), read_wanted(), place=place, size=1)
    if not page.rows:
        return None
    row = page.rows[0]
    return Stop(address=find_stop_address(row), title=row.title)


def keep_way(endpoint: str, values: dict[str, Any]) -> None:
    """Let the addresses of the pages of the same evaluation keep the way (for `url_defaults`)."""
    if not has_request_context() or not request.args.get(DESK):
        return
    here = (request.view_args or {}).get("evaluation_id")
    if endpoint.partition(".")[0] not in PAGES or values.get("evaluation_id") != here:
        return
    for name, text in {**_keep_filters(), DESK: request.args[DESK]}.items():
        values.setdefault(name, text)


def _keep_filters() -> dict[str, Any]:
    return dict(keep_filters(FILTERS))


def set_up_way(app: Flask) -> None:
    """Let every address that the application makes keep the way."""
    app.url_defaults(keep_way)
