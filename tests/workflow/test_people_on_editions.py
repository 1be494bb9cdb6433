"""People are judged on the editions before as well: what they hold was taken over from there."""

from uuid import UUID

import pytest

from models.queries.inbox import list_waiting
from models.queries.visibility import Asker
from models.vocabulary import Action, Role, State
from policies.predicates import FILLING
from tests.support.scenes import Scene
from tests.workflow.refusing import refuse
from workflow.refusals import Why

TOOK_PART = (Why.FORBIDDEN, ["had_no_part_in_filling"])


@pytest.mark.parametrize("action", [action for action in FILLING if action is not Action.CREATE])
def test_who_filled_in_the_first_edition_does_not_approve_the_second(
    stage: Scene, action: Action
) -> None:
    """Whatever his part was; another head does."""
    both = f"both-{action}"
    stage.add_person(both, {Role.FILER, Role.UNIT_HEAD}, "center")
    walk = stage.walk_with_points if action is Action.ANSWER else stage.walk
    first = walk(State.DRAFT)
    stage.do(both, action, first)
    if action is not Action.SUBMIT:
        stage.do("filer", Action.SUBMIT, first)
    stage.do("head", Action.APPROVE, first)
    stage.do("chief", Action.REVIEW, first)
    stage.do("chief", Action.PUBLISH, first)
    second = stage.correct(first)
    if action is Action.ANSWER:
        stage.do("filer", Action.ANSWER, second)
    stage.do("filer", Action.SUBMIT, second)
    assert refuse(stage, both, Action.APPROVE, second) == TOOK_PART
    stage.do("second_head", Action.APPROVE, second, leads_to=State.UNIT_APPROVED)


def test_who_created_the_first_edition_neither_approves_nor_reviews_the_third(scene: Scene) -> None:
    """The filer was made a head, then a chief."""
    first = scene.walk(State.PUBLISHED, cast={"filer": "second_filer"})
    second = scene.correct(first)
    scene.finish(second)
    third = scene.correct(second)
    scene.do("filer", Action.SUBMIT, third)
    scene.give_roles("second_filer", Role.UNIT_HEAD)
    assert refuse(scene, "second_filer", Action.APPROVE, third) == TOOK_PART
    scene.do("head", Action.APPROVE, third)
    scene.move("second_filer", to="section", role=Role.FINANCE_CHIEF)
    for action in (Action.RESCORE, Action.REVIEW):
        assert refuse(scene, "second_filer", action, third) == TOOK_PART


def test_the_chief_who_opened_it_has_filled_in_nothing(scene: Scene) -> None:
    """He reviews what he is handed, as he reviewed the first edition."""
    second = scene.correct(scene.walk(State.PUBLISHED), who="chief")
    scene.finish(second, cast={"chief": "chief", "publisher": "chief"})
    assert scene.header(second).evaluation.state == State.PUBLISHED


def test_who_approved_the_first_edition_approves_the_second(scene: Scene) -> None:
    """Approving is no filling in: the head signs what lies before him now. Having become a chief
    he reviews it too, since he did not approve it.
    """
    second = scene.correct(scene.walk(State.PUBLISHED, cast={"head": "head"}))
    scene.do("filer", Action.SUBMIT, second)
    scene.do("head", Action.APPROVE, second, leads_to=State.UNIT_APPROVED)
    third = scene.correct(scene.walk(State.PUBLISHED, cast={"head": "second_head"}))
    scene.do("filer", Action.SUBMIT, third)
    scene.do("head", Action.APPROVE, third)
    scene.move("second_head", to="section", role=Role.FINANCE_CHIEF)
    scene.do("second_head", Action.REVIEW, third, leads_to=State.FINANCE_REVIEWED)


def test_a_discarded_correction_is_nobodys_past(scene: Scene) -> None:
    """Nothing of it was taken over; neither by the next second edition nor by the third."""
    scene.add_person("both", {Role.FILER, Role.UNIT_HEAD}, "center")
    first = scene.walk(State.PUBLISHED)
    mistaken = scene.correct(first)
    scene.do("both", Action.SCORE, mistaken)
    scene.do("chief", Action.DISCARD, mistaken)
    second = scene.correct(first)
    scene.finish(second, cast={"head": "both"})
    third = scene.correct(second)
    scene.finish(third, cast={"head": "both"})


def test_what_came_later_does_not_count_for_what_was_before(scene: Scene) -> None:
    """Who filled in a later edition had no part in the earlier ones."""
    scene.add_person("both", {Role.FILER, Role.UNIT_HEAD}, "center")
    first = scene.walk(State.PUBLISHED)
    second = scene.correct(first)
    scene.finish(second)
    third = scene.correct(second)
    scene.do("both", Action.SCORE, third)
    for evaluation, expected in ((first, False), (second, False), (third, True)):
        did = scene.case("both", evaluation).facts.doers
        assert any(scene.people["both"] in people for people in did.values()) is expected


def test_the_supervising_unit_stands_in_where_the_only_head_filled_in_before(scene: Scene) -> None:
    """He filled in the first edition only; the second was filled in by somebody else."""
    first = scene.walk(
        State.PUBLISHED,
        unit="hospital",
        cast={"filer": "hospital_head", "head": "bureau_head"},
    )
    second = scene.correct(first)
    scene.do("hospital_filer", Action.SUBMIT, second)
    assert refuse(scene, "hospital_head", Action.APPROVE, second) == TOOK_PART
    scene.do("bureau_head", Action.APPROVE, second, leads_to=State.UNIT_APPROVED)


def test_the_list_of_what_waits_judges_editions_like_the_rule(scene: Scene) -> None:
    """Of the supervising unit's head, while the unit has one head who filled in the first edition,
    only one that was discarded, or nothing but opened the second as a chief.
    """

    def waits(evaluation: UUID) -> bool:
        bureau = scene.offices["bureau"]
        asker = Asker(unit_id=bureau, section_id=None, roles=[Role.UNIT_HEAD], filling=FILLING)
        with scene.database.reading() as session:
            lines = list_waiting(session, asker, size=100).rows
        free = scene.case("bureau_head", evaluation).facts.unit_has_free_head
        assert (evaluation in {line.id for line in lines}) is not free
        return not free

    by_head = {"filer": "hospital_head", "head": "bureau_head"}
    by_filer = {"filer": "hospital_filer", "head": "hospital_head"}
    first = scene.walk(State.PUBLISHED, unit="hospital", cast=by_head)
    second = scene.correct(first)
    scene.do("hospital_filer", Action.SUBMIT, second)
    assert waits(second)
    first = scene.walk(State.PUBLISHED, unit="hospital", cast=by_filer)
    mistaken = scene.correct(first)
    scene.do("hospital_head", Action.SCORE, mistaken)
    scene.do("chief", Action.DISCARD, mistaken)
    second = scene.correct(first, who="second_chief")
    scene.do("hospital_filer", Action.SUBMIT, second)
    assert not waits(second)
    scene.do("hospital_head", Action.APPROVE, second)
    for action in (Action.REVIEW, Action.PUBLISH):
        scene.do("chief", action, second)
    third = scene.correct(second, who="second_chief")
    scene.do("hospital_filer", Action.SUBMIT, third)
    assert not waits(third)
    scene.disable("hospital_head")
    scene.move("second_chief", to="hospital", role=Role.UNIT_HEAD)
    assert not waits(third)


def test_who_submitted_the_first_edition_does_not_recall_the_second(scene: Scene) -> None:
    """What lies on the desk was submitted by another, and nobody else has acted on it."""
    second = scene.correct(scene.walk(State.PUBLISHED, cast={"filer": "second_filer"}))
    scene.do("filer", Action.SUBMIT, second)
    answer = refuse(scene, "second_filer", Action.RECALL, second)
    assert answer == (Why.FORBIDDEN, ["submitted_this_round"])
    scene.do("filer", Action.RECALL, second, leads_to=State.DRAFT)
