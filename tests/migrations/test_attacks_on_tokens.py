"""Attacks in raw SQL on tokens and activations, and what the application may not do at all."""

import pytest

from models.database import Database
from tests.migrations.later import (
    AS_REPLICA,
    DENIED,
    HEADING,
    OTHER,
    TOKEN,
    activate,
    add_api_token,
    add_form_token,
    amend,
)
from tests.migrations.raw import (
    AT,
    SECOND,
    insert,
)
from tests.migrations.story import CHECK, FOREIGN_KEY, assert_refused

REVOKED = "api_token: it can be revoked once and stays otherwise"
LATER = "'2199-01-01T00:00:00.000000Z'"
ATTACKS: dict[str, tuple[list[str], str]] = {
    **{
        f"a token's {column} changed": ([f"UPDATE api_token SET {column} = {value}"], REVOKED)
        for column, value in {
            "id": f"'{'c' * 32}'",
            "token_hash": f"'{'c' * 64}'",
            "user_id": f"'{OTHER}'",
            "name": "'x'",
            "scope": "'act'",
            "created_at": LATER,
            "expires_at": LATER,
        }.items()
    },
    "a token taken up again": (
        [f"UPDATE api_token SET revoked_at = '{AT}'", "UPDATE api_token SET revoked_at = NULL"],
        REVOKED,
    ),
    "a token revoked later": (
        [f"UPDATE api_token SET revoked_at = '{AT}'", f"UPDATE api_token SET revoked_at = {LATER}"],
        REVOKED,
    ),
    "a token forgotten": (["DELETE FROM api_token"], "api_token: delete is refused"),
    "a token of no scope": (
        [add_api_token("c" * 32).replace("'read'", "'everything'")],
        CHECK,
    ),
    "a token in words": ([add_api_token("c" * 32).replace("c" * 64, "secret")], CHECK),
    "an answer changed": (["UPDATE form_token SET outcome = 'x'"], "update is refused"),
    "an answer to other content": (
        [f"UPDATE form_token SET content_hash = '{'c' * 64}'"],
        "form_token: update is refused",
    ),
    "an answer forgotten": (["DELETE FROM form_token"], "form_token: delete is refused"),
    "a second answer": (
        [add_form_token().replace("'{}'", "'[]'")],
        "form_token: replace is refused|duplicate key value",
    ),
    "an answer to a token in words": ([add_form_token().replace("a" * 64, "x")], CHECK),
    "an activation dated back": (
        [f"UPDATE scheme_activation SET activated_at = {LATER}"],
        "scheme_activation: update is refused",
    ),
    "an activation taken back": (
        ["DELETE FROM scheme_activation"],
        "scheme_activation: delete is refused",
    ),
    "a scheme activated twice": (
        [activate()],
        "scheme_activation: replace is refused|duplicate key value",
    ),
    "an activation of no scheme": (
        [insert("scheme_activation", scheme_id=f"'{OTHER}'", activated_at=f"'{AT}'")],
        FOREIGN_KEY,
    ),
    "a sign-in by name": (
        [
            insert(
                "login_attempt",
                login_hash="'filer'",
                address="'::1'",
                at=f"'{AT}'",
                succeeded="FALSE",
            )
        ],
        CHECK,
    ),
    "words of no evaluation": (
        [insert("evaluation_listing", evaluation_id=f"'{OTHER}'", text="'x'")],
        FOREIGN_KEY,
    ),
}
ON_SQLITE: dict[str, tuple[list[str], str]] = {
    "a token replaced by its hash": (
        [
            add_api_token(TOKEN)
            .replace("INSERT", "INSERT OR REPLACE")
            .replace(f"'{TOKEN}'", f"'{'c' * 32}'", 1)
        ],
        "api_token: replace is refused",
    ),
    "a token replaced by its id": (
        [add_api_token(TOKEN).replace("INSERT", "REPLACE").replace(TOKEN * 2, "c" * 64)],
        "api_token: replace is refused",
    ),
    "an answer replaced": (
        [add_form_token().replace("INSERT", "INSERT OR REPLACE")],
        "form_token: replace is refused",
    ),
    "an activation replaced": (
        [activate().replace("INSERT", "REPLACE")],
        "scheme_activation: replace is refused",
    ),
}
ON_POSTGRES: dict[str, tuple[list[str], str]] = {
    "a token as a replica": ([AS_REPLICA, "UPDATE api_token SET scope = 'act'"], REVOKED),
    "an answer as a replica": ([AS_REPLICA, "DELETE FROM form_token"], "delete is refused"),
    **{
        f"{table} emptied": ([f"TRUNCATE {table} CASCADE"], f"{table}: truncate is refused")
        for table in ("agreed_change", "form_token", "scheme_activation", "api_token")
    },
}
DENIED_TO_APPLICATION = {
    **{
        f"{verb} {table}": f"{verb} {table} {rest}"
        for table in ("agreed_change", "form_token", "scheme_activation", "api_token")
        for verb, rest in (("DELETE FROM", ""), ("TRUNCATE", ""))
    },
    **{
        f"change {column} of {table}": f"UPDATE {table} SET {column} = {column}"
        for table, columns in {
            "evaluation": ("edition", "supersedes_id", "first_edition_id", "predecessor_id"),
            "agreed_change": ("new_name", "reason_id", "event_seq"),
            "form_token": ("outcome", "content_hash"),
            "scheme_activation": ("activated_at",),
            "api_token": ("scope", "token_hash", "expires_at", "user_id"),
            "indicator": ("position", "category", "rule", "parent_id"),
            "login_attempt": ("succeeded",),
        }.items()
        for column in columns
    },
    "choose the id of a change": amend(2, evaluation=SECOND, indicator=HEADING, id="9").replace(
        "VALUES", "OVERRIDING SYSTEM VALUE VALUES"
    ),
    "add an edge": "INSERT INTO workflow_edge VALUES ('discard', 'published', 'published')",
    "disable a trigger": "ALTER TABLE api_token DISABLE TRIGGER guard_identity",
    "empty a function": (
        "CREATE OR REPLACE FUNCTION guard_agreed_change() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'"
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused(ready: Database, name: str) -> None:
    statements, reason = ATTACKS[name]
    assert_refused(ready, statements, reason)


@pytest.mark.parametrize("name", ON_SQLITE)
def test_attack_that_only_sqlite_knows_is_refused(ready_sqlite: Database, name: str) -> None:
    statements, reason = ON_SQLITE[name]
    assert_refused(ready_sqlite, statements, reason)


@pytest.mark.pg
@pytest.mark.parametrize("name", ON_POSTGRES)
def test_attack_that_only_postgres_knows_is_refused(ready_postgres: Database, name: str) -> None:
    statements, reason = ON_POSTGRES[name]
    assert_refused(ready_postgres, statements, reason)


@pytest.mark.pg
@pytest.mark.parametrize("name", DENIED_TO_APPLICATION)
def test_attack_as_application_is_denied(ready_postgres: Database, name: str) -> None:
    attack = ["SET LOCAL ROLE hengjian_application", DENIED_TO_APPLICATION[name]]
    assert_refused(ready_postgres, attack, DENIED)


@pytest.mark.pg
@pytest.mark.parametrize(
    "secret",
    ["SELECT * FROM form_token", "SELECT * FROM form_draft", "SELECT token_hash FROM api_token"],
)
def test_auditor_reads_no_secrets(ready_postgres: Database, secret: str) -> None:
    attack = ["SET LOCAL ROLE hengjian_auditor", secret]
    assert_refused(ready_postgres, attack, "permission denied")
