"""How a result came about is said wherever it is shown."""

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage, read_words
from tests.support.papers import OPINION, RATE, ROWS, VISITS
from tests.support.wholes import KNOCKING, REASON, VETO, Whole


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    return Stage(Site(database, tmp_path))


def spell(answer: TestResponse) -> str:
    return " ".join(read_words(answer).split())


def close_up(answer: TestResponse) -> str:
    return "".join(read_words(answer).split())


def test_a_row_is_left_out_on_the_pages_and_the_result_says_how_it_was_scaled(
    stage: Stage,
) -> None:
    whole = Whole(stage, ROWS)
    page = f"/evaluations/{whole.evaluation}"
    filer, chief = stage.site.visitor("filer"), stage.site.visitor("chief")
    names = {name: whole.desk.row(name) for name in (RATE, VISITS, OPINION)}
    address = f"{page}/fill/indicators"
    form = find_form(filer.get(address), address)
    typed = {
        f"score-{names[RATE]}": "9",
        f"actual-{names[VISITS]}": "12次",
        f"score-{names[VISITS]}": "60",
        f"actual-{names[OPINION]}": "不适用",
    }
    told = filer.post(f"{address}/look", {**form.fields, **typed}, expect=200).json
    assert told is not None
    assert told["totals"]["self"] == "98.57"
    filer.send_form(form, typed, button="save", expect=303)
    assert 'data-total="self"' in filer.get(address).text, "the browser does not add by itself"
    assert f"“{OPINION}”不适用，请写明理由" in spell(filer.get(page))
    form = find_form(filer.get(address), address)
    filer.send_form(form, {f"reason-{names[OPINION]}": REASON}, button="save", expect=303)
    shown = spell(filer.get(page))
    assert "不适用的指标 30 分；适用指标得分 69；按适用的分值折算 69 ÷ 70 × 100 = 98.57" in shown
    stage.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    stage.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)
    address = f"{page}/review"
    scores = {f"score-{names[VISITS]}": "40", f"reason-{names[VISITS]}": "缺记录"}
    chief.send_form(find_form(chief.get(address), address), scores, button="review", expect=303)
    shown = spell(chief.get(page))
    assert "最后得分 56.00 等级 差" in shown
    assert "复核等级低于自评等级，打折 70 × 0.8 = 56.00" in shown
    chief.get("/language/en", expect=302)
    english = spell(chief.get(page))
    assert "scaled to what applies 49 ÷ 70 × 100 = 70.00" in english
    taken = chief.get(f"{page}/indicators/csv").text
    assert "不适用的指标 30 分；" in taken or "not applicable: 30 points; " in taken
    stage.do("chief", Action.PUBLISH, whole.evaluation, leads_to=State.PUBLISHED)
    public = spell(stage.site.visitor().get(f"/published/{whole.evaluation}"))
    assert "打折 70 × 0.8 = 56.00" in public


def test_a_knock_out_is_named_wherever_the_result_is(stage: Stage) -> None:
    whole = Whole(stage, (*ROWS[:3], KNOCKING))
    page = f"/evaluations/{whole.evaluation}"
    chief = stage.site.visitor("chief")
    given = {RATE: "9", VISITS: "60", VETO: "0"}
    whole.score(given, {RATE: "", VISITS: "12次", VETO: "1次"}, reason="见附件")
    stage.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    stage.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)
    told = f"一票否决：{VETO}（1次） → 等级最高为中"
    assert told.replace(" ", "") in close_up(chief.get(page))
    assert told.replace(" ", "") in close_up(chief.get(f"{page}/review"))
    assert told in chief.get(f"{page}/indicators/csv").text
    stage.do("chief", Action.REVIEW, whole.evaluation, whole.desk.scores(given))
    stage.do("chief", Action.PUBLISH, whole.evaluation, leads_to=State.PUBLISHED)
    public = chief.get(f"/published/{whole.evaluation}")
    assert told.replace(" ", "") in close_up(public)
    assert f'<bdi lang="zh-Hans">{VETO}（1次）</bdi> →' in public.text
    chief.get("/language/en", expect=302)
    named = f"knocked out: {VETO}（1次） → the grade is fair at best"
    for address in (page, f"/published/{whole.evaluation}"):
        assert named in spell(chief.get(address)).casefold()
    assert named in chief.get(f"{page}/indicators/csv").text.casefold()


def test_the_page_says_that_the_review_lifted_a_knock_out(stage: Stage) -> None:
    whole = Whole(stage, (*ROWS[:3], KNOCKING))
    page = f"/evaluations/{whole.evaluation}"
    chief = stage.site.visitor("chief")
    given = {RATE: "9", VISITS: "60", VETO: "0"}
    whole.score(given, {RATE: "", VISITS: "12次", VETO: "1次"}, reason="见附件")
    stage.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    stage.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)
    address, row = f"{page}/review", whole.desk.row(VETO)
    typed = {f"score-{row}": "15", f"reason-{row}": "部分属实"}
    form = find_form(chief.get(address), address)
    refused = spell(chief.send_form(form, typed, button="review", expect=422))
    assert f"“{VETO}”是一票否决的一行" in refused
    typed[f"score-{row}"] = "30"
    chief.send_form(find_form(chief.get(address), address), typed, button="review", expect=303)
    shown = spell(chief.get(page))
    assert f"复核认定一票否决的情形没有发生： {VETO}（1次）" in shown
    assert "等级 优" in shown
