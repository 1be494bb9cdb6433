"""Schemes through their pages: uploaded, compared, activated, never changed."""

from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import State
from policies.scheme import SchemeProblem, load_bundled_schemes, parse_scheme
from tests.support.administration import Bureau, read_events, read_form
from tests.support.crawl import Stage, read_words
from tests.support.records import dump, rows_of
from web.show.scheme_problems import describe_problems
from web.show.schemes import compare_schemes

NEW = "/admin/schemes/new"
TEXT = next(one.text for one in load_bundled_schemes() if one.name == "hubei_project")
NEXT = TEXT.replace('version = "2020"', 'version = "2021"', 1)


@pytest.fixture
def bureau(database: Database, tmp_path: Path) -> Bureau:
    return Bureau(database, tmp_path)


def upload(bureau: Bureau, text: str | bytes, *, expect: int = 303) -> str:
    """Hand in a file; the address it leads to, or the words of the answer."""
    content = text.encode() if isinstance(text, str) else text
    page = bureau.upload(NEW, "方案.toml", content, expect=expect)
    return page.location if expect == 303 else "".join(read_words(page).split())


def test_an_uploaded_scheme_is_used_once_activated(bureau: Bureau) -> None:
    address = upload(bureau, NEXT)
    assert "已登记，未启用" in read_words(bureau.visitor.get(address))
    assert "2021" not in bureau.visitor.get("/admin/cycles/new").text
    bureau.send(address, ending="/activate")
    assert "已启用" in read_words(bureau.visitor.get(address))
    form = read_form(bureau.visitor, "/admin/cycles/new")
    typed = {"name": "2031年度", "fiscal_year": "2031", "scheme_id": address.rpartition("/")[2]}
    typed |= {"opens_at": "2032-01-01", "closes_at": "2032-03-31"}
    bureau.visitor.send_form(form, typed)
    added, active = read_events(bureau.database, "add_scheme", "activate_scheme")[-2:]
    assert (
        added
        == active
        == {
            "scheme": "hubei_project",
            "version": "2021",
            "sha256": parse_scheme(NEXT).sha256,
        }
    )


def test_activating_twice_is_one_act(bureau: Bureau) -> None:
    address = upload(bureau, NEXT)
    form = read_form(bureau.visitor, address, ending="/activate")
    before = len(read_events(bureau.database, "activate_scheme"))
    bureau.visitor.send_form(form)
    bureau.visitor.send_form(form)
    assert len(read_events(bureau.database, "activate_scheme")) == before + 1


def test_a_registered_version_never_changes(bureau: Bureau) -> None:
    upload(bureau, NEXT)
    before = dump(bureau.database)
    assert "请换一个版本号" in upload(bureau, NEXT + "# 改\n", expect=422)
    assert dump(bureau.database) == before
    acts = len(read_events(bureau.database, "add_scheme"))
    upload(bureau, NEXT)
    assert len(read_events(bureau.database, "add_scheme")) == acts, "the same text is no act"


def test_what_began_under_a_version_stays_under_it(bureau: Bureau) -> None:
    stage = Stage(bureau.site)
    evaluation = stage.stand(State.DRAFT)
    national = next(one for one in load_bundled_schemes() if one.name == "national_project")
    changed = national.text.replace(f'version = "{national.version}"', 'version = "next"', 1)
    bureau.send(upload(bureau, changed), ending="/activate")
    assert stage.content(evaluation).scheme.sha256 == national.sha256


def test_a_bundled_scheme_is_registered_by_a_button(bureau: Bureau) -> None:
    form = read_form(bureau.visitor, "/admin/schemes", ending="/bundled")
    chosen = form.fields["scheme"]
    bureau.visitor.send_form(form)
    names = {f"{row.name}@{row.version}" for row in rows_of(bureau.database, "scheme")}
    assert chosen in names
    bureau.visitor.post(form.action, {**form.fields, "scheme": "x@1"}, expect=422)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "请选择一个不为空的文件"),
        (b"\xff\xfe", "第 1 行不是 UTF-8"),
        (b"a = 1\nb = \xff", "第 2 行不是 UTF-8"),
        (b"x" * (128 * 1024 + 1), "文件太大"),
        (b"[scheme\n", "第 1 行不是正确的 TOML"),
        (b"a = 1\nb = \n", "第 2 行不是正确的 TOML：等号后面没有值，或者值写得不对"),
        (b"a = 1\nb 2", "第 2 行不是正确的 TOML：键的后面没有等号"),
        (b"a = 1\na = 2\n\n", "第 2 行不是正确的 TOML：同一个键或表写了两次"),
        (b"a = [1", "不是正确的 TOML：方括号没有成对"),
        (b"= 3", "第 1 行不是正确的 TOML：写法不对"),
        (b"a = 1", "scheme：应是一个表"),
        (NEXT.replace("weight = 20", 'weight = "20"', 1).encode(), "weight：应是数字"),
        (
            NEXT.replace("weight = 20", "weight = 21", 1).encode(),
            "权重合计 101，应为 100，多 1（“预算执行率” 21, “产出指标” 80）",
        ),
        (NEXT.replace("[form]", '[form]\ncolour = "red"', 1).encode(), "form.colour：没有这个键"),
        (
            NEXT.replace("lower = 90", "lower = 91", 1).encode(),
            "bands[2].upper：与上一档之间有空缺",
        ),
        (NEXT.replace('title = "湖北省', 'title = "湖北\\u0000省', 1).encode(), "控制字符"),
        (("a = " + "[" * 60_000).encode(), "TOML"),
        (b"a." * 20_000 + b"b = 1", "第 1 行 整个文件：有一个键的层次太多"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(bureau: Bureau, content: bytes, words: str) -> None:
    before = dump(bureau.database)
    assert "".join(words.split()) in upload(bureau, content, expect=422)
    assert dump(bureau.database) == before


def test_a_byte_order_mark_is_no_part_of_the_text(bureau: Bureau) -> None:
    upload(bureau, b"\xef\xbb\xbf" + NEXT.encode())
    hashes = {row.sha256 for row in rows_of(bureau.database, "scheme")}
    assert parse_scheme(NEXT).sha256 in hashes


def test_two_versions_are_compared_row_by_row_and_line_by_line(bureau: Bureau) -> None:
    changed = NEXT.replace("tolerance = 0.01", "tolerance = 0.5", 1)
    changed = changed.replace('name = "网上办件事项"', 'name = "网上办件数量"', 1)
    old = parse_scheme(TEXT)
    first = upload(bureau, TEXT)
    second = upload(bureau, changed)
    difference = compare_pages(bureau, second)
    assert "容许误差" in difference
    assert "0.01 分" in difference
    assert "0.5 分" in difference
    assert '+version = "2021"' in difference
    assert old.version in difference
    against = first.rpartition("/")[2]
    named = read_words(bureau.visitor.get(f"{second}/compare?with={against}"))
    assert named == difference
    bureau.visitor.get(f"{first}/compare", expect=404)
    bureau.visitor.get(f"{second}/compare?with=x", expect=400)
    bureau.visitor.get(f"{second}/compare?with={UUID(int=0)}", expect=404)


def compare_pages(bureau: Bureau, address: str) -> str:
    page = bureau.visitor.get(address)
    assert f"{address}/compare" in page.text
    return read_words(bureau.visitor.get(f"{address}/compare"))


def test_the_difference_of_rows_is_told_by_name() -> None:
    old = parse_scheme(TEXT)
    assert compare_schemes(old, parse_scheme(NEXT)).rows == ()
    renamed = NEXT.replace('name = "预算执行率"', 'name = "预算执行情况"', 1)
    assert renamed != NEXT
    verdicts = [one.verdict for one in compare_schemes(old, parse_scheme(renamed)).rows]
    assert sorted(verdicts) == ["added", "removed"]


def test_the_file_is_handed_out_as_it_was_registered(bureau: Bureau) -> None:
    address = upload(bureau, NEXT)
    answer = bureau.visitor.get(f"{address}/text")
    assert answer.data == NEXT.encode()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    bureau.visitor.get(f"/admin/schemes/{UUID(int=0)}", expect=404)


def test_the_page_tells_the_rules_and_the_checks_in_words(bureau: Bureau) -> None:
    text = next(one.text for one in load_bundled_schemes() if one.name == "yueyanglou_department")
    page = read_words(bureau.visitor.get(upload(bureau, text.replace('"2020"', '"2021"', 1))))
    for words in (
        "每超过 1 个百分点扣 0.5 分，从 100% 起，扣完为止",
        "95%（含）以上 5 分；85%（含）–95% 3 分；75%（含）–85% 1 分；75%以下 0 分",
        "第 1 条 1 分；第 2 条 0.5 分",
        "原文： 以100%为标准。在职人员控制率≦100%，计5分",
        "执行率低于 90% 须说明原因",
    ):
        assert "".join(words.split()) in "".join(page.split()), words


def test_a_changed_parameter_is_told_as_a_changed_rule(bureau: Bureau) -> None:
    text = next(one.text for one in load_bundled_schemes() if one.name == "yueyanglou_department")
    changed = text.replace('["85", "95", "3"]', '["85", "95", "4"]', 1)
    with bureau.site.app.test_request_context():
        (row,) = compare_schemes(parse_scheme(text), parse_scheme(changed)).rows
    (change,) = row.changes
    assert "85%（含）–95% 3 分" in change.old
    assert "85%（含）–95% 4 分" in change.new


def test_what_the_rules_of_schemes_say_is_translated(bureau: Bureau) -> None:
    """Every sentence about a file that can be provoked is told in the language of the page."""
    wrong = [
        "x = 1",
        NEXT.replace("total = 100", "total = 1000", 1),
        NEXT.replace("places = 2", "places = 2.5", 1),
        NEXT.replace("scored = true", 'scored = "yes"', 1),
        NEXT.replace("scored = true", "scored = false", 1),
        NEXT.replace('kind = "project_self_evaluation"', 'kind = "x"', 1),
        NEXT.replace('name = "hubei_project"', 'name = "Hubei Project"', 1),
        NEXT.replace('title = "湖北省项目自评表"', 'title = "' + "长" * 300 + '"', 1),
        NEXT.replace('title_en = "', 'title_en = "\\u0007', 1),
        NEXT.replace("basis = [", "basis = [1, ", 1),
        NEXT.replace("basis = [", 'basis = ["' + "长" * 300 + '", ', 1),
        NEXT.replace("lower = 0", "lower = 10", 1),
        NEXT.replace("upper = 100", "upper = 99", 1),
        NEXT.replace('grade = "good"', 'grade = "excellent"', 1),
        NEXT.replace('family = "exec_rate"', 'family = "x"', 1),
        NEXT.replace('family = "exec_rate",', 'family = "exec_rate", x = 1,', 1),
        NEXT.replace('family = "exec_rate",', 'family = "exec_rate", params = 1,', 1),
        NEXT.replace("weight = 20", "weight = 0", 1),
        NEXT.replace("weight = 20", "weight = 20.001", 1),
        NEXT.replace("[[bands]]", "[[nobands]]"),
        NEXT.replace("total = true", "total = false"),
    ]
    untold: set[str] = set()
    told: set[str] = set()
    with bureau.site.app.test_request_context():
        for text in wrong:
            with pytest.raises(SchemeProblem) as found:
                parse_scheme(text)
            for fault in describe_problems(found.value.messages):
                (untold if fault.raw else told).add(fault.raw or fault.what)
    assert untold == set()
    assert len(told) > 15
