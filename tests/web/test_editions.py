"""Editions on the pages: what everybody is told of a correction, and what strangers are not."""

import html
import json
import re
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from models.database import Database
from models.tables import Publication
from models.vocabulary import Action, State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage
from tests.support.editions import (
    LATER,
    RENAMED,
    SLIP,
    VOUCHER,
    WRONG,
    correct,
    publish,
    revise,
    stand_corrected,
)
from tests.support.papers import VISITS
from tests.support.queries import count_queries
from workflow.data import Filling, FoundItem, Remark


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def small(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def read(visitor: Visitor, address: str) -> str:
    page = visitor.get(address).text
    return re.sub(r'<bdi lang="zh-Hans">([^<]*)</bdi>', r"\1", html.unescape(page))


def read_note(page: str, name: str) -> str:
    """The words of one note of a page; nothing where there is none."""
    found = re.search(rf'<div class="note[^"]*" id="{name}">(.*?)</div>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", found[1])).strip() if found else ""


def leads_to(page: str, evaluation: UUID, *, public: bool = False) -> bool:
    return f'href="/{"published" if public else "evaluations"}/{evaluation}"' in page


def test_a_correction_is_made_on_the_screen_from_end_to_end(site: Site) -> None:
    stage = Stage(site)
    first = stage.stand(State.PUBLISHED)
    chief = site.visitor("chief")
    asked = read(chief, f"/evaluations/{first}/correct")
    assert "将开启第 2 版" in asked
    assert "公众看不到正在更正" in asked
    form = find_form(chief.get(f"/evaluations/{first}/correct"), "/correct")
    day = f"{stage.now + LATER:%Y-%m-%d}"
    for typed, field in (({"due_on": day}, "reason"), ({"reason": WRONG}, "due_on")):
        refused = chief.send_form(form, typed, expect=422).text
        assert f'id="{field}-error"' in refused
        assert WRONG in refused or "reason" not in typed
    answer = chief.send_form(form, {"reason": WRONG, "due_on": day})
    found = re.search(r"/evaluations/([0-9a-f-]{36})", answer.headers["Location"])
    assert found is not None
    second = UUID(found[1])
    for who in ("filer", "head", "chief", "auditor"):
        visitor = site.visitor(who)
        old, new = (read(visitor, f"/evaluations/{each}") for each in (first, second))
        note = read_note(old, "successor")
        assert "正在更正" in note
        assert WRONG in note
        assert "chief" in note
        assert day in note
        assert leads_to(old, second)
        note = read_note(new, "corrects")
        assert "本版更正第 1 版" in note
        assert WRONG in note
        assert day in note
        assert leads_to(new, first)
        assert re.search(r'<span class="badge">第 2 版</span>', new)
    assert '<span class="badge">第 2 版</span>' in site.visitor("filer").get("/inbox").text
    chief.get(f"/evaluations/{first}/correct", expect=409)
    revise(stage, second)
    publish(stage, second)
    old, new = (read(chief, f"/evaluations/{each}") for each in (first, second))
    assert "本版已被更正，仅供查阅 现行的是第 2 版" in read_note(old, "successor")
    assert "96.00" in old
    assert "对外仍以" not in read_note(new, "corrects")
    assert leads_to(old, second)
    assert "from=1&to=2" in old


def test_three_editions_lead_to_each_other(small: Site) -> None:
    chain = stand_corrected(small)
    third = correct(chain.stage, chain.second, reason="再次更正")
    visitor = small.visitor("auditor")
    everyone = {chain.first, chain.second, third}
    for each in everyone:
        page = read(visitor, f"/evaluations/{each}")
        nav = page.partition('<nav class="editions"')[2].partition("</nav>")[0]
        assert {one for one in everyone if leads_to(nav, one)} == everyone - {each}
    first, second = (read(visitor, f"/evaluations/{each}") for each in (chain.first, chain.second))
    assert (first.count('id="successor"'), second.count('id="successor"')) == (1, 1)
    assert "现行的是第 2 版" in read_note(first, "successor")
    assert "正在更正 第 3 版（草稿）" in read_note(second, "successor")
    assert WRONG in read_note(second, "corrects")
    assert "再次更正" in read_note(second, "successor")


def test_a_discarded_draft_says_so_and_offers_nothing(site: Site) -> None:
    stage = Stage(site)
    evaluation = stage.walk(State.DRAFT)
    filer = site.visitor("filer")
    asked = filer.get(f"/evaluations/{evaluation}/discard")
    assert "内容和审计记录都保留" in asked.text
    filer.send_form(find_form(asked, "/discard"), {"reason": ""}, expect=422)
    filer.send_form(find_form(asked, "/discard"), {"reason": "重复建立"})
    for who in ("filer", "head", "chief", "auditor"):
        page = read(site.visitor(who), f"/evaluations/{evaluation}")
        note = read_note(page, "discarded")
        assert "已作废" in note
        assert "重复建立" in note
        assert "filer" in note
        assert "<form" not in page.partition("<main")[2]
        assert "/fill/" not in page
        assert 'id="doing-title"' not in page
    for path in ("fill/funds", "submit", "discard", "comment"):
        filer.get(f"/evaluations/{evaluation}/{path}", expect=409)


def test_a_discarded_correction_leaves_the_result_in_force(small: Site) -> None:
    stage = Stage(small)
    first = stage.stand(State.PUBLISHED)
    gone = correct(stage, first)
    stage.do("chief", Action.DISCARD, gone, Remark(text="开错了"))
    chief = small.visitor("chief")
    page = read(chief, f"/evaluations/{gone}")
    assert "开错了" in read_note(page, "discarded")
    assert "本版原用于更正第 1 版" in read_note(page, "corrects")
    assert "修改期限" not in read_note(page, "corrects")
    page = read(chief, f"/evaluations/{first}")
    assert read_note(page, "successor") == ""
    assert f"/evaluations/{first}/correct" in page
    again = correct(stage, first, reason="这次是真的")
    page = read(chief, f"/evaluations/{first}")
    assert "这次是真的" in read_note(page, "successor")
    assert WRONG not in read_note(page, "successor")
    assert WRONG in read_note(read(chief, f"/evaluations/{gone}"), "corrects")
    assert "这次是真的" in read_note(read(chief, f"/evaluations/{again}"), "corrects")


def test_strangers_learn_nothing_of_a_correction_before_it_is_published(site: Site) -> None:
    stage = Stage(site)
    first = stage.stand(State.PUBLISHED)
    stranger = site.visitor()
    pages = ("/published", f"/published/{first}")
    before = [stranger.get(page).data for page in pages]
    second = correct(stage, first)
    revise(stage, second)
    assert [stranger.get(page).data for page in pages] == before
    stranger.get(f"/published/{second}", expect=404)
    publish(stage, second)
    assert [stranger.get(page).data for page in pages] != before


def test_everybody_reads_what_a_correction_changed_and_not_why(site: Site) -> None:
    chain = stand_corrected(site)
    stranger = site.visitor()
    listed = read(stranger, "/published")
    assert not leads_to(listed, chain.first, public=True)
    assert leads_to(listed, chain.second, public=True)
    old, new = (read(stranger, f"/published/{each}") for each in (chain.first, chain.second))
    assert "本版已被更正" in read_note(old, "superseded")
    assert "第 2 版于" in read_note(old, "superseded")
    assert leads_to(old, chain.second, public=True)
    assert "94.50" in old
    assert "91.50" not in old
    assert "本版更正第 1 版" in read_note(new, "corrects")
    assert leads_to(new, chain.first, public=True)
    changes = new.partition('id="changes"')[2]
    for gone, came in (("94.50", "91.50"), (VISITS, RENAMED), ("12次", "11次"), ("优", "优")):
        marked = f"<del>原：{gone}</del> <ins>现：{came}</ins>"
        plain = changes.replace('<span class="hidden">', "").replace("</span>", "")
        cells = plain.replace('</td><td class="n changed">', " ")
        assert (marked in cells) is (gone != came), (gone, came)
    assert "另补一段。" in changes
    # The reason of the correction and the documents stay inside; that of a changed row does not.
    for page in (old, new):
        assert WRONG not in page
        assert VOUCHER not in page
        assert "按更正后的数" not in page
    assert SLIP in new
    assert f"原名称：{VISITS}" in new


def test_an_old_copy_without_the_new_keys_still_renders(small: Site) -> None:
    """As it was published before editions and changed agreements were known."""
    stage = Stage(small)
    first, second = stage.stand(State.PUBLISHED), stage.stand(State.FINANCE_REVIEWED)
    with small.database.reading() as session:
        copy = json.loads(session.scalars(select(Publication.content)).one())
    for key in ("edition", "recomputable", "scheme", "money_unit", "sections", "rate", "funds"):
        copy.pop(key, None)
    for row in copy["indicators"]:
        for key in ("depth", "agreed_name", "computed_score"):
            row.pop(key, None)
    with small.database.engine.connect() as connection:
        for trigger in small_triggers(small):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.commit()
    with small.database.writing() as session:
        row = session.scalars(select(Publication)).one()
        session.execute(
            insert(Publication),
            [
                {
                    "evaluation_id": second,
                    "event_seq": 1,
                    "published_at": row.published_at,
                    "content": json.dumps(copy),
                    "content_hash": row.content_hash[::-1],
                }
            ],
        )
    assert VISITS in read(small.visitor(), f"/published/{second}")
    assert leads_to(read(small.visitor(), "/published"), first, public=True)


def small_triggers(site: Site) -> list[str]:
    with site.database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'publication'"
        )
        return list(found.scalars())


def test_the_trail_tells_of_editions_and_changed_agreements(site: Site) -> None:
    chain = stand_corrected(site)
    auditor = site.visitor("auditor")
    old = read(auditor, f"/evaluations/{chain.first}/trail?action=correct")
    assert leads_to(old, chain.second)
    assert "打开更正稿" in old
    assert WRONG in old
    born = read(auditor, f"/evaluations/{chain.second}/trail?action=create")
    assert leads_to(born, chain.first)
    assert "更正第 1 版" in born
    assert "带入的内容" in born
    assert born.partition("带入的内容")[2].count("自评得分：") == born.count("自评得分：") == 3
    assert "自报总分" not in born
    amended = read(auditor, f"/evaluations/{chain.second}/trail?action=amend")
    assert f"{VISITS} → <strong>{RENAMED}</strong>" in amended
    assert SLIP in amended
    row = re.search(rf'<option value="([0-9a-f-]+)"[^>]*>\d+ {RENAMED}', amended)
    assert row is not None
    of_row = read(auditor, f"/evaluations/{chain.second}/trail?indicator={row[1]}&action=amend")
    assert RENAMED in of_row.partition("<tbody>")[2]


def test_the_trail_knows_what_an_edition_began_with(small: Site) -> None:
    """The findings that a correction took over are those that its first change replaced."""
    stage = Stage(small)
    first = stage.walk(State.PUBLISHED, cycle="finance")
    second = correct(stage, first)
    found = FoundItem(category="预算编制", text="预算编制很不细。")
    stage.do("section_filer", Action.FILL, second, Filling(findings=(found,)))
    page = read(small.visitor("auditor"), f"/evaluations/{second}/trail?action=fill")
    texts = re.findall(r'<p class="said"><span class="soft">[前后]：</span>([^<]*)</p>', page)
    assert texts == [
        "1. 预算编制 预算编制不细。",
        "1. 预算编制 预算编制很不细。",
        "1. 细化预算。",
        "—",
    ]


def test_the_pages_of_editions_take_one_query_more(small: Site) -> None:
    """One for the editions beside what an evaluation takes that was submitted once, with two that
    keep how far he has looked. Strangers cost one for the editions, one for the measures and four
    for the proof: the event that published it, the last seal, the body that was sealed, and how
    many events lie between the seal before that event and it.
    """
    chain = stand_corrected(small)
    visitor = small.visitor("bureau_head")
    visitor.get("/account")  # How much he has not read is counted once a minute.
    small.seal()
    for evaluation in (chain.first, chain.second):
        with count_queries(small.database) as asked:
            visitor.get(f"/evaluations/{evaluation}")
        assert len(asked) <= 15, asked
        with count_queries(small.database) as asked:
            assert small.visitor().client.get(f"/published/{evaluation}").status_code == 200
        assert len(asked) == 6, asked


@pytest.mark.parametrize("who", ["school_head", "other_chief", "administrator"])
def test_editions_are_hidden_from_whoever_may_not_see_them(small: Site, who: str) -> None:
    chain = stand_corrected(small)
    visitor = small.visitor(who)
    for evaluation in (chain.first, chain.second):
        for path in ("", "/trail", "/compare", "/correct", "/discard"):
            visitor.get(f"/evaluations/{evaluation}{path}", expect=404)
