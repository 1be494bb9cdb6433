"""Reviewing where only a browser can show it: totals that move, keys, and a telephone."""

import contextlib

import pytest

from tests.browser.site import Site

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 812}


def test_what_is_typed_moves_totals_and_picture_and_asks_for_a_reason(own_site: Site) -> None:
    with contextlib.closing(own_site.open("hubei.chief")) as context:
        page = context.new_page()
        page.goto(f"/evaluations/{own_site.evaluations['hubei']}/review")
        field = page.get_by_label("网上办件事项 · 复核得分", exact=True)
        with page.expect_response("**/look") as told:
            field.fill("4")
        assert told.value.ok
        page.locator("#live-totals", has_text="97.36 (−1.00)").wait_for()
        assert "网上办件事项" in page.locator("#live-chart").inner_text()
        row = (field.get_attribute("name") or "").removeprefix("score-")
        wanted = page.locator(f"[data-unexplained='{row}']")
        assert wanted.is_visible()
        with page.expect_response("**/look"):
            page.fill(f"#reason-{row}", "目标偏低")
        wanted.wait_for(state="detached")
        # Enter goes down the column and sends nothing.
        field.press("Enter")
        following = page.get_by_label("试行综合柜员制数据的市州数量 · 复核得分", exact=True)
        assert following.evaluate("each => each === document.activeElement")
        # What needs no judgement steps back; what was typed stays.
        calm = page.get_by_label("预算执行率 · 复核得分", exact=True)
        page.check("#sift")
        assert not calm.is_visible()
        assert field.input_value() == "4"


def test_a_head_of_unit_reads_and_approves_on_a_telephone(own_site: Site) -> None:
    """Nothing has to be pushed sideways, and the button is one tap away from anywhere."""
    with contextlib.closing(own_site.open("dabu.head", viewport=PHONE, has_touch=True)) as context:
        page = context.new_page()
        page.goto("/inbox")
        page.locator(".bulk").get_by_label("全部选择").tap()
        assert page.get_by_text("已勾选 1 项").is_visible()
        with page.expect_navigation():
            page.locator("tbody th a").first.tap()
        # What nobody needs to decide begins folded.
        written = page.get_by_text("省集中系统于2021年正式上线")
        assert not written.is_visible()
        page.get_by_role("button", name="文字部分").tap()
        assert written.is_visible()
        sideways = "all => all.filter((each) => each.scrollWidth > each.clientWidth + 1).length"
        indicators = page.locator(".scroll:has(> .indicators)")
        assert indicators.evaluate_all(sideways) == 0
        page.mouse.wheel(0, 3000)
        page.locator(".jump").tap()
        button = page.get_by_role("button", name="审核通过", exact=True)
        with page.expect_navigation():
            button.tap()
        assert "已办理：单位审核" in page.inner_text(".note.good")
