"""Several evaluations approved with one press: each by itself, each once, each with its answer."""

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import TOKEN, Stage, let_in
from tests.support.records import list_refusals
from web.door import act
from web.pages import bulk
from workflow.actions import Outcome

ADDRESS = "/inbox/approve"


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def tick(head: Visitor, *evaluations: UUID) -> dict[str, str]:
    """The form of the desk with these ticked."""
    fields = find_form(head.get("/inbox"), ADDRESS).fields
    wanted = {f"seen-{each}" for each in evaluations}
    assert wanted <= fields.keys()
    return {
        name: value
        for name, value in fields.items()
        if not name.startswith("seen-") or name in wanted
    }


def press(head: Visitor, fields: Mapping[str, str], *, expect: int = 200) -> str:
    return head.post(ADDRESS, fields, expect=expect).text


def count_approvals(stage: Stage, evaluation: UUID) -> int:
    with stage.database.reading() as session:
        statement = "SELECT evaluation_id FROM audit_event WHERE action = 'approve'"
        found = session.connection().exec_driver_sql(statement).scalars()
        return [UUID(str(each)) for each in found].count(evaluation)


def read_results(page: str) -> list[str]:
    return re.findall(r'<td><span class="badge \w+">(\S+?)</span>', page)


def test_what_is_ticked_is_approved_and_nothing_else(site: Site, stage: Stage) -> None:
    ticked = [stage.stand(State.SELF_SCORED) for _ in range(3)]
    left = stage.stand(State.SELF_SCORED)
    head = let_in(site, "head")
    page = press(head, tick(head, *ticked))
    assert read_results(page) == ["已办理"] * 3
    states = [stage.header(each).evaluation.state for each in (*ticked, left)]
    assert states == [State.UNIT_APPROVED] * 3 + [State.SELF_SCORED]
    assert all(f"/evaluations/{each}" in page for each in ticked)


def test_each_is_judged_by_itself(site: Site, stage: Stage) -> None:
    """Moved on, filled in by the head himself, foreign, unknown: the others are done."""
    sound, moved = stage.stand(State.SELF_SCORED), stage.stand(State.SELF_SCORED)
    foreign = stage.stand(State.SELF_SCORED, cast={"filer": "school_filer"}, unit="school")
    head = let_in(site, "head")
    fields = tick(head, sound, moved)
    stage.do("filer", Action.RECALL, moved)
    stage.do("filer", Action.SUBMIT, moved)
    unknown = UUID(int=1)
    fields |= {f"seen-{foreign}": "5", f"seen-{unknown}": "5"}
    page = press(head, fields)
    assert read_results(page) == ["已办理", "未办理", "未办理", "未办理"]
    assert stage.header(moved).evaluation.state == State.SELF_SCORED
    assert stage.header(foreign).evaluation.state == State.SELF_SCORED
    title = stage.header(foreign).unit_name
    assert f'<bdi lang="zh-Hans">{title}</bdi>' not in page
    refused = list_refusals(site.database)
    assert {row.evaluation_id for row in refused} == {moved, foreign, unknown}


def test_the_same_form_sent_again_does_nothing_twice(site: Site, stage: Stage) -> None:
    evaluations = [stage.stand(State.SELF_SCORED) for _ in range(2)]
    head = let_in(site, "head")
    fields = tick(head, *evaluations)
    first, second = press(head, fields), press(head, fields)
    assert read_results(first) == read_results(second) == ["已办理"] * 2
    assert [count_approvals(stage, each) for each in evaluations] == [1, 1]
    assert list_refusals(site.database) == []


def test_going_back_to_tick_more_does_only_the_rest(site: Site, stage: Stage) -> None:
    one, other = stage.stand(State.SELF_SCORED), stage.stand(State.SELF_SCORED)
    head = let_in(site, "head")
    both = tick(head, one, other)
    press(head, {name: value for name, value in both.items() if name != f"seen-{other}"})
    assert read_results(press(head, both)) == ["已办理"] * 2
    assert [count_approvals(stage, each) for each in (one, other)] == [1, 1]


def test_a_database_that_fails_midway_is_told_and_made_good(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluations = [stage.stand(State.SELF_SCORED) for _ in range(3)]
    head = let_in(site, "head")
    fields = tick(head, *evaluations)
    calls = []

    def fail_once(*given: object, **named: object) -> Outcome:
        calls.append(named)
        if len(calls) == 2:
            raise OperationalError("", {}, Exception("database is locked"))
        return act(*given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(bulk, "act", fail_once)
        answer = head.post(ADDRESS, fields, expect=503)
    assert sorted(read_results(answer.text)) == sorted(["已办理", "没有答复", "已办理"])
    assert [count_approvals(stage, each) for each in evaluations].count(1) == 2
    again = find_form(answer, ADDRESS).fields
    assert read_results(press(head, again)) == ["已办理"] * 3
    assert [count_approvals(stage, each) for each in evaluations] == [1, 1, 1]


KILLED = """
import os, pickle, sys
from models.database import Database, make_engine
from tests.support.app import Visitor
from tests.support.keys import SECRET_KEY
from web.app import create_app
from web.door import act
from web.pages import bulk
from web.settings import read_settings

url, folder, cookie, fields = pickle.loads(sys.stdin.buffer.read())
environ = {"HENGJIAN_SECRET_KEY": SECRET_KEY, "HENGJIAN_FILES": folder}
app = create_app(settings=read_settings(environ), database=Database(make_engine(url)))
act, calls = bulk.act, []

def die_after_two(*given, **named):
    if len(calls) == 2:
        os._exit(9)
    calls.append(1)
    return act(*given, **named)

bulk.act = die_after_two
visitor = Visitor(app)
visitor.client.set_cookie("hengjian", cookie)
visitor.client.post("/inbox/approve", data=fields, content_type="multipart/form-data")
"""


def test_a_server_killed_midway_has_done_some_and_sending_again_does_the_rest(
    site: Site, stage: Stage
) -> None:
    evaluations = [stage.stand(State.SELF_SCORED) for _ in range(4)]
    head = let_in(site, "head")
    fields = tick(head, *evaluations)
    cookie = head.client.get_cookie("hengjian")
    assert cookie is not None
    url = site.database.engine.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        input=pickle.dumps((url, str(site.files), cookie.value, fields)),
        cwd=Path(__file__).parents[2],
        env=os.environ,
        check=False,
    )
    assert killed.returncode == 9
    assert sum(count_approvals(stage, each) for each in evaluations) == 2
    assert read_results(press(head, fields)) == ["已办理"] * 4
    assert [count_approvals(stage, each) for each in evaluations] == [1] * 4


def send_bad(head: Visitor, change: Mapping[str, str]) -> TestResponse:
    fields = find_form(head.get("/inbox"), ADDRESS).fields
    kept = {name: value for name, value in fields.items() if not name.startswith("seen-")}
    return head.post(ADDRESS, {**kept, **change}, expect=422)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seen-x": "1"}, "x"),
        ({f"seen-{UUID(int=1)}": "one"}, "版本"),
        ({"evaluation": "1"}, "evaluation"),
        ({"form_token": "x" * 5, f"seen-{UUID(int=1)}": "1"}, "表单"),
        ({f"seen-{UUID(int=number)}": "1" for number in range(51)}, "一次最多办理 50 项"),
    ],
)
def test_a_form_that_makes_no_sense_does_nothing(
    site: Site, stage: Stage, change: dict[str, str], told: str
) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    page = send_bad(let_in(site, "head"), change).text
    assert 'role="alert"' in page
    assert told in page
    assert stage.header(evaluation).evaluation.state == State.SELF_SCORED


@pytest.mark.parametrize("who", ["filer", "chief", "auditor", "school_head"])
def test_who_is_no_head_of_the_unit_approves_nothing(site: Site, stage: Stage, who: str) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    visitor = let_in(site, who)
    token = find_form(visitor.get("/evaluations"), "/sign-out").fields[TOKEN]
    page = press(visitor, {TOKEN: token, f"seen-{evaluation}": stage.version(evaluation)})
    assert read_results(page) == ["未办理"]
    assert stage.header(evaluation).evaluation.state == State.SELF_SCORED
    assert [row.action for row in list_refusals(site.database)] == [Action.APPROVE]


def test_only_what_can_be_approved_has_a_box(site: Site, stage: Stage) -> None:
    submitted = stage.stand(State.SELF_SCORED)
    stage.stand(State.DRAFT)
    boxes = {
        who: re.findall(r'name="seen-([0-9a-f-]{36})"', let_in(site, who).get("/inbox").text)
        for who in ("head", "filer", "chief", "bureau_head")
    }
    assert boxes == {"head": [str(submitted)], "filer": [], "chief": [], "bureau_head": []}
