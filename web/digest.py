"""What a digest and a webhook say: names, actions and deadlines, never a text that somebody wrote.

A mail cannot be called back when a text is erased.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from models.queries.deliveries import ContactRow, ToldRow
from models.types import format_utc
from models.vocabulary import Action
from policies.texts import strip_bidi_controls
from web.app import LANGUAGES
from web.door import house
from web.format import format_clock, format_day, format_remaining
from web.show.working import tell_working_days
from web.words import label
from workflow.deliveries import Subject


def write_digest(
    rows: Sequence[ToldRow], *, contact: ContactRow, batch: UUID, at: datetime
) -> EmailMessage:
    """Return the mail that tells a person of a batch, in his language."""
    settings = house().settings
    if settings.mail is None:
        raise TypeError(settings)
    message = EmailMessage()
    with force_locale(LANGUAGES[contact.language]):
        message["Subject"] = _write_subject(rows)
        text = "\n".join(_write_lines(rows, at=at))
    message["From"] = settings.mail.sender
    message["To"] = contact.address
    message["Date"] = at
    message["Message-ID"] = f"<{batch}@{settings.mail.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _write_subject(rows: Sequence[ToldRow]) -> str:
    late = sum(row.kind == Subject.LATE for row in rows)
    told = ngettext("衡鉴：%(num)s 项提醒", "衡鉴：%(num)s 项提醒", len(rows))
    if late:
        told += ngettext("，其中 %(num)s 项逾期", "，其中 %(num)s 项逾期", late)
    return str(told)


def _write_lines(rows: Sequence[ToldRow], *, at: datetime) -> Iterator[str]:
    for kind, heading in (
        (Subject.LATE, _("已逾期")),
        (Subject.SOON, _("即将到期")),
        (Subject.EVENT, _("新的事项")),
    ):
        told = [row for row in rows if row.kind == kind]
        if told:
            yield heading
            yield ""
            for row in told:
                yield from _write_row(row, at=at)
            yield ""
    yield _("不想再收到邮件，请在这里关闭：") + f" {house().settings.public_url}/account"


def _write_row(row: ToldRow, *, at: datetime) -> Iterator[str]:
    title = strip_bidi_controls(row.title)
    if row.action is None or row.at is None:
        days = tell_working_days(row.deadline, at) or format_remaining(row.deadline, at)
        yield f"- {title} · {_('截止')} {format_day(row.deadline)} · {days}"
    else:
        yield f"- {label(Action, row.action)} · {title} · {format_clock(row.at)}"
    yield f"  {_find_address(row)}"


def _find_address(row: ToldRow) -> str:
    return f"{house().settings.public_url}/evaluations/{row.evaluation_id}"


def write_post(rows: Sequence[ToldRow], *, batch: UUID) -> bytes:
    """Return the JSON that tells a webhook of a batch."""
    told = {
        "batch": str(batch),
        "events": [
            {
                **_name(row),
                "seq": row.number,
                "action": row.action,
                "from": row.from_state,
                "to": row.to_state,
                "at": format_utc(row.at),
            }
            for row in rows
            if row.at is not None
        ],
        "deadlines": [
            {
                **_name(row),
                "kind": row.kind,
                "round": row.number,
                "deadline": format_utc(row.deadline),
            }
            for row in rows
            if row.at is None
        ],
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _name(row: ToldRow) -> dict[str, str]:
    return {
        "evaluation": str(row.evaluation_id),
        "title": row.title,
        "address": _find_address(row),
    }
