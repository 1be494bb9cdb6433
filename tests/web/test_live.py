"""While somebody fills in, scores and checks follow what is typed; nothing is written for it."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from models.vocabulary import Action, State
from tests.support.app import PageForm, Visitor, find_form
from tests.support.crawl import Stage, read_words
from tests.support.drafts import Desk
from tests.support.papers import OPINION, RATE, VISITS
from tests.support.queries import count_queries
from tests.support.records import dump
from workflow.data import Filling, RowScore, Scoring
from workflow.supposing import suppose

CALL = "联系人电话13812345678"
NOTE = "含有个人信息，不改正就不能公开"


class Filled(Stage):
    """A draft in which everything is filled in, before the browser of its filer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.site)
        self.filer = desk.filer
        self.evaluation = self.walk(State.DRAFT)
        self.page = f"/evaluations/{self.evaluation}"

    def id_of(self, name: str) -> UUID:
        """The id of a row by its name."""
        rows = self.content(self.evaluation).rows
        return next(row.stored.id for row in rows if row.stored.name == name)

    def open(self, section: str) -> PageForm:
        """The form of one section as it stands."""
        address = f"{self.page}/fill/{section}"
        return find_form(self.filer.get(address), address)

    def look(self, section: str, typed: Mapping[str, str], *, expect: int = 200) -> Any:
        """What the page is told of a form into which this is typed."""
        fields = {**self.open(section).fields, **typed}
        return self.filer.post(f"{self.page}/fill/{section}/look", fields, expect=expect).json

    def look_at(self, told: Any, name: str) -> Any:
        """What is told of one row."""
        return next(row for row in told["rows"] if row["id"] == str(self.id_of(name)))


def low(row: UUID) -> dict[str, str]:
    """Half of the target and all of the points, without a reason."""
    return {f"actual-{row}": "6次", f"score-{row}": "60", f"reason-{row}": ""}


@pytest.fixture
def filled(desk: Desk) -> Filled:
    return Filled(desk)


def test_scores_formulas_and_totals_follow_what_is_typed(filled: Filled) -> None:
    visits, opinion = filled.id_of(VISITS), filled.id_of(OPINION)
    told = filled.look("indicators", low(visits))
    row = filled.look_at(told, VISITS)
    assert row["computed"] == "30.00"
    assert "6" in row["formula"]
    assert row["formula"] in row["cell"]
    codes = {each["code"]: each for each in row["codes"]}
    assert codes["S05"]["severity"] == "E"
    assert codes["S05"]["sentence"] == "自评 60 ≠ 核算 30"
    assert f'href="#check-S05-{visits}"' in row["marks"]
    assert f'id="check-S05-{visits}"' in told["panel"]
    assert f'href="#row-{visits}"' in told["panel"]
    assert told["errors"] >= 1
    assert f"{told['errors']} 错误" in told["counted"]
    assert f"{told['errors']} 错误" in told["said"]
    assert filled.look_at(told, OPINION)["why_not"]
    assert filled.look_at(told, OPINION)["computed"] is None
    assert told["totals"]["weights"] == "100"
    lower = filled.look("indicators", {f"score-{opinion}": "1"})
    assert lower["totals"]["self"] == "70.00"
    assert lower["totals"]["grade"] != told["totals"]["grade"]


def test_an_explanation_takes_the_error_away_while_it_is_typed(filled: Filled) -> None:
    visits = filled.id_of(VISITS)
    typed = low(visits)
    before = filled.look("indicators", typed)
    after = filled.look("indicators", {**typed, f"reason-{visits}": "下半年停运，上级同意"})
    assert after["errors"] < before["errors"]
    assert after["explained"] > before["explained"]
    assert after["missing"]["indicators"] < before["missing"]["indicators"]


def test_typed_amounts_move_the_rate_and_the_score_of_its_row(filled: Filled) -> None:
    line = filled.content(filled.evaluation).total_line
    assert line is not None
    told = filled.look("funds", {f"actual-{line.id}": "0.05"})
    assert told["totals"]["rate"] == "50.00%"
    assert filled.look_at(told, RATE)["computed"] == "5.00"
    over = filled.look("funds", {f"actual-{line.id}": "0.2"})
    codes = next(each for each in over["lines"] if each["id"] == str(line.id))["codes"]
    assert "F02" in {each["code"] for each in codes}
    assert f'href="#line-{line.id}"' in over["panel"]
    panel = re.sub("<[^>]*>", "", over["panel"])
    assert f"{line.name}：执行率 200%" in panel
    assert filled.look_at(over, RATE)["notices"] == ["支出超过预算，按满分计"]


def test_a_typed_claim_is_held_against_the_rows(filled: Filled) -> None:
    told = filled.look("narrative", {"reported_total": "12"})
    assert "自报总分 12 ≠ 各项合计" in told["panel"]
    assert 'href="#reported_total"' in told["panel"]
    explained = filled.look("narrative", {"reported_total": "12", "claim_reason": "原件如此"})
    assert explained["errors"] < told["errors"]
    assert "（已说明原因）" in explained["panel"]


@pytest.mark.parametrize("section", ["funds", "indicators", "narrative"])
def test_looking_changes_no_row_of_any_table(filled: Filled, section: str) -> None:
    form = filled.open(section)
    before = dump(filled.database)
    typed = {
        name: "1" if name.startswith(("score", "actual", "original", "revised")) else "改了"
        for name in form.fields
        if "-" in name
    }
    filled.look(section, typed)
    filled.look(section, {"strange": "x"})
    assert dump(filled.database) == before


def test_supposing_leaves_what_it_was_given_as_it_is(filled: Filled) -> None:
    content, visits = filled.content(filled.evaluation), filled.id_of(VISITS)
    before = content.computed_total, content.inconsistencies, content.rows
    given = RowScore(score=Decimal(1), reason="", actual_text="0次")
    supposed = suppose(content, Scoring(rows={visits: given, filled.evaluation: given}))
    assert supposed.row_of[visits].stored.self_score == 1
    assert len(supposed.rows) == len(content.rows)
    assert (content.computed_total, content.inconsistencies, content.rows) == before
    assert suppose(content, Filling()).inconsistencies == content.inconsistencies


def test_what_cannot_be_read_keeps_what_is_stored_and_is_named(filled: Filled) -> None:
    visits, opinion = filled.id_of(VISITS), filled.id_of(OPINION)
    told = filled.look(
        "indicators",
        {f"score-{visits}": "六十", f"score-{opinion}": "1", "strange": "x", "score-1": "2"},
    )
    named = {each["field"]: each["sentence"] for each in told["unread"] if each["field"]}
    assert set(named) == {f"score-{visits}"}
    assert f'<a href="#score-{visits}">' in told["panel"]
    assert VISITS in told["panel"]
    assert any("strange" in each["sentence"] for each in told["unread"])
    # 9 and 60 as stored, 1 as typed.
    assert told["totals"]["self"] == "70.00"
    some, total = (told["totals"][name] for name in ("computable", "computed"))
    assert (some, total) == ("2/3 项", "—")


def test_a_form_that_lacks_fields_counts_with_what_is_stored(filled: Filled) -> None:
    opinion = filled.id_of(OPINION)
    form = filled.open("indicators")
    fields = {"csrf_token": form.fields["csrf_token"], f"score-{opinion}": "1"}
    address = f"{filled.page}/fill/indicators/look"
    told = filled.filer.post(address, fields, expect=200).json
    assert told is not None
    assert told["totals"]["self"] == "70.00"


def test_without_its_token_or_by_somebody_else_nothing_is_told(filled: Filled, desk: Desk) -> None:
    address = f"{filled.page}/fill/indicators/look"
    filled.filer.post(address, {}, expect=403)
    filled.filer.post(address, {"csrf_token": "x"}, expect=403)
    for who, status in ("head", 403), ("school_filer", 404):
        stranger: Visitor = desk.site.visitor(who)
        before = dump(filled.database)
        token = find_form(stranger.get("/inbox"), "/sign-out").fields["csrf_token"]
        stranger.post(address, {"csrf_token": token}, expect=status)
        assert dump(filled.database) == before
    filled.do("filer", Action.SUBMIT, filled.evaluation)
    token = find_form(filled.filer.get(filled.page), "/sign-out").fields["csrf_token"]
    filled.filer.post(address, {"csrf_token": token}, expect=409)


def test_looking_takes_no_more_queries_than_opening_the_form(filled: Filled) -> None:
    form = filled.open("indicators")
    with count_queries(filled.database) as opening:
        filled.filer.get(f"{filled.page}/fill/indicators")
    with count_queries(filled.database) as looking:
        filled.filer.post(f"{filled.page}/fill/indicators/look", form.fields, expect=200)
    assert len(looking) < len(opening), looking


def test_what_is_told_is_escaped(filled: Filled) -> None:
    visits = filled.id_of(VISITS)
    told = filled.look(
        "indicators", {f"actual-{visits}": "<img src=x>12次", f"score-{visits}": "1"}
    )
    assert "<img" not in str(told["panel"]) + str(told["rows"])


def test_the_pages_of_filling_have_the_panel_of_the_evaluation(filled: Filled) -> None:
    """Also without a script: what was saved is what it shows, and each code leads to a sentence."""
    visits = filled.id_of(VISITS)
    form = filled.open("indicators")
    typed = low(visits)
    told = filled.look("indicators", typed)
    filled.filer.send_form(form, typed, button="save")
    page = filled.filer.get(f"{filled.page}/fill/indicators").text
    assert told["panel"] in page
    assert told["counted"] in page
    assert filled.look_at(told, VISITS)["cell"] in page
    assert filled.look_at(told, VISITS)["marks"] in page
    for section in ("", "/fill/funds", "/fill/narrative"):
        other = filled.filer.get(f"{filled.page}{section}").text
        assert "自评 60 ≠ 核算 30" in other
        where = f"{filled.page}/fill/indicators" if section else ""
        assert f'href="{where}#row-{visits}"' in other
    for section in ("", "/fill/funds", "/fill/indicators", "/fill/narrative"):
        text = filled.filer.get(f"{filled.page}{section}").text
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        for anchor in re.findall(r'href="#([^"]+)"', text):
            assert anchor in ids, anchor


def test_notices_stand_beside_the_formula(filled: Filled) -> None:
    line = filled.content(filled.evaluation).total_line
    assert line is not None
    form = filled.open("funds")
    filled.filer.send_form(form, {f"actual-{line.id}": "0.2"}, button="save")
    for address in (filled.page, f"{filled.page}/fill/indicators"):
        page = filled.filer.get(address).text
        assert re.search(r"<small class=\"notice[^\"]*\">支出超过预算，按满分计</small>", page)
    filled.filer.get("/language/en", expect=302)
    assert "支出超过预算" not in filled.filer.get(filled.page).text


def test_personal_data_are_told_once(filled: Filled) -> None:
    visits = filled.id_of(VISITS)
    told = filled.look("indicators", {f"actual-{visits}": CALL})
    assert NOTE in told["panel"]
    assert told["panel"].count("13812345678") == 1
    assert "P01" not in told["panel"]
    form = filled.open("indicators")
    filled.filer.send_form(form, {f"actual-{visits}": CALL}, button="save")
    for address in (filled.page, f"{filled.page}/fill/indicators"):
        words = read_words(filled.filer.get(address))
        assert words.count(NOTE) == 1
        assert "P01" not in words


def test_personal_data_that_block_nothing_are_still_told(filled: Filled) -> None:
    """A bare telephone number is found, though the publication does not stop at it."""
    visits = filled.id_of(VISITS)
    told = filled.look("indicators", {f"actual-{visits}": "0717-6231234"})
    assert NOTE not in told["panel"]
    assert f'id="check-P01-{visits}"' in told["panel"]
