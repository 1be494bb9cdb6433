"""What a correct application writes since the second migration, in raw SQL, to be spoilt."""

from models.database import Database
from tests.migrations.raw import (
    AT,
    CREATE,
    FIRST,
    PERSON,
    SCHEME,
    SECOND,
    SECTION,
    Move,
    add_indicator,
    add_text,
    append_event,
    begin_evaluation,
    insert,
    move_evaluation,
    points,
    run,
    take,
)
from tests.migrations.story import connect, tell_story, walk

NEXT, OTHER, OTHER_UNIT = "e" * 31 + "3", "e" * 31 + "4", "2" * 32
AGREED, HEADING = "a" * 31 + "8", "a" * 31 + "9"
"""Two rows of the second evaluation: one of weight 10, a heading."""
TOKEN = "b" * 32
MEASURE = "d" * 32
CORRECT = Move(18, "correct", "published", "published", 2)
CORRECT_AGAIN = CORRECT._replace(seq=19)
DISCARD, AMEND = Move(2, "discard", "draft", "draft"), Move(2, "amend", "draft", "draft")
FILL = Move(2, "fill", "draft", "draft")
AS_REPLICA = "SET LOCAL session_replication_role = replica"
DENIED = "permission denied|must be owner"
OF_SECOND = f"WHERE id = '{SECOND}'"


def begin_edition(evaluation: str = NEXT, *, verb: str = "INSERT", **other: str) -> str:
    """The statement that begins the second edition of the first evaluation."""
    row = {"edition": "2", "supersedes_id": f"'{FIRST}'", "first_edition_id": f"'{FIRST}'"} | other
    return begin_evaluation(evaluation, verb=verb, **row)


def correct(evaluation: str = NEXT, move: Move = CORRECT, **other: str) -> list[str]:
    """The statements of one legitimate correction; `other` spoils it."""
    begun = [begin_edition(evaluation, **other), append_event(evaluation, CREATE)]
    return [*take(FIRST, move), *begun]


def rename(indicator: str, name: str) -> str:
    """The statement that gives an agreed row another name."""
    return f"UPDATE indicator SET name = '{name}' WHERE id = '{indicator}'"


def change_second(change: str, move: Move = FILL) -> list[str]:
    """The second evaluation changes in another respect with its next event."""
    step = move_evaluation(SECOND, move).replace(" SET ", f" SET {change}, ", 1)
    return [step, append_event(SECOND, move)]


def amend(seq: int, *, evaluation: str, indicator: str, **other: str) -> str:
    """The statement that records another name of an agreed row; `other` replaces columns."""
    row = {
        "evaluation_id": f"'{evaluation}'",
        "indicator_id": f"'{indicator}'",
        "event_seq": str(seq),
        "old_name": "'指标'",
        "new_name": "'新名'",
        "old_weight": "NULL",
        "new_weight": "NULL",
        "old_target": "''",
        "new_target": "''",
        "reason_id": "1",
    } | other
    return insert("agreed_change", **row)


def add_api_token(token: str) -> str:
    """The statement that issues a token of a script."""
    return insert(
        "api_token",
        id=f"'{token}'",
        token_hash=f"'{token * 2}'",
        user_id=f"'{PERSON}'",
        name="'汇总'",
        scope="'read'",
        created_at=f"'{AT}'",
        expires_at=f"'{AT}'",
    )


def add_form_token() -> str:
    """The statement that keeps the answer to a form."""
    return insert(
        "form_token",
        user_id=f"'{PERSON}'",
        token_hash=f"'{'a' * 64}'",
        content_hash=f"'{'b' * 64}'",
        outcome="'{}'",
        at=f"'{AT}'",
    )


def add_seal(size: int, **other: str) -> str:
    """The statement that notes a seal of so many entries; `other` replaces columns."""
    row = {
        "at": f"'{AT}'",
        "size": str(size),
        "root": f"'{'c' * 64}'",
        "audit_event_id": str(size),
        "admin_event_id": "0",
        "refusal_id": "0",
        "checkpoint": "'x'",
    } | other
    return insert("seal", **row)


def add_measure_step(seq: int, **other: str) -> str:
    """The statement that plans a measure of the first evaluation; `other` replaces columns."""
    row = {
        "evaluation_id": f"'{FIRST}'",
        "event_seq": str(seq),
        "measure_id": f"'{MEASURE}'",
        "kind": "'plan'",
        "text_id": "1",
        "owner": "'综合科'",
        "due_on": "'2026-09-30'",
    } | other
    return insert("measure_step", **row)


def activate() -> str:
    """The statement that activates the scheme."""
    return insert("scheme_activation", scheme_id=f"'{SCHEME}'", activated_at=f"'{AT}'")


def prepare(database: Database) -> None:
    """The first evaluation is published, the second a draft with two rows."""
    tell_story(database)
    walk(database, as_application=False)
    with connect(database) as connection:
        ten = points(connection, "10")
        run(
            connection, [add_indicator(SECOND, AGREED, ten), add_indicator(SECOND, HEADING, "NULL")]
        )
        run(connection, [add_api_token(TOKEN), add_form_token(), activate(), add_text()])
        unit = {"code": "'U2'", "name": "'学校'", "region": "''", "section_id": f"'{SECTION}'"}
        run(connection, [insert("unit", id=f"'{OTHER_UNIT}'", **unit)])
