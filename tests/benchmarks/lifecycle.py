"""One evaluation from creation to publication, as a list of attempts, and our way to perform it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import psycopg

from models.database import Database, make_engine
from models.vocabulary import Action, Source
from tests.benchmarks import papers
from tests.benchmarks.reference_store import find_address
from tests.support.offices import START, Offices
from workflow.actions import perform
from workflow.data import Attempt, Data, Remark
from workflow.ids import new_id

Parts = dict[UUID, tuple[list[UUID], list[UUID]]]
"""The ids of rows and of lines of funds by evaluation."""
MINUTE = timedelta(minutes=1)


class Story(StrEnum):
    """How the unit's own scores are saved."""

    ONE_FORM = "one_form"
    ONE_BY_ONE = "one_by_one"


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Whose evaluation it is, and who does his part in it."""

    unit_id: UUID
    cycle_id: UUID
    filer: UUID
    head: UUID
    chief: UUID


class Performer(Protocol):
    """Whoever performs attempts, each in one transaction."""

    def perform(self, attempt: Attempt) -> None:
        """Perform and commit."""

    def close(self) -> None:
        """Let go of the database."""


class Ours:
    """The workflow, called as the door of the web calls it."""

    def __init__(self, url: str) -> None:
        self.database = Database(make_engine(url))

    def perform(self, attempt: Attempt) -> None:
        """Perform in one transaction."""
        with self.database.writing() as session:
            perform(session, attempt)

    def close(self) -> None:
        """Close every connection."""
        self.database.dispose()


def cast_of(offices: Offices) -> Cast:
    """The parts of the lifecycle among these people."""
    return Cast(
        unit_id=offices.offices["center"],
        cycle_id=offices.cycles["project"],
        filer=offices.people["filer"],
        head=offices.people["head"],
        chief=offices.people["chief"],
    )


def begin(cast: Cast, evaluation_id: UUID) -> Attempt:
    """The creation."""
    return Attempt(
        action=Action.CREATE,
        evaluation_id=evaluation_id,
        actor_id=cast.filer,
        data=papers.begin(unit_id=cast.unit_id, cycle_id=cast.cycle_id),
        at=START,
        source=Source.PAGE,
    )


def go_on(
    cast: Cast, evaluation_id: UUID, *, rows: list[UUID], lines: list[UUID], story: Story
) -> list[Attempt]:
    """Everything after the creation, with the ids of its rows and lines of funds."""
    return [
        Attempt(
            action=action,
            evaluation_id=evaluation_id,
            actor_id=actor,
            data=data,
            at=START + MINUTE * seen,
            source=Source.PAGE,
            # Every one of these actions moves the content, so that its number is what was seen.
            seen=seen,
        )
        for seen, (actor, action, data) in enumerate(
            _list_steps(cast, rows=rows, lines=lines, story=story), start=1
        )
    ]


def find_parts(url: str, evaluations: Sequence[UUID]) -> Parts:
    """The ids of the rows and lines of these evaluations, as a form would bring them back."""
    found: dict[str, dict[UUID, list[UUID]]] = {"indicator": {}, "budget_line": {}}
    with psycopg.connect(find_address(url)) as connection:
        for table, of in found.items():
            query = (
                f"SELECT evaluation_id, id FROM {table} WHERE evaluation_id = ANY(%s)"
                " ORDER BY evaluation_id, position"
            )
            for evaluation, part in connection.execute(query.encode(), [list(evaluations)]):
                of.setdefault(evaluation, []).append(part)
    return {each: (found["indicator"][each], found["budget_line"][each]) for each in evaluations}


def walk(
    performer: Performer,
    url: str,
    cast: Cast,
    *,
    story: Story = Story.ONE_FORM,
    last: Action = Action.PUBLISH,
) -> UUID:
    """Take a new evaluation as far as this action."""
    evaluation = new_id()
    performer.perform(begin(cast, evaluation))
    rows, lines = find_parts(url, [evaluation])[evaluation]
    for attempt in go_on(cast, evaluation, rows=rows, lines=lines, story=story):
        performer.perform(attempt)
        if attempt.action is last:
            break
    return evaluation


def _list_steps(
    cast: Cast, *, rows: list[UUID], lines: list[UUID], story: Story
) -> Iterator[tuple[UUID, Action, Data]]:
    yield cast.filer, Action.FILL, papers.fill_in(lines)
    if story is Story.ONE_FORM:
        yield cast.filer, Action.SCORE, papers.score(rows)
    else:
        for number in range(len(rows)):
            yield cast.filer, Action.SCORE, papers.score_one(rows, number)
    yield cast.filer, Action.SUBMIT, Remark()
    yield cast.head, Action.APPROVE, papers.approve()
    yield cast.chief, Action.REVIEW, papers.review(rows)
    yield cast.chief, Action.PUBLISH, Remark()
