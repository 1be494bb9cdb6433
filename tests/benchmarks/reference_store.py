"""The reference's connection: asks, writes rows, keeps texts, appends events. All by hand."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import URL, make_url

from tests.benchmarks import reference_sql as sql
from tests.benchmarks.reference_frozen import Content, group_texts
from tests.benchmarks.reference_spelling import Kept, Record, Spelled, leaf, spell_body
from workflow.data import Attempt


def find_address(url: str | URL) -> str:
    """The address of a database as psycopg itself reads it."""
    plain = make_url(url).set(drivername="postgresql", query={})
    return plain.render_as_string(hide_password=False)


def count_seconds(header: Record, attempt: Attempt) -> int:
    """Whole seconds that the evaluation stood where this action takes it from."""
    return int((attempt.at - header.state_since).total_seconds())


class ReferenceProblem(Exception):  # noqa: N818 -- nobody recovers from it
    """The evaluation is not where the lifecycle takes it to be."""


class Store:
    """One connection. Every statement is prepared; many rows go by `executemany`."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(find_address(url), row_factory=namedtuple_row)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def ask(self, statement: str, *values: object) -> list[Record]:
        """The rows of a query."""
        return self.connection.execute(statement, values, prepare=True).fetchall()

    def run(self, statement: str, *values: object) -> int:
        """Run a statement and return the number of rows it touched."""
        return self.connection.execute(statement, values, prepare=True).rowcount

    def run_many(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Run a statement once for each of these rows."""
        if rows:
            self.connection.cursor().executemany(statement, rows)

    def keep(self, texts: Iterable[str]) -> list[Kept]:
        """Store the texts that are not empty, with fresh salts."""
        rows = []
        for text in filter(None, texts):
            salt = secrets.token_bytes(16)
            rows.append((salt, text, hashlib.sha256(salt + text.encode()).hexdigest()))
        if not rows:
            return []
        cursor = self.connection.cursor()
        cursor.executemany(sql.KEEP_TEXT, rows, returning=True)
        ids = [result.fetchall()[0][0] for result in cursor.results()]
        return [(text_id, row[2]) for text_id, row in zip(ids, rows, strict=True)]

    def read_header(self, attempt: Attempt) -> Record:
        """The evaluation with its unit, cycle and scheme; its history is read as well."""
        header = self.ask(sql.HEADER, attempt.evaluation_id)[0]
        self.ask(sql.HISTORY, attempt.evaluation_id)
        if header.content_version != attempt.seen:
            raise ReferenceProblem(header)
        return header

    def read_content(self, header: Record) -> Content:
        """What the evaluation holds."""
        lines = self.ask(sql.LINES, header.id)
        texts = self.ask(sql.TEXTS, header.id, header.id, header.claim_reason_id)
        return Content(
            lines=lines,
            texts=group_texts(texts),
            rows=self.ask(sql.INDICATORS, header.id, header.id),
            attachments=self.ask(sql.ATTACHMENTS, header.id),
        )

    def append(
        self, attempt: Attempt, header: Record, *, target: str, roles: list[str], data: Spelled
    ) -> int:
        """Move the evaluation, write its event and return the event's number."""
        seq: int = header.version + 1
        states = (header.state, target)
        told = {"roles": roles, "round": header.round, "source": attempt.source, **data}
        body = spell_body(attempt, seq=seq, states=states, prev=header.head, data=told)
        digest = leaf(body)
        since = header.state_since if target == header.state else attempt.at
        moved = self.run(
            sql.MOVE_EVALUATION, target, since, seq, seq, digest, header.id, header.version
        )
        if moved != 1:
            raise ReferenceProblem(header)
        self.write_event(attempt, seq=seq, states=states, body=body, digest=digest)
        return seq

    def write_event(
        self, attempt: Attempt, *, seq: int, states: tuple[str, str], body: str, digest: str
    ) -> None:
        """Write one event."""
        own, actor = attempt.evaluation_id, attempt.actor_id
        values: tuple[Any, ...] = (own, seq, seq - 1 or None, attempt.action, *states, actor)
        self.run(sql.INSERT_EVENT, *values, attempt.at, body, digest)

    def write_comments(self, header: Record, seq: int, said: Iterable[Kept]) -> None:
        """Write what was said with an event."""
        for text_id, _commitment in said:
            self.run(sql.INSERT_COMMENT, header.id, seq, text_id)
