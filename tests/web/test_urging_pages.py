"""What is late in the units somebody oversees, and urging it with one press."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, find_form
from tests.support.crawl import Stage, let_in
from tests.support.deadlines import close_cycle
from tests.support.records import read_bodies

ADDRESS = "/deadlines"


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def let_pass(stage: Stage) -> None:
    """The deadline of the cycle was over an hour ago."""
    late = datetime.now(UTC) - timedelta(hours=1)
    close_cycle(stage.database, stage.cycles["project"], at=late)


def count_urgings(stage: Stage, evaluation: UUID) -> int:
    bodies = read_bodies(stage.database, evaluation)
    return [body["action"] for body in bodies].count(Action.ESCALATE)


def read_results(page: str) -> list[str]:
    return re.findall(r'<td><span class="badge \w+">(\S+?)</span>', page)


def test_a_chief_sees_what_is_late_and_urges_it_once(stage: Stage) -> None:
    draft, submitted = stage.stand(State.DRAFT), stage.stand(State.SELF_SCORED)
    done = stage.stand(State.FINANCE_REVIEWED)
    chief = let_in(stage.site, "chief")
    assert "没有逾期的评价" in chief.get(ADDRESS).text
    assert "项逾期" not in chief.get("/inbox").text
    let_pass(stage)
    assert "您督办的单位有 2 项逾期" in chief.get("/inbox").text
    page = chief.get(ADDRESS)
    assert str(draft) in page.text
    assert str(submitted) in page.text
    assert str(done) not in page.text
    fields = find_form(page, "/deadlines/urge").fields
    ticked = {name: value for name, value in fields.items() if str(draft) not in name}
    answer = chief.post(
        f"{ADDRESS}/urge", {**ticked, "text": "请于本周办完", "button": "ticked"}, expect=200
    )
    assert read_results(answer.text) == ["已催办"]
    assert [count_urgings(stage, each) for each in (draft, submitted)] == [0, 1]
    # The same form again, and then all that is late: what was urged is left in peace.
    form = {name: value for name, value in fields.items() if not name.startswith("urge-")}
    chief.post(f"{ADDRESS}/urge", {**ticked, "text": "请于本周办完"}, expect=200)
    elsewhere = f"{ADDRESS}/urge?unit={stage.offices['school']}"
    chief.post(elsewhere, {**form, "button": "all"}, expect=422)
    answer = chief.post(f"{ADDRESS}/urge", {**form, "button": "all"}, expect=200)
    assert read_results(answer.text) == ["已催办"]
    assert [count_urgings(stage, each) for each in (draft, submitted)] == [1, 1]
    answer = chief.post(f"{ADDRESS}/urge", {**form, "button": "all"}, expect=422)
    assert "请先勾选要催办的评价" in answer.text
    assert "urge-" not in chief.get(ADDRESS).text
    told = let_in(stage.site, "head").get("/notices").text
    assert "<strong>催办</strong>" in told
    assert "请于本周办完" in told


def test_others_find_nothing_and_urge_nothing(stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    let_pass(stage)
    for who in ("other_chief", "head"):
        visitor = let_in(stage.site, who)
        assert "没有逾期的评价" in visitor.get(ADDRESS).text
        form = find_form(visitor.get("/account"), "/account").fields
        sent = {"csrf_token": form["csrf_token"], f"urge-{evaluation}": "1"}
        assert read_results(visitor.post(f"{ADDRESS}/urge", sent, expect=200).text) == ["未办理"]
    assert str(evaluation) in let_in(stage.site, "bureau_head").get(ADDRESS).text
    assert count_urgings(stage, evaluation) == 0
