"""Several evaluations reviewed, sent back or published with one press, asked about once more."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage
from tests.support.papers import OPINION


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def choose(who: Visitor, action: str) -> dict[str, str]:
    """Tick all of the desk and press the button of an action: the form of the page that asks."""
    form = find_form(who.get("/inbox"), "/ask")
    asked = who.post(f"/inbox/{action}/ask", form.fields, expect=200)
    return find_form(asked, f"/inbox/{action}").fields


def states(stage: Stage, *evaluations: UUID) -> list[str]:
    return [stage.header(each).evaluation.state for each in evaluations]


def test_those_that_need_no_judgement_are_reviewed(site: Site, stage: Stage) -> None:
    plain, judged = stage.stand(State.UNIT_APPROVED), stage.stand(State.UNIT_APPROVED)
    stage.do("chief", Action.RESCORE, judged, stage.desk(judged).scores({OPINION: "27"}))
    chief = site.visitor("chief")
    page = chief.post("/inbox/review", choose(chief, "review"), expect=200).text
    assert re.findall(r'<span class="badge \w+">(已办理|未办理)', page).count("已办理") == 1
    assert OPINION in page
    assert states(stage, plain, judged) == [State.UNIT_APPROVED, State.FINANCE_REVIEWED]


def test_several_are_sent_back_with_one_reason(site: Site, stage: Stage) -> None:
    evaluations = [stage.stand(State.UNIT_APPROVED), stage.stand(State.FINANCE_REVIEWED)]
    chief = site.visitor("chief")
    fields = choose(chief, "return")
    for typed in ({}, {"due_on": "明天"}, {"due_on": "2020-01-01"}):
        given = {**fields, "reason": "请补充附件", **typed}
        refused = chief.post("/inbox/return", given, expect=422)
        assert "请补充附件" in refused.text
        assert 'id="due_on-error"' in refused.text
    assert states(stage, *evaluations) == [State.UNIT_APPROVED, State.FINANCE_REVIEWED]
    day = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}"
    again = {**find_form(refused, "/inbox/return").fields, "due_on": day}
    for _sending in range(2):
        page = chief.post("/inbox/return", again, expect=200).text
        assert page.count('badge good">已办理') == 2
    assert states(stage, *evaluations) == [State.DRAFT, State.DRAFT]


def test_several_are_published_after_a_second_look(site: Site, stage: Stage) -> None:
    one, other = stage.stand(State.FINANCE_REVIEWED), stage.stand(State.FINANCE_REVIEWED)
    chief = site.visitor("chief")
    fields = choose(chief, "publish")
    assert states(stage, one, other) == [State.FINANCE_REVIEWED] * 2
    del fields[f"seen-{other}"]
    chief.post("/inbox/publish", {**fields, "text": "同意公开"}, expect=200)
    assert states(stage, one, other) == [State.PUBLISHED, State.FINANCE_REVIEWED]


def test_a_press_without_a_tick_is_told_on_the_list_with_its_filters(
    site: Site, stage: Stage
) -> None:
    stage.stand(State.FINANCE_REVIEWED)
    chief = site.visitor("chief")
    address = "/inbox/publish/ask?state=finance_reviewed"
    form = find_form(chief.get("/inbox?state=finance_reviewed"), address)
    ticked = tuple(name for name in form.fields if name.startswith("seen-"))
    page = chief.get(chief.send_form(form, without=ticked).location).text
    assert "公开发布：请先勾选要办理的评价" in page
    assert re.search(r'<option value="finance_reviewed" selected', page)
    assert chief.get(address, expect=302).location == "/inbox?state=finance_reviewed"
