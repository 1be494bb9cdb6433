"""The form of agreed rows: what it shows, what it showed before, and what its weights come to."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.queries.before import list_bodies_since
from models.vocabulary import Action
from policies.numbers import NumberProblem, format_points, parse_points
from web.show.entries import Entries, Entry, takes_actual
from web.show.shown import Shown
from workflow.content import Content
from workflow.guards import Case

AMEND = "amend"
REASON = "reason"


def list_agreed_entries(content: Content) -> Entries:
    """Return the fields of all agreed rows as they stand, and that of the reason."""
    return (*_list_agreed(content), Entry(REASON, _("调整理由"), ""))


def _list_agreed(content: Content) -> Iterator[Entry]:
    for row in content.rows:
        stored = row.stored
        yield Entry(f"name-{stored.id}", _("名称"), stored.name, stored.name)
        if takes_actual(row):
            yield Entry(f"target-{stored.id}", _("目标值"), stored.target_text, stored.name)
        if stored.weight is not None:
            weight = format_points(stored.weight)
            yield Entry(f"weight-{stored.id}", _("权重"), weight, stored.name)


def read_agreed_shown(session: Session, *, case: Case, seen: int) -> Shown:
    """Return what the form of agreed rows showed at version `seen` in the rows changed since."""
    shown: Shown = {}
    for body in list_bodies_since(
        session, case.facts.evaluation_id, seen=seen, actions=[Action.AMEND]
    ):
        for row in json.loads(body.body).get("data", {}).get("amended", ()):
            for part, old in row["old"].items():
                spelled = format_points(Decimal(old)) if part == "weight" and old else old
                shown.setdefault(f"{part}-{row['indicator']}", spelled or "")
    return shown


def add_up_weights(content: Content, values: Mapping[str, str]) -> Decimal | None:
    """Return what the weights of a form come to as typed, a bonus outside; None while one is no
    number.
    """
    outside = {f"weight-{row.stored.id}" for row in content.scored_rows if row.standing.is_bonus}
    typed = [
        text for name, text in values.items() if name.startswith("weight-") and name not in outside
    ]
    try:
        return sum(map(parse_points, typed), start=Decimal(0))
    except NumberProblem:
        return None
