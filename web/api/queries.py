"""What may stand in the address of a list."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import ValidationError, fields, post_load, validates_schema

from models.queries.lists import Wanted
from models.queries.paging import Place
from models.queries.trail import TrailFilter
from models.vocabulary import Action, Grade, Kind, State
from policies.texts import fold_words
from web.api.fields import Document
from web.door import house
from web.schemas.base import FormSchema
from web.schemas.fields import Choice, CleanText, Id, Whole, refuse

LONGEST_WORDS = 60
MOST_ITEMS, USUAL_ITEMS = 100, 50
MOST_EVENTS = 50
LARGEST_SEQ = 2**31 - 1
LATEST_YEAR = 9999
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(2000, 3000)
PLACE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
    r"~[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"
)


class YesOrNo(fields.Field[bool]):
    """true or false."""

    document: ClassVar[Document] = {"type": "boolean"}

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if value not in {"true", "false"}:
            refuse("not_a_choice")
        return bool(value == "true")


class Day(fields.Field[datetime]):
    """A day of the calendar of the site, as its first instant; `later` days on."""

    def __init__(self, *, later: int = 0, **given: Any) -> None:
        super().__init__(**given)
        self.later = later

    @property
    def document(self) -> Document:
        """The spelling of a day."""
        return {"type": "string", "pattern": f"^{DAY.pattern}$"}

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            day = date.fromisoformat(value) if DAY.fullmatch(str(value)) else None
        except ValueError:
            day = None
        if day is None or day.year not in YEARS:
            refuse("not_a_date")
        zone = house().settings.time_zone
        first = datetime.combine(day + timedelta(days=self.later), time(), zone)
        return first.astimezone(UTC)


class After(fields.Field[Place]):
    """Where a page of evaluations begins, as the links of the page before spell it."""

    def __init__(self, *, backward: bool = False, **given: Any) -> None:
        super().__init__(**given)
        self.backward = backward

    @property
    def document(self) -> Document:
        """A text that only the links of another page know."""
        return {"type": "string", "pattern": f"^{PLACE.pattern}$"}

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Place:
        if not PLACE.fullmatch(str(value)):
            refuse("not_a_place")
        moment, _tilde, key = value.partition("~")
        try:
            since = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
            return Place(keys=(since, UUID(key)), backward=self.backward)
        except ValueError:
            refuse("not_a_place")


@dataclass(frozen=True, kw_only=True)
class WantedPage:
    """Which evaluations, from where, how many."""

    wanted: Wanted
    place: Place | None
    size: int


class ListSchema(FormSchema):
    """The parameters of the list of evaluations."""

    year = Whole(least=1, most=LATEST_YEAR)
    unit = Id()
    kind = Choice(words=Kind, allow_none=False)
    state = Choice(words=State, allow_none=False)
    grade = Choice(words=Grade, allow_none=False)
    person = Id()
    q = CleanText(limit=LONGEST_WORDS, lines=False)
    superseded = YesOrNo()
    discarded = YesOrNo()
    limit = Whole(least=1, most=MOST_ITEMS)
    after = After()
    before = After(backward=True)

    @validates_schema
    def go_one_way(self, data: Any, **_: Any) -> None:
        """A page lies on one side of a row."""
        if "after" in data and "before" in data:
            raise ValidationError(["not_a_place"], "before")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> WantedPage:
        """Return which evaluations are wanted."""
        person = data.get("person")
        wanted = Wanted(
            fiscal_year=data.get("year"),
            unit_id=data.get("unit"),
            kind=data.get("kind"),
            state=data.get("state"),
            grade=data.get("grade"),
            people=None if person is None else [person],
            words=fold_words(data.get("q", "")).split(),
            superseded=data.get("superseded", False),
            discarded=data.get("discarded", False),
        )
        place = data.get("after") or data.get("before")
        return WantedPage(wanted=wanted, place=place, size=data.get("limit", USUAL_ITEMS))


@dataclass(frozen=True, kw_only=True)
class WantedEvents:
    """Which events, below which number, how many."""

    wanted: TrailFilter
    below: int | None
    size: int


class TrailQuerySchema(FormSchema):
    """The parameters of the trail of one evaluation."""

    person = Id()
    action = Choice(words=Action, allow_none=False)
    indicator = Id()
    since = Day()
    until = Day(later=1)
    limit = Whole(least=1, most=MOST_EVENTS)
    below = Whole(least=1, most=LARGEST_SEQ)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> WantedEvents:
        """Return which events are wanted."""
        wanted = TrailFilter(
            person_id=data.get("person"),
            action=data.get("action"),
            indicator_id=data.get("indicator"),
            since=data.get("since"),
            until=data.get("until"),
        )
        size = data.get("limit", MOST_EVENTS)
        return WantedEvents(wanted=wanted, below=data.get("below"), size=size)


class NothingSchema(FormSchema):
    """No parameters."""
