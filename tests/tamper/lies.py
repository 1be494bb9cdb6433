"""Lies of an owner who makes everything agree again: bodies, hashes, heads and rows."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models.tables import (
    AuditEvent,
    Comment,
    Evaluation,
    FreeText,
    Indicator,
    ScoreChange,
    Seal,
    Submission,
    User,
)
from models.types import format_utc
from tests.tamper.rows import NOWHERE, Places
from workflow.audit import NO_HASH, commit_to, hash_body, hash_text, write_canonical

Body = dict[str, Any]
SALT = bytes(16)


def chain_anew(session: Session, evaluation: UUID) -> None:
    """Give every event of an evaluation the hash of its body, and its successor that hash."""
    previous = NO_HASH
    events = session.execute(
        select(AuditEvent.id, AuditEvent.body)
        .where(AuditEvent.evaluation_id == evaluation)
        .order_by(AuditEvent.seq)
    ).all()
    for event in events:
        body = json.loads(event.body)
        written = write_canonical(body | {"prev": previous})
        previous = hash_body(written)
        session.execute(
            update(AuditEvent).where(AuditEvent.id == event.id).values(body=written, hash=previous)
        )
    session.execute(update(Evaluation).where(Evaluation.id == evaluation).values(head=previous))


def tell_lie(session: Session, random: Random) -> Places:
    """Choose an event, tell something else in its stead, and make everything agree with that."""
    events = session.execute(select(AuditEvent).order_by(AuditEvent.id)).scalars().all()
    event = random.choice(events)
    session.expunge_all()
    lie = random.choice(LIES)
    body = json.loads(event.body)
    if not lie(session, event, body):
        return NOWHERE
    session.execute(
        update(AuditEvent).where(AuditEvent.id == event.id).values(body=write_canonical(body))
    )
    chain_anew(session, event.evaluation_id)
    return frozenset({f"audit_event {event.id}"})


def _name_another(session: Session, event: AuditEvent, body: Body) -> bool:
    """Somebody else did it."""
    other = session.scalar(select(User.id).where(User.id != event.actor_id).limit(1))
    body["actor"] = str(other)
    session.execute(update(AuditEvent).where(AuditEvent.id == event.id).values(actor_id=other))
    return True


def _date_back(session: Session, event: AuditEvent, body: Body) -> bool:
    """It was done earlier."""
    at = event.at - timedelta(seconds=1)
    body["at"] = format_utc(at)
    session.execute(update(AuditEvent).where(AuditEvent.id == event.id).values(at=at))
    since: datetime | None = session.scalar(
        select(Evaluation.state_since).where(Evaluation.id == event.evaluation_id)
    )
    if since == event.at:
        session.execute(
            update(Evaluation).where(Evaluation.id == event.evaluation_id).values(state_since=at)
        )
    return True


def _say_something_else(session: Session, event: AuditEvent, body: Body) -> bool:
    """Something else was said with it."""
    comment = session.execute(
        select(Comment.id, Comment.text_id).where(
            Comment.evaluation_id == event.evaluation_id, Comment.event_seq == event.seq
        )
    ).first()
    if comment is None:
        return False
    commitment = commit_to(salt=SALT, text="情况属实")
    session.execute(
        update(FreeText)
        .where(FreeText.id == comment.text_id)
        .values(salt=SALT, text="情况属实", commitment=commitment)
    )
    body["data"]["comment"] = commitment
    return True


def _score_otherwise(session: Session, event: AuditEvent, body: Body) -> bool:
    """One more point was given, from then on."""
    scores = body["data"].get("scores") or [{"new": None}]
    score = scores[0]
    if score["new"] is None:
        return False
    later = session.scalar(
        select(ScoreChange.id).where(
            ScoreChange.indicator_id == UUID(score["indicator"]),
            ScoreChange.kind == score["kind"],
            ScoreChange.event_seq > event.seq,
        )
    )
    if later is not None:
        return False
    given = f"{float(score['new']) - 0.5:.2f}"
    change = (
        ScoreChange.evaluation_id == event.evaluation_id,
        ScoreChange.event_seq == event.seq,
        ScoreChange.indicator_id == UUID(score["indicator"]),
    )
    score["new"] = given
    session.execute(update(ScoreChange).where(*change).values(new=given))
    session.execute(
        update(Indicator)
        .where(Indicator.id == UUID(score["indicator"]))
        .values({f"{score['kind']}_score": given})
    )
    return True


def _submit_something_else(session: Session, event: AuditEvent, body: Body) -> bool:
    """Something else was submitted."""
    row = session.execute(
        select(Submission.id, Submission.content).where(
            Submission.evaluation_id == event.evaluation_id, Submission.event_seq == event.seq
        )
    ).first()
    if row is None:
        return False
    content = write_canonical(json.loads(row.content) | {"said": "所附材料"})
    body["data"]["content"] = hash_text(content)
    session.execute(
        update(Submission)
        .where(Submission.id == row.id)
        .values(content=content, content_hash=hash_text(content))
    )
    return True


LIES: tuple[Callable[[Session, AuditEvent, Body], bool], ...] = (
    _name_another,
    _date_back,
    _say_something_else,
    _score_otherwise,
    _submit_something_else,
)


def forget_comment(session: Session, random: Random) -> Places:
    """Remove the last event of an evaluation where it is a comment, with all that came of it."""
    evaluations = session.execute(select(Evaluation.id, Evaluation.version)).all()
    chosen = random.choice(evaluations)
    last = session.execute(
        select(AuditEvent.id, AuditEvent.action).where(
            AuditEvent.evaluation_id == chosen.id, AuditEvent.seq == chosen.version
        )
    ).one()
    if last.action != "comment":
        return NOWHERE
    seq = chosen.version
    session.execute(delete(AuditEvent).where(AuditEvent.id == last.id))
    session.execute(
        delete(Comment).where(Comment.evaluation_id == chosen.id, Comment.event_seq == seq)
    )
    session.execute(update(Evaluation).where(Evaluation.id == chosen.id).values(version=seq - 1))
    chain_anew(session, chosen.id)
    return frozenset({f"audit_event {last.id}", name_behind(session, last.id), "missing"})


def forget_evaluation(session: Session, random: Random) -> Places:
    """Remove an evaluation with everything that belongs to it."""
    evaluation = random.choice(session.scalars(select(Evaluation.id)).all())
    events = session.scalars(
        select(AuditEvent.id).where(AuditEvent.evaluation_id == evaluation)
    ).all()
    metadata = Evaluation.metadata
    for table in metadata.tables.values():
        if "evaluation_id" in table.c:
            session.execute(delete(table).where(table.c.evaluation_id == evaluation))
    session.execute(delete(Evaluation).where(Evaluation.id == evaluation))
    return frozenset({f"audit_event {min(events)}", name_behind(session, min(events)), "missing"})


def name_behind(session: Session, event_id: int) -> str:
    """The row that now stands where an event stood in its seal: the next one of the trail."""
    seal = session.execute(
        select(Seal.id, Seal.audit_event_id)
        .where(Seal.audit_event_id >= event_id)
        .order_by(Seal.id)
        .limit(1)
    ).one()
    behind = session.scalar(
        select(AuditEvent.id)
        .where(AuditEvent.id > event_id, AuditEvent.id <= seal.audit_event_id)
        .order_by(AuditEvent.id)
        .limit(1)
    )
    if behind is not None:
        return f"audit_event {behind}"
    acts = session.scalars(
        select(Seal.admin_event_id).where(Seal.id < seal.id).order_by(Seal.id.desc()).limit(1)
    )
    return f"admin_event {(acts.first() or 0) + 1}"


def add_event(session: Session, random: Random) -> Places:
    """Make a comment up between what was sealed, and chain anew."""
    events = session.execute(select(AuditEvent).order_by(AuditEvent.id)).scalars().all()
    event = random.choice(events)
    session.expunge_all()
    evaluation = event.evaluation_id
    version = session.scalar(select(Evaluation.version).where(Evaluation.id == evaluation)) or 0
    state = session.scalar(select(Evaluation.state).where(Evaluation.id == evaluation))
    commitment = commit_to(salt=SALT, text="已阅")
    body = json.loads(event.body) | {
        "seq": version + 1,
        "action": "comment",
        "from": state,
        "to": state,
        "data": {"roles": ["auditor"], "round": 1, "source": "page", "comment": commitment},
    }
    # Below the numbers that were sealed, as if it had always been there.
    number = -random.randrange(1, 1000)
    session.execute(
        insert(AuditEvent).values(
            id=number,
            evaluation_id=evaluation,
            seq=version + 1,
            prev_seq=version,
            action="comment",
            from_state=state,
            to_state=state,
            actor_id=event.actor_id,
            at=event.at,
            body=write_canonical(body),
            hash=NO_HASH,
        )
    )
    session.execute(
        update(Evaluation).where(Evaluation.id == evaluation).values(version=version + 1)
    )
    chain_anew(session, evaluation)
    return frozenset({f"audit_event {number}", str(evaluation)})
