"""Who goes on with what he typed undoes nothing that somebody else did meanwhile."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from models.database import Database
from tests.support.app import PageForm, Site, Visitor, find_form
from tests.support.drafts import begin_draft

AMOUNTS = ("original", "revised", "actual")


@dataclass
class Pair:
    """One draft and the browsers of two filers of its unit."""

    site: Site
    filer: Visitor
    second: Visitor
    page: str

    def form(self, visitor: Visitor, section: str) -> PageForm:
        """One section of the form as a visitor sees it now."""
        return find_form(visitor.get(f"{self.page}/fill/{section}"), section)


@pytest.fixture
def pair(database: Database, tmp_path: Path) -> Pair:
    """A draft with nothing in it yet."""
    site = Site(database, tmp_path)
    page = f"/evaluations/{begin_draft(site)}"
    return Pair(site, site.visitor("filer"), site.visitor("second_filer"), page)


def go_on(visitor: Visitor, form: PageForm, typed: dict[str, str], *, button: str) -> TestResponse:
    """Send a form that comes too late, and go on with what was typed."""
    late = visitor.send_form(form, typed, button=button, expect=409)
    return visitor.send_form(find_form(late, form.action), button="continue", expect=200)


def list_fields(form: PageForm, prefix: str) -> list[str]:
    """The fields of a form that begin with this word, in their order."""
    return [name for name in form.fields if name.partition("-")[0] == prefix]


@pytest.mark.parametrize(
    ("section", "prefixes", "theirs", "mine"),
    [
        ("indicators", ("actual", "score", "reason"), "8.00", "6.50"),
        ("funds", ("original", "revised"), "8.00", "6.50"),
        ("narrative", ("finding", "recommendation", "section"), "他们的话", "我的话"),
        ("narrative", ("finding", "reported_total", "claim_reason"), "8.00", "6.50"),
    ],
)
def test_going_on_erases_nothing_of_others(
    pair: Pair, section: str, prefixes: tuple[str, ...], theirs: str, mine: str
) -> None:
    """What a colleague filled in and changed meanwhile stays; what was typed is kept beside it."""
    base = pair.form(pair.filer, section)
    first = {list_fields(base, prefix)[0]: "1.00" for prefix in prefixes}
    pair.filer.send_form(base, first, button="save")
    late, early = pair.form(pair.filer, section), pair.form(pair.second, section)
    changed = dict.fromkeys(first, theirs)
    pair.second.send_form(early, changed, button="save")
    own = list_fields(late, prefixes[0])[1]
    again = go_on(pair.filer, late, {own: mine}, button="save")
    form = find_form(again, section)
    expected = {**changed, own: mine}
    assert {name: form.fields[name] for name in expected} == expected
    assert "现值为" not in again.text
    pair.filer.send_form(form, button="save")
    kept = pair.form(pair.filer, section).fields
    assert {name: kept[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("section", "prefix", "values"),
    [
        ("indicators", "score", ("1.00", "2.00", "3.00")),
        ("indicators", "reason", ("一", "二", "三")),
        ("indicators", "actual", ("一", "二", "三")),
        ("funds", "revised", ("1.00", "2.00", "3.00")),
        ("narrative", "section", ("一", "二", "三")),
        ("narrative", "finding", ("一", "二", "三")),
        ("narrative", "claim_reason", ("一", "二", "三")),
    ],
)
def test_what_both_changed_is_marked(
    pair: Pair, section: str, prefix: str, values: tuple[str, str, str]
) -> None:
    first, theirs, mine = values
    form = pair.form(pair.filer, section)
    name = list_fields(form, prefix)[0]
    pair.filer.send_form(form, {name: first}, button="save")
    late, early = pair.form(pair.filer, section), pair.form(pair.second, section)
    pair.second.send_form(early, {name: theirs}, button="save")
    again = go_on(pair.filer, late, {name: mine}, button="save")
    assert f'id="{name}-now"' in again.text
    assert f'<bdi lang="zh-Hans">{theirs}</bdi></span>' in again.text
    assert again.text.count("现值为：") == 1
    assert find_form(again, section).fields[name] == mine


@pytest.mark.parametrize(("section", "prefix"), [("indicators", "score"), ("funds", "revised")])
def test_a_number_spelled_otherwise_is_not_changed(pair: Pair, section: str, prefix: str) -> None:
    form = pair.form(pair.filer, section)
    one, *_rest, other = list_fields(form, prefix)
    pair.filer.send_form(form, {one: "5.00"}, button="save")
    late, early = pair.form(pair.filer, section), pair.form(pair.second, section)
    pair.second.send_form(early, {one: "4.00"}, button="save")
    again = go_on(pair.filer, late, {one: "５", other: "2.00"}, button="save")
    kept = find_form(again, section).fields
    assert (kept[one], kept[other]) == ("4.00", "2.00")


def test_the_conflict_page_lists_only_what_was_typed(pair: Pair) -> None:
    late, early = pair.form(pair.filer, "indicators"), pair.form(pair.second, "indicators")
    names = list_fields(late, "actual")
    pair.second.send_form(early, {names[0]: "甲", names[1]: "乙"}, button="save")
    page = pair.filer.send_form(late, {names[1]: "丁"}, button="save", expect=409).text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == 1
    assert "丁" in table
    assert "双方都改了" in table


def test_going_on_later_still_knows_what_was_shown(pair: Pair) -> None:
    """The evaluation may move on once more while somebody reads the page of the conflict."""
    late = pair.form(pair.filer, "indicators")
    rows = list_fields(late, "actual")
    pair.second.send_form(pair.form(pair.second, "indicators"), {rows[0]: "甲"}, button="save")
    conflict = pair.filer.send_form(late, {rows[2]: "丙"}, button="save", expect=409)
    pair.second.send_form(pair.form(pair.second, "indicators"), {rows[1]: "乙"}, button="save")
    again = pair.filer.send_form(find_form(conflict, "/indicators"), button="continue", expect=200)
    pair.filer.send_form(find_form(again, "/indicators"), button="save")
    kept = pair.form(pair.filer, "indicators").fields
    assert [kept[name] for name in rows[:3]] == ["甲", "乙", "丙"]


def test_a_review_goes_on_without_undoing_the_colleague(pair: Pair) -> None:
    for section in ("funds", "indicators", "narrative"):
        form = pair.form(pair.filer, section)
        words = {"section": "已完成", "reason": "按目标评分"}
        typed = {
            name: words.get(name.partition("-")[0], "5")
            for name in form.fields
            if "-" in name and "finding" not in name
        }
        if section == "funds":
            # The whole stands first and is one of its parts, or it would not be their sum.
            typed |= dict.fromkeys([*typed][2 * len(AMOUNTS) :], "0")
        pair.filer.send_form(form, typed, button="save")
    pair.filer.send(pair.page, ending="/submit")
    pair.site.visitor("head").send(pair.page, ending="/approve")
    page = f"{pair.page}/review"
    chief, second = pair.site.visitor("chief"), pair.site.visitor("second_chief")
    late, early = (find_form(who.get(page), "/review") for who in (chief, second))
    scores, reasons = list_fields(late, "score"), list_fields(late, "reason")
    theirs = {scores[0]: "4.00", reasons[0]: "抽查", scores[1]: "3.00", reasons[1]: "抽查"}
    second.send_form(early, theirs, button="rescore")
    mine = {scores[1]: "1.00", reasons[-1]: "佐证齐全"}
    again = go_on(chief, late, mine, button="rescore")
    form = find_form(again, "/review")
    assert f'id="{scores[1]}-now"' in again.text
    assert again.text.count("现值为：") == 1
    chief.send_form(form, button="rescore")
    kept = find_form(chief.get(page), "/review").fields
    expected = {**theirs, **mine}
    assert {name: kept[name] for name in expected} == expected
