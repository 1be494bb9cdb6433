"""What a shared cache may keep, and which host, address and scheme are believed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import create_environ
from werkzeug.wrappers import Response

from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage, crawl, let_in
from tests.support.databases import copy_sqlite
from web import sign_in
from web.app import create_app

HOST = "hengjian.example.cn"
FOREIGN_HOSTS = (
    *("evil.example", f"{HOST}.evil.example", f"evil.example/{HOST}", f"{HOST}@evil.example"),
    *("", " ", "hengjian", "127.0.0.1", "[::1]", f"{HOST}:8443:evil", "exa mple", "\xff", "a\tb"),
)
OUTSIDE = {"REMOTE_ADDR": "192.0.2.7"}
PROXY = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("caches")
    with copy_sqlite(sqlite_template, folder) as database:
        yield Stage(Site(database, folder))


@pytest.fixture(scope="module")
def site(stage: Stage) -> Site:
    return stage.site


@pytest.fixture(scope="module")
def published(stage: Stage) -> UUID:
    evaluation = stage.stand(State.PUBLISHED)
    stage.site.seal()
    return evaluation


def open_with(site: Site, **settings: object) -> FlaskClient:
    """A browser of an application with other settings on the same database."""
    changed = replace(site.settings, **settings)  # type: ignore[arg-type]  # named by the tests
    app = create_app(settings=changed, database=site.database)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client()


@pytest.mark.parametrize("who", ["anonymous", "filer", "auditor"])
def test_public_pages_are_the_same_for_everybody_and_may_be_kept(
    site: Site, published: UUID, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for who is signed in and would be due for a fresher cookie: a cache keeps no cookie."""
    client = (site.visitor() if who == "anonymous" else let_in(site, who)).client
    later = datetime.now(UTC) + timedelta(minutes=5)
    monkeypatch.setattr(sign_in, "now", lambda: later)
    for path in ("/published", f"/published/{published}", "/published?q=%E4%BF%A1", "/ledger"):
        page = client.get(path)
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "public, max-age=60", path
        assert "Set-Cookie" not in page.headers, path
        assert {"Cookie", "Accept-Language"} <= set(page.vary), path
        assert page.text == site.visitor().client.get(path).text, path
        assert "X-Robots-Tag" not in page.headers
        again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert "Set-Cookie" not in again.headers


def test_the_languages_of_a_public_page_are_told_apart(site: Site, published: UUID) -> None:
    client = site.visitor().client
    address = f"/published/{published}"
    chinese = client.get(address)
    english = client.get(address, headers={"Accept-Language": "en"})
    assert chinese.headers["ETag"] != english.headers["ETag"]
    client.get("/language/en")
    assert client.get(address).text == english.text, "the cookie decides, so Vary names it"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("who", ["filer", "auditor"])
def test_private_pages_are_kept_by_nobody(site: Site, who: str) -> None:
    """Every page that is reached by links from the desk."""
    private = 0
    for path, page in crawl(let_in(site, who).client, "/inbox"):
        if path.startswith(("/published", "/ledger", "/static/", "/language/")) or path == "/":
            continue
        private += 1
        assert page.headers["Cache-Control"] == "no-store", path
        assert page.headers["X-Robots-Tag"] == "noindex", path
    assert private >= 4


def test_only_the_named_hosts_are_answered(site: Site) -> None:
    client = open_with(site, trusted_hosts=(HOST,))
    for good in (HOST, f"{HOST}:8443"):
        assert client.get("/sign-in", headers={"Host": good}).status_code == 200, good
    for bad in FOREIGN_HOSTS:
        for path in ("/sign-in", "/nowhere", "/static/style.css", "/published", "//x"):
            answer = client.get(path, headers={"Host": bad}, buffered=True)
            assert answer.status_code == 400, (bad, path)
            assert "evil" not in answer.text, (bad, path)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer = client.post("/sign-in", headers={"Host": bad}, data={"login": "x"})
        assert answer.status_code == 400, bad
    assert client.get("/sign-in", headers={"X-Forwarded-Host": HOST}).status_code == 400


@pytest.mark.parametrize("host", ["a..b", ".", "..", "a" * 64, "x." + "a" * 300])
def test_what_is_no_name_of_a_host_is_not_answered_either(site: Site, host: str) -> None:
    """Also where no host is named: no link could be made there, not even that to the style."""
    app = open_with(site, trusted_hosts=()).application
    for path in ("/published", "/static/style.css", "/nowhere", "/api/v1/me", "//x"):
        environ = create_environ(path, "http://localhost") | {"HTTP_HOST": host}
        answer = Response.from_app(app, environ, buffered=True)
        assert answer.status_code == 400, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        is_problem = answer.mimetype == "application/problem+json"
        assert is_problem == path.startswith("/api/"), answer.mimetype


def test_without_a_proxy_nobody_is_believed_about_himself(site: Site) -> None:
    """HENGJIAN_PROXIES is 0: scheme, host and address come from the connection."""
    client = open_with(site)
    said = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Prefix": "/evil",
        "Forwarded": "for=127.0.0.1;proto=https;host=evil.example",
        "X-Real-IP": "127.0.0.1",
    }
    answer = client.get("/sign-in", headers=said, environ_base=OUTSIDE)
    assert answer.status_code == 426
    here = client.get("/sign-in", headers=said)
    assert "Strict-Transport-Security" not in here.headers
    assert "evil" not in here.text
    assert here.headers["Set-Cookie"].startswith("hengjian=")
    moved = client.get("//published", headers=said)
    assert "evil" not in moved.headers.get("Location", "")


def test_one_proxy_is_believed_for_one_hop(site: Site) -> None:
    client = open_with(site, proxies=1, trusted_hosts=(HOST,))
    said = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": HOST,
        "X-Forwarded-For": "127.0.0.1, 192.0.2.7",
    }
    answer = client.get("/sign-in", headers=said, environ_base=PROXY)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"]
    assert answer.headers["Set-Cookie"].startswith("__Host-hengjian=")
    plain = client.get(
        "/sign-in", headers={**said, "X-Forwarded-Proto": "http"}, environ_base=PROXY
    )
    assert plain.status_code == 426, "the last hop counts, not what the client put before it"
    foreign = {**said, "X-Forwarded-Host": "evil.example"}
    assert client.get("/sign-in", headers=foreign, environ_base=PROXY).status_code == 400


def test_links_never_lead_to_another_host(site: Site, published: UUID) -> None:
    """Whatever the Host header says, pages link by path; redirects stay on the site."""
    client = open_with(site)
    evil = {"Host": "evil.example"}
    paths = ("/sign-in", "/published", f"/published/{published}", "/ledger", "/nowhere")
    for path in (*paths, "/link/none"):
        assert "evil" not in client.get(path, headers=evil).text, path
    for path in ("/", "/language/en?next=//evil.example", "/language/en?next=https:evil.example"):
        answer = client.get(path)
        assert answer.location.startswith("/"), path
        assert not answer.location.startswith("//"), path
