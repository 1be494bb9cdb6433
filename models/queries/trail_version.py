"""Which version the trail bears: how its bodies are written and hashed."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import AuditEvent

_FIRST = select(AuditEvent.body).order_by(AuditEvent.id).limit(1)


def find_trail_version(session: Session) -> str | None:
    """Return the version that the first event bears; None before there is one, or where its body
    cannot be read, which verification tells.
    """
    body = session.scalar(_FIRST)
    try:
        told = json.loads(body or "{}")
    except ValueError:
        return None
    version = told.get("v") if isinstance(told, dict) else None
    return version if isinstance(version, str) else None
