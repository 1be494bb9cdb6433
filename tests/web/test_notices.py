"""Notices on the pages: who is told of what, and what is unread."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import Action, Role, State
from policies.noticing import SILENT, TOLD
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage, let_in
from workflow.data import Remark, SendingBack
from workflow.delegating import end_delegation


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def list_told(visitor: Visitor) -> list[str]:
    """What the page tells, `*` before what is unread."""
    page = visitor.get("/notices").text
    found = re.findall(r"<li>(<span[^>]*>未读</span> )?<strong>(\S+?)</strong>", page)
    return [f"{'*' if unread else ''}{action}" for unread, action in found]


def count_unread(visitor: Visitor) -> str:
    """The number in the header."""
    found = re.search(r"未读</span> ([0-9+]+)</span>", visitor.get("/account").text)
    return found[1] if found else "0"


def test_every_action_is_told_to_somebody_or_to_nobody_on_purpose() -> None:
    """A new action has to be put into TOLD or into SILENT of policies/noticing.py."""
    told = {each.action for tells in TOLD.values() for each in tells}
    assert told | SILENT == set(Action)
    assert not told & SILENT


def test_each_office_is_told_what_others_did_and_nobody_else(stage: Stage) -> None:
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    due_at = datetime.now(UTC) + timedelta(days=3)
    stage.do("chief", Action.RETURN, evaluation, SendingBack(reason="请补充", due_at=due_at))
    stage.do("second_filer", Action.COMMENT, evaluation, Remark(text="已联系实施单位"))
    told = {
        who: list_told(let_in(stage.site, who))
        for who in ("filer", "head", "chief", "second_chief", "school_filer", "other_chief")
    }
    assert told == {
        "filer": ["*评论", "*退回", "*单位审核"],
        "head": ["*评论", "*退回", "*提交自评"],
        "chief": ["*评论", "*单位审核"],
        "second_chief": ["*评论", "*完成复核", "*单位审核"],
        "school_filer": [],
        "other_chief": [],
    }
    assert "已联系实施单位" in let_in(stage.site, "head").get("/notices").text


def test_a_deputy_is_told_what_his_principal_is_told_while_he_is_one(stage: Stage) -> None:
    """Not what came before, not what either of them did, nor what is of another unit than his."""
    before = stage.stand(State.UNIT_APPROVED)
    lent = stage.delegate("chief", "other_chief", Role.FINANCE_CHIEF, unit="center")
    deputy = let_in(stage.site, "other_chief")
    assert (list_told(deputy), count_unread(deputy)) == ([], "0")
    due_at = datetime.now(UTC) + timedelta(days=3)
    stage.do("chief", Action.RETURN, before, SendingBack(reason="请补充", due_at=due_at))
    foreign = stage.stand(State.DRAFT, cast={"filer": "school_filer"}, unit="school")
    stage.do("school_filer", Action.COMMENT, foreign, Remark(text="别的单位"))
    stage.stand(State.UNIT_APPROVED)
    assert list_told(deputy) == ["*单位审核"]
    with stage.database.writing() as session:
        end_delegation(session, delegation_id=lent, actor_id=stage.people["chief"], at=stage.tick())
    assert list_told(deputy) == []


def test_what_was_looked_at_or_marked_is_read(stage: Stage) -> None:
    first, second = stage.stand(State.SELF_SCORED), stage.stand(State.SELF_SCORED)
    head = let_in(stage.site, "head")
    assert count_unread(head) == "2"
    head.get(f"/evaluations/{first}")
    assert count_unread(head) == "1"
    assert list_told(head) == ["*提交自评", "提交自评"]
    head.send_form(find_form(head.get("/notices"), "/notices/read"))
    assert (count_unread(head), list_told(head)) == ("0", ["提交自评", "提交自评"])
    stage.do("filer", Action.RECALL, second, at=datetime.now(UTC))
    assert list_told(head)[0] == "*撤回"


def test_a_wish_for_mails_needs_an_address(stage: Stage) -> None:
    filer = let_in(stage.site, "filer")
    for typed, word in (
        ({"address": "not an address", "digest": "daily"}, "请填写完整的电子邮箱地址"),
        ({"address": "", "digest": "daily"}, "请填写邮箱地址"),
        ({"address": "a@b.cn\r\nBcc: c@d.cn", "digest": "daily"}, "address"),
    ):
        answer = filer.send("/account", typed, expect=422)
        assert word in answer.text
        assert 'value="daily" selected' in answer.text
    filer.send("/account", {"address": "filer@example.cn", "digest": "daily", "language": "en"})
    fields = find_form(filer.get("/account"), "/account").fields
    assert [fields[name] for name in ("address", "digest", "language")] == [
        *("filer@example.cn", "daily", "en"),
    ]
