"""The matrix really walked: every action from every state, by the right person and by wrong ones.

The answers are those of the written expectation again, this time given by the door of a real
database; a refusal leaves no trace but its own record.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

from models.vocabulary import LIFECYCLE, Action, Role, State
from tests.support.offices import CLOSES
from tests.support.papers import hand_in, hand_in_unsound
from tests.support.records import dump, list_refusals
from tests.support.scenes import Scene
from tests.workflow.matrix import (
    AUDITOR_ASKED,
    FIRST_DRAFT,
    OVERDUE,
    PLANNED,
    POINTED,
    REPORTED,
    USUALLY,
    Post,
    read_expected,
)
from web.errors import STATUS_OF
from workflow.data import Attempt
from workflow.ids import new_id
from workflow.ledger.verify import verify_database
from workflow.refusals import Refused

EXPECTED = read_expected()
POSTS = {
    "filer": Post(Role.FILER, "the unit"),
    "second_filer": Post(Role.FILER, "the unit"),
    "head": Post(Role.UNIT_HEAD, "the unit"),
    "second_head": Post(Role.UNIT_HEAD, "the unit"),
    "bureau_filer": Post(Role.FILER, "the supervising unit"),
    "bureau_head": Post(Role.UNIT_HEAD, "the supervising unit"),
    "school_filer": Post(Role.FILER, "another unit"),
    "school_head": Post(Role.UNIT_HEAD, "another unit"),
    "chief": Post(Role.FINANCE_CHIEF, "the overseeing section"),
    "second_chief": Post(Role.FINANCE_CHIEF, "the overseeing section"),
    "section_filer": Post(Role.FILER, "the overseeing section"),
    "other_chief": Post(Role.FINANCE_CHIEF, "another section"),
    "other_section_filer": Post(Role.FILER, "another section"),
    "auditor": Post(Role.AUDITOR, "nowhere"),
    "administrator": Post(Role.ADMINISTRATOR, "nowhere"),
}
DID = {
    "filer": (Action.CREATE, Action.FILL, Action.SCORE, Action.SUBMIT),
    "head": (Action.APPROVE,),
    "chief": (Action.REVIEW, Action.PUBLISH),
}
"""Everybody of the scene but the hospital's, and who walks the straight way."""

TARGETS = {
    Action.CREATE: State.DRAFT,
    Action.SUBMIT: State.SELF_SCORED,
    Action.RECALL: State.DRAFT,
    Action.APPROVE: State.UNIT_APPROVED,
    Action.RETURN: State.DRAFT,
    Action.REVIEW: State.FINANCE_REVIEWED,
    Action.REOPEN: State.UNIT_APPROVED,
    Action.PUBLISH: State.PUBLISHED,
}
"""Where an action leads that does not leave the state as it is."""


@dataclass(frozen=True)
class Try:
    """Somebody tries something."""

    who: str
    action: Action
    state: State

    @property
    def expected(self) -> str:
        """The written answer. A draft was just begun, an auditor has asked for an erasure, and a
        measure is planned, or reported where it is to be judged.
        """
        return EXPECTED.answer(
            action=self.action,
            state=self.state,
            posts=[POSTS[self.who]],
            kind="project",
            done=DID.get(self.who, ()),
            circumstance=self.circumstance,
        )

    @property
    def at(self) -> datetime | None:
        """When, where that matters: people are urged when their time is over."""
        return CLOSES + timedelta(days=1) if self.action is Action.ESCALATE else None

    @property
    def circumstance(self) -> str:
        """What the block of the file says of the evaluation."""
        if self.action in {Action.ERASE, Action.DECLINE_ERASURE}:
            return AUDITOR_ASKED
        if self.action is Action.REPORT_MEASURE:
            return PLANNED
        if self.action in {Action.ACCEPT_MEASURE, Action.REFUSE_MEASURE}:
            return REPORTED
        if self.action is Action.ESCALATE:
            return OVERDUE
        if self.action in {Action.ANSWER, Action.SETTLE}:
            return POINTED
        return (
            FIRST_DRAFT if (self.action, self.state) == (Action.DISCARD, State.DRAFT) else USUALLY
        )


PEOPLE = [who for who in POSTS if not who.startswith("second")]
MOVES = [
    (Action.CREATE, State.NONE),
    *product([action for action in Action if action is not Action.CREATE], LIFECYCLE),
]
DONE = [
    tried
    for action, state in MOVES
    for who in PEOPLE
    if (tried := Try(who, action, state)).expected == "yes"
]
"""Everybody whom the expectation says yes to."""


def list_refused() -> Iterator[Try]:
    """For every move whose office it is, and three others; over the states everybody in turn."""
    for number, (action, state) in enumerate(MOVES):
        right = [tried.who for tried in DONE if tried.action is action]
        turn = [*POSTS][number % 5 * 3 :][:3]
        for who in dict.fromkeys([*right, *turn]):
            tried = Try(who, action, state)
            if tried.expected != "yes":
                yield tried


def answer(scene: Scene, attempt: Attempt) -> str:
    """Act through the door; answers with the status, or with yes."""
    try:
        scene.perform(attempt)
    except Refused as refused:
        return str(int(STATUS_OF[refused.why]))
    return "yes"


def follow_up(stage: Scene, evaluation: UUID, *, circumstance: str = REPORTED) -> None:
    """The unit has planned a measure, and reported it where that is wished."""
    stage.do("second_filer", Action.PLAN_MEASURE, evaluation)
    if circumstance == REPORTED:
        stage.do("second_filer", Action.REPORT_MEASURE, evaluation)


def walk_everywhere(stage: Scene) -> dict[State, UUID]:
    """An evaluation in every state, of which an auditor asks a text to be erased."""
    stands = {state: stage.walk(state) for state in LIFECYCLE}
    for evaluation in stands.values():
        stage.do("auditor", Action.ASK_ERASURE, evaluation)
        follow_up(stage, evaluation)
    return stands | {State.NONE: new_id()}


def test_every_refusal_leaves_everything_as_it_was(stage: Scene) -> None:
    stands = walk_everywhere(stage)
    desks = {state: stage.desk(stands[state]) for state in LIFECYCLE} | {State.NONE: stage.desk()}
    before, refusals = dump(stage.database, besides=("refusal",)), list_refusals(stage.database)
    wrong, seen = [], Counter[str]()
    for tried in list_refused():
        data = hand_in(tried.action, desks[tried.state])
        stand, at = stands[tried.state], tried.at
        given = answer(stage, stage.attempt(tried.who, tried.action, stand, data, at=at))
        seen[given] += 1
        if given != tried.expected:
            wrong.append(f"{tried}: {given}, written is {tried.expected}")
    assert not wrong, "\n".join(wrong)
    assert dump(stage.database, besides=("refusal",)) == before
    assert len(list_refusals(stage.database)) - len(refusals) == seen.total() > 200
    assert set(seen) == {"404", "403", "409"}


def test_every_yes_is_done_and_recorded(stage: Scene) -> None:
    wrong = []
    for tried in DONE:
        new = tried.action is Action.CREATE
        walk = stage.walk_with_points if tried.circumstance == POINTED else stage.walk
        evaluation = new_id() if new else walk(tried.state)
        if tried.circumstance == AUDITOR_ASKED:
            stage.do("auditor", Action.ASK_ERASURE, evaluation)
        if tried.circumstance in {PLANNED, REPORTED}:
            follow_up(stage, evaluation, circumstance=tried.circumstance)
        version = 0 if new else stage.header(evaluation).evaluation.version
        given = answer(stage, stage.attempt(tried.who, tried.action, evaluation, at=tried.at))
        stands = stage.header(evaluation).evaluation
        target = TARGETS.get(tried.action, tried.state)
        if (given, stands.state, stands.version) != ("yes", target, version + 1):
            wrong.append(f"{tried}: {given}, stands {stands.state} at {stands.version}")
    assert not wrong, "\n".join(wrong)
    assert {tried.action for tried in DONE} == set(Action)
    with stage.database.reading() as session:
        assert all(report.ok for report in verify_database(session).values())


def test_what_is_not_in_order_is_refused_and_leaves_everything_as_it_was(stage: Scene) -> None:
    """What stands there decides of a submission and a publication; the guards' own tests break
    that.
    """
    by_data = {action for action in Action if EXPECTED.unsound[action] == "422"}
    by_data -= {Action.SUBMIT, Action.PUBLISH}
    stands = walk_everywhere(stage)
    pointed: dict[State, UUID] = {state: stage.walk_with_points(state) for state in LIFECYCLE[:-1]}
    before = dump(stage.database, besides=("refusal",))
    wrong = []
    tries = [tried for tried in DONE if tried.action in by_data]
    for tried in tries:
        evaluation = (pointed if tried.circumstance == POINTED else stands)[tried.state]
        desk = stage.desk(None if tried.action is Action.CREATE else evaluation)
        data = hand_in_unsound(tried.action, desk)
        given = answer(stage, stage.attempt(tried.who, tried.action, evaluation, data))
        if given != "422":
            wrong.append(f"{tried}: {given}")
    assert not wrong, "\n".join(wrong)
    assert dump(stage.database, besides=("refusal",)) == before
    assert {tried.action for tried in tries} == by_data


def test_what_does_not_exist_answers_like_what_is_hidden(stage: Scene) -> None:
    """The same reasons, word by word, for a foreign evaluation and for an invented one."""
    foreign, invented = stage.walk(State.SELF_SCORED), new_id()
    for action in Action:
        if action is not Action.CREATE:
            data = hand_in(action, stage.desk(foreign))
            reasons = []
            for evaluation in (foreign, invented):
                attempt = stage.attempt("school_head", action, foreign, data)
                try:
                    stage.perform(replace(attempt, evaluation_id=evaluation))
                except Refused as refused:
                    reasons.append(refused.reasons)
            assert len(reasons) == 2, action
            assert reasons[0] == reasons[1], action
