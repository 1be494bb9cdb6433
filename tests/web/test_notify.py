"""Mails and a webhook: real servers on this machine, everything once, and again where it failed."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import IntegrityError

from models.database import Database
from models.vocabulary import Action, Role, State
from policies.working_days import find_working_day, load_bundled_calendar
from tests.support.app import Site
from tests.support.crawl import Stage, let_in
from tests.support.deadlines import close_cycle
from tests.support.listener import Listener, open_listener
from tests.support.mail_server import Post, open_mail_server
from tests.support.records import rows_of
from web.channels import MailServer, Security, Webhook
from web.cli import main
from web.notifier import FIRST_PAUSE, Pass, notify_now
from workflow.contacts import save_contact
from workflow.data import Remark
from workflow.delegating import end_delegation
from workflow.deliveries import Channel, Item, Subject, claim

SECRET = "a secret that two share"
NINE = time(9)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ADDRESSES = {"filer": "filer@example.cn", "head": "head@example.cn", "chief": "chief@example.cn"}


def find_morning(number: int, *, hour: time = NINE) -> datetime:
    """The morning of the working day that is this many working days ahead, in Shanghai."""
    today = datetime.now(UTC).date()
    day = find_working_day(today, number, calendar=load_bundled_calendar())
    return datetime.combine(day, hour, tzinfo=SHANGHAI)


def make_stage(database: Database, folder: Path, **settings: Any) -> Stage:
    stage = Stage(Site(database, folder, **settings))
    with database.writing() as session:
        for who, address in ADDRESSES.items():
            save_contact(
                session,
                user_id=stage.people[who],
                address=address,
                digest=True,
                language="en" if who == "chief" else "zh",
                at=stage.now,
            )
    return stage


@contextmanager
def open_mailing(database: Database, folder: Path) -> Iterator[tuple[Stage, Post]]:
    with open_mail_server() as post:
        server = MailServer(
            host="127.0.0.1",
            port=post.port,
            security=Security.NONE,
            sender="hengjian@bureau.example.cn",
            user="",
            password="",
        )
        yield make_stage(database, folder, mail=server), post


@contextmanager
def open_posting(database: Database, folder: Path) -> Iterator[tuple[Stage, Listener]]:
    with open_listener() as listener:
        yield (
            make_stage(database, folder, webhook=Webhook(url=listener.url, secret=SECRET)),
            listener,
        )


def notify(stage: Stage, *, at: datetime) -> Pass:
    with stage.site.app.app_context():
        return notify_now(stage.site.app.extensions["hengjian"], at=at)


def read_mails(post: Post) -> dict[str, list[str]]:
    """Which lines each address was told, the actions and deadlines alone; forgets them."""
    told = {
        str(mail["To"]): re.findall(r"^- (.*)$", mail.get_content(), re.MULTILINE)
        for mail in post.mails
    }
    assert len(told) == len(post.mails), "one mail for each person"
    post.mails.clear()
    return told


def test_a_digest_tells_each_thing_once_and_never_what_somebody_wrote(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    with open_mailing(migrated_sqlite, tmp_path) as (stage, post):
        evaluation = stage.stand(State.UNIT_APPROVED)
        stage.do("head", Action.COMMENT, evaluation, Remark(text="甲乙丙的电话"))
        assert notify(stage, at=find_morning(1, hour=time(7))).sent == 0, "before its hour"
        assert notify(stage, at=find_morning(1)) == Pass(sent=3, problems=())
        assert all("甲乙丙" not in mail.as_string() for mail in post.mails)
        subjects = {str(mail["To"]): str(mail["Subject"]) for mail in post.mails}
        assert subjects["chief@example.cn"] == "Hengjian: 2 notices"
        assert f"/evaluations/{evaluation}" in post.mails[0].get_content()
        told = read_mails(post)
        assert [len(told[address]) for address in ADDRESSES.values()] == [2, 1, 2]
        assert told["head@example.cn"][0].startswith("提交自评 · ")
        assert notify(stage, at=find_morning(1, hour=time(18))).sent == 0, "once a day"
        stage.do("chief", Action.COMMENT, evaluation)
        assert notify(stage, at=find_morning(2)).sent == 2
        told = read_mails(post)
        assert {address: len(lines) for address, lines in told.items()} == {
            "filer@example.cn": 1,
            "head@example.cn": 1,
        }


def test_deadlines_are_told_once_a_round_to_who_holds_and_to_who_oversees(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    with open_mailing(migrated_sqlite, tmp_path) as (stage, post):
        stage.begin()
        soon = find_morning(2, hour=time(23))
        close_cycle(stage.database, stage.cycles["project"], at=soon)
        notify(stage, at=find_morning(1))
        (line,) = read_mails(post)["filer@example.cn"]
        assert "1 个工作日" in line
        assert notify(stage, at=find_morning(2)).sent == 0
        notify(stage, at=find_morning(3))
        told = read_mails(post)
        assert "逾期 1 个工作日" in told["filer@example.cn"][0]
        assert "1 working day late" in told["chief@example.cn"][0]
        assert "head@example.cn" not in told
        assert notify(stage, at=find_morning(4)).sent == 0


def test_a_deputy_gets_the_mails_of_his_principal_until_it_is_ended(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    """In one run of the command: it asks anew each time who is whose deputy."""
    with open_mailing(migrated_sqlite, tmp_path) as (stage, post), stage.site.app.app_context():
        home = stage.site.app.extensions["hengjian"]
        lent = stage.delegate("filer", "head", Role.FILER, days=40)
        evaluation = stage.stand(State.UNIT_APPROVED)
        stage.do("second_filer", Action.COMMENT, evaluation, Remark(text="已联系"))
        stage.do("chief", Action.COMMENT, evaluation, Remark(text="请看"))
        stage.begin()
        close_cycle(stage.database, stage.cycles["project"], at=find_morning(2, hour=time(23)))
        notify_now(home, at=find_morning(1))
        told = read_mails(post)
        assert any("1 个工作日" in line for line in told["head@example.cn"])
        with stage.database.writing() as session:
            end = find_morning(1, hour=time(12))
            end_delegation(session, delegation_id=lent, actor_id=stage.people["filer"], at=end)
        notify_now(home, at=find_morning(3))
        told = read_mails(post)
        assert "filer@example.cn" in told
        assert "head@example.cn" not in told


def test_what_could_not_be_mailed_is_tried_again_and_shown(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    with open_mailing(migrated_sqlite, tmp_path) as (stage, post):
        stage.stand(State.SELF_SCORED)
        post.answer = "451 later"
        morning = find_morning(1)
        done = notify(stage, at=morning)
        assert (done.sent, len(done.problems)) == (0, 1)
        page = let_in(stage.site, "auditor").get("/integrity").text
        assert "SMTPDataError: 451" in page
        post.answer = "250 kept"
        assert notify(stage, at=morning + timedelta(minutes=1)).sent == 0, "not at once"
        assert notify(stage, at=morning + FIRST_PAUSE).sent == 1
        ids = {mail["Message-ID"] for mail in post.mails}
        assert len(ids) == len(post.mails) == 1
        assert "在等" not in let_in(stage.site, "auditor").get("/integrity").text


def test_a_webhook_is_told_everything_once_and_signed(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    with open_posting(migrated_sqlite, tmp_path) as (stage, listener):
        evaluation = stage.stand(State.UNIT_APPROVED)
        listener.status = 302
        at = datetime.now(UTC)
        assert notify(stage, at=at).problems == ("webhook: HTTP 302",)
        listener.status = 204
        assert notify(stage, at=at + FIRST_PAUSE).sent == 1
        first, second = listener.posts
        assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
        assert first.body == second.body
        seconds, signature = second.headers["Hengjian-Signature"].split(",")
        signed = seconds.removeprefix("t=").encode() + b"." + second.body
        expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        assert signature == f"v1={expected}"
        told = json.loads(second.body)
        assert [(each["action"], each["to"]) for each in told["events"]] == [
            ("submit", "self_scored"),
            ("approve", "unit_approved"),
        ]
        assert {each["evaluation"] for each in told["events"]} == {str(evaluation)}
        assert notify(stage, at=at + timedelta(hours=1)).sent == 0


def test_two_workers_do_not_tell_the_same_thing(migrated_sqlite: Database, tmp_path: Path) -> None:
    stage = make_stage(migrated_sqlite, tmp_path)
    evaluation = stage.stand(State.SELF_SCORED)
    item = Item(evaluation_id=evaluation, subject=Subject.EVENT, number=5)
    at = datetime.now(UTC)

    def tell(channel: Channel, user_id: UUID | None) -> None:
        with stage.database.writing() as session:
            claim(session, [item], channel=channel, user_id=user_id, at=at)

    ways = ((Channel.MAIL, stage.people["head"]), (Channel.WEBHOOK, None))
    for channel, user_id in ways:
        tell(channel, user_id)
    for channel, user_id in ways:
        with pytest.raises(IntegrityError):
            tell(channel, user_id)
    assert len(rows_of(stage.database, "delivery")) == 2


def test_the_command_says_what_is_missing_and_tells_the_webhook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HENGJIAN_DATABASE_URL", f"sqlite:///{tmp_path}/hengjian.db")
    assert main(["upgrade"]) == 0
    assert main(["notify"]) == 1
    assert "HENGJIAN_SMTP_HOST" in capsys.readouterr().err
    monkeypatch.setenv("HENGJIAN_WEBHOOK_URL", "http://127.0.0.1:9/")
    assert main(["notify"]) == 1
    assert "HENGJIAN_WEBHOOK_SECRET" in capsys.readouterr().err
    monkeypatch.setenv("HENGJIAN_WEBHOOK_SECRET", SECRET)
    assert main(["notify"]) == 0
    monkeypatch.setenv("HENGJIAN_SMTP_HOST", "127.0.0.1")
    assert main(["notify"]) == 1
    assert "HENGJIAN_SMTP_FROM" in capsys.readouterr().err
