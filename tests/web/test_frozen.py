"""What no request moves: a published result, the form an evaluation is judged by, what an auditor
looks at. And a machine that says no without saying why is no yes.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from models.database import Database
from models.tables import Cycle
from models.vocabulary import Action, State
from policies.scheme import load_bundled_schemes
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Call, Stage, let_in, list_calls, read_words, send
from tests.support.records import dump, list_refusals, rows_of
from workflow.content import Content
from workflow.cycles import register_scheme
from workflow.machine import MACHINE
from workflow.table import EDGES

Fields = Mapping[str, Any]
ASK, AGREE, DECLINE = (f"erasing.take {how}" for how in ("ask", "agree", "decline"))
"""The forms of the two people who may erase a text: a chief and an auditor."""
LOOK = "preview.look", "review_look.look"
"""Where forms ask what they come to: a reading like any other, of which no refusal is kept."""


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def find_text(content: Content) -> str | None:
    """The commitment to a text of the narrative."""
    return next(each.commitment for each in content.sections.values() if each.commitment)


def list_writes(site: Site, evaluation: UUID, content: Content) -> list[Call]:
    """Every address that takes a form for this evaluation."""
    ids = {"evaluation_id": evaluation, "attachment_id": evaluation, "mark": find_text(content)}
    calls = list_calls(site.app, **ids, token="none", code="en", filename="x")
    return [call for call in calls if call.method == "POST" and str(evaluation) in call.address]


def keeps_refusals(call: Call) -> bool:
    """Say whether an attempt at this address is kept where it is refused."""
    return not call.endpoint.startswith(LOOK)


def write(content: Content, call: Call) -> Iterator[Fields]:
    """Complete forms for an address, as somebody would send them."""
    rows = {f"score-{row.stored.id}": "1.00" for row in content.scored_rows}
    rows |= {f"reason-{row.stored.id}": "改过" for row in content.scored_rows}
    names = ("original", "revised", "actual")
    forms: dict[str, Fields] = {
        "act.return_": {"reason": "退回", "due_on": "2199-01-01"},
        "act.correct": {"reason": "更正", "due_on": "2199-01-01"},
        "act.discard": {"reason": "作废"},
        "act.reopen": {"reason": "重开"},
        "act.review": {"comment": "复核"},
        "fill.save funds": {f"{name}-{line.id}": "1" for line in content.lines for name in names},
        "fill.save indicators": rows,
        "fill.save narrative": {f"section-{each.key}": "改过" for each in content.scheme.sections},
        "amend.save": {f"name-{row.stored.id}": "改过" for row in content.scored_rows}
        | {f"weight-{row.stored.id}": "1" for row in content.scored_rows}
        | {f"target-{row.stored.id}": "改过" for row in content.scored_rows}
        | {"reason": "改过"},
        ASK: {"ground": "personal_data", "reason": "本人要求删除"},
        AGREE: {"request": "1"},
        DECLINE: {"request": "1", "reason": "仍需保留"},
        "assign.save": {"tick-funds": "1", "person": ""},
        "points.answer": {},
        "points.settle": {},
        "following.judge accept": {"reason": "意见"},
        "following.judge refuse": {"reason": "意见"},
        "attachments.add": {"indicator_id": "", "file": FileStorage(BytesIO(b"x"), "x.pdf")},
    }
    if call.endpoint == "review.save":
        yield from ({**rows, "comment": "复核", "button": each} for each in ("rescore", "review"))
    else:
        yield forms.get(call.endpoint, {"text": "意见"})


def test_nothing_leads_out_of_published(site: Site) -> None:
    """Complete forms by everybody who ever had to do with it, on the version that stands; a
    correction begins another evaluation, a chief who asks to erase a text waits for an auditor, and
    the unit plans measures against problems.
    """
    stage = Stage(site)
    evaluation = stage.stand(State.PUBLISHED)
    content, version = stage.content(evaluation), stage.version(evaluation)
    before = dump(site.database, besides=("refusal", "login_session", "look"))
    asked = []
    for who in ("filer", "second_filer", "head", "bureau_head", "chief", "second_chief"):
        visitor = let_in(site, who)
        for call in list_writes(site, evaluation, content):
            may = "correct" in call.endpoint or (call.endpoint == ASK and "chief" in who)
            may |= call.endpoint == "following.plan" and "filer" in who
            for form in () if may else write(content, call):
                answer = send(visitor, call.address, {"content_version": version, **form})
                assert answer.status_code in {403, 409}, (who, call, answer.status_code)
                asked += [answer.status_code] if keeps_refusals(call) else []
    assert dump(site.database, besides=("refusal", "login_session", "look")) == before
    assert asked.count(409) > 20, "the forms were good, the time was not"
    assert len(list_refusals(site.database)) == len(asked), "and every attempt is kept"
    ways = [edge for edge in EDGES if edge.source is State.PUBLISHED]
    assert {edge.target for edge in ways} == {State.PUBLISHED}
    erasing = [Action.ASK_ERASURE, Action.ERASE, Action.DECLINE_ERASURE]
    measuring = [Action.PLAN_MEASURE, Action.REPORT_MEASURE]
    measuring += [Action.ACCEPT_MEASURE, Action.REFUSE_MEASURE]
    assert [edge.action for edge in ways] == [Action.CORRECT, *erasing, *measuring]
    stays = {"correct", *map(str, erasing), *map(str, measuring)}
    assert {*MACHINE.get_triggers(str(State.PUBLISHED))} == stays


def test_a_correction_leaves_what_was_published(site: Site) -> None:
    stage = Stage(site)
    evaluation, guest, chief = stage.stand(State.PUBLISHED), site.visitor(), let_in(site, "chief")
    copies = rows_of(site.database, "publication")
    page, before = f"/evaluations/{evaluation}", stage.header(evaluation).evaluation
    content = stage.content(evaluation)
    answer = chief.send(f"{page}/correct", {"reason": "合同金额有误", "due_on": "2199-01-01"})
    after = stage.header(evaluation)
    assert answer.headers["Location"] == f"/evaluations/{after.successor_id}"
    stands = after.evaluation
    assert (stands.state, stands.version) == ("published", before.version + 1)
    assert (stands.content_version, stands.round) == (before.content_version, before.round)
    assert stage.content(evaluation) == content
    assert rows_of(site.database, "publication") == copies
    guest.get(f"/published/{evaluation}")
    guest.get(f"/published/{after.successor_id}", expect=404)


def test_an_auditor_changes_nothing_alone_and_every_attempt_is_kept(site: Site) -> None:
    """He may ask for the erasure of a text, but not agree to his own request: all stands as before,
    and the request beside it.
    """
    stage = Stage(site)
    auditor, asked = let_in(site, "auditor"), []
    for state in (State.DRAFT, State.SELF_SCORED, State.UNIT_APPROVED, State.PUBLISHED):
        evaluation = stage.stand(state)
        content, version = stage.content(evaluation), stage.version(evaluation)
        before = dump(site.database, besides=("refusal",))
        calls = list_writes(site, evaluation, content)
        (ask,), (agree,) = (
            [call for call in calls if call.endpoint == one] for one in (ASK, AGREE)
        )
        for call in calls:
            for form in write(content, call) if call is not ask else ():
                answer = send(auditor, call.address, {"content_version": version, **form})
                waits_for_nothing = call.endpoint in {AGREE, DECLINE}
                assert answer.status_code == (409 if waits_for_nothing else 403), (state, call)
                asked += [evaluation] if keeps_refusals(call) else []
        assert dump(site.database, besides=("refusal",)) == before
        (form,) = write(content, ask)
        assert send(auditor, ask.address, form).status_code == 303
        own = {"request": str(stage.find_request(evaluation))}
        before = dump(site.database, besides=("refusal",))
        assert send(auditor, agree.address, own).status_code == 403
        asked.append(evaluation)
        assert dump(site.database, besides=("refusal",)) == before
        assert stage.content(evaluation) == content
        assert stage.version(evaluation) == version
    person = site.people["auditor"]
    kept = [row.evaluation_id for row in list_refusals(site.database) if row.actor_id == person]
    assert kept == asked


def read_page(visitor: Visitor, evaluation: UUID) -> str:
    """What the page of an evaluation says, without the tokens of its forms."""
    words = read_words(visitor.get(f"/evaluations/{evaluation}"))
    return re.sub(r"(?m)^[\w.-]{22,}$", "", words)


def test_another_form_for_the_year_judges_nothing_that_was_begun(site: Site) -> None:
    """The cycle gets another scheme while evaluations are under way: theirs is pinned."""
    stage = Stage(site)
    other = next(each for each in load_bundled_schemes() if each.name == "hubei_project")
    evaluations = [stage.stand(state) for state in (State.DRAFT, State.UNIT_APPROVED)]
    auditor, filer = let_in(site, "auditor"), let_in(site, "filer")
    pages = [read_page(auditor, each) for each in evaluations]
    schemes = {stage.content(each).scheme.sha256 for each in evaluations}
    with site.database.writing() as session:
        changed = register_scheme(session, scheme=other, actor_id=None, at=stage.tick())
        cycle = site.cycles["national_project"]
        session.execute(update(Cycle).where(Cycle.id == cycle).values(scheme_id=changed))
    again = [read_page(auditor, each) for each in evaluations]
    assert again == pages
    assert {stage.content(each).scheme.sha256 for each in evaluations} == schemes
    stage.do("chief", Action.REVIEW, evaluations[1])
    stage.do("chief", Action.PUBLISH, evaluations[1], leads_to=State.PUBLISHED)
    new = site.begin(filer)
    assert stage.content(new).scheme.sha256 == other.sha256 not in schemes


def test_a_machine_that_says_no_without_a_reason_is_obeyed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library answers a refusal with False; nobody takes that for a yes."""
    stage, asked = Stage(site), []
    evaluation = stage.stand(State.SELF_SCORED)
    head, page = let_in(site, "head"), f"/evaluations/{evaluation}"

    def say_no(*_: object, **__: object) -> bool:
        asked.append(evaluation)
        return False

    form = find_form(head.get(page), "/approve")
    before = dump(site.database, besides=("refusal",))
    with monkeypatch.context() as silent:
        silent.setattr(MACHINE.events[str(Action.APPROVE)], "trigger", say_no)
        head.send_form(form, expect=409)
    assert asked == [evaluation]
    assert dump(site.database, besides=("refusal",)) == before
    head.send_form(form, expect=303)
