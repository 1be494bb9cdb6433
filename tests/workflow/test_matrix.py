"""Role × place × what he did before × state × action against the written expectation."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import LIFECYCLE, Action, Kind, Role, State
from policies.facts import Actor, Facts
from tests.support.offices import CLOSES, OPENS, START
from tests.support.papers import Desk, fill_in, hand_in, hand_in_unsound
from tests.support.scenes import Scene
from tests.workflow.matrix import Post, read_expected
from workflow.content import Content
from workflow.data import Filling
from workflow.guards import Case
from workflow.ids import new_id
from workflow.machine import why_not
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
    separate: bool = False

    @property
    def expected(self) -> str:
        """The written answer."""
        return EXPECTED.answer(
            action=self.action,
            state=self.state,
            posts=self.posts,
            kind=KINDS[self.kind],
            done=[self.did] if self.did else [],
            separate=self.separate,
        )

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
        return Facts(
            evaluation_id=new_id(),
            kind=self.kind,
            unit_id=UNIT,
            supervising_unit_id=OVER,
            section_id=SECTION,
            state=self.state,
            round=2,
            version=VERSION,
            content_version=SEEN,
            cycle_opens_at=OPENS,
            cycle_closes_at=CLOSES,
            cycle_section_id=OTHER_SECTION if self.state is State.NONE and not sound else None,
            doers={self.did: frozenset({ME})} if self.did else {},
            submitted_by=ME if self.did is Action.SUBMIT else SOMEBODY,
            acted_since_submission=not sound,
            unit_has_free_head=all(post.place != STANDING_IN for post in self.posts),
            separate_publisher=self.separate,
        )

    def ask(self, papers: Papers, *, sound: bool = True, seen: int | None = SEEN) -> list[Reason]:
        """What the program answers."""
        data = (hand_in if sound else hand_in_unsound)(self.action, papers.desk)
        case = Case(
            actor=self.actor,
            facts=self.facts(sound=sound),
            at=START,
            content=lambda: papers.put(sound=sound),
            data=data,
            seen=seen,
        )
        return why_not(action=self.action, case=case)


def list_cells() -> Iterator[Cell]:
    """Every cell: creation from nothing, everything else from every state."""
    for posts, kind in product(POSTS, KINDS):
        yield Cell(action=Action.CREATE, state=State.NONE, posts=posts, kind=kind, did=None)
        others = [action for action in Action if action is not Action.CREATE]
        for action, state, did in product(others, LIFECYCLE, [None, *Action]):
            yield Cell(action=action, state=state, posts=posts, kind=kind, did=did)
            if action is Action.PUBLISH:
                yield Cell(
                    action=action, state=state, posts=posts, kind=kind, did=did, separate=True
                )


def test_the_file_speaks_of_every_action_and_office() -> None:
    actions = set(Action)
    assert {action for action, separate in EXPECTED.lines if not separate} == actions
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
            expected = cell.expected
            if expected == "yes" and not sound:
                expected = EXPECTED.unsound[cell.action]
            reasons = cell.ask(papers[KINDS[cell.kind]], sound=sound)
            seen[judge(reasons)] += 1
            if judge(reasons) != expected or len({reason.why for reason in reasons}) > 1:
                wrong.append(f"{cell}, sound={sound}: {reasons}, written is {expected}")
    assert not wrong, "\n".join([f"{len(wrong)} cells differ", *wrong[:40]])
    assert set(seen) == {"yes", "422", "409", "403", "404"}
    assert seen.total() > 100_000


def test_who_does_not_say_what_he_looked_at_is_asked(papers: dict[str, Papers]) -> None:
    """A comment and a creation go without; nothing else goes through."""
    wrong = []
    for cell in list_cells():
        if cell.expected == "yes":
            codes = [reason.code for reason in cell.ask(papers[KINDS[cell.kind]], seen=None)]
            free = cell.action in {Action.COMMENT, Action.CREATE}
            if codes != ([] if free else ["content_version_is_missing"]):
                wrong.append(f"{cell}: {codes}")
    assert not wrong, "\n".join(wrong)


def test_who_looked_at_something_older_is_told_so(papers: dict[str, Papers]) -> None:
    """A comment does not depend on what was seen; nothing else goes through."""
    wrong = []
    for cell in list_cells():
        if cell.expected == "yes" and cell.action is not Action.CREATE:
            codes = [reason.code for reason in cell.ask(papers[KINDS[cell.kind]], seen=SEEN - 1)]
            if codes != ([] if cell.action is Action.COMMENT else ["content_has_moved"]):
                wrong.append(f"{cell}: {codes}")
    assert not wrong, "\n".join(wrong)
