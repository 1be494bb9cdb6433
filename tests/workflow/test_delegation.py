"""Delegations through the door: who may act for whom, what the trail says of it, what counts."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from models.database import Database
from models.tables import AuditEvent, Delegation, Refusal
from models.vocabulary import Action, Role, State
from tests.support.papers import hand_in
from tests.support.scenes import Scene
from tests.workflow.forging import open_for_forging
from workflow.delegating import end_delegation
from workflow.ledger.crew import Crew
from workflow.ledger.verify import look_at_everything
from workflow.refusals import Refused


@pytest.fixture
def scene(migrated_sqlite: Database) -> Scene:
    return Scene(migrated_sqlite)


def last_event(scene: Scene, evaluation: UUID) -> AuditEvent:
    with scene.database.reading() as session:
        found = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.evaluation_id == evaluation)
            .order_by(AuditEvent.seq.desc())
            .limit(1)
        ).one()
        session.expunge(found)
        return found


def end(scene: Scene, delegation: UUID, *, who: str | None) -> None:
    actor = scene.people[who] if who else None
    with scene.database.writing() as session:
        end_delegation(session, delegation_id=delegation, actor_id=actor, at=scene.tick())


def refused(scene: Scene, who: str, action: Action, evaluation: UUID, for_: str) -> str:
    with pytest.raises(Refused) as caught:
        scene.do(who, action, evaluation, acting_for=for_)
    return caught.value.reasons[0].code


def test_a_deputy_acts_in_the_office_of_his_principal_and_the_event_says_so(scene: Scene) -> None:
    scene.add_person("deputy", {Role.FILER}, "center")
    delegation = scene.delegate("head", "deputy", Role.UNIT_HEAD)
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("deputy", Action.APPROVE, evaluation, acting_for="head", leads_to=State.UNIT_APPROVED)
    event = last_event(scene, evaluation)
    assert (event.actor_id, event.for_id) == (scene.people["deputy"], scene.people["head"])
    said = json.loads(event.body)["data"]
    assert said["for"] == str(scene.people["head"])
    assert said["delegation"] == str(delegation)
    assert said["roles"] == ["unit_head"]


def test_without_saying_so_or_beyond_its_reach_nobody_acts_for_another(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    assert refused(scene, "second_filer", Action.APPROVE, evaluation, "head") == "is_the_deputy"
    assert refused(scene, "school_filer", Action.APPROVE, evaluation, "head") == "not_found"
    scene.delegate("head", "second_filer", Role.UNIT_HEAD)
    with pytest.raises(Refused):
        scene.do("second_filer", Action.APPROVE, evaluation)
    scene.delegate("bureau_head", "bureau_filer", Role.UNIT_HEAD, unit="school")
    assert refused(scene, "bureau_filer", Action.COMMENT, evaluation, "bureau_head") == "not_found"
    # A role that was lent cannot be lent on.
    with pytest.raises(Refused) as caught:
        scene.delegate("second_filer", "filer", Role.UNIT_HEAD)
    assert caught.value.reasons[0].code == "role_is_not_held"
    scene.do("second_filer", Action.APPROVE, evaluation, acting_for="head")


def test_a_delegation_ends_with_its_time_its_end_its_role_and_its_people(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    codes: set[str] = set()
    comment = hand_in(Action.COMMENT, scene.desk(evaluation))

    def may_act() -> bool:
        attempt = scene.attempt(
            "second_filer", Action.COMMENT, evaluation, comment, acting_for="head"
        )
        try:
            scene.act(attempt)
        except Refused as refused:
            codes.add(refused.reasons[0].code)
            return False
        return True

    begins = scene.now + timedelta(hours=1)
    scene.delegate("head", "second_filer", Role.UNIT_HEAD, days=1, at=begins)
    assert not may_act()
    scene.now = begins
    assert may_act()
    scene.now = begins + timedelta(days=1)
    assert not may_act()
    delegation = scene.delegate("head", "second_filer", Role.UNIT_HEAD)
    assert may_act()
    with pytest.raises(Refused):
        end(scene, delegation, who="second_filer")
    end(scene, delegation, who="head")
    assert not may_act()
    scene.delegate("head", "second_filer", Role.UNIT_HEAD)
    scene.give_roles("head", Role.FILER)
    assert not may_act()
    scene.give_roles("head", Role.UNIT_HEAD)
    assert may_act()
    scene.disable("head")
    assert not may_act()
    assert codes == {"is_the_deputy"}


def test_what_either_of_the_two_did_counts_against_both_also_later(scene: Scene) -> None:
    scene.add_person("both", {Role.UNIT_HEAD, Role.FILER}, "center")
    scene.add_person("idle", {Role.FILER}, "center")
    scene.delegate("both", "idle", Role.FILER)
    scene.delegate("second_head", "both", Role.UNIT_HEAD)
    scene.delegate("second_head", "idle", Role.UNIT_HEAD)
    evaluation = scene.walk(State.DRAFT)
    scene.do("idle", Action.SCORE, evaluation, acting_for="both")
    scene.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    with pytest.raises(Refused) as caught:
        scene.do("both", Action.APPROVE, evaluation)
    assert caught.value.reasons[0].code == "had_no_part_in_filling"
    for who in ("both", "idle"):
        found = refused(scene, who, Action.APPROVE, evaluation, "second_head")
        assert found == "had_no_part_in_filling", who
    scene.do("second_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_a_submission_is_taken_back_by_either_of_the_two(scene: Scene) -> None:
    scene.delegate("filer", "second_filer", Role.FILER)
    for who, for_ in (("filer", None), ("second_filer", "filer")):
        evaluation = scene.walk(State.DRAFT)
        scene.do("second_filer", Action.SUBMIT, evaluation, acting_for="filer")
        scene.do(who, Action.RECALL, evaluation, acting_for=for_, leads_to=State.DRAFT)


def test_nobody_erases_what_he_or_his_principal_asked_for(scene: Scene) -> None:
    scene.give_roles("chief", Role.FINANCE_CHIEF, Role.AUDITOR)
    scene.delegate("chief", "section_filer", Role.FINANCE_CHIEF)
    evaluation = scene.walk(State.UNIT_APPROVED)
    scene.do("section_filer", Action.ASK_ERASURE, evaluation, acting_for="chief")
    with pytest.raises(Refused) as caught:
        scene.do("chief", Action.ERASE, evaluation)
    assert caught.value.reasons[0].code == "another_person_asked"
    scene.do("auditor", Action.ERASE, evaluation)


def test_a_refusal_says_for_whom_it_was_tried(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    refused(scene, "second_filer", Action.APPROVE, evaluation, "head")
    with scene.database.reading() as session:
        kept = session.scalars(select(Refusal).order_by(Refusal.id.desc()).limit(1)).one()
    assert json.loads(kept.reasons)[0]["for"] == str(scene.people["head"])


def test_verification_names_an_event_without_a_delegation(database: Database) -> None:
    """On both engines, for the rows are locked and the columns read in their own ways."""
    scene = Scene(database)
    delegation = scene.delegate("head", "second_filer", Role.UNIT_HEAD)
    evaluation = scene.walk(State.SELF_SCORED)
    scene.do("second_filer", Action.APPROVE, evaluation, acting_for="head")
    end(scene, delegation, who=None)
    with open_for_forging(scene.database) as session:
        assert all(report.ok for report in look_at_everything(Crew(session)).values())
        session.execute(
            update(AuditEvent).where(AuditEvent.for_id.is_not(None)).values(for_id=None)
        )
        assert not look_at_everything(Crew(session))["chain"].ok
    with open_for_forging(scene.database) as session:
        told = (
            "UPDATE admin_event SET body = replace(body, :deputy, :other) WHERE action = 'delegate'"
        )
        values = {
            "deputy": str(scene.people["second_filer"]),
            "other": str(scene.people["filer"]),
        }
        session.execute(text(told), values)
        session.execute(update(Delegation).values(deputy_id=scene.people["filer"]))
        faults = look_at_everything(Crew(session))["administration"].faults
        assert any("its delegation is of other people" in fault for fault in faults)


def test_a_delegation_is_made_for_ninety_days_at_most_and_by_the_principal(scene: Scene) -> None:
    for days, code in ((91, "delegation_is_too_long"), (0, "last_day_is_over")):
        with pytest.raises(Refused) as caught:
            scene.delegate("head", "second_head", Role.UNIT_HEAD, days=days)
        assert [reason.code for reason in caught.value.reasons] == [code]
    with pytest.raises(Refused) as caught:
        scene.delegate("head", "second_head", Role.UNIT_HEAD, unit="school")
    assert caught.value.reasons[0].field == "unit"
    scene.delegate("head", "second_head", Role.UNIT_HEAD, days=90, unit="center")
