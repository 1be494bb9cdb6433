"""How a result came about is said wherever it is shown."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage, read_words
from tests.support.papers import OPINION, RATE, ROWS, VISITS
from tests.support.wholes import BONUS, KNOCKING, MORE, REASON, VETO, Whole


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


KNOCKED_OUT = {RATE: "9", VISITS: "60", VETO: "0"}


def knock_out(stage: Stage) -> Whole:
    """An evaluation before its review, in which something happened once that knocks out."""
    whole = Whole(stage, (*ROWS[:3], KNOCKING))
    whole.score(KNOCKED_OUT, {RATE: "", VISITS: "12次", VETO: "1次"}, reason="见附件")
    stage.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    stage.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)
    return whole


def test_a_knock_out_is_named_wherever_the_result_is(stage: Stage) -> None:
    whole = knock_out(stage)
    page = f"/evaluations/{whole.evaluation}"
    chief = stage.site.visitor("chief")
    told = f"一票否决：{VETO}（1次） → 等级最高为中"
    assert told.replace(" ", "") in close_up(chief.get(page))
    assert told.replace(" ", "") in close_up(chief.get(f"{page}/review"))
    assert told in chief.get(f"{page}/indicators/csv").text
    stage.do("chief", Action.REVIEW, whole.evaluation, whole.desk.scores(KNOCKED_OUT))
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
    whole = knock_out(stage)
    page = f"/evaluations/{whole.evaluation}"
    chief = stage.site.visitor("chief")
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


def test_rows_that_do_not_simply_add_their_score_are_marked_in_words(stage: Stage) -> None:
    rows = (*ROWS[:3], replace(KNOCKING, weight=Decimal(20)), replace(ROWS[3], weight=Decimal(10)))
    whole = Whole(stage, (*rows, *MORE))
    page = f"/evaluations/{whole.evaluation}"
    given = {RATE: "9", VISITS: "60", VETO: "20", OPINION: None, BONUS: "2"}
    actual = {RATE: "", VISITS: "12次", VETO: "否", OPINION: "不适用", BONUS: "是"}
    whole.score(given, actual, reason=REASON)
    marks = {VETO: "一票否决", OPINION: "不适用", BONUS: "加分"}

    def check(who: str, address: str) -> None:
        text = stage.site.visitor(who).get(address).text
        for name, mark in marks.items():
            heads = re.findall(
                f'<th scope="row"[^>]*><bdi[^>]*>{name}</bdi>(.*?)</th>', text, re.DOTALL
            )
            assert any(re.search(f'<span class="badge[^>]*>{mark}<', head) for head in heads), name

    check("filer", f"{page}/fill/indicators")
    check("filer", page)
    stage.do("filer", Action.SUBMIT, whole.evaluation, leads_to=State.SELF_SCORED)
    stage.do("head", Action.APPROVE, whole.evaluation, leads_to=State.UNIT_APPROVED)
    check("chief", f"{page}/review")
    scores = {name: score for name, score in given.items() if score is not None}
    stage.do("chief", Action.REVIEW, whole.evaluation, whole.desk.scores(scores))
    stage.do("chief", Action.PUBLISH, whole.evaluation, leads_to=State.PUBLISHED)
    check("chief", f"/published/{whole.evaluation}")


def test_the_weights_to_be_agreed_on_are_added_up_without_a_bonus(stage: Stage) -> None:
    whole = Whole(stage, (*ROWS, *MORE))
    text = stage.site.visitor("filer").get(f"/evaluations/{whole.evaluation}/amend").text
    assert re.search(r'data-expected="100.00">100.00</b>\s*<span class="badge bad" hidden>', text)
    (outside,) = re.findall(r'<input [^>]*id="weight-([^"]+)"[^>]* data-outside ', text)
    assert outside == str(whole.desk.row(BONUS))


def test_filling_in_shows_how_the_result_comes_about(stage: Stage) -> None:
    whole = Whole(stage, (*ROWS[:3], KNOCKING))
    page = f"/evaluations/{whole.evaluation}/fill"
    given = {RATE: "9", VISITS: "60", VETO: "0"}
    whole.score(given, {RATE: "", VISITS: "12次", VETO: "1次"}, reason="见附件")
    filer = stage.site.visitor("filer")
    told = f"一票否决：{VETO}（1次）→等级最高为中"
    for section in ("indicators", "narrative"):
        assert told in close_up(filer.get(f"{page}/{section}"))
    address, row = f"{page}/indicators", whole.desk.row(VETO)
    form = find_form(filer.get(address), address)
    typed = {**form.fields, f"actual-{row}": "3次"}
    live = filer.post(f"{address}/look", typed, expect=200).json
    assert live is not None
    assert f"{VETO}（3次） → 等级最高为中" in live["totals"]["steps"]
    assert all("一票否决" in each["marks"] for each in live["rows"] if each["id"] == str(row))


def test_a_row_that_may_not_be_left_out_says_so_beside_its_name(stage: Stage) -> None:
    whole = Whole(stage, ROWS)
    given = {RATE: "9", VISITS: "60", OPINION: "27"}
    whole.score(given, {RATE: "不适用", VISITS: "12次", OPINION: "满意"})
    filer, page = stage.site.visitor("filer"), f"/evaluations/{whole.evaluation}"
    assert "写了“不适用”，仍须打分" in filer.get(f"{page}/fill/indicators").text
    assert f"“{RATE}”写了“不适用”，但本方案里这一行必须打分" in spell(filer.get(page))
