"""The ledger of this house: its folder, and the key that signs for it."""

import base64
import binascii
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from web.settings import Settings
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
    """Make the key of the ledger, readable by its owner alone. Raises FileExistsError."""
    name = f"{urlsplit(settings.public_url).netloc}/trail"
    key = PrivateKey(name, ED25519, secrets.token_bytes(_BYTES))
    settings.ledger_key.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(settings.ledger_key, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(_spell_key(key) + "\n")
    return key


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
    """Return the ledger with its key. Raises KeyProblem."""
    return Ledger(
        folder=settings.ledger, key=read_key(settings.ledger_key), hasher=Hasher(settings.hash_name)
    )
