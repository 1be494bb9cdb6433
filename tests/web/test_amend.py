"""Agreed rows change with a reason, and everybody sees what was agreed before."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from models.queries.evaluations import IndicatorRow, list_indicators
from models.tables import Cycle
from models.vocabulary import Action, State
from tests.support.app import PageForm, find_form
from tests.support.crawl import Stage, let_in, read_token, read_words
from tests.support.drafts import Desk
from tests.support.editions import correct
from tests.support.papers import VISITS, begin
from tests.support.records import list_refusals, read_bodies
from workflow.data import AgreedRow, Amending
from workflow.ids import new_id
from workflow.ledger.verify import verify_database

WHY = "根据<财预〔2026〕3号>调整预算"
AGREED = AgreedRow(name=VISITS, weight=Decimal(60), target_text="≥12次")


def open_form(desk: Desk) -> PageForm:
    return find_form(desk.filer.get(f"{desk.page}/amend"), "/amend")


def list_rows(desk: Desk) -> list[IndicatorRow]:
    with desk.site.database.reading() as session:
        return list_indicators(session, desk.evaluation)


def find_row(desk: Desk) -> IndicatorRow:
    """The first row that carries points and lies below a heading."""
    return next(row for row in list_rows(desk) if row.weight is not None and row.parent_id)


def amend(desk: Desk, typed: dict[str, str], *, expect: int = 303) -> TestResponse:
    return desk.filer.send_form(open_form(desk), {"reason": WHY, **typed}, expect=expect)


def test_a_changed_row_tells_what_was_agreed_wherever_it_stands(desk: Desk) -> None:
    row = find_row(desk)
    typed = {f"name-{row.id}": "新名称", f"weight-{row.id}": "５.5", f"target-{row.id}": "≥11个"}
    answer = amend(desk, typed)
    assert answer.headers["Location"].endswith("/fill/indicators")
    now = next(one for one in list_rows(desk) if one.id == row.id)
    assert (now.name, now.weight, now.target_text) == ("新名称", Decimal("5.5"), "≥11个")
    for visitor, address in (
        (desk.filer, f"{desk.page}/fill/indicators"),
        (desk.filer, f"{desk.page}/amend"),
        (desk.filer, desk.page),
        (desk.site.visitor("auditor"), desk.page),
    ):
        page = visitor.get(address)
        words = read_words(page)
        for said in (row.name, row.target_text, "新名称", "≥11个", WHY, "已调整"):
            assert said in words, (address, said)
        assert page.text.count('class="amended') == 1


def test_only_what_was_touched_is_in_the_trail(desk: Desk) -> None:
    row = find_row(desk)
    amend(desk, {f"weight-{row.id}": "1"})
    data = read_bodies(desk.site.database, desk.evaluation)[-1]["data"]
    assert [one["indicator"] for one in data["amended"]] == [str(row.id)]
    before = len(read_bodies(desk.site.database, desk.evaluation))
    answer = desk.filer.send_form(open_form(desk), {"reason": WHY}, expect=422)
    assert "没有任何改动" in answer.text
    assert WHY in find_form(answer, "/amend").fields["reason"]
    assert len(read_bodies(desk.site.database, desk.evaluation)) == before


def test_a_row_that_came_back_says_so(desk: Desk) -> None:
    row = find_row(desk)
    amend(desk, {f"weight-{row.id}": "1"})
    amend(desk, {f"weight-{row.id}": f"{row.weight}", "reason": "恢复"})
    words = read_words(desk.filer.get(desk.page))
    assert "又改回了原来的约定" in words
    assert "恢复" in words


def read_mark(page: TestResponse) -> str:
    """The words of the one mark of a changed row on a page."""
    (mark,) = re.findall(r'<div class="amended small">(.*?)</div>', page.text, re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", " ", mark))).strip()


def test_each_value_keeps_the_reason_that_changed_it(desk: Desk) -> None:
    row = find_row(desk)
    first, back = "合同变更", "权重照批复"
    amend(
        desk,
        {f"target-{row.id}": "≥11个", f"weight-{row.id}": "1", f"name-{row.id}": "新名称"}
        | {"reason": first},
    )
    weight = {f"weight-{row.id}": f"{row.weight}"}
    amend(desk, {**weight, "reason": back})
    both = f"已调整 原名称： {row.name} 原目标值： {row.target_text} 理由： {first}"
    for address in (desk.page, f"{desk.page}/amend", f"{desk.page}/fill/indicators"):
        assert read_mark(desk.filer.get(address)) == both, address
    amend(desk, {f"name-{row.id}": "又一名称", "reason": "再改"})
    each = f"已调整 原名称： {row.name} 理由： 再改 原目标值： {row.target_text} 理由： {first}"
    assert read_mark(desk.filer.get(desk.page)) == each
    amend(desk, {f"target-{row.id}": row.target_text, "reason": "恢复"})
    assert read_mark(desk.filer.get(desk.page)) == f"已调整 原名称： {row.name} 理由： 再改"


def stand_twice_amended(stage: Stage, *, state: State) -> UUID:
    """An evaluation of which two values of a row were changed, and a third there and back, each
    for a reason of its own.
    """
    evaluation = stage.walk(State.DRAFT)
    amended = (
        (replace(AGREED, target_text="≥11次", weight=Decimal(61)), "合同变更"),
        (replace(AGREED, target_text="≥11次"), "权重照批复"),
        (replace(AGREED, target_text="≥11次", name="现场巡检"), "名称照批复"),
    )
    for new, reason in amended:
        row = next(one for one in stage.content(evaluation).rows if one.stored.position == 2)
        data = Amending(rows={row.stored.id: new}, reason=reason)
        stage.do("filer", Action.AMEND, evaluation, data)
    for who, action in (("filer", Action.SUBMIT), ("head", Action.APPROVE)):
        stage.do(who, action, evaluation)
    given = {"预算执行率": "9", "现场巡检": "60", "满意度": "27"}
    stage.do("chief", Action.REVIEW, evaluation, stage.desk(evaluation).scores(given))
    if state is State.PUBLISHED:
        stage.do("chief", Action.PUBLISH, evaluation)
    return evaluation


def test_the_public_read_each_value_with_its_reason(desk: Desk) -> None:
    stage = Stage(desk.site)
    first = stand_twice_amended(stage, state=State.PUBLISHED)
    mark = "已调整 原名称： 巡检次数 理由： 名称照批复 原目标值： ≥12次 理由： 合同变更"
    assert read_mark(desk.site.visitor().get(f"/published/{first}")) == mark
    assert read_mark(desk.site.visitor("chief").get(f"/evaluations/{first}")) == mark
    # A correction begins with one event, which has one reason for a row: none is lost in it.
    second = correct(stage, first)
    mark = "已调整 原名称： 巡检次数 原目标值： ≥12次 理由： 名称照批复 合同变更"
    assert read_mark(desk.site.visitor("chief").get(f"/evaluations/{second}")) == mark
    with desk.site.database.reading() as session:
        reports = verify_database(session).values()
    assert [fault for report in reports for fault in report.faults] == []


def test_whoever_publishes_is_told_how_many_rows_carry_points(desk: Desk) -> None:
    evaluation = Stage(desk.site).stand(State.FINANCE_REVIEWED)
    page = desk.site.visitor("chief").get(f"/evaluations/{evaluation}/publish")
    assert "指标 3 项，资金 2 行" in read_words(page)


def test_whoever_publishes_is_told_that_reasons_become_public(desk: Desk) -> None:
    stage = Stage(desk.site)
    plain = stage.stand(State.FINANCE_REVIEWED)
    amended = stand_twice_amended(stage, state=State.FINANCE_REVIEWED)
    chief = desk.site.visitor("chief")
    words = [read_words(chief.get(f"/evaluations/{each}/publish")) for each in (plain, amended)]
    told = "1 行约定指标的调整：原来的约定和调整理由"
    assert [told in page for page in words] == [False, True]


def test_a_heading_can_be_renamed(desk: Desk) -> None:
    heading = next(row for row in list_rows(desk) if row.weight is None)
    form = open_form(desk)
    assert f"weight-{heading.id}" not in form.fields
    assert f"target-{heading.id}" not in form.fields
    amend(desk, {f"name-{heading.id}": "成果"})
    assert "成果" in read_words(desk.filer.get(desk.page))


def test_the_sum_is_shown_and_stands_in_the_way_of_submitting_alone(desk: Desk) -> None:
    row = find_row(desk)
    assert row.weight is not None
    page = desk.filer.get(f"{desk.page}/amend").text
    assert 'data-expected="100.00">100.00</b> <span class="badge bad" hidden>≠ 100</span>' in page
    less = row.weight - 2
    refused = amend(desk, {f"weight-{row.id}": f"{less}", "reason": ""}, expect=422).text
    assert 'data-expected="100.00">98.00</b> <span class="badge bad">≠ 100</span>' in refused
    amend(desk, {f"weight-{row.id}": f"{less}"})
    assert ">98.00</b>" in desk.filer.get(f"{desk.page}/amend").text
    assert "98 ≠ 100" in desk.filer.get(desk.page).text
    wrong = amend(desk, {f"weight-{row.id}": "x"}, expect=422)
    assert ">—</b>" in wrong.text


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("name", ""),
        ("name", "甲" * 201),
        ("name", "甲\0"),
        ("weight", ""),
        ("weight", "0"),
        ("weight", "-1"),
        ("weight", "1.001"),
        ("weight", "NaN"),
        ("weight", "1e1"),
        ("target", "甲" * 301),
        ("target", "\x07"),
    ],
)
def test_bad_input_is_named_and_comes_back(desk: Desk, part: str, typed: str) -> None:
    row = find_row(desk)
    before = desk.version()
    answer = amend(desk, {f"{part}-{row.id}": typed}, expect=422)
    assert f'id="{part}-{row.id}-error"' in answer.text
    fields = find_form(answer, "/amend").fields
    assert fields[f"{part}-{row.id}"].replace("\ufffd", "\0") == typed
    assert fields["reason"] == WHY
    assert desk.version() == before


def test_a_reason_is_needed_and_all_faults_are_told_at_once(desk: Desk) -> None:
    row = find_row(desk)
    typed = {f"name-{row.id}": "", f"weight-{row.id}": "0", "reason": " "}
    answer = amend(desk, typed, expect=422)
    assert 'id="reason-error"' in answer.text
    assert f'id="name-{row.id}-error"' in answer.text
    form = open_form(desk)
    for left_out in ("weight", "target", "name"):
        name = f"{left_out}-{row.id}"
        answer = desk.filer.send_form(form, {"reason": WHY}, without=(name,), expect=422)
        assert f'id="{name}-error"' in answer.text


def test_no_points_are_taken_that_were_given(desk: Desk) -> None:
    row = find_row(desk)
    scores = find_form(desk.filer.get(f"{desk.page}/fill/indicators"), "/indicators")
    desk.filer.send_form(scores, {f"score-{row.id}": "5"}, button="save")
    answer = amend(desk, {f"weight-{row.id}": "4.99"}, expect=422)
    assert f'id="weight-{row.id}-error"' in answer.text
    amend(desk, {f"weight-{row.id}": "5"})


def test_rows_of_another_evaluation_and_strange_fields_are_refused(desk: Desk) -> None:
    other = desk.site.begin(desk.filer, title="另一项")
    with desk.site.database.reading() as session:
        foreign = list_indicators(session, other)[0]
    form = open_form(desk)
    for extra in ({f"name-{foreign.id}": "甲", f"target-{foreign.id}": ""}, {"rule-x": "y"}):
        before = desk.version()
        desk.filer.post(form.action, {**form.fields, "reason": WHY, **extra}, expect=422)
        assert desk.version() == before


def test_two_tabs_lose_nothing(desk: Desk) -> None:
    row = find_row(desk)
    second = desk.site.visitor("second_filer")
    mine = open_form(desk)
    theirs = find_form(second.get(f"{desk.page}/amend"), "/amend")
    name, weight, target = (f"{part}-{row.id}" for part in ("name", "weight", "target"))
    second.send_form(theirs, {name: "他们的名称", weight: "7", "reason": "会议纪要"})
    late = desk.filer.send_form(mine, {name: "我的名称", target: "≥9个", "reason": WHY}, expect=409)
    words = read_words(late)
    for said in ("我的名称", "他们的名称", "双方都改了", "≥9个", WHY, "second_filer"):
        assert said in words, said
    again = desk.filer.send_form(find_form(late, "/amend"), button="continue", expect=200)
    form = find_form(again, "/amend")
    assert (form.fields[name], form.fields[weight]) == ("我的名称", "7")
    assert f'id="{name}-now"' in again.text
    desk.filer.send_form(form)
    now = next(one for one in list_rows(desk) if one.id == row.id)
    assert (now.name, now.weight, now.target_text) == ("我的名称", Decimal(7), "≥9个")


def test_the_same_form_sent_twice_changes_once(desk: Desk) -> None:
    row = find_row(desk)
    form = open_form(desk)
    for _ in range(2):
        desk.filer.send_form(form, {f"weight-{row.id}": "3", "reason": WHY})
    bodies = read_bodies(desk.site.database, desk.evaluation)
    assert sum("amended" in body["data"] for body in bodies) == 1


def test_who_may_and_when(desk: Desk) -> None:
    row = find_row(desk)
    form = open_form(desk)
    typed = {f"weight-{row.id}": "3", "reason": WHY}
    for login, status in (("head", 403), ("chief", 403), ("auditor", 403), ("school_filer", 404)):
        visitor = desk.site.visitor(login)
        visitor.get(f"{desk.page}/amend", expect=status)
        fields = {**form.fields, **typed, "csrf_token": read_token(visitor)}
        visitor.post(f"{desk.page}/amend", fields, expect=status)
    assert {refusal.action for refusal in list_refusals(desk.site.database)} == {"amend"}
    with desk.site.database.writing() as session:
        session.execute(update(Cycle).values(closes_at=datetime.now(UTC) - timedelta(hours=1)))
    late = desk.filer.send_form(form, typed, expect=409)
    assert WHY in read_words(late)
    desk.filer.get(f"{desk.page}/amend", expect=409)


def test_a_form_without_rows_has_nothing_to_change(desk: Desk) -> None:
    filer = desk.site.visitor("section_filer")
    evaluation = desk.site.begin(filer, form="result_only")
    page = filer.get(f"/evaluations/{evaluation}")
    assert f"/evaluations/{evaluation}/amend" not in page.text
    assert f"{desk.page}/amend" in desk.filer.get(desk.page).text
    assert "没有可以调整的内容" in filer.get(f"/evaluations/{evaluation}/amend").text


def test_the_finance_section_sees_it_beside_the_score_it_gives(desk: Desk) -> None:
    stage = Stage(desk.site)
    evaluation = stage.walk(State.DRAFT)
    row = next(row for row in stage.content(evaluation).scored_rows if row.stored.parent_id).stored
    new = AgreedRow(name="合并后的指标", weight=row.weight, target_text=row.target_text)
    stage.do("filer", Action.AMEND, evaluation, Amending(rows={row.id: new}, reason=WHY))
    stage.do("filer", Action.SUBMIT, evaluation)
    stage.do("head", Action.APPROVE, evaluation)
    page = let_in(desk.site, "chief").get(f"/evaluations/{evaluation}/review")
    words = read_words(page)
    assert page.text.count('class="amended') == 1
    for said in ("合并后的指标", row.name, WHY):
        assert said in words


def test_a_long_reason_is_whole_on_paper(desk: Desk) -> None:
    row = find_row(desk)
    reason = "调整的经过" * 40
    amend(desk, {f"weight-{row.id}": "1", "reason": reason})
    page = desk.filer.get(desk.page).text
    assert page.count(reason) == 2, "folded on the screen, and for paper"
    assert f"{reason[:60]}…" in page


def test_a_name_that_a_form_spells_otherwise_does_not_change_by_itself(desk: Desk) -> None:
    """A file may have brought a name of two lines; a browser leaves the line end out."""
    stage, evaluation = Stage(desk.site), new_id()
    given = begin(stage.desk(), cycle=stage.cycles["project"])
    rows = (replace(given.rows[0], name="预算\n执行率"), *given.rows[1:])
    stage.do("filer", Action.CREATE, evaluation, replace(given, rows=rows))
    first, other = (row.stored for row in stage.content(evaluation).scored_rows[:2])
    form = find_form(desk.filer.get(f"/evaluations/{evaluation}/amend"), "/amend")
    sent = {f"name-{first.id}": "预算执行率", f"target-{other.id}": "≥11次", "reason": WHY}
    desk.filer.send_form(form, sent)
    data = read_bodies(desk.site.database, evaluation)[-1]["data"]
    assert [one["indicator"] for one in data["amended"]] == [str(other.id)]
