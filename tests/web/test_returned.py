"""Which event made a draft of an evaluation again."""

from datetime import UTC, datetime

import pytest

from models.tables import Evaluation
from models.vocabulary import Action, State
from web.show.history import Event, find_return


def tell(action: Action, *, sealed: int) -> Event:
    return Event(
        seq=sealed,
        action=action,
        actor="李四",
        roles=("unit_head",),
        at=datetime(2026, 6, 17, tzinfo=UTC),
        round=sealed,
        hash="ab" * 32,
        from_state=State.SELF_SCORED,
        to_state=State.DRAFT,
        source="page",
        summary=(),
        file=None,
        changes=(),
        same=(),
        said="请补充",
        erased="",
        sealed=True,
    )


@pytest.mark.parametrize(
    ("state", "number", "found"),
    [
        (State.DRAFT, 1, None),
        (State.DRAFT, 2, 1),
        (State.DRAFT, 3, None),
        (State.DRAFT, 4, 3),
        (State.SELF_SCORED, 2, None),
    ],
)
def test_only_the_return_that_opened_the_round_counts(
    state: State, number: int, found: int | None
) -> None:
    """The first and the third round were sent back, the second was recalled."""
    events = [
        tell(Action.RETURN, sealed=3),
        tell(Action.RECALL, sealed=2),
        tell(Action.RETURN, sealed=1),
    ]
    event = find_return(events, evaluation=Evaluation(state=state, round=number))
    assert (event.seq if event else None) == found
