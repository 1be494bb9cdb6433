"""T21: where the trail cannot be written nothing happens, and what reads goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.database import Database, make_engine
from models.vocabulary import LIFECYCLE, Action, State
from tests.support.offices import CLOSES
from tests.support.records import dump, list_refusals
from tests.support.scenes import Scene
from workflow.data import Attempt
from workflow.ids import new_id
from workflow.ledger.verify import verify_database
from workflow.refusals import Refused

MOVES = (
    ("filer", Action.CREATE, State.NONE),
    ("filer", Action.FILL, State.DRAFT),
    ("filer", Action.SCORE, State.DRAFT),
    ("filer", Action.AMEND, State.DRAFT),
    ("filer", Action.ATTACH, State.DRAFT),
    ("filer", Action.ASSIGN, State.DRAFT),
    ("filer", Action.DISCARD, State.DRAFT),
    ("filer", Action.COMMENT, State.DRAFT),
    ("filer", Action.SUBMIT, State.DRAFT),
    ("filer", Action.RECALL, State.SELF_SCORED),
    ("head", Action.APPROVE, State.SELF_SCORED),
    ("head", Action.RETURN, State.SELF_SCORED),
    ("chief", Action.RESCORE, State.UNIT_APPROVED),
    ("chief", Action.REVIEW, State.UNIT_APPROVED),
    ("chief", Action.REOPEN, State.FINANCE_REVIEWED),
    ("chief", Action.PUBLISH, State.FINANCE_REVIEWED),
    ("chief", Action.CORRECT, State.PUBLISHED),
)
LATE = CLOSES + timedelta(days=1)
POINTING = (("filer", Action.ANSWER, State.DRAFT), ("head", Action.SETTLE, State.SELF_SCORED))
ERASING = (Action.ASK_ERASURE, Action.DECLINE_ERASURE, Action.ERASE)
"""What a chief may do where an auditor has asked for the erasure of a text."""
MEASURING = {
    Action.PLAN_MEASURE: "filer",
    Action.REPORT_MEASURE: "filer",
    Action.ACCEPT_MEASURE: "chief",
    Action.REFUSE_MEASURE: "chief",
}
"""Who does what where a measure is reported."""
SABOTAGE = {
    "sqlite": [
        "CREATE TRIGGER sabotage BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION sabotage() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$",
        "CREATE TRIGGER sabotage BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION sabotage()",
    ],
}


def run(database: Database, *statements: str) -> None:
    """Run statements as the owner of the database."""
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def sabotage(database: Database, table: str) -> None:
    """Let every INSERT into a table fail."""
    statements = SABOTAGE[database.engine.dialect.name]
    run(database, *(statement.format(table=table) for statement in statements))


def prepare(scene: Scene) -> list[Attempt]:
    """Everybody is about to do something; every action is among it."""
    stands = {state: scene.walk(state) for state in LIFECYCLE} | {State.NONE: new_id()}
    others = {*ERASING, *MEASURING, Action.ESCALATE}
    assert {*others, *(action for _, action, _ in MOVES + POINTING)} == set(Action)
    asked = scene.walk(State.PUBLISHED)
    scene.do("auditor", Action.ASK_ERASURE, asked)
    for action in (Action.PLAN_MEASURE, Action.REPORT_MEASURE):
        scene.do("filer", action, asked)
    return [
        *(scene.attempt(who, action, stands[state]) for who, action, state in MOVES),
        *(
            scene.attempt(who, action, scene.walk_with_points(state))
            for who, action, state in POINTING
        ),
        *(scene.attempt("chief", action, asked) for action in ERASING),
        *(scene.attempt(who, action, asked) for action, who in MEASURING.items()),
        scene.attempt("chief", Action.ESCALATE, scene.walk(State.DRAFT), at=LATE),
    ]


def assert_nothing_goes_through(scene: Scene, attempts: list[Attempt]) -> None:
    """Each attempt ends in an error of the database, and no row anywhere differs."""
    before = dump(scene.database)
    for attempt in attempts:
        with pytest.raises(DBAPIError):
            scene.act(attempt)
        assert dump(scene.database) == before, attempt.action


def assert_everything_works(scene: Scene, attempts: list[Attempt]) -> None:
    """Each attempt would have succeeded but for the fault."""
    done = {attempt.evaluation_id: attempt for attempt in attempts}
    assert [scene.act(attempt) for attempt in done.values()]
    with scene.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_no_event_no_change(database: Database) -> None:
    scene = Scene(database)
    attempts = prepare(scene)
    sabotage(database, "audit_event")
    assert_nothing_goes_through(scene, attempts)
    on = " ON audit_event" if database.engine.dialect.name == "postgresql" else ""
    run(database, f"DROP TRIGGER sabotage{on}")
    assert_everything_works(scene, attempts)


@contextmanager
def open_as_application(owner: Database) -> Iterator[Database]:
    """The same database with no more rights than the application is given."""
    address = owner.engine.url.update_query_dict({"options": "-c role=hengjian_application"})
    database = Database(make_engine(address.render_as_string(hide_password=False)))
    try:
        yield database
    finally:
        database.dispose()


@pytest.mark.pg
def test_no_right_to_write_the_trail_no_change(migrated_postgres: Database) -> None:
    """The application's own role walks the whole way; without INSERT on the trail it stands."""
    owner = migrated_postgres
    with open_as_application(owner) as database:
        scene = Scene(database)
        attempts = prepare(scene)
        run(owner, "REVOKE INSERT ON audit_event FROM hengjian_application")
        assert_nothing_goes_through(scene, attempts)
        columns = "evaluation_id, seq, prev_seq, action, from_state, to_state, actor_id, for_id, at"
        columns += ", body, hash"
        run(owner, f"GRANT INSERT ({columns}) ON audit_event TO hengjian_application")
        assert_everything_works(scene, attempts)


def test_a_refusal_that_cannot_be_kept_is_still_a_refusal(database: Database) -> None:
    scene = Scene(database)
    attempt = scene.attempt("filer", Action.APPROVE, scene.walk(State.SELF_SCORED))
    sabotage(database, "refusal")
    with pytest.raises(Refused) as refused:
        scene.act(attempt)
    assert refused.value.reasons[0].code == "heads_the_unit"
    assert not list_refusals(database)
