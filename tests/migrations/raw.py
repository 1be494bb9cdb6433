"""Raw SQL that both databases understand, statement by statement.

Values are literals on purpose: an attacker at the prompt of his database has nothing between
himself and the tables.
"""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection

AT = "2026-03-18T08:42:00.000000Z"
SECTION, UNIT, PERSON, SCHEME, CYCLE = ("0" * 31 + digit for digit in "12345")
FIRST, SECOND = "e" * 31 + "1", "e" * 31 + "2"
"""Two evaluations: the first stands in self_scored at version 4, the second is a fresh draft."""
SCORED, UNSCORED = "a" * 31 + "1", "a" * 31 + "2"
"""Two indicators of the first evaluation, of weight 10 each."""


class Move(NamedTuple):
    """One step of an evaluation as the trail tells it."""

    seq: int
    action: str
    from_state: str
    to_state: str
    round: int = 1


CREATE = Move(1, "create", "none", "draft")
SCORE = Move(2, "score", "draft", "draft")
SUBMIT = Move(3, "submit", "draft", "self_scored")
COMMENT = Move(4, "comment", "self_scored", "self_scored")
APPROVE = Move(5, "approve", "self_scored", "unit_approved")


def hash_of(evaluation: str, seq: int) -> str:
    """What stands for the hash of an event in these tests."""
    return hashlib.sha256(f"{evaluation} {seq}".encode()).hexdigest()


def points(connection: Connection, number: str | None) -> str:
    """A score as a literal of this database: decimal, or hundredths on SQLite."""
    if number is None:
        return "NULL"
    return str(int(Decimal(number) * 100)) if connection.dialect.name == "sqlite" else number


def run(connection: Connection, statements: Iterable[str]) -> None:
    """Run the statements one after the other."""
    for statement in statements:
        connection.exec_driver_sql(statement)


def move_evaluation(evaluation: str, move: Move) -> str:
    """The statement that moves an evaluation to what its next event says."""
    stays = move.action.endswith(("_measure", "erasure")) or move.action in {
        *("comment", "settle", "correct", "erase", "assign", "escalate")
    }
    content = "" if stays else f"content_version = {move.seq}, "
    content += "discarded = TRUE, " if move.action == "discard" else ""
    return (
        f"UPDATE evaluation SET version = {move.seq}, {content}state = '{move.to_state}', "
        f"state_since = '{AT}', round = {move.round}, head = '{hash_of(evaluation, move.seq)}' "
        f"WHERE id = '{evaluation}'"
    )


def append_event(evaluation: str, move: Move, *, verb: str = "INSERT", **other: str) -> str:
    """The statement that appends an event; `other` replaces or adds columns, as literals."""
    row = {
        "evaluation_id": f"'{evaluation}'",
        "seq": str(move.seq),
        "prev_seq": str(move.seq - 1) if move.seq > 1 else "NULL",
        "action": f"'{move.action}'",
        "from_state": f"'{move.from_state}'",
        "to_state": f"'{move.to_state}'",
        "actor_id": f"'{PERSON}'",
        "at": f"'{AT}'",
        "body": "'{}'",
        "hash": f"'{hash_of(evaluation, move.seq)}'",
    } | other
    return insert("audit_event", verb=verb, **row)


def insert(table: str, *, verb: str = "INSERT", **row: str) -> str:
    """An INSERT of one row of literals."""
    return f"{verb} INTO {table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"


def take(evaluation: str, move: Move) -> list[str]:
    """The statements of one legitimate step."""
    return [move_evaluation(evaluation, move), append_event(evaluation, move)]


def begin_evaluation(evaluation: str, *, verb: str = "INSERT", **other: str) -> str:
    """The statement that creates an evaluation; `other` replaces columns, as literals."""
    row = {
        "id": f"'{evaluation}'",
        "unit_id": f"'{UNIT}'",
        "cycle_id": f"'{CYCLE}'",
        "scheme_id": f"'{SCHEME}'",
        "kind": "'project_self_evaluation'",
        "title": "'专项'",
        "state": "'draft'",
        "state_since": f"'{AT}'",
        "version": "1",
        "content_version": "1",
        "round": "1",
        "head": f"'{hash_of(evaluation, 1)}'",
    } | other
    return insert("evaluation", verb=verb, **row)


def add_line(evaluation: str) -> str:
    """The total line of an evaluation's funds."""
    return insert(
        "budget_line",
        id=f"'{evaluation}'",
        evaluation_id=f"'{evaluation}'",
        position="1",
        name="'总额'",
        is_total="TRUE",
    )


def add_part(evaluation: str) -> str:
    """The one section of an evaluation's narrative."""
    return insert("section", evaluation_id=f"'{evaluation}'", key="'goals'", position="1")


def add_indicator(evaluation: str, indicator: str, weight: str, **other: str) -> str:
    """The statement that adds an indicator; `other` replaces or adds columns, as literals."""
    row = {
        "id": f"'{indicator}'",
        "evaluation_id": f"'{evaluation}'",
        "position": "1",
        "category": "'output'",
        "name": "'指标'",
        "weight": weight,
        "target_text": "''",
        "rule": "''",
        "actual_text": "''",
    } | other
    return insert("indicator", **row)


def change_score(seq: int, *, old: str, new: str, indicator: str = SCORED, **other: str) -> str:
    """The statement that records a self score of the first evaluation, values as literals."""
    row = {
        "evaluation_id": f"'{FIRST}'",
        "indicator_id": f"'{indicator}'",
        "event_seq": str(seq),
        "kind": "'self'",
        "old": old,
        "new": new,
    } | other
    return insert("score_change", **row)


def set_score(score: str, indicator: str = SCORED) -> str:
    """The statement that sets a self score, as a literal."""
    return f"UPDATE indicator SET self_score = {score} WHERE id = '{indicator}'"


def add_people_and_cycle() -> list[str]:
    """The statements for one section, unit, person, scheme and cycle."""
    return [
        insert("finance_section", id=f"'{SECTION}'", code="'S1'", name="'社保科'"),
        (
            f"INSERT INTO unit (id, code, name, region, section_id) "
            f"VALUES ('{UNIT}', 'U1', '信息中心', '湖北省', '{SECTION}')"
        ),
        (
            f"INSERT INTO user_account (id, login, name, unit_id, active) "
            f"VALUES ('{PERSON}', 'filer', '填报人', '{UNIT}', TRUE)"
        ),
        insert("user_role", user_id=f"'{PERSON}'", role="'filer'"),
        (
            f"INSERT INTO scheme (id, name, version, sha256, text) "
            f"VALUES ('{SCHEME}', 'national', '1', '{'0' * 64}', '{{}}')"
        ),
        (
            f"INSERT INTO cycle (id, name, fiscal_year, scheme_id, opens_at, closes_at) "
            f"VALUES ('{CYCLE}', '2025', 2025, '{SCHEME}', '{AT}', '{AT}')"
        ),
    ]


def add_text() -> str:
    """The statement that stores a text, here one that was erased; the first has id 1."""
    return insert("free_text", commitment=f"'{'c' * 64}'")


def add_comment(evaluation: str, seq: int) -> str:
    """The statement that attaches text 1 to an event."""
    return insert("comment", evaluation_id=f"'{evaluation}'", event_seq=str(seq), text_id="1")


def add_step(evaluation: str, seq: int, kind: str, **other: str) -> str:
    """The statement that adds a step of a point; `other` replaces columns, as literals."""
    row = {
        "evaluation_id": f"'{evaluation}'",
        "event_seq": str(seq),
        "point_id": f"'{'b' * 32}'",
        "kind": f"'{kind}'",
        "office": "'head'",
        "place": "'whole'",
        "text_id": "NULL" if kind in {"settle", "insist"} else "1",
    } | other
    return insert("point_step", **row)


def add_submission(evaluation: str, seq: int, round_: int = 1) -> str:
    """The statement that seals a round with an event."""
    return insert(
        "submission",
        evaluation_id=f"'{evaluation}'",
        round=str(round_),
        event_seq=str(seq),
        content="'{}'",
        content_hash=f"'{'d' * 64}'",
    )


def add_publication(evaluation: str, seq: int) -> str:
    """The statement that publishes a result with an event."""
    return insert(
        "publication",
        evaluation_id=f"'{evaluation}'",
        event_seq=str(seq),
        published_at=f"'{AT}'",
        content="'{}'",
        content_hash=f"'{'d' * 64}'",
    )
