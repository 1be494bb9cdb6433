"""What the rules may know: the person who asks, and the evaluation with its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.vocabulary import Action, Kind, Role, State


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person as the database knows him at this moment, never as a session remembers him."""

    id: UUID
    login: str
    name: str
    unit_id: UUID | None
    section_id: UUID | None
    roles: frozenset[Role]


@dataclass(frozen=True, kw_only=True)
class Heads:
    """Who heads the unit and who its supervising unit, and may sign in."""

    own: frozenset[UUID]
    above: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One evaluation as the rules see it.

    `doers` gives for each action everybody who ever performed it, in any round: people are
    judged on the history of the evaluation, not on their role of today. `acted_since_submission`
    says whether anybody but the submitter left an event after the last submission.
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
        """Say whether this person ever performed one of these actions here."""
        return any(actor.id in self.doers.get(action, frozenset()) for action in actions)
