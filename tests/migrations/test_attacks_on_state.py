"""Attacks in raw SQL on state and trail, as the owner of the schema, leave no trace."""

import pytest

from models.database import Database
from tests.migrations.raw import (
    APPROVE,
    COMMENT,
    FIRST,
    UNSCORED,
    Move,
    append_event,
    begin_evaluation,
    change_score,
    hash_of,
    insert,
    move_evaluation,
    take,
)
from tests.migrations.story import CHECK, FOREIGN_KEY, NOT_NULL, assert_refused

NEW = "e" * 31 + "9"
PUBLISH = Move(5, "publish", "self_scored", "published")
TOGETHER = "evaluation: changes only together"
FORGED = f"hash = '{'f' * 64}'"
OF_FIRST = f"WHERE id = '{FIRST}'"

ATTACKS: dict[str, tuple[list[str], str]] = {
    "state only": ([f"UPDATE evaluation SET state = 'published' {OF_FIRST}"], TOGETHER),
    "version only": ([f"UPDATE evaluation SET version = version + 1 {OF_FIRST}"], FOREIGN_KEY),
    "state and version": ([move_evaluation(FIRST, PUBLISH)], FOREIGN_KEY),
    "version backwards": (
        [f"UPDATE evaluation SET version = 2, content_version = 2, state = 'draft' {OF_FIRST}"],
        TOGETHER,
    ),
    "head only": ([f"UPDATE evaluation SET head = '{'f' * 64}' {OF_FIRST}"], TOGETHER),
    "total only": ([f"UPDATE evaluation SET reported_total = 1 {OF_FIRST}"], TOGETHER),
    "content version only": ([f"UPDATE evaluation SET content_version = 4 {OF_FIRST}"], TOGETHER),
    "state moves, content version stays": (
        [f"UPDATE evaluation SET version = 5, state = 'unit_approved' {OF_FIRST}"],
        TOGETHER,
    ),
    "two rounds at once": ([move_evaluation(FIRST, APPROVE._replace(round=3))], TOGETHER),
    "bulk reset": (
        ["UPDATE evaluation SET state = 'draft', version = 1, content_version = 1, round = 1"],
        TOGETHER,
    ),
    "bulk step to draft": (
        [
            (
                "UPDATE evaluation SET state = 'draft', version = version + 1, "
                "content_version = version + 1"
            )
        ],
        FOREIGN_KEY,
    ),
    "another unit": (
        [
            f"UPDATE evaluation SET version = 5, title = 'other' {OF_FIRST}",
            append_event(FIRST, COMMENT._replace(seq=5)),
        ],
        "evaluation: id, unit",
    ),
    "an edge that does not exist": (take(FIRST, PUBLISH), FOREIGN_KEY),
    "a wrong predecessor": (
        take(FIRST, Move(5, "publish", "finance_reviewed", "published")),
        FOREIGN_KEY,
    ),
    "an event without a move": ([append_event(FIRST, APPROVE)], "is the head of its evaluation"),
    "an event of another hash": (
        [move_evaluation(FIRST, APPROVE), append_event(FIRST, APPROVE, hash=f"'{'f' * 64}'")],
        "is the head of its evaluation",
    ),
    "an event of another state": (
        [
            move_evaluation(FIRST, APPROVE),
            append_event(FIRST, Move(5, "return", "self_scored", "draft")),
        ],
        "is the head of its evaluation",
    ),
    "a skipped number": (take(FIRST, APPROVE._replace(seq=6)), TOGETHER),
    "a skipped event": (
        [move_evaluation(FIRST, APPROVE), *take(FIRST, Move(6, "review", *APPROVE[2:4]))],
        FOREIGN_KEY,
    ),
    "a predecessor further back": (
        [move_evaluation(FIRST, APPROVE), append_event(FIRST, APPROVE, prev_seq="3")],
        CHECK,
    ),
    "NULL predecessor": (
        [
            move_evaluation(FIRST, PUBLISH),
            append_event(
                FIRST,
                Move(5, "publish", "finance_reviewed", "published"),
                prev_seq="NULL",
            ),
        ],
        CHECK,
    ),
    "NULL state before": (
        [move_evaluation(FIRST, PUBLISH), append_event(FIRST, PUBLISH, from_state="NULL")],
        NOT_NULL,
    ),
    "created twice": (
        [
            move_evaluation(FIRST, APPROVE._replace(to_state="draft")),
            append_event(FIRST, Move(5, "create", "none", "draft")),
        ],
        CHECK,
    ),
    "born published": (
        [
            begin_evaluation(NEW, state="'published'"),
            append_event(NEW, Move(1, "publish", "finance_reviewed", "published")),
        ],
        "evaluation: begins as a draft",
    ),
    "born at a later version": (
        [
            begin_evaluation(NEW, version="2", content_version="2"),
            append_event(NEW, Move(2, "fill", "draft", "draft"), prev_seq="NULL"),
        ],
        "evaluation: begins as a draft",
    ),
    "born without an event": ([begin_evaluation(NEW)], FOREIGN_KEY),
    "rewrite of an event": (["UPDATE audit_event SET body = '{1}' WHERE seq = 2"], "update is"),
    "rewrite of a hash": ([f"UPDATE audit_event SET {FORGED} WHERE seq = 4"], "update is"),
    "delete of an event": (["DELETE FROM audit_event WHERE seq = 4"], "delete is refused"),
    "delete of everything": (
        ["DELETE FROM comment", "DELETE FROM audit_event", "DELETE FROM evaluation"],
        "delete is refused",
    ),
    "delete of an evaluation": ([f"DELETE FROM evaluation {OF_FIRST}"], "delete is refused"),
    "delete of an indicator": (["DELETE FROM indicator"], "indicator: delete is refused"),
    "an edge added": (
        [
            insert(
                "workflow_edge",
                action="'publish'",
                from_state="'draft'",
                to_state="'published'",
            )
        ],
        "workflow_edge: insert is refused",
    ),
    "an edge bent": (
        ["UPDATE workflow_edge SET to_state = 'published' WHERE action = 'submit'"],
        "workflow_edge: update is refused",
    ),
    "an edge removed": (
        ["DELETE FROM workflow_edge WHERE action = 'recall'"],
        "workflow_edge: delete is refused",
    ),
    "upsert of an event": (
        [
            append_event(FIRST, COMMENT, body="'{1}'")
            + " ON CONFLICT (evaluation_id, seq) DO UPDATE SET body = '{1}'"
        ],
        "(replace|update) is refused",
    ),
    "upsert of an evaluation": (
        [begin_evaluation(FIRST) + " ON CONFLICT (id) DO UPDATE SET state = 'published'"],
        "evaluation: replace is refused|" + TOGETHER,
    ),
    "upsert of a score change": (
        [
            f"UPDATE evaluation SET version = 5, head = '{hash_of(FIRST, 5)}' {OF_FIRST}",
            append_event(FIRST, COMMENT._replace(seq=5)),
            change_score(5, old="NULL", new="1", indicator=UNSCORED),
            change_score(5, old="NULL", new="1", indicator=UNSCORED)
            + " ON CONFLICT (evaluation_id, event_seq, indicator_id, kind) DO UPDATE SET new = 9",
        ],
        "(replace|update) is refused",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(story: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(story, statements, reason)
