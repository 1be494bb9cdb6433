"""What a script reads: lists by every property, one evaluation as it stands, its trail, exactly."""

import hashlib
import json
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import QueuePool

from models.database import Database
from models.vocabulary import LIFECYCLE, Action, State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.papers import OPINION, RATE
from tests.support.queries import count_queries
from tests.support.scripts import Script, make_script


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def list_ids(script: Script, query: str = "") -> list[str]:
    """The ids of a list, page after page, forward by its links, checked backward."""
    address: str | None = f"/evaluations?limit=2{query}"
    found: list[list[str]] = []
    last = ""
    while address:
        page = script.get(address)
        found.append([item["id"] for item in page["items"]])
        last, address = page["links"]["self"], page["links"]["next"]
    back: list[list[str]] = []
    address = last
    while address:
        page = script.get(address)
        back.insert(0, [item["id"] for item in page["items"]])
        address = page["links"]["previous"]
    assert list(chain(*back)) == list(chain(*found))
    return list(chain(*found))


def test_a_list_holds_what_the_caller_may_see_page_by_page(site: Site, stage: Stage) -> None:
    own = [str(stage.stand(state)) for state in LIFECYCLE]
    foreign = str(
        stage.stand(
            State.DRAFT, unit="school", cast={"filer": "school_filer", "head": "school_head"}
        )
    )
    assert sorted(list_ids(make_script(site, "filer"))) == sorted(own)
    assert sorted(list_ids(make_script(site, "chief"))) == sorted([*own, foreign])
    assert list_ids(make_script(site, "other_chief")) == []
    assert list_ids(make_script(site, "administrator")) == []
    assert list_ids(make_script(site, "school_filer")) == [foreign]


def test_every_filter_filters(site: Site, stage: Stage) -> None:
    draft, published = stage.stand(State.DRAFT), stage.stand(State.PUBLISHED)
    chief = make_script(site, "chief")
    center, school = site.offices.offices["center"], site.offices.offices["school"]
    both = {str(draft), str(published)}
    for query, wanted in (
        ("year=2025", both),
        ("year=2024", set()),
        ("state=published", {str(published)}),
        ("kind=project_self_evaluation", both),
        ("kind=finance_evaluation", set()),
        (f"unit={center}", both),
        (f"unit={site.offices.offices['bureau']}", both),
        (f"unit={school}", set()),
        (f"person={site.people['chief']}", {str(published)}),
        ("q=信息化", both),
        ("q=没有这个", set()),
        ("grade=excellent", both),
        ("grade=poor", set()),
        ("discarded=true&superseded=true", both),
    ):
        assert set(list_ids(chief, f"&{query}")) == wanted, query


def test_one_evaluation_is_read_whole_and_exactly(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    chief = make_script(site, "chief")
    answer = chief.client.get(f"/api/v1/evaluations/{evaluation}", headers=chief.headers)
    read: dict[str, Any] = json.loads(answer.data, parse_float=lambda _: pytest.fail("a float"))
    assert answer.headers["ETag"] == f'"{read["content_version"]}"'
    assert (read["state"], read["round"], read["unit"]["name"]) == ("unit_approved", 1, "center")
    rows = {row["name"]: row for row in read["rows"]}
    assert rows[RATE]["computed"]["score"] == rows[RATE]["self_score"] == "9.00"
    assert rows[OPINION]["self_reason"] == "按完成情况"
    assert read["totals"]["self"] == "96.00"
    assert sum(Decimal(row["weight"]) for row in read["rows"] if row["weight"]) == 100
    assert [line["revised"] for line in read["funds"]["lines"]] == ["0.10", "0.001"]
    assert read["attachments"][0]["name"] == "巡检记录.pdf"
    moves = {move["action"]: move for move in read["actions"]}
    assert set(moves) == set(Action) - {"create"}
    assert {name for name, move in moves.items() if move["allowed"]} == {
        *("ask_erasure", "comment", "return", "rescore", "review"),
    }
    assert moves["publish"]["reasons"][0]["code"] == "not_from_this_state"


def test_what_is_missing_is_named_with_the_place_where_it_is_mended(site: Site) -> None:
    filer = make_script(site, "filer")
    begun = {"cycle_id": str(site.cycles["national_project"]), "title": "空白"}
    evaluation = filer.send("/evaluations", begun).get_json()["id"]
    read = filer.get(f"/evaluations/{evaluation}")
    (submit,) = [move for move in read["actions"] if move["action"] == "submit"]
    places = {
        (reason["elsewhere"]["action"], reason["elsewhere"]["pointer"])
        for reason in submit["reasons"]
    }
    for row in read["rows"]:
        assert (("score", f"/rows/{row['id']}/score") in places) is (row["weight"] is not None)
    assert ("fill", "/sections/overall_goal") in places
    assert ("fill", "/lines") in places
    refused = filer.do(evaluation, "submit", expect=422)
    assert refused["reasons"] == submit["reasons"]


def test_the_trail_can_be_proved_from_what_is_read(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    auditor = make_script(site, "auditor")
    address: str | None = f"/evaluations/{evaluation}/trail?limit=2"
    events: list[dict[str, Any]] = []
    while address:
        page = auditor.get(address)
        events += page["items"]
        address = page["links"]["next"]
    assert [event["number"] for event in events] == list(range(len(events), 0, -1))
    before = "0" * 64
    for event in reversed(events):
        assert hashlib.sha256(b"\0" + event["body"].encode()).hexdigest() == event["hash"]
        body = json.loads(event["body"])
        assert (body["prev"], body["action"], body["actor"]) == (
            before,
            event["action"],
            event["actor"]["id"],
        )
        before = event["hash"]
        for mark in {score["reason"] for score in body["data"].get("scores", ())}:
            assert event["texts"][mark] == "按完成情况"
    scored = auditor.get(f"/evaluations/{evaluation}/trail?action=score")["items"]
    assert [event["action"] for event in scored] == ["score"]
    nobody = f"/evaluations/{evaluation}/trail?person={site.people['auditor']}"
    assert auditor.get(nobody)["items"] == []
    assert auditor.get(f"/evaluations/{evaluation}/trail?since=2199-01-01")["items"] == []
    assert len(auditor.get(f"/evaluations/{evaluation}/trail?until=2199-01-01")["items"]) == 6


def test_a_read_gives_back_every_connection(site: Site, stage: Stage) -> None:
    script, pool = make_script(site, "chief"), site.database.engine.pool
    assert isinstance(pool, QueuePool)
    for state in LIFECYCLE:
        script.get(f"/evaluations/{stage.stand(state)}")
        assert pool.checkedout() == 0, state


def test_a_correction_leads_to_its_successor(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.PUBLISHED)
    chief = make_script(site, "chief")
    body = {"reason": "合计有误", "due_on": "2199-12-31"}
    opened = chief.do(evaluation, "correct", body)
    successor = chief.get(opened["links"]["successor"])
    assert (successor["id"], successor["edition"]) == (opened["successor_id"], 2)
    assert successor["supersedes_id"] == str(evaluation)
    assert chief.get(f"/evaluations/{evaluation}")["successor"] == {
        "id": opened["successor_id"],
        "state": "draft",
    }
    assert chief.do(evaluation, "correct", body, expect=409)["reasons"][0]["code"] == (
        "has_no_successor"
    )


def test_rows_come_along_from_an_earlier_year_or_with_the_request(site: Site, stage: Stage) -> None:
    before = stage.stand(State.PUBLISHED)
    filer = make_script(site, "filer")
    later = str(site.open_cycle("national_project", year=2026))
    (offered,) = filer.get("/cycles")["predecessors"]
    assert offered["id"] == str(before)
    brought = {
        "cycle_id": later,
        "title": "",
        "origin": "predecessor",
        "predecessor_id": str(before),
    }
    made = filer.send("/evaluations", brought)
    assert made.status_code == 201, made.text
    names = [row["name"] for row in filer.get(made.headers["Location"])["rows"]]
    assert names == [row["name"] for row in filer.get(f"/evaluations/{before}")["rows"]]
    rows = [
        {
            "category": "output",
            "name": "产出",
            "children": [
                {"category": "output", "name": "巡检", "weight": "60", "target_text": "≥12次"},
                {"category": "output", "name": "维护", "weight": 40},
            ],
        }
    ]
    given = {"cycle_id": later, "title": "自带指标", "origin": "file", "rows": rows}
    made = filer.send("/evaluations", given)
    assert made.status_code == 201, made.text
    read = filer.get(made.headers["Location"])["rows"]
    assert [(row["name"], row["depth"], row["weight"]) for row in read] == [
        ("产出", 0, None),
        ("巡检", 1, "60.00"),
        ("维护", 1, "40.00"),
    ]


@pytest.mark.parametrize(
    ("rows", "pointer"),
    [
        ([], "/rows"),
        ([{"category": "output", "name": "无分值"}], "/rows/0/weight"),
        ([{"category": "output", "name": "零", "weight": "0"}], "/rows/0/weight"),
        ([{"category": "output", "name": "多", "weight": "100.01"}], "/rows/0/weight"),
        ([{"category": "", "name": "x", "weight": "1"}], "/rows/0/category"),
        ([{"category": "output", "name": " ", "weight": "1"}], "/rows/0/name"),
        ([{"category": "output", "name": "x", "weight": "1", "rule": "R01"}], "/rows/0/rule"),
        (
            [
                {
                    "category": "output",
                    "name": "上级",
                    "weight": "50",
                    "children": [{"category": "output", "name": "下级", "weight": "50"}],
                }
            ],
            "/rows/0/children/0/weight",
        ),
        ([{"category": "output", "name": "x", "weight": "0.01"}] * 201, "/rows"),
    ],
)
def test_rows_that_make_no_form_are_refused_at_their_place(
    migrated_sqlite: Database, tmp_path: Path, rows: list[Any], pointer: str
) -> None:
    site = Site(migrated_sqlite, tmp_path)
    cycle = str(site.cycles["national_project"])
    body = {"cycle_id": cycle, "title": "x", "origin": "file", "rows": rows}
    answer = make_script(site, "filer").send("/evaluations", body)
    assert answer.status_code == 422, answer.text
    assert pointer in {reason.get("pointer") for reason in answer.get_json()["reasons"]}


def test_rows_too_deep_are_refused(migrated_sqlite: Database, tmp_path: Path) -> None:
    site = Site(migrated_sqlite, tmp_path)
    row: dict[str, Any] = {"category": "output", "name": "底", "weight": "100"}
    for _ in range(6):
        row = {"category": "output", "name": "级", "children": [row]}
    cycle = str(site.cycles["national_project"])
    body = {"cycle_id": cycle, "title": "x", "origin": "file", "rows": [row]}
    answer = make_script(site, "filer").send("/evaluations", body)
    assert answer.get_json()["reasons"][0]["code"] == "rows_are_too_deep"


def test_the_finance_section_names_the_unit(site: Site) -> None:
    evaluator = make_script(site, "section_filer")
    (cycle,) = evaluator.get("/cycles")["items"]
    body = {"cycle_id": cycle["id"], "title": "财政评价"}
    refused = evaluator.send("/evaluations", body)
    assert (refused.status_code, refused.get_json()["reasons"][0]["pointer"]) == (
        422,
        "/evaluated_unit",
    )
    foreign = evaluator.send("/evaluations", {**body, "evaluated_unit": str(UUID(int=5))})
    assert foreign.status_code == 422
    unit = str(site.offices.offices["center"])
    assert evaluator.send("/evaluations", {**body, "evaluated_unit": unit}).status_code == 201
    own = {"cycle_id": str(site.cycles["national_project"]), "title": "x", "evaluated_unit": unit}
    strange = make_script(site, "filer").send("/evaluations", own)
    assert strange.get_json()["reasons"][0]["code"] == "field_is_unknown"


def test_a_read_costs_a_handful_of_queries(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    chief = make_script(site, "chief")
    for path, most in (
        ("/me", 2),
        ("/evaluations", 4),
        (f"/evaluations/{evaluation}", 11),
        (f"/evaluations/{evaluation}/trail", 8),
    ):
        with count_queries(site.database) as asked:
            chief.get(path)
        assert len(asked) <= most, (path, asked)
