"""What verification takes for an erasure: two people of the two offices, one text asked for."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from models.queries.erasures import ToldRow
from workflow.ledger.erased import tell_erasures

AT = datetime(2026, 3, 18, tzinfo=UTC)
CHIEF, AUDITOR = UUID(int=1), UUID(int=2)
MARK, ALIKE, FOREIGN = ("a" * 64, "b" * 64, "c" * 64)
WISH = {"text": MARK, "ground": "secret", "offices": ["chief"]}
ANSWER = {"request": 2, "texts": [MARK, ALIKE], "ground": "secret", "offices": ["auditor"]}


def tell(seq: int, action: str, who: UUID, **data: object) -> ToldRow:
    body = json.dumps({"data": data})
    return ToldRow(seq=seq, action=action, actor_id=who, actor_name="", at=AT, body=body)


WRITTEN = tell(
    1,
    "fill",
    CHIEF,
    sections=[{"key": "goals", "old": None, "new": MARK}],
    comment=ALIKE,
)
ASKED = tell(2, "ask_erasure", CHIEF, erasure=WISH)
AGREED = tell(3, "erase", AUDITOR, erasure=ANSWER)
DECLINED = tell(3, "decline_erasure", AUDITOR, erasure={"request": 2, "text": MARK})


def test_what_two_people_erased_is_erased() -> None:
    told = tell_erasures([WRITTEN, ASKED, AGREED])
    assert (told.texts, told.faults) == ({MARK, ALIKE}, [])


def test_what_is_asked_for_is_not_erased_yet() -> None:
    for events in ([WRITTEN, ASKED], [WRITTEN, ASKED, DECLINED]):
        told = tell_erasures(events)
        assert (told.texts, told.faults) == (set(), [])


@pytest.mark.parametrize(
    "events",
    [
        [WRITTEN, AGREED],
        [WRITTEN, ASKED, DECLINED, AGREED._replace(seq=4)],
        [WRITTEN, ASKED, AGREED._replace(actor_id=CHIEF)],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "offices": ["chief"]})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "offices": []})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "ground": "other"})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "texts": [ALIKE]})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "texts": [MARK, FOREIGN]})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "request": 1})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "request": "2"})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure={**ANSWER, "request": [2]})],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR, erasure=None)],
        [WRITTEN, ASKED, tell(3, "erase", AUDITOR)],
        [WRITTEN, ASKED, AGREED._replace(body="{")],
        [ASKED, AGREED],
    ],
)
def test_anything_else_is_named_and_erases_nothing(events: list[ToldRow]) -> None:
    told = tell_erasures(events)
    assert told.texts == set()
    assert [fault.partition(":")[0] for fault in told.faults] == [f"event {events[-1].seq}"]


def test_one_request_allows_one_erasure() -> None:
    told = tell_erasures([WRITTEN, ASKED, AGREED, AGREED._replace(seq=4)])
    assert told.texts == {MARK, ALIKE}
    assert told.faults == ["event 4: nobody else had asked it to erase this"]
