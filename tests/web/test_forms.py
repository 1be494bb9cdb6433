"""What is typed into forms: numbers by one grammar, texts kept, strange fields refused."""

import html
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.database import Database
from models.queries.evaluations import find_header
from models.tables import AuditEvent, Base, BudgetLine, Comment, Evaluation, FreeText, Indicator
from tests.support.app import Site, Visitor, find_form

STRANGE_NUMBERS = (
    *("NaN", "sNaN", "Infinity", "-Infinity", "1e400", "1E+9999999", "-0", "-1", "0x10", "1_000"),
    *("true", "null", "[]", '"5"', "٣", "५", "½", "²", "五", "5 0", "1/2", "5分", "=5", "+5", "5."),
    *(".5", "9" * 30, "9" * 5000, "--5", "５．５．５", "5\u200b"),
)
STRANGE_SCORES = (*STRANGE_NUMBERS, "0.005", "1,000", "1000", "10.01", "11", "5\0")
SCORES = {
    "5": "5.00",
    "9.5": "9.50",
    "０９．２５": "9.25",
    " 7 ": "7.00",
    "\u30006\u3000": "6.00",
    "0": "0.00",
    "0.01": "0.01",
    "10.00": "10.00",
    "": None,
}
STRANGE_AMOUNTS = (*STRANGE_NUMBERS, "0.0000001", "100000000", "1,68", "12,3456")
AMOUNTS = {
    "1688.91": "16889100.00",
    "1,688.91": "16889100.00",
    "１，６８８．９１": "16889100.00",
    "0.000001": "0.01",
    "0": "0.00",
    " 5 ": "50000.00",
    "99999999.999999": "999999999999.99",
    "": None,
}
"""In 万元, the unit of the form; stored in yuan."""


@dataclass
class Desk:
    """One draft and the browser of its filer."""

    site: Site
    filer: Visitor
    evaluation: UUID

    @property
    def page(self) -> str:
        return f"/evaluations/{self.evaluation}"

    def read(self, column: Any) -> Any:
        """What stands in one column of the first row of the evaluation's table."""
        table = column.class_
        found = table.id if table is Evaluation else table.evaluation_id
        with self.site.database.reading() as session:
            statement = select(column).where(found == self.evaluation)
            if hasattr(table, "position"):
                statement = statement.order_by(table.position)
            return session.scalars(statement.limit(1)).one()

    def version(self) -> int:
        return int(self.read(Evaluation.version))


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A draft with nothing in it yet."""
    site = Site(database, tmp_path)
    filer = site.visitor("filer")
    return Desk(site, filer, site.begin(filer))


def type_into(desk: Desk, section: str, prefix: str, text: str, *, expect: int) -> TestResponse:
    """Type into the first field of a kind and save."""
    form = find_form(desk.filer.get(f"{desk.page}/fill/{section}"), section)
    name = next(name for name in form.fields if name.startswith(prefix))
    answer = desk.filer.send_form(form, {name: text}, button="save", expect=expect)
    if expect == 422:
        kept = find_form(answer, section).fields[name]
        assert kept.replace("\ufffd", "\0") == text, (text, kept)
        assert f'id="{name}-error"' in answer.text, text
    return answer


def test_a_score_follows_one_grammar(desk: Desk) -> None:
    for typed, stored in SCORES.items():
        type_into(desk, "indicators", "score-", typed, expect=303)
        expected = None if stored is None else Decimal(stored)
        assert desk.read(Indicator.self_score) == expected, typed
        form = find_form(desk.filer.get(f"{desk.page}/fill/indicators"), "/indicators")
        assert next(v for k, v in form.fields.items() if "score-" in k) == (stored or ""), typed
        if stored is not None:
            assert f">{stored}</td>" in desk.filer.get(desk.page).text
    before = desk.version()
    for typed in STRANGE_SCORES:
        type_into(desk, "indicators", "score-", typed, expect=422)
    assert desk.version() == before


def test_an_amount_follows_one_grammar(desk: Desk) -> None:
    for typed, stored in AMOUNTS.items():
        type_into(desk, "funds", "revised-", typed, expect=303)
        expected = None if stored is None else Decimal(stored)
        assert desk.read(BudgetLine.revised) == expected, typed
    before = desk.version()
    for typed in STRANGE_AMOUNTS:
        type_into(desk, "funds", "revised-", typed, expect=422)
    assert desk.version() == before


def test_what_is_shown_again_is_what_was_stored(desk: Desk) -> None:
    type_into(desk, "funds", "revised-", "12.345678", expect=303)
    stored = desk.read(BudgetLine.revised)
    desk.filer.send(f"{desk.page}/fill/funds", button="save")
    assert desk.read(BudgetLine.revised) == stored == Decimal("123456.78")


def test_a_field_sent_twice_or_left_out_is_named(desk: Desk) -> None:
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(address), address)
    name = next(name for name in form.fields if name.startswith("score-"))
    before = desk.version()
    twice = {**form.fields, name: ["3", "4"]}
    assert name in desk.filer.post(address, twice, expect=422).text
    lacking = {key: text for key, text in form.fields.items() if key != name}
    assert f'id="{name}-error"' in desk.filer.post(address, lacking, expect=422).text
    for version in ("", "-1", "1.0", "１", "9" * 30, "abc"):
        desk.filer.post(address, {**form.fields, "content_version": version}, expect=422)
    assert desk.version() == before


def test_all_problems_of_a_form_are_told_at_once(desk: Desk) -> None:
    """A score that is no number and one that is too high: the schema finds one, the workflow the
    other.
    """
    address = f"{desk.page}/fill/indicators"
    form = find_form(desk.filer.get(address), address)
    first, second, third = [name for name in form.fields if name.startswith("score-")][:3]
    typed = {first: "abc", second: "99", third: "1"}
    answer = desk.filer.send_form(form, typed, button="save", expect=422)
    assert f'id="{first}-error"' in answer.text
    assert f'id="{second}-error"' in answer.text
    assert f'id="{third}-error"' not in answer.text


def test_a_form_saved_unchanged_changes_nothing(desk: Desk) -> None:
    address = f"{desk.page}/fill/narrative"
    form = find_form(desk.filer.get(address), address)
    typed = {"reported_total": "97", "claim_reason": "原件如此", "finding-0": "支出较慢"}
    desk.filer.send_form(form, typed, button="save")
    assert {"claim", "findings"} <= read_last_data(desk).keys()
    desk.filer.send(address, button="save")
    assert read_last_data(desk).keys() == {"roles", "round", "source"}


def read_last_data(desk: Desk) -> dict[str, Any]:
    """What the last event of the trail says was changed."""
    with desk.site.database.reading() as session:
        body = session.scalars(
            select(AuditEvent.body)
            .where(AuditEvent.evaluation_id == desk.evaluation)
            .order_by(AuditEvent.seq.desc())
            .limit(1)
        ).one()
    data: dict[str, Any] = json.loads(body)["data"]
    return data


# --- strange fields -----------------------------------------------------------------------------

COLUMNS = {column.name for table in Base.metadata.tables.values() for column in table.columns}
STRANGE_FIELDS = COLUMNS | {"score", "created_by", "role", "__proto__", "constructor", "self"}


def send_strange(
    visitor: Visitor, page: str, ending: str, typed: dict[str, str] | None = None
) -> None:
    """Send a form with every column of the database beside its own fields: each is refused by
    its name. Then send it without them, which is accepted.
    """
    form = find_form(visitor.get(page), ending)
    fields = {**form.fields, **(typed or {})}
    strange = sorted(STRANGE_FIELDS - set(fields))
    answer = visitor.post(form.action, {**fields, **dict.fromkeys(strange, "1")}, expect=422)
    missing = [name for name in strange if f"：{name}<" not in answer.text]
    assert not missing, (ending, missing)
    visitor.send_form(form, typed)


def test_no_column_can_be_assigned_through_any_form(desk: Desk) -> None:
    site, filer, page = desk.site, desk.filer, desk.page
    head, chief = site.visitor("head"), site.visitor("chief")
    cycle = str(site.cycles["national_project"])
    send_strange(filer, "/evaluations/new", "/new", {"title": "x", "cycle_id": cycle})
    fill_everything(desk)
    address = f"{page}/attachments"
    form = find_form(filer.get(address), address)
    strange = dict.fromkeys(STRANGE_FIELDS - set(form.fields), "1")
    answer = filer.upload(desk.evaluation, "a.pdf", b"x", beside=strange, expect=422)
    assert all(f"：{name}<" in answer.text for name in strange)
    send_strange(filer, page, "/comment", {"text": "x"})
    send_strange(filer, page, "/submit")
    send_strange(filer, page, "/recall")
    send_strange(filer, page, "/submit")
    due = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    send_strange(head, page, "/return", {"reason": "x", "due_on": due})
    filer.send(page, ending="/submit")
    send_strange(head, page, "/approve")
    send_strange(chief, f"{page}/review", "/review")
    send_strange(chief, page, "/finish")
    send_strange(chief, page, "/reopen", {"reason": "x"})
    chief.send(page, ending="/finish")
    send_strange(chief, page, "/publish")
    assert desk.read(Evaluation.state) == "published"
    with site.database.reading() as session:
        header = find_header(session, desk.evaluation)
        assert header is not None
        assert header.evaluation.unit_id == site.offices.offices["center"]


def fill_everything(desk: Desk) -> None:
    """Fill in all three sections, each once with strange fields too."""
    typed = {
        "funds": {"original": "10", "revised": "10", "actual": "9"},
        "indicators": {"actual": "完成", "score": "5", "reason": "按年初目标评分"},
        "narrative": {"section": "已完成。"},
    }
    for section, words in typed.items():
        address = f"{desk.page}/fill/{section}"
        form = find_form(desk.filer.get(address), section)
        given = {
            name: words[name.partition("-")[0]]
            for name in form.fields
            if "-" in name and name.partition("-")[0] in words
        }
        send_strange(desk.filer, address, section, given)


# --- texts --------------------------------------------------------------------------------------

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
        assert read_last_comment(desk) == text.replace("e\u0301", "é").replace("z\u0301", "ź")
        assert_shown(desk.filer.get(desk.page), text)
        type_into(desk, "indicators", "reason-", text, expect=303)
        assert_shown(desk.filer.get(f"{desk.page}/fill/indicators"), text)
        type_into(desk, "narrative", "section-", text, expect=303)
        assert_shown(desk.filer.get(f"{desk.page}/fill/narrative"), text)
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


def assert_shown(page: TestResponse, text: str) -> None:
    """The text stands in the page as text, and nowhere as markup."""
    shown = html.unescape(page.text)
    composed = text.replace("e\u0301", "é").replace("z\u0301", "ź")
    assert composed in shown, text
    if "<" in text or '"' in text:
        assert text not in page.text, text


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
