"""Where the rows of a new evaluation come from: the scheme, last year's evaluation, a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from models.database import Database
from models.queries.evaluations import IndicatorRow, list_budget_lines, list_indicators
from models.tables import Cycle, Evaluation
from models.vocabulary import State
from tests.support.app import PageForm, Site, Visitor, find_form
from tests.support.crawl import Stage, let_in, read_words
from tests.support.papers import ROWS
from tests.support.scenes import CAST
from tests.support.tables import make_book
from tests.support.uploads import spell_multipart
from web.schemas.beginning import Origin
from web.sheets.grid import MAX_BYTES

ADDRESS = "/evaluations/new"
SCHOOL = {**CAST, "filer": "school_filer", "head": "school_head"}
HEAD = ["一级指标", "二级指标", "三级指标", "分值", "指标值"]
TABLE = [HEAD, ["产出", "数量", "巡检", "60", "≥12次"], ["", "", "维护", "38"]]
CSV = "\r\n".join(",".join(row) for row in TABLE).encode("gb18030")


@dataclass
class Desk:
    """A filer before the page, in the year after the evaluations that already stand."""

    site: Site
    stage: Stage
    filer: Visitor

    def stand(self, state: State, **given: Any) -> UUID:
        return self.stage.stand(state, **given)

    def open(self, visitor: Visitor | None = None) -> PageForm:
        return find_form((visitor or self.filer).get(ADDRESS), ADDRESS)

    def send(
        self,
        typed: Mapping[str, str],
        *,
        file: tuple[str, bytes] | None = None,
        form: PageForm | None = None,
        expect: int = 303,
    ) -> TestResponse:
        form = form or self.open()
        fields: dict[str, Any] = {**form.fields, **typed}
        if file is not None:
            fields["file"] = FileStorage(BytesIO(file[1]), filename=file[0])
        return self.filer.post(ADDRESS, fields, expect=expect)

    def rows(self, evaluation: UUID) -> list[IndicatorRow]:
        with self.site.database.reading() as session:
            return list_indicators(session, evaluation)

    def find(self, evaluation: UUID) -> Evaluation:
        with self.site.database.reading() as session:
            return session.scalars(select(Evaluation).where(Evaluation.id == evaluation)).one()

    def count(self) -> int:
        with self.site.database.reading() as session:
            return session.scalars(select(func.count()).select_from(Evaluation)).one()


def read_id(answer: TestResponse) -> UUID:
    found = re.search(r"/evaluations/([0-9a-f-]{36})", answer.headers["Location"])
    assert found is not None
    return UUID(found[1])


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    site = Site(database, tmp_path)
    site.open_cycle("hubei_project", year=2026)
    return Desk(site, Stage(site), let_in(site, "filer"))


def bring(desk: Desk, predecessor: object, **typed: str) -> dict[str, str]:
    cycle = str(desk.site.cycles["hubei_project"])
    given = {"cycle_id": cycle, "origin": Origin.PREDECESSOR, "predecessor_id": str(predecessor)}
    return {**given, "title": "新的一年", **typed}


def hand_in(desk: Desk, **typed: str) -> dict[str, str]:
    cycle = str(desk.site.cycles["hubei_project"])
    return {"cycle_id": cycle, "origin": Origin.FILE, "title": "从文件来", **typed}


def agreed(row: IndicatorRow) -> tuple[object, ...]:
    return row.category, row.name, row.weight, row.target_text, row.rule, row.position


def test_last_years_rows_come_along_without_what_was_filled_in(desk: Desk) -> None:
    before = desk.stand(State.PUBLISHED)
    new = read_id(desk.send(bring(desk, before)))
    then, now = desk.rows(before), desk.rows(new)
    assert [agreed(row) for row in now] == [agreed(row) for row in then]
    ids = {old.id: row.id for old, row in zip(then, now, strict=True)}
    assert [row.parent_id and ids[row.parent_id] for row in then] == [row.parent_id for row in now]
    assert any(row.review_score for row in then)
    assert not any(row.actual_text or row.self_score or row.review_score for row in now)
    assert desk.find(new).predecessor_id == before
    assert desk.find(new).title == "新的一年"
    with desk.site.database.reading() as session:
        lines = list_budget_lines(session, new)
    assert lines
    assert not any(line.original or line.revised or line.actual for line in lines)


def test_pages_say_where_the_rows_come_from_and_what_they_came_to(desk: Desk) -> None:
    before = desk.stand(State.PUBLISHED)
    new = read_id(desk.send(bring(desk, before)))
    head = let_in(desk.site, "head")
    for visitor, page in (
        (desk.filer, desk.filer.get(f"/evaluations/{new}/fill/indicators")),
        (head, head.get(f"/evaluations/{new}")),
    ):
        words = read_words(page)
        assert "指标沿用自 2025 年度" in words
        assert desk.find(before).title in words
        visitor.get(f"/evaluations/{before}")
        assert page.text.count('class="brought"') == len(desk.rows(new)) - 1, "not the heading"
    row = next(row for row in desk.rows(before) if row.actual_text and row.review_score)
    form = read_words(desk.filer.get(f"/evaluations/{new}/fill/indicators"))
    assert row.actual_text in form
    assert f"复核 {row.review_score:.2f}" in form
    assert "沿用" not in read_words(desk.filer.get(f"/evaluations/{before}"))


def test_a_row_changed_since_shows_both_marks_of_its_history(desk: Desk) -> None:
    new = read_id(desk.send(bring(desk, desk.stand(State.PUBLISHED))))
    row = next(row for row in desk.rows(new) if row.name == ROWS[2].name)
    amend = find_form(desk.filer.get(f"/evaluations/{new}/amend"), "/amend")
    desk.filer.send_form(amend, {f"name-{row.id}": "改过的名称", "reason": "批复"})
    page = desk.filer.get(f"/evaluations/{new}/fill/indicators")
    words = read_words(page)
    assert page.text.count('class="brought"') == len(desk.rows(new)) - 2
    assert "原名称" in words
    assert "复核 58.50" in words, "it is still the row of last year"


def test_a_title_left_empty_is_last_years_with_its_year_moved_on(desk: Desk) -> None:
    old = desk.site.begin(desk.filer, title="2025年运维（粤财20251号）")
    new = read_id(desk.send(bring(desk, old, title="")))
    assert desk.find(new).title == "2026年运维（粤财20251号）"
    for origin in (Origin.SCHEME, Origin.FILE):
        answer = desk.send(bring(desk, old, title=" ", origin=origin), expect=422)
        assert 'id="title-error"' in answer.text


def test_what_is_offered_and_in_which_order(desk: Desk) -> None:
    draft, done = desk.stand(State.DRAFT), desk.stand(State.FINANCE_REVIEWED)
    gone = desk.site.begin(desk.filer, title="作废的")
    discard = find_form(desk.filer.get(f"/evaluations/{gone}/discard"), "/discard")
    desk.filer.send_form(discard, {"reason": "重复"})
    school = desk.stand(State.PUBLISHED, cast=SCHOOL, unit="school")
    cycle = str(desk.site.cycles["hubei_project"])
    this_year = read_id(desk.send({"title": "今年的", "cycle_id": cycle}))
    page = desk.filer.get(ADDRESS).text
    assert page.index(str(done)) < page.index(str(draft))
    for hidden in (gone, school, this_year):
        assert str(hidden) not in page
    assert "财政已复核" in page


def test_of_several_editions_the_one_in_force_is_offered(desk: Desk) -> None:
    first = desk.stand(State.PUBLISHED)
    chief = let_in(desk.site, "chief")
    form = find_form(chief.get(f"/evaluations/{first}/correct"), "/correct")
    second = read_id(chief.send_form(form, {"reason": "漏项", "due_on": "2199-01-01"}))
    page = desk.filer.get(ADDRESS).text
    assert str(first) in page
    assert str(second) not in page, "the correction is not in force yet"


def test_a_foreign_evaluation_is_as_unknown_as_one_that_is_not(desk: Desk) -> None:
    theirs = desk.stand(State.PUBLISHED, cast=SCHOOL, unit="school")
    desk.stand(State.PUBLISHED)
    texts = []
    for each in (theirs, uuid4()):
        answer = desk.send(bring(desk, each), expect=422)
        assert 'id="predecessor_id-error"' in answer.text
        texts.append(re.sub(r'token" value="[^"]+"', "", answer.text))
    assert texts[0] == texts[1]


def test_neither_the_same_year_nor_none_at_all_is_carried_over(desk: Desk) -> None:
    old = desk.stand(State.DRAFT)
    same_year = bring(desk, old, cycle_id=str(desk.site.cycles["national_project"]))
    for typed in (same_year, bring(desk, ""), bring(desk, "x"), bring(desk, old, origin="x")):
        before = desk.count()
        answer = desk.send(typed, expect=422)
        assert find_form(answer, ADDRESS).fields["title"] == "新的一年"
        assert desk.count() == before


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_come_from_a_file_though_their_weights_do_not_add_up(desk: Desk, ending: str) -> None:
    content = CSV if ending == "csv" else make_book(TABLE)
    new = read_id(desk.send(hand_in(desk), file=(f"指标.{ending}", content)))
    assert [(row.name, row.weight and int(row.weight)) for row in desk.rows(new)] == [
        ("产出", None),
        ("数量", None),
        ("巡检", 60),
        ("维护", 38),
    ]
    assert "98 ≠ 100" in desk.filer.get(f"/evaluations/{new}").text
    assert desk.find(new).predecessor_id is None


def test_every_fault_of_a_file_is_listed_with_row_and_column(desk: Desk) -> None:
    rows = [HEAD, ["产出", "", "甲", "十分"], ["", "", "乙", "-1"], ["", "", "丙", "101"]]
    answer = desk.send(hand_in(desk, title=""), file=("a.xlsx", make_book(rows)), expect=422)
    for said in ("第 2 行“分值”不是数字", "第 3 行“分值”不能为负数", "第 4 行“分值”不能大于 100"):
        assert said in answer.text
    assert 'id="title-error"' in answer.text, "what is wrong beside the file is told as well"
    answer = desk.send(hand_in(desk), file=("a.xlsx", make_book(rows)), expect=422)
    form = find_form(answer, ADDRESS)
    assert (form.fields["title"], form.fields["origin"]) == ("从文件来", "file")
    again = desk.send({}, form=form, file=("a.csv", CSV))
    assert desk.find(read_id(again)).title == "从文件来"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.xlsx", b""),
        ("a.xlsx", b"not a workbook"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1")),
        ("a.pdf", b"%PDF-1.7"),
        ("", b"a,b"),
        ("../../a", CSV),
        ("a.csv", b"\xff\xfe\x00\xd8"),
        ("a.csv", "一级指标,分值\r\n=1+1,<script>\r\n".encode()),
        ("a.xlsm", CSV),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_nonsense_is_refused_at_the_field_and_nothing_begins(
    desk: Desk, name: str, content: bytes
) -> None:
    before = desk.count()
    answer = desk.send(hand_in(desk), file=(name, content), expect=422)
    assert 'id="file-error"' in answer.text
    assert "<script>" not in answer.text.replace('<script src="', "")
    assert find_form(answer, ADDRESS).fields["title"] == "从文件来"
    assert desk.count() == before


def test_a_file_that_is_too_large_costs_no_text(desk: Desk) -> None:
    fields = {**desk.open().fields, **hand_in(desk)}
    body = spell_multipart(fields, "a.csv", b"a" * (MAX_BYTES + 1))
    content_type = "multipart/form-data; boundary=border"
    answer = desk.filer.client.post(ADDRESS, data=body, content_type=content_type, buffered=True)
    assert answer.status_code == 422
    assert "最多 2 MB" in answer.text
    assert find_form(answer, ADDRESS).fields["title"] == "从文件来"


def test_a_file_belongs_to_its_choice_and_comes_alone(desk: Desk) -> None:
    before = desk.count()
    assert 'id="file-error"' in desk.send(hand_in(desk), expect=422).text
    stray = desk.send(hand_in(desk, origin=Origin.SCHEME), file=("a.csv", CSV), expect=422)
    assert "选了文件" in stray.text
    form = desk.open()
    two = [FileStorage(BytesIO(CSV), filename=name) for name in ("a.csv", "b.csv")]
    fields = {**form.fields, **hand_in(desk), "file": two}
    assert 'id="file-error"' in desk.filer.post(ADDRESS, fields, expect=422).text
    strange = {**form.fields, **hand_in(desk), "other": FileStorage(BytesIO(CSV), filename="a.csv")}
    desk.filer.post(ADDRESS, strange, expect=422)
    assert desk.count() == before


def test_the_same_file_sent_twice_begins_one_and_another_file_another(desk: Desk) -> None:
    form = desk.open()
    other = CSV.replace(b"38", b"40")
    ids = [
        read_id(desk.send(hand_in(desk), form=form, file=("a.csv", content)))
        for content in (CSV, CSV, other)
    ]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_template_handed_in_unchanged_is_the_scheme(desk: Desk, ending: str) -> None:
    cycle = desk.site.cycles["hubei_project"]
    page = desk.filer.get(f"{ADDRESS}/template/{cycle}/{ending}")
    assert f".{ending}" in page.headers["Content-Disposition"]
    from_file = read_id(desk.send(hand_in(desk), file=(f"t.{ending}", page.data)))
    own = read_id(desk.send({"title": "按方案", "cycle_id": str(cycle)}))
    assert [agreed(row) for row in desk.rows(from_file)] == [agreed(row) for row in desk.rows(own)]


def test_templates_are_those_of_the_tasks_one_may_begin(desk: Desk) -> None:
    foreign, past = (desk.site.offices.cycles[key] for key in ("foreign", "past"))
    for cycle in (foreign, past, uuid4(), desk.site.cycles["result_only"]):
        desk.filer.get(f"{ADDRESS}/template/{cycle}/xlsx", expect=404)
    desk.filer.get(f"{ADDRESS}/template/{desk.site.cycles['hubei_project']}/exe", expect=404)


def test_a_form_without_points_takes_no_rows_from_elsewhere(desk: Desk) -> None:
    filer = let_in(desk.site, "section_filer")
    page = filer.get(ADDRESS)
    assert 'name="origin"' not in page.text
    fields = {
        **find_form(page, ADDRESS).fields,
        "title": "绩效评价",
        "cycle_id": str(desk.site.cycles["result_only"]),
        "evaluated_unit": str(desk.site.offices.offices["center"]),
        "origin": "file",
        "file": FileStorage(BytesIO(CSV), filename="a.csv"),
    }
    assert "不打分" in filer.post(ADDRESS, fields, expect=422).text


def test_an_address_may_choose_what_the_form_begins_with(desk: Desk) -> None:
    old = desk.stand(State.PUBLISHED)
    chosen = {"origin": "predecessor", "predecessor_id": str(old)}
    query = "&".join(f"{name}={value}" for name, value in chosen.items())
    form = find_form(desk.filer.get(f"{ADDRESS}?{query}"), ADDRESS)
    assert {name: form.fields[name] for name in chosen} == chosen
    form = find_form(desk.filer.get(f"{ADDRESS}?origin=<x>&predecessor_id=1&cycle_id=2"), ADDRESS)
    assert (form.fields["origin"], form.fields["predecessor_id"]) == ("scheme", "")


def test_the_newest_year_is_offered_first(desk: Desk) -> None:
    for year in (2020, 2027, 2024):
        desk.site.open_cycle("national_project", year=year)
    page = desk.filer.get(ADDRESS)
    years = re.findall(r'<option value="[^"]+"[^>]* data-year="(\d+)" data-kind', page.text)
    assert years[0] == "2027"
    assert years == sorted(years, reverse=True)


def test_a_task_that_closed_meanwhile_is_no_choice_and_costs_no_text(desk: Desk) -> None:
    old, form = desk.stand(State.PUBLISHED), desk.open()
    with desk.site.database.writing() as session:
        session.execute(update(Cycle).values(closes_at=datetime.now(UTC) - timedelta(hours=1)))
    desk.site.open_cycle("national_project")
    answer = desk.send(bring(desk, old), form=form, expect=422)
    assert 'id="cycle_id-error"' in answer.text
    assert find_form(answer, ADDRESS).fields["title"] == "新的一年"
