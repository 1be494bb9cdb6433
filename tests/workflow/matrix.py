"""Reads the written expectation: who gets which answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from models.vocabulary import Action, Role, State

FILE = Path(__file__).with_name("expected_matrix.txt")
USUALLY = ""
SEPARATE = "where the publisher is separate"
FOLLOWED = "where a later edition follows"
FIRST_DRAFT = "of a first draft"
CORRECTION = "of a correction"
DISCARDED = "once discarded"
OVERDUE = "where it is late"
POINTED = "where points were answered"
AUDITOR_ASKED, CHIEF_ASKED = "where an auditor asked", "where a chief asked"
PLANNED, REPORTED = "where a measure is planned", "where a measure is reported"
CIRCUMSTANCES = (
    USUALLY,
    SEPARATE,
    FOLLOWED,
    FIRST_DRAFT,
    CORRECTION,
    DISCARDED,
    OVERDUE,
    POINTED,
    AUDITOR_ASKED,
    CHIEF_ASKED,
    PLANNED,
    REPORTED,
)
"""What else a block may say of the evaluation or of the site."""
ANSWERS = ("yes", "422", "409", "403", "404")
BEST = ("yes", "409", "403", "404")
KINDS = ("project", "finance")


@dataclass(frozen=True)
class Post:
    """A role and where its holder belongs."""

    role: Role
    place: str


@dataclass(frozen=True)
class Line:
    """The answers for one office and what its holder did before; `done` is empty for all else."""

    done: frozenset[Action]
    answers: Mapping[State, str]


@dataclass
class Expected:
    """The whole written expectation."""

    offices: dict[tuple[Post, str], str] = field(default_factory=dict)
    lines: dict[tuple[Action, str], dict[str, list[Line]]] = field(default_factory=dict)
    states: dict[tuple[Action, str], list[State]] = field(default_factory=dict)
    unsound: dict[Action, str] = field(default_factory=dict)

    @property
    def posts(self) -> list[Post]:
        """Every role and place, in the order of the file."""
        return list(dict.fromkeys(post for post, _ in self.offices))

    def answer(
        self,
        *,
        action: Action,
        state: State,
        posts: Iterable[Post],
        kind: str,
        done: Iterable[Action] = (),
        circumstance: str = USUALLY,
    ) -> str:
        """The answer that somebody gets who holds these posts and did this before."""
        row = self.lines.get((action, circumstance))
        if row is None:
            block = f"{action}, {circumstance}".removesuffix(", ")
            pytest.fail(f"{FILE.name} has no block [{block}]: write down who gets which answer")
        found = [
            _answer(row, office=self.offices[post, kind], state=state, done=frozenset(done))
            for post in posts
        ]
        return min(found, key=BEST.index)


def _answer(
    row: Mapping[str, list[Line]], *, office: str, state: State, done: frozenset[Action]
) -> str:
    for line in row.get(office, ()):
        if not line.done or line.done & done:
            return line.answers[state]
    return "404" if office == "hidden" and state is not State.NONE else "403"


def read_expected() -> Expected:
    """Read the file, strictly."""
    expected, states = Expected(), list[State]()
    block, actions, circumstance = "", list[Action](), USUALLY
    for text in FILE.read_text(encoding="utf-8").splitlines():
        line = text.split("#")[0].rstrip()
        if line.startswith("["):
            block, _, columns = line[1:].partition("]")
            words, _, circumstance = block.partition(", ")
            assert circumstance in CIRCUMSTANCES, circumstance
            states = [State(word) for word in columns.split()]
            actions = [Action(word) for word in words.split()] if states else []
            expected.states |= {(action, circumstance): states for action in actions}
        elif line and block == "offices":
            role, place, *kinds = [part.strip() for part in line.split("  ") if part.strip()]
            for kind, office in zip(KINDS, kinds, strict=True):
                assert (
                    expected.offices.setdefault((Post(Role(role), place), kind), office) == office
                )
        elif line and block == "unsound":
            action, answer, _why = line.split(maxsplit=2)
            expected.unsound[Action(action)] = answer
        elif line:
            _read_line(expected, line, actions=actions, circumstance=circumstance, states=states)
    return expected


def _read_line(
    expected: Expected, line: str, *, actions: list[Action], circumstance: str, states: list[State]
) -> None:
    office, *words = line.split()
    answers = words[-len(states) :]
    assert set(answers) <= set(ANSWERS), line
    done = words[: -len(states)]
    anything = done in (["whatever"], ["else"])
    read = Line(
        done=frozenset() if anything else frozenset(map(Action, done)),
        answers=dict(zip(states, answers, strict=True)),
    )
    for action in actions:
        row = expected.lines.setdefault((action, circumstance), {})
        lines = row.setdefault(office, [])
        assert not any(not earlier.done or earlier.done & read.done for earlier in lines), line
        lines.append(read)
