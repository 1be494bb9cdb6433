"""What is typed into forms: numbers by one grammar, every problem at its field, all at once."""

import json
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from models.tables import AuditEvent, BudgetLine, Indicator
from tests.support.app import find_form
from tests.support.drafts import Desk, type_into

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


def test_all_problems_of_the_texts_are_told_at_once(desk: Desk) -> None:
    """Those that a schema finds, and those that only the scheme of the evaluation knows."""
    address = f"{desk.page}/fill/narrative"
    form = find_form(desk.filer.get(address), address)
    text = next(name for name in form.fields if name.startswith("section-"))
    for wrong in ("reported_total", "finding_category-0"):
        typed = {wrong: "97.123", text: "字" * 9_000}
        answer = desk.filer.send_form(form, typed, button="save", expect=422)
        shown = {"reported_total": wrong, "finding_category-0": "finding-0"}[wrong]
        assert f'href="#{shown}"' in answer.text
        assert f'href="#{text}"' in answer.text
        assert find_form(answer, address).fields[wrong] == "97.123"


def test_a_form_saved_unchanged_changes_nothing(desk: Desk) -> None:
    address = f"{desk.page}/fill/narrative"
    form = find_form(desk.filer.get(address), address)
    typed = {"reported_total": "97", "claim_reason": "原件如此", "finding-0": "支出较慢"}
    desk.filer.send_form(form, typed, button="save")
    assert {"claim", "findings"} <= read_last_data(desk).keys()
    desk.filer.send(address, button="save")
    assert read_last_data(desk).keys() == {"roles", "round", "source"}
    for section in ("funds", "indicators"):
        desk.filer.send(f"{desk.page}/fill/{section}", button="save")
    assert desk.filer.get(f"{desk.page}/trail").text.count("内容没有改动") == 3


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
