"""Attacks in raw SQL on scores, texts and settings, as the owner of the schema."""

import pytest

from models.database import Database
from tests.migrations.raw import (
    APPROVE,
    AT,
    CREATE,
    CYCLE,
    FIRST,
    PERSON,
    SCORED,
    SECOND,
    UNSCORED,
    Move,
    add_comment,
    add_indicator,
    add_publication,
    add_submission,
    append_event,
    begin_evaluation,
    change_score,
    insert,
    set_score,
    take,
)
from tests.migrations.story import CHECK, FOREIGN_KEY, assert_refused

NEW = "e" * 31 + "9"

ATTACKS: dict[str, tuple[list[str], str]] = {
    "a score without its event": ([set_score("1")], "only by the newest event"),
    "a score taken away": ([set_score("NULL")], "only by the newest event"),
    "a score of an old event": (
        [change_score(2, old="NULL", new="1", indicator=UNSCORED), set_score("1", UNSCORED)],
        "belongs to the newest event",
    ),
    "a score other than its change": (
        [
            *take(FIRST, Move(5, "return", "self_scored", "draft", 2)),
            *take(FIRST, Move(6, "score", "draft", "draft", 2)),
            change_score(6, old="NULL", new="1", indicator=UNSCORED),
            set_score("2", UNSCORED),
        ],
        "only by the newest event",
    ),
    "a review score by a self score": (
        [
            *take(FIRST, APPROVE),
            *take(FIRST, Move(6, "rescore", "unit_approved", "unit_approved")),
            change_score(6, old="NULL", new="1", indicator=UNSCORED),
            f"UPDATE indicator SET review_score = 1 WHERE id = '{UNSCORED}'",
        ],
        "only by the newest event",
    ),
    "a score of another indicator": (
        [
            *take(FIRST, APPROVE),
            *take(FIRST, Move(6, "rescore", "unit_approved", "unit_approved")),
            change_score(6, old="NULL", new="1", indicator=UNSCORED),
            set_score("1", SCORED),
        ],
        "only by the newest event",
    ),
    "a score with another reason": (
        [
            *take(FIRST, APPROVE),
            *take(FIRST, Move(6, "rescore", "unit_approved", "unit_approved")),
            change_score(6, old="NULL", new="1", indicator=UNSCORED),
            f"UPDATE indicator SET self_score = 1, self_reason_id = 1 WHERE id = '{UNSCORED}'",
        ],
        "only by the newest event",
    ),
    "a score change that lies about before": (
        [*take(FIRST, APPROVE), change_score(5, old="1", new="2", indicator=UNSCORED)],
        "old is not the score that stands",
    ),
    "a score beyond the weight": (
        [
            *take(FIRST, APPROVE),
            *take(FIRST, Move(6, "rescore", "unit_approved", "unit_approved")),
            change_score(6, old="NULL", new="2000", indicator=UNSCORED),
            set_score("2000", UNSCORED),
        ],
        CHECK,
    ),
    "a negative score": (
        [
            *take(FIRST, APPROVE),
            *take(FIRST, Move(6, "rescore", "unit_approved", "unit_approved")),
            change_score(6, old="NULL", new="-1", indicator=UNSCORED),
            set_score("-1", UNSCORED),
        ],
        CHECK,
    ),
    "an indicator born scored": (
        [add_indicator(SECOND, NEW, "10", self_score="5")],
        "indicator: begins without",
    ),
    "a weight changed": (["UPDATE indicator SET weight = 1"], "agreed changes only"),
    "a target changed": (["UPDATE indicator SET target_text = 'x'"], "agreed changes only"),
    "a parent in another evaluation": (
        [add_indicator(SECOND, NEW, "10", parent_id=f"'{SCORED}'")],
        FOREIGN_KEY,
    ),
    "a comment behind an old event": ([add_comment(FIRST, 3)], "belongs to the newest event"),
    "a comment before its event": ([add_comment(FIRST, 5)], "belongs to the newest event"),
    "a comment rewritten": (["UPDATE comment SET event_seq = 3"], "comment: update is refused"),
    "a text rewritten": (["UPDATE free_text SET text = 'x'"], "free_text: update is refused"),
    "a text erased": (["DELETE FROM free_text"], "free_text: delete is refused"),
    "a submission behind an old event": (
        [add_submission(FIRST, 2, 2)],
        "belongs to the newest event",
    ),
    "a sealed round rewritten": (["UPDATE submission SET content = 'x'"], "update is refused"),
    "a second seal on one round": (
        [add_submission(FIRST, 4, 1)],
        "replace is refused|duplicate key value",
    ),
    "a draft published": ([add_publication(SECOND, 1)], "the evaluation is not published"),
    "a scheme rewritten": (["UPDATE scheme SET text = 'x'"], "scheme: update is refused"),
    "an unknown refusal": (
        [
            insert(
                "refusal",
                actor_id=f"'{PERSON}'",
                action="'bribe'",
                at=f"'{AT}'",
                source="'page'",
                reasons="'[]'",
            )
        ],
        "refusal: unknown action",
    ),
    "an unknown administrative act": (
        [insert("admin_event", action="'bribe'", at=f"'{AT}'", body="'{}'")],
        "admin_event: unknown action",
    ),
    "an unknown role": (
        [insert("user_role", user_id=f"'{PERSON}'", role="'emperor'")],
        CHECK,
    ),
    "an upper-case hash": (
        [begin_evaluation(NEW, head=f"'{'A' * 64}'"), append_event(NEW, CREATE)],
        CHECK,
    ),
    "a cycle taken from under an evaluation": (
        [f"DELETE FROM cycle WHERE id = '{CYCLE}'"],
        FOREIGN_KEY,
    ),
    "a person taken from under the trail": (
        [f"DELETE FROM user_role WHERE user_id = '{PERSON}'", "DELETE FROM user_account"],
        FOREIGN_KEY,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(story: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(story, statements, reason)
