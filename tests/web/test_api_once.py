"""A request that is sent again has one effect and gets the same answer, whoever waits meanwhile."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.records import dump, list_refusals, read_bodies, rows_of
from tests.support.scripts import BASE, Script, give_token, make_script
from tests.support.uploads import spell_multipart
from web.door import recall
from workflow.ledger.verify import verify_database

CROWD = 50


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def send_again(script: Script, path: str, body: object, **given: Any) -> list[TestResponse]:
    return [script.send(path, body, **given) for _ in range(3)]


def test_the_same_request_again_gets_the_same_answer(site: Site) -> None:
    filer = make_script(site, "filer")
    body = {"cycle_id": str(site.cycles["national_project"]), "title": "接口新建"}
    made = send_again(filer, "/evaluations", body, key="create-1")
    assert [answer.status_code for answer in made] == [201] * 3
    assert len({answer.data for answer in made}) == 1
    assert len({answer.headers["Location"] for answer in made}) == 1
    assert len(rows_of(site.database, "evaluation")) == 1
    evaluation = made[0].get_json()["id"]
    comments = f"/evaluations/{evaluation}/actions/comment"
    said = send_again(filer, comments, {"text": "一次"}, key="comment-1")
    assert len({(answer.status_code, answer.data) for answer in said}) == 1
    assert [body["action"] for body in read_bodies(site.database, UUID(evaluation))] == [
        "create",
        "comment",
    ]
    assert read_bodies(site.database, UUID(evaluation))[1]["data"]["source"] == "api"


def test_the_answer_stays_whatever_happened_since(site: Site) -> None:
    """The retry comes when the evaluation has long moved on, and its sender may do it no more."""
    stage, filer = Stage(site), make_script(site, "filer")
    evaluation = stage.stand(State.DRAFT)
    version = filer.get(f"/evaluations/{evaluation}")["content_version"]
    path = f"/evaluations/{evaluation}/actions/submit"
    first = filer.send(path, {}, key="k", seen=version)
    assert first.status_code == 200
    make_script(site, "head").do(evaluation, "approve")
    before = dump(site.database)
    again = filer.send(path, {}, key="k", seen=version)
    assert (again.status_code, again.data) == (200, first.data)
    assert dump(site.database) == before


def test_a_key_belongs_to_one_content_and_one_person(site: Site) -> None:
    filer, second = make_script(site, "filer"), make_script(site, "second_filer")
    evaluation = Stage(site).stand(State.DRAFT)
    path = f"/evaluations/{evaluation}/actions/comment"
    assert filer.send(path, {"text": "一"}, key="k").status_code == 200
    for other in (
        filer.send(path, {"text": "二"}, key="k"),
        filer.send(path, {"text": "一"}, key="k", seen=4),
        filer.send(path.replace("comment", "submit"), {"text": "一"}, key="k", seen=4),
        filer.send("/evaluations", {"text": "一"}, key="k"),
    ):
        assert other.status_code == 422, other.text
        assert other.get_json()["reasons"][0]["code"] == "token_was_used"
        assert other.get_json()["reasons"][0]["header"] == "Idempotency-Key"
    assert filer.send(path, b'{ "text":"\\u4e00" }', key="k").status_code == 200
    assert second.send(path, {"text": "二"}, key="k").status_code == 200
    assert len(read_bodies(site.database, evaluation)) == 6


def test_a_refused_request_keeps_no_key(site: Site) -> None:
    filer = make_script(site, "filer")
    evaluation = Stage(site).stand(State.DRAFT)
    path = f"/evaluations/{evaluation}/actions/comment"
    assert filer.send(path, {"text": ""}, key="k").status_code == 422
    assert filer.send(path, {"text": "这次有字"}, key="k").status_code == 200


def test_a_document_that_is_sent_again_is_attached_once(site: Site) -> None:
    filer = make_script(site, "filer")
    evaluation = Stage(site).stand(State.DRAFT)
    stands = filer.get(f"/evaluations/{evaluation}")
    row = stands["rows"][0]["id"]
    path = f"{BASE}/evaluations/{evaluation}/actions/attach"

    def attach(content: bytes, key: str = "file-1") -> TestResponse:
        data = spell_multipart({"indicator_id": row}, "佐证.pdf", content)
        headers = {
            **filer.headers,
            "Content-Type": "multipart/form-data; boundary=border",
            "Idempotency-Key": key,
            "If-Match": f'"{stands["content_version"]}"',
        }
        return filer.client.post(path, data=data, headers=headers)

    answers = [attach(b"%PDF-1.7 proof") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3, answers[0].text
    assert len({answer.data for answer in answers}) == 1
    assert attach(b"%PDF-1.7 other").status_code == 422
    assert attach(b"%PDF-1.7 other", key="file-2").status_code == 412
    documents = filer.get(f"/evaluations/{evaluation}")["attachments"]
    assert [(one["name"], one["indicator_id"]) for one in documents] == [
        ("巡检记录.pdf", None),
        ("佐证.pdf", row),
    ]
    content = filer.client.get(documents[1]["links"]["self"], headers=filer.headers)
    assert content.data == b"%PDF-1.7 proof"
    content.close()


def test_what_is_refused_is_kept_as_from_a_page(site: Site) -> None:
    evaluation = Stage(site).stand(State.DRAFT)
    for who, action, status in (
        ("school_filer", "comment", 404),
        ("head", "submit", 403),
        ("filer", "recall", 409),
        ("chief", "publish", 409),
    ):
        answer = make_script(site, who).send(
            f"/evaluations/{evaluation}/actions/{action}", {"text": "x"}, seen=4
        )
        assert answer.status_code == status, answer.text
    found = [
        (each.action, each.source, each.evaluation_id) for each in list_refusals(site.database)
    ]
    wanted = (Action.COMMENT, Action.SUBMIT, Action.RECALL, Action.PUBLISH)
    assert found == [(action, "api", evaluation) for action in wanted]


@pytest.mark.pg
def test_of_fifty_equal_requests_one_has_an_effect(
    migrated_postgres: Database, tmp_path: Path
) -> None:
    """Each round is another kind of request: what begins, what moves, what only says something."""
    site = Site(migrated_postgres, tmp_path)
    evaluation = Stage(site).stand(State.DRAFT)
    token = give_token(site.database, site.people["filer"])
    scripts = [Script(site.app.test_client(), token) for _ in range(CROWD)]
    path = f"/evaluations/{evaluation}/actions"
    version = scripts[0].get(f"/evaluations/{evaluation}")["content_version"]
    begun = {"cycle_id": str(site.cycles["national_project"]), "title": "同时新建"}
    for number, (target, body, seen) in enumerate(
        (
            ("/evaluations", begun, None),
            (f"{path}/comment", {"text": "同时"}, None),
            (f"{path}/submit", {}, version),
        )
    ):
        barrier = Barrier(CROWD)
        before = len(rows_of(site.database, "audit_event"))

        def send(
            script: Script,
            target: str = target,
            body: object = body,
            seen: int | None = seen,
            key: str = f"crowd-{number}",
            barrier: Barrier = barrier,
        ) -> tuple[int, bytes]:
            barrier.wait(60)
            answer = script.send(target, json.loads(json.dumps(body)), key=key, seen=seen)
            return answer.status_code, answer.data

        with ThreadPoolExecutor(CROWD) as pool:
            answers = set(pool.map(send, scripts))
        assert len(answers) == 1, sorted(answers)
        assert answers.pop()[0] in {200, 201}
        assert len(rows_of(site.database, "audit_event")) == before + 1
    assert list_refusals(site.database) == []
    with site.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_a_request_that_was_overtaken_by_itself_gets_its_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its twin came first after it had looked for an earlier answer and found none."""
    filer = make_script(site, "filer")
    evaluation = Stage(site).stand(State.DRAFT)
    path = f"/evaluations/{evaluation}/actions/submit"
    first = filer.send(path, {}, key="k", seen=4)
    looked: list[None] = []

    def find_nothing_at_first(*given: Any, **named: Any) -> Any:
        if looked:
            return recall(*given, **named)
        return looked.append(None)

    monkeypatch.setattr("web.api.acting.recall", find_nothing_at_first)
    again = filer.send(path, {}, key="k", seen=4)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert list_refusals(site.database) == []
