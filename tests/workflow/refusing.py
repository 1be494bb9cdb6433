"""A try that must be refused, and must leave no trace but its own record."""

from typing import Any, NamedTuple
from uuid import UUID

import pytest

from models.vocabulary import Action
from tests.support.records import dump, list_refusals
from tests.support.scenes import Scene
from workflow.refusals import Refused, Why


class Answer(NamedTuple):
    """The family of a refusal and its codes."""

    why: Why
    codes: list[str]


def refuse(scene: Scene, who: str, action: Action, evaluation: UUID, **given: Any) -> Answer:
    """Try it, and state that nothing changed but that one refusal was recorded."""
    before = dump(scene.database, besides=("refusal",))
    refusals = len(list_refusals(scene.database))
    with pytest.raises(Refused) as refused:
        scene.do(who, action, evaluation, **given)
    assert dump(scene.database, besides=("refusal",)) == before
    kept = list_refusals(scene.database)[refusals:]
    assert [(one.actor_id, one.action) for one in kept] == [(scene.people[who], action)]
    return Answer(refused.value.why, [reason.code for reason in refused.value.reasons])
