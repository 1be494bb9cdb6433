"""Only requests with one meaning are taken; every other is refused by name and changes nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from models.database import Database
from models.tables import Base
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.databases import copy_sqlite
from tests.support.papers import OPINION, RATE
from tests.support.records import dump
from tests.support.scripts import Script, make_script
from tests.support.uploads import spell_multipart
from web.schemas.base import MOST_REASONS

PROBLEM = "application/problem+json"


@dataclass
class Desk:
    """A draft, and the script of its filer."""

    site: Site
    script: Script
    evaluation: UUID
    version: int
    rows: Mapping[str, str]

    def send(self, action: str, body: object, **given: Any) -> TestResponse:
        """Send an action on what stands now."""
        path = f"/evaluations/{self.evaluation}/actions/{action}"
        return self.script.send(path, body, **{"seen": self.version, **given})


@pytest.fixture(scope="module")
def desk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("strict")
    with copy_sqlite(sqlite_template, folder) as database:
        site = Site(database, folder)
        evaluation = Stage(site).stand(State.DRAFT)
        script = make_script(site, "filer")
        stands = script.get(f"/evaluations/{evaluation}")
        rows = {row["name"]: row["id"] for row in stands["rows"]}
        yield Desk(site, script, evaluation, stands["content_version"], rows)


def assert_refused(answer: TestResponse, *, status: int, **place: str) -> dict[str, Any]:
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM), answer.text
    problem = answer.json
    assert isinstance(problem, dict)
    assert problem["status"] == status
    assert problem["instance"] == answer.headers["X-Request-ID"]
    assert all(problem[name] for name in ("type", "title", "detail"))
    if place:
        found = [{name: reason.get(name) for name in place} for reason in problem["reasons"]]
        assert place in found, problem["reasons"]
    return problem


@pytest.fixture(autouse=True)
def nothing_changes(desk: Desk) -> Iterator[None]:
    before = dump(desk.site.database, besides=("refusal",))
    yield
    assert dump(desk.site.database, besides=("refusal",)) == before


DEEP = '{"text": ' + "[" * 40 + "]" * 40 + "}"
TOO_MANY = "file_has_too_many_values"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "file_is_not_json"),
        (b"{", "file_is_not_json"),
        (b'{"text": }', "file_is_not_json"),
        (b"{'text': 'x'}", "file_is_not_json"),
        (b'{"text": "x",}', "file_is_not_json"),
        (b'{"text": "x"} {}', "file_is_not_json"),
        (b'{"text": "\n"}', "file_is_not_json"),
        (b'{"text": NaN}', "file_has_no_number"),
        (b'{"text": -Infinity}', "file_has_no_number"),
        (b'{"text": 1e9999999999999999999999}', "file_has_no_number"),
        (b'{"text": "a", "text": "b"}', "file_has_doubled_key"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "file_has_doubled_key"),
        (b'{"text": "\\ud800"}', "surrogate"),
        (b'{"\\udc00": "x"}', "surrogate"),
        (b'{"text": "\xff"}', "file_is_not_utf8"),
        ('{"text": "衡鉴"}'.encode("gb18030"), "file_is_not_utf8"),
        ('{"text": "x"}'.encode("utf-16"), "file_is_not_utf8"),
        (DEEP.encode(), "file_is_too_deep"),
        (b"[" * 100_000, "file_is_too_deep"),
        (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, "file_is_too_deep"),
        (b'{"findings": [' + b"5," * 20_000 + b"5]}", TOO_MANY),
        (b"{" + b",".join(b'"x%d": 1' % n for n in range(20_001)) + b"}", TOO_MANY),
    ],
)
def test_a_body_that_is_no_strict_json_is_refused(desk: Desk, body: bytes, code: str) -> None:
    problem = assert_refused(desk.send("comment", body), status=400)
    assert [reason["code"] for reason in problem["reasons"]] == [code]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"text": NaN}', "/text"),
        (b'{"rows": [1, {"a/b": Infinity}]}', "/rows/1/a~1b"),
        (b'{"rows": {"x": 1e9999999999999999999999}}', "/rows/x"),
        (b'{"rows": {"x": 1, "y": 2, "x": 3}}', "/rows/x"),
        (b'{"rows": {"x": "\\ud800"}}', "/rows/x"),
        (DEEP.encode(), "/text" + "/0" * 32),
        (b'{"a": ' + b'{"a": ' * 40 + b"1" + b"}" * 41, "/a" * 33),
    ],
)
def test_what_is_wrong_with_a_body_is_named_by_its_place(
    desk: Desk, body: bytes, pointer: str
) -> None:
    assert_refused(desk.send("comment", body), status=400, pointer=pointer)


def test_a_key_that_is_doubled_is_named_and_shortened(desk: Desk) -> None:
    key = "x" * 5000
    body = '{"%s": 1, "%s": 2}' % (key, key)  # noqa: UP031
    problem = assert_refused(desk.send("comment", body.encode()), status=400)
    (reason,) = problem["reasons"]
    assert reason["params"]["found"] == key[:80]
    assert reason["pointer"] == f"/{key[:80]}"


@pytest.mark.parametrize(
    ("name", "content", "second", "status", "code"),
    [
        ("a.pdf", b"", None, 422, "file_is_named"),
        (None, b"", None, 422, "file_is_named"),
        ("a.pdf", b"x", "file", 422, "one_file_at_a_time"),
        ("x" * 252 + ".pdf", b"x", None, 422, "too_long"),
        ("a.pdf", b"x" * (20 * 1024 * 1024 + 1), None, 413, "file_too_large"),
    ],
)
def test_what_is_wrong_with_a_document_names_its_part(
    desk: Desk, name: str | None, content: bytes, second: str | None, status: int, code: str
) -> None:
    data = spell_multipart({}, name, content, second=second)
    kind = {"Content-Type": "multipart/form-data; boundary=border"}
    answer = desk.send("attach", data, headers=kind)
    (reason,) = assert_refused(answer, status=status, pointer="/file")["reasons"]
    assert reason["code"] == code
    if status == 413:
        assert "20" in reason["message"]


def test_no_more_reasons_are_told_than_anybody_mends_at_once(desk: Desk) -> None:
    body = b'{"findings": [' + b"5," * 5000 + b"5]}"
    problem = assert_refused(desk.send("fill", body), status=422)
    assert len(problem["reasons"]) == MOST_REASONS


@pytest.mark.parametrize("body", ["[]", '"x"', "1", "null", "true"])
def test_a_body_is_an_object(desk: Desk, body: str) -> None:
    assert_refused(desk.send("comment", body.encode()), status=422, pointer="")


@pytest.mark.parametrize(
    "kind",
    [
        *("", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"),
        *("application/jsonx", "application/merge-patch+json"),
    ],
)
def test_a_body_of_another_kind_is_refused(desk: Desk, kind: str) -> None:
    answer = desk.send("comment", {"text": "x"}, headers={"Content-Type": kind})
    assert_refused(answer, status=415, header="Content-Type")


def test_a_body_of_more_than_a_megabyte_is_refused(desk: Desk) -> None:
    large = b'{"text": "' + b"x" * 1024 * 1024 + b'"}'
    assert_refused(desk.send("comment", large), status=413)


NUMBERS = (
    *("true", "[]", "{}", '"NaN"', '"sNaN"', '"Infinity"', "1e400", "1E+9999999", "-0", "-1"),
    *("30.01", "9" * 30, "9" * 5000, "0.005", '"1_000"', '"1,000"', '"0x10"', '"٣"', '"½"'),
    *('"1e1"', "1e1", '"+5"', '"5."', '"五"', '"\\u0000"', '"5\\n"', '" 5 5 "'),
)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_score_that_is_none_is_refused_at_its_place(desk: Desk, number: str) -> None:
    row = desk.rows[OPINION]
    body = '{"rows": {"%s": {"score": %s, "reason": "r"}}}' % (row, number)  # noqa: UP031
    answer = desk.send("score", body.encode())
    assert_refused(answer, status=422, pointer=f"/rows/{row}/score")


STRANGE: tuple[tuple[str, object, str], ...] = (
    ("comment", {"text": "x", "state": "published"}, "/state"),
    ("comment", {"text": "x", "content_version": 4}, "/content_version"),
    ("comment", {"text": "x", "a/b~c": 1}, "/a~1b~0c"),
    ("comment", {"text": 5}, "/text"),
    ("comment", {"text": None}, "/text"),
    ("comment", {"text": ["x"]}, "/text"),
    ("comment", {"text": "x\u0000"}, "/text"),
    ("comment", {"text": "x" * 20_001}, "/text"),
    ("comment", {}, "/text"),
    ("score", {"rows": []}, "/rows"),
    ("score", {"rows": {"x": {}}}, "/rows/x"),
    ("score", {"rows": {"ROW": 5}}, "/rows/ROW"),
    ("score", {"rows": {"ROW": {"score": "5"}}}, "/rows/ROW/reason"),
    ("score", {"rows": {"ROW": {"score": "5", "reason": "", "weight": "9"}}}, "/rows/ROW/weight"),
    ("score", {"comment": "x"}, "/comment"),
    ("fill", {"lines": {"ROW": {"original": "1", "revised": "1"}}}, "/lines/ROW/actual"),
    (
        "fill",
        {"lines": {"ROW": {"original": "1", "revised": "1", "actual": "1"}}},
        "/lines/ROW",
    ),
    ("fill", {"sections": {"none_such": "x"}}, "/sections/none_such"),
    ("fill", {"reported_total": "90"}, "/claim_reason"),
    (
        "fill",
        {"findings": [{"text": "", "category": "x"}], "recommendations": []},
        "/findings/0/text",
    ),
    ("fill", {"findings": [5], "recommendations": []}, "/findings/0"),
    ("amend", {"rows": {"ROW": {"name": "x"}}, "reason": "r"}, "/rows/ROW/weight"),
    ("discard", {"reason": ""}, "/reason"),
)


@pytest.mark.parametrize(("action", "body", "pointer"), STRANGE)
def test_what_is_wrong_is_named_by_a_pointer(
    desk: Desk, action: str, body: object, pointer: str
) -> None:
    row = desk.rows[RATE]
    text = json.dumps(body).replace("ROW", row)
    answer = desk.send(action, text.encode())
    assert_refused(answer, status=422, pointer=pointer.replace("ROW", row))


def list_columns() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        yield from (column.name for column in table.columns)


@pytest.mark.parametrize("action", ["fill", "score", "amend", "comment", "submit", "discard"])
def test_no_column_can_be_assigned_from_outside(desk: Desk, action: str) -> None:
    taken = {"text", "reason", "comment", "reported_total", "reported_grade"}
    strange = {name: "1" for name in list_columns() if name not in taken}
    problem = assert_refused(desk.send(action, strange), status=422)
    found = {reason["pointer"].removeprefix("/") for reason in problem["reasons"]}
    assert set(strange) - found == set()


def test_no_column_can_be_assigned_to_what_is_begun(desk: Desk) -> None:
    taken = {"title", "cycle_id", "predecessor_id"}
    strange = {name: "1" for name in list_columns() if name not in taken}
    cycle = str(desk.site.cycles["national_project"])
    answer = desk.script.send("/evaluations", {"cycle_id": cycle, "title": "x", **strange})
    problem = assert_refused(answer, status=422)
    found = {reason["pointer"].removeprefix("/") for reason in problem["reasons"]}
    assert set(strange) - found == set()


@pytest.mark.parametrize(
    ("key", "code"),
    [("", "key_is_missing"), (" ", "key_is_unreadable"), ("a b", "key_is_unreadable"),
     ("x" * 201, "key_is_unreadable"), ("é", "key_is_unreadable"), ("\x7f", "key_is_unreadable")],
)  # fmt: skip
def test_every_post_has_a_key(desk: Desk, key: str, code: str) -> None:
    answer = desk.send("comment", {"text": "x"}, key=key)
    problem = assert_refused(answer, status=400, header="Idempotency-Key")
    assert problem["reasons"][0]["code"] == code


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 428), ("*", 428), ("5", 400), ('"5', 400), ('"4", "5"', 400), ("", 400),
        ('W/"VERSION"', 400), ('"04"', 400), ('"4 "', 400), ('"none"', 400), ('"99999999999"', 400),
        ('"0"', 412), ('"999999999"', 412), ('"abc"', 400), ('""', 400), ('"1e5"', 400),
    ],
)  # fmt: skip
def test_what_is_done_on_a_version_names_it(desk: Desk, given: str | None, status: int) -> None:
    headers = {} if given is None else {"If-Match": given.replace("VERSION", str(desk.version))}
    answer = desk.send("submit", {}, seen=None, headers=headers)
    problem = assert_refused(answer, status=status)
    if status == 412:
        assert problem["content_version"] == desk.version
        assert answer.headers["ETag"] == f'"{desk.version}"'
    assert [reason["header"] for reason in problem["reasons"]] == ["If-Match"]
    codes = {400: "if_match_is_unreadable", 412: "content_has_moved", 428: "if_match_is_missing"}
    assert problem["reasons"][0]["code"] == codes[status]


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "application/json;q=0", "image/*"]
)
def test_what_cannot_be_answered_is_not_begun(desk: Desk, accept: str) -> None:
    answer = desk.send("comment", {"text": "x"}, headers={"Accept": accept})
    assert_refused(answer, status=406)


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html, application/*;q=0.1"])
def test_json_is_answered_to_whoever_takes_it(desk: Desk, accept: str) -> None:
    desk.script.get("/me", Accept=accept)


@pytest.mark.parametrize(
    ("query", "status", "name"),
    [
        ("year=x", 422, "year"), ("year=0", 422, "year"), ("year=99999", 422, "year"),
        ("unit=1", 422, "unit"), ("unit=%27%20or%201=1", 422, "unit"), ("kind=x", 422, "kind"),
        ("state=", 422, "state"), ("grade=1;drop", 422, "grade"), ("person=%00", 422, "person"),
        ("q=%00", 422, "q"), ("q=%ed%a0%80", 200, ""), (f"q={'x' * 61}", 422, "q"),
        ("limit=0", 422, "limit"), ("limit=101", 422, "limit"), ("limit=-1", 422, "limit"),
        ("after=x", 422, "after"), ("after=2026-13-01T00:00:00.000000Z~x", 422, "after"),
        ("before=", 422, "before"), ("superseded=1", 422, "superseded"),
        ("limit=1&limit=2", 400, "limit"), ("sort=title", 400, "sort"), ("offset=1", 400, "offset"),
        ("%27=1", 400, "'"),
    ],
)  # fmt: skip
def test_parameters_are_read_strictly(desk: Desk, query: str, status: int, name: str) -> None:
    answer = desk.script.client.get(f"/api/v1/evaluations?{query}", headers=desk.script.headers)
    if status == 200:
        assert answer.status_code == 200
    else:
        assert_refused(answer, status=status, parameter=name)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused_whatever_they_claim(desk: Desk, method: str) -> None:
    path = f"/api/v1/evaluations/{desk.evaluation}"
    headers = {**desk.script.headers, "X-HTTP-Method-Override": "DELETE"}
    answer = desk.script.client.open(path, method=method, headers=headers)
    assert_refused(answer, status=405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert desk.script.client.get(path, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/nothing", "/evaluations/1", "/evaluations/%00", "/me/", ""])
def test_what_does_not_exist_is_a_problem_too(desk: Desk, path: str) -> None:
    answer = desk.script.client.get(f"/api/v1{path}", headers=desk.script.headers)
    assert_refused(answer, status=404)


@pytest.mark.parametrize("path", ["/api/v2/me", "/api/nix", "/api/v1", "/api/v10/me"])
def test_no_version_but_this_one_is_there(desk: Desk, path: str) -> None:
    """And what is below the interface answers as the interface does."""
    assert_refused(desk.script.client.get(path, headers=desk.script.headers), status=404)
    assert_refused(desk.script.client.post(path, headers=desk.script.headers), status=404)
    assert desk.script.client.get("/api").mimetype == "text/html"


def test_problems_speak_the_language_that_is_asked_for(desk: Desk) -> None:
    browser = desk.site.app.test_client()
    browser.set_cookie("hengjian_language", "zh")
    for language, word in (
        ("en-GB,en;q=0.9", "Token needed"),
        ("zh-CN", "需要令牌"),
        ("", "需要令牌"),
    ):
        answer = browser.get("/api/v1/me", headers={"Accept-Language": language})
        assert answer.json is not None
        assert answer.json["title"] == word


def test_a_faulty_database_is_a_problem_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("secret statement", {}, Exception("disk I/O error"))

    monkeypatch.setattr("web.api.callers.find_holder", fail)
    answer = desk.script.client.get("/api/v1/me", headers=desk.script.headers)
    assert_refused(answer, status=503)
    assert answer.headers["Retry-After"]
    assert "statement" not in answer.text
    monkeypatch.setattr("web.api.callers.find_holder", lambda *_, **__: 1 / 0)
    answer = desk.script.client.get("/api/v1/me", headers=desk.script.headers)
    assert_refused(answer, status=500)
    assert "division" not in answer.text


def test_a_foreign_host_gets_no_page(desk: Desk) -> None:
    desk.site.app.config["TRUSTED_HOSTS"] = ["hengjian.example"]
    try:
        answer = desk.script.client.get("/api/v1/me", headers=desk.script.headers)
        assert_refused(answer, status=400)
    finally:
        desk.site.app.config["TRUSTED_HOSTS"] = None


def test_who_asks_too_often_is_told_when_to_come_back(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    site = Site(migrated_sqlite, tmp_path, requests_per_minute=2, allow_http=True)
    script = make_script(site, "filer")
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    answers = [
        script.client.get("/api/v1/me", headers=script.headers, environ_base=elsewhere)
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert_refused(answers[2], status=429)
    assert int(answers[2].headers["Retry-After"]) <= 60


def test_plain_http_from_elsewhere_is_refused(desk: Desk) -> None:
    answer = desk.script.client.get(
        "/api/v1/me", headers=desk.script.headers, environ_base={"REMOTE_ADDR": "203.0.113.7"}
    )
    assert_refused(answer, status=426)


def test_another_site_makes_no_browser_act(desk: Desk) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert_refused(desk.send("comment", {"text": "x"}, headers=headers), status=403)
