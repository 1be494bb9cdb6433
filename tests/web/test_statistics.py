"""Statistics: every figure leads to exactly the evaluations behind it."""

import csv
import html
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from models.database import Database
from models.vocabulary import Action, State
from policies.numbers import round_half_up
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage, let_in
from tests.support.editions import correct, return_to_unit
from tests.support.papers import SPENT, Desk, fill_in
from tests.support.queries import count_queries
from web.show.statistics.gaps import rank_lines
from web.show.statistics.table import Figure, Line
from web.words import STATES
from workflow.data import Filling

VIEWS = ("", "/gaps", "/rates", "/stays", "/codes", "/indicator")
LINKED = re.compile(
    r'<span class="tag">([^<]*)</span> <a href="(/evaluations\?[^"]*|/evaluations)">([^<]*)</a>'
)
SCHOOL = {"filer": "school_filer", "head": "school_head"}
DAY = 24 * 60 * 60

Row = Mapping[str, str]


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def sqlite_site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def spend(amount: str) -> Callable[[Desk], Filling]:
    def fill(desk: Desk) -> Filling:
        filled = fill_in(desk)
        (line,) = filled.lines
        return replace(filled, lines={line: replace(SPENT, actual=Decimal(amount))})

    return fill


def fill_house(site: Site) -> Stage:
    """Evaluations of two units in every state, returned, corrected, discarded and without rows."""
    stage = Stage(site)
    published = stage.walk(State.PUBLISHED, fill=spend("400"))
    second = correct(stage, published)
    stage.finish(second)
    correct(stage, second)
    stage.do("filer", Action.DISCARD, stage.begin())
    stage.begin()
    stage.walk(State.UNIT_APPROVED, fill=spend("1000"))
    returned = stage.walk(State.SELF_SCORED)
    return_to_unit(stage, returned)
    stage.finish(returned)
    stage.walk(State.SELF_SCORED, cast=SCHOOL, unit="school", fill=spend("850"))
    stage.walk(State.SELF_SCORED, cycle="finance")
    return stage


def read_table(visitor: Visitor, address: str) -> list[Row]:
    """A file with headings."""
    text = visitor.get(address).get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def add(rows: list[Row], name: str) -> Fraction:
    return sum((Fraction(row[name]) for row in rows if row[name]), Fraction(0))


def average(rows: list[Row], name: str) -> Fraction:
    assert all(row[name] for row in rows), name
    return add(rows, name) / len(rows)


def weigh(rows: list[Row]) -> Fraction:
    weighed = (Fraction(row["目前总分"]) * Fraction(row["全年预算（元）"]) for row in rows)
    return sum(weighed, Fraction(0)) / add(rows, "全年预算（元）")


@dataclass(frozen=True)
class Told:
    """A figure as it is told, and the list that it leads to."""

    rows: list[Row]
    query: Mapping[str, list[str]]

    @property
    def seconds(self) -> str:
        """The column of the time in the state that was left."""
        return f"{STATES[State(self.query['left'][0])]}用了多少秒"


BEHIND: Mapping[str, Callable[[Told], Fraction]] = {
    "全年预算": lambda told: add(told.rows, "全年预算（元）") / 10_000,
    "执行数": lambda told: add(told.rows, "执行数（元）") / 10_000,
    "执行率": lambda told: add(told.rows, "执行数（元）") / add(told.rows, "全年预算（元）") * 100,
    "平均分": lambda told: average(told.rows, "目前总分"),
    "加权平均分": lambda told: weigh(told.rows),
    "自评平均": lambda told: average(told.rows, "自评总分"),
    "复核平均": lambda told: average(told.rows, "复核总分"),
    "平均高出": lambda told: average(told.rows, "自评减复核"),
    "最低": lambda told: min(Fraction(row["自评减复核"]) for row in told.rows),
    "最高": lambda told: max(Fraction(row["自评减复核"]) for row in told.rows),
    "平均天数": lambda told: Fraction(round(average(told.rows, told.seconds)), DAY),
    "最长天数": lambda told: max(Fraction(row[told.seconds]) for row in told.rows) / DAY,
}
ELSEWHERE = {"现在最久已等天数", "自评得分率", "复核得分率"}
"""Made of the hour, or of rows; the list says of which evaluations."""


def check_figures(visitor: Visitor, address: str) -> set[str]:
    """Hold every figure of a page against the list it leads to, and some lists against their file;
    answers which there were.
    """
    found = LINKED.findall(visitor.get(address).text)
    lists = {
        link: read_table(visitor, link.replace("/evaluations", "/evaluations/export/csv", 1))
        for link in {html.unescape(link) for _name, link, _shown in found}
    }
    for name, told, shown in found:
        link = html.unescape(told)
        number = Decimal(shown.strip("%").replace(",", "").replace("−", "-"))
        if name in BEHIND:
            exact = BEHIND[name](Told(lists[link], parse_qs(urlsplit(link).query)))
            assert number == round_half_up(exact, places=2), (address, name, link)
        elif name not in ELSEWHERE:
            assert number == len(lists[link]), (address, name, link)
    for link in sorted(lists)[::7]:
        assert f"共 {len(lists[link])} 项" in visitor.get(link).text, (address, link)
    return {name for name, _told, _shown in found}


def test_every_figure_leads_to_exactly_what_it_is_made_of(site: Site) -> None:
    fill_house(site)
    offices, seen = site.offices.offices, set[str]()
    auditor, chief = let_in(site, "auditor"), let_in(site, "chief")
    for view in VIEWS:
        seen |= check_figures(auditor, f"/statistics{view}?indicator=巡检次数")
    narrowed = f"unit={offices['bureau']}&year=2025&reached=unit_approved"
    for view in ("", "/stays"):
        check_figures(chief, f"/statistics{view}?{narrowed}&kind=project_self_evaluation")
    assert seen >= set(BEHIND) | ELSEWHERE | {"评价数", "优", "无等级", "走完的评价"}


def test_what_the_figures_say(sqlite_site: Site) -> None:
    site = sqlite_site
    fill_house(site)
    auditor, center = let_in(site, "auditor"), site.offices.offices["center"]
    units = read_table(auditor, "/statistics/export/csv?table=units")
    told = {row["单位（含下级）"]: (row["评价数"], row["全年预算（元）"]) for row in units}
    # Without what was superseded or discarded and without corrections that are not published,
    # and without a total where nothing is scored.
    assert told == {
        "center": ("5", "5000.00"),
        "school": ("1", "1000.00"),
        "合计": ("6", "6000.00"),
    }
    gaps = read_table(auditor, "/statistics/export/csv?table=gaps_units")
    assert [(row["可比的评价"], row["平均高出"]) for row in gaps] == [("2", "1.50"), ("2", "1.50")]
    rounds = read_table(auditor, f"/statistics/export/csv?table=rounds&unit={center}")
    assert [(row["轮数"], row["评价数"]) for row in rounds] == [
        ("共 1 轮", "4"),
        ("共 2 轮", "1"),
        ("合计", "5"),
    ]
    auditor.get("/statistics/export/xlsx?table=codes")
    auditor.get("/statistics/export/csv?table=nothing", expect=404)


def test_units_that_praise_themselves_most_come_first() -> None:
    numbers = (Decimal("-1.5"), Decimal("2.25"), Decimal(10))
    lines = [
        Line(name=str(at), figures=(Figure(1),) * 3 + (Figure(each),))
        for at, each in enumerate(numbers)
    ]
    assert [line.name for line in rank_lines(lines)] == ["2", "1", "0"]


def test_no_page_asks_more_where_there_is_more(sqlite_site: Site) -> None:
    stage = Stage(sqlite_site)
    auditor = let_in(sqlite_site, "auditor")
    auditor.get("/statistics")  # unread notices are counted once a minute
    counts: list[list[int]] = []
    for unit, cast in (("center", {}), ("school", SCHOOL)):
        stage.walk(State.SELF_SCORED, unit=unit, cast=cast)
        stage.walk(State.SELF_SCORED, unit=unit, cast=cast)
        asked_by_page = []
        for view in (*VIEWS, "/indicator?indicator=巡检次数", "/rollup"):
            with count_queries(sqlite_site.database) as asked:
                auditor.get(f"/statistics{view}")
            asked_by_page.append(len(asked))
        counts.append(asked_by_page)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 7


def test_who_sees_whose_figures(sqlite_site: Site) -> None:
    site = sqlite_site
    fill_house(site)
    counted = {
        who: read_table(let_in(site, who), "/statistics/export/csv?table=years")
        for who in ("school_filer", "bureau_head", "other_chief", "administrator")
    }
    numbers = {who: [row["评价数"] for row in rows] for who, rows in counted.items()}
    assert numbers == {
        "school_filer": ["1", "1"],
        "bureau_head": ["6", "6"],
        "other_chief": [],
        "administrator": [],
    }
    for query in ("year=x", "unit=1", "reached=none", "kind=none", "indicator=%00"):
        let_in(site, "chief").get(f"/statistics/indicator?{query}", expect=400)
    for query in ("left=published", "rounds=x", "check=x", f"has={uuid4()}", "title=%0a"):
        let_in(site, "chief").get(f"/evaluations?{query}", expect=400)


def test_several_units_tables_as_one(sqlite_site: Site) -> None:
    site = sqlite_site
    stage = Stage(site)
    first = stage.walk(State.SELF_SCORED, fill=spend("500"))
    stage.walk(State.SELF_SCORED, cast=SCHOOL, unit="school", fill=spend("1000"))
    chief = let_in(site, "chief")
    (link,) = re.findall(
        r'href="(/statistics/rollup\?cycle[^"]*)"', chief.get("/statistics/rollup").text
    )
    address = html.unescape(link)
    page = chief.get(address).text
    assert "绝对值累加" in page
    assert page.count('name="only"') == 2
    export = address.replace("rollup?", "rollup/export/csv?")
    rows = {row["指标"]: row for row in read_table(chief, export)}
    # 1,500 of 2,000 yuan; 12 and 12 of 12 and 12; the opinions of both weigh the same.
    assert [
        (rows[name]["目标值"], rows[name]["完成值"], rows[name]["汇总得分"])
        for name in ("预算执行率", "巡检次数", "满意度", "合计")
    ] == [
        ("100%", "", "7.50"),
        ("≥24次", "24次", "60.00"),
        ("使用单位满意", "", "27.00"),
        ("", "", "94.50"),
    ]
    alone = {row["指标"]: row for row in read_table(chief, f"{export}&only={first}")}
    assert alone["合计"]["汇总得分"] == "92.00"
    chief.get(f"{address}&only=x", expect=400)
    let_in(site, "other_chief").get(address, expect=404)
