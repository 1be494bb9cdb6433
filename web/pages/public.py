"""What everyone may read, without sign-in: the disclosure copies, byte for byte as published.

These pages ask for no person and set no cookie, so that they may be kept by caches.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from models.queries.published import PublishedRow, find_published, list_published
from models.vocabulary import Kind
from web.asking import read_place, read_word, read_words, read_year, spell_place
from web.door import database
from workflow.refusals import hidden

blueprint = Blueprint("public", __name__)
PAGE_SIZE = 20
LONGEST_SEARCH = 60
KEPT_FOR = 60
"""Seconds a cache may answer without asking again."""


@dataclass(frozen=True)
class Copy:
    """A disclosure copy with what its text says."""

    row: PublishedRow
    content: dict[str, Any]


@lru_cache(maxsize=256)
def _parse(digest: str, content: str) -> dict[str, Any]:  # noqa: ARG001 -- the cheap half of the key
    parsed: dict[str, Any] = json.loads(content)
    return parsed


def _open(row: PublishedRow) -> Copy:
    return Copy(row=row, content=_parse(row.content_hash, row.content))


@blueprint.get("/published", endpoint="list_published")
def list_published_results() -> ResponseReturnValue:
    """The published results, the newest first."""
    words = read_words("q", longest=LONGEST_SEARCH)
    year = read_year("year")
    with database().reading() as session:
        page = list_published(
            session,
            words=words,
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
    """One published result with its proof."""
    with database().reading() as session:
        row = find_published(session, evaluation_id)
    if row is None:
        raise hidden()
    return _keep(render_template("published.html", copy=_open(row)))


def _keep(page: str) -> Response:
    """Let caches keep a page, each language by itself, and answer unchanged ones with 304."""
    response = make_response(page)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    response.vary.update(("Accept-Language", "Cookie"))
    response.add_etag()
    response.make_conditional(request)
    return response
