"""The record: everything administrators did, in words, for them and for auditors."""

import re
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import AdminAction, Role
from tests.support.administration import Bureau
from tests.support.crawl import let_in, read_words
from tests.support.records import dump, rows_of
from workflow.people import record_admin_event

RECORD = "/admin/record"


@pytest.fixture
def bureau(database: Database, tmp_path: Path) -> Bureau:
    return Bureau(database, tmp_path)


def act(bureau: Bureau) -> None:
    """One change of each kind that has a before and an after."""
    offices, people = bureau.site.offices.offices, bureau.site.people
    bureau.send(f"/admin/units/{offices['center']}", {"name": "改名后"})
    person = f"/admin/people/{people['school_filer']}"
    bureau.send(person, {"unit": bureau.code("hospital")}, without=NOT_FILER)
    bureau.send(person, ending="/disable")
    cycle = f"/admin/cycles/{bureau.site.cycles['national_project']}"
    bureau.send(cycle, {"closes_at": "2199-12-31"})


NOT_FILER = tuple(f"role-{role}" for role in Role if role is not Role.FILER)


def test_it_tells_who_did_what_to_whom_from_what_to_what(bureau: Bureau) -> None:
    act(bureau)
    auditor = let_in(bureau.site, "auditor")
    words = " ".join(read_words(auditor.get(RECORD)).split())
    for told in (
        "administrator",
        "修改单位 改名后",
        "名称： center → 改名后",
        "变更单位 school_filer",
        "单位： school → hospital",
        "停用人员 school_filer",
        "调整年度评价任务 national_project",
        "→ 2199-12-31 23:59:59",
        "命令行",
    ):
        assert told in words, told
    assert "角色： 填报人 → " not in words, "what did not change is not told"


def test_it_speaks_english(bureau: Bureau) -> None:
    act(bureau)
    auditor = let_in(bureau.site, "auditor")
    auditor.client.set_cookie("hengjian_language", "en")
    page = auditor.get(RECORD).text.partition("<main")[2]
    assert "Change unit" in page
    assert "Head of unit" in page
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
    assert heads
    assert all(head[0].isupper() for head in heads), heads
    ours = re.sub('<bdi lang="zh-Hans">[^<]*</bdi>', "", page)
    assert not re.search("[\u4e00-\u9fff]", ours)


def test_it_is_searched_by_action_person_and_day(bureau: Bureau) -> None:
    act(bureau)
    login = f"school_filer-{bureau.mark}"
    for query, there, absent in (
        ("action=disable_person", "停用人员", "变更单位 "),
        (f"who={login}", "停用人员", "修改单位"),
        ("who=school_filer", "停用人员", "修改单位"),
        (f"who=administrator-{bureau.mark}", "修改单位", "新增财政业务科室 "),
        ("who=nobody", "没有符合条件的记录", "修改单位 "),
        ("since=2199-01-01", "没有符合条件的记录", "修改单位 "),
        ("until=2000-01-01", "没有符合条件的记录", "修改单位 "),
        ("since=2026-01-01&action=edit_unit", "改名后", "停用人员 "),
    ):
        page = bureau.visitor.get(f"{RECORD}?{query}").text
        body = page.split("</form>", 3)[-1]
        assert there in body, query
        assert absent.strip() not in body, query


def test_strange_questions_are_refused(bureau: Bureau) -> None:
    before = dump(bureau.database)
    for query, status in (
        ("action=x", 400),
        ("since=x", 400),
        ("until=0001-01-01", 200),
        ("after=x", 400),
        ("who=%00", 400),
        ("who=%25", 200),
        ("who=' OR 1=1 --", 200),
        ("who=" + "x" * 5000, 200),
    ):
        bureau.visitor.get(f"{RECORD}?{query}", expect=status)
    assert dump(bureau.database) == before


def test_it_is_paged_both_ways_without_a_gap(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(bureau)
    monkeypatch.setattr("web.pages.admin.record.PAGE_SIZE", 7)
    address, pages = RECORD, []
    while address:
        text = bureau.visitor.get(address).text
        pages.append(text.count('<tr class="top">'))
        if earlier := re.search(r'rel="prev" href="([^"]+)"', text):
            back = bureau.visitor.get(earlier[1].replace("&amp;", "&")).text
            assert back.count('<tr class="top">') == 7
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sum(pages) == len(rows_of(bureau.database, "admin_event"))


def test_every_kind_of_act_can_be_told(bureau: Bureau) -> None:
    """Whatever its body holds: those of later versions too."""
    bodies: list[dict[str, object]] = [
        {},
        {"person": "x", "name": "令牌", "scope": "read", "days": 30},
        {"strange": {"deep": [1, 2]}, "more": None, "number": 5},
        {"old": ["filer"], "new": ["auditor"], "person": str(bureau.site.people["filer"])},
    ]
    at = rows_of(bureau.database, "admin_event")[0].at
    with bureau.database.writing() as session:
        for action in AdminAction:
            for body in bodies:
                record_admin_event(session, action=action, actor_id=None, at=at, data=body)
    text = bureau.visitor.get(RECORD).text
    assert "填报人 → 审计人员" in " ".join(read_words(bureau.visitor.get(RECORD)).split())
    assert "令牌" in text


def test_nobody_else_reads_it(bureau: Bureau) -> None:
    for who in ("filer", "head", "chief"):
        page = let_in(bureau.site, who).get(RECORD, expect=403)
        assert "由系统管理员办理" in page.text
    bureau.site.visitor().get(RECORD, expect=401)
    auditor = let_in(bureau.site, "auditor")
    auditor.get("/admin/units", expect=403)
    assert auditor.client.get("/admin").location == RECORD
