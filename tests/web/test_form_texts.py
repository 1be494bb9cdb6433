"""Texts are kept as they were typed, shown as text and nothing else, and refused by name."""

import html

from sqlalchemy import select
from werkzeug.test import TestResponse

from models.tables import Comment, FreeText
from tests.support.app import find_form
from tests.support.drafts import Desk, type_into

TEXTS = (
    *("普通文字", "a\u200bb", "\u202egnp.exe", "аdmin", "e\u0301", "👩\u200d👩\u200d👧", "𠮷野家"),
    *("a\u2028b", "½ ٣ ²", "z" + "\u0301" * 300, "第一行\n第二行\t列"),
    *("＝SUM(A1)", "=1+1", "'; DROP TABLE user_account; --"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "${7*7}"),
    *("</textarea><svg onload=alert(1)>", "&lt;b&gt;", "javascript:alert(1)"),
    "' onfocus='alert(1)",
)
STRANGE_TEXTS = ("a\0b", "\x01", "a\x1b[31m", "a\x7f", "a\x85b", "x" * 20_001, "字" * 20_001)


def test_texts_are_kept_and_shown_as_text(desk: Desk) -> None:
    for text in TEXTS:
        desk.filer.send(desk.page, {"text": text}, ending="/comment")
        assert read_last_comment(desk) == compose(text)
    assert_shown(desk.filer.get(desk.page), *TEXTS)
    for section, prefix in (("indicators", "reason-"), ("narrative", "section-")):
        shown = desk.filer.get(f"{desk.page}/fill/{section}")
        names = [name for name in find_form(shown, section).fields if name.startswith(prefix)]
        for first in range(0, len(TEXTS), len(names)):
            texts = TEXTS[first : first + len(names)]
            form = find_form(desk.filer.get(f"{desk.page}/fill/{section}"), section)
            desk.filer.send_form(form, dict(zip(names, texts, strict=False)), button="save")
            assert_shown(desk.filer.get(f"{desk.page}/fill/{section}"), *texts)
            assert_shown(desk.filer.get(desk.page), *texts)


def test_strange_texts_are_refused(desk: Desk) -> None:
    before = desk.version()
    for text in STRANGE_TEXTS:
        desk.filer.send(desk.page, {"text": text}, ending="/comment", expect=422)
        type_into(desk, "indicators", "reason-", text, expect=422)
        type_into(desk, "narrative", "section-", text, expect=422)
    assert desk.version() == before


def test_titles_and_cells_are_one_line(desk: Desk) -> None:
    cycle = str(desk.site.cycles["national_project"])
    strange = ("", "   ", "a\nb", "a\tb", "a\0b", "字" * 201)
    for title in strange:
        typed = {"title": title, "cycle_id": cycle}
        answer = desk.filer.send("/evaluations/new", typed, expect=422)
        assert 'id="title-error"' in answer.text, title
    longest = "𠮷" * 200
    evaluation = desk.site.begin(desk.filer, title=longest)
    assert longest in desk.filer.get(f"/evaluations/{evaluation}").text
    type_into(desk, "indicators", "actual-", "字" * 301, expect=422)
    type_into(desk, "indicators", "actual-", "字" * 300, expect=303)


def test_a_text_of_a_megabyte_is_refused(desk: Desk) -> None:
    before = desk.version()
    form = find_form(desk.filer.get(desk.page), "/comment")
    for size in (300_000, 1_100_000):
        answer = desk.filer.client.post(form.action, data={**form.fields, "text": "字" * size})
        assert answer.status_code in {413, 422}
    assert desk.version() == before


def test_another_order_of_letters_is_another_field(desk: Desk) -> None:
    """A row is named by one spelling of its id, so that nobody names it twice."""
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(address), address)
    name = next(name for name in form.fields if name.startswith("score-"))
    shouted = "score-" + name.removeprefix("score-").upper()
    foreign = "score-01900000-0000-7000-8000-000000000000"
    for strange in (shouted, "score-1", "score-", foreign, f"scores-{name}"):
        reason = {strange.replace("score-", "reason-"): "x"}
        desk.filer.post(address, {**form.fields, strange: "1", **reason}, expect=422)


def assert_shown(page: TestResponse, *texts: str) -> None:
    """The texts stand in the page as text, and nowhere as markup."""
    shown = html.unescape(page.text)
    for text in texts:
        assert compose(text) in shown, text
        if "<" in text or '"' in text:
            assert text not in page.text, text


def compose(text: str) -> str:
    """The composed form of the two texts that are typed decomposed."""
    return text.replace("e\u0301", "é").replace("z\u0301", "ź")


def read_last_comment(desk: Desk) -> str | None:
    """The text of the last comment of the evaluation."""
    with desk.site.database.reading() as session:
        return session.scalar(
            select(FreeText.text)
            .join(Comment, Comment.text_id == FreeText.id)
            .where(Comment.evaluation_id == desk.evaluation)
            .order_by(Comment.id.desc())
            .limit(1)
        )
