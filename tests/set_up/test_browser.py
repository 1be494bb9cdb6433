from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.browser
def test_chinese_is_drawn_with_a_font_that_has_it(browser: "Browser") -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<meta charset=utf-8><p style='font: 40px sans-serif'>衡</p>")
        drawn = page.locator("p").screenshot()
        page.set_content("<meta charset=utf-8><p style='font: 40px sans-serif'>鉴</p>")
        assert page.locator("p").screenshot() != drawn  # two missing glyphs look the same
