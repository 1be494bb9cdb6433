"""The summary above a form that came back: every line names its field."""

import re
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage, let_in

LINE = re.compile(r'<li><a href="#[^"]+">(.*?)</a></li>', re.DOTALL)
LACKS = "必须填写"


def read_lines(page: TestResponse) -> list[str]:
    """What the summary of a page says, line by line."""
    summary = page.text.partition('<div class="errors"')[2].partition("</div>")[0]
    return [unescape(re.sub(r"<[^>]+>", "", line)) for line in LINE.findall(summary)]


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def send_empty(visitor: Visitor, address: str, **typed: str) -> list[str]:
    """Send a form with nothing in it but what is named, and read what its summary says."""
    form = find_form(visitor.get(address), address)
    hidden = {name: text for name, text in form.fields.items() if name.endswith(("_token", "sion"))}
    empty = dict.fromkeys(form.fields, "") | hidden | typed
    empty = {name: text for name, text in empty.items() if not name.startswith("role-")}
    return read_lines(visitor.post(address, empty, expect=422))


def test_a_new_evaluation_names_what_it_lacks(site: Site) -> None:
    Stage(site).stand(State.PUBLISHED)
    site.open_cycle("hubei_project", year=2026)
    filer, address = let_in(site, "filer"), "/evaluations/new"
    lines = send_empty(filer, address, origin="scheme", cycle_id=str(site.cycles["hubei_project"]))
    assert lines == [f"评价名称：{LACKS}"]
    lines = send_empty(filer, address, origin="predecessor")
    assert f"沿用哪一份：{LACKS}" in lines
    assert any(line.startswith("年度评价任务：") for line in lines)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/admin/units/new", ["编码", "名称", "财政业务科室"]),
        ("/admin/sections/new", ["编码", "名称"]),
        ("/admin/people/new", ["登录名", "姓名"]),
        ("/admin/cycles/new", ["名称", "年度", "评价方案", "开始", "截止"]),
        ("/tokens", ["用途", "权限", "有效天数"]),
    ],
)
def test_every_line_names_its_field(site: Site, address: str, names: list[str]) -> None:
    lines = send_empty(let_in(site, "administrator"), address)
    assert sorted(line.partition("：")[0] for line in lines) == sorted(names)


def test_one_word_and_one_button_name_their_fields(site: Site) -> None:
    evaluation = Stage(site).stand(State.SELF_SCORED)
    lines = send_empty(let_in(site, "head"), f"/evaluations/{evaluation}/return")
    assert [line.partition("：")[0] for line in lines] == ["理由", "修改期限"]
