"""Offices, people and evaluations for tests, all of them brought about through the door.

A scene stands in one database, SQLite or PostgreSQL; `tests/support/offices.py` says who is there.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from models.database import Database
from models.queries.erasures import list_told
from models.queries.evaluations import Header, find_header
from models.tables import FreeText
from models.vocabulary import Action, Ground, Role, Source, State
from tests.support.keys import SECRET_KEY
from tests.support.offices import START, Offices
from tests.support.papers import ROWS, Desk, fill_in, hand_in, send_back_with_points
from web.door import House, act
from web.settings import read_settings
from workflow.actions import Outcome
from workflow.content import Content, load_content
from workflow.data import AskingErasure, Attempt, Data
from workflow.delegating import NewDelegation, delegate
from workflow.erasure import load_erasing
from workflow.guards import Case
from workflow.ids import new_id
from workflow.load import load_actor
from workflow.measures import Measures, load_measures
from workflow.opening import open_case
from workflow.points import Points, load_points

DUE = START + timedelta(days=20)
MINUTE = timedelta(minutes=1)

WAY = (
    ("filer", Action.FILL, State.DRAFT),
    ("filer", Action.SCORE, State.DRAFT),
    ("filer", Action.SUBMIT, State.SELF_SCORED),
    ("head", Action.APPROVE, State.UNIT_APPROVED),
    ("chief", Action.REVIEW, State.FINANCE_REVIEWED),
    ("publisher", Action.PUBLISH, State.PUBLISHED),
)
"""The straight way from creation on: in which part, what, and the state it leads to."""

CAST = {"filer": "filer", "head": "head", "chief": "chief", "publisher": "chief"}
FINANCE_CAST = {**CAST, "filer": "section_filer"}
"""Who plays which part, unless a test says otherwise."""


class Scene(Offices):
    """One database with offices and people; evaluations are added by walking."""

    def __init__(self, database: Database, *, separate_publisher: bool = False) -> None:
        super().__init__(database)
        environ = {"HENGJIAN_SECRET_KEY": SECRET_KEY, "HENGJIAN_FILES": "nowhere"}
        settings = replace(read_settings(environ), separate_publisher=separate_publisher)
        self.home = House(settings=settings, database=database)
        self.now = START

    def tick(self) -> datetime:
        """Let a minute pass."""
        self.now += MINUTE
        return self.now

    def header(self, evaluation: UUID) -> Header:
        """The evaluation as it stands now."""
        with self.database.reading() as session:
            header = find_header(session, evaluation)
            assert header is not None
            return header

    def content(self, evaluation: UUID) -> Content:
        """What the evaluation holds now."""
        with self.database.reading() as session:
            header = find_header(session, evaluation)
            assert header is not None
            return load_content(session, header)

    def desk(
        self, evaluation: UUID | None = None, *, unit: str = "center", cycle: str = "project"
    ) -> Desk:
        """What somebody needs to know to hand something in."""
        return Desk(
            unit=self.offices[unit],
            cycle=self.cycles[cycle],
            foreign_cycle=self.cycles["foreign"],
            form=() if cycle == "finance" else ROWS,
            content=self.content(evaluation) if evaluation else None,
            due_at=DUE,
            request=self.find_request(evaluation) if evaluation else 0,
            measure=self.find_measure(evaluation) if evaluation else None,
            points=self.points(evaluation) if evaluation else Points(),
        )

    def find_measure(self, evaluation: UUID) -> UUID | None:
        """The measure that was planned last, None where there is none."""
        measures = self.measures(evaluation).all
        return measures[-1].id if measures else None

    def measures(self, evaluation: UUID) -> Measures:
        """How the measures of the evaluation stand."""
        with self.database.reading() as session:
            header = find_header(session, evaluation)
            assert header is not None
            return load_measures(session, header.evaluation)

    def points(self, evaluation: UUID) -> Points:
        """The points of the evaluation as they stand now."""
        with self.database.reading() as session:
            header = find_header(session, evaluation)
            assert header is not None
            return load_points(session, header.evaluation)

    def find_request(self, evaluation: UUID) -> int:
        """The number of the last request to erase a text, 0 where there is none."""
        with self.database.reading() as session:
            return max(load_erasing(session, evaluation, data=None).requests, default=0)

    def case(
        self,
        who: str,
        evaluation: UUID,
        *,
        data: Data | None = None,
        at: datetime | None = None,
        seen: int | None = None,
    ) -> Case:
        """What `why_not` judges, with all that it reads on first use read already."""
        with self.database.reading() as session:
            header = find_header(session, evaluation)
            assert header is not None
            case = open_case(
                session,
                header=header,
                actor=load_actor(session, self.people[who]),
                data=data,
                at=at or self.now,
                seen=seen,
                separate_publisher=self.home.settings.separate_publisher,
            )
            case.content()
            case.measures()
            case.points()
            case.erasing()
            return case

    def attempt(
        self,
        who: str,
        action: Action,
        evaluation: UUID,
        data: Data | None = None,
        *,
        at: datetime | None = None,
        seen: int | None = None,
        acting_for: str | None = None,
    ) -> Attempt:
        """Somebody about to act, with sound data, having seen what stands now."""
        if data is None:
            data = hand_in(action, self.desk(None if action is Action.CREATE else evaluation))
        if seen is None and action not in {Action.CREATE, Action.COMMENT}:
            seen = self.header(evaluation).evaluation.content_version
        return Attempt(
            action=action,
            evaluation_id=evaluation,
            actor_id=self.people[who],
            data=data,
            at=at or self.tick(),
            source=Source.PAGE,
            seen=seen,
            acting_for=self.people[acting_for] if acting_for else None,
        )

    def delegate(
        self,
        principal: str,
        deputy: str,
        role: Role,
        *,
        unit: str | None = None,
        days: int = 10,
        at: datetime | None = None,
    ) -> UUID:
        """Make somebody another's deputy from now on."""
        now = at or self.tick()
        given = NewDelegation(
            deputy_id=self.people[deputy],
            role=role,
            unit_id=self.offices[unit] if unit else None,
            starts_at=now,
            ends_at=now + timedelta(days=days),
            reason="出差",
        )
        own = self.people[principal]
        with self.database.writing() as session:
            return delegate(session, given, principal_id=own, actor_id=own, at=now)

    def act(self, attempt: Attempt) -> Outcome:
        """Act through the door. Raises Refused."""
        return act(self.home, attempt)

    def perform(self, attempt: Attempt, *, leads_to: State | None = None) -> Outcome:
        """Act, and state what was expected of the outcome. Raises Refused."""
        outcome = self.act(attempt)
        stands = self.header(attempt.evaluation_id).evaluation
        assert (stands.state, stands.version) == (outcome.state, outcome.version)
        if leads_to is not None:
            assert outcome.state is leads_to, (attempt.action, outcome.state, leads_to)
        return outcome

    def do(
        self,
        who: str,
        action: Action,
        evaluation: UUID,
        data: Data | None = None,
        *,
        leads_to: State | None = None,
        at: datetime | None = None,
        acting_for: str | None = None,
    ) -> Outcome:
        """Attempt and perform."""
        attempt = self.attempt(who, action, evaluation, data, at=at, acting_for=acting_for)
        return self.perform(attempt, leads_to=leads_to)

    def walk(
        self,
        to: State,
        *,
        cast: Mapping[str, str] | None = None,
        unit: str = "center",
        cycle: str = "project",
        fill: Callable[[Desk], Data] = fill_in,
    ) -> UUID:
        """Walk a new evaluation the straight way to a state; a draft is ready to be submitted."""
        parts = (FINANCE_CAST if cycle == "finance" else CAST) | dict(cast or {})
        evaluation = self.begin(parts["filer"], unit=unit, cycle=cycle)
        state = State.DRAFT
        for part, action, leads_to in WAY:
            if state is to and leads_to is not to:
                break
            data = fill(self.desk(evaluation)) if action is Action.FILL else None
            if action is not Action.SCORE or cycle != "finance":
                self.do(parts[part], action, evaluation, data, leads_to=leads_to)
            state = leads_to
        return evaluation

    def walk_with_points(self, to: State, *, cast: Mapping[str, str] | None = None) -> UUID:
        """Walk to where whoever the evaluation lies with has answers to his points, or to a draft
        with open ones.
        """
        chief = to in {State.UNIT_APPROVED, State.FINANCE_REVIEWED}
        parts = CAST | dict(cast or {})
        evaluation = self.walk(State.UNIT_APPROVED if chief else State.SELF_SCORED, cast=cast)
        back = send_back_with_points(self.desk(evaluation))
        self.do(parts["chief" if chief else "head"], Action.RETURN, evaluation, back)
        if to is not State.DRAFT:
            self.do(parts["filer"], Action.ANSWER, evaluation)
            self.finish(evaluation, cast=cast, to=to)
        return evaluation

    def erase(
        self, evaluation: UUID, written: str, *, asks: str = "chief", agrees: str = "auditor"
    ) -> None:
        """Two people erase a text by what it says."""
        self.ask_erasure(evaluation, written, who=asks)
        self.do(agrees, Action.ERASE, evaluation)

    def ask_erasure(self, evaluation: UUID, written: str, *, who: str = "chief") -> None:
        """Ask for the erasure of a text by what it says."""
        with self.database.reading() as session:
            told = list_told(session, evaluation)
            found = session.execute(
                select(FreeText.commitment).where(FreeText.text == written).order_by(FreeText.id)
            )
            marks = [mark for (mark,) in found if any(mark in event.body for event in told)]
        data = AskingErasure(text=marks[0], ground=Ground.PERSONAL_DATA, reason="本人要求删除")
        self.do(who, Action.ASK_ERASURE, evaluation, data)

    def correct(self, evaluation: UUID, *, who: str = "chief") -> UUID:
        """Open the next edition."""
        successor = self.do(who, Action.CORRECT, evaluation, leads_to=State.PUBLISHED).successor_id
        assert successor is not None
        return successor

    def finish(
        self,
        evaluation: UUID,
        *,
        cast: Mapping[str, str] | None = None,
        to: State = State.PUBLISHED,
    ) -> None:
        """Take a complete draft to publication, or to an earlier state, the straight way."""
        parts = CAST | dict(cast or {})
        for part, action, leads_to in WAY[2:]:
            self.do(parts[part], action, evaluation, leads_to=leads_to)
            if leads_to is to:
                break

    def begin(self, who: str = "filer", *, unit: str = "center", cycle: str = "project") -> UUID:
        """Create an evaluation."""
        evaluation = new_id()
        data = hand_in(Action.CREATE, self.desk(unit=unit, cycle=cycle))
        self.do(who, Action.CREATE, evaluation, data, leads_to=State.DRAFT)
        return evaluation
