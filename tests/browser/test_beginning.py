"""Beginning an evaluation and changing agreed rows, with a browser's help and without any."""

import contextlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.carried import carry_over, choose_task, send
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FILER = "hubei.filer"
TABLE = "一级指标,二级指标,三级指标,分值,指标值\r\n产出,数量,巡检,60,≥12次\r\n,,维护,38,\r\n"


def choose_file(page: "Page", text: str) -> None:
    content: Any = {"name": "指标.csv", "mimeType": "", "buffer": text.encode("gb18030")}
    page.set_input_files("[name=file]", content)


def test_the_choice_shows_what_belongs_to_it_and_a_title_is_proposed(own_site: Site) -> None:
    with contextlib.closing(own_site.open(FILER)) as context:
        page = context.new_page()
        page.goto("/evaluations/new")
        file, before = page.locator("[name=file]"), page.locator("[name=predecessor_id]")
        assert not file.is_visible()
        assert not before.is_visible()
        fits = "[name=predecessor_id] option:not([disabled]):not([value=''])"
        assert page.locator(fits).count() == 1, "the newest task is proposed"
        oldest = page.locator("[name=cycle_id] option").last.get_attribute("value")
        page.select_option("[name=cycle_id]", oldest)
        assert page.locator(fits).count() == 0, "that task is of the same year"
        choose_task(page)
        assert page.locator(fits).count() == 1
        page.check("[name=origin][value=predecessor]")
        assert before.is_visible()
        page.select_option("[name=predecessor_id]", index=1)
        assert page.input_value("[name=title]") == "信息化运行维护经费"
        page.fill("[name=title]", "自己写的名称")
        page.select_option("[name=predecessor_id]", index=0)
        page.select_option("[name=predecessor_id]", index=1)
        assert page.input_value("[name=title]") == "自己写的名称"
        page.check("[name=origin][value=file]")
        assert file.is_visible()
        assert not before.is_visible()


def test_last_years_rows_come_without_javascript_too(own_site: Site) -> None:
    with contextlib.closing(own_site.open(FILER, java_script_enabled=False)) as context:
        page = context.new_page()
        evaluation = carry_over(page)
        page.goto(f"/evaluations/{evaluation}/fill/indicators")
        assert page.inner_text("main h1") == "信息化运行维护经费"
        assert page.locator("td.last").count() == page.locator("tbody tr").count() > 5


def test_a_file_is_chosen_sent_and_refused_with_its_faults_then_taken(own_site: Site) -> None:
    with contextlib.closing(own_site.open(FILER)) as context:
        page = context.new_page()
        page.goto("/evaluations/new")
        page.check("[name=origin][value=file]")
        page.fill("[name=title]", "从文件来")
        choose_file(page, TABLE.replace("38", "x"))
        page.click("main form button.primary")
        page.wait_for_selector("#file-error")
        assert "第 3 行“分值”不是数字" in page.inner_text("main")
        assert page.input_value("[name=title]") == "从文件来"
        choose_file(page, TABLE)
        evaluation = send(page)
        page.goto(f"/evaluations/{evaluation}")
        assert "98 ≠ 100" in page.inner_text("main")


def test_the_sum_of_the_weights_follows_the_typing(own_site: Site) -> None:
    with contextlib.closing(own_site.open(FILER)) as context:
        page = context.new_page()
        evaluation = carry_over(page)
        page.goto(f"/evaluations/{evaluation}/amend")
        total, wrong = page.locator("[data-expected]"), page.locator(".dock .badge.bad")
        assert total.inner_text() == "100.00"
        assert not wrong.is_visible()
        weight = page.locator("input.score").first
        weight.fill("1８")
        assert total.inner_text() == "98.00"
        assert wrong.is_visible()
        weight.fill("20")
        assert not wrong.is_visible()
        weight.fill("二十")
        assert total.inner_text() == "—"
        assert wrong.is_visible()
