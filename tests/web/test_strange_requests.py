"""Requests that no browser sends: SQL in every parameter, broken bytes, sizes beyond all sense.

None is answered with a fault of ours, none changes anything, none finds more than it should.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import TOKEN, Stage, let_in, read_token
from tests.support.databases import copy_sqlite
from tests.support.postgres import find_free_port
from tests.support.records import dump

QUERIES = (
    *("'", '"', "''", "'--", "' OR '1'='1", "' OR 1=1 --", '" OR ""="', "1; DROP TABLE unit; --"),
    *("1' UNION SELECT password_hash FROM user_account --", "'||(SELECT 1)||'", "%' OR '%'='"),
    *("\\", "%", "_", "%%%", "\\'", "';SELECT pg_sleep(9)--", "$$", ":name", "%(name)s", "{0}"),
    *(
        "a\x00b",
        "a\r\nb",
        "\x7f",
        "1e308",
        "-1",
        "0x10",
        "NULL",
        "true",
        "١٢",
        "\u200b",
        "\ufeff",
        "𠮷" * 50,
        "a" * 5000,
    ),
    *("2026-02-30", "0001-01-01", "9999-12-31", "2026-06-30T00:00", "20260630", "2026-W01-1"),
    *("00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}"),
    *("urn:uuid:00000000-0000-0000-0000-000000000000", "_" * 32, "é" * 32, "9" * 4000),
)
ROW = "00000000-0000-0000-0000-000000000000"
MOMENT = "2026-03-18T00:42:00.000000Z"
CURSORS = (
    *("~", "~~", "x~y", MOMENT, f"{MOMENT}~", f"~{ROW}", f"{MOMENT}~{ROW}~{ROW}", f"{MOMENT}~x"),
    *(f"{MOMENT}~{ROW}", f"{MOMENT}~1", f"{MOMENT}~-1", f"{MOMENT}~٣", f"{MOMENT}~1_0"),
    *(f"0001-01-01T00:00:00.000000Z~{ROW}", f"9999-12-31T23:59:59.999999Z~{ROW}"),
    *("0001-01-01T00:00:00.000000Z~1", "9999-12-31T23:59:59.999999Z~1", f"{MOMENT}~' OR 1=1"),
    *("2026-02-30T00:00:00.000000Z~1", "1e400~1", f"{MOMENT}~{'9' * 18}", f"{MOMENT}~{'9' * 4400}"),
)
BEYOND_64_BITS = f"{MOMENT}~{'9' * 30}"
PARAMETERS = {
    "/published": ("q", "year", "kind", "after", "before"),
    "/inbox": ("q", "state", "kind", "after", "before"),
    "/evaluations": (
        *("q", "year", "unit", "kind", "state", "grade", "who", "person", "superseded"),
        *("discarded", "after", "before", "reached", "rounds", "check", "cycle", "title", "left"),
    ),
    "/statistics": ("year", "unit", "kind", "reached", "after"),
    "/statistics/indicator": ("indicator",),
    "/statistics/rollup": ("cycle", "title", "only"),
    "/statistics/export/csv": ("table",),
    "/evaluations/export/csv": ("q", "unit", "who"),
    "/trail": (
        *("who", "person", "unit", "action", "indicator", "since", "until", "after", "before"),
    ),
    "/trail/export/csv": ("indicator", "since", "who"),
    "/trail/refused": ("who", "after"),
    "{page}/trail": ("person", "action", "indicator", "since", "until", "below"),
    "/sign-in": ("next",),
    "/language/en": ("next",),
}
PATHS = ("/link/{}", "/language/{}", "/static/{}", "/published/{}", "/evaluations/{}")
EXPECTED = {200, 302, 400, 404, 410, 422}


def list_addresses(page: str) -> Iterator[str]:
    for path, names in PARAMETERS.items():
        glue = "&" if "?" in path else "?"
        for name in names:
            for value in CURSORS if name in {"after", "before"} else QUERIES:
                yield f"{path.format(page=page)}{glue}{name}={quote(value)}"
    for path in PATHS:
        yield from (path.format(quote(value, safe="")) for value in QUERIES)


def test_every_parameter_takes_anything_and_finds_nothing_more(
    database: Database, tmp_path: Path
) -> None:
    site = Site(database, tmp_path)
    stage = Stage(site)
    draft, published = stage.stand(State.DRAFT), stage.stand(State.PUBLISHED)
    filer = let_in(site, "filer")
    site.seal()
    before = dump(database)
    for address in list_addresses(f"/evaluations/{draft}"):
        answer = filer.client.get(address, buffered=True)
        assert answer.status_code in EXPECTED, address
        if address.startswith("/published?q="):
            assert str(published) not in answer.text, address
    assert str(published) in filer.get("/published?q=信息").text
    assert dump(database) == before


def test_a_place_beyond_what_a_database_counts(database: Database, tmp_path: Path) -> None:
    client = Site(database, tmp_path).visitor().client
    assert client.get(f"/published?after={BEYOND_64_BITS}").status_code == 400


@dataclass
class Served:
    """The application behind its real server, with somebody who signed in."""

    port: int
    page: str
    cookie: str
    token: str

    def ask(self, request: bytes) -> int:
        """Send these bytes and give the status of what comes back; 0 where nothing does."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            with contextlib.suppress(OSError):
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
            answer = b""
            with contextlib.suppress(ConnectionResetError):
                while chunk := connection.recv(65536):
                    answer += chunk
        return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0

    def get(self, path: str | bytes, *headers: bytes) -> int:
        wanted = path if isinstance(path, bytes) else path.encode()
        lines = [b"GET " + wanted + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
        lines += [b"Cookie: " + self.cookie.encode(), *headers, b"", b""]
        return self.ask(b"\r\n".join(lines))

    def post(self, path: str, body: bytes, *headers: bytes, kind: bytes = b"") -> int:
        kind = kind or b"application/x-www-form-urlencoded"
        lines = [b"POST " + path.encode() + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
        lines += [b"Cookie: " + self.cookie.encode(), b"Content-Type: " + kind]
        lines += [b"Content-Length: %d" % len(body), *headers, b"", body]
        return self.ask(b"\r\n".join(lines))

    def send(self, path: str, body: bytes) -> int:
        """Post a form with a good token."""
        return self.post(self.page + path, f"{TOKEN}={quote(self.token)}&".encode() + body)


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`hengjian serve` in a process of its own; its log must be JSON and free of faults."""
    folder, port = tmp_path_factory.mktemp("served"), find_free_port()
    with copy_sqlite(sqlite_template, folder) as database, (folder / "log").open("w+b") as log:
        site = Site(database, folder)
        evaluation = Stage(site).stand(State.DRAFT)
        filer = let_in(site, "filer")
        token, cookie = read_token(filer), filer.client.get_cookie("hengjian")
        assert cookie is not None
        environ = {
            **os.environ,
            "HENGJIAN_DATABASE_URL": f"sqlite:///{folder / 'hengjian.db'}",
            "HENGJIAN_FILES": str(folder / "files"),
            "HENGJIAN_SECRET_KEY": site.settings.secret_key,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        command = [sys.executable, "-m", "web.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(
            command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, stderr=log
        )
        try:
            wait_for(port)
            yield Served(port, f"/evaluations/{evaluation}", f"hengjian={cookie.value}", token)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)
        log.seek(0)
        lines = [json.loads(line) for line in log.read().decode("ascii").splitlines()]
    assert [line for line in lines if line["event"] in {"fault", "database unavailable"}] == []
    assert all("request_id" in line for line in lines if line["event"] in {"action", "sign-in"})
    assert server.returncode == 0


def wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def test_the_server_answers_what_it_should(served: Served) -> None:
    """So that the refusals below are refusals of what is strange."""
    assert served.get(served.page) == 200
    assert served.send("/comment", "text=正常".encode()) == 303


HEADERS = (
    *(b"X-Long: " + b"x" * size for size in (20_000, 40_000, 10_000_000)),
    *(b"Cookie: " + each for each in (b"\xff\xfe", b"a=\x80; =; ;;; hengjian=.x.y", b"x" * 9000)),
    *(b"Cookie: hengjian_language=" + each for each in (b"\xff", b"../..", b"%00", b"zz")),
    *(b"Accept-Language: " + each for each in (b"x" * 9000, b"zh;q=nan,en;q=1e999,;;q", b"\xff")),
    *(b"X-Forwarded-For: " + each for each in (b"x", b"127.0.0.1", b"::1%lo")),
    b'If-None-Match: \xff"',
    b"If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT",
    b"Range: bytes=9-1,x-",
    b"Referer: http://[::1",
    b"Content-Length: -5",
    b"Content-Length: 99999999999999999999999",
    b"Content-Length: 1_0",
    b"Transfer-Encoding: chunked",
    b"Sec-Fetch-Site: \xff",
    b"No-Colon",
    b": empty",
)


def test_no_header_is_a_fault_of_ours(served: Served) -> None:
    for header in HEADERS:
        for path in ("/inbox", "/published", "/static/style.css", "/nowhere"):
            assert served.get(path, header) < 500, (path, header[:60])


TARGETS = (
    *(b"/%ff%fe", b"/%00", b"/%", b"/%zz", b"/%u0041", b"/evaluations/%c0%ae%c0%ae/", b"/\xff\xfe"),
    *(
        b"/published?q=%ff",
        b"/published?%ff=%ff&&&=",
        b"/published?q=\xff",
        b"/published?" + b"q&" * 9000,
    ),
    *(b"/published?year=" + b"9" * 30_000, b"/published?q=" + b"%5b" * 2000, b"/" + b"a/" * 9000),
    *(b"//evil.example/published", b"/\\evil", b"http://evil.example/published", b"*", b""),
    *(
        b"/inbox?state=draft&state=published&state=",
        b"/inbox?state[]=draft",
        b"/inbox?after&before",
    ),
    *(
        b"/static/../web/settings.py",
        b"/static/%2e%2e/app.py",
        b"/static/..%5capp.py",
        b"/static//",
    ),
    *(
        b"/sign-in?next=" + b"/" * 20_000,
        b"/language/en?next=%0d%0aSet-Cookie:a=b",
        b"/language/%0a",
    ),
)


def test_no_address_is_a_fault_of_ours(served: Served) -> None:
    for target in TARGETS:
        for address in (target, served.page.encode() + b"/trail?below=" + target[1:]):
            assert served.get(address) < 500, address[:60]


def test_no_form_is_a_fault_of_ours(served: Served) -> None:
    brackets, number = b"[" * 2000, b"9" * 100_000
    section = "/fill/narrative"
    for body, path, status in (
        (b"&".join(b"x%d=" % count for count in range(5000)), section, 413),
        (b"a&" * 500_000, section, 413),
        (b"text=" + b"x" * 2_000_000, "/comment", 413),
        (b"text=" + b"x" * 1_000_000, "/comment", 422),
        (b"&".join(b"finding-%d=" % count for count in range(1500)), section, 422),
        (b"&".join(b"score-%d=1" % count for count in range(1500)), "/fill/indicators", 422),
        (b"content_version=" + number, "/submit", 422),
        (b"content_version=1&content_version=2", "/submit", 422),
        (b"content_version=1&reported_total=" + number, section, 422),
        (b"content_version=%ff&text=%ff%00%u", "/submit", 422),
        (b"content_version=1&" + b"a[b]" * 2000 + b"=1", "/submit", 422),
        (b"content_version=1&section-" + brackets + b"=1", section, 422),
        (b"text=" + brackets, "/comment", 303),
        (b"text=%F0%A0%AE%B7%ED%A0%80", "/comment", 303),
        (b"%00%FF=%00%FF", "/comment", 422),
    ):
        assert served.send(path, body) == status, (path, body[:40])


def test_no_other_body_is_a_fault_of_ours(served: Served) -> None:
    multipart = b"multipart/form-data; boundary="
    part = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\nvalue\r\n'
    deep = b'{"a":' * 2000 + b"1" + b"}" * 2000
    for kind, body in (
        (b"application/json", deep),
        (b"application/json", b"[" * 100_000),
        (b"text/plain", deep),
        (b"application/x-www-form-urlencoded; charset=utf-7", b"text=+ADw-"),
        (b"\xff/\xff", b"x"),
        (b"multipart/form-data", b"--x--"),
        (multipart + b"x" * 5000, b"--x--"),
        (multipart + b"\xff", b"--\xff--"),
        (multipart + b"x", part % (b"text", b"")),
        (multipart + b"x", part % (b"\xff\x00", b"; filename*=utf-8''%ff%00") + b"--x--"),
        (multipart + b"x", part % (b"file", b'; filename="' + b"x" * 9000 + b'"') + b"--x--"),
        (multipart + b"x", part % (b"n", b"\r\nX-" + b"y" * 20_000 + b": 1") + b"--x--"),
        (multipart + b"x", b"".join(part % (b"f%d" % n, b"") for n in range(3000)) + b"--x--"),
    ):
        for path in ("/comment", "/attachments", "/fill/funds"):
            assert 400 <= served.post(served.page + path, body, kind=kind) < 500, (kind, path)
