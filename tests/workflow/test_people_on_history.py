"""People are judged on what they did to the evaluation, not on the role they hold today."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import update

from models.database import Database
from models.queries.evaluations import find_header
from models.queries.inbox import Asker, list_visible, list_waiting
from models.tables import User
from models.vocabulary import LIFECYCLE, Action, Role, State
from policies.predicates import FILLING, may_see
from tests.support.offices import START
from tests.support.records import dump, list_refusals
from tests.support.scenes import Scene
from workflow.ids import new_id
from workflow.load import load_actor, load_facts
from workflow.people import change_roles, set_active
from workflow.refusals import Refused, Why


def refuse(scene: Scene, who: str, action: Action, evaluation: UUID) -> tuple[Why, list[str]]:
    """Try it and state that nothing changed; answers with the family and the codes."""
    before = dump(scene.database, besides=("refusal",))
    refusals = len(list_refusals(scene.database))
    with pytest.raises(Refused) as refused:
        scene.do(who, action, evaluation)
    assert dump(scene.database, besides=("refusal",)) == before
    kept = list_refusals(scene.database)[refusals:]
    assert [(one.actor_id, one.action) for one in kept] == [(scene.people[who], action)]
    return refused.value.why, [reason.code for reason in refused.value.reasons]


def give_roles(scene: Scene, who: str, *roles: Role) -> None:
    """Change the roles of a person who stays where he is."""
    with scene.database.writing() as session:
        change_roles(session, user_id=scene.people[who], roles=roles, actor_id=None, at=START)


def move(scene: Scene, who: str, *, to: str, role: Role) -> None:
    """Move a person to another office, as the owner of the database can, with a role there."""
    in_section = to.endswith("section")
    office = {"unit_id": None, "section_id": None} | {
        "section_id" if in_section else "unit_id": scene.offices[to]
    }
    with scene.database.writing() as session:
        session.execute(update(User).where(User.id == scene.people[who]).values(office))
    give_roles(scene, who, role)


@pytest.mark.parametrize("action", [action for action in FILLING if action is not Action.CREATE])
def test_a_head_who_took_part_in_filling_does_not_approve(stage: Scene, action: Action) -> None:
    """T7, for each way of taking part: the holder of both roles is refused, another head is not."""
    both = f"both-{action}"
    stage.add_person(both, {Role.FILER, Role.UNIT_HEAD}, "center")
    evaluation = stage.walk(State.DRAFT)
    stage.do(both, action, evaluation)
    if action is not Action.SUBMIT:
        stage.do("filer", Action.SUBMIT, evaluation, leads_to=State.SELF_SCORED)
    answer = refuse(stage, both, Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    stage.do("head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_who_created_it_does_not_approve_it(scene: Scene) -> None:
    scene.add_person("both", {Role.FILER, Role.UNIT_HEAD}, "center")
    evaluation = scene.begin("both")
    for action in (Action.FILL, Action.SCORE, Action.SUBMIT):
        scene.do("filer", action, evaluation)
    answer = refuse(scene, "both", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])


def test_a_part_in_an_earlier_round_counts(scene: Scene) -> None:
    scene.add_person("both", {Role.FILER, Role.UNIT_HEAD}, "center")
    evaluation = scene.walk(State.SELF_SCORED, cast={"filer": "both"})
    scene.do("head", Action.RETURN, evaluation, leads_to=State.DRAFT)
    for action in (Action.FILL, Action.SCORE, Action.SUBMIT):
        scene.do("filer", action, evaluation)
    assert scene.header(evaluation).evaluation.round == 2
    answer = refuse(scene, "both", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    scene.do("head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_comments_do_not_count(scene: Scene) -> None:
    """Who only commented, in whatever state, approves and reviews all the same."""
    scene.add_person("both", {Role.FILER, Role.UNIT_HEAD}, "center")
    evaluation = scene.walk(State.DRAFT)
    for who in ("both", "chief"):
        scene.do(who, Action.COMMENT, evaluation, leads_to=State.DRAFT)
    scene.do("filer", Action.SUBMIT, evaluation)
    scene.do("both", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)


def test_a_filer_made_head_does_not_approve_what_he_filled(scene: Scene) -> None:
    """T8: laundering by a change of role."""
    evaluation = scene.walk(State.SELF_SCORED)
    give_roles(scene, "filer", Role.UNIT_HEAD)
    answer = refuse(scene, "filer", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    other = scene.walk(State.SELF_SCORED, cast={"filer": "second_filer"})
    scene.do("filer", Action.APPROVE, other, leads_to=State.UNIT_APPROVED)


def test_a_head_moved_to_finance_does_not_review_what_he_approved(scene: Scene) -> None:
    """T8: laundering by a change of office."""
    evaluation = scene.walk(State.UNIT_APPROVED)
    move(scene, "head", to="section", role=Role.FINANCE_CHIEF)
    for action in (Action.RESCORE, Action.REVIEW):
        answer = refuse(scene, "head", action, evaluation)
        assert answer == (Why.FORBIDDEN, ["did_not_approve"])
    other = scene.walk(State.UNIT_APPROVED, cast={"head": "second_head"})
    scene.do("head", Action.REVIEW, other, leads_to=State.FINANCE_REVIEWED)


def test_an_approval_in_an_earlier_round_counts(scene: Scene) -> None:
    evaluation = scene.walk(State.UNIT_APPROVED)
    scene.do("chief", Action.RETURN, evaluation, leads_to=State.DRAFT)
    scene.do("filer", Action.SUBMIT, evaluation)
    scene.do("second_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)
    move(scene, "head", to="section", role=Role.FINANCE_CHIEF)
    answer = refuse(scene, "head", Action.REVIEW, evaluation)
    assert answer == (Why.FORBIDDEN, ["did_not_approve"])


def test_a_filer_moved_to_finance_reviews_nothing_he_filled(scene: Scene) -> None:
    evaluation = scene.walk(State.UNIT_APPROVED)
    move(scene, "filer", to="section", role=Role.FINANCE_CHIEF)
    for action in (Action.RESCORE, Action.REVIEW):
        answer = refuse(scene, "filer", action, evaluation)
        assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])


def test_a_section_filer_made_chief_does_not_review_his_finance_evaluation(scene: Scene) -> None:
    evaluation = scene.walk(State.UNIT_APPROVED, cycle="finance")
    give_roles(scene, "section_filer", Role.FILER, Role.FINANCE_CHIEF)
    answer = refuse(scene, "section_filer", Action.REVIEW, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)


def test_a_role_taken_away_counts_at_once(scene: Scene) -> None:
    """T20: the role of now decides of the office; a page opened before does not help."""
    evaluation = scene.walk(State.SELF_SCORED)
    attempt = scene.attempt("head", Action.APPROVE, evaluation)
    give_roles(scene, "head", Role.AUDITOR)
    with pytest.raises(Refused) as refused:
        scene.perform(attempt)
    assert refused.value.reasons[0].code == "heads_the_unit"


def test_the_supervising_unit_stands_in_for_the_only_head_who_filled(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_head"})
    answer = refuse(scene, "hospital_head", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    scene.do("bureau_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_the_supervising_unit_does_not_stand_in_while_a_head_is_free(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_filer"})
    for action in (Action.APPROVE, Action.RETURN):
        answer = refuse(scene, "bureau_head", action, evaluation)
        assert answer == (Why.FORBIDDEN, ["heads_the_unit"])
    scene.do("hospital_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_another_head_who_is_named_ends_the_standing_in(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_head"})
    scene.add_person("new_head", {Role.UNIT_HEAD}, "hospital")
    answer = refuse(scene, "bureau_head", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["heads_the_unit"])
    scene.do("new_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_a_disabled_head_is_no_free_head(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    disable(scene, "head")
    answer = refuse(scene, "bureau_head", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["heads_the_unit"])
    disable(scene, "second_head")
    scene.do("bureau_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_who_stands_in_may_have_had_no_part_either(scene: Scene) -> None:
    """The supervising unit's head once filled here himself, as a filer of the unit."""
    scene.add_person("mover", {Role.FILER}, "hospital")
    evaluation = scene.walk(State.DRAFT, unit="hospital", cast={"filer": "hospital_head"})
    scene.do("mover", Action.SCORE, evaluation)
    scene.do("hospital_head", Action.SUBMIT, evaluation)
    move(scene, "mover", to="bureau", role=Role.UNIT_HEAD)
    answer = refuse(scene, "mover", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    scene.do("bureau_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_the_sibling_never_stands_in(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_head"})
    answer = refuse(scene, "school_head", Action.APPROVE, evaluation)
    assert answer == (Why.HIDDEN, ["not_found"])


def test_the_publisher_is_another_where_the_site_says_so(shared: Database) -> None:
    scene = Scene(shared, separate_publisher=True)
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    answer = refuse(scene, "chief", Action.PUBLISH, evaluation)
    assert answer == (Why.FORBIDDEN, ["did_not_review_where_separated"])
    scene.do("second_chief", Action.PUBLISH, evaluation, leads_to=State.PUBLISHED)


def test_who_only_rescored_is_a_reviewer_too(shared: Database) -> None:
    scene = Scene(shared, separate_publisher=True)
    evaluation = scene.walk(State.UNIT_APPROVED)
    scene.do("second_chief", Action.RESCORE, evaluation, leads_to=State.UNIT_APPROVED)
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)
    answer = refuse(scene, "second_chief", Action.PUBLISH, evaluation)
    assert answer == (Why.FORBIDDEN, ["did_not_review_where_separated"])


def test_the_reviewer_publishes_where_the_site_says_nothing(scene: Scene) -> None:
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    scene.do("chief", Action.PUBLISH, evaluation, leads_to=State.PUBLISHED)


def disable(scene: Scene, who: str) -> None:
    """Disable an account."""
    with scene.database.writing() as session:
        set_active(session, user_id=scene.people[who], active=False, actor_id=None, at=START)


@pytest.mark.parametrize(
    ("who", "action", "state"),
    [
        ("filer", Action.SCORE, State.DRAFT),
        ("filer", Action.COMMENT, State.DRAFT),
        ("head", Action.APPROVE, State.SELF_SCORED),
        ("chief", Action.PUBLISH, State.FINANCE_REVIEWED),
    ],
)
def test_who_is_disabled_is_refused(scene: Scene, who: str, action: Action, state: State) -> None:
    """T19: from the very next attempt on; what he did keeps his name."""
    evaluation = scene.walk(state)
    events = dump(scene.database)["audit_event"]
    attempt = scene.attempt(who, action, evaluation)
    disable(scene, who)
    with pytest.raises(Refused) as refused:
        scene.perform(attempt)
    assert [(reason.why, reason.code) for reason in refused.value.reasons] == [
        (Why.FORBIDDEN, "account_is_disabled")
    ]
    assert dump(scene.database)["audit_event"] == events
    assert list_refusals(scene.database)[-1].actor_id == scene.people[who]


def test_who_does_not_exist_is_refused(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    attempt = replace(scene.attempt("head", Action.APPROVE, evaluation), actor_id=new_id())
    with pytest.raises(Refused) as refused:
        scene.perform(attempt)
    assert refused.value.reasons[0].code == "account_is_disabled"


def test_what_people_may_see_is_what_their_lists_show(stage: Scene) -> None:
    """The rule in Python and the rule in SQL say the same of everybody and everything."""
    evaluations = [
        *(stage.walk(state) for state in LIFECYCLE),
        stage.walk(State.SELF_SCORED, unit="school", cast={"filer": "school_filer"}),
        stage.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_head"}),
        stage.walk(State.SELF_SCORED, cycle="finance"),
    ]
    differing, seen = [], set()
    with stage.database.reading() as session:
        for login, person_id in stage.people.items():
            actor = load_actor(session, person_id)
            asker = Asker(unit_id=actor.unit_id, section_id=actor.section_id, roles=actor.roles)
            listed = {line.id for line in list_visible(session, asker, size=1000).rows}
            for evaluation in evaluations:
                header = find_header(session, evaluation)
                assert header is not None
                facts = load_facts(session, header=header, actor=actor)
                seen.add(may_see(actor, facts))
                if may_see(actor, facts) != (evaluation in listed):
                    differing.append((login, evaluation))
    assert not differing
    assert seen == {True, False}


def test_the_inbox_of_who_stands_in(scene: Scene) -> None:
    """The list of what waits knows the same free heads as the rule."""
    filled = scene.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_head"})
    free = scene.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_filer"})
    asker = Asker(
        unit_id=scene.offices["bureau"],
        section_id=None,
        roles=[Role.UNIT_HEAD],
        filling=FILLING,
    )
    with scene.database.reading() as session:
        waiting = {line.id for line in list_waiting(session, asker, size=100).rows}
    assert (filled in waiting, free in waiting) == (True, False)
