"""Sent again, signed out, offline, crashed: one effect, and what was typed is there."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from models.queries.people import find_person_by_login
from models.queries.trail import list_latest_events
from tests.browser import looking
from tests.browser.site import LANGUAGES, Site
from tests.browser.survey import TAGS, find_axe
from tests.support.records import rows_of
from workflow.people import end_sessions

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

pytestmark = pytest.mark.browser

FILER, CASE = "yueyanglou.filer", "yueyanglou"
TEXT = "textarea[name^=section-] >> nth=0"
COMMENT = "#comment-text"
SAVE, SAY = "[value=save]", "form[action$='/comment'] button"
TYPED = "写了很久的一大段话，不能丢。"
KEPT, NOTE = "已暂存", "这里有您填写后还没有保存的内容"
LOCAL = "() => Object.keys(localStorage).filter((key) => key.startsWith('hengjian'))"


def count(site: Site, action: str, case: str = CASE) -> int:
    """How many events of an action an evaluation has."""
    with site.database.reading() as session:
        evaluation = UUID(site.evaluations[case])
        events = list_latest_events(session, evaluation, since_seq=0, limit=100)
    return sum(event.action == action for event in events)


def expire(site: Site, who: str = FILER) -> None:
    """End every sign-in of somebody, as time does."""
    with site.database.writing() as session:
        person = find_person_by_login(session, who)
        assert person is not None
        end_sessions(session, user_id=person.id, at=datetime.now(UTC))


@pytest.fixture
def filer(own_site: Site) -> Iterator["BrowserContext"]:
    """The browser of somebody who is filling in."""
    with contextlib.closing(own_site.open(FILER)) as context:
        yield context


def open_texts(site: Site, context: "BrowserContext") -> "Page":
    page = context.new_page()
    page.goto(f"/evaluations/{site.evaluations[CASE]}/fill/narrative")
    return page


def say(page: "Page", text: str) -> None:
    """Wait until a form says how it stands."""
    page.locator(".kept", has_text=text).first.wait_for()


def wait_for(page: "Page", condition: str) -> None:
    """Wait in the page itself: its policy lets nobody evaluate texts there."""
    page.evaluate(
        f"async () => {{ while (!({condition})()) await new Promise((go) => setTimeout(go, 50)); }}"
    )


def save(page: "Page", button: str = SAVE) -> None:
    with page.expect_navigation():
        page.click(button)


def sign_out(page: "Page") -> None:
    """By the menu behind one's name."""
    page.click(".menu > summary")
    save(page, ".menu form button")


def read_saved(site: Site) -> str:
    """What a fresh browser of the same person finds in the form."""
    site._states.clear()
    with contextlib.closing(site.open(FILER)) as context:
        page = open_texts(site, context)
        assert NOTE not in page.inner_text("main")
        return page.input_value(TEXT)


@pytest.mark.parametrize("where", ["comment", "fill"])
def test_going_back_and_sending_again_has_one_effect(
    own_site: Site, filer: "BrowserContext", where: str
) -> None:
    before = count(own_site, where)
    page = open_texts(own_site, filer)
    if where == "comment":
        page.goto(f"/evaluations/{own_site.evaluations[CASE]}")
    field, button = {"comment": (COMMENT, SAY), "fill": (TEXT, SAVE)}[where]
    page.fill(field, TYPED)
    save(page, button)
    saved = page.inner_text("p.good")
    page.go_back()
    page.fill(field, TYPED)
    save(page, button)
    assert page.inner_text("p.good") == saved
    assert count(own_site, where) == before + 1
    assert TYPED in (page.inner_text("main") if where == "comment" else page.input_value(TEXT))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_answer_that_got_lost_is_given_again(own_site: Site, *, scripts: bool) -> None:
    """The form arrives, its answer does not; the reader reloads the page of the failure."""
    with contextlib.closing(own_site.open(FILER, java_script_enabled=scripts)) as context:
        page = open_texts(own_site, context)
        sent: list[int] = []

        def lose_the_answer(route: "Route") -> None:
            if route.request.method == "POST" and not sent:
                sent.append(route.fetch(max_redirects=0).status)
                route.abort("connectionreset")
            else:
                route.continue_()

        context.route("**/fill/narrative", lose_the_answer)
        page.fill(TEXT, TYPED)
        with page.expect_event("requestfailed"):
            page.click(SAVE)
        while not page.url.startswith("chrome-error:"):
            page.wait_for_timeout(50)
        assert (sent, count(own_site, "fill")) == ([303], 2)
        page.reload()
        assert page.inner_text("p.good") == "已保存"
        assert page.input_value(TEXT) == TYPED
    assert count(own_site, "fill") == 2


def test_what_is_typed_is_kept_and_comes_back_after_a_crash(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page = open_texts(own_site, filer)
    page.fill(TEXT, TYPED)
    say(page, KEPT)
    assert page.evaluate(LOCAL) == [], "what the server keeps need not be kept here"
    crash(page)
    with contextlib.closing(own_site.open(FILER)) as elsewhere:
        again = open_texts(own_site, elsewhere)
        assert NOTE in again.inner_text("main")
        assert again.input_value(TEXT) == TYPED
        before = count(own_site, "fill")
        save(again)
        assert count(own_site, "fill") == before + 1
    assert read_saved(own_site) == TYPED


def crash(page: "Page") -> None:
    """End the process of a page without a word to it."""
    with page.expect_event("crash"), contextlib.suppress(Exception):
        page.goto("chrome://crash")
    page.close()


def test_offline_nothing_is_sent_and_nothing_lost(own_site: Site, filer: "BrowserContext") -> None:
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    filer.set_offline(True)
    page.fill(TEXT, TYPED)
    page.click(SAVE)
    say(page, "没有提交：内容存在本机")
    assert page.url.endswith("/fill/narrative")
    assert page.input_value(TEXT) == TYPED
    assert len(page.evaluate(LOCAL)) == 1
    filer.set_offline(False)
    say(page, KEPT)
    assert page.evaluate(LOCAL) == []
    save(page)
    assert count(own_site, "fill") == before + 1
    assert rows_of(own_site.database, "form_draft") == []
    assert read_saved(own_site) == TYPED


def test_offline_and_crashed_it_comes_back_from_the_browser(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    filer.set_offline(True)
    page.fill(TEXT, TYPED)
    wait_for(page, f"() => ({LOCAL})().length === 1")
    crash(page)
    filer.set_offline(False)
    again = open_texts(own_site, filer)
    again.locator(".note", has_text=NOTE).wait_for()
    assert again.input_value(TEXT) == TYPED
    assert again.evaluate(LOCAL) == []
    save(again)
    assert count(own_site, "fill") == before + 1
    assert read_saved(own_site) == TYPED


def hold(context: "BrowserContext", address: str, method: str = "POST") -> "list[Route]":
    """Let no answer come from an address until the routes that are returned go on."""
    held: list[Route] = []

    def keep(route: "Route") -> None:
        if route.request.method == method:
            held.append(route)
        else:
            route.fallback()

    context.route(address, keep)
    return held


def wait_until_held(page: "Page", held: "list[Route]") -> None:
    while not held:
        page.wait_for_timeout(20)


def let_go(context: "BrowserContext", held: "list[Route]") -> None:
    for route in held:
        route.continue_()
    context.unroute_all()


MORE = "恢复的时候接着写的。"


def keep_in_the_browser(site: Site, context: "BrowserContext") -> None:
    """Type while the server is away, and end without a word to it."""
    page = open_texts(site, context)
    context.set_offline(True)
    page.fill(TEXT, TYPED)
    wait_for(page, f"() => ({LOCAL})().length === 1")
    crash(page)
    context.set_offline(False)


@pytest.mark.parametrize("where", ["#claim_reason", TEXT], ids=["another field", "the same field"])
def test_what_is_typed_while_a_copy_comes_back_stays(
    own_site: Site, filer: "BrowserContext", where: str
) -> None:
    """Beside what comes back, and after the page is opened anew."""
    keep_in_the_browser(own_site, filer)
    held = hold(filer, "**/drafts/narrative")
    page = open_texts(own_site, filer)
    wait_until_held(page, held)
    page.focus(where)
    page.keyboard.press("End")
    page.keyboard.type(MORE)
    let_go(filer, held)
    say(page, KEPT)
    wait_for(page, f"() => ({LOCAL})().length === 0")
    wanted = {TEXT: TYPED, where: f"{TYPED if where == TEXT else ''}{MORE}"}
    assert {field: page.input_value(field) for field in wanted} == wanted
    page.reload()
    assert {field: page.input_value(field) for field in wanted} == wanted


def test_what_was_typed_before_the_script_came_is_not_overwritten(
    own_site: Site, filer: "BrowserContext"
) -> None:
    keep_in_the_browser(own_site, filer)
    held = hold(filer, "**/draft.js", "GET")
    page = filer.new_page()
    page.goto(f"/evaluations/{own_site.evaluations[CASE]}/fill/narrative", wait_until="commit")
    page.fill(TEXT, MORE)
    page.fill("#claim_reason", MORE)
    let_go(filer, held)
    page.locator("time.kept").wait_for()
    assert (page.input_value(TEXT), page.input_value("#claim_reason")) == (MORE, MORE)
    page.reload()
    assert (page.input_value(TEXT), page.input_value("#claim_reason")) == (MORE, MORE)


def test_a_copy_that_cannot_go_to_the_server_stands_in_the_form(
    own_site: Site, filer: "BrowserContext"
) -> None:
    """It is not replaced by the next thing that is typed."""
    keep_in_the_browser(own_site, filer)
    filer.route("**/drafts/narrative", lambda route: route.abort("connectionreset"))
    page = open_texts(own_site, filer)
    say(page, "连不上服务器")
    page.fill("#claim_reason", MORE)
    wait_for(page, f"() => JSON.stringify(localStorage).includes('{MORE}')")
    crash(page)
    filer.unroute_all()
    page = open_texts(own_site, filer)
    page.locator(".note", has_text=NOTE).wait_for()
    assert (page.input_value(TEXT), page.input_value("#claim_reason")) == (TYPED, MORE)


def test_what_is_typed_while_a_form_is_sent_is_not_forgotten(
    own_site: Site, filer: "BrowserContext"
) -> None:
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    held = hold(filer, "**/fill/narrative")
    page.fill(TEXT, TYPED)
    page.evaluate("document.querySelector('[value=save]').click()")
    wait_until_held(page, held)
    page.keyboard.type(MORE)
    with page.expect_navigation():
        let_go(filer, held)
    page.locator(".note", has_text=NOTE).wait_for()
    assert count(own_site, "fill") == before + 1
    assert page.input_value(TEXT) == f"{TYPED}{MORE}"


def test_the_connection_breaks_after_the_server_was_asked(
    own_site: Site, filer: "BrowserContext"
) -> None:
    """Even then the reader who comes back finds his text."""
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    filer.route("**/fill/narrative", lambda route: route.abort("connectionreset"))
    page.fill(TEXT, TYPED)
    with page.expect_event("requestfailed"):
        page.click(SAVE)
    filer.unroute_all()
    page = open_texts(own_site, filer)
    page.locator(".note", has_text=NOTE).wait_for()
    assert page.input_value(TEXT) == TYPED
    assert count(own_site, "fill") == before
    save(page)
    assert count(own_site, "fill") == before + 1
    assert read_saved(own_site) == TYPED


def test_the_sign_in_ends_while_somebody_types(own_site: Site, filer: "BrowserContext") -> None:
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    expire(own_site)
    page.fill(TEXT, TYPED)
    say(page, "登录已过期：内容存在本机")
    page.click(SAVE)
    say(page, "登录已过期：内容存在本机")
    with filer.expect_page() as opened:
        page.click(".kept a")
    own_site.sign_in(opened.value, FILER)
    opened.value.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    say(page, KEPT)
    assert page.evaluate(LOCAL) == []
    save(page)
    assert count(own_site, "fill") == before + 1
    assert read_saved(own_site) == TYPED


@pytest.mark.parametrize("how", ["expired", "signed out elsewhere"])
def test_without_scripts_it_comes_back_with_the_next_sign_in(own_site: Site, how: str) -> None:
    before = count(own_site, "fill")
    with contextlib.closing(own_site.open(FILER, java_script_enabled=False)) as context:
        page = open_texts(own_site, context)
        page.fill(TEXT, TYPED)
        if how == "expired":
            expire(own_site)
        else:
            other = context.new_page()
            other.goto("/inbox")
            sign_out(other)
        save(page)
        assert "还没有保存" in page.inner_text("main")
        assert page.locator("textarea[readonly]", has_text=TYPED).count() == 1
        page.fill("[name=login]", FILER)
        page.fill("[name=password]", "not this one")
        save(page, "main form button")
        assert page.locator("textarea[readonly]", has_text=TYPED).count() == 1
        own_site.sign_in(page, FILER)
        assert NOTE in page.inner_text("main")
        assert page.input_value(TEXT) == TYPED
        assert count(own_site, "fill") == before
        save(page)
    assert count(own_site, "fill") == before + 1
    assert read_saved(own_site) == TYPED


def test_whoever_signs_in_next_finds_nothing_of_it(own_site: Site, filer: "BrowserContext") -> None:
    """Neither with the sign-in nor in the browser; the writer himself finds it there."""
    page, address = filer.new_page(), f"/evaluations/{own_site.evaluations[CASE]}"
    page.goto(address)
    expire(own_site)
    page.fill(COMMENT, TYPED)
    say(page, "登录已过期")
    page.goto("/sign-in")
    own_site.sign_in(page, f"{CASE}.head")
    page.goto(address, wait_until="networkidle")
    assert page.input_value(COMMENT) == ""
    assert TYPED not in page.content()
    assert rows_of(own_site.database, "form_draft") == []
    filer.clear_cookies()
    page.goto(address)
    own_site.sign_in(page, FILER)
    page.locator(".note", has_text=NOTE).wait_for()
    assert page.input_value(COMMENT) == TYPED


def test_another_person_is_told_whose_form_it_is(own_site: Site, filer: "BrowserContext") -> None:
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    other = filer.new_page()
    filer.clear_cookies()
    other.goto("/sign-in")
    own_site.sign_in(other, "dabu.filer")
    page.fill(TEXT, TYPED)
    page.click(SAVE)
    say(page, "现在登录的是另一个人")
    assert count(own_site, "fill") == before


def test_signing_out_leaves_nothing_in_the_browser(own_site: Site, filer: "BrowserContext") -> None:
    """What was typed goes to the server first, in the tab where one signs out; a second tab
    keeps it only while it stands open.
    """
    page, second = open_texts(own_site, filer), open_texts(own_site, filer)
    page.fill(TEXT, TYPED)
    sign_out(page)
    page.wait_for_url("**/published")
    second.fill(TEXT, "第二个标签页")
    say(second, "已退出登录")
    second.close()
    assert page.evaluate(LOCAL) == []
    page.goto(f"/evaluations/{own_site.evaluations[CASE]}/fill/narrative")
    own_site.sign_in(page, FILER)
    assert page.input_value(TEXT) == TYPED


def test_a_remark_is_kept_too(own_site: Site, filer: "BrowserContext") -> None:
    page = filer.new_page()
    page.goto(f"/evaluations/{own_site.evaluations[CASE]}")
    page.fill(COMMENT, TYPED)
    say(page, KEPT)
    page.reload()
    assert NOTE in page.inner_text("#remarks")
    assert page.input_value(COMMENT) == TYPED
    save(page, "form[action$='/drop'] button")
    assert page.input_value(COMMENT) == ""
    assert (count(own_site, "comment"), rows_of(own_site.database, "form_draft")) == (0, [])


def test_a_page_from_the_history_can_be_sent(own_site: Site, filer: "BrowserContext") -> None:
    """Its button works again, and what was typed and not sent is there."""
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    page.fill(TEXT, TYPED)
    page.goto("/inbox")
    page.go_back()
    page.wait_for_function(
        f"document.querySelector('textarea[name^=section-]').value === '{TYPED}'"
    )
    # The page may still show itself anew with what the server has, and holds its button meanwhile.
    page.wait_for_load_state("networkidle")
    save(page)
    assert count(own_site, "fill") == before + 1
    assert read_saved(own_site) == TYPED


SIZES = ((1440, 900), (375, 812))


def test_a_form_that_went_nowhere_can_be_sent_again(
    own_site: Site, filer: "BrowserContext"
) -> None:
    """As the browser shows a page again that it never left, or kept while another was shown."""
    page, before = open_texts(own_site, filer), count(own_site, "fill")
    filer.route("**/fill/narrative", lambda route: route.fulfill(status=204))
    page.fill(TEXT, TYPED)
    with page.expect_response("**/fill/narrative"):
        page.click(SAVE)
    filer.unroute_all()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    save(page)
    assert count(own_site, "fill") == before + 1
    assert read_saved(own_site) == TYPED


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_can_be_read(own_site: Site, language: str) -> None:
    """By everybody, at a desk and on a phone: what a script says, and what a page says."""
    evaluation = f"/evaluations/{own_site.evaluations[CASE]}"
    with contextlib.closing(own_site.open(FILER, language=language)) as context:
        page = context.new_page()
        page.goto(f"{evaluation}/fill/narrative")
        page.fill(TEXT, TYPED)
        page.locator("time.kept").wait_for()
        look(page)
        page.goto(evaluation)
        look(page)
        page.locator(f"[data-fold]:has({COMMENT}) .unfold").click()
        page.fill(COMMENT, TYPED)
        context.set_offline(True)
        page.locator(".kept.warn").first.wait_for()
        look(page)
        context.set_offline(False)
        page.locator("time.kept").wait_for()
        page.reload()
        look(page)
        page.goto(f"{evaluation}/fill/narrative")
        look(page)
        expire(own_site)
        page.fill(TEXT, f"{TYPED}！")
        page.locator(".kept a").wait_for()
        look(page)
        # As if the sign-in had ended a moment later.
        with page.expect_navigation():
            page.evaluate("document.querySelector('main form[data-draft]').submit()")
        assert page.locator("[name=carried_form]").count() == 1
        look(page)


def look(page: "Page") -> None:
    """Nothing is wrong with what stands on the screen."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(looking.WIDE) == []
    page.evaluate(find_axe())
    assert page.evaluate(looking.AXE, TAGS) == []
    assert page.evaluate(looking.TINY, looking.SMALLEST) == []
