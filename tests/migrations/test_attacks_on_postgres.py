"""Attacks that only PostgreSQL knows, as the owner and as the role of the application."""

import pytest

from models.database import Database
from tests.migrations.raw import (
    APPROVE,
    COMMENT,
    FIRST,
    SECOND,
    UNSCORED,
    add_indicator,
    append_event,
    change_score,
    move_evaluation,
    set_score,
    take,
)
from tests.migrations.story import CHECK, FOREIGN_KEY, assert_refused

pytestmark = pytest.mark.pg

NEW = "e" * 31 + "9"
TRAIL = [
    "audit_event",
    "score_change",
    "submission",
    "comment",
    "publication",
    "attachment",
    "refusal",
    "admin_event",
    "free_text",
    "scheme",
]
GUARDED = [*TRAIL, "workflow_edge", "evaluation", "indicator", "budget_line", "section"]
REPLICA = "SET LOCAL session_replication_role = replica"

ATTACKS: dict[str, tuple[list[str], str]] = {
    "an id of one's own": (
        [move_evaluation(FIRST, APPROVE), append_event(FIRST, APPROVE, id="99")],
        "cannot insert a non-DEFAULT value",
    ),
    "an id updated": (["UPDATE audit_event SET id = DEFAULT"], "update is refused"),
    "a rewrite as a replica": (
        [REPLICA, "UPDATE audit_event SET body = '{1}'"],
        "update is refused",
    ),
    "a state as a replica": (
        [REPLICA, "UPDATE evaluation SET state = 'published'"],
        "changes only together",
    ),
    "an edge as a replica": ([REPLICA, "DELETE FROM workflow_edge"], "delete is refused"),
    "a temporary table that answers for the real one": (
        [
            "CREATE TEMPORARY TABLE evaluation (LIKE public.evaluation) ON COMMIT DROP",
            f"INSERT INTO pg_temp.evaluation SELECT * FROM public.evaluation WHERE id = '{FIRST}'",
            move_evaluation(FIRST, APPROVE),
            append_event(FIRST, APPROVE).replace("INTO ", "INTO public."),
        ],
        "is the head of its evaluation",
    ),
    "a deferred check at once": (
        ["SET CONSTRAINTS ALL IMMEDIATE", move_evaluation(FIRST, APPROVE)],
        FOREIGN_KEY,
    ),
    "a merge": (
        [
            (
                "MERGE INTO audit_event a USING (SELECT 1) AS s ON a.seq = 4 "
                "WHEN MATCHED THEN UPDATE SET body = '{1}'"
            )
        ],
        "update is refused",
    ),
    "NaN as a weight": ([add_indicator(SECOND, NEW, "'NaN'")], CHECK),
    "NaN as a score": (
        [
            *take(FIRST, APPROVE),
            change_score(5, old="NULL", new="'NaN'", indicator=UNSCORED),
            set_score("'NaN'", UNSCORED),
        ],
        CHECK,
    ),
    "NaN as money": (
        [
            (
                "INSERT INTO budget_line (id, evaluation_id, position, name, is_total, actual) "
                f"VALUES ('{NEW}', '{SECOND}', 1, '', TRUE, 'NaN')"
            )
        ],
        CHECK,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_as_owner_is_refused(postgres_story: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(postgres_story, statements, reason)


@pytest.mark.parametrize("table", GUARDED)
def test_truncate_is_refused(postgres_story: Database, table: str) -> None:
    assert_refused(postgres_story, [f"TRUNCATE {table} CASCADE"], "truncate is refused")


DENIED = "permission denied|must be owner"
DENIED_TO_APPLICATION = {
    **{f"delete from {table}": f"DELETE FROM {table}" for table in GUARDED},
    **{f"truncate {table}": f"TRUNCATE {table}" for table in GUARDED},
    **{f"update {table}": f"UPDATE {table} SET id = DEFAULT" for table in TRAIL},
    "add an edge": "INSERT INTO workflow_edge VALUES ('publish', 'draft', 'published')",
    "bend an edge": "UPDATE workflow_edge SET to_state = 'published'",
    "rename an evaluation": "UPDATE evaluation SET title = 'x'",
    "change a rule": "UPDATE indicator SET rule = ''",
    "change what is the total": "UPDATE budget_line SET is_total = FALSE",
    "delete a person": "DELETE FROM user_account",
    "change a login": "UPDATE user_account SET login = 'x'",
    "disable a trigger": "ALTER TABLE audit_event DISABLE TRIGGER refuse_change",
    "disable foreign keys": "ALTER TABLE evaluation DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER refuse_change ON audit_event",
    "add a trigger": (
        "CREATE TRIGGER a BEFORE INSERT ON audit_event EXECUTE FUNCTION refuse_change()"
    ),
    "empty a function": (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'"
    ),
    "drop a check": "ALTER TABLE audit_event DROP CONSTRAINT audit_event_origin",
    "turn replica": "SET session_replication_role = replica",
    "reset the ids": "ALTER SEQUENCE audit_event_id_seq RESTART",
    "set the ids": "SELECT setval('audit_event_id_seq', 1)",
    "choose an id": append_event(FIRST, COMMENT._replace(seq=5), id="99").replace(
        "VALUES", "OVERRIDING SYSTEM VALUE VALUES"
    ),
    "fake the migration": "UPDATE alembic_version SET version_num = '9999'",
}


@pytest.mark.parametrize("name", DENIED_TO_APPLICATION)
def test_attack_as_application_is_refused(postgres_story: Database, name: str) -> None:
    attack = ["SET LOCAL ROLE hengjian_application", DENIED_TO_APPLICATION[name]]
    assert_refused(postgres_story, attack, DENIED)


@pytest.mark.parametrize("table", ["evaluation", "user_account", "audit_event", "login_session"])
@pytest.mark.parametrize("verb", ["INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}"])
def test_auditor_changes_nothing(postgres_story: Database, verb: str, table: str) -> None:
    attack = ["SET LOCAL ROLE hengjian_auditor", verb.format(table)]
    assert_refused(postgres_story, attack, "permission denied")


@pytest.mark.parametrize(
    "secret",
    [
        "SELECT password_hash FROM user_account",
        "SELECT * FROM login_session",
        "SELECT * FROM login_link",
    ],
)
def test_auditor_reads_no_secrets(postgres_story: Database, secret: str) -> None:
    attack = ["SET LOCAL ROLE hengjian_auditor", secret]
    assert_refused(postgres_story, attack, "permission denied")
