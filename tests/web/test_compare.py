"""Rounds and editions side by side: what was changed, who may see it, and what it costs."""

import html
import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import Submission
from models.vocabulary import Action, State
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage
from tests.support.editions import (
    RENAMED,
    SLIP,
    VOUCHER,
    correct,
    publish,
    return_to_unit,
    revise,
    stand_corrected,
)
from tests.support.papers import OPINION, RATE, VISITS
from tests.support.queries import count_queries
from web.show.differences import Comparison, Pair, RowPair
from workflow.data import Filling, Remark

STRANGE = (
    *("from=x", "to=0", "from=1.", "from=1.0", "to=01", "from=-1", "to=１", "from=1.1.1"),
    *("to=99999", "from=1%00", "from=' or 1=1", "rows=none", "rows=ALL", "from=" + "1" * 5000),
)
MISSING = ("from=1.2", "to=2", "from=2.1&to=1", "to=9999.9999")


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def small(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def read(visitor: Visitor, evaluation: UUID, query: str = "") -> str:
    page = visitor.get(f"/evaluations/{evaluation}/compare?{query}").text
    return re.sub(r'<bdi lang="zh-Hans">([^<]*)</bdi>', r"\1", html.unescape(page))


def read_changes(page: str) -> list[tuple[str, str]]:
    """What is struck through and what is marked as new, in the order of the page."""
    found = re.findall(r'<(del|ins)><span class="hidden">[原现]：</span>([^<]*)</\1>', page)
    return [(kind, text) for kind, text in found]


def read_names(page: str) -> list[str]:
    table = page.partition('id="indicators"')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', table)
    return [re.sub("<[^>]*>", "", name) for name in rows]


def test_two_rounds_are_compared_row_by_row(site: Site) -> None:
    stage = Stage(site)
    evaluation = stage.stand(State.SELF_SCORED)
    return_to_unit(stage, evaluation)
    revise(stage, evaluation)
    visitor = site.visitor("head")
    now = read(visitor, evaluation)
    assert '<option value="1.1" selected>' in now
    assert '<option value="1" selected>' in now
    stage.do("filer", Action.SUBMIT, evaluation, Remark())
    rounds = read(visitor, evaluation, "from=1.1&to=1.2")
    for page in (now, rounds, read(visitor, evaluation, "from=1.2&to=1.1")):
        changes = read_changes(page)
        totals = [("del", "96.00"), ("ins", "91.50")]
        assert changes[:2] == totals
        for old, new in (("9.00", "9.50"), ("60.00", "55.00"), ("12次", "11次"), (VISITS, RENAMED)):
            assert changes[changes.index(("del", old)) + 1] == ("ins", new)
        assert changes[-2:] == [("ins", "另补一段。"), ("ins", VOUCHER)]
        assert ("ins", SLIP) in changes
        assert read_names(page) == [RATE, "产出指标", f"原：{VISITS} 现：{RENAMED}", OPINION]
    assert '<small class="soft">3 行有变动' in rounds


def test_unchanged_rows_are_shown_when_asked_for(small: Site) -> None:
    stage = Stage(small)
    evaluation = stage.stand(State.PUBLISHED)
    visitor = small.visitor("auditor")
    changed = read(visitor, evaluation)
    assert read_names(changed) == [RATE, "产出指标", VISITS, OPINION]
    assert read_names(read(visitor, evaluation, "from=1.1&to=1.1")) == []
    whole = read(visitor, evaluation, "from=1.1&to=1.1&rows=all")
    assert read_names(whole) == [RATE, "产出指标", VISITS, OPINION]
    assert "前后选的是同一份" in whole
    assert read_changes(whole) == []


def test_editions_are_compared_across_evaluations(site: Site) -> None:
    chain = stand_corrected(site)
    visitor = site.visitor("chief")
    seen = [
        read_changes(read(visitor, each, "from=1&to=2")) for each in (chain.first, chain.second)
    ]
    assert seen[0] == seen[1]
    assert ("del", "58.50") in seen[0]
    assert seen[0][-1] == ("ins", VOUCHER)
    page = read(visitor, chain.second)
    assert '<option value="1" selected>第 1 版 · 公开的内容' in page
    assert '<option value="2" selected>第 2 版 · 公开的内容' in page
    # The round of another edition can be chosen as well, and an edition that is still open.
    third = correct(chain.stage, chain.second)
    page = read(visitor, third, "from=1.1&to=3")
    assert '<option value="3" selected>第 3 版 · 现在的内容（草稿）' in page
    assert "同一份" not in page
    assert "两份的内容相同" in read(visitor, third, "from=2.1&to=3")


def test_a_published_correction_is_first_compared_with_what_it_corrects(site: Site) -> None:
    """Whatever rounds it took; while it is under way, the last round comes first."""
    stage = Stage(site)
    second = correct(stage, stage.stand(State.PUBLISHED))
    stage.do("filer", Action.SUBMIT, second, Remark())
    return_to_unit(stage, second)
    visitor = site.visitor("chief")
    assert '<option value="2.1" selected>' in read(visitor, second)
    publish(stage, second)
    page = read(visitor, second)
    assert '<option value="1" selected>第 1 版 · 公开的内容' in page
    assert '<option value="2" selected>第 2 版 · 公开的内容' in page


def test_what_was_discarded_is_compared_only_from_its_own_page(small: Site) -> None:
    stage = Stage(small)
    first = stage.stand(State.PUBLISHED)
    gone = correct(stage, first)
    stage.do("chief", Action.DISCARD, gone, Remark(text="开错了"))
    kept = correct(stage, first)
    visitor = small.visitor("chief")
    codes = {}
    for each in (first, gone, kept):
        page = read(visitor, each, "from=1&to=2")
        codes[each] = re.findall(r'<option value="([\d.]+)"', page)[:3]
        assert "两份的内容相同" not in page
    assert set(map(tuple, codes.values())) == {("1.1", "1", "2")}
    revise(stage, kept)
    assert ("ins", VOUCHER) in read_changes(read(visitor, first, "from=1&to=2"))
    assert ("ins", VOUCHER) not in read_changes(read(visitor, gone, "from=1&to=2"))


def test_a_finance_evaluation_is_compared_by_its_findings(site: Site) -> None:
    stage = Stage(site)
    evaluation = stage.walk(State.SELF_SCORED, cycle="finance")
    return_to_unit(stage, evaluation)
    stage.do("section_filer", Action.FILL, evaluation, Filling(findings=()))
    page = read(site.visitor("auditor"), evaluation)
    assert read_changes(page) == [("del", "预算编制 预算编制不细。"), ("del", "细化预算。")]
    assert 'id="indicators"' not in page


def test_what_is_no_round_is_refused_and_what_there_is_not_is_not_found(site: Site) -> None:
    evaluation = Stage(site).stand(State.SELF_SCORED)
    visitors = {site.visitor("filer"): 400, site.visitor("school_filer"): 404, site.visitor(): 401}
    for query in STRANGE:
        for visitor, answer in visitors.items():
            visitor.get(f"/evaluations/{evaluation}/compare?{query}", expect=answer)
    for query in MISSING:
        next(iter(visitors)).get(f"/evaluations/{evaluation}/compare?{query}", expect=404)


def test_a_draft_that_was_never_submitted_has_nothing_to_compare(small: Site) -> None:
    evaluation = Stage(small).stand(State.DRAFT)
    page = read(small.visitor("filer"), evaluation)
    assert "还没有可以比较的内容" in page
    assert "<table" not in page


@pytest.mark.parametrize("who", ["school_head", "other_chief", "administrator"])
def test_whoever_may_not_see_it_learns_nothing(small: Site, who: str) -> None:
    evaluation = Stage(small).stand(State.SELF_SCORED)
    visitor = small.visitor(who)
    real = visitor.get(f"/evaluations/{evaluation}/compare?from=1.1&to=1", expect=404).text
    none = visitor.get(f"/evaluations/{uuid4()}/compare?from=1.1&to=1", expect=404).text
    plain = re.compile(r'[0-9a-f-]{36}|value="[^"]*"')
    assert plain.sub("", real) == plain.sub("", none)
    visitor.get("/evaluations/1/compare", expect=404)


def test_an_erased_text_says_so(small: Site) -> None:
    stage = Stage(small)
    evaluation = stage.stand(State.SELF_SCORED)
    return_to_unit(stage, evaluation)
    desk = stage.desk(evaluation)
    assert desk.content is not None
    section = next(iter(desk.content.sections.values()))
    filling = Filling(sections={section.key: "新写的一段。"})
    stage.do("filer", Action.FILL, evaluation, filling)
    visitor = small.visitor("auditor")
    assert ("del", section.text) in read_changes(read(visitor, evaluation))
    stage.erase(evaluation, str(section.text))
    page = read(visitor, evaluation)
    assert "（前一份的原文已依规清除，无法比较）" in page
    assert "清除，原因：含个人信息）" in page
    assert read_changes(page) == [("ins", "新写的一段。")]


def test_texts_that_were_erased_on_both_sides_are_told_apart_by_their_commitments(
    small: Site,
) -> None:
    chain = stand_corrected(small)
    chain.stage.erase(chain.first, "按完成情况")
    visitor = small.visitor("auditor")
    # Within one edition the commitment is the same; the next edition has one of its own.
    assert "无法比较" not in read(visitor, chain.first, "from=1.1&to=1&rows=all")
    assert "清除，原因：含个人信息）" in read(visitor, chain.first, "from=1.1&to=1&rows=all")


def test_a_sealed_round_that_is_older_still_opens(small: Site) -> None:
    """A key that came later is not asked for."""
    evaluation = Stage(small).stand(State.PUBLISHED)
    with small.database.reading() as session:
        sealed = session.scalars(select(Submission.content)).one()
    assert "agreed_name" not in sealed
    assert read_changes(read(small.visitor("auditor"), evaluation, "from=1.1&to=1"))


@pytest.mark.parametrize(
    ("query", "most"), [("from=1.1&to=2.1", 8), ("from=1.1&to=2", 12), ("from=1&to=2", 14)]
)
def test_a_comparison_takes_a_bounded_number_of_queries(small: Site, query: str, most: int) -> None:
    chain = stand_corrected(small)
    visitor = small.visitor("auditor")
    visitor.get("/account")  # How much he has not read is counted once a minute.
    with count_queries(small.database) as asked:
        page = read(visitor, chain.second, query)
    assert RENAMED in page
    assert len(asked) <= most, asked


def test_a_review_score_that_only_repeats_the_self_score_is_no_change_to_look_at() -> None:
    same = Pair(old="9.00", new="9.00")
    rows = [
        RowPair(
            name=Pair(old=name, new=name),
            depth=0,
            is_heading=False,
            cells={"self_score": same, "review_score": Pair(old="—", new=score)},
            reasons=(),
            differs=True,
        )
        for name, score in (("巡检次数", "9.00"), ("满意度", "8.00"))
    ]
    told = Comparison(result={}, rows=tuple(rows), lines=(), texts=(), documents=())
    assert (told.changed_rows, told.repeated_rows, told.differs) == (1, 1, True)
    assert list(told.list_rows(whole=False)) == rows[1:]
    assert list(told.list_rows(whole=True)) == rows
