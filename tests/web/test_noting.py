"""What only a reader can see: noted by whoever the evaluation lies with, and kept in the trail."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from flask import get_template_attribute
from sqlalchemy import select

from models.database import Database
from models.tables import AuditEvent, Submission
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage
from tests.support.editions import LATER
from tests.support.papers import VISITS
from tests.support.scripts import make_script
from web.check_sentences import BY_HAND
from web.show.checks import Checked
from workflow.data import Remark, SendingBack
from workflow.ledger.verify import verify_database

SAID = "原件第 3 页没有签字"


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    return Stage(Site(database, tmp_path))


def read_noted(stage: Stage, evaluation: UUID) -> list[dict[str, object]]:
    with stage.database.reading() as session:
        statement = select(AuditEvent.body).where(AuditEvent.evaluation_id == evaluation)
        bodies = session.scalars(statement.order_by(AuditEvent.seq)).all()
    data = [json.loads(body)["data"] for body in bodies]
    return [each["noted"] for each in data if "noted" in each]


def read_sealed(stage: Stage, evaluation: UUID) -> list[dict[str, object]]:
    with stage.database.reading() as session:
        statement = select(Submission.content).where(Submission.evaluation_id == evaluation)
        contents = session.scalars(statement.order_by(Submission.round)).all()
    return [json.loads(content) for content in contents]


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.SELF_SCORED, "head"),
        (State.UNIT_APPROVED, "chief"),
        (State.FINANCE_REVIEWED, "chief"),
    ],
)
def test_whoever_it_lies_with_notes_a_code_at_a_place(stage: Stage, state: State, who: str) -> None:
    evaluation = stage.stand(state)
    row = str(stage.desk(evaluation).row(VISITS))
    visitor, page = stage.site.visitor(who), f"/evaluations/{evaluation}"
    for code, where in (("N06", "narrative"), ("I16", row)):
        typed = {"text": SAID, "code": code, "where": where}
        visitor.send(page, typed, ending="/comment")
    assert read_noted(stage, evaluation) == [
        {"code": code, "severity": severity, "where": where, "numbers": {}, "explained": False}
        for code, severity, where in (("N06", "I", "narrative"), ("I16", "W", row))
    ]
    seen = stage.site.visitor("auditor").get(page).text
    card = seen.partition('id="explained"')[2].partition("</section>")[0]
    office = {"head": "单位负责人", "chief": "财政业务科科长"}[who]
    assert card.count(f"由{office}注明") == 2
    assert "I16 †" in card
    line = seen.partition(f'id="row-{row}"')[2].partition("</tr>")[0]
    assert ">I16 †</a>" in line
    assert f"由{office}注明" in line
    assert "N06" not in line
    assert card.count(SAID) == 2
    assert f'href="#row-{row}"' in card
    assert "文字部分" in card
    assert str(BY_HAND["N06"]) in card
    assert who in card
    trail = stage.site.visitor("auditor").get(f"{page}/trail").text
    assert "注明 N06（文字部分）：签字、盖章或日期空白" in trail
    assert f"注明 I16（{VISITS}）：" in trail
    assert f"注明 I16（{VISITS}）：" in stage.site.visitor("auditor").get("/trail").text
    reader = stage.site.visitor("auditor")
    reader.get("/language/en", expect=302)
    assert f"Noted I16 (“{VISITS}”): " in reader.get(f"{page}/trail").text
    with stage.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_the_review_shows_what_the_head_noted(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    stage.do("head", Action.COMMENT, evaluation, Remark(text=SAID, code="F13", where="funds"))
    stage.do("head", Action.APPROVE, evaluation, Remark())
    page = stage.site.visitor("chief").get(f"/evaluations/{evaluation}/review").text
    assert "由单位负责人注明" in page
    assert SAID in page
    assert "支出里列入了折旧" in page


def test_the_review_shows_a_note_beside_its_row(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    row = str(stage.desk(evaluation).row(VISITS))
    stage.do("head", Action.COMMENT, evaluation, Remark(text=SAID, code="I16", where=row))
    stage.do("head", Action.APPROVE, evaluation, Remark())
    page = stage.site.visitor("chief").get(f"/evaluations/{evaluation}/review").text
    line = page.partition(f'id="row-{row}"')[2].partition("</tr>")[0]
    assert ">I16 †</a>" in line
    assert "由单位负责人注明" in line


def cut_panel(page: str) -> str:
    return page.partition('id="checks"')[2].partition("</section>")[0]


def test_the_checks_count_what_was_noted_by_hand(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    page, head = f"/evaluations/{evaluation}", stage.site.visitor("head")
    assert "注明" not in cut_panel(head.get(page).text)
    for code, where in (("N06", "narrative"), ("F13", "funds")):
        stage.do("head", Action.COMMENT, evaluation, Remark(text=SAID, code=code, where=where))
    panel = cut_panel(head.get(page).text)
    assert '<a href="#explained">由人注明 2 处 †</a>' in panel
    assert "· 注明 2</span>" in panel
    later = SendingBack(reason="请补签", due_at=datetime.now(UTC) + LATER)
    stage.do("head", Action.RETURN, evaluation, later)
    filer, address = stage.site.visitor("filer"), f"{page}/fill/narrative"
    filled = filer.get(address)
    assert f'<a href="{page}#explained">由人注明 2 处 †</a>' in cut_panel(filled.text)
    told = filer.post(f"{address}/look", find_form(filled, address).fields, expect=200).json or {}
    assert f'<a href="{page}#explained">由人注明 2 处 †</a>' in told["panel"]
    assert "· 注明 2</span>" in told["counted"]


@pytest.mark.parametrize(
    ("noted", "look", "said"),
    [
        (0, "good", "现有核对规则未发现矛盾。"),
        (2, "plain", "现有核对规则未发现矛盾，但并非没有问题：由人注明 2 处 †"),
    ],
)
def test_nothing_is_said_to_be_in_order_where_something_was_noted(
    stage: Stage, noted: int, look: str, said: str
) -> None:
    with stage.site.app.test_request_context("/"):
        panel = get_template_attribute("parts/checks.html", "panel")
        text = panel(Checked(()), UUID(int=1), "evaluation", noted=noted)
    assert f'class="badge {look}"' in text
    assert said in re.sub("<[^>]*>", "", text)


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.DRAFT, "filer"),
        (State.DRAFT, "chief"),
        (State.SELF_SCORED, "filer"),
        (State.SELF_SCORED, "chief"),
        (State.UNIT_APPROVED, "head"),
    ],
)
def test_nobody_else_notes_anything(stage: Stage, state: State, who: str) -> None:
    evaluation = stage.stand(state)
    visitor, page = stage.site.visitor(who), f"/evaluations/{evaluation}"
    form = find_form(visitor.get(page), "/comment")
    assert not {"code", "where"} & set(form.fields)
    fields = {**form.fields, "text": SAID, "code": "N06", "where": "narrative"}
    answer = visitor.post(form.action, fields, expect=422)
    assert "核对代码由审核人或复核人" in answer.text
    assert SAID in answer.text
    assert read_noted(stage, evaluation) == []


@pytest.mark.parametrize(
    ("code", "where", "field", "sentence"),
    [
        ("S01", "total", "code", "请从列出的选项中选择"),
        ("<b>", "total", "code", "请从列出的选项中选择"),
        ("N06", "nowhere", "where", "请选择它所在的位置"),
        ("N06", str(UUID(int=7)), "where", "请选择它所在的位置"),
        ("N06", "", "where", "请选择它所在的位置"),
        ("N06", "表" * 37, "where", "最多 36 字"),
        ("", "narrative", "code", "请选择一个由人注明的核对代码"),
    ],
)
def test_what_cannot_be_noted_comes_back_as_it_was_typed(
    stage: Stage, code: str, where: str, field: str, sentence: str
) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    visitor, page = stage.site.visitor("chief"), f"/evaluations/{evaluation}"
    typed = {"text": SAID, "code": code, "where": where}
    answer = visitor.send(page, typed, ending="/comment", expect=422)
    assert f'id="{field}-error"' in answer.text
    assert sentence in answer.text
    assert find_form(answer, "/comment").fields["text"] == SAID
    assert read_noted(stage, evaluation) == []


def test_the_codes_to_choose_from_are_worded_without_numbers(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    page = stage.site.visitor("head").get(f"/evaluations/{evaluation}").text
    options = page.partition('id="code"')[2].partition("</select>")[0]
    assert 'value="N01">N01 文字与表格或前后文矛盾</option>' in options
    assert "“—”" not in options


def test_a_note_needs_words(stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    visitor, page = stage.site.visitor("chief"), f"/evaluations/{evaluation}"
    typed = {"text": "", "code": "N06", "where": "narrative"}
    answer = visitor.send(page, typed, ending="/comment", expect=422)
    kept = find_form(answer, "/comment").fields
    assert (kept["code"], kept["where"]) == ("N06", "narrative")


def test_the_next_round_freezes_what_was_noted_on_the_last(stage: Stage) -> None:
    """And a round on which nobody noted anything is sealed as ever."""
    evaluation = stage.stand(State.SELF_SCORED)
    stage.do("head", Action.COMMENT, evaluation, Remark(text=SAID, code="N06", where="narrative"))
    back = SendingBack(reason="请补签字", due_at=datetime.now(UTC) + LATER)
    for _round in range(2):
        stage.do("head", Action.RETURN, evaluation, back)
        stage.do("filer", Action.SUBMIT, evaluation, Remark())
    first, second, third = read_sealed(stage, evaluation)
    assert "noted" not in first
    frozen = second["noted"]
    assert isinstance(frozen, list)
    (noted,) = frozen
    assert (noted["code"], noted["severity"], noted["where"]) == ("N06", "I", "narrative")
    assert len(noted["text"]) == 64
    assert "noted" not in third
    with stage.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())
    assert stage.content(evaluation).self_total == Decimal(96)


def test_a_comment_that_speaks_like_a_note_is_none(stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    words = '"noted":{"code":"N06"}'
    stage.do("head", Action.COMMENT, evaluation, Remark(text=words))
    assert read_noted(stage, evaluation) == []
    page = stage.site.visitor("head").get(f"/evaluations/{evaluation}").text
    assert "†" not in page


def test_a_script_notes_as_a_page_does(stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    script = make_script(stage.site, "chief")
    noted = {"text": SAID, "code": "N05", "where": "narrative"}
    for wrong, place in (({"code": "S01"}, "/code"), ({"where": "nowhere"}, "/where")):
        problem = script.do(evaluation, "comment", {**noted, **wrong}, expect=422)
        assert [reason["pointer"] for reason in problem["reasons"]] == [place]
    script.do(evaluation, "comment", noted)
    assert [each["code"] for each in read_noted(stage, evaluation)] == ["N05"]
    other = make_script(stage.site, "filer")
    problem = other.do(evaluation, "comment", noted, expect=422)
    assert [reason["code"] for reason in problem["reasons"]] == ["note_is_for_reviewers"]


def test_a_script_explains_a_difference_as_a_page_does(stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    script, row = make_script(stage.site, "chief"), str(stage.desk(evaluation).row(VISITS))
    given = {"rows": {row: {"score": "58", "reason": ""}}}
    problem = script.do(evaluation, "rescore", given, expect=422)
    assert [reason["code"] for reason in problem["reasons"]] == ["differences_have_reasons"]
    given["rows"][row]["reason"] = "抽查不符"
    script.do(evaluation, "rescore", given)
