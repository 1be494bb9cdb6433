"""Rotation of the key of the ledger: the old key seals who follows it, then the new one signs."""

from pathlib import Path

from models.database import Database
from models.vocabulary import AdminAction
from web.door import House, now
from web.ledger import KeyProblem, new_key, publish_key, read_key, write_key
from web.sealer import seal_now
from workflow.ledger.note import PrivateKey
from workflow.people import record_admin_event


def rotate_key(home: House, *, record: Database) -> PrivateKey:
    """Let a new key sign from now on and return it; what earlier keys signed stays verifiable.

    An administrative act names both keys; it is written through `record`, for whoever seals may not
    write acts, and the old key seals it. A rotation that was interrupted is taken up again with the
    key that waits beside the old one.

    Raises KeyProblem where there is no old key, and what sealing raises: then the old key stays.
    """
    settings = home.settings
    old = read_key(settings.ledger_key)
    waiting = settings.ledger_key.with_name(f"{settings.ledger_key.name}.next")
    new = _take_waiting(waiting, name=old.name)
    with record.writing() as session:
        record_admin_event(
            session,
            action=AdminAction.ROTATE_KEY,
            actor_id=None,
            at=now(),
            data={"old": {"key": old.public.write()}, "new": {"key": new.public.write()}},
        )
    seal_now(home)
    publish_key(settings, new)
    waiting.replace(settings.ledger_key)
    return new


def _take_waiting(path: Path, *, name: str) -> PrivateKey:
    try:
        return read_key(path)
    except KeyProblem:
        # Half of a key at most, of which nobody has heard.
        path.unlink(missing_ok=True)
    key = new_key(name)
    write_key(path, key)
    return key
