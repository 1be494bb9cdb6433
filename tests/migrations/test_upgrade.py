"""An office that has worked with the first release goes on with the second, and nothing of its
trail differs by a byte.
"""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.database import Database
from models.integrity import observe_guards, read_manifest
from models.vocabulary import Action, State
from tests.migrations.story import connect, tell_story, walk
from tests.support.databases import migrate, open_database
from tests.support.papers import begin
from tests.support.scenes import Scene
from tests.workflow.refusing import refuse
from web.cli.listing import list_anew
from workflow.changes import CHANGES
from workflow.changes.change import Change
from workflow.changes.creating import create_evaluation
from workflow.guards import Case
from workflow.ids import new_id
from workflow.ledger.verify import verify_database

Told = dict[str, list[str]]
FIRST_RELEASE = "0001"
REFUSED = "newer actions|the_trail_holds_events_of_newer_actions"


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def observe(database: Database) -> dict[str, str]:
    with connect(database) as connection:
        return dict(observe_guards(connection))


def dump_columns(database: Database, columns: dict[str, list[str]]) -> Told:
    """The rows of these columns of these tables as text, sorted."""
    with connect(database) as connection:
        return {
            table: sorted(
                repr(tuple(row))
                for row in connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table}")
            )
            for table, names in columns.items()
        }


def list_columns(database: Database) -> dict[str, list[str]]:
    """The tables of the application as they are now, and their columns."""
    found = inspect(database.engine)
    return {
        table: [column["name"] for column in found.get_columns(table)]
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_a_filled_database_goes_up_down_and_up_again(empty_url: str) -> None:
    migrate(empty_url, FIRST_RELEASE)
    with open_database(empty_url) as database:
        guards = observe(database)
        tell_story(database)
        walk(database, as_application=False)
        columns = list_columns(database)
        told = dump_columns(database, columns)
    # The second migration brings edges of its own; every other row is the office's.
    edges = told.pop("workflow_edge")
    assert all(told[table] for table in ("audit_event", "publication", "score_change", "scheme"))
    old = {table: names for table, names in columns.items() if table in told}
    for _ in range(2):
        migrate(empty_url)
        with open_database(empty_url) as database:
            assert dump_columns(database, old) == told
            assert observe(database) == read_manifest()[database.engine.dialect.name]
            added = {"evaluation": ["edition", "supersedes_id", "first_edition_id", "discarded"]}
            assert set(dump_columns(database, added)["evaluation"]) <= {
                repr((1, None, None, False)),
                repr((1, None, None, 0)),
            }
            activated = {"scheme_activation": ["scheme_id"], "scheme": ["id"]}
            in_use = dump_columns(database, activated)
            assert in_use["scheme_activation"] == in_use["scheme"] != []
        migrate(empty_url, FIRST_RELEASE, down=True)
        with open_database(empty_url) as database:
            assert list_columns(database) == columns
            assert dump_columns(database, old) == told
            assert dump_columns(database, {"workflow_edge": columns["workflow_edge"]}) == {
                "workflow_edge": edges
            }
            assert observe(database) == guards
            assert not may_rename(database)


def may_rename(database: Database) -> bool:
    """Say whether the application has the right to change what was agreed; SQLite has no rights."""
    if database.engine.dialect.name == "sqlite":
        return False
    ask = "SELECT has_column_privilege('hengjian_application', 'indicator', 'name', 'UPDATE')"
    with connect(database) as connection:
        return bool(connection.exec_driver_sql(ask).scalar())


def create_as_before(session: Session, case: Case) -> Change:
    """What the first release wrote when an evaluation began: nothing of predecessors."""
    change = create_evaluation(session, case)
    data = {key: value for key, value in change.data.items() if key != "predecessor"}
    return replace(change, data=data)


@pytest.fixture
def office(database: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[Scene, UUID, UUID]:
    """An office that has worked with the first release, and was brought up to date: with a
    published evaluation and a draft.
    """
    scene = Scene(database)
    with monkeypatch.context() as before:
        before.setitem(CHANGES, Action.CREATE, create_as_before)
        returned = scene.walk(State.SELF_SCORED)
        scene.do("head", Action.RETURN, returned)
        scene.do("filer", Action.ATTACH, returned)
        scene.finish(returned)
        scene.walk(State.PUBLISHED, cycle="finance")
        draft = scene.walk(State.DRAFT)
    database.dispose()
    migrate(url_of(database), FIRST_RELEASE, down=True)
    columns = list_columns(database)
    told = dump_columns(database, columns)
    database.dispose()
    migrate(url_of(database))
    after = dump_columns(database, columns)
    assert {table for table in told if after[table] != told[table]} == {"workflow_edge"}
    return scene, returned, draft


def find_faulty(database: Database) -> list[str]:
    """The checks that find something."""
    with database.reading() as session:
        return [check for check, report in verify_database(session).items() if not report.ok]


def test_what_was_begun_before_verifies_and_goes_on(office: tuple[Scene, UUID, UUID]) -> None:
    """But for the lists, which the command makes when it brings a database up to date."""
    scene, published, draft = office
    assert find_faulty(scene.database) == ["listing"]
    assert list_anew(scene.database, only_unlisted=True) == 3
    assert not find_faulty(scene.database)
    scene.do("filer", Action.AMEND, draft)
    scene.finish(draft)
    second = scene.correct(published)
    scene.finish(second)
    scene.do("filer", Action.DISCARD, scene.begin())
    assert not find_faulty(scene.database)


def test_a_draft_of_before_goes_on_before_it_is_listed(office: tuple[Scene, UUID, UUID]) -> None:
    scene, _, draft = office
    scene.do("filer", Action.FILL, draft)
    scene.finish(draft)
    assert list_anew(scene.database, only_unlisted=True) == 2
    assert not find_faulty(scene.database)


def test_who_filled_in_before_is_remembered(office: tuple[Scene, UUID, UUID]) -> None:
    scene, published, _ = office
    second = scene.correct(published)
    scene.do("second_filer", Action.SUBMIT, second)
    from_before = scene.case("filer", second).facts
    assert scene.people["filer"] in from_before.doers[Action.CREATE]


@pytest.mark.parametrize(
    "action",
    [Action.AMEND, Action.DISCARD, Action.CORRECT, Action.ASK_ERASURE, Action.ASSIGN],
)
def test_there_is_no_way_back_once_a_new_move_was_made(database: Database, action: Action) -> None:
    """The trail would tell of moves that the first release does not know."""
    scene = Scene(database)
    state = State.PUBLISHED if action is Action.CORRECT else State.DRAFT
    who = "chief" if action in {Action.CORRECT, Action.ASK_ERASURE} else "filer"
    scene.do(who, action, scene.walk(state))
    assert_stays(scene)


def test_there_is_no_way_back_once_something_was_brought_along(database: Database) -> None:
    scene = Scene(database)
    before, later = scene.walk(State.PUBLISHED), new_id()
    with connect(database) as connection:
        year = "UPDATE cycle SET fiscal_year = 2026 WHERE name = 'past'"
        connection.exec_driver_sql(year)
        opened = "UPDATE cycle SET closes_at = (SELECT max(closes_at) FROM cycle)"
        connection.exec_driver_sql(opened)
    data = replace(begin(scene.desk(), cycle=scene.cycles["past"]), predecessor_id=before)
    scene.do("filer", Action.CREATE, later, data)
    assert scene.header(later).evaluation.predecessor_id == before
    assert_stays(scene)


def assert_stays(scene: Scene) -> None:
    """The way back is refused, and everything is as it was."""
    database = scene.database
    columns = list_columns(database)
    told, guards = dump_columns(database, columns), observe(database)
    database.dispose()
    with pytest.raises(DBAPIError, match=REFUSED):
        migrate(url_of(database), FIRST_RELEASE, down=True)
    assert list_columns(database) == columns
    assert dump_columns(database, columns) == told
    assert observe(database) == guards
    assert refuse(scene, "auditor", Action.CREATE, new_id())
