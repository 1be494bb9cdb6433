"""The pages by which two people erase a text, and what every page says in its place."""

import json
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage, crawl
from tests.support.editions import correct, publish
from tests.support.records import read_bodies, rows_of
from tests.support.scripts import make_script
from workflow.audit import hash_text, write_canonical
from workflow.data import Remark, SendingBack
from workflow.ledger.verify import verify_database

SAID = "请联系王某本人核对"
GONE = re.compile("（已于 [0-9]{4}-[0-9]{2}-[0-9]{2} 清除，原因：含个人信息）")
GONE_IN_ENGLISH = re.compile(r"\(erased on [0-9-]{10} because of personal data\)")


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


@pytest.fixture
def evaluation(stage: Stage) -> UUID:
    """Published, with a comment on the way."""
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    stage.do("head", Action.COMMENT, evaluation, Remark(text=SAID))
    stage.do("chief", Action.PUBLISH, evaluation)
    return evaluation


def find_mark(stage: Stage, evaluation: UUID, words: str) -> str:
    page = stage.site.visitor("auditor").get(f"/evaluations/{evaluation}/texts").text
    row = next(row for row in page.split("<tr") if words in row)
    found = re.search("/texts/([0-9a-f]{64})", row)
    assert found is not None
    return found[1]


def open_text(visitor: Visitor, evaluation: UUID, mark: str) -> str:
    return visitor.get(f"/evaluations/{evaluation}/texts/{mark}").text


def send(visitor: Visitor, evaluation: UUID, mark: str, how: str, expect: int, **typed: str) -> str:
    address = f"/evaluations/{evaluation}/texts/{mark}"
    form = find_form(visitor.get(address), f"{address}/{how}")
    return visitor.post(form.action, {**form.fields, **typed}, expect=expect).text


@pytest.mark.parametrize(("asks", "agrees"), [("chief", "auditor"), ("auditor", "chief")])
def test_one_asks_and_the_other_agrees(
    stage: Stage, evaluation: UUID, asks: str, agrees: str
) -> None:
    first, second = stage.site.visitor(asks), stage.site.visitor(agrees)
    assert "/texts" in first.get(f"/evaluations/{evaluation}").text
    mark = find_mark(stage, evaluation, SAID)
    send(first, evaluation, mark, "ask", 303, ground="personal_data", reason="本人要求删除")
    page = open_text(first, evaluation, mark)
    assert "您自己提出的清除申请，须由另一人同意" in page
    assert f"/texts/{mark}/agree" not in page
    desk = "/inbox" if agrees == "chief" else "/evaluations"
    assert "等待同意的清除申请" in second.get(desk).text
    waiting = open_text(second, evaluation, mark)
    assert "本人要求删除" in waiting
    assert "同意后原文立即清除，不能恢复。" in waiting
    send(second, evaluation, mark, "agree", 303)
    assert "等待同意的清除申请" not in second.get(desk).text
    gone = open_text(second, evaluation, mark)
    assert GONE.search(gone)
    assert SAID not in gone
    assert "<form" not in gone.partition("<main")[2]
    trail = second.get(f"/evaluations/{evaluation}/trail").text
    for told in ("本人要求删除", "原因：含个人信息", "清除文字 1 段", "答复第"):
        assert told in trail
    with stage.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_a_no_ends_it_and_one_may_ask_again(stage: Stage, evaluation: UUID) -> None:
    chief, auditor = stage.site.visitor("chief"), stage.site.visitor("auditor")
    mark = find_mark(stage, evaluation, SAID)
    send(chief, evaluation, mark, "ask", 303, ground="other", reason="写错了")
    page = send(auditor, evaluation, mark, "decline", 422)
    assert "必填" in page
    send(auditor, evaluation, mark, "decline", 303, reason="应当保留")
    assert SAID in open_text(auditor, evaluation, mark)
    send(chief, evaluation, mark, "ask", 303, ground="other", reason="再次申请")
    send(chief, evaluation, mark, "decline", 303, reason="不必了")
    assert stage.header(evaluation).evaluation.state == State.PUBLISHED


def test_what_is_missing_is_named_and_nothing_is_done(stage: Stage, evaluation: UUID) -> None:
    chief = stage.site.visitor("chief")
    mark = find_mark(stage, evaluation, SAID)
    version = stage.header(evaluation).evaluation.version
    page = send(chief, evaluation, mark, "ask", 422, reason="理由写了")
    assert 'aria-invalid="true"' in page
    assert "理由写了" in page
    send(chief, evaluation, mark, "ask", 422, ground="personal_data")
    send(chief, evaluation, mark, "ask", 422, ground="nonsense", reason="理由")
    assert stage.header(evaluation).evaluation.version == version


def test_sending_twice_has_one_effect_and_coming_late_is_told(
    stage: Stage, evaluation: UUID
) -> None:
    chief, auditor = stage.site.visitor("chief"), stage.site.visitor("auditor")
    mark = find_mark(stage, evaluation, SAID)
    address = f"/evaluations/{evaluation}/texts/{mark}"
    form = find_form(chief.get(address), f"{address}/ask")
    late = find_form(auditor.get(address), f"{address}/ask")
    typed = {"ground": "personal_data", "reason": "本人要求删除"}
    for _ in range(2):
        chief.post(form.action, {**form.fields, **typed}, expect=303)
    actions = [body["action"] for body in read_bodies(stage.database, evaluation)]
    assert actions.count("ask_erasure") == 1
    page = auditor.post(late.action, {**late.fields, **typed}, expect=409).text
    assert "这段文字已有人申请清除" in page
    agree = find_form(auditor.get(address), f"{address}/agree")
    chief.send(address, {"reason": "撤回"}, ending="/decline")
    page = auditor.post(agree.action, agree.fields, expect=409).text
    assert "没有等待办理的这项清除申请" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("filer", 403), ("head", 403), ("school_filer", 404), ("administrator", 404)],
)
def test_nobody_else_may(stage: Stage, evaluation: UUID, who: str, status: int) -> None:
    mark = find_mark(stage, evaluation, SAID)
    visitor = stage.site.visitor(who)
    for address in (f"/evaluations/{evaluation}/texts", f"/evaluations/{evaluation}/texts/{mark}"):
        visitor.get(address, expect=status)
    if status == HTTPStatus.FORBIDDEN:
        assert "/texts" not in visitor.get(f"/evaluations/{evaluation}").text


def erase_everything(stage: Stage, evaluation: UUID) -> set[str]:
    """Every text but the reasons of the erasures; answers with what they were."""
    found = set()
    page = stage.site.visitor("auditor").get(f"/evaluations/{evaluation}/texts").text
    for mark in dict.fromkeys(re.findall("/texts/([0-9a-f]{64})", page)):
        with stage.database.engine.connect() as connection:
            query = "SELECT text FROM free_text WHERE commitment = ?"
            words = connection.exec_driver_sql(query, (mark,)).scalar()
        if words:
            stage.erase(evaluation, words)
            found.add(words)
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_says_so_and_none_fails(stage: Stage, language: str) -> None:
    """All that links lead to, for everybody: an evaluation sent back once, published, corrected
    and published again, of which every text is gone.
    """
    first = stage.stand(State.FINANCE_REVIEWED)
    due = SendingBack(reason="请写具体", due_at=datetime.now(UTC) + timedelta(days=9))
    stage.do("chief", Action.RETURN, first, due)
    stage.do("filer", Action.AMEND, first)
    stage.finish(first)
    second = correct(stage, first)
    draft = stage.stand(State.DRAFT)
    gone = {words for one in (first, second, draft) for words in erase_everything(stage, one)}
    gone -= {"本人要求删除"}
    assert len(gone) > 7
    told = GONE if language == "zh" else GONE_IN_ENGLISH
    for who in ("auditor", "chief", "filer", "head"):
        visitor = stage.site.visitor(who)
        visitor.get(f"/language/{language}", expect=302)
        for one in (first, second, draft):
            page = visitor.get(f"/evaluations/{one}").text
            assert told.search(page), (who, one)
            for ending in ("trail", "compare?from=1.1&to=1", "scheme"):
                if one is first or ending != "compare?from=1.1&to=1":
                    page += visitor.get(f"/evaluations/{one}/{ending}").text
            assert not [words for words in gone if words in page], who
        assert told.search(visitor.get(f"/evaluations/{first}/trail").text)
        assert told.search(visitor.get(f"/evaluations/{first}/compare?from=1.1&to=1").text)
    for words in gone:
        found = stage.site.visitor("auditor").get(f"/evaluations?q={words[:12]}").text
        assert f"/evaluations/{first}" not in found, words
    everything = stage.site.visitor("auditor")
    for form in ("csv", "xlsx"):
        for part in ("trail", "indicators"):
            address = f"/evaluations/{first}/{part}/{form}"
            raw = everything.get(address).get_data()
            shown = raw.decode("utf-8-sig") if form == "csv" else spell_sheet(raw)
            assert not [words for words in gone if words in shown], address
            assert GONE.search(shown), address
    with stage.database.reading() as session:
        reports = verify_database(session)
    assert [fault for report in reports.values() for fault in report.faults] == []


def spell_sheet(raw: bytes) -> str:
    rows = load_workbook(BytesIO(raw)).worksheets[0].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


def test_the_published_page_says_so(stage: Stage, evaluation: UUID) -> None:
    page = stage.site.visitor().get(f"/published/{evaluation}").text
    section = next(iter(stage.content(evaluation).sections.values()))
    words = str(section.text)
    assert words in page
    stage.erase(evaluation, words)
    page = stage.site.visitor().get(f"/published/{evaluation}").text
    assert f">{words}<" not in page
    assert len(GONE.findall(page)) == 1
    second = correct(stage, evaluation)
    stage.do("filer", Action.FILL, second)
    publish(stage, second)
    compared = stage.site.visitor().get(f"/published/{second}").text
    assert "前一份的原文已依规清除" in compared
    assert GONE.search(compared)


def test_a_script_erases_with_the_same_rules(stage: Stage, evaluation: UUID) -> None:
    chief, auditor = make_script(stage.site, "chief"), make_script(stage.site, "auditor")
    address = f"/api/v1/evaluations/{evaluation}"
    trail = auditor.get(f"{address}/trail")
    mark = next(
        mark for event in trail["items"] for mark, text in event["texts"].items() if text == SAID
    )
    wish = {"commitment": mark, "ground": "personal_data", "reason": "本人要求删除"}
    asked = chief.send(f"{address}/actions/ask_erasure", wish, seen=None)
    assert asked.status_code == HTTPStatus.OK, asked.text
    request = json.loads(asked.text)["version"]
    own = chief.send(f"{address}/actions/erase", {"request": request}, seen=None)
    assert own.status_code == HTTPStatus.FORBIDDEN
    agreed = auditor.send(f"{address}/actions/erase", {"request": request}, seen=None)
    assert agreed.status_code == HTTPStatus.OK, agreed.text
    trail = auditor.get(f"{address}/trail")
    told = [event["texts"].get(mark, "absent") for event in trail["items"]]
    assert None in told
    assert SAID not in json.dumps(trail, ensure_ascii=False)


def test_the_crawl_finds_no_page_that_fails(stage: Stage, evaluation: UUID) -> None:
    erase_everything(stage, evaluation)
    for who in ("auditor", "chief"):
        for path, page in crawl(stage.site.visitor(who).client, "/evaluations"):
            # What only takes forms says so.
            fine = {HTTPStatus.OK, HTTPStatus.METHOD_NOT_ALLOWED}
            assert page.status_code in fine, path


def test_what_was_sent_cannot_be_guessed_from_what_is_kept(stage: Stage, evaluation: UUID) -> None:
    """Of a form its hash is kept, against sending it twice: it is over more than what was typed."""
    chief = stage.site.visitor("chief")
    second = correct(stage, evaluation)
    page = f"/evaluations/{second}"
    form = find_form(chief.get(page), f"{page}/comment")
    chief.post(form.action, {**form.fields, "text": SAID}, expect=303)
    fields = {**form.fields, "text": SAID}
    token = fields.pop("form_token")
    fields.pop("csrf_token")
    kept = {row.content_hash for row in rows_of(stage.database, "form_token")}
    about = {"about": ["comment", str(second), "comment"], "fields": fields}
    assert hash_text(write_canonical(about)) not in kept
    assert hash_text(write_canonical({**about, "token": token})) in kept


@pytest.mark.parametrize("section", ["narrative", "indicators"])
def test_a_form_that_was_open_does_not_bring_it_back(stage: Stage, section: str) -> None:
    """The filer is told, and the field is marked."""
    evaluation = stage.stand(State.DRAFT)
    filer = stage.site.visitor("filer")
    address = f"/evaluations/{evaluation}/fill/{section}"
    form = find_form(filer.get(address), address)
    words = {"narrative": "年度总体目标完成情况。", "indicators": "按完成情况"}[section]
    name = next(name for name, typed in form.fields.items() if typed == words)
    stage.erase(evaluation, words)
    page = filer.post(form.action, {**form.fields, "button": "save"}, expect=409).text
    assert "同意清除文字" in page
    with stage.database.engine.connect() as connection:
        query = "SELECT count(*) FROM free_text WHERE text = ?"
        assert connection.exec_driver_sql(query, (words,)).scalar() == 0
    shown = filer.post(form.action, {**form.fields, "button": "continue"}, expect=200)
    assert f'id="{name}-now"' in shown.text
    assert find_form(filer.get(address), address).fields[name] == ""
