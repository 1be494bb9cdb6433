"""Putting problems right on the pages: planned, reported with evidence, accepted, shown to all."""

import re
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site, Visitor, find_form, seal_all
from tests.support.crawl import Stage
from tests.support.years import begin_next_year
from workflow.ledger.verify import verify_database

DONE = "八月起每月核对，已附台账"


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def plan(visitor: Visitor, evaluation: UUID, *, expect: int = 303, **typed: str) -> str:
    page = f"/evaluations/{evaluation}/measures"
    form = find_form(visitor.get(page), "/plan")
    sound = {"measure-0": "每月核对台账", "owner-0": "综合科", "due_on-0": "2099-09-30"}
    return visitor.post(form.action, {**form.fields, **sound, **typed}, expect=expect).text


def report(visitor: Visitor, evaluation: UUID, *, expect: int = 303, **typed: object) -> str:
    page = visitor.get(f"/evaluations/{evaluation}/measures")
    found = re.search("/measures/[0-9a-f-]{36}/report", page.text)
    assert found is not None
    form = find_form(visitor.get(f"/evaluations/{evaluation}{found[0]}"), "/report")
    proof = {"file": (BytesIO(b"%PDF-1.7"), "台账.pdf")}
    given = {**form.fields, "text": DONE, **proof, **typed}
    return visitor.post(form.action, given, expect=expect).text


def judge(visitor: Visitor, evaluation: UUID, how: str, *, expect: int = 303, **typed: str) -> str:
    page = visitor.get(f"/evaluations/{evaluation}/measures")
    form = find_form(page, "/accept")
    action = form.action.replace("/accept", f"/{how}")
    return visitor.post(action, {**form.fields, **typed}, expect=expect).text


def list_files(stage: Stage) -> list[Path]:
    return sorted(path for path in stage.site.files.rglob("*") if path.is_file())


def test_a_problem_is_followed_to_done(stage: Stage) -> None:
    """By the unit and the chief, and everybody reads on the published page how it stands."""
    evaluation = stage.stand(State.PUBLISHED)
    filer, chief = stage.site.visitor("filer"), stage.site.visitor("chief")
    reader = stage.site.visitor()
    plan(filer, evaluation)
    assert "整改中" in filer.get(f"/evaluations/{evaluation}").text
    assert "每月核对台账" in chief.get("/measures").text
    report(filer, evaluation)
    assert "验收意见" not in filer.get(f"/evaluations/{evaluation}/measures").text
    wrong = judge(chief, evaluation, "refuse", expect=422)
    assert "请写明理由" in wrong
    judge(chief, evaluation, "refuse", reason="八月的台账不全")
    assert "退回再改" in filer.get("/measures?standing=refused").text
    report(filer, evaluation)
    judge(chief, evaluation, "accept")
    page = chief.get(f"/evaluations/{evaluation}/measures").text
    for told in ("已整改", DONE, "八月的台账不全", "台账.pdf"):
        assert told in page
    assert "没有符合条件的整改事项" in filer.get("/measures?due=in_hand").text
    seal_all(stage.home)
    shown = reader.get(f"/published/{evaluation}").text
    for told in ("每月核对台账", "综合科", "已整改"):
        assert told in shown
    assert "台账.pdf" not in shown
    proof = re.search(f"/published/{evaluation}/measures/[0-9]+/proof", shown)
    assert proof is not None
    assert reader.get(proof[0]).text.startswith("c2sp.org/tlog-proof")
    reader.get(f"/published/{evaluation}/measures/1/proof", expect=404)
    assert (
        "每月核对台账" in stage.site.visitor("auditor").get(f"/evaluations/{evaluation}/texts").text
    )
    assert "整改验收退回" in chief.get(f"/evaluations/{evaluation}/trail").text
    with stage.database.reading() as session:
        assert all(each.ok for each in verify_database(session).values())


def test_everybody_reads_that_nothing_is_being_done_yet(stage: Stage) -> None:
    evaluation = stage.walk(State.PUBLISHED, cycle="finance")
    seal_all(stage.home)
    assert "还没有公布整改措施" in stage.site.visitor().get(f"/published/{evaluation}").text


def test_what_is_wrong_with_a_plan_stands_beside_its_field_and_nothing_is_lost(
    stage: Stage,
) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    filer = stage.site.visitor("filer")
    page = plan(filer, evaluation, expect=422, **{"owner-0": "", "due_on-0": "2026-13-01"})
    assert 'href="#due_on-0"' in page
    assert "每月核对台账" in page
    page = plan(filer, evaluation, expect=422, **{"owner-0": "电话13812345678"})
    assert 'href="#owner-0"' in page
    plan(filer, evaluation, expect=422, **dict.fromkeys(("measure-0", "owner-0", "due_on-0"), ""))
    assert not stage.measures(evaluation).all


def test_a_report_without_words_leaves_no_file(stage: Stage) -> None:
    evaluation = stage.stand(State.PUBLISHED)
    filer = stage.site.visitor("filer")
    plan(filer, evaluation)
    kept = list_files(stage)
    page = report(filer, evaluation, expect=422, text="")
    assert "请写明做了什么、结果如何" in page
    assert list_files(stage) == kept
    report(filer, evaluation, file=(BytesIO(b""), ""))
    assert "待验收" in filer.get(f"/evaluations/{evaluation}/measures").text


def test_the_list_is_exported_as_it_is_filtered(stage: Stage) -> None:
    evaluation = stage.stand(State.PUBLISHED)
    filer = stage.site.visitor("filer")
    plan(filer, evaluation)
    raw = filer.get("/measures/export/csv?standing=planned").get_data()
    rows = raw.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert "每月核对台账" in rows[1]
    assert len(filer.get("/measures/export/csv?due=late").get_data().splitlines()) == 1
    assert "每月核对台账" not in stage.site.visitor("school_filer").get("/measures").text


def test_what_last_year_left_over_stands_on_top_of_the_form(stage: Stage) -> None:
    """It is reported and planned from this year's evaluation, and the old one leads there."""
    before = stage.stand(State.PUBLISHED)
    filer = stage.site.visitor("filer")
    plan(filer, before)
    later = begin_next_year(stage, before)
    for section in ("funds", "indicators", "narrative"):
        page = filer.get(f"/evaluations/{later}/fill/{section}").text
        assert "往年的问题" in page
        assert "每月核对台账" in page
    assert f"/evaluations/{later}/measures" in filer.get(f"/evaluations/{before}/measures").text
    report(filer, later)
    assert "待验收" in filer.get(f"/evaluations/{before}").text
    seal_all(stage.home)
    shown = stage.site.visitor().get(f"/published/{before}").text
    assert "年度的评价继续整改" in shown
    assert DONE not in shown
