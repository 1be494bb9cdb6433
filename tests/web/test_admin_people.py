"""People through their pages: invited, moved, disabled; never oneself, never the last."""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from models.database import Database
from models.queries.people import Person, find_person
from models.tables import LoginLink, LoginSession, User
from models.vocabulary import Action, Role, State
from tests.support.administration import Bureau, read_events, read_form
from tests.support.app import find_form
from tests.support.crawl import Stage, let_in, read_words
from tests.support.queries import count_queries
from tests.support.records import dump, rows_of
from workflow.people import hash_token

LINK = re.compile(r"http://localhost(/link/[\w-]{40,})")
GOOD = "a heron over the pond"


@pytest.fixture
def bureau(database: Database, tmp_path: Path) -> Bureau:
    return Bureau(database, tmp_path)


def page_of(bureau: Bureau, who: str) -> str:
    return f"/admin/people/{bureau.site.people[who]}"


def person_of(bureau: Bureau, who: str) -> Person:
    with bureau.database.reading() as session:
        person = find_person(session, bureau.site.people[who])
    assert person is not None
    return person


def typed_person(bureau: Bureau, **changes: str) -> dict[str, str]:
    person = {"login": "zhang", "name": "张三", "unit": bureau.code("center"), "section_id": ""}
    return {**person, **changes}


def invite(bureau: Bureau, *roles: Role, expect: int = 303, **changes: str) -> str:
    """Send the form of a new person; the text of the answer, or of the page it leads to."""
    form = read_form(bureau.visitor, "/admin/people/new")
    fields = {name: text for name, text in form.fields.items() if not name.startswith("role-")}
    fields |= typed_person(bureau, **changes) | {f"role-{role}": "on" for role in roles}
    answer = bureau.visitor.post("/admin/people/new", fields, expect=expect)
    return bureau.visitor.get(answer.location).text if expect == 303 else answer.text


def change(bureau: Bureau, who: str, *roles: Role, expect: int = 303, **typed: str) -> str:
    """Send the form of a person's roles and office."""
    form = read_form(bureau.visitor, page_of(bureau, who))
    fields = {name: text for name, text in form.fields.items() if not name.startswith("role-")}
    fields |= typed | {f"role-{role}": "on" for role in roles}
    return bureau.visitor.post(form.action, fields, expect=expect).text


def test_an_invited_person_sets_a_password_by_a_link_shown_once(bureau: Bureau) -> None:
    page = invite(bureau, Role.FILER)
    found = LINK.search(page)
    assert found is not None
    link = found[1]
    address = re.search(r"/admin/people/([0-9a-f-]{36})/disable", page)
    assert address is not None
    again = bureau.visitor.get(f"/admin/people/{address[1]}").text
    assert LINK.search(again) is None, "shown once"
    events = read_events(bureau.database, "add_person", "issue_link")[-2:]
    assert events[0]["login"] == "zhang"
    assert events[0]["roles"] == ["filer"]
    token = link.removeprefix("/link/")
    assert token not in str(dump(bureau.database)), "kept as a hash alone"
    assert hash_token(token) in str(rows_of(bureau.database, "login_link"))
    newcomer = bureau.site.visitor()
    newcomer.send(link, {"password": GOOD, "password_again": GOOD}, expect=302)
    newcomer.send("/sign-in", {"login": "zhang", "password": GOOD}, expect=302)
    newcomer.get("/evaluations/new")


def test_unknown_used_and_expired_links_are_answered_alike(bureau: Bureau) -> None:
    links = []
    for login in ("used", "late"):
        found = LINK.search(invite(bureau, Role.FILER, login=login))
        assert found is not None
        links.append(found[1])
    visitor = bureau.site.visitor()
    visitor.send(links[0], {"password": GOOD, "password_again": GOOD}, expect=302)
    with bureau.database.writing() as session:
        for link in session.scalars(select(LoginLink).where(LoginLink.used_at.is_(None))):
            link.expires_at = datetime(2020, 1, 1, tzinfo=UTC)
    links.append("/link/" + "x" * 43)
    pages = {visitor.get(each, expect=410).text.replace(each, "") for each in links}
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("roles", "changes", "field"),
    [
        ([], {}, "roles"),
        ([Role.FILER], {"login": ""}, "login"),
        ([Role.FILER], {"login": "zhang san"}, "login"),
        ([Role.FILER], {"login": "x" * 65}, "login"),
        ([Role.FILER], {"name": ""}, "name"),
        ([Role.FILER], {"unit": "没有的单位"}, "unit"),
        ([Role.FILER], {"section_id": "x"}, "section_id"),
        ([Role.UNIT_HEAD], {"unit": ""}, "unit"),
        ([Role.ADMINISTRATOR], {}, "unit"),
        ([Role.ADMINISTRATOR, Role.AUDITOR], {"unit": ""}, "roles"),
    ],
)
def test_what_is_wrong_is_named_and_the_typed_stays(
    bureau: Bureau, roles: list[Role], changes: dict[str, str], field: str
) -> None:
    before = dump(bureau.database)
    page = invite(bureau, *roles, expect=422, **changes)
    shown = "section" if field == "section" else field
    assert f'id="{shown}-error"' in page or f'href="#{shown}"' in page
    for role in Role:
        held = f'name="role-{role}" value="on" checked' in page
        assert held == (role in roles)
    assert dump(bureau.database) == before


def test_strange_roles_are_refused(bureau: Bureau) -> None:
    form = read_form(bureau.visitor, "/admin/people/new")
    fields = {name: text for name, text in form.fields.items() if not name.startswith("role-")}
    before = dump(bureau.database)
    for role in ("emperor", "", "filer\x00"):
        typed = typed_person(bureau) | {f"role-{role}": "on"}
        bureau.visitor.post("/admin/people/new", {**fields, **typed}, expect=422)
    assert dump(bureau.database) == before


def test_a_taken_login_is_refused(bureau: Bureau) -> None:
    login = f"filer-{bureau.mark}"
    assert "已有人使用" in invite(bureau, Role.FILER, login=login, expect=422)


def test_roles_and_office_change_together_and_count_at_once(bureau: Bureau) -> None:
    head = let_in(bureau.site, "school_head")
    section = str(bureau.site.offices.offices["section"])
    change(bureau, "school_head", Role.FINANCE_CHIEF, unit="", section_id=section)
    person = person_of(bureau, "school_head")
    assert (person.unit_id, str(person.section_id)) == (None, section)
    assert person.roles == {Role.FINANCE_CHIEF}
    (event,) = read_events(bureau.database, "change_unit")
    assert event["old"]["roles"] == ["unit_head"]
    assert event["new"] == {"roles": ["finance_chief"], "unit": None, "section": section}
    evaluation = Stage(bureau.site).stand(State.UNIT_APPROVED)
    head.get(f"/evaluations/{evaluation}/review")


def test_a_change_of_roles_alone_is_recorded_as_one(bureau: Bureau) -> None:
    change(bureau, "school_head", Role.UNIT_HEAD, Role.FILER)
    (event,) = read_events(bureau.database, "change_roles")
    assert event["new"]["roles"] == ["filer", "unit_head"]
    assert read_events(bureau.database, "change_unit") == []


def test_roles_that_do_not_fit_the_office_change_nothing(bureau: Bureau) -> None:
    before = dump(bureau.database)
    change(bureau, "school_head", Role.FINANCE_CHIEF, expect=422)
    change(bureau, "school_head", Role.UNIT_HEAD, Role.ADMINISTRATOR, unit="", expect=422)
    change(bureau, "school_head", expect=422)
    assert dump(bureau.database) == before


def test_whoever_moved_has_not_escaped_his_past(bureau: Bureau) -> None:
    """A filer who becomes head does not approve what he filled in (people and their history)."""
    stage = Stage(bureau.site)
    evaluation = stage.stand(State.SELF_SCORED)
    filer = let_in(bureau.site, "filer")
    change(bureau, "filer", Role.UNIT_HEAD)
    page = filer.get(f"/evaluations/{evaluation}/approve", expect=403)
    assert "您参与过本评价的填报" in page.text
    assert stage.header(evaluation).evaluation.state == State.SELF_SCORED
    assert Action.APPROVE not in {row.action for row in rows_of(bureau.database, "audit_event")}


def test_two_administrators_at_once_do_not_undo_each_other(bureau: Bureau) -> None:
    form = read_form(bureau.visitor, page_of(bureau, "school_filer"))
    bureau.site.offices.add_person("second_administrator", {Role.ADMINISTRATOR})
    other = let_in(bureau.site, "second_administrator")
    theirs = read_form(other, page_of(bureau, "school_filer"))
    moved = {**theirs.fields, "unit": bureau.code("hospital")}
    keep = {name: text for name, text in moved.items() if not name.startswith("role-")}
    other.post(theirs.action, {**keep, "role-filer": "on"}, expect=303)
    mine = {name: text for name, text in form.fields.items() if not name.startswith("role-")}
    mine |= {"role-filer": "on", "role-unit_head": "on"}
    page = bureau.visitor.post(form.action, mine, expect=409)
    assert person_of(bureau, "school_filer").roles == {Role.FILER}
    again = find_form(page, form.action)
    assert again.fields["unit"] == bureau.code("hospital"), "took what stands now"
    assert 'name="role-unit_head" value="on" checked' in page.text, "kept what was typed"


def test_a_disabled_person_is_out_at_once_and_stays_in_the_history(bureau: Bureau) -> None:
    stage = Stage(bureau.site)
    evaluation = stage.stand(State.SELF_SCORED)
    filer, auditor = let_in(bureau.site, "filer"), let_in(bureau.site, "auditor")
    page = page_of(bureau, "filer")
    bureau.send(page, ending="/disable")
    told = bureau.visitor.get(page)
    assert "已停用“filer”的账号，其所有登录已经结束" in told.text
    assert find_form(told, "/enable").action
    filer.get("/inbox", expect=401)
    with bureau.database.reading() as session:
        open_ones = select(LoginSession).where(
            LoginSession.user_id == bureau.site.people["filer"], LoginSession.ended_at.is_(None)
        )
        assert session.scalars(open_ones).all() == []
    assert "filer" in read_words(auditor.get(f"/evaluations/{evaluation}/trail"))
    assert "停用" in read_words(bureau.visitor.get(page))
    assert "发放新的链接" not in bureau.visitor.get(page).text
    bureau.send(page, ending="/enable")
    assert person_of(bureau, "filer").active
    acts = read_events(bureau.database, "disable_person", "enable_person")
    assert len(acts) == 2


def test_a_disabled_person_gets_no_link(bureau: Bureau) -> None:
    page = page_of(bureau, "filer")
    form = read_form(bureau.visitor, page, ending="/link")
    bureau.send(page, ending="/disable")
    bureau.visitor.send_form(form, expect=409)


def test_a_new_link_ends_the_older_one(bureau: Bureau) -> None:
    page = page_of(bureau, "filer")
    links = []
    for _ in range(2):
        bureau.send(page, ending="/link")
        found = LINK.search(bureau.visitor.get(page).text)
        assert found is not None
        links.append(found[1])
    visitor = bureau.site.visitor()
    visitor.get(links[0], expect=410)
    visitor.get(links[1], expect=200)


def test_nobody_changes_or_disables_himself(bureau: Bureau) -> None:
    bureau.site.offices.add_person("second_administrator", {Role.ADMINISTRATOR})
    page = page_of(bureau, "administrator")
    assert "另一位系统管理员" in bureau.visitor.get(page).text
    other = read_form(bureau.visitor, page_of(bureau, "second_administrator"), ending="/disable")
    form = read_form(bureau.visitor, page_of(bureau, "second_administrator"))
    before = dump(bureau.database)
    bureau.visitor.post(f"{page}/disable", other.fields, expect=403)
    bureau.visitor.post(page, {**form.fields, "role-auditor": "on"}, expect=403)
    assert dump(bureau.database) == before


def test_an_administrator_sees_and_does_nothing_of_an_evaluation(bureau: Bureau) -> None:
    """With the widest sight he can get: no role beside his own, and no office."""
    evaluation = Stage(bureau.site).stand(State.PUBLISHED)
    for path in ("", "/trail", "/review", "/fill/funds", "/approve", "/comment", "/attachments"):
        bureau.visitor.get(f"/evaluations/{evaluation}{path}", expect=404)
    bureau.visitor.get("/evaluations/new", expect=403)
    assert bureau.visitor.get("/inbox", expect=302).location == "/admin"
    assert str(evaluation) not in bureau.visitor.get("/evaluations").text


def test_people_are_found_by_name_login_unit_role_and_state(bureau: Bureau) -> None:
    invite(bureau, Role.FILER, login="wang", name="王五")
    for query, there, absent in (
        ("q=王五", "wang", f"filer-{bureau.mark}"),
        ("q=wang", "wang", f"head-{bureau.mark}"),
        (f"q={bureau.code('school')}", f"school_head-{bureau.mark}", "wang"),
        ("role=finance_chief", f"chief-{bureau.mark}", "wang"),
        ("state=disabled", "没有符合条件的人员", "wang"),
        ("q=%25", "没有符合条件的人员", "wang"),
    ):
        words = read_words(bureau.visitor.get(f"/admin/people?{query}"))
        words = words.replace("查找", "")
        assert there in words, query
        assert absent not in words.replace("wang\n", "", 1 if "q=wang" in query else 0), query
    for query in ("role=x", "state=x", "after=x", "q=%00"):
        bureau.visitor.get(f"/admin/people?{query}", expect=400)


def test_the_list_is_paged_both_ways(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.pages.admin.people.PAGE_SIZE", 5)
    address, pages = "/admin/people", []
    while address:
        text = bureau.visitor.get(address).text
        pages.append(re.findall(r"/admin/people/([0-9a-f-]{36})", text))
        following = re.search(r'rel="next" href="([^"]+)"', text)
        earlier = re.search(r'rel="prev" href="([^"]+)"', text)
        if earlier and len(pages) > 1:
            back = bureau.visitor.get(earlier[1].replace("&amp;", "&")).text
            assert re.findall(r"/admin/people/([0-9a-f-]{36})", back) == pages[-2]
        address = following[1].replace("&amp;", "&") if following else ""
    everybody = [one for page in pages for one in page]
    with bureau.database.reading() as session:
        known = session.scalars(select(User.id)).all()
    assert sorted(everybody) == sorted(str(one) for one in known)
    assert len(set(everybody)) == len(everybody)


def test_a_person_who_does_not_exist_is_not_found(bureau: Bureau) -> None:
    nobody = f"/admin/people/{UUID(int=0)}"
    bureau.visitor.get(nobody, expect=404)
    form = read_form(bureau.visitor, page_of(bureau, "filer"), ending="/disable")
    for path in ("", "/disable", "/enable", "/link"):
        bureau.visitor.post(nobody + path, form.fields, expect=404)


def test_lists_cost_a_handful_of_queries(migrated_sqlite: Database, tmp_path: Path) -> None:
    """Whatever the number of rows."""
    bureau = Bureau(migrated_sqlite, tmp_path)
    lists = [f"/admin/{name}" for name in ("units", "people", "cycles", "schemes", "record")]
    before = {each: count_page(bureau, each) for each in lists}
    for number in range(12):
        bureau.site.offices.add_person(f"person{number}", {Role.FILER}, "center")
    assert {each: count_page(bureau, each) for each in lists} == before
    assert all(count <= 12 for count in before.values()), before


def count_page(bureau: Bureau, address: str) -> int:
    with count_queries(bureau.database) as queries:
        bureau.visitor.get(address)
    return len(queries)
