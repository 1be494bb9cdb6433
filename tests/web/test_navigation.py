"""The bar at the top leads everybody to what he can use, and marks where he is."""

import re
from pathlib import Path

import pytest

from models.database import Database
from tests.support.app import Site

PLACES = {
    "filer": "待办 新建评价 全部评价 整改 统计 公开 | 我的账号 我能做什么 代办 接口令牌",
    "head": "待办 全部评价 整改 统计 公开 | 我的账号 我能做什么 代办 接口令牌",
    "bureau_head": "待办 全部评价 期限与催办 整改 统计 公开 | 我的账号 我能做什么 代办 接口令牌",
    "chief": "待办 全部评价 期限与催办 整改 统计 公开 | 我的账号 我能做什么 代办 接口令牌",
    "auditor": "全部评价 审计记录 整改 统计 管理记录 公开 | 我的账号 我能做什么 接口令牌",
    "administrator": "系统管理 公开 | 我的账号 我能做什么 接口令牌",
}
"""What stands in the bar, and behind one's name; the head's unit supervises no other."""


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def list_links(page: str, begin: str, end: str) -> list[tuple[str, str]]:
    """Address and title of the links between two marks."""
    part = page.partition(begin)[2].partition(end)[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', part)


def test_every_role_is_led_to_what_it_can_use_and_told_where_it_is(site: Site) -> None:
    for who, told in PLACES.items():
        visitor = site.visitor(who)
        page = visitor.get("/account").text
        bar = list_links(page, "<nav aria-label", "</nav>")
        menu = list_links(page, '<details class="menu"', "</details>")
        titles = [" ".join(title for _address, title in part) for part in (bar, menu)]
        assert " | ".join(titles) == told, who
        for address, title in (*bar, *menu):
            header = visitor.get(address).text.partition("</header>")[0]
            marked = f'<a href="{address}" aria-current="page">{title}</a>'
            assert header.count('aria-current="page"') == header.count(marked) == 1, address


def test_where_there_is_nothing_yet_a_page_says_what_comes_next(site: Site) -> None:
    said = {
        ("filer", "/inbox"): "请按“新建评价”",
        ("head", "/inbox"): "填报人提交自评之后，由您审核",
        ("chief", "/inbox"): "单位审核之后，由您复核",
        ("filer", "/evaluations"): '<a class="button" href="/evaluations/new">',
        ("auditor", "/evaluations"): "由单位填报人在年度任务开放期间新建",
        ("chief", "/deadlines"): '<a class="button" href="/deadlines?when=near">',
        ("chief", "/deadlines?when=near"): "五个工作日内到期、还没有办完的会出现在这里",
        ("auditor", "/trail"): "评价的每一步、每一处改动都会记在这里",
        ("auditor", "/trail/refused"): "有人要做不许做、或者还不能做的事时",
    }
    for (who, address), next_step in said.items():
        empty = site.visitor(who).get(address).text.partition('<div class="empty">')[2]
        assert next_step in empty.partition("</section>")[0], (who, address)
