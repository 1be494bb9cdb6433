"""Logs and error pages: one JSON line per event whatever was sent, and no secret in either."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import pytest
import structlog
from sqlalchemy import exc, text
from werkzeug.exceptions import default_exceptions
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import State
from tests.support.app import PASSWORD, Site, Visitor, find_form
from tests.support.crawl import TOKEN, Stage, let_in, read_token, send
from tests.support.records import dump
from web.logs import LOG, set_up_logs
from workflow.people import issue_link
from workflow.refusals import Reason, Refused, Why

HOSTILE = (
    "one\r\ntwo",
    'one\ntwo\n{"event": "forged", "level": "info"}',
    "\x1b[2J\x1b[31mred\x1b[0m",
    "one\u2028two\u2029three\x85four\x0b\x0cfive",
    "NUL\x00end",
    "\u202eright to left\u2066",
    "\udcff half a pair \ud800",
    'quote" backslash\\ tab\t',
    "𠮷 漢字 \U0001f469\u200d\U0001f4bb",
    "x" * 100_000,
)
LINE_ENDS = ("\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c")


class Lines:
    """What was written to standard error since the logs were set up."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def read(self) -> list[dict[str, Any]]:
        """Every line as the object it is; each ends where a line of any reader ends."""
        lines = self.text.splitlines()
        assert self.text == "".join(f"{line}\n" for line in lines)
        assert self.text.isascii()
        assert not any(sign in line for line in lines for sign in map(chr, range(32)))
        return [json.loads(line) for line in lines]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """The logs as a server sets them up, put back afterwards."""
    kept, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers, root.level
    lines = Lines()
    monkeypatch.setattr(LOG, "write", lines.stream.write)
    set_up_logs()
    yield lines
    structlog.configure(**kept)
    root.handlers = handlers
    root.setLevel(level)


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


class FullDisk(io.StringIO):
    """Where nothing can be written any more."""

    def write(self, line: str) -> int:
        raise OSError(28, line)

    def flush(self) -> None:
        raise OSError(28, "")


def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", FullDisk())
    structlog.PrintLogger(LOG).msg("lost")  # type: ignore[arg-type]  # it writes and flushes


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_an_event_is_one_line_whatever_it_holds(lines: Lines, value: str) -> None:
    structlog.get_logger().info("event", value=value, values=[value], **{"key-" + value[:9]: 1})
    structlog.get_logger().info(value)
    found = lines.read()
    assert len(found) == 2
    assert (found[0]["value"], found[0]["values"], found[1]["event"]) == (value, [value], value)
    assert all({"timestamp", "level"} <= set(line) for line in found)


# Half a pair is left to the test above: pytest keeps what libraries log and could not report it.
@pytest.mark.parametrize("value", [each for each in HOSTILE if "\ud800" not in each])
def test_a_warning_of_a_library_is_one_line_too(lines: Lines, value: str) -> None:
    """With its exception; the server in front of the application writes through the same."""
    try:
        fail(ValueError(value))()
    except ValueError:
        logging.getLogger("waitress").exception("while serving %s", value)
    logging.getLogger("py.warnings").warning(value)
    first, second = lines.read()
    assert (first["event"], second["event"]) == (f"while serving {value}", value)
    assert "ValueError" in first["exception"]


def test_secrets_are_dropped_by_name(lines: Lines) -> None:
    secrets = dict.fromkeys(
        ("password", "Password_Again", "TOKEN", "cookie", "csrf_token"), "canary"
    )
    structlog.get_logger().info("event", secret="canary", kept="yes", **secrets)
    assert "canary" not in lines.text
    assert lines.read()[0]["kept"] == "yes"


def test_what_is_sent_starts_no_line_and_every_line_bears_its_request(
    lines: Lines, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.sign_in.verify_password", lambda **_: False)
    stage = Stage(site)
    evaluation, page = stage.stand(State.DRAFT), "/evaluations"
    address = f"{page}/{evaluation}"
    filer, chief = let_in(site, "filer"), let_in(site, "chief")
    begun = len(lines.read())
    answers: list[TestResponse] = []
    for value in HOSTILE[:-1]:
        quoted = quote(value.encode("utf-8", "surrogatepass"))
        sent = value.encode("utf-8", "surrogatepass").decode("latin-1")
        header = "".join(sign for sign in sent if sign not in "\r\n\x00")
        answers += [
            filer.client.get(f"{page}/{quoted}"),
            filer.client.get("/inbox", headers={"User-Agent": header, "X-Request-ID": header}),
            filer.client.get(f"/inbox?state={quoted}"),
            send(site.visitor(), "/sign-in", {"login": sent, "password": sent}),
            send(filer, f"{address}/comment", {"text": sent}),
            send(filer, f"{address}/attachments", {"file": (io.BytesIO(b"x"), f"{header}.pdf")}),
            send(chief, f"{address}/publish", {"content_version": "1", "text": sent}),
        ]
    found = lines.read()[begun:]
    events = [line["event"] for line in found]
    assert events.count("sign-in") == len(HOSTILE) - 1
    assert events.count("action") >= 5, "those whose text may be kept"
    assert "forged" not in events
    known = {answer.headers["X-Request-ID"] for answer in answers}
    assert len(known) == len(answers), "nobody chooses his own"
    assert {line["request_id"] for line in found} <= known
    told = [line["request_id"] for line in found]
    assert len(told) == len(set(told)), "one line for each of these requests"


def test_no_secret_is_written_down(lines: Lines, site: Site) -> None:
    """Neither in the logs, nor in the trail, nor on a page that did not get it to show."""
    stage = Stage(site)
    evaluation = stage.stand(State.DRAFT)
    wrong, comment, unsent = "canary-wrong-password", "canary-comment", "canary-not-taken"
    with site.database.writing() as session:
        person = site.people["auditor"]
        link = issue_link(session, user_id=person, actor_id=None, at=stage.tick())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.sign_in.now", lambda: stage.now)
        guest = site.visitor()
        fresh = {"password": "canary-new-password", "password_again": "canary-new-password"}
        guest.send(f"/link/{link}", fresh, expect=302)
        guest.get(f"/link/{link}", expect=410)
    login = find_form(guest.get("/sign-in"), "/sign-in")
    pages = [guest.send_form(login, {"login": "x", "password": wrong}, expect=401).text]
    filer = site.visitor("filer")
    send(filer, f"/evaluations/{evaluation}/comment", {"text": comment})
    send(filer, f"/evaluations/{evaluation}/submit", {"text": unsent, "content_version": "0"})
    pages += [send(filer, "/link/none").text, send(filer, "/nowhere").text]
    cookie = filer.client.get_cookie("hengjian")
    with filer.client.session_transaction() as held:
        token, seed = held["_user_id"], held[TOKEN]
    assert cookie is not None
    secrets = {PASSWORD, wrong, *fresh.values(), link, token, seed, cookie.value}
    secrets |= {comment, unsent}
    stored = dump(site.database)
    written = {table: str(stored[table]) for table in stored if table != "free_text"}
    assert comment in str(stored["free_text"]), "the comment itself was taken"
    assert read_token(filer) not in lines.text
    for secret in secrets:
        assert secret not in lines.text
        assert [page for page in pages if secret in page] == [], secret
        assert [table for table in written if secret in written[table]] == []
    assert len(lines.read()) >= 4


@pytest.mark.pg
def test_what_a_database_says_of_a_row_is_not_written_down(
    lines: Lines, migrated_postgres: Database, tmp_path: Path
) -> None:
    """PostgreSQL tells the values of a failing row in its error."""
    site = Site(migrated_postgres, tmp_path)
    evaluation = Stage(site).stand(State.DRAFT)
    with migrated_postgres.engine.begin() as connection:
        rule = "ALTER TABLE free_text ADD CONSTRAINT of_a_test CHECK (text NOT LIKE '%canary%')"
        connection.execute(text(rule))
    answer = send(let_in(site, "filer"), f"/evaluations/{evaluation}/comment", {"text": "canary"})
    assert answer.status_code == 503
    assert "canary" not in lines.text + answer.text
    assert lines.read()[-1]["error"] == "IntegrityError"


def fail(fault: BaseException) -> Callable[[], None]:
    def view() -> None:
        raise fault

    return view


SECRET = "SELECT secret FROM t WHERE x = 'canary' -- /srv/hengjian/web/secret.py line 7"
CAUSE = Exception(SECRET)
UNAVAILABLE = (
    exc.OperationalError(SECRET, {"x": "canary"}, CAUSE),
    exc.IntegrityError(SECRET, {"x": "canary"}, CAUSE),
    exc.ProgrammingError(SECRET, {"x": "canary"}, CAUSE),
    exc.DataError(SECRET, {"x": "canary"}, CAUSE),
    exc.InternalError(SECRET, {"x": "canary"}, CAUSE),
    exc.TimeoutError(SECRET),
)
FAULTS = (
    *(ZeroDivisionError(SECRET), KeyError(SECRET), OSError(28, SECRET), RecursionError(SECRET)),
    *(
        MemoryError(SECRET),
        TimeoutError(SECRET),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, SECRET),
    ),
    *(jinja2.UndefinedError(SECRET), jinja2.TemplateSyntaxError(SECRET, 7, "x", "/srv/x")),
    *(exc.InvalidRequestError(SECRET), exc.StatementError(SECRET, SECRET, {"x": "canary"}, CAUSE)),
)
REFUSED = {Why.HIDDEN: 404, Why.FORBIDDEN: 403, Why.CONFLICT: 409, Why.UNMET: 422}
ANSWERS: list[tuple[BaseException, int]] = [
    *((fault, 503) for fault in UNAVAILABLE),
    *((fault, 500) for fault in FAULTS),
    *((kind(SECRET), code) for code, kind in default_exceptions.items()),
    *((Refused(Reason(why=why, code="form_is_unreadable")), code) for why, code in REFUSED.items()),
]


@pytest.mark.parametrize("who", ["anonymous", "filer"])
def test_every_fault_has_its_status_and_a_page_that_tells_nothing(
    lines: Lines, site: Site, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor: Visitor = site.visitor() if who == "anonymous" else let_in(site, who)
    for fault, status in ANSWERS:
        monkeypatch.setitem(site.app.view_functions, "public.list_published", fail(fault))
        page = visitor.client.get("/published")
        assert page.status_code == status, repr(fault)
        assert page.mimetype == "text/html"
        assert page.text.count("<h1>") == 1, "a designed page"
        for told in ("SELECT", "canary", "/srv", ".py", "Traceback", type(fault).__name__):
            assert told not in page.text, (repr(fault), told)
        head = visitor.client.head("/published")
        assert (head.status_code, head.data) == (status, b"")
    found = lines.read()
    assert [line["level"] for line in found] == ["error"] * 2 * len(UNAVAILABLE + FAULTS)
    unavailable = [line for line in found if line["event"] == "database unavailable"]
    assert {line["error"] for line in unavailable} == {type(one).__name__ for one in UNAVAILABLE}
    assert "canary" not in str(unavailable)
    assert all("exception" in line for line in found if line not in unavailable)
