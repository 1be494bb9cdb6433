"""Delegations on the pages: made, seen in the inbox, acted under, told everywhere, ended."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, Role, Scope, State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage
from tests.support.scripts import give_token
from workflow.tokens import issue_token


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def lend(
    site: Site, *, principal: str = "head", deputy: str = "second_filer", role: str = "unit_head"
) -> None:
    today = datetime.now(UTC) + timedelta(hours=8)
    typed = {
        "deputy": str(site.people[deputy]),
        "role": role,
        "ends_on": f"{today + timedelta(days=5):%Y-%m-%d}",
        "reason": "出差",
    }
    site.visitor(principal).send("/delegations", typed)


def test_a_deputy_finds_the_work_in_his_inbox_and_does_it(site: Site) -> None:
    evaluation = Stage(site).stand(State.SELF_SCORED)
    deputy = site.visitor("second_filer")
    assert "信息化运行维护" not in deputy.get("/inbox").text
    lend(site)
    inbox = deputy.get("/inbox").text
    assert f"/evaluations/{evaluation}" in inbox
    assert "代 head 办理" in inbox
    page = deputy.get(f"/evaluations/{evaluation}")
    form = find_form(page, f"/{evaluation}/approve")
    assert form.fields["acting_for"] == str(site.people["head"])
    assert "acting_for" not in find_form(page, f"/{evaluation}/comment").fields
    assert "您正在代 head 办理" in deputy.get(f"/evaluations/{evaluation}/approve").text
    deputy.send_form(form)
    told = "second_filer 代 head"
    assert told in site.visitor("chief").get(f"/evaluations/{evaluation}").text
    auditor = site.visitor("auditor")
    person = site.people["head"]
    assert told in auditor.get(f"/trail?person={person}&action=approve").text
    assert told in auditor.get("/trail/export/csv?action=approve").text
    assert "second_filer for head" in english(auditor, f"/evaluations/{evaluation}/trail")


def test_nobody_chosen_is_told_so(site: Site) -> None:
    head = site.visitor("head")
    form = find_form(head.get("/delegations"), "/delegations")
    page = head.send_form(form, {"reason": "出差"}, expect=422).text
    assert "代办人：必须填写" in page
    assert "不能代您审核" in page


def test_a_deputy_does_several_with_one_press_each_from_where_it_is_his(site: Site) -> None:
    """What waits for himself he does himself, the other for the one whose deputy he is; to review
    and to send back asks once more on a page of its own, which knows it too.
    """
    stage = Stage(site)
    submitted, own, third = (stage.stand(State.SELF_SCORED) for _ in range(3))
    stage.do("head", Action.APPROVE, own)
    stage.do("head", Action.APPROVE, third)
    lend(site, principal="chief", deputy="other_chief", role="finance_chief")
    lend(site, deputy="second_filer")
    head = site.visitor("second_filer")
    form = find_form(head.get("/inbox"), "/inbox/approve")
    assert form.fields[f"for-{submitted}"] == str(site.people["head"])
    forged = {**form.fields, f"for-{submitted}": str(site.people["chief"])}
    assert "未办理" in head.post("/inbox/approve", forged, expect=200).text
    told = head.post("/inbox/approve", form.fields, expect=200).text
    assert "已办理 1 项" in told
    assert "代 head 办理" in told
    deputy = site.visitor("other_chief")
    inbox = find_form(deputy.get("/inbox"), "/inbox/review/ask")
    assert {f"seen-{submitted}", f"seen-{own}", f"seen-{third}"} <= inbox.fields.keys()
    fields = {name: text for name, text in inbox.fields.items() if name != f"seen-{third}"}
    asked = deputy.post("/inbox/review/ask", fields, expect=200)
    assert asked.text.count("代 chief 办理") == 2
    told = deputy.send_form(find_form(asked, "/inbox/review"), expect=200).text
    assert told.count("代 chief 办理") == 2
    assert "由归口财政业务科室的科长办理" not in told, "each is judged as the chief's"
    asked = deputy.post("/inbox/return/ask", inbox.fields, expect=200)
    due = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}"
    sent = deputy.send_form(
        find_form(asked, "/inbox/return"), {"reason": "请补充", "due_on": due}, expect=200
    )
    assert sent.text.count("已办理</span>") == 3
    assert stage.header(third).evaluation.state == State.DRAFT
    trail = site.visitor("auditor").get(f"/evaluations/{third}/trail").text
    assert "other_chief 代 chief" in trail


def test_a_deputy_begins_an_evaluation_for_a_filer(site: Site) -> None:
    deputy = site.visitor("second_head")
    deputy.get("/evaluations/new", expect=403)
    lend(site, principal="filer", deputy="second_head", role="filer")
    assert "/evaluations/new" in deputy.get("/inbox").text
    page = deputy.get("/evaluations/new")
    assert "您正在代 filer 办理" in page.text
    form = find_form(page, "/evaluations/new")
    typed = {"title": "代为新建的评价"}
    deputy.send_form(form, typed, without=("acting_for",), expect=403)
    deputy.send_form(form, {**typed, "acting_for": str(site.people["head"])}, expect=403)
    begun = deputy.send_form(form, typed).headers["Location"]
    evaluation = begun.split("/evaluations/")[1].split("/")[0]
    trail = site.visitor("auditor").get(f"/evaluations/{evaluation}/trail").text
    assert "second_head 代 filer" in trail
    client, cycle = site.app.test_client(), str(site.cycles["national_project"])
    bearer = f"Bearer {give_token(site.database, site.people['second_head'])}"
    headers = {"Authorization": bearer, "Idempotency-Key": "a"}
    headers["Acting-For"] = str(site.people["filer"])
    by_script = client.post(
        "/api/v1/evaluations", json={"cycle_id": cycle, "title": "由脚本代建"}, headers=headers
    )
    assert by_script.status_code == 201
    # Who files himself begins his own, and says so where he begins another's.
    lend(site, principal="filer", deputy="second_filer", role="filer")
    both = site.visitor("second_filer")
    own = both.get("/evaluations/new")
    assert "acting_for" not in find_form(own, "/evaluations/new").fields
    other = f"/evaluations/new?acting_for={site.people['filer']}"
    assert other in own.text
    assert "以自己的名义新建" in both.get(other).text


def english(visitor: Visitor, address: str) -> str:
    visitor.get("/language/en?next=/", expect=302)
    return str(visitor.get(address).text)


def test_without_its_hidden_field_a_form_acts_for_nobody(site: Site) -> None:
    evaluation = Stage(site).stand(State.SELF_SCORED)
    lend(site)
    deputy = site.visitor("second_filer")
    form = find_form(deputy.get(f"/evaluations/{evaluation}"), f"/{evaluation}/approve")
    deputy.send_form(form, without=("acting_for",), expect=403)
    deputy.send_form(form, {"acting_for": str(site.people["chief"])}, expect=403)
    deputy.send_form(form, {"acting_for": "head"}, expect=400)


def test_a_deputy_of_another_office_sees_what_he_acts_on_until_it_is_ended(site: Site) -> None:
    stage = Stage(site)
    evaluation = stage.stand(State.SELF_SCORED)
    address = f"/evaluations/{evaluation}"
    deputy = site.visitor("bureau_filer")
    deputy.get(address, expect=404)
    lend(site, deputy="bureau_filer")
    for more in ("", "/trail", "/scheme", "/return"):
        assert "您正在代 head 办理" in deputy.get(address).text
        deputy.get(address + more)
    assert str(evaluation) in deputy.get("/evaluations").text
    rights = deputy.get(f"/rights?evaluation={evaluation}").text
    assert "代 head 办理" in rights
    assert "代 head 办理" in deputy.get("/rights").text
    typed = find_form(deputy.get(address), "/approve").fields | {"text": "同意"}
    deputy.post(f"{address}/drafts/approve", typed, expect=200)
    assert "同意" in deputy.get(f"{address}/approve").text
    principal = site.visitor("head")
    page = principal.get("/delegations")
    principal.send_form(find_form(page, "/end"))
    deputy.get(address, expect=404)
    assert "已终止" in deputy.get("/delegations").text


def test_what_is_wrong_with_a_delegation_is_told_at_its_field(site: Site) -> None:
    head = site.visitor("head")
    page = head.get("/delegations")
    form = find_form(page, "/delegations")
    wrong = {"deputy": str(site.people["chief"]), "ends_on": "", "reason": " "}
    answer = head.send_form(form, wrong, expect=422).text
    for field in ("ends_on", "reason"):
        assert f'href="#{field}"' in answer
    past = wrong | {"ends_on": "2020-01-01", "reason": "出差"}
    answer = head.send_form(form, past, expect=422).text
    assert "结束日期应不早于开始日期，且还没有过去" in answer
    sound = {"ends_on": f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}", "reason": "出差"}
    answer = head.send_form(form, wrong | sound, expect=422).text
    assert "代办人应是本单位或主管单位的人员" in answer
    good = sound | {"deputy": str(site.people["second_head"])}
    head.send_form(form, good)
    assert "这张表已经提交过" in head.send_form(form, good, expect=409).text


def test_a_script_names_the_person_it_acts_for(site: Site) -> None:
    evaluation = Stage(site).stand(State.SELF_SCORED)
    lend(site)
    with site.database.writing() as session:
        secret = issue_token(
            session,
            user_id=site.people["second_filer"],
            name="试",
            scope=Scope.ACT,
            days=1,
            actor_id=None,
            at=datetime.now(UTC),
        )
    client = site.app.test_client()
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "a"}
    one = client.get(f"/api/v1/evaluations/{evaluation}", headers=headers)
    headers["If-Match"] = one.headers["ETag"]
    address = f"/api/v1/evaluations/{evaluation}/actions/approve"
    assert client.post(address, json={}, headers=headers).status_code == 403
    nobody = client.post(address, json={}, headers=headers | {"Acting-For": "head"})
    assert nobody.status_code == 400
    assert nobody.get_json()["reasons"][0]["header"] == "Acting-For"
    acting = headers | {"Acting-For": str(site.people["head"]), "Idempotency-Key": "b"}
    assert client.post(address, json={}, headers=acting).status_code == 200
    trail = client.get(f"/api/v1/evaluations/{evaluation}/trail", headers=headers).get_json()
    assert trail["items"][0]["acting_for"] == {"id": str(site.people["head"]), "name": "head"}
    assert UUID(trail["items"][0]["actor"]["id"]) == site.people["second_filer"]


def test_the_desk_of_a_chief_is_shared_within_the_one_unit(site: Site) -> None:
    stage = Stage(site)
    near, far = (
        stage.stand(State.UNIT_APPROVED),
        stage.walk(
            State.UNIT_APPROVED,
            cast={"filer": "school_filer", "head": "school_head"},
            unit="school",
        ),
    )
    stage.delegate("chief", "other_chief", Role.FINANCE_CHIEF, unit="school", at=datetime.now(UTC))
    inbox = site.visitor("other_chief").get("/inbox").text
    assert str(far) in inbox
    assert str(near) not in inbox
    site.visitor("other_chief").get(f"/evaluations/{near}", expect=404)
