"""A bare Flask application: for each page one view that asks what our page asked, by psycopg, and
renders the same template. It guards, signs in, judges and computes nothing.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import psycopg
from flask import Flask, render_template, template_rendered
from flask_babel import Babel
from jinja2 import Template
from sqlalchemy import event

from models.database import Database
from models.queries.evaluations import AttachmentRow, IndicatorRow, LineRow, TextRow
from models.queries.trail import EventRow
from web.app import LANGUAGES
from web.asking import spell_place
from web.format import add_filters

Rows = list[tuple[Any, ...]]
Context = dict[str, Any]
Asked = tuple[str, Any]
"""One statement as it was sent, with its values."""


@dataclass(frozen=True, kw_only=True)
class Tape:
    """What one request asked and rendered."""

    asked: list[Asked]
    template: str
    context: Context

    def find(self, *words: str) -> int:
        """Return the number of the statement that holds all these words."""
        return next(
            number
            for number, (statement, _values) in enumerate(self.asked)
            if all(word in statement for word in words)
        )


Refresh = Callable[[Tape], Callable[[list[Rows]], Context]]
"""Gives for a tape what puts the rows that its statements answered into its context."""


@contextlib.contextmanager
def record(app: Flask, database: Database) -> Iterator[Callable[[], Tape]]:
    """Record the one request that is made within the block."""
    asked: list[Asked] = []
    rendered: list[tuple[str, Context]] = []

    def note_statement(
        _connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any
    ) -> None:
        asked.append((statement, values))

    def note_template(_app: Flask, template: Template, context: Context, **_rest: Any) -> None:
        # The person is looked up when a template speaks of him, which a tape cannot do.
        actor = context["actor"]._get_current_object()
        rendered.append((template.name or "", {**context, "actor": actor}))

    def read() -> Tape:
        (name, context), *_others = rendered
        return Tape(asked=asked, template=name, context=context)

    event.listen(database.engine, "before_cursor_execute", note_statement)
    try:
        with template_rendered.connected_to(note_template, app):
            yield read
    finally:
        event.remove(database.engine, "before_cursor_execute", note_statement)


def make_bare(app: Flask) -> Flask:
    """Return an application that knows our addresses, templates and filters, without any view."""
    bare = Flask("bare", static_folder=None, template_folder=f"{app.root_path}/templates")
    bare.extensions["hengjian"] = app.extensions["hengjian"]
    for name in ("BABEL_DEFAULT_LOCALE", "BABEL_DEFAULT_TIMEZONE"):
        bare.config[name] = app.config[name]
    bare.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{app.root_path}/translations"
    Babel(bare, locale_selector=lambda: LANGUAGES["zh"])
    add_filters(bare)
    bare.jinja_env.filters["erased"] = app.jinja_env.filters["erased"]
    bare.jinja_env.filters["working_days"] = app.jinja_env.filters["working_days"]
    bare.jinja_env.globals["form_token"] = spell_token
    bare.jinja_env.globals["count_notices"] = lambda: 0
    for name in ("server_now", "most_unread"):
        bare.jinja_env.globals[name] = app.jinja_env.globals[name]
    for rule in app.url_map.iter_rules():
        bare.url_map.add(rule.empty())
    return bare


def spell_token() -> str:
    """What stands in a form where our page has a fresh token."""
    return "token"


def make_view(
    tape: Tape, connection: psycopg.Connection, *, refresh: Refresh
) -> Callable[..., str]:
    """Return the view of one page."""
    put = refresh(tape)
    context = {**tape.context, "csrf_token": spell_token}

    def show(**_address: object) -> str:
        cursors = [
            connection.execute(statement.encode(), values, prepare=True)
            for statement, values in tape.asked
        ]
        # A look at a page is kept: such a statement answers no rows.
        answers = [each.fetchall() if each.description else [] for each in cursors]
        return render_template(tape.template, **(context | put(answers)))

    return show


def refresh_list(tape: Tape) -> Callable[[list[Rows]], Context]:
    """The rows of a list, and where its pages begin."""
    number = tape.find("evaluation.title", "LIMIT")
    page = tape.context["page"]
    line, size = type(page.rows[0]), len(page.rows)
    first = page.rows[0]
    moment = next(
        name
        for name in ("state_since", "deadline")
        if spell_place(getattr(first, name), first.id) == tape.context["places"][0]
    )

    def put(answers: list[Rows]) -> Context:
        rows = [line._make(row) for row in answers[number][:size]]
        places = [spell_place(getattr(row, moment), row.id) for row in rows]
        after = len(answers[number]) > size
        return {"page": SimpleNamespace(rows=rows, before=False, after=after), "places": places}

    return put


def refresh_evaluation(tape: Tape) -> Callable[[list[Rows]], Context]:
    """The rows, lines, texts, documents and events. What is derived from them (computed scores,
    checks, moves, the described events) stays as our page derived it, and so does the one row of
    the evaluation itself.
    """
    own = tape.context["content"]
    table, shown = tape.context["table"], tape.context["events"]
    place_of = {row.stored.id: number for number, row in enumerate(own.rows)}
    rows_at, lines_at = tape.find("FROM indicator"), tape.find("FROM budget_line")
    texts_at, files_at = tape.find("FROM section"), tape.find("FROM attachment")
    events_at = tape.find("FROM audit_event", "user_account", "LIMIT")

    def put(answers: list[Rows]) -> Context:
        stored = [IndicatorRow._make(row) for row in answers[rows_at]]
        rows = [replace(row, stored=each) for row, each in zip(own.rows, stored, strict=True)]
        texts = [TextRow._make(row) for row in answers[texts_at]]
        events = {row[0]: EventRow._make(row) for row in answers[events_at]}
        content = replace(
            own,
            rows=tuple(rows),
            lines=tuple(LineRow._make(row) for row in answers[lines_at]),
            sections={text.key: text for text in texts if text.kind == "section"},
            attachments=tuple(AttachmentRow._make(row) for row in answers[files_at]),
        )
        lines = [replace(line, row=rows[place_of[line.row.stored.id]]) for line in table.lines]
        return {
            "content": content,
            "table": replace(table, lines=tuple(lines)),
            "row_named": {str(row.stored.id): row for row in rows},
            "events": [_tell(each, events[each.seq]) for each in shown],
            "remarks": [_tell(each, events[each.seq]) for each in tape.context["remarks"]],
        }

    return put


def _tell(told: Any, row: EventRow) -> Any:
    return replace(told, actor=row.actor_name, at=row.at, hash=row.hash, said=row.text)
