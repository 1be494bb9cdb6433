"""A text that two people erased is gone from every bundle, and every bundle still verifies."""

import json

import pytest

from models.vocabulary import Action, State
from tests.bundle.conftest import Office
from tests.bundle.forging import judge, open_bundle
from tests.workflow.test_erasing import WORDS, walk
from workflow.data import Remark
from workflow.ledger.bundle import NotSealed
from workflow.ledger.verify_bundle import Refused


def test_a_text_of_the_copy_is_gone_and_the_event_that_erased_it_is_told(office: Office) -> None:
    scene = office.scene
    evaluation = walk(scene, State.PUBLISHED)
    office.seal()
    before = office.write(evaluation, public=True)
    assert WORDS in before.decode()
    published = office.list_events(evaluation)[-1]
    scene.erase(evaluation, WORDS)
    for public in (False, True):
        with pytest.raises(NotSealed):
            office.write(evaluation, public=public)
    office.seal()
    scene.do("chief", Action.CORRECT, evaluation)
    office.seal()
    after, own = office.write(evaluation, public=True), office.write(evaluation)
    assert WORDS not in after.decode() + own.decode()
    assert open_bundle(after).bodies[-1]["action"] == Action.ERASE
    assert open_bundle(own).bodies[-1]["action"] == Action.CORRECT
    said = judge(after, head=[published.hash])
    assert said[3] == "Published by event 7: total 94.50, grade excellent."
    assert said[4] == f"The hash {published.hash} is of event 7 of 9."
    assert judge(own)[3] == said[3]
    assert judge(before)[3] == said[3], "what was handed out before still holds"


def test_a_text_that_was_taken_away_by_nobody_is_missed(office: Office) -> None:
    evaluation = walk(office.scene, State.PUBLISHED)
    office.seal()
    bundle = open_bundle(office.write(evaluation, public=True))
    held = bundle.copy["sections"][0]["text"]
    assert held["text"] == WORDS
    bundle.copy["sections"][0]["text"] = {"commitment": held["commitment"]}
    with pytest.raises(Refused, match=r"^a published text was taken away, no event erased it"):
        judge(bundle.write())


def test_a_comment_that_was_erased_later_changes_nothing_of_the_public_bundle(
    office: Office,
) -> None:
    scene = office.scene
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    scene.do("chief", Action.COMMENT, evaluation, Remark(text=WORDS))
    scene.do("chief", Action.PUBLISH, evaluation)
    office.seal()
    before = open_bundle(office.write(evaluation, public=True))
    scene.erase(evaluation, WORDS)
    office.seal()
    after = open_bundle(office.write(evaluation, public=True))
    assert json.dumps(after.bodies) == json.dumps(before.bodies)
    own = office.write(evaluation)
    assert WORDS not in own.decode()
    assert judge(own)[0].endswith("is published.")
    assert judge(after.write())[0].endswith("is published.")
