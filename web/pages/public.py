"""What everyone may read, without sign-in: the disclosure copies, byte for byte as published.

These pages ask for no person and set no cookie, so that they may be kept by caches.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from sqlalchemy.orm import Session

from models.queries.evaluations import find_header
from models.queries.published import PublishedRow, list_published, list_published_editions
from models.vocabulary import Kind
from policies.scheme import Scheme
from web.asking import (
    read_place,
    read_word,
    read_words,
    read_year,
    spell_place,
    split_words,
)
from web.desk import at
from web.door import database
from web.downloads import keep
from web.format import to_local
from web.show.chart import draw_scores, read_given
from web.show.comparing import compare_versions
from web.show.differences import Comparison
from web.show.disclosed import read_plain
from web.show.erased import tell_erased
from web.show.followed import follow_published
from web.show.paper import list_commands
from web.show.proving import prove_copy, try_to
from web.show.versions import read_copy
from workflow.content import read_scheme
from workflow.refusals import hidden

blueprint = Blueprint("public", __name__)
PAGE_SIZE = 20
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Copy:
    """A disclosure copy with what its text says."""

    row: PublishedRow
    content: dict[str, Any]


def _open(row: PublishedRow) -> Copy:
    plain: dict[str, Any] = read_plain(json.loads(row.content), tell=tell_erased)
    return Copy(row=row, content=plain)


@blueprint.get("/published", endpoint="list_published")
def list_published_results() -> ResponseReturnValue:
    """The published results, the newest first."""
    words = read_words("q", longest=LONGEST_SEARCH)
    year = read_year("year")
    with database().reading() as session:
        page = list_published(
            session,
            words=split_words(words),
            fiscal_year=year,
            kind=read_word("kind", Kind),
            place=read_place(int),
            size=PAGE_SIZE,
        )
    return _keep(
        render_template(
            "published_list.html",
            copies=[_open(row) for row in page.rows],
            page=page,
            places=[spell_place(row.published_at, row.id) for row in page.rows],
            words=words,
            year=year,
            kinds=tuple(Kind),
        )
    )


@blueprint.get("/published/<uuid:evaluation_id>")
def show(evaluation_id: UUID) -> ResponseReturnValue:
    """One published result with its proof, and what it corrects or was replaced by.

    Of a correction everybody learns when it was published and what it changed: both are told by
    the two copies. Why it was made stays among those who take part.
    """
    with database().reading() as session:
        editions = list_published_editions(session, evaluation_id)
        english = _read_scheme(session, evaluation_id) if editions and _is_english() else None
        row = next((row for row in editions if row.evaluation_id == evaluation_id), None)
        proof = try_to(partial(prove_copy, session, row)) if row else None
        followed = follow_published(
            session,
            editions=[each.evaluation_id for each in editions],
            copies=[json.loads(each.content) for each in editions],
            today=to_local(at()).date().isoformat(),
        )
    copies = [_open(row) for row in editions]
    if row is None:
        raise hidden()
    place = editions.index(row)
    scheme = copies[place].content.get("scheme")
    if english is not None and scheme == f"{english.title} {english.version}":
        scheme = f"{english.title_en} {english.version}"
    return _keep(
        render_template(
            "published.html",
            copy=copies[place],
            editions=editions,
            earlier=editions[place - 1] if place else None,
            later=editions[place + 1] if place + 1 < len(editions) else None,
            comparison=_compare(copies[place - 1 : place + 1]) if place else None,
            scheme=scheme,
            scores_drawn=draw_scores(read_given(copies[place].content.get("indicators") or ())),
            proof=proof,
            followed=followed,
            commands=list_commands(evaluation_id, proof) if proof else (),
        )
    )


def _is_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


def _read_scheme(session: Session, evaluation_id: UUID) -> Scheme | None:
    """Return the scheme, which alone knows its English title: a copy holds the Chinese one."""
    header = find_header(session, evaluation_id)
    return None if header is None else read_scheme(header)


def _compare(copies: Sequence[Copy]) -> Comparison:
    old, new = (read_copy(json.loads(copy.row.content), english=_is_english()) for copy in copies)
    return compare_versions(old, new)


def _keep(page: str) -> Response:
    """Let caches keep a page, each language by itself, and answer unchanged ones with 304."""
    response = make_response(page)
    response.vary.update(("Accept-Language", "Cookie"))
    return keep(response)
