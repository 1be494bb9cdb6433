"""A draft that was a mistake leaves the lists, can only be read, and stays in the trail."""

import pytest

from models.queries.inbox import list_waiting
from models.queries.lists import Wanted, list_evaluations
from models.queries.visibility import Asker
from models.vocabulary import Action, State
from policies.predicates import FILLING
from tests.support.records import read_bodies
from tests.support.scenes import Scene
from tests.workflow.races import find_broken_proofs
from tests.workflow.refusing import refuse
from workflow.load import load_actor
from workflow.refusals import Why

PEOPLE = ("filer", "head", "bureau_head", "chief", "auditor")


def ask(scene: Scene, who: str) -> Asker:
    with scene.database.reading() as session:
        actor = load_actor(session, scene.people[who])
    return Asker(
        unit_id=actor.unit_id,
        section_id=actor.section_id,
        roles=actor.roles,
        filling=frozenset(FILLING),
    )


def test_a_discarded_draft_stands_in_no_list(scene: Scene) -> None:
    """But for somebody who asks for the discarded ones, and whoever knows its address."""
    kept, mistake = scene.walk(State.DRAFT), scene.walk(State.DRAFT)
    scene.do("filer", Action.DISCARD, mistake)
    with scene.database.reading() as session:
        for who in PEOPLE:
            asker = ask(scene, who)
            waiting = list_waiting(session, asker, size=50).rows
            listed = list_evaluations(session, asker, Wanted(), size=50).rows
            asked = list_evaluations(session, asker, Wanted(discarded=True), size=50).rows
            assert mistake not in {line.id for line in (*waiting, *listed)}, who
            assert kept in {line.id for line in listed}, who
            assert mistake in {line.id for line in asked}, who
    assert scene.header(mistake).evaluation.discarded


def test_nothing_follows(scene: Scene) -> None:
    """Whoever tries what a draft allows hears that it was discarded."""
    evaluation = scene.walk(State.DRAFT)
    scene.do("filer", Action.DISCARD, evaluation)
    # There are no points here to answer, which is said as well.
    own = {*FILLING, Action.COMMENT, Action.DISCARD} - {Action.CREATE, Action.ANSWER}
    tries = [(action, "filer") for action in sorted(own)]
    tries += [(Action.COMMENT, who) for who in ("head", "chief")]
    for action, who in tries:
        answer = refuse(scene, who, action, evaluation)
        assert answer == (Why.CONFLICT, ["is_not_discarded"]), (action, who)
    stands = scene.header(evaluation).evaluation
    assert (stands.state, stands.round) == ("draft", 1)


def test_the_trail_keeps_it_and_says_why(scene: Scene) -> None:
    evaluation = scene.walk(State.DRAFT)
    content, before = scene.content(evaluation), read_bodies(scene.database, evaluation)
    outcome = scene.do("filer", Action.DISCARD, evaluation, leads_to=State.DRAFT)
    *earlier, last = read_bodies(scene.database, evaluation)
    assert earlier == before
    assert (last["action"], last["from"], last["to"]) == ("discard", "draft", "draft")
    assert last["data"]["comment"]
    assert outcome.content_version == outcome.version
    assert scene.content(evaluation) == content
    assert not find_broken_proofs(scene)


@pytest.mark.parametrize("who", ["second_filer", "filer"])
def test_any_filer_of_the_unit_discards_a_first_draft(scene: Scene, who: str) -> None:
    evaluation = scene.begin("filer")
    scene.do(who, Action.DISCARD, evaluation, leads_to=State.DRAFT)


def test_what_was_submitted_once_is_not_discarded(scene: Scene) -> None:
    """Neither after a return nor after it was taken back."""
    returned, recalled = scene.walk(State.SELF_SCORED), scene.walk(State.SELF_SCORED)
    scene.do("head", Action.RETURN, returned)
    scene.do("filer", Action.RECALL, recalled)
    for evaluation in (returned, recalled):
        answer = refuse(scene, "filer", Action.DISCARD, evaluation)
        assert answer == (Why.FORBIDDEN, ["was_never_submitted"])


def test_a_draft_is_discarded_after_the_cycle_has_closed(scene: Scene) -> None:
    """What nobody will finish need not stay in the lists."""
    evaluation = scene.begin()
    late = scene.header(evaluation).closes_at.replace(year=2030)
    scene.do("filer", Action.DISCARD, evaluation, at=late)
    assert scene.header(evaluation).evaluation.discarded


def test_an_open_correction_waits_for_the_filer_and_goes_with_its_discard(scene: Scene) -> None:
    second = scene.correct(scene.walk(State.PUBLISHED))

    def waits() -> bool:
        with scene.database.reading() as session:
            lines = list_waiting(session, ask(scene, "filer"), size=50).rows
        return second in {line.id for line in lines}

    assert waits()
    scene.do("chief", Action.DISCARD, second)
    assert not waits()
