"""Telling by mail and webhook, again and again: first what is to be told is claimed, then it is
sent, and what could not be sent is tried later.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from models.queries.deliveries import (
    ContactRow,
    ToldRow,
    WaitingBatch,
    find_contact,
    list_batch,
    list_subscribers,
    list_waiting_batches,
)
from models.queries.late import list_untold_deadlines
from models.queries.lists import Wanted, list_named
from models.queries.notices import list_unsent, list_untold
from models.queries.people import find_person
from models.queries.visibility import Asker
from models.vocabulary import Role
from policies.noticing import SOON_DAYS, TOLD, TOLD_FOR
from policies.working_days import load_bundled_calendar
from web.digest import write_digest, write_post
from web.door import House, now
from web.filters import When, as_asker, find_span
from web.mail import Unsent, send_mail
from web.noticing import as_listener
from web.show.working import end_of_working_day
from web.webhook import post
from workflow.contacts import mark_digested
from workflow.deliveries import (
    Channel,
    Item,
    Subject,
    claim,
    mark_failed,
    mark_sent,
    take_up,
)
from workflow.deputising import list_deputed
from workflow.load import as_actor

log = structlog.get_logger()
MOST = 200
"""Things that are told at once, people and batches that one look takes up."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
"""How long a batch waits after its first failure, and at most: each pause is twice the last."""
EVERYTHING = Asker(unit_id=None, section_id=None, roles=frozenset({Role.AUDITOR}))
"""The webhook is the office's own: it hears of every evaluation."""
HEARD = tuple(sorted({told.action for tells in TOLD.values() for told in tells}))
"""The actions that a webhook hears of: those of which anybody is told."""


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What came of one pass: batches sent, and why others could not be."""

    sent: int
    problems: tuple[str, ...]


def notify_now(home: House, *, at: datetime) -> Pass:
    """Claim what is to be told by now and send what waits."""
    if home.settings.mail is not None:
        _claim_digests(home, at=at)
    if home.settings.webhook is not None:
        _claim_post(home, at=at)
    sent, problems = 0, []
    for channel, is_open in (
        (Channel.MAIL, home.settings.mail is not None),
        (Channel.WEBHOOK, home.settings.webhook is not None),
    ):
        done, problem = _send_waiting(home, channel=channel, at=at) if is_open else (0, None)
        sent += done
        if problem is not None:
            problems.append(f"{channel}: {problem}")
    return Pass(sent=sent, problems=tuple(problems))


def keep_notifying(
    home: House,
    *,
    every: float,
    stopped: threading.Event,
    tell: Callable[[Pass], None] = lambda _pass: None,
    warn: Callable[[Exception], None] = lambda _problem: None,
) -> None:
    """Notify every so many seconds until told to stop."""
    while not stopped.is_set():
        try:
            tell(notify_now(home, at=now()))
        except SQLAlchemyError as error:
            log.error("not notified", error=type(error).__name__)  # noqa: TRY400 -- traces hold values
            warn(error)
        stopped.wait(every)


def _claim_digests(home: House, *, at: datetime) -> None:
    """Put together the digest of everybody whose time has come today, once a working day."""
    local = at.astimezone(home.settings.time_zone)
    due = datetime.combine(
        local.date(), time(home.settings.digest_hour), tzinfo=home.settings.time_zone
    )
    if local < due or not load_bundled_calendar().is_working_day(local.date()):
        return
    while True:
        with home.database.reading() as session:
            people = list_subscribers(session, before=due, size=MOST)
        for contact in people:
            _claim_digest(home, contact, at=at)
        if len(people) < MOST:
            return


def _claim_digest(home: House, contact: ContactRow, *, at: datetime) -> None:
    try:
        with home.database.writing() as session:
            items = _list_for(session, contact, at=at)
            mark_digested(session, user_id=contact.user_id, at=at)
            if items:
                claim(session, items, channel=Channel.MAIL, user_id=contact.user_id, at=at)
    except IntegrityError:
        # Another worker was first; his row says so the next time.
        log.info("claimed by another", person=str(contact.user_id))


def _list_for(session: Session, contact: ContactRow, *, at: datetime) -> list[Item]:
    person = find_person(session, contact.user_id)
    if person is None:
        return []
    actor = as_actor(person)
    listener = as_listener(actor, deputed=list_deputed(session, actor, at=at))
    since = max(contact.since, at - TOLD_FOR)
    events = list_untold(session, listener, since=since, limit=MOST)
    return [
        *_list_deadlines(session, listener.asker, user_id=actor.id, at=at),
        *(
            Item(evaluation_id=row.evaluation_id, subject=Subject.EVENT, number=row.seq)
            for row in events
        ),
    ]


def _list_deadlines(
    session: Session, asker: Asker, *, user_id: UUID | None, at: datetime
) -> list[Item]:
    late = find_span(When.LATE, at=at)
    soon = Wanted(due_from=late.end, due_before=end_of_working_day(SOON_DAYS, at=at))
    return [
        Item(evaluation_id=row.id, subject=subject, number=row.round)
        for subject, wanted in ((Subject.LATE, Wanted(due_before=late.end)), (Subject.SOON, soon))
        for row in list_untold_deadlines(
            session, asker, wanted, user_id=user_id, kind=subject, limit=MOST
        )
    ]


def _claim_post(home: House, *, at: datetime) -> None:
    try:
        with home.database.writing() as session:
            events = list_unsent(session, actions=HEARD, since=at - TOLD_FOR, limit=MOST)
            items = [
                *_list_deadlines(session, EVERYTHING, user_id=None, at=at),
                *(
                    Item(evaluation_id=row.evaluation_id, subject=Subject.EVENT, number=row.seq)
                    for row in events
                ),
            ]
            if items:
                claim(session, items, channel=Channel.WEBHOOK, user_id=None, at=at)
    except IntegrityError:
        log.info("claimed by another")


def _send_waiting(home: House, *, channel: Channel, at: datetime) -> tuple[int, str | None]:
    """Send the batches of a channel whose time has come; return how many were, and the last
    problem.
    """
    with home.database.reading() as session:
        waiting = list_waiting_batches(session, channel=channel, limit=MOST)
    sent, problem = 0, None
    for batch in waiting:
        if not _is_due(batch, at=at) or not _take(home, batch, at=at):
            continue
        try:
            _send(home, batch, at=at)
        except Unsent as unsent:
            problem = str(unsent)
            log.error("not told", channel=channel, problem=problem, batch=str(batch.batch))  # noqa: TRY400 -- it says what it is about
            with home.database.writing() as session:
                mark_failed(session, batch.batch, problem=problem)
            if unsent.is_unreachable:
                break
        else:
            sent += 1
            log.info("told", channel=channel, batch=str(batch.batch))
            with home.database.writing() as session:
                mark_sent(session, batch.batch, at=at)
    return sent, problem


def _is_due(batch: WaitingBatch, *, at: datetime) -> bool:
    pause = min(FIRST_PAUSE * 2 ** min(batch.tries - 1, 10), LONGEST_PAUSE)
    return batch.tries == 0 or batch.tried_at + pause <= at


def _take(home: House, batch: WaitingBatch, *, at: datetime) -> bool:
    with home.database.writing() as session:
        return take_up(session, batch.batch, tries=batch.tries, at=at)


def _send(home: House, batch: WaitingBatch, *, at: datetime) -> None:
    """Send one batch, of which what its person may no longer see is left out. Raises Unsent."""
    settings = home.settings
    with home.database.reading() as session:
        rows = list_batch(session, batch.batch)
        user_id = rows[0].user_id
        contact = find_contact(session, user_id) if user_id else None
        rows = _list_visible(session, rows, user_id=user_id, at=at)
    if settings.webhook is not None and user_id is None:
        post(settings.webhook, write_post(rows, batch=batch.batch), batch=batch.batch, at=at)
    elif settings.mail is not None and contact is not None and contact.digest and rows:
        send_mail(settings.mail, write_digest(rows, contact=contact, batch=batch.batch, at=at))


def _list_visible(
    session: Session, rows: list[ToldRow], *, user_id: UUID | None, at: datetime
) -> list[ToldRow]:
    if user_id is None:
        return rows
    person = find_person(session, user_id)
    if person is None or not person.active:
        return []
    ids, actor = {row.evaluation_id for row in rows}, as_actor(person)
    asker = as_asker(actor, deputed=list_deputed(session, actor, at=at))
    seen = {row.id for row in list_named(session, asker, ids)}
    return [row for row in rows if row.evaluation_id in seen]
