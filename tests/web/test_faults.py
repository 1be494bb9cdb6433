"""Faults of the database: no write without its trail, no half of one, and reads go on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from models.database import POOL, Database, make_engine
from models.integrity import find_losses
from models.vocabulary import LIFECYCLE, Action, Role, State
from tests.support.app import Site
from tests.support.crawl import Stage, read_token, send
from tests.support.databases import APPLICATION, open_database, open_server
from tests.support.papers import send_back_with_points
from tests.support.records import dump, list_refusals
from tests.support.writes import FORMS, Forms
from workflow.data import SendingBack
from workflow.ledger.verify import verify_database
from workflow.people import issue_link
from workflow.roles import change_roles, set_active
from workflow.table import EDGES

POINTS_SETTLED = {
    State.SELF_SCORED: "head",
    State.UNIT_APPROVED: "chief",
    State.FINANCE_REVIEWED: "chief",
}
"""Where points are settled, and by whom."""
KEPT = ("refusal", "login_session", "look")
"""What is written beside the trail: who was refused, who signed in, who looked at what."""


def as_owner(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.pg
def test_the_grants_suffice_for_everything(as_application: Database, tmp_path: Path) -> None:
    """Every edge of the table, people and links, pages and verification, without owning a table."""
    with as_application.reading() as session:
        edges = {(edge.action, edge.source, edge.target) for edge in EDGES}
        assert find_losses(session.connection(), edges) == []
    site = Site(as_application, tmp_path)
    stage = Stage(site)
    done = walk_every_edge(stage) | walk_every_erasure(stage) | walk_every_measure(stage)
    done |= walk_every_urging(stage) | walk_every_point(stage)
    left = {(edge.action, edge.source) for edge in EDGES} - done
    assert not left, f"the walks below do not take {left}"
    with as_application.writing() as session:
        at, person = stage.tick(), site.people["school_head"]
        change_roles(session, user_id=person, roles=[Role.FILER], actor_id=None, at=at)
        set_active(session, user_id=person, active=False, actor_id=None, at=at)
        assert issue_link(session, user_id=person, actor_id=None, at=at)
    filer = site.visitor("filer")
    evaluation = site.begin(filer)
    for path in ("/inbox", f"/evaluations/{evaluation}", f"/evaluations/{evaluation}/trail"):
        filer.get(path)
    assert send(filer, f"/evaluations/{evaluation}/publish").status_code == 403
    assert len(list_refusals(as_application)) == 1
    assert send(filer, "/sign-out").status_code == 302
    with as_application.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def walk_every_edge(stage: Stage) -> set[tuple[Action, State]]:
    """One evaluation to its publication, through every way back; another is discarded, and the
    first is corrected.
    """
    stage.do("filer", Action.DISCARD, stage.begin())
    evaluation = stage.begin()
    straight = [Action.FILL, Action.SCORE, Action.AMEND, Action.ATTACH, Action.ASSIGN]
    straight += [Action.COMMENT, Action.SUBMIT]
    on = {
        State.DRAFT: [straight, [Action.SUBMIT], [Action.SUBMIT], [Action.SUBMIT], [Action.SUBMIT]],
        State.SELF_SCORED: [[Action.COMMENT, Action.RECALL], [Action.RETURN]],
        State.UNIT_APPROVED: [[Action.COMMENT, Action.RETURN], [Action.RESCORE, Action.REVIEW]],
        State.FINANCE_REVIEWED: [[Action.COMMENT, Action.REOPEN], [Action.RETURN]],
    }
    usual = {
        State.SELF_SCORED: [Action.APPROVE],
        State.UNIT_APPROVED: [Action.REVIEW],
        State.FINANCE_REVIEWED: [Action.PUBLISH],
    }
    who = {Action.APPROVE: "head", Action.SUBMIT: "filer", Action.RECALL: "filer"}
    chiefs = {Action.RESCORE, Action.REVIEW, Action.REOPEN, Action.PUBLISH}
    done = {(Action.CREATE, State.NONE), (Action.DISCARD, State.DRAFT)}
    back = SendingBack(reason="请补充", due_at=datetime.now(UTC) + timedelta(days=9))
    state = State.DRAFT
    while state is not State.PUBLISHED:
        for action in on[state].pop(0) if on[state] else usual[state]:
            name = "chief" if action in chiefs else who.get(action, "filer")
            if action is Action.RETURN:
                name = "head" if state is State.SELF_SCORED else "chief"
            done.add((action, state))
            data = back if action is Action.RETURN else None
            reached = stage.do(name, action, evaluation, data).state
        state = reached
    assert stage.do("chief", Action.CORRECT, evaluation, back).successor_id is not None
    return done | {(Action.CORRECT, State.PUBLISHED)}


def walk_every_erasure(stage: Stage) -> set[tuple[Action, State]]:
    """In every state an auditor asks and a chief declines; he asks again and the chief agrees."""
    done: set[tuple[Action, State]] = set()
    for state in LIFECYCLE:
        evaluation = stage.walk(state)
        for answer in (Action.DECLINE_ERASURE, Action.ERASE):
            for who, action in (("auditor", Action.ASK_ERASURE), ("chief", answer)):
                stage.do(who, action, evaluation, leads_to=state)
                done.add((action, state))
    return done


def walk_every_measure(stage: Stage) -> set[tuple[Action, State]]:
    """In every state the unit plans and reports, a chief refuses; reported again, he accepts."""
    plan, report = ("filer", Action.PLAN_MEASURE), ("filer", Action.REPORT_MEASURE)
    refuse, accept = ("chief", Action.REFUSE_MEASURE), ("chief", Action.ACCEPT_MEASURE)
    done: set[tuple[Action, State]] = set()
    for state in LIFECYCLE:
        evaluation = stage.walk(state)
        for who, action in (plan, report, refuse, report, accept):
            stage.do(who, action, evaluation, leads_to=state)
            done.add((action, state))
    return done


def walk_every_urging(stage: Stage) -> set[tuple[Action, State]]:
    """What waits in any state is urged long after its deadline."""
    done: set[tuple[Action, State]] = set()
    late = datetime.now(UTC) + timedelta(days=3650)
    for state in (edge.source for edge in EDGES if edge.action is Action.ESCALATE):
        stage.do("chief", Action.ESCALATE, stage.walk(state), leads_to=state, at=late)
        done.add((Action.ESCALATE, state))
    return done


def walk_every_point(stage: Stage) -> set[tuple[Action, State]]:
    """Points of a return are answered, and settled wherever who raised them may find them."""
    done = {(Action.ANSWER, State.DRAFT)}
    for state, raiser in POINTS_SETTLED.items():
        raised_in = State.SELF_SCORED if raiser == "head" else State.UNIT_APPROVED
        evaluation = stage.walk(raised_in)
        raised = send_back_with_points(stage.desk(evaluation))
        back = replace(raised, due_at=datetime.now(UTC) + timedelta(days=9))
        stage.do(raiser, Action.RETURN, evaluation, back)
        stage.do("filer", Action.ANSWER, evaluation)
        stage.finish(evaluation, to=state)
        stage.do(raiser, Action.SETTLE, evaluation, leads_to=state)
        done.add((Action.SETTLE, state))
    return done


RIGHTS = {
    "audit_event": (
        """INSERT (evaluation_id, seq, prev_seq, action, from_state, to_state, actor_id, for_id,
        at, body, hash)""",
        set[str](),
    ),
    "free_text": ("INSERT (salt, text, commitment)", {"attach", "submit"}),
    "evaluation": (
        """UPDATE (state, state_since, version, content_version, round, head, due_at,
        reported_total, reported_grade, claim_reason_id)""",
        set[str](),
    ),
}
"""A right of the application on each table, and the forms that do without it."""


@pytest.mark.pg
def test_what_cannot_be_recorded_does_not_happen(
    as_application: Database, migrated_postgres: Database, tmp_path: Path
) -> None:
    """A right is taken away while the application runs: writes end with 503, reads go on."""
    forms = Forms(as_application, tmp_path)
    before = dump(migrated_postgres, besides=KEPT)
    for table, (right, without) in RIGHTS.items():
        as_owner(migrated_postgres, f"REVOKE {right} ON {table} FROM {APPLICATION}")
        for name in FORMS.keys() - without:
            answer = forms.send(name)
            assert answer.status_code == 503, (table, name)
            assert "什么也没有改动" in answer.text
        if table == "audit_event":
            assert forms.create().status_code == 503
        for who, page in forms.list_pages():
            forms.visitors[who].get(page)
        as_owner(migrated_postgres, f"GRANT {right} ON {table} TO {APPLICATION}")
        assert dump(migrated_postgres, besides=KEPT) == before
    for name in ("publish", "approve", "narrative", "comment"):
        assert forms.send(name).status_code == 303, name


@pytest.mark.pg
def test_a_refusal_is_told_even_when_it_cannot_be_kept(
    as_application: Database, migrated_postgres: Database, tmp_path: Path
) -> None:
    forms = Forms(as_application, tmp_path)
    as_owner(migrated_postgres, f"REVOKE INSERT ON refusal FROM {APPLICATION}")
    before = dump(migrated_postgres)
    draft = forms.evaluations[State.DRAFT]
    assert send(forms.visitors["filer"], f"/evaluations/{draft}/approve").status_code == 403
    assert dump(migrated_postgres) == before


LAST = ("INSERT INTO audit_event", "UPDATE evaluation", "INSERT INTO submission", "COMMIT")


@pytest.mark.pg
def test_a_connection_that_breaks_leaves_nothing_half_done(
    migrated_postgres: Database, tmp_path: Path
) -> None:
    """Submitting: the server ends the connection just before one of its statements."""
    forms = Forms(migrated_postgres, tmp_path)
    before = dump(migrated_postgres, besides=KEPT)
    for statement in LAST:
        with break_before(migrated_postgres, statement) as broken:
            assert forms.send("submit").status_code == 503, statement
        assert broken == [statement]
        assert dump(migrated_postgres, besides=KEPT) == before, statement
    assert forms.send("submit").status_code == 303


@contextmanager
def break_before(database: Database, statement: str) -> Iterator[list[str]]:
    broken: list[str] = []
    owner = make_engine(database.engine.url.render_as_string(hide_password=False))

    def kill(connection: Connection) -> None:
        process = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
        broken.append(statement)
        with owner.connect() as admin:
            admin.exec_driver_sql(f"SELECT pg_terminate_backend({process}, 5000)")

    def before_execute(connection: Connection, _cursor: object, sql: str, *_rest: object) -> None:
        if sql.startswith(statement) and not broken:
            kill(connection)

    def before_commit(connection: Connection) -> None:
        if statement == "COMMIT" and not broken:
            kill(connection)

    event.listen(database.engine, "before_cursor_execute", before_execute)
    event.listen(database.engine, "commit", before_commit)
    try:
        yield broken
    finally:
        event.remove(database.engine, "before_cursor_execute", before_execute)
        event.remove(database.engine, "commit", before_commit)
        owner.dispose()


@pytest.mark.pg
def test_a_database_that_is_gone_is_said_and_comes_back(
    migrated_postgres: Database, tmp_path: Path
) -> None:
    """For who is signed in as for everybody else, by a page that asks nobody who looks at it."""
    forms = Forms(migrated_postgres, tmp_path)
    draft, guest = forms.evaluations[State.DRAFT], forms.site.visitor()
    tokens = {who: read_token(visitor) for who, visitor in forms.visitors.items()}
    guest_token = read_token(guest)
    address = migrated_postgres.engine.url
    server = address.set(database="postgres").render_as_string(hide_password=False)
    with open_server(server) as admin, away(admin, str(address.database)):
        for who, visitor in forms.visitors.items():
            fields = {"csrf_token": tokens[who], "text": "请看"}
            answers = [
                visitor.client.get("/inbox"),
                visitor.client.get(f"/evaluations/{draft}"),
                visitor.client.get("/nowhere"),
                visitor.client.post(f"/evaluations/{draft}/comment", data=fields),
            ]
            assert [answer.status_code for answer in answers] == [503, 503, 503, 503], who
            for answer in answers:
                assert answer.headers["Retry-After"] == "5"
                assert "<h1>系统暂时不能服务</h1>" in answer.text
                assert f">{who}<" not in answer.text
        assert guest.client.get("/published").status_code == 503
        assert guest.client.get("/sign-in").status_code == 200
        typed = {"login": "x", "password": "x", "csrf_token": guest_token}
        assert guest.client.post("/sign-in", data=typed).status_code == 503
        assert guest.client.get("/static/style.css", buffered=True).status_code == 200
    forms.visitors["filer"].get("/inbox")
    with open_server(server) as admin, away(admin, str(address.database)):
        pass
    # A restart between two requests is not even noticed.
    forms.visitors["filer"].get("/inbox")
    assert forms.send("submit").status_code == 303


@contextmanager
def away(admin: Connection, name: str) -> Iterator[None]:
    """End every connection to a database and let nobody in for the length of the block."""
    admin.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        everybody = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
        admin.exec_driver_sql(f"{everybody}'{name}'")
        yield
    finally:
        admin.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_a_file_that_somebody_else_writes_to_is_said(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    """SQLite has one writer: who cannot have his turn in time is told so, readers go on."""
    event.listen(migrated_sqlite.engine, "connect", hurry)
    migrated_sqlite.engine.dispose()
    forms = Forms(migrated_sqlite, tmp_path)
    before = dump(migrated_sqlite, besides=KEPT)
    other = sqlite3.connect(str(migrated_sqlite.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for name in FORMS:
        assert forms.send(name).status_code == 503, name
    for who, page in forms.list_pages():
        forms.visitors[who].get(page)
    other.execute("ROLLBACK")
    other.close()
    assert dump(migrated_sqlite, besides=KEPT) == before
    assert forms.send("submit").status_code == 303


def hurry(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout=1").close()


def test_a_pool_that_is_used_up_is_said(
    migrated_sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"pool_size": 1, "max_overflow": 0, "pool_timeout": 0.01}.items():
        monkeypatch.setitem(POOL, name, value)
    with open_database(str(migrated_sqlite.engine.url)) as narrow:
        forms = Forms(narrow, tmp_path)
        with narrow.engine.connect():
            for visitor in forms.visitors.values():
                assert visitor.client.get("/inbox").status_code == 503
                assert visitor.client.get("/nowhere").status_code == 503
        forms.visitors["filer"].get("/inbox")
