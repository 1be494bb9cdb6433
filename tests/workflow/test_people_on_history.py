"""People are judged on what they did to the evaluation, not on the role they hold today."""

from dataclasses import replace

import pytest

from models.database import Database
from models.vocabulary import Action, Role, State
from policies.predicates import FILLING
from tests.support.records import dump, list_refusals
from tests.support.scenes import Scene
from tests.workflow.refusing import refuse
from workflow.ids import new_id
from workflow.refusals import Refused, Why


@pytest.mark.parametrize("action", [action for action in FILLING if action is not Action.CREATE])
def test_a_head_who_took_part_in_filling_does_not_approve(stage: Scene, action: Action) -> None:
    """T7, for each way of taking part: the holder of both roles is refused, another head is not."""
    both = f"both-{action}"
    stage.add_person(both, {Role.FILER, Role.UNIT_HEAD}, "center")
    walk = stage.walk_with_points if action is Action.ANSWER else stage.walk
    evaluation = walk(State.DRAFT)
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
    scene.give_roles("filer", Role.UNIT_HEAD)
    answer = refuse(scene, "filer", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    other = scene.walk(State.SELF_SCORED, cast={"filer": "second_filer"})
    scene.do("filer", Action.APPROVE, other, leads_to=State.UNIT_APPROVED)


def test_a_head_moved_to_finance_does_not_review_what_he_approved(scene: Scene) -> None:
    """T8: laundering by a change of office."""
    evaluation = scene.walk(State.UNIT_APPROVED)
    scene.move("head", to="section", role=Role.FINANCE_CHIEF)
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
    scene.move("head", to="section", role=Role.FINANCE_CHIEF)
    answer = refuse(scene, "head", Action.REVIEW, evaluation)
    assert answer == (Why.FORBIDDEN, ["did_not_approve"])


def test_a_filer_moved_to_finance_reviews_nothing_he_filled(scene: Scene) -> None:
    evaluation = scene.walk(State.UNIT_APPROVED)
    scene.move("filer", to="section", role=Role.FINANCE_CHIEF)
    for action in (Action.RESCORE, Action.REVIEW):
        answer = refuse(scene, "filer", action, evaluation)
        assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])


def test_a_section_filer_made_chief_does_not_review_his_finance_evaluation(scene: Scene) -> None:
    evaluation = scene.walk(State.UNIT_APPROVED, cycle="finance")
    scene.give_roles("section_filer", Role.FILER, Role.FINANCE_CHIEF)
    answer = refuse(scene, "section_filer", Action.REVIEW, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    scene.do("chief", Action.REVIEW, evaluation, leads_to=State.FINANCE_REVIEWED)


def test_a_role_taken_away_counts_at_once(scene: Scene) -> None:
    """T20: the role of now decides of the office; a page opened before does not help."""
    evaluation = scene.walk(State.SELF_SCORED)
    attempt = scene.attempt("head", Action.APPROVE, evaluation)
    scene.give_roles("head", Role.AUDITOR)
    with pytest.raises(Refused) as refused:
        scene.perform(attempt)
    assert refused.value.reasons[0].code == "heads_the_unit"


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
    scene.disable(who)
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
