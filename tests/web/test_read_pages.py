"""The pages that only show: who sees what, in which order, and what an address may ask for."""

import html
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from models.database import Database
from models.queries.evaluations import find_header
from models.tables import Cycle
from models.vocabulary import Action, Category, Source, State
from policies.limits import MAX_TEXT
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage
from tests.support.papers import VISITS
from tests.support.scenes import Scene
from web.door import House, act
from web.pages import inbox
from workflow.content import read_scheme
from workflow.data import (
    Attempt,
    NewEvaluation,
    NewIndicator,
    NewLine,
    Remark,
    RowScore,
    Scoring,
)
from workflow.ids import new_id

EVIL = '<script>alert("x")</script>&quot;\'"><img src=x onerror=alert(1)>'
STRANGE_QUERIES = (
    *("state=none'--", "state=draft%00", "kind=x", "after=x", "before=~", "after=1~2"),
    "after=2026-01-01T00:00:00.000000Z~not-an-id",
    f"after=2026-13-01T00:00:00.000000Z~{UUID(int=1)}",
    f"after=2026-01-01T00:00:00.000000Z~{UUID(int=1)}&before=2026-01-01T00:00:00.000000Z~{UUID(int=1)}",
)
STRANGE_SEARCHES = (
    *("person=1", "action=drop", "indicator='", "since=2026-02-30", "until=yesterday"),
    *("below=-1", "below=１", "below=99999999999"),
)


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def begin(site: Site, title: str, *, row: str = "巡检次数", cycle: UUID | None = None) -> UUID:
    data = NewEvaluation(
        unit_id=site.offices.offices["center"],
        cycle_id=cycle or site.cycles["national_project"],
        title=title,
        rows=(NewIndicator(category=Category.OUTPUT, name=row, weight=Decimal(100)),),
        lines=(NewLine(name="合计", is_total=True),),
    )
    return perform(site, "filer", Action.CREATE, data, new_id())


def perform(site: Site, who: str, action: Action, data: NewEvaluation | Remark, one: UUID) -> UUID:
    return act(
        House(settings=site.settings, database=site.database),
        Attempt(
            action=action,
            evaluation_id=one,
            actor_id=site.people[who],
            data=data,
            at=datetime.now(UTC),
            source=Source.PAGE,
        ),
    ).evaluation_id


def read_titles(page: str) -> list[str]:
    """The names that lead to evaluations; that of the reader stands above them."""
    main = page.partition("<main")[2]
    return [html.unescape(title) for title in re.findall(r'">\s*<bdi[^>]*>([^<]*)</bdi></a>', main)]


def follow(visitor: Visitor, page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]*)"', page)
    return visitor.get(html.unescape(found[1])).text if found else None


def test_the_inbox_pages_both_ways_without_losing_a_row(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE_SIZE", 25)
    wanted = []
    for number in range(60):
        cycle = site.cycles["national_project"] if number % 2 else site.open_cycle("dabu_project")
        wanted.append(begin(site, f"项目{number:02}", cycle=cycle))
    visitor = site.visitor("filer")
    pages = [visitor.get("/inbox").text]
    while page := follow(visitor, pages[-1], "next"):
        pages.append(page)
    found = [read_titles(page) for page in pages]
    assert [len(titles) for titles in found] == [25, 25, 10]
    assert len({title for titles in found for title in titles}) == 60
    back = [pages[-1]]
    while page := follow(visitor, back[-1], "prev"):
        back.append(page)
    assert [read_titles(page) for page in reversed(back)] == found


def test_the_oldest_deadline_comes_first(site: Site) -> None:
    late, early = site.cycles["national_project"], site.open_cycle("hubei_project")
    with site.database.writing() as session:
        closes = datetime.now(UTC) + timedelta(days=2)
        session.execute(update(Cycle).where(Cycle.id == early).values(closes_at=closes))
    for title, cycle in (("后到期", late), ("先到期", early)):
        begin(site, title, cycle=cycle)
    visitor = site.visitor("filer")
    assert read_titles(visitor.get("/inbox").text) == ["先到期", "后到期"]
    assert read_titles(visitor.get("/inbox?state=self_scored").text) == []


def test_each_desk_holds_what_waits_for_it(site: Site) -> None:
    begin(site, "新的")
    seen = {
        who: (
            read_titles(site.visitor(who).get("/inbox").text),
            read_titles(site.visitor(who).get("/evaluations").text),
        )
        for who in ("filer", "head", "school_filer", "bureau_head", "chief", "other_chief")
    }
    assert seen == {
        "filer": (["新的"], ["新的"]),
        "head": ([], ["新的"]),
        "school_filer": ([], []),
        "bureau_head": ([], ["新的"]),
        "chief": ([], ["新的"]),
        "other_chief": ([], []),
    }
    assert read_titles(site.visitor("auditor").get("/evaluations").text) == ["新的"]
    administrator = site.visitor("administrator").get("/evaluations").text
    assert "系统管理员不办理评价" in administrator
    assert "新的" not in administrator


@pytest.mark.parametrize("query", STRANGE_QUERIES)
def test_a_strange_query_of_the_inbox_is_refused(site: Site, query: str) -> None:
    site.visitor("filer").get(f"/inbox?{query}", expect=400)


@pytest.mark.parametrize("query", STRANGE_SEARCHES)
def test_a_strange_search_of_the_trail_is_refused(site: Site, query: str) -> None:
    evaluation = begin(site, "一")
    site.visitor("filer").get(f"/evaluations/{evaluation}/trail?{query}", expect=400)


def test_the_trail_is_searched_by_person_action_and_day(site: Site) -> None:
    evaluation = begin(site, "一")
    perform(site, "chief", Action.COMMENT, Remark(text="请补充佐证"), evaluation)
    perform(site, "filer", Action.COMMENT, Remark(text="已补充"), evaluation)
    visitor = site.visitor("auditor")
    today = datetime.now(site.settings.time_zone).date()
    chief = site.people["chief"]

    def search(query: str) -> set[str]:
        page = visitor.get(f"/evaluations/{evaluation}/trail?{query}").text
        return set(re.findall(r'id="event-(\d+)"', page))

    assert search("") == {"1", "2", "3"}
    assert search(f"person={chief}") == {"2"}
    assert search("action=comment") == {"2", "3"}
    assert search(f"person={chief}&action=create") == set()
    assert search(f"since={today}&until={today}") == {"1", "2", "3"}
    assert search(f"since={today + timedelta(days=1)}") == set()
    assert search("below=2") == {"1"}
    assert search(f"indicator={uuid4()}") == set()


def test_the_trail_of_an_indicator_names_old_new_and_reason(site: Site) -> None:
    scene = Scene(site.database)
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    rows = [row.stored for row in scene.content(evaluation).scored_rows]
    changed = next(row for row in rows if row.review_score != row.self_score)
    visitor = site.visitor("auditor")
    page = visitor.get(f"/evaluations/{evaluation}/trail?indicator={changed.id}").text
    assert f'<strong class="differs">{changed.review_score}</strong>' in page
    assert said(changed.review_reason) in page
    assert 'id="event-1"' not in page


def said(text: object) -> str:
    return f'<bdi lang="zh-Hans">{html.escape(str(text))}</bdi>'


@pytest.mark.parametrize("who", ["school_filer", "school_head", "other_chief", "administrator"])
def test_what_is_not_his_does_not_exist(site: Site, who: str) -> None:
    """Byte for byte the same answer as for an id that nobody ever gave out."""
    evaluation = begin(site, "不给看的项目")
    visitor = site.visitor(who)
    for path in ("", "/trail"):
        real = visitor.get(f"/evaluations/{evaluation}{path}", expect=404)
        none = visitor.get(f"/evaluations/{uuid4()}{path}", expect=404)
        assert re.sub(r"[0-9a-f-]{36}|value=\"[^\"]*\"", "", real.text) == re.sub(
            r"[0-9a-f-]{36}|value=\"[^\"]*\"", "", none.text
        )


def test_who_is_not_signed_in_is_asked_to(site: Site) -> None:
    evaluation = begin(site, "一")
    stranger = site.visitor()
    for path in ("/inbox", f"/evaluations/{evaluation}", f"/evaluations/{uuid4()}/trail"):
        page = stranger.get(path, expect=401).text
        assert f'name="next" value="{path}"' in page
    assert stranger.client.get("/").headers["Location"] == "/published"


def test_what_people_write_is_text_everywhere(site: Site) -> None:
    evaluation = begin(site, EVIL, row=EVIL)
    perform(site, "chief", Action.COMMENT, Remark(text=EVIL), evaluation)
    for who in ("filer", "auditor"):
        visitor = site.visitor(who)
        lists = "/evaluations", "/trail"
        for path in (f"/evaluations/{evaluation}", f"/evaluations/{evaluation}/trail", *lists):
            page = visitor.get(path).text
            assert "<script>alert" not in page
            assert "<img" not in page
            assert html.escape(EVIL)[:20] in page


def test_only_what_is_published_is_public(site: Site) -> None:
    scene = Scene(site.database)
    published, reviewed = scene.walk(State.PUBLISHED), scene.walk(State.FINANCE_REVIEWED)
    stranger = site.visitor()
    listed = stranger.get("/published").text
    assert re.findall(r'href="/published/([0-9a-f-]{36})"', listed) == [str(published)]
    stranger.get(f"/published/{published}")
    stranger.get(f"/published/{reviewed}", expect=404)


def test_the_public_search_takes_words_as_they_are(site: Site) -> None:
    Scene(site.database).walk(State.PUBLISHED)
    stranger = site.visitor()
    found = {
        query: "<tbody>" in stranger.get(f"/published?{query}").text
        for query in (
            "q=center",
            "q=%25",
            "q=_",
            "q=nowhere",
            "year=2025",
            "year=２０２５年",
            "year=2024",
            "kind=",
        )
    }
    assert found == {
        "q=center": True,
        "q=%25": False,
        "q=_": False,
        "q=nowhere": False,
        "year=2025": True,
        "year=２０２５年": True,
        "year=2024": False,
        "kind=": True,
    }
    for query in ("year=二〇二五", "year=1e3", "kind=none", "after=x~1", "q=%00"):
        stranger.get(f"/published?{query}", expect=400)


def test_public_pages_are_the_same_for_everybody_and_may_be_kept(site: Site) -> None:
    published = Scene(site.database).walk(State.PUBLISHED)
    for path in ("/published", f"/published/{published}"):
        stranger, person = site.visitor().get(path), site.visitor("filer").get(path)
        assert stranger.data == person.data
        for page in (stranger, person):
            assert page.headers["Cache-Control"] == "public, max-age=60"
            assert "Set-Cookie" not in page.headers
            assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))
        again = site.visitor().client.get(path, headers={"If-None-Match": stranger.headers["ETag"]})
        assert again.status_code == 304


def test_a_public_page_in_english_names_the_scheme_in_english(site: Site) -> None:
    """The copy holds the Chinese title; the scheme has both."""
    published = Scene(site.database).walk(State.PUBLISHED)
    reader = site.visitor()
    chinese = re.sub("<[^>]*>", "", reader.get(f"/published/{published}").text)
    reader.get("/language/en", expect=302)
    page = re.sub("<[^>]*>", "", reader.get(f"/published/{published}").text)
    with site.database.reading() as session:
        header = find_header(session, published)
        assert header is not None
        scheme = read_scheme(header)
    assert f"{scheme.title} {scheme.version}" in chinese
    assert f"{scheme.title_en} {scheme.version}" in page
    assert scheme.title not in page


def test_private_pages_are_never_kept(site: Site) -> None:
    evaluation = begin(site, "一")
    page = site.visitor("filer").get(f"/evaluations/{evaluation}")
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_speaks_one_language(site: Site, language: str) -> None:
    evaluation = begin(site, "一")
    visitor = site.visitor("filer")
    visitor.get(f"/language/{language}", expect=302)
    for path in (
        "/evaluations",
        "/trail",
        f"/evaluations/{evaluation}",
        f"/evaluations/{evaluation}/trail",
    ):
        page = visitor.get(path).text
        assert f'<html lang="{"en" if language == "en" else "zh-Hans"}">' in page
        ours = re.sub(r'<(bdi|option|a|p|span) [^>]*lang="zh-Hans"[^>]*>[^<]*</', "", page)
        # A name in quotation marks is a name in every language.
        ours = re.sub(r"<title>[^<]*</title>|“[^”]*”", "", ours)
        assert bool(re.search("[\u4e00-\u9fff]", ours)) is (language == "zh"), path


@pytest.mark.parametrize("path", ["/nowhere", "/evaluations/not-an-id", "/published/1"])
def test_an_unknown_address_has_a_way_on(site: Site, path: str) -> None:
    page = site.visitor().get(path, expect=404).text
    assert "没有这个页面" in page
    assert 'class="button primary" href="/"' in page


def test_no_page_holds_script_or_style_of_its_own(site: Site) -> None:
    evaluation = begin(site, "一")
    visitor = site.visitor("filer")
    for path in (
        "/evaluations",
        "/trail",
        f"/evaluations/{evaluation}",
        f"/evaluations/{evaluation}/trail",
    ):
        page = visitor.get(path).text
        assert not re.search(r"<script>|<style| style=| on[a-z]+=", page)


@pytest.mark.parametrize(("score", "sign"), [("59", "−1.00"), ("60", "+60.00")])
def test_a_self_score_keeps_its_sign_beside_its_reason_and_neither_way_is_praised(
    site: Site, score: str, sign: str
) -> None:
    """A claim above the computed score is no better news than one below."""
    stage = Stage(site)
    evaluation = stage.walk(State.DRAFT)
    if sign.startswith("+"):
        missed = Scoring(
            rows={stage.desk(evaluation).row(VISITS): RowScore(score=None, actual_text="0")}
        )
        stage.do("filer", Action.SCORE, evaluation, missed)
    for reason in ("", "抽查记录"):
        scores = stage.desk(evaluation).scores({VISITS: score}, reason=reason)
        stage.do("filer", Action.SCORE, evaluation, scores)
        page = site.visitor("filer").get(f"/evaluations/{evaluation}").text
        line = page.partition(f'id="row-{stage.desk(evaluation).row(VISITS)}"')[2]
        line = line.partition("</tr>")[0]
        assert f'<td class="n differing" data-label="自评">{score}.00</td>' in line
        assert f'<span class="num differing">{sign}</span>' in line
        assert not re.search(r'class="[^"]*\b(?:up|down|good)\b', line)
        assert reason in line


def test_a_long_reason_is_folded_where_it_is_read(site: Site) -> None:
    """And whole on paper."""
    stage = Stage(site)
    evaluation, reason = stage.walk(State.DRAFT), "长" * 9_000
    scores = stage.desk(evaluation).scores({VISITS: "59"}, reason=reason)
    stage.do("filer", Action.SCORE, evaluation, scores)
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    stage.do("head", Action.APPROVE, evaluation, Remark())
    for path in ("", "/trail", "/review"):
        page = site.visitor("chief").get(f"/evaluations/{evaluation}{path}").text
        assert reason not in re.sub(
            r"(?s)<details.*?</details>|<span class=\"onpaper\">.*?</span>", "", page
        ), path
        assert reason in page, path
        assert "全文 9000 字" in page, path


def test_the_limit_of_a_reason_is_told_where_it_is_written(site: Site) -> None:
    evaluation = Stage(site).walk(State.DRAFT)
    page = site.visitor("filer").get(f"/evaluations/{evaluation}/fill/indicators").text
    assert f"原因最多 {MAX_TEXT} 字" in page


def test_each_value_is_named_where_rows_stand_as_cards(site: Site) -> None:
    stage = Stage(site)
    draft, published = stage.walk(State.DRAFT), stage.walk(State.PUBLISHED)
    filling = site.visitor("filer").get(f"/evaluations/{draft}/fill/indicators").text
    public = site.visitor().get(f"/published/{published}").text
    both = ("目标值", "完成值", "权重", "核算", "自评")
    for page, names in ((filling, (*both, "原因")), (public, (*both, "复核"))):
        assert '<table class="cards' in page
        for name in names:
            assert f'data-label="{name}"' in page
