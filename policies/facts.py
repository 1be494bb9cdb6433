"""What the rules may know: the person who asks, and the evaluation with its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.vocabulary import Action, Kind, Role, State


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """A delegation in force: whose deputy somebody is, in which of his roles, and on which unit's
    evaluations, None for all that the role reaches. `ends_at` is the last second of it.
    """

    id: UUID
    principal_id: UUID
    principal_name: str
    role: Role
    unit_id: UUID | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person as the database knows him at this moment, never as a session remembers him.

    With a `mandate` he stands where his principal stands: office and roles are those he acts in,
    and what either of the two did counts against both.
    """

    id: UUID
    login: str
    name: str
    unit_id: UUID | None
    section_id: UUID | None
    roles: frozenset[Role]
    mandate: Mandate | None = None

    @property
    def principal_id(self) -> UUID | None:
        """The person he acts for, None where he acts for himself."""
        return self.mandate.principal_id if self.mandate else None

    @property
    def people(self) -> frozenset[UUID]:
        """Whose part in the history counts: his own, and that of him he acts for."""
        return frozenset({self.id, self.principal_id or self.id})

    def reaches(self, unit_id: UUID) -> bool:
        """Say whether his mandate reaches the evaluations of this unit, where he has one."""
        return self.mandate is None or self.mandate.unit_id in {None, unit_id}


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Who heads the unit and who its supervising unit, and may sign in."""

    own: frozenset[UUID]
    above: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One evaluation as the rules see it.

    `doers` gives for each action everybody who ever performed it, in any round, as well as whoever
    had a deputy perform it: people are judged on the history of the evaluation, not on their role
    of today. `submitted_for` is whose deputy submitted. `acted_since_submission` says whether
    anybody but the submitter left an event after the last submission.
    `unit_has_free_head` says whether an active head of the unit had no part in filling; `heads` is
    None where nobody asked who they are. Of a later
    edition, `doers` also holds those who filled in the earlier ones, whose content it took over,
    and not the chief who opened it: he took over and wrote nothing. `successor_id` is the next
    edition, open or published. `last_at` is when the last event was, `urged_at` when somebody last
    urged.
    """

    evaluation_id: UUID
    kind: Kind
    unit_id: UUID
    supervising_unit_id: UUID | None
    section_id: UUID
    state: State
    round: int
    version: int
    content_version: int
    cycle_opens_at: datetime
    cycle_closes_at: datetime
    cycle_section_id: UUID | None = None
    due_at: datetime | None = None
    doers: Mapping[Action, frozenset[UUID]] = field(default_factory=dict)
    submitted_by: UUID | None = None
    submitted_for: UUID | None = None
    acted_since_submission: bool = False
    unit_has_free_head: bool = True
    heads: Heads | None = None
    separate_publisher: bool = False
    edition: int = 1
    discarded: bool = False
    successor_id: UUID | None = None
    last_at: datetime | None = None
    urged_at: datetime | None = None

    @property
    def deadline(self) -> datetime:
        """Return until when the unit has time: what a return set, else the end of the cycle."""
        return self.due_at or self.cycle_closes_at

    def did(self, actor: Actor, *actions: Action) -> bool:
        """Say whether this person, or whom he acts for, ever performed one of these actions."""
        people = actor.people
        return any(not people.isdisjoint(self.doers.get(action, ())) for action in actions)
