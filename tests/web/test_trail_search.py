"""The trail of all evaluations: by person, unit, action, indicator and day, for whoever may see."""

import html
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage, let_in, send
from tests.support.papers import AMENDED, OPINION, VISITS
from tests.support.records import list_refusals
from web.pages import search
from workflow.data import Remark

EVENT = re.compile(r'href="(/evaluations/([0-9a-f-]{36})/trail\?below=\d+#event-(\d+))"')

Found = list[tuple[UUID, int]]


def read_events(page: str) -> Found:
    found = [(UUID(evaluation), int(seq)) for _link, evaluation, seq in EVENT.findall(page)]
    return list(dict.fromkeys(found))


def find(visitor: Visitor, query: str = "") -> Found:
    return read_events(visitor.get(f"/trail?{query}").text)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def number_events(stage: Stage, evaluation: UUID) -> Found:
    version = stage.header(evaluation).evaluation.version
    return [(evaluation, seq) for seq in range(version, 0, -1)]


def test_events_of_all_evaluations_are_found_by_what_they_are(site: Site, stage: Stage) -> None:
    """center: create, fill, score, attach, submit, approve; school: create, fill, score, attach."""
    center = stage.stand(State.UNIT_APPROVED)
    school = stage.stand(State.DRAFT, cast={"filer": "school_filer"}, unit="school")
    offices, people = site.offices.offices, site.people
    all_ = [*number_events(stage, school), *number_events(stage, center)]
    assert len(all_) == 10
    expected = {
        "": all_,
        f"unit={offices['bureau']}": all_,
        f"unit={offices['school']}": number_events(stage, school),
        "who=school_filer": number_events(stage, school),
        f"person={people['head']}": [(center, 6)],
        "action=approve": [(center, 6)],
        "action=score": [(school, 3), (center, 3)],
        f"indicator={VISITS}": [(school, 3), (center, 3)],
        "indicator=巡检": [(school, 3), (center, 3)],
        f"indicator={OPINION}&unit={offices['center']}": [(center, 3)],
        "indicator=产出指标": [],
        "indicator=没有": [],
        f"who=filer&action=submit&unit={offices['center']}": [(center, 5)],
        f"who=head&unit={offices['school']}": [],
    }
    auditor = let_in(site, "auditor")
    assert {query: find(auditor, query) for query in expected} == expected


def test_a_row_is_found_by_what_it_was_called_before(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    stage.do("filer", Action.AMEND, evaluation)
    auditor = let_in(site, "auditor")
    found = [find(auditor, f"indicator={name}") for name in (VISITS, AMENDED[VISITS].name)]
    assert found == [[(evaluation, 5), (evaluation, 3)]] * 2


def test_both_days_are_included_on_the_calendar_of_the_site(site: Site, stage: Stage) -> None:
    zone = site.settings.time_zone
    today = datetime.now(zone).date()
    midnight = datetime.combine(today, time(), zone).astimezone(UTC)
    # An event is never dated before the one it follows.
    stage.now = midnight - timedelta(hours=1)
    evaluation = stage.stand(State.DRAFT)
    for at in (midnight - timedelta(microseconds=1), midnight):
        stage.do("chief", Action.COMMENT, evaluation, Remark(text="看过"), at=at)
    auditor, said = let_in(site, "auditor"), "action=comment"
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    found = {
        (since, until): len(find(auditor, f"{said}&since={since or ''}&until={until or ''}"))
        for since, until in (
            *((None, yesterday), (None, today), (yesterday, yesterday), (today, today)),
            *((today, None), (tomorrow, None), (tomorrow, yesterday)),
        )
    }
    assert list(found.values()) == [1, 2, 1, 1, 1, 0, 0]


def test_days_beyond_the_calendar_and_days_the_wrong_way_round(site: Site, stage: Stage) -> None:
    evaluation, auditor = stage.stand(State.DRAFT), let_in(site, "auditor")
    for address in ("/trail", f"/evaluations/{evaluation}/trail", "/admin/record"):
        everything = auditor.get(address).text.count("<time")
        assert everything
        page = auditor.get(f"{address}?since=0001-01-01&until=9999-12-31").text
        assert page.count("<time") == everything
        assert 'value="9999-12-31"' in page
    for address in (
        "/trail",
        "/trail/refused",
        f"/evaluations/{evaluation}/trail",
        "/admin/record",
    ):
        page = auditor.get(f"{address}?since=2026-03-02&until=2026-03-01").text
        assert "2026-03-02 晚于 2026-03-01" in page
        assert "没有符合条件的记录" not in page


def test_a_line_leads_to_its_event(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.PUBLISHED)
    auditor = let_in(site, "auditor")
    page = auditor.get("/trail?action=fill").text
    link, _evaluation, seq = EVENT.findall(page)[0]
    there = auditor.get(html.unescape(link).partition("#")[0]).text
    assert f'id="event-{seq}"' in there
    assert str(evaluation) in link


def test_a_line_says_what_changed(site: Site, stage: Stage) -> None:
    """A few changes, those of the row that is looked for first; the others stand elsewhere."""
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    stage.do("chief", Action.COMMENT, evaluation, Remark(text="长" * 5000))
    auditor = let_in(site, "auditor")
    found = [find(auditor, f"differs=1&indicator={row}") for row in ("", VISITS, OPINION)]
    assert found == [[(evaluation, 7)], [(evaluation, 7)], []]
    words = [
        re.sub(r"<[^>]+>", "", auditor.get(f"/trail?{query}").text)
        for query in ("action=review", f"action=score&indicator={OPINION}", "action=comment")
    ]
    lowered = re.sub(r"\s+", " ", words[0])
    assert f"{VISITS} · 复核得分：— → 58.50 比自评 −1.50" in lowered
    assert "复核得分 3 项" in lowered
    assert "其余 2 项与自评一致" in lowered
    assert f"{OPINION} · 自评得分：— → 27.00" in words[1]
    assert re.search(r"另有 \d+ 处", words[1])
    assert "长" * 299 + "…" in words[2]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        *(("filer", "center"), ("head", "center"), ("school_filer", "school")),
        *(("bureau_head", "both"), ("chief", "both"), ("bureau_filer", ""), ("other_chief", "")),
        *(("administrator", ""), ("auditor", "both")),
    ],
)
def test_everybody_finds_the_events_he_may_see_and_no_other(
    site: Site, stage: Stage, who: str, sees: str
) -> None:
    center = stage.stand(State.DRAFT)
    school = stage.stand(State.DRAFT, cast={"filer": "school_filer"}, unit="school")
    expected = {"center": {center}, "school": {school}, "both": {center, school}, "": set()}
    visitor = let_in(site, who)
    unit = site.offices.offices["bureau"]
    for query in ("", f"unit={unit}", "indicator=巡检", "action=create"):
        page = visitor.get(f"/trail?{query}").text
        assert {evaluation for evaluation, _seq in read_events(page)} == expected[sees]
        for each in {center, school} - expected[sees]:
            assert str(each) not in page


def test_pages_lose_no_event(site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE_SIZE", 3)
    evaluation = stage.stand(State.UNIT_APPROVED)
    auditor = let_in(site, "auditor")
    pages = [auditor.get("/trail").text]
    while following := follow(auditor, pages[-1], "next"):
        pages.append(following)
    assert [each for page in pages for each in read_events(page)] == number_events(
        stage, evaluation
    )
    back = [pages[-1]]
    while following := follow(auditor, back[-1], "prev"):
        back.append(following)
    assert [read_events(page) for page in reversed(back)] == [read_events(page) for page in pages]


def follow(visitor: Visitor, page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page)
    return visitor.get(html.unescape(found[1])).text if found else None


def test_auditors_see_what_was_refused(site: Site, stage: Stage) -> None:
    draft = stage.stand(State.DRAFT)
    title = stage.header(draft).evaluation.title
    nowhere = "00000000-0000-0000-0000-000000000001"
    for who, address in (
        ("filer", f"/evaluations/{draft}/approve"),
        ("school_filer", f"/evaluations/{draft}/approve"),
        ("head", f"/evaluations/{nowhere}/approve"),
    ):
        send(let_in(site, who), address, {"content_version": "1"})
    assert len(list_refusals(site.database)) == 3
    auditor = let_in(site, "auditor")
    page = auditor.get("/trail/refused").text
    assert page.count("<strong>单位审核</strong>") == 3
    assert (page.count(title), page.count("没有这样的评价")) == (2, 1)
    words = re.sub(r"<[^>]+>", "", page)
    assert "files_for_the_unit" not in words
    assert "heads_the_unit" not in words
    for query, count in (
        *(("who=school_filer", 1), ("action=approve", 3), ("action=submit", 0)),
        *((f"unit={site.offices.offices['center']}", 2), ("until=2020-01-01", 0)),
    ):
        found = auditor.get(f"/trail/refused?{query}").text.count('<tr class="top">')
        assert found == count, query
    for who in ("filer", "head", "chief", "administrator"):
        let_in(site, who).get("/trail/refused", expect=404)


@pytest.mark.parametrize(
    "query",
    [
        *("person=1", "action=drop", "unit='", "since=2026-02-30"),
        *("after=-1", "after=1~2", "before=１", "after=1&before=1", f"after={'9' * 30}"),
        *("indicator=a%00b", "who=%01"),
    ],
)
def test_a_strange_search_is_refused_with_a_page(site: Site, query: str) -> None:
    for path in ("/trail", "/trail/refused"):
        page = let_in(site, "auditor").get(f"{path}?{query}", expect=400).text
        assert "请求看不懂" in page
        if query.startswith("since"):
            assert "看不懂的是“自”" in page
            assert "2026-02-30" in page
            assert f'href="{path}">清除筛选' in page
