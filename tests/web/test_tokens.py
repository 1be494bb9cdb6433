"""The page of tokens and the command: shown once, revoked by whoever may."""

import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.database import Database
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import let_in, read_words
from tests.support.records import rows_of
from tests.support.scripts import Script
from web.cli import main
from workflow.tokens import MOST_DAYS

TOKEN = re.compile(r"hj_[A-Za-z0-9_-]{43}")
TYPED = {"name": "报表脚本", "scope": "read", "days": "９０"}


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def issue(visitor: Visitor, **typed: str) -> TestResponse:
    return visitor.send("/tokens", {**TYPED, **typed}, expect=200)


def test_a_token_is_shown_once_and_works(site: Site) -> None:
    filer = let_in(site, "filer")
    page = issue(filer)
    (token,) = set(TOKEN.findall(page.text))
    assert page.headers["Cache-Control"] == "no-store"
    me = Script(site.app.test_client(), token).get("/me")
    assert (me["name"], me["token"]["name"], me["token"]["scope"]) == ("filer", "报表脚本", "read")
    again = filer.get("/tokens")
    assert not TOKEN.search(again.text)
    assert "报表脚本" in read_words(again)


def test_the_same_form_again_issues_no_second_token(site: Site) -> None:
    filer = let_in(site, "filer")
    form = find_form(filer.get("/tokens"), "/tokens")
    assert TOKEN.search(filer.send_form(form, TYPED, expect=200).text)
    again = filer.send_form(form, TYPED, expect=409)
    assert not TOKEN.search(again.text)
    assert "只显示一次" in read_words(again)
    assert len(rows_of(site.database, "api_token")) == 1


def test_a_person_revokes_his_own_and_nobody_elses(site: Site) -> None:
    filer, head = let_in(site, "filer"), let_in(site, "head")
    (token,) = set(TOKEN.findall(issue(filer).text))
    form = find_form(filer.get("/tokens"), "/revoke")
    head.get("/tokens")
    assert "报表脚本" not in read_words(head.get("/tokens"))
    stolen = {**find_form(head.get("/tokens"), "/tokens").fields}
    head.post(form.action, {"csrf_token": stolen["csrf_token"]}, expect=404)
    Script(site.app.test_client(), token).get("/me")
    filer.send_form(form, expect=303)
    Script(site.app.test_client(), token).get("/me", expect=401)
    assert "已吊销" in read_words(filer.get("/tokens"))


def test_an_administrator_sees_and_revokes_all(site: Site) -> None:
    filer, administrator = let_in(site, "filer"), let_in(site, "administrator")
    (token,) = set(TOKEN.findall(issue(filer).text))
    for who in ("filer", "chief", "auditor"):
        let_in(site, who).get("/tokens?all=1", expect=404)
    page = administrator.get("/tokens?all=1")
    assert "报表脚本" in read_words(page)
    answer = administrator.send_form(find_form(page, "/revoke"))
    assert answer.headers["Location"] == "/tokens?all=1"
    Script(site.app.test_client(), token).get("/me", expect=401)
    acts = [(row.action, row.actor_id) for row in rows_of(site.database, "admin_event")]
    assert acts[-1] == ("revoke_token", site.people["administrator"])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""), ("name", " "), ("name", "x" * 201), ("name", "a\nb"), ("scope", ""),
        ("scope", "admin"), ("days", ""), ("days", "0"), ("days", str(MOST_DAYS + 1)),
        ("days", "1.5"), ("days", "-1"), ("days", "九十"), ("days", "9" * 30),
    ],
)  # fmt: skip
def test_nonsense_is_refused_at_its_field(site: Site, field: str, typed: str) -> None:
    filer = let_in(site, "filer")
    answer = filer.send("/tokens", {**TYPED, field: typed}, expect=422)
    assert f'id="{field}-error"' in answer.text
    assert find_form(answer, "/tokens").fields["name"] == (typed if field == "name" else "报表脚本")
    assert rows_of(site.database, "api_token") == []


def test_pages_of_tokens_lead_to_each_other(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.tokens.PAGE_SIZE", 2)
    filer = let_in(site, "filer")
    for number in range(5):
        issue(filer, name=f"脚本{number}")
    page, seen = filer.get("/tokens"), []
    for _ in range(3):
        seen += re.findall(r"脚本\d(?=</bdi>)", page.text)
        links = re.findall(r'rel="next" href="([^"]+)"', page.text)
        page = filer.get(links[0].replace("&amp;", "&")) if links else page
    assert seen == [f"脚本{number}" for number in (4, 3, 2, 1, 0)]


@pytest.fixture
def house(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("HENGJIAN_DATABASE_URL", str(site.database.engine.url))
    return site


def test_an_operator_issues_lists_and_revokes(
    house: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    login = f"filer-{house.offices.mark}"
    assert main(["token", "issue", login, "--name", "夜间报表", "--scope", "act"]) == 0
    token = capsys.readouterr().out.strip()
    assert TOKEN.fullmatch(token)
    assert Script(house.app.test_client(), token).get("/me")["token"]["scope"] == "act"
    assert main(["token", "list"]) == main(["token", "list", login]) == 0
    listed = capsys.readouterr().out
    assert (listed.count("夜间报表"), listed.count("有效"), token in listed) == (2, 2, False)
    assert main(["token", "revoke", listed.split()[0]]) == 0
    Script(house.app.test_client(), token).get("/me", expect=401)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["issue", "nobody", "--name", "x"], "nobody"),
        (["issue", "LOGIN", "--name", ""], "必须填写"),
        (["issue", "LOGIN", "--name", "x" * 201], "--name"),
        (["issue", "LOGIN", "--name", "x", "--days", "0"], "365"),
        (["list", "nobody"], "nobody"),
        (["revoke", "00000000-0000-0000-0000-000000000001"], "没有这个令牌"),
    ],
)
def test_the_command_says_what_is_wrong(
    house: Site, capsys: pytest.CaptureFixture[str], command: list[str], told: str
) -> None:
    login = f"filer-{house.offices.mark}"
    assert main(["token", *(login if each == "LOGIN" else each for each in command)]) == 1
    assert told in capsys.readouterr().err
    assert rows_of(house.database, "api_token") == []
