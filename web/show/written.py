"""The texts behind the commitments of a page of events, as they stood before and after."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.before import list_bodies_before
from models.queries.trail import EventRow, find_texts
from web.format import NOTHING
from web.show.erased import tell_erased

PARTS = ("claim", "findings")
"""What an event replaces as a whole, without saying what stood there before."""


@dataclass(frozen=True)
class Written:
    """Texts by commitment, an erased one None; and what events replaced, by number and part."""

    texts: Mapping[str, str | None] = field(default_factory=dict)
    replaced: Mapping[tuple[int, str], Any] = field(default_factory=dict)

    def spell(self, commitment: str | None) -> str:
        """Return the text behind a commitment, or why there is none to show."""
        if commitment is None:
            return NOTHING
        if commitment not in self.texts:
            return str(_("（这一页文字太多，请缩小查找范围）"))
        return self.texts[commitment] or tell_erased(commitment)

    def list_findings(self, items: Collection[Mapping[str, Any]], *, recommends: bool) -> str:
        """Return findings, or recommendations, one below the other."""
        kind = [item for item in items if item["recommendation"] is recommends]
        lines = [
            f"{number}. {item['category']} {self.spell(item['text'])}".replace("  ", " ")
            for number, item in enumerate(kind, 1)
        ]
        return "\n".join(lines) or NOTHING


def read_written(session: Session, evaluation_id: UUID, *, events: Collection[EventRow]) -> Written:
    """Return the texts that these events changed. At most three queries, whatever their number."""
    data = {row.seq: _read_data(row.body) for row in events}
    replaced = {
        (seq, part): _read_data(body)[part]
        for part in PARTS
        for seq, body in list_bodies_before(
            session,
            evaluation_id,
            part=part,
            seqs=[seq for seq, changed in data.items() if part in changed],
        ).items()
    }
    former = ({part: value} for (_seq, part), value in replaced.items())
    marks = [mark for one in (*data.values(), *former) for mark in _list_marks(one)]
    return Written(texts=find_texts(session, marks), replaced=replaced)


def _read_data(body: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(body).get("data", {})
    return data


def _list_marks(data: Mapping[str, Any]) -> Iterator[str]:
    for section in data.get("sections", ()):
        yield from filter(None, (section["old"], section["new"]))
    for item in data.get("findings", ()):
        yield item["text"]
    for amended in data.get("amended", ()):
        yield amended["reason"]
    for step in data.get("points", ()):
        yield from filter(None, (step["text"],))
    if reason := data.get("claim", {}).get("reason"):
        yield reason
