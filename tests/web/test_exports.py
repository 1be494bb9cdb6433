"""Lists and forms as files: the rows of the page, texts as texts, numbers as numbers."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import openpyxl
import pytest
from werkzeug.test import TestResponse

from models.database import Database
from models.queries.evaluations import TextRow
from models.vocabulary import Action, Severity, State
from policies.checking import Inconsistency
from policies.scheme import load_bundled_schemes
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage, let_in
from tests.support.papers import OPINION, RATE, VISITS
from tests.support.papers import begin as begin_form
from web.pages import exports
from web.sheets.indicators import read_indicators
from web.sheets.read import read_table
from web.show.exported import name_indicator_columns, spell_indicators
from workflow.data import Remark
from workflow.ids import new_id
from workflow.template import take_rows

LIVE = '=HYPERLINK("http://evil.example","点我")'
FORMULAS = (LIVE, "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "\t=1", "|calc", "%0A=1")


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def begin(stage: Stage, title: str) -> UUID:
    desk = stage.desk()
    form = begin_form(desk, cycle=desk.cycle)
    data = type(form)(**{**vars(form), "title": title})
    return stage.do("filer", Action.CREATE, new_id(), data).evaluation_id


def read_csv(answer: TestResponse) -> list[list[str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def read_cells(answer: TestResponse) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert sheet is not None
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def fetch(visitor: Visitor, path: str, form: str) -> Sequence[Sequence[Any]]:
    head, mark, query = path.partition("?")
    answer = visitor.get(f"{head}/{form}{mark}{query}")
    return read_csv(answer) if form == "csv" else read_cells(answer)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_leaves_with_the_filters_in_force(site: Site, stage: Stage, form: str) -> None:
    published, draft = stage.stand(State.PUBLISHED), begin(stage, "另一项目")
    chief = let_in(site, "chief")
    columns, *rows = fetch(chief, "/evaluations/export", form)
    assert [row[-1] for row in rows] == [str(draft), str(published)]
    _columns, *rows = fetch(chief, "/evaluations/export?state=published&after=x", form)
    (row,) = (dict(zip(columns, row, strict=True)) for row in rows)
    since = stage.header(published).evaluation.state_since
    local = since.astimezone(site.settings.time_zone).replace(tzinfo=None, microsecond=0)
    total: dict[str, object] = {"csv": "94.50", "xlsx": 94.5}
    assert {name: row[name] for name in ("评价", "状态", "年度", "等级")} == {
        "评价": "信息化运维",
        "状态": "已公开",
        "年度": "2025" if form == "csv" else 2025,
        "等级": "优",
    }
    assert row["目前总分"] == total[form]
    assert row["进入此状态的时间"] == (str(local) if form == "csv" else local)


def test_nothing_typed_is_alive_in_a_file(site: Site, stage: Stage) -> None:
    """T45: in titles, comments and file names; numbers below zero are tested with the writer."""
    for text in FORMULAS:
        stage.do("chief", Action.COMMENT, begin(stage, text.strip()), Remark(text=text))
    auditor = let_in(site, "auditor")
    for path, column in (("/evaluations/export", 0), ("/trail/export?action=comment", 10)):
        for form in ("csv", "xlsx"):
            _columns, *rows = fetch(auditor, path, form)
            cells = [row[column] for row in rows]
            assert len(cells) == len(FORMULAS)
            if form == "csv":
                assert all(cell.startswith("'") for cell in cells), cells


def test_a_file_is_called_in_chinese(site: Site, stage: Stage) -> None:
    evaluation = begin(stage, '一/二\\三:四"五\u202e六')
    auditor = let_in(site, "auditor")
    today = f"{datetime.now(site.settings.time_zone):%Y-%m-%d}"
    for path, name in (
        ("/evaluations/export", f"评价清单-{today}"),
        ("/trail/export", f"审计记录-{today}"),
        (f"/evaluations/{evaluation}/indicators", f"指标评分-一 二 三 四 五六-{today}"),
    ):
        for form in ("csv", "xlsx"):
            answer = auditor.get(f"{path}/{form}")
            disposition = answer.headers["Content-Disposition"]
            found = re.fullmatch(r"attachment; filename=.+; filename\*=UTF-8''(\S+)", disposition)
            assert found is not None, disposition
            assert unquote(found[1]) == f"{name}.{form}"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("there_are", [4, 5, 6, 7])
def test_a_long_list_is_cut_and_says_so(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch, there_are: int
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 5)
    monkeypatch.setattr(exports, "PIECE", 2)
    evaluations = [begin(stage, f"项目{number}") for number in range(there_are)]
    filer = let_in(site, "filer")
    for path, place in (("/evaluations/export", -1), ("/trail/export", -1)):
        _columns, *rows = fetch(filer, path, "csv")
        told = [row for row in rows if row[0].startswith("只含前 5 行")]
        ids = [row[place] for row in rows if row not in told]
        assert len(told) == (there_are > 5)
        assert ids == [str(each) for each in reversed(evaluations)][:5]


def test_the_trail_leaves_in_words(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    columns, *rows = fetch(let_in(site, "auditor"), "/trail/export?action=review", "csv")
    (row,) = (dict(zip(columns, row, strict=True)) for row in rows)
    assert (row["动作"], row["之前状态"], row["之后状态"]) == (
        "完成复核",
        "单位已审核",
        "财政已复核",
    )
    assert row["人员"] == "chief"
    assert row["当时角色"] == "财政业务科科长"
    told = f"{VISITS} · 复核得分：— → 58.50（比自评 −1.50）；理由：缺一次记录"
    assert told in row["变动"].split("\n")
    assert row["编号"] == str(evaluation)


@pytest.mark.parametrize("who", ["filer", "school_filer", "other_chief", "administrator"])
def test_nobody_takes_along_what_he_may_not_see(site: Site, stage: Stage, who: str) -> None:
    evaluation = stage.stand(State.DRAFT)
    visitor = let_in(site, who)
    sees = who == "filer"
    for path in ("/evaluations/export/csv", "/trail/export/csv"):
        assert (str(evaluation) in visitor.get(path).text) is sees
    visitor.get(f"/evaluations/{evaluation}/indicators/csv", expect=200 if sees else 404)


def test_the_form_leaves_with_its_scores(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    auditor = let_in(site, "auditor")
    assert (
        f"/evaluations/{evaluation}/indicators/xlsx"
        in auditor.get(f"/evaluations/{evaluation}").text
    )
    columns, *rows = fetch(auditor, f"/evaluations/{evaluation}/indicators", "xlsx")
    table = [dict(zip(columns, row, strict=True)) for row in rows]
    names = [(row["一级指标"], row["二级指标"]) for row in table]
    assert names == [(RATE, None), ("产出指标", VISITS), (OPINION, None), ("合计", None)]
    assert [row["自评"] for row in table] == [9, 60, 27, 96]
    assert [row["复核"] for row in table] == [9, 58.5, 27, 94.5]
    assert [row["分值"] for row in table] == [10, 60, 30, 100]
    assert [row["核算"] for row in table] == [9, 60, None, None]
    assert table[1]["核算依据"].endswith("→ 60.00")
    assert table[2]["核算依据"] == "没有评分规则，由人打分"
    assert [row["自评人"] for row in table] == ["filer", "filer", "filer", None]
    assert table[1]["自评理由"] == "按完成情况"
    assert [row["复核人"] for row in table] == ["chief", "chief", "chief", None]
    assert table[1]["复核理由"] == "缺一次记录"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_that_left_is_read_again_as_the_same_rows(
    site: Site, form: str, language: str
) -> None:
    """Names, levels, weights, targets and categories come back as they were."""
    filer = let_in(site, "filer")
    filer.get(f"/language/{language}", expect=302)
    read = 0
    for scheme in load_bundled_schemes():
        rows = take_rows(scheme)
        if (
            scheme.kind.value == "finance_evaluation"
            or sum((row.weight for row in rows if row.weight is not None), Decimal())
            != scheme.total
        ):
            continue
        cycle = site.open_cycle(scheme.name)
        evaluation = site.begin(filer, form=scheme.name)
        raw = filer.get(f"/evaluations/{evaluation}/indicators/{form}").get_data()
        with site.app.test_request_context(headers={"Accept-Language": language}):
            found = read_indicators(read_table(f"x.{form}", raw), scheme=scheme)
        shown = [(row.name, row.parent, row.weight, row.target_text) for row in found]
        assert shown == [(row.name, row.parent, row.weight, row.target_text) for row in rows], cycle
        read += 1
    assert read >= 3


def test_times_are_those_of_the_site(site: Site, stage: Stage) -> None:
    begin(stage, "一")
    at = stage.now.astimezone(UTC)
    columns, row = fetch(let_in(site, "filer"), "/trail/export", "csv")
    local = at.astimezone(site.settings.time_zone)
    assert row[columns.index("时间")] == f"{local:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_trail_of_one_evaluation_leaves_with_the_filters_in_force(
    site: Site, stage: Stage, form: str
) -> None:
    evaluation, _other = stage.stand(State.FINANCE_REVIEWED), begin(stage, "另一项目")
    auditor = let_in(site, "auditor")
    page = auditor.get(f"/evaluations/{evaluation}/trail?action=review&since=").text
    address = f"/evaluations/{evaluation}/trail/{form}?action=review"
    assert f'href="{address}"' in page
    columns, *rows = fetch(auditor, f"/evaluations/{evaluation}/trail?action=review", form)
    (row,) = (dict(zip(columns, row, strict=True)) for row in rows)
    assert (row["动作"], row["编号"]) == ("完成复核", str(evaluation))
    told = f"{VISITS} · 复核得分：— → 58.50（比自评 −1.50）；理由：缺一次记录"
    assert told in row["变动"].split("\n")
    _columns, *every = fetch(auditor, f"/evaluations/{evaluation}/trail", form)
    assert [int(row[12]) for row in every] == list(range(len(every), 0, -1))


@pytest.mark.parametrize("there_are", [4, 5, 6])
def test_a_long_trail_is_cut_and_says_so(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch, there_are: int
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 5)
    monkeypatch.setattr(exports, "PIECE", 2)
    evaluation = begin(stage, "项目")
    for number in range(there_are - 1):
        stage.do("chief", Action.COMMENT, evaluation, Remark(text=f"第 {number} 条"))
    _columns, *rows = fetch(let_in(site, "filer"), f"/evaluations/{evaluation}/trail", "csv")
    cut = [row for row in rows if row[0].startswith("只含前 5 行")]
    assert (len(rows) - len(cut), len(cut)) == (min(there_are, 5), int(there_are > 5))


def test_a_form_leaves_with_its_rate(site: Site, stage: Stage) -> None:
    """Nobody fills it in: it is that of the funds."""
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    columns, *rows = fetch(let_in(site, "auditor"), f"/evaluations/{evaluation}/indicators", "xlsx")
    values = [row[columns.index("完成值")] for row in rows]
    assert values == ["90.00%", "12次", "基本满意", None]


def test_each_row_leaves_with_the_codes_found_at_it(site: Site, stage: Stage) -> None:
    """What stands on no row, and the words that explain it, leave in the line of the totals."""
    content = stage.content(stage.stand(State.FINANCE_REVIEWED))
    (visits,) = (str(row.stored.id) for row in content.rows if row.stored.name == VISITS)
    found = [
        Inconsistency(code, Severity.WARNING, where, {}, explained=False)
        for code, where in (
            *(("S06", visits), ("I03", visits), ("S06", visits)),
            *(("G02", "grade"), ("F03", str(content.lines[0].id))),
        )
    ]
    words = TextRow("claim", "", 0, 1, "四舍五入所致", None)
    with site.app.test_request_context():
        columns = name_indicator_columns(content)
        rows = list(spell_indicators(replace(content, claim_reason=words), found=found))
    table = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [row["核对发现"] for row in table] == [None, "S06 I03", None, "G02 F03"]
    assert table[-1]["自评理由"] == "四舍五入所致"


def test_the_file_of_a_form_holds_what_the_page_found(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    found = stage.content(evaluation).inconsistencies
    columns, *rows = fetch(let_in(site, "auditor"), f"/evaluations/{evaluation}/indicators", "csv")
    told = " ".join(row[columns.index("核对发现")] for row in rows).split()
    assert found
    assert set(told) == {each.code for each in found}
