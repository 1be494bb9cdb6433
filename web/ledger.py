"""The ledger of this house: its folder, the key that signs for it, and what everyone may have."""

import base64
import binascii
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from web.settings import Settings
from workflow.ledger.archive import KEYS, Archive, open_archive, read_keys, write_keys
from workflow.ledger.hold import hold_folder
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, NoteProblem, PrivateKey
from workflow.ledger.seal import Ledger

_MARK = "PRIVATE+KEY"
_BYTES = 32


class KeyProblem(Exception):  # noqa: N818 -- it tells an operator what to do
    """The file of the key is missing or holds none; `path` names it."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def make_key(settings: Settings) -> PrivateKey:
    """Make the key of the ledger, readable by its owner alone, and tell its public half to whoever
    opens the ledger. Raises FileExistsError.
    """
    key = new_key(f"{urlsplit(settings.public_url).netloc}/trail")
    write_key(settings.ledger_key, key)
    publish_key(settings, key)
    return key


def new_key(name: str) -> PrivateKey:
    """Return a key of this name that nobody else has."""
    return PrivateKey(name, ED25519, secrets.token_bytes(_BYTES))


def write_key(path: Path, key: PrivateKey) -> None:
    """Write a key to a new file that its owner alone may read. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(_spell_key(key) + "\n")
        file.flush()
        os.fsync(file.fileno())


def publish_key(settings: Settings, key: PrivateKey) -> None:
    """Put the public half among the keys of the ledger, as the newest, unless it is there.

    Raises NoteProblem where the file of the keys holds something else.
    """
    with hold_folder(settings.ledger):
        path = settings.ledger / KEYS
        known = read_keys(path)
        if key.public not in known:
            write_keys(path, [*known, key.public])


def read_key(path: Path) -> PrivateKey:
    """Return the key of a file. Raises KeyProblem."""
    try:
        written = path.read_text(encoding="utf-8").strip()
        # Of the three parts the last is in base 64, where a plus is one of the signs.
        name, _id, data = written.removeprefix(f"{_MARK}+").split("+", 2)
        decoded = base64.b64decode(data, validate=True)
        key = PrivateKey(name, decoded[0], decoded[1:])
        if _spell_key(key) != written:
            raise KeyProblem(path)
    except (OSError, UnicodeDecodeError, ValueError, IndexError, binascii.Error, NoteProblem):
        raise KeyProblem(path) from None
    return key


def _spell_key(key: PrivateKey) -> str:
    data = base64.b64encode(bytes([key.kind]) + key.secret).decode()
    return f"{_MARK}+{key.name}+{key.public.id.hex()}+{data}"


def open_ledger(settings: Settings) -> Ledger:
    """Return the ledger with its key and those before it.

    Raises KeyProblem, and NoteProblem for a line of the file of the keys that is none.
    """
    key = read_key(settings.ledger_key)
    known = read_keys(settings.ledger / KEYS)
    earlier = tuple(each for each in known if each != key.public)
    return Ledger(folder=settings.ledger, key=key, hasher=Hasher(), earlier=earlier)


def find_archive(settings: Settings) -> Archive | None:
    """Return the public side of the ledger, None before it has a key.

    Raises NoteProblem for a line of its files that is no key.
    """
    return open_archive(settings.ledger, hasher=Hasher())
