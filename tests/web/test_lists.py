"""The list of evaluations: what each filter finds, for whom, and page by page."""

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from models.database import Database
from models.vocabulary import Action, Role, State
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage, let_in
from tests.support.editions import correct
from tests.support.papers import begin as begin_form
from web.pages import evaluations
from workflow.data import Remark
from workflow.ids import new_id

LINKED = re.compile(r'<th scope="row">(?:<input[^>]*> )?<a href="/evaluations/([0-9a-f-]{36})"')


def read_ids(page: str) -> list[UUID]:
    return [UUID(each) for each in LINKED.findall(page)]


def find(visitor: Visitor, query: str = "") -> list[UUID]:
    return read_ids(visitor.get(f"/evaluations?{query}").text)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def begin_at(stage: Stage, at: datetime, *, title: str = "信息化运维") -> UUID:
    evaluation, desk = new_id(), stage.desk()
    data = begin_form(desk, cycle=desk.cycle)
    data = type(data)(**{**vars(data), "title": title})
    return stage.do("filer", Action.CREATE, evaluation, data, at=at).evaluation_id


def test_what_each_filter_finds(site: Site, stage: Stage) -> None:
    draft, published = stage.stand(State.DRAFT), stage.stand(State.PUBLISHED)
    school = stage.stand(State.SELF_SCORED, cast={"filer": "school_filer"}, unit="school")
    finance = stage.walk(State.SELF_SCORED, cycle="finance")
    fresh = begin_at(stage, datetime.now(UTC), title="百合路＆〔ＡＢ〕二期")
    offices, people = site.offices.offices, site.people
    everything = {draft, published, school, finance, fresh}
    expected = {
        "": everything,
        "year=2025": everything,
        "year=2025年": everything,
        "year=２０２５": everything,
        "year=2024": set(),
        f"unit={offices['bureau']}": everything,
        f"unit={offices['school']}": {school},
        f"unit={offices['hospital']}": set(),
        f"unit={uuid4()}": set(),
        "state=self_scored": {school, finance},
        "state=draft&kind=project_self_evaluation": {draft, fresh},
        "kind=finance_evaluation": {finance},
        "grade=excellent": {draft, published, school},
        "grade=good": {finance},
        "grade=poor": set(),
        "who=school_filer": {school},
        f"person={people['chief']}": {published},
        f"person={people['second_chief']}": set(),
        f"who=chief-{site.offices.mark}": {published},
        "q=百合": {fresh},
        "q=(ab)": set(),
        "q=&q=百合": everything,
        "q=〔ab〕　百合": {fresh},
        "q=巡检次数 school": {school},
        "q=百合 巡检 没有": set(),
        "q=预算编制不细": {finance},
    }
    auditor = let_in(site, "auditor")
    found = {query: set(find(auditor, query)) for query in expected}
    assert found == expected


def test_a_name_that_several_bear_is_narrowed_down_by_a_link(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.SELF_SCORED)
    site.offices.add_person("filer_of_old", [Role.FILER], "center")
    auditor = let_in(site, "auditor")
    page = auditor.get("/evaluations?who=filer&state=self_scored").text
    assert read_ids(page) == [evaluation]
    links = [html.unescape(each) for each in re.findall(r'href="([^"]*person=[^"]*)"', page)]
    ids = [link.rpartition("person=")[2] for link in links]
    assert len(links) > 5
    assert all("state=self_scored" in link and "who=" not in link for link in links)
    chosen = auditor.get(links[ids.index(str(site.people["filer"]))]).text
    other = auditor.get(links[ids.index(str(site.people["filer_of_old"]))]).text
    assert (read_ids(chosen), read_ids(other)) == ([evaluation], [])
    assert f'name="person" value="{site.people["filer"]}"' in chosen, "the next search keeps him"


def test_people_are_found_where_they_acted_before_ones_eyes(site: Site, stage: Stage) -> None:
    """Nobody can try out which accounts there are."""
    stage.stand(State.SELF_SCORED)
    told = "没有叫"
    for who, name, known in (
        ("filer", "filer", True),
        ("filer", "school_filer", False),
        ("filer", "chief", False),
        ("school_filer", "filer", False),
        ("auditor", "school_filer", True),
        ("auditor", "nobody", False),
    ):
        page = let_in(site, who).get(f"/evaluations?who={name}").text
        assert (told not in page) is known, (who, name)


def test_a_name_of_too_many_finds_nothing_and_says_so(site: Site, stage: Stage) -> None:
    stage.stand(State.SELF_SCORED)
    for number in range(21):
        site.offices.add_person(f"namesake{number}", [Role.FILER], "center")
    page = let_in(site, "auditor").get("/evaluations?who=e").text
    assert "的人太多" in page
    assert read_ids(page) == []


def test_what_was_superseded_or_discarded_is_listed_when_asked_for(
    site: Site, stage: Stage
) -> None:
    first = stage.stand(State.PUBLISHED)
    second = correct(stage, first)
    chief, head = let_in(site, "chief"), let_in(site, "head")
    assert set(find(chief)) == {first, second}, "the first edition stands until the second does"
    stage.finish(second)
    gone = stage.begin()
    stage.do("filer", Action.DISCARD, gone, Remark(text="重复"))
    assert find(chief) == [second]
    assert set(find(chief, "superseded=1")) == {first, second}
    assert set(find(chief, "discarded=1")) == {second, gone}
    assert set(find(chief, "superseded=1&discarded=1")) == {first, second, gone}
    listed = chief.get("/evaluations?superseded=1&discarded=1").text
    assert (listed.count(">已被取代<"), listed.count(">已作废<")) == (1, 1)
    assert set(find(head, "superseded=1&discarded=1")) == {first, second}
    for who, offers in (("head", False), ("filer", True), ("chief", True), ("auditor", True)):
        assert ('name="discarded"' in let_in(site, who).get("/evaluations").text) is offers, who


def test_pages_lose_no_row_where_many_share_an_instant(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluations, "PAGE_SIZE", 3)
    early = datetime.now(UTC) - timedelta(hours=2)
    late = early + timedelta(hours=1)
    wanted = {begin_at(stage, early if number % 4 else late) for number in range(11)}
    filer = let_in(site, "filer")
    pages = [filer.get("/evaluations?q=信息化").text]
    while following := follow(filer, pages[-1], "next"):
        pages.append(following)
    found = [read_ids(page) for page in pages]
    assert [len(ids) for ids in found] == [3, 3, 3, 2]
    assert {each for ids in found for each in ids} == wanted
    back = [pages[-1]]
    while following := follow(filer, back[-1], "prev"):
        back.append(following)
    assert [read_ids(page) for page in reversed(back)] == found


def follow(visitor: Visitor, page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page)
    return visitor.get(html.unescape(found[1])).text if found else None


def test_a_list_is_counted_to_the_end_of_a_page_at_most(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        stage.begin()
    filer, told = let_in(site, "filer"), []
    for size in (2, 3, 4):
        monkeypatch.setattr(evaluations, "PAGE_SIZE", size)
        told.append(re.findall(r"共 \d+ 项|多于 \d+ 项", filer.get("/evaluations").text))
    assert told == [["多于 2 项"], ["共 3 项"], ["共 3 项"]]


def test_units_are_chosen_from_the_tree_that_one_may_see(site: Site) -> None:
    """A unit stands below the one that supervises it, where that one may be seen."""
    seen = {
        who: re.findall(
            r'lang="zh-Hans">(　*\w+)</option>', let_in(site, who).get("/evaluations").text
        )
        for who in ("auditor", "chief", "bureau_head", "bureau_filer", "filer", "other_chief")
    }
    tree = ["bureau", "　center", "　hospital", "　school"]
    assert seen == {
        "auditor": tree,
        "chief": tree,
        "bureau_head": tree,
        "bureau_filer": ["bureau"],
        "filer": ["center"],
        "other_chief": [],
    }


def test_units_that_supervise_each_other_in_a_circle_end_nothing(site: Site, stage: Stage) -> None:
    evaluation = stage.begin()
    bureau, center = site.offices.offices["bureau"], site.offices.offices["center"]
    with site.database.engine.begin() as connection:
        ids = (
            (bureau.hex, center.hex)
            if site.database.engine.dialect.name == "sqlite"
            else (
                bureau,
                center,
            )
        )
        connection.exec_driver_sql(
            "UPDATE unit SET supervising_unit_id = '{1}' WHERE id = '{0}'".format(*ids)
        )
    auditor = let_in(site, "auditor")
    assert find(auditor, f"unit={bureau}") == [evaluation]
    assert auditor.get("/evaluations").text.count("</option>") > 4


@pytest.mark.parametrize("who", ["administrator", "other_chief", "school_filer"])
def test_whoever_may_see_nothing_finds_nothing(site: Site, stage: Stage, who: str) -> None:
    evaluation = stage.stand(State.PUBLISHED)
    visitor = let_in(site, who)
    unit, person = site.offices.offices["center"], site.people["filer"]
    for query in ("", f"unit={unit}", f"person={person}", "q=信息化", "superseded=1&discarded=1"):
        page = visitor.get(f"/evaluations?{query}").text
        assert str(evaluation) not in page
        assert read_ids(page) == []
    told = "系统管理员不办理评价" in visitor.get("/evaluations").text
    assert told is (who == "administrator")


@pytest.mark.parametrize(
    "query",
    [
        *("state=none'--", "kind=x", "grade=A", "grade=优秀", "unit=1", "unit=%00", "person='"),
        *(
            "year=20x5",
            "year=99999",
            "year=-1",
            "q=a%00b",
            "who=%1b",
            "superseded=2",
            "discarded=x",
        ),
        *("after=x", "after=1~2", f"after=2026-01-01T00:00:00.000000Z~{UUID(int=1)}&before=1"),
    ],
)
def test_a_strange_query_is_refused_with_a_page(site: Site, query: str) -> None:
    page = let_in(site, "filer").get(f"/evaluations?{query}", expect=400).text
    assert "请求看不懂" in page


@pytest.mark.parametrize("evil", ["甲" * 33_334, "%_" * 50_000, "a b " * 25_000, "\\'" * 50_000])
def test_a_search_of_100_kilobytes_costs_no_more_than_a_line(site: Site, evil: str) -> None:
    filer = let_in(site, "filer")
    for name in ("q", "who"):
        answer = filer.client.get("/evaluations", query_string={name: evil})
        assert answer.status_code == 200
        asked = re.search(rf'id="{name}" name="{name}" value="([^"]*)"', answer.text)
        assert asked is not None
        assert len(html.unescape(asked[1])) <= 200
    for path in ("/inbox", "/published", "/trail"):
        assert (
            filer.client.get(path, query_string={"q": evil, "indicator": evil}).status_code == 200
        )
