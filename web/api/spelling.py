"""From what the house reads to what the interface answers."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import url_for

from models.queries.evaluations import Header, LineRow
from models.queries.lists import EvaluationLine
from models.queries.trail import EventRow
from models.vocabulary import Action, MoneyUnit
from policies.numbers import format_money
from web.api.answers import (
    EvaluationSchema,
    MovedSchema,
    OutcomeSchema,
)
from web.api.problems import spell_reason
from web.standing import for_action
from web.texts import describe_check
from workflow.actions import Outcome
from workflow.agreed import list_differences
from workflow.content import Content, Row
from workflow.guards import Case
from workflow.machine import why_not

Json = dict[str, Any]
DONE_TO_ONE = tuple(action for action in Action if action is not Action.CREATE)
"""What is done to an evaluation that is there."""


def link_to(evaluation_id: UUID) -> str:
    """Return the address of one evaluation."""
    return url_for("api.show", evaluation_id=evaluation_id)


def spell_line(line: EvaluationLine) -> Json:
    """Return what `EvaluationLineSchema` spells of one line of a list."""
    return {**line._asdict(), "links": {"self": link_to(line.id)}}


def spell_evaluation(case: Case, *, header: Header) -> Json:
    """Return all that an evaluation holds, and for each action why the caller cannot take it."""
    evaluation, content = header.evaluation, case.content()
    evaluation_id = evaluation.id
    return dump(
        EvaluationSchema(),
        {
            **{name: getattr(evaluation, name) for name in _COLUMNS},
            "unit": {
                "id": evaluation.unit_id,
                "name": header.unit_name,
                "supervising_unit_id": header.supervising_unit_id,
                "section_id": header.section_id,
            },
            "cycle": {
                "id": evaluation.cycle_id,
                "name": header.cycle_name,
                "fiscal_year": header.fiscal_year,
                "opens_at": header.opens_at,
                "closes_at": header.closes_at,
            },
            "scheme": content.scheme,
            "successor": header.successor_id
            and {"id": header.successor_id, "state": header.successor_state},
            "totals": content,
            "funds": _spell_funds(content),
            "rows": [_spell_row(row) for row in content.rows],
            "sections": _spell_sections(content),
            "findings": content.findings,
            "recommendations": [one.text or "" for one in content.recommendations],
            "attachments": [
                {**one._asdict(), "links": {"self": _link_document(evaluation_id, one.id)}}
                for one in content.attachments
            ],
            "points": case.points().all,
            "inconsistencies": [
                {
                    "code": found.code,
                    "severity": found.severity,
                    "where": found.where,
                    "message": describe_check(found.code, found.numbers),
                    "numbers": found.numbers,
                    "explained": found.explained,
                }
                for found in content.inconsistencies
            ],
            "actions": [_spell_action(case, action) for action in DONE_TO_ONE],
            "links": {
                "self": link_to(evaluation_id),
                "trail": url_for("api.show_trail", evaluation_id=evaluation_id),
                "page": url_for("evaluation.show", evaluation_id=evaluation_id),
            },
        },
    )


_COLUMNS = (
    *("id", "title", "kind", "state", "state_since", "round", "edition", "version"),
    *("content_version", "discarded", "due_at"),
    *("supersedes_id", "first_edition_id", "predecessor_id"),
)


def _link_document(evaluation_id: UUID, attachment_id: UUID) -> str:
    return url_for("api.download", evaluation_id=evaluation_id, attachment_id=attachment_id)


def _spell_funds(content: Content) -> Json:
    unit = MoneyUnit(content.scheme.form.money_unit)
    return {"unit": unit, "lines": [_spell_amounts(line, unit=unit) for line in content.lines]}


def _spell_amounts(line: LineRow, *, unit: MoneyUnit) -> Json:
    amounts = {
        name: None if (amount := getattr(line, name)) is None else _in_unit(amount, unit)
        for name in ("original", "revised", "actual")
    }
    return {**line._asdict(), **amounts}


def _in_unit(amount: Decimal, unit: MoneyUnit) -> Decimal:
    return Decimal(format_money(amount, unit=unit))


def _spell_row(row: Row) -> Json:
    stored = row.stored
    agreed = None
    if stored.agreed_name is not None:
        agreed = {
            "name": stored.agreed_name,
            "weight": stored.agreed_weight,
            "target_text": stored.agreed_target,
            "reason": stored.agreed_reason,
            **{f"{each.part}_reason": each.reason for each in list_differences(stored)},
        }
    return {**stored._asdict(), "depth": row.depth, "computed": row.computed, "agreed": agreed}


def _spell_sections(content: Content) -> list[Json]:
    spelled = []
    for section in content.scheme.sections:
        written = content.sections.get(section.key)
        asked = {name: getattr(section, name) for name in _OF_SECTION}
        spelled.append({**asked, "text": written.text if written else None})
    return spelled


_OF_SECTION = ("key", "title", "title_en", "required", "max_chars")


def _spell_action(case: Case, action: Action) -> Json:
    reasons = why_not(action=action, case=for_action(case, action=action))
    address = url_for("api.take", evaluation_id=case.facts.evaluation_id, name=action)
    return {
        "action": action,
        "allowed": not reasons,
        "reasons": [spell_reason(reason) for reason in reasons],
        "links": {"self": address},
    }


def spell_event(row: EventRow, *, texts: Mapping[str, str | None]) -> Json:
    """Return what `EventSchema` spells of one event; `texts` are those behind the commitments of a
    page of events.
    """
    data = json.loads(row.body).get("data", {})
    marks = set(list_marks(data))
    return {
        **_spell_happening(row),
        "from_state": row.from_state,
        "to_state": row.to_state,
        "round": data.get("round", 0),
        "source": data.get("source", ""),
        "said": row.text,
        "hash": row.hash,
        "body": row.body,
        "texts": {mark: texts[mark] for mark in sorted(marks) if mark in texts},
    }


def spell_moved(row: EventRow) -> Json:
    """Return an event that came meanwhile."""
    return dump(MovedSchema(), _spell_happening(row))


def _spell_happening(row: EventRow) -> Json:
    return {
        "number": row.seq,
        "at": row.at,
        "action": row.action,
        "actor": {"id": row.actor_id, "name": row.actor_name},
        "acting_for": {"id": row.for_id, "name": row.for_name} if row.for_id else None,
    }


MARK_LENGTH = 64


def list_marks(data: Any) -> Iterable[str]:
    """Yield what could be a commitment in the data of an event: every text of 64 hex digits."""
    if isinstance(data, dict):
        for value in data.values():
            yield from list_marks(value)
    elif isinstance(data, list):
        for value in data:
            yield from list_marks(value)
    elif isinstance(data, str) and len(data) == MARK_LENGTH and _is_hex(data):
        yield data


def _is_hex(text: str) -> bool:
    return not text.strip("0123456789abcdef")


def spell_outcome(outcome: Outcome) -> Json:
    """Return where an evaluation stands after an action; the same for the same outcome, always."""
    successor = outcome.successor_id
    return dump(
        OutcomeSchema(),
        {
            "evaluation_id": outcome.evaluation_id,
            "state": outcome.state,
            "round": outcome.round,
            "version": outcome.version,
            "content_version": outcome.content_version,
            "successor_id": successor,
            "links": {
                "evaluation": link_to(outcome.evaluation_id),
                "trail": url_for("api.show_trail", evaluation_id=outcome.evaluation_id),
                "successor": link_to(successor) if successor else None,
            },
        },
    )


def tag(outcome: Outcome) -> dict[str, str]:
    """Return the header that names the version an action led to."""
    return {"ETag": f'"{outcome.content_version}"'}


def dump(schema: Any, value: Any) -> Json:
    """Return what the schema makes of it."""
    spelled: Json = schema.dump(value)
    return spelled
