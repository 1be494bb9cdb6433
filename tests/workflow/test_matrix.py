"""Role × place × what he did before × state × action against the written expectation."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.queries import measures as measure_rows
from models.queries.points import StepRow
from models.queries.written import KeptRow
from models.vocabulary import (
    LIFECYCLE,
    Action,
    Ground,
    Kind,
    MeasureStep,
    Office,
    PointKind,
    Role,
    State,
)
from policies.facts import Actor, Facts
from tests.support.offices import CLOSES, OPENS, START
from tests.support.papers import Desk, fill_in, hand_in, hand_in_unsound
from tests.support.scenes import Scene
from tests.workflow.matrix import (
    AUDITOR_ASKED,
    CHIEF_ASKED,
    CORRECTION,
    DISCARDED,
    FIRST_DRAFT,
    FOLLOWED,
    OVERDUE,
    PLANNED,
    POINTED,
    REPORTED,
    SEPARATE,
    USUALLY,
    Post,
    read_expected,
)
from workflow.content import Content
from workflow.data import Filling
from workflow.erasure import Erasing, Request
from workflow.guards import Case
from workflow.ids import new_id
from workflow.machine import why_not
from workflow.measures import Measures, gather_measures
from workflow.points import WHOLE, Points, find_reviewer, read_points
from workflow.refusals import Reason, Why

KINDS = {Kind.PROJECT: "project", Kind.DEPARTMENT: "project", Kind.FINANCE: "finance"}
UNIT, OVER, OTHER_UNIT, SECTION, OTHER_SECTION = (new_id() for _ in range(5))
STANDING_IN = "the supervising unit, standing in"
PLACES: dict[str, tuple[UUID | None, UUID | None]] = {
    "the unit": (UNIT, None),
    "the supervising unit": (OVER, None),
    STANDING_IN: (OVER, None),
    "another unit": (OTHER_UNIT, None),
    "the overseeing section": (None, SECTION),
    "another section": (None, OTHER_SECTION),
    "nowhere": (None, None),
}
EXPECTED = read_expected()
POSTS: list[tuple[Post, ...]] = [
    *((post,) for post in EXPECTED.posts),
    (Post(Role.FILER, "the unit"), Post(Role.UNIT_HEAD, "the unit")),
    (
        Post(Role.FILER, "the overseeing section"),
        Post(Role.FINANCE_CHIEF, "the overseeing section"),
    ),
    (Post(Role.AUDITOR, "another unit"), Post(Role.UNIT_HEAD, "another unit")),
    (Post(Role.FILER, "the supervising unit"), Post(Role.UNIT_HEAD, "the supervising unit")),
    (Post(Role.ADMINISTRATOR, "the unit"), Post(Role.UNIT_HEAD, "the unit")),
]
"""People of one role, and people who hold two at one place."""

ANSWER = {Why.HIDDEN: "404", Why.FORBIDDEN: "403", Why.CONFLICT: "409", Why.UNMET: "422"}
ME, SOMEBODY = new_id(), new_id()
VERSION = 7
SEEN = VERSION - 1
ERASING = {Action.ASK_ERASURE, Action.ERASE, Action.DECLINE_ERASURE}
JUDGING = {Action.ACCEPT_MEASURE, Action.REFUSE_MEASURE}
MEASURING = {Action.PLAN_MEASURE, Action.REPORT_MEASURE, *JUDGING}
ASKED = {AUDITOR_ASKED: Office.AUDITOR, CHIEF_ASKED: Office.CHIEF}
STAYING = {Action.COMMENT, Action.SETTLE, Action.CORRECT, Action.ASSIGN, Action.ESCALATE}
FREE = {*STAYING, *ERASING, *MEASURING}
"""What leaves the content as it is."""


@dataclass(frozen=True)
class Papers:
    """What stands there and what is handed in, in order or not."""

    desk: Desk
    broken: Content

    def put(self, *, sound: bool) -> Content:
        """What stands there."""
        assert self.desk.content is not None
        return self.desk.content if sound else self.broken


@pytest.fixture(scope="module")
def papers(shared_sqlite: Database) -> dict[str, Papers]:
    """For a project and for a finance evaluation."""
    scene = Scene(shared_sqlite)
    return {
        kind: Papers(
            desk=scene.desk(scene.walk(State.DRAFT, cycle=kind), cycle=kind),
            broken=scene.content(scene.walk(State.DRAFT, cycle=kind, fill=fill_badly)),
        )
        for kind in ("project", "finance")
    }


def fill_badly(desk: Desk) -> Filling:
    """A telephone number where nothing is asked for, nothing where something is."""
    assert desk.content is not None
    optional = next(section for section in desk.content.scheme.sections if not section.required)
    return replace(fill_in(desk), sections={optional.key: "联系电话13812345678"})


def judge(reasons: list[Reason]) -> str:
    """The answer that these reasons become."""
    return ANSWER[reasons[0].why] if reasons else "yes"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of the matrix."""

    action: Action
    state: State
    posts: tuple[Post, ...]
    kind: Kind
    did: Action | None
    circumstance: str = USUALLY

    @property
    def expected(self) -> str:
        """The written answer."""
        return EXPECTED.answer(
            action=self.action,
            state=self.state,
            posts=self.posts,
            kind=KINDS[self.kind],
            done=[self.did] if self.did else [],
            circumstance=self.circumstance,
        )

    def expect(self, *, sound: bool) -> str:
        """The written answer to somebody who hands in what is in order, or what is not."""
        has_rows = self.action is not Action.AMEND or KINDS[self.kind] != "finance"
        if self.expected == "yes" and not (sound and has_rows):
            return EXPECTED.unsound[self.action]
        return self.expected

    @property
    def actor(self) -> Actor:
        """The person who asks."""
        unit_id, section_id = PLACES[self.posts[0].place]
        return Actor(
            id=ME,
            login="me",
            name="我",
            unit_id=unit_id,
            section_id=section_id,
            roles=frozenset(post.role for post in self.posts),
        )

    def facts(self, *, sound: bool) -> Facts:
        """What he asks about. `submit` means that what lies on the desk is his."""
        is_new = self.circumstance in {FIRST_DRAFT, DISCARDED}
        submitted_by = ME if self.did is Action.SUBMIT else SOMEBODY
        return Facts(
            evaluation_id=new_id(),
            kind=self.kind,
            unit_id=UNIT,
            supervising_unit_id=OVER,
            section_id=SECTION,
            state=self.state,
            round=1 if is_new else 2,
            version=VERSION,
            content_version=SEEN,
            cycle_opens_at=OPENS,
            cycle_closes_at=CLOSES,
            cycle_section_id=OTHER_SECTION if self.state is State.NONE and not sound else None,
            doers={self.did: frozenset({ME})} if self.did else {},
            submitted_by=None if is_new else submitted_by,
            acted_since_submission=not sound,
            unit_has_free_head=all(post.place != STANDING_IN for post in self.posts),
            separate_publisher=self.circumstance == SEPARATE,
            edition=2 if self.circumstance == CORRECTION else 1,
            discarded=self.circumstance == DISCARDED,
            due_at=OPENS if self.circumstance == OVERDUE else None,
            urged_at=None if sound else START,
            successor_id=new_id() if self.circumstance == FOLLOWED else None,
        )

    def erasing(self, papers: Papers) -> Erasing:
        """A text that can be asked for, and the request that waits where somebody made one."""
        kept = KeptRow(id=1, commitment=papers.desk.text, salt=b"", text="文字")
        office = ASKED.get(self.circumstance)
        if office is None:
            return Erasing(kept=kept)
        request = Request(
            seq=papers.desk.request,
            text=papers.desk.text,
            ground=Ground.OTHER,
            actor_id=SOMEBODY,
            actor_name="某人",
            at=START,
            offices=(office,),
        )
        return Erasing(requests={request.seq: request}, waiting=frozenset({request.seq}), kept=kept)

    def measures(self, papers: Papers, facts: Facts) -> Measures:
        """The measure that somebody has planned, or reported."""
        kinds = {PLANNED: MeasureStep.PLAN, REPORTED: MeasureStep.DONE}
        if self.circumstance not in kinds:
            return Measures()
        fields: dict[str, Any] = dict.fromkeys(measure_rows.StepRow._fields)
        fields |= {
            "kind": kinds[self.circumstance],
            "measure_id": papers.desk.measure or papers.desk.unit,
            "evaluation_id": facts.evaluation_id,
            "text_id": 1,
            "actor_id": SOMEBODY,
        }
        return gather_measures([measure_rows.StepRow(**fields)])

    def points(self) -> Points:
        """A point that was answered, of the office with which the evaluation lies."""
        if self.circumstance != POINTED:
            return Points()
        step = StepRow(
            point_id=ME,
            seq=2,
            kind=PointKind.ANSWER,
            office=find_reviewer(self.state),
            place=WHOLE,
            text="已补充",
            commitment=None,
            actor_name="某人",
            for_name=None,
            at=START,
        )
        return read_points([step])

    def ask(self, papers: Papers, *, sound: bool = True, seen: int | None = SEEN) -> list[Reason]:
        """What the program answers."""
        desk = replace(papers.desk, points=self.points())
        data = (hand_in if sound else hand_in_unsound)(self.action, desk)
        facts = self.facts(sound=sound)
        case = Case(
            actor=self.actor,
            facts=facts,
            at=START,
            content=lambda: papers.put(sound=sound),
            data=data,
            seen=seen,
            erasing=lambda: self.erasing(papers),
            measures=lambda: self.measures(papers, facts),
            points=self.points,
        )
        return why_not(action=self.action, case=case)


def list_cells() -> Iterator[Cell]:
    """Every cell: creation from nothing, everything else from every state."""
    for posts, kind in product(POSTS, KINDS):
        for (action, circumstance), states in EXPECTED.states.items():
            before = [None] if action is Action.CREATE else [None, *Action]
            for state, did in product(states, before):
                yield Cell(
                    action=action,
                    state=state,
                    posts=posts,
                    kind=kind,
                    did=did,
                    circumstance=circumstance,
                )


def test_the_file_speaks_of_every_action_and_office() -> None:
    actions = set(Action)
    assert {action for action, circumstance in EXPECTED.lines if not circumstance} == actions
    for action in actions - {Action.CREATE}:
        assert EXPECTED.states[action, USUALLY] == list(LIFECYCLE), action
    assert set(EXPECTED.unsound) == actions
    named = {office for row in EXPECTED.lines.values() for office in row}
    assert named <= set(EXPECTED.offices.values())
    assert {post.place for post in EXPECTED.posts} == set(PLACES)
    assert {post.role for post in EXPECTED.posts} == set(Role)


def test_every_cell_is_as_written(papers: dict[str, Papers]) -> None:
    """All reasons of one answer are of one family: it has one status that none contradicts."""
    wrong, seen = [], Counter[str]()
    for cell in list_cells():
        for sound in (True, False):
            expected = cell.expect(sound=sound)
            reasons = cell.ask(papers[KINDS[cell.kind]], sound=sound)
            seen[judge(reasons)] += 1
            if judge(reasons) != expected or len({reason.why for reason in reasons}) > 1:
                wrong.append(f"{cell}, sound={sound}: {reasons}, written is {expected}")
    assert not wrong, "\n".join([f"{len(wrong)} cells differ", *wrong[:40]])
    assert set(seen) == {"yes", "422", "409", "403", "404"}
    assert seen.total() > 100_000


def test_who_does_not_say_what_he_looked_at_is_asked(papers: dict[str, Papers]) -> None:
    """A comment, a settled point, a correction, an erasure and a creation go without; nothing
    else goes through.
    """
    wrong = []
    for cell in list_cells():
        if cell.expect(sound=True) == "yes":
            codes = [reason.code for reason in cell.ask(papers[KINDS[cell.kind]], seen=None)]
            free = cell.action in {*FREE, Action.CREATE}
            if codes != ([] if free else ["content_version_is_missing"]):
                wrong.append(f"{cell}: {codes}")
    assert not wrong, "\n".join(wrong)


def test_who_looked_at_something_older_is_told_so(papers: dict[str, Papers]) -> None:
    """A comment, a settled point, a correction and an erasure do not depend on what was seen: the
    content stays. Nothing else goes through.
    """
    wrong = []
    for cell in list_cells():
        if cell.expect(sound=True) == "yes" and cell.action is not Action.CREATE:
            codes = [reason.code for reason in cell.ask(papers[KINDS[cell.kind]], seen=SEEN - 1)]
            if codes != ([] if cell.action in FREE else ["content_has_moved"]):
                wrong.append(f"{cell}: {codes}")
    assert not wrong, "\n".join(wrong)
