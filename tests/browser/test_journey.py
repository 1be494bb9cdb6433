"""A new evaluation is carried from draft to published by four people in four browsers without
JavaScript; with it, see test_tasks.py.
"""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.looking import OPEN_DETAILS
from tests.browser.papers import ACTUALS, AMOUNTS, COLUMNS
from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DOCUMENT = "验收报告（盖章）.pdf"
STEPS = [
    *("新建", "填报", "自评打分", "填报", "上传附件", "提交自评", "单位审核", "退回"),
    *("评论", "自评打分", "提交自评", "单位审核", "完成复核", "公开发布"),
]


class Party:
    """Four people, each before a browser, and one evaluation."""

    def __init__(self, site: Site, stack: contextlib.ExitStack, **options: Any) -> None:
        self.site, self._stack, self._options = site, stack, options
        self._pages: dict[str, Page] = {}
        self.evaluation = ""

    def open(self, who: str, address: str = "") -> "Page":
        """Open a page as this person; without an address, the page of the evaluation."""
        if who not in self._pages:
            context = self.site.open(who, **self._options)
            self._pages[who] = self._stack.enter_context(contextlib.closing(context)).new_page()
        page = self._pages[who]
        page.goto(address or f"/evaluations/{self.evaluation}")
        page.evaluate(OPEN_DETAILS)
        return page

    def act(self, who: str, button: str, **typed: str) -> "Page":
        """Press a button on the page of the evaluation, its form filled in."""
        page = self.open(who)
        form = page.locator(".doing form", has=page.get_by_role("button", name=button, exact=True))
        for name, text in typed.items():
            form.locator(f"[name={name}]").fill(text)
        with page.expect_navigation():
            form.get_by_role("button", name=button, exact=True).click()
        assert page.locator(".note.good").is_visible(), page.inner_text("main")
        return page


def press(page: "Page", button: str) -> None:
    """Press a button that leads somewhere."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    assert not page.locator("main .errors").count(), page.inner_text("main .errors")


def begin(party: Party) -> "Page":
    page = party.open("hubei.filer", "/evaluations/new")
    option = page.locator("#cycle_id option", has_text="2026").get_attribute("value")
    page.select_option("#cycle_id", option)
    page.fill("#title", "信息系统运行维护")
    press(page, "新建并开始填报")
    found = re.search("/evaluations/([0-9a-f-]{36})/fill/funds$", page.url)
    assert found is not None
    party.evaluation = found[1]
    return page


def fill_in(page: "Page") -> None:
    for line, amounts in AMOUNTS.items():
        for column, amount in zip(COLUMNS, amounts, strict=True):
            page.get_by_label(f"{line} · {column}", exact=True).fill(amount)
    press(page, "保存并填下一部分")
    for row, (actual, score) in ACTUALS.items():
        page.get_by_label(f"{row} · 完成值", exact=True).fill(actual)
        page.get_by_label(f"{row} · 自评得分", exact=True).fill(score)
    press(page, "保存并填下一部分")
    page.get_by_label("年度总体目标完成情况").fill("系统全年稳定运行，年度目标全部完成。")
    press(page, "保存并预览")


def attach(party: Party) -> None:
    page = party.open("hubei.filer", f"/evaluations/{party.evaluation}/attachments")
    document: Any = {"name": DOCUMENT, "mimeType": "", "buffer": b"%PDF-1.7"}
    page.set_input_files("[name=file]", document)
    press(page, "上传")
    with page.expect_download() as begun:
        page.click(f"main >> text={DOCUMENT}")
    assert begun.value.suggested_filename == DOCUMENT
    assert begun.value.path().read_bytes() == b"%PDF-1.7"


def answer(party: Party) -> None:
    """The filer says what was wrong, changes one score and submits again."""
    page = party.open("hubei.filer")
    assert "请说明制度健全性的依据" in page.inner_text("main")
    page.fill("#comment-text", "制度尚缺应急预案，改为9分。")
    press(page, "发表评论")
    page = party.open("hubei.filer", f"/evaluations/{party.evaluation}/fill/indicators")
    page.get_by_label("运行维护管理制度健全性 · 自评得分", exact=True).fill("9")
    page.get_by_label("运行维护管理制度健全性 · 原因", exact=True).fill("缺应急预案")
    press(page, "保存")
    party.act("hubei.filer", "提交自评", text="已按意见修改。")


def review(party: Party) -> None:
    page = party.open("hubei.chief", f"/evaluations/{party.evaluation}/review")
    page.get_by_label("故障修复率 · 复核得分", exact=True).fill("6")
    page.get_by_label("故障修复率 · 差异说明", exact=True).fill("抽查有一次未修复")
    page.fill("#comment", "其余各项与佐证一致。")
    press(page, "完成复核")


def publish(party: Party) -> None:
    """What becomes public is looked at once more before it does."""
    page = party.open("hubei.chief")
    with page.expect_navigation():
        page.get_by_role("link", name="公开发布…", exact=True).click()
    shown = page.inner_text("main dl")
    for told in ("97.50", "优", "指标", "文字 1 部分"):
        assert told in shown, shown
    press(page, "确认公开")
    assert "已公开" in page.inner_text("main .badge >> nth=0")


def test_from_draft_to_published(own_site: Site) -> None:
    with contextlib.ExitStack() as stack:
        party = Party(own_site, stack, java_script_enabled=False)
        fill_in(begin(party))
        attach(party)
        party.act("hubei.filer", "提交自评", text="请审核。")
        party.act("hubei.head", "审核通过", text="同意上报。")
        due = f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}"
        party.act("hubei.chief", "退回", reason="请说明制度健全性的依据。", due_on=due)
        answer(party)
        party.act("hubei.head", "审核通过", text="同意（第2轮）。")
        review(party)
        publish(party)

        own_site.seal()
        published = party.open("", f"/published/{party.evaluation}")
        assert "97.50" in published.inner_text("main")
        assert "信息系统运行维护" in published.inner_text("h1")
        trail = party.open("auditor", f"/evaluations/{party.evaluation}/trail")
        steps = trail.locator("tbody td:nth-of-type(3) strong").all_inner_texts()
        assert steps[::-1] == STEPS
        for said in ("请说明制度健全性的依据。", "抽查有一次未修复", "10.00 → 9.00", DOCUMENT):
            assert said in trail.inner_text("main")
