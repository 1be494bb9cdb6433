"""The case that guards judge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from models.queries.evaluations import Header
from policies.facts import Actor, Facts
from workflow.assigning import NOBODY, Staff
from workflow.content import Content
from workflow.data import Data
from workflow.erasure import NOTHING_ERASED, Erasing
from workflow.measures import NO_MEASURES, Measures
from workflow.points import Points
from workflow.refusals import Reason


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is asked: by whom, on what, with which data, when. `content`, `erasing`, `measures`,
    `points` and `staff` read on first use; `seen` is the content_version the person looked at, None
    where that plays no part. `standings` are where the person may stand: himself first, then as
    anybody's deputy.
    """

    actor: Actor
    facts: Facts
    at: datetime
    content: Callable[[], Content]
    header: Header | None = None
    data: Data | None = None
    seen: int | None = None
    unit_name: str = ""
    erasing: Callable[[], Erasing] = lambda: NOTHING_ERASED
    measures: Callable[[], Measures] = lambda: NO_MEASURES
    standings: tuple[Actor, ...] = ()
    staff: Callable[[], Staff] = lambda: NOBODY
    points: Callable[[], Points] = Points


Guard: TypeAlias = Callable[[Case], list[Reason]]
