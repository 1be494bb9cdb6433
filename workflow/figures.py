"""What figures are made of, derived from one evaluation: its funds, the codes found in its last
sealed round, and how long it stayed where.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.queries.evaluations import LineRow
from models.queries.listing import MoveRow
from models.vocabulary import LIFECYCLE, State
from policies.checking import Inconsistency
from workflow.data import Amounts, Filling, NewLine

LEFT = LIFECYCLE[:-1]
"""The states that an evaluation leaves again: all but the last one."""


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A stay in a state that has ended, in whole seconds."""

    state: State
    seconds: int

    @property
    def column(self) -> str:
        """Where the listing adds it up."""
        return name_stay(self.state)


def name_stay(state: State) -> str:
    """Return the column of the listing that holds the seconds spent in a state."""
    return f"{state}_seconds"


def measure_stay(state: State, *, since: datetime, until: datetime) -> Stay:
    """Return a stay from one instant to another."""
    return Stay(state=state, seconds=(until - since) // timedelta(seconds=1))


def derive_stays(moves: Iterable[MoveRow]) -> dict[str, object]:
    """Return the columns of all states: the seconds of every stay that has ended, added up."""
    seconds: dict[str, object] = dict.fromkeys(map(name_stay, LEFT))
    spent: dict[str, int] = {}
    since: datetime | None = None
    for move in moves:
        if since is not None:
            stay = measure_stay(State(move.from_state), since=since, until=move.at)
            spent[stay.column] = spent.get(stay.column, 0) + stay.seconds
        since = move.at
    return seconds | spent


def derive_funds(lines: Iterable[LineRow | NewLine]) -> dict[str, object]:
    """Return the full-year budget and what was spent of it, of the line that stands for all."""
    total = next((line for line in lines if line.is_total), None)
    return {
        "budget": total.revised if total else None,
        "spent": total.actual if total else None,
    }


def fill_lines(lines: Sequence[LineRow], given: object) -> list[LineRow]:
    """Return the lines as they stand after an action."""
    changed: Mapping[UUID, Amounts] = given.lines if isinstance(given, Filling) else {}
    return [
        line
        if (new := changed.get(line.id)) is None
        else line._replace(original=new.original, revised=new.revised, actual=new.actual)
        for line in lines
    ]


def spell_codes(found: Iterable[Inconsistency]) -> str:
    """Return the codes of what was found, each once."""
    return " ".join(sorted({each.code for each in found}))


def read_codes(sealed: str | None) -> str | None:
    """Return the codes that a sealed round holds, as `spell_codes` does; None without a round."""
    if sealed is None:
        return None
    return " ".join(sorted({each["code"] for each in json.loads(sealed)["inconsistencies"]}))
