"""The form as a spreadsheet: walked with the keyboard, blocks pasted and taken back."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

PASTE = """([text, html]) => {
    const given = new DataTransfer();
    given.setData("text/plain", text);
    if (html) given.setData("text/html", html);
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
}"""
COMPOSED = """document.activeElement.dispatchEvent(new KeyboardEvent(
    "keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""


@pytest.fixture
def filer(own_site: Site) -> Iterator["BrowserContext"]:
    """The browser of somebody who is filling in."""
    with contextlib.closing(own_site.open("yueyanglou.filer")) as context:
        yield context


def open_form(site: Site, context: "BrowserContext") -> tuple["Page", list[str]]:
    page = context.new_page()
    page.goto(f"/evaluations/{site.evaluations['yueyanglou']}/fill/indicators")
    names = page.locator("input[name^=score-]").evaluate_all("all => all.map(each => each.name)")
    return page, [name.removeprefix("score-") for name in names]


def where(page: "Page") -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.className"))


def test_every_cell_is_reached_and_left_by_the_keyboard(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page, rows = open_form(own_site, filer)
    first, second = rows[:2]
    page.focus(f"[name=score-{first}]")
    for key, wanted in (
        ("ArrowDown", f"score-{second}"),
        ("ArrowLeft", f"actual-{second}"),
        ("ArrowUp", f"actual-{first}"),
        ("Enter", f"actual-{second}"),
        ("Shift+Enter", f"actual-{first}"),
        ("Tab", f"score-{first}"),
        ("Tab", f"reason-{first}"),
        ("Tab", f"actual-{second}"),
        ("Shift+Tab", f"reason-{first}"),
    ):
        page.keyboard.press(key)
        assert where(page) == wanted, key
    # Where somebody edits, the arrows stay in his text; composed characters are his alone.
    page.fill(f"[name=reason-{second}]", "一二三")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(COMPOSED)
    assert where(page) == f"reason-{second}"
    page.keyboard.press("Alt+Enter")
    page.keyboard.press("Escape")
    assert page.input_value(f"[name=reason-{second}]") == ""
    # The last cell leads to the button, which nobody pressed yet.
    page.focus(f"[name=score-{rows[-1]}]")
    page.keyboard.press("Enter")
    assert where(page) == "button"
    assert page.locator(".note.good").count() == 0


def test_a_pasted_block_fills_cells_and_is_taken_back(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page, rows = open_form(own_site, filer)
    fields = [f"{part}-{row}" for row in rows[:2] for part in ("actual", "score", "reason")]
    before = [page.input_value(f"[name={name}]") for name in fields]
    page.focus(f"[name={fields[0]}]")
    block = '"两行\r\n的完成值"\t2.50\t"说""好""了"\t多余\r\n12 次\t1\t\r\n'
    with page.expect_response("**/look"):
        page.evaluate(PASTE, [block, "<table></table>"])
    typed = [page.input_value(f"[name={name}]") for name in fields]
    assert typed == ["两行\n的完成值", "2.50", '说"好"了', "12 次", "1", ""]
    assert "已填入 6 格" in page.inner_text("#grid-said")
    assert "有 1 格放不下" in page.inner_text("#grid-said")
    page.keyboard.press("Control+z")
    assert [page.input_value(f"[name={name}]") for name in fields] == before
    page.keyboard.press("Control+y")
    assert [page.input_value(f"[name={name}]") for name in fields] == typed
    # Lines that no spreadsheet copied are one text.
    page.focus(f"[name={fields[2]}]")
    assert page.evaluate(PASTE + "; false", ["一段\n话", ""]) is not True
    assert page.input_value(f"[name={fields[5]}]") == ""


def test_a_document_goes_to_its_row_and_nothing_typed_waits(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page, rows = open_form(own_site, filer)
    kept: list[str] = []
    page.on("request", lambda request: kept.append(request.url))
    # Nothing was typed: nothing is kept of it, not even when somebody leaves.
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.wait_for_timeout(300)
    assert not [url for url in kept if "/drafts/" in url]
    page.fill(f"[name=actual-{rows[0]}]", "还没有保存的话")
    place = f"#evidence-{rows[0]}"
    page.click(f"{place} summary")
    page.set_input_files(
        f"{place} input", {"name": "台账.txt", "mimeType": "text/plain", "buffer": b"1"}
    )
    page.click(f"{place} button")
    page.locator(place, has_text="台账.txt").wait_for()
    assert page.input_value(f"[name=actual-{rows[0]}]") == "还没有保存的话"
    with page.expect_navigation() as saved:
        page.keyboard.press("Control+s")
    assert saved.value.status == 200
    assert page.input_value(f"[name=actual-{rows[0]}]") == "还没有保存的话"
    assert "已保存" in page.inner_text(".note.good")
