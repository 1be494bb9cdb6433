"""Where no head of the unit is free, the head of the supervising unit acts; and who sees what."""

from models.queries.evaluations import find_header
from models.queries.inbox import list_waiting
from models.queries.lists import Wanted, list_evaluations
from models.queries.visibility import Asker
from models.vocabulary import LIFECYCLE, Action, Role, State
from policies.predicates import FILLING, may_see
from tests.support.scenes import Scene
from tests.workflow.refusing import refuse
from workflow.load import load_actor, load_facts
from workflow.refusals import Why


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
    scene.disable("head")
    answer = refuse(scene, "bureau_head", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["heads_the_unit"])
    scene.disable("second_head")
    scene.do("bureau_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_who_stands_in_may_have_had_no_part_either(scene: Scene) -> None:
    """The supervising unit's head once filled here himself, as a filer of the unit."""
    scene.add_person("mover", {Role.FILER}, "hospital")
    evaluation = scene.walk(State.DRAFT, unit="hospital", cast={"filer": "hospital_head"})
    scene.do("mover", Action.SCORE, evaluation)
    scene.do("hospital_head", Action.SUBMIT, evaluation)
    scene.move("mover", to="bureau", role=Role.UNIT_HEAD)
    answer = refuse(scene, "mover", Action.APPROVE, evaluation)
    assert answer == (Why.FORBIDDEN, ["had_no_part_in_filling"])
    scene.do("bureau_head", Action.APPROVE, evaluation, leads_to=State.UNIT_APPROVED)


def test_the_sibling_never_stands_in(scene: Scene) -> None:
    evaluation = scene.walk(State.SELF_SCORED, unit="hospital", cast={"filer": "hospital_head"})
    answer = refuse(scene, "school_head", Action.APPROVE, evaluation)
    assert answer == (Why.HIDDEN, ["not_found"])


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
            listed = {
                line.id for line in list_evaluations(session, asker, Wanted(), size=1000).rows
            }
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
