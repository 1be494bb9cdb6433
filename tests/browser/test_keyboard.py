"""Every task is done by the keyboard alone, and the place it is at is seen all the way."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.keyboard import Hands
from tests.browser.site import Site

pytestmark = pytest.mark.browser

TITLE = "信息化运行维护经费"
ROWS = ("网上办件事项", "试行综合柜员制数据的市州数量", "数据丢失率")
MEASURE = "增设社会效益指标"
Seats = Callable[[str], Hands]


@contextlib.contextmanager
def sit_down(site: Site) -> Iterator[Seats]:
    """Give each person a browser, in which he has signed in and sees what he begins with."""
    with contextlib.ExitStack() as stack:
        hands = {}

        def sit(who: str) -> Hands:
            if who not in hands:
                options: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
                context = stack.enter_context(contextlib.closing(site.open(who, **options)))
                hands[who] = Hands(context.new_page())
            hands[who].page.goto("/")
            return hands[who]

        yield sit


def sign_in(site: Site, hands: Hands, who: str) -> None:
    hands.page.goto("/sign-in")
    hands.skip()
    hands.write("登录名", who)
    hands.write("密码", site.demo.passwords[who])
    hands.follow()


def type_date(hands: Hands, name: str, date: str) -> None:
    """Type a date part by part, in whichever order this browser asks for them."""
    hands.reach(name)
    year, month, day = date.split("-")
    for parts in ((month, day, year), (year, month, day)):
        hands.press_many("ArrowLeft", "ArrowLeft")
        for part in parts:
            hands.page.keyboard.type(part)
            if part == year:
                hands.press_many("ArrowRight")
        if hands.page.evaluate("document.activeElement.value") == date:
            return
    raise AssertionError(hands.page.evaluate("document.activeElement.value"))


def open_first(hands: Hands) -> None:
    """Go from the desk to the evaluation that waits there."""
    hands.skip()
    hands.press(TITLE)
    hands.skip()


def finish(hands: Hands, button: str) -> None:
    """Press the button of a form that is taken."""
    hands.press(button)
    assert hands.page.locator(".note.good").is_visible(), hands.page.inner_text("main")


def send_back(hands: Hands) -> None:
    """Return the evaluation with a point on each of two rows."""
    hands.skip()
    hands.press(TITLE)
    # A long form has a way past it.
    hands.skip("跳到表末的按钮", to="dock")
    hands.press("退回…")
    hands.skip()
    hands.write("理由", "两处须说明。")
    type_date(hands, "修改期限", "2099-12-31")
    for row in ROWS[:2]:
        hands.write(f"{row} · 问题", f"请说明{row}。")
    finish(hands, "退回")


def answer(hands: Hands) -> None:
    """Answer each point beside its row, change scores in the table, paste a block, and submit."""
    open_first(hands)
    for _ in range(hands.page.locator("[name^=answer-]").count()):
        hands.write("回应", "已核对，依据见附件。")
    hands.reach(f"{ROWS[0]} · 完成值", key="Shift+Tab")
    for key, wanted in (
        ("ArrowDown", f"{ROWS[1]} · 完成值"),
        ("ArrowRight", f"{ROWS[1]} · 自评得分"),
        ("ArrowUp", f"{ROWS[0]} · 自评得分"),
    ):
        hands.page.keyboard.press(key)
        assert hands.look() == wanted
    hands.page.keyboard.type("4.5")
    hands.page.keyboard.press("Enter")
    assert hands.look() == f"{ROWS[1]} · 自评得分"
    hands.page.evaluate("navigator.clipboard.writeText('4.5\\t按实际市州数计')")
    hands.page.keyboard.press("Control+v")
    hands.page.keyboard.press("Tab")
    assert hands.look() == f"{ROWS[1]} · 原因"
    assert hands.page.evaluate("document.activeElement.value") == "按实际市州数计"
    hands.press_many("ArrowUp")
    assert hands.look() == f"{ROWS[0]} · 原因"
    hands.page.keyboard.type("按办件数计")
    hands.follow("Control+s")
    hands.skip()
    explain_total(hands)
    hands.write("提交说明", "已逐条回应。")
    finish(hands, "提交自评")


def explain_total(hands: Hands) -> None:
    """Go from the reason why it cannot be submitted to the field where that is put right."""
    hands.press("返回评价")
    hands.skip()
    hands.press("自报总分 98.36 ≠ 各项合计 97.36")
    assert hands.look() == "对自报差异和不在某一行上的错误的说明"
    hands.page.keyboard.type("自报总分是修改前的合计")
    hands.follow("Control+s")
    hands.skip()
    hands.press("返回评价")
    hands.skip()


def approve(hands: Hands) -> None:
    open_first(hands)
    hands.write("审核意见", "同意上报。")
    finish(hands, "审核通过")


def review(hands: Hands) -> None:
    """Give three rows another score, each with its reason, and finish."""
    open_first(hands)
    for row in ROWS:
        hands.write(f"{row} · 复核得分", "3")
        hands.write(f"{row} · 差异说明", "抽查与所报不符")
    hands.reach(f"{ROWS[2]} · 复核得分", key="Shift+Tab")
    hands.reach("复核意见", key="Enter")
    finish(hands, "完成复核")


def publish(hands: Hands) -> None:
    open_first(hands)
    hands.press("公开发布…")
    hands.skip()
    finish(hands, "确认公开")


def search(hands: Hands) -> None:
    """Find in the trail how the score of one row was changed."""
    hands.press("审计记录")
    hands.skip()
    hands.reach("动作")
    chosen = "document.activeElement.selectedOptions[0].innerText"
    while hands.page.evaluate(chosen) != "完成复核":
        hands.press_many("ArrowDown")
    hands.write("指标名称", ROWS[0])
    hands.follow()
    changed = hands.page.locator("tbody tr", has_text="3.00")
    hands.skip()
    hands.press(str(changed.locator("td.n a").get_attribute("aria-label")))
    assert "抽查与所报不符" in hands.page.inner_text(":target")


def test_an_evaluation_goes_to_the_public_by_the_keyboard_alone(own_site: Site) -> None:
    with sit_down(own_site) as sit, contextlib.closing(own_site.open()) as first:
        chief = Hands(first.new_page())
        sign_in(own_site, chief, "hubei.chief")
        send_back(chief)
        answer(sit("hubei.filer"))
        approve(sit("hubei.head"))
        review(sit("hubei.chief"))
        publish(sit("hubei.chief"))
        search(sit("auditor"))


def open_measures(hands: Hands) -> None:
    """Go from what one begins with to the problems of the evaluation."""
    hands.press("全部评价")
    hands.skip()
    hands.press(TITLE)
    hands.skip()
    hands.press("制定、报告、验收")
    hands.skip()


def test_a_finding_is_followed_to_done_by_the_keyboard_alone(own_site: Site) -> None:
    with sit_down(own_site) as sit:
        filer = sit("hubei.filer")
        open_measures(filer)
        filer.write("整改措施", MEASURE)
        filer.write("责任科室或岗位", "规划科")
        type_date(filer, "完成期限", "2099-06-30")
        finish(filer, "保存全部措施")
        filer.skip()
        filer.press("报告完成")
        filer.skip()
        filer.write("整改情况", "已增设两项社会效益指标")
        finish(filer, "报告完成")
        chief = sit("hubei.chief")
        chief.press("整改")
        chief.skip()
        chief.press(MEASURE)
        chief.skip()
        finish(chief, "这一项验收通过")
        assert chief.page.locator(".badge.good", has_text="已整改").is_visible()
