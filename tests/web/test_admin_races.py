"""Two administrators at the same moment: one wins, the other is told in words."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import AdminAction, Role, State
from tests.support.administration import Bureau, read_events, read_form
from tests.support.app import find_form
from tests.support.crawl import Stage, let_in
from tests.support.records import rows_of

pytestmark = pytest.mark.pg
PEOPLE = 4
WAIT_SECONDS = 60


@pytest.fixture
def bureau(migrated_postgres: Database, tmp_path: Path) -> Bureau:
    return Bureau(migrated_postgres, tmp_path)


def race(bureau: Bureau, address: str, typed: dict[str, str]) -> Counter[int]:
    """Let several administrators send the same content, each by his own form, at once."""
    names = [f"administrator{number}" for number in range(PEOPLE)]
    for name in names:
        if name not in bureau.site.people:
            bureau.site.offices.add_person(name, {Role.ADMINISTRATOR})
    browsers = [let_in(bureau.site, name) for name in names]
    forms = [read_form(browser, address) for browser in browsers]
    barrier = threading.Barrier(PEOPLE)

    def send(number: int) -> int:
        fields = {n: t for n, t in forms[number].fields.items() if not n.startswith("role-")}
        barrier.wait(WAIT_SECONDS)
        answer = browsers[number].client.post(forms[number].action, data={**fields, **typed})
        return answer.status_code

    with ThreadPoolExecutor(PEOPLE) as pool:
        return Counter(pool.map(send, range(PEOPLE)))


def test_one_code_is_given_once(bureau: Bureau) -> None:
    section = str(bureau.site.offices.offices["section"])
    typed = {"name": "新单位", "region": "", "supervising": "", "section_id": section}
    for number in range(3):
        code = f"700{number}"
        outcome = race(bureau, "/admin/units/new", {**typed, "code": code})
        assert outcome == {303: 1, 422: PEOPLE - 1}
        assert len([e for e in read_events(bureau.database, "add_unit") if e["code"] == code]) == 1


def test_one_task_of_a_name_is_opened(bureau: Bureau) -> None:
    scheme = rows_of(bureau.database, "scheme_activation")[0].scheme_id
    days = {"opens_at": "2032-01-01", "closes_at": "2032-03-31"}
    for number in range(3):
        typed = {"name": f"自评{number}", "fiscal_year": "2031", "scheme_id": str(scheme), **days}
        outcome = race(bureau, "/admin/cycles/new", {**typed, "section_id": ""})
        assert outcome == {303: 1, 422: PEOPLE - 1}


def test_one_login_is_given_once(bureau: Bureau) -> None:
    typed = {"name": "张三", "unit": bureau.code("center"), "section_id": "", "role-filer": "on"}
    for number in range(3):
        login = f"zhang{number}"
        outcome = race(bureau, "/admin/people/new", {**typed, "login": login})
        assert outcome == {303: 1, 422: PEOPLE - 1}
        people = [row for row in rows_of(bureau.database, "user_account") if row.login == login]
        assert len(people) == 1


def test_one_edit_of_a_unit_wins(bureau: Bureau) -> None:
    address = f"/admin/units/{bureau.site.offices.offices['center']}"
    for number in range(3):
        outcome = race(bureau, address, {"name": f"名称{number}"})
        assert outcome == {303: 1, 409: PEOPLE - 1}
    assert len(read_events(bureau.database, "edit_unit")) == 3


def test_the_same_form_sent_twice_at_once_is_one_act(bureau: Bureau) -> None:
    form = read_form(bureau.visitor, "/admin/sections/new")
    fields = {**form.fields, "code": "F77", "name": "农业科"}
    barrier = threading.Barrier(2)
    browsers = [let_in(bureau.site, "administrator") for _ in range(2)]
    cookie = bureau.visitor.client.get_cookie("hengjian")
    assert cookie is not None
    for browser in browsers:
        browser.client.set_cookie("hengjian", cookie.value)

    def send(number: int) -> int:
        barrier.wait(WAIT_SECONDS)
        return browsers[number].client.post(form.action, data=fields).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, range(2))) == [303, 303]
    assert len([e for e in read_events(bureau.database, "add_section") if e["code"] == "F77"]) == 1


def test_the_grants_suffice_for_administration(as_application: Database, tmp_path: Path) -> None:
    """Every kind of act, without owning a table."""
    bureau = Bureau(as_application, tmp_path)
    stage = Stage(bureau.site)
    stage.stand(State.DRAFT)
    offices, people = bureau.site.offices.offices, bureau.site.people
    section = str(offices["section"])
    unit = {"code": "7001", "name": "新单位", "region": "", "supervising": ""}
    bureau.send("/admin/sections/new", {"code": "F77", "name": "农业科"})
    bureau.send("/admin/units/new", {**unit, "section_id": section})
    bureau.send(f"/admin/units/{offices['center']}", {"name": "改名", "supervising": "7001"})
    table = f"单位代码,单位名称,业务科室代码\n7002,甲,{bureau.code('section')}".encode()
    preview = bureau.upload("/admin/units/import", "u.csv", table, expect=200)
    bureau.visitor.send_form(find_form(preview, "/confirm"))
    person = f"/admin/people/{people['school_filer']}"
    others = tuple(f"role-{role}" for role in Role if role is not Role.FILER)
    bureau.send(person, {"unit": bureau.code("hospital")}, without=others)
    for ending in ("/link", "/disable", "/enable"):
        bureau.send(person, ending=ending)
    cycle = f"/admin/cycles/{bureau.site.cycles['national_project']}"
    bureau.send(cycle, {"closes_at": "2199-12-31"})
    bureau.send("/admin/schemes", ending="/bundled")
    _lend_and_end(bureau)
    done = {row.action for row in rows_of(as_application, "admin_event")}
    assert set(AdminAction) - done == {
        *(AdminAction.BEGIN_DEMO, AdminAction.CHANGE_ROLES, AdminAction.CLOCK_WENT_BACK),
        *(AdminAction.ISSUE_TOKEN, AdminAction.REVOKE_TOKEN, AdminAction.ROTATE_KEY),
    }


def _lend_and_end(bureau: Bureau) -> None:
    """A head makes somebody his deputy, and ends it."""
    head = bureau.site.visitor("head")
    last = datetime.now(UTC) + timedelta(days=5)
    typed = {"deputy": str(bureau.site.people["second_filer"]), "role": "unit_head"}
    head.send("/delegations", {**typed, "ends_on": f"{last:%Y-%m-%d}", "reason": "出差"})
    head.send_form(find_form(head.get("/delegations"), "/end"))
