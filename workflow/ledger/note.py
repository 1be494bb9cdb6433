"""Signed notes (C2SP signed-note): a text, and who vouches for it with which key.

Reading is strict: what is read is written again and compared, so that one text has one form.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
MOST_SIGNATURES = 64
_DASH = "— "
_NAME = re.compile(r"[^\s+\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]{1,200}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_ID = 4


class NoteProblem(ValueError):  # noqa: N818 -- it tells a person what is wrong
    """A text that is no signed note, or one that nobody who is trusted has signed."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, with which key, and what he signed with it."""

    name: str
    key_id: bytes
    data: bytes

    def write(self) -> str:
        """Return the line of the signature."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.data).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and its signatures in their order."""

    text: str
    signatures: tuple[Signature, ...]

    def write(self) -> str:
        """Return the note as it is kept and sent."""
        return f"{self.text}\n{''.join(each.write() for each in self.signatures)}"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that may be trusted: its name, what it signs (a note, or as a witness), 32 bytes."""

    name: str
    kind: int
    data: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of name, kind and key."""
        marked = f"{self.name}\n".encode() + bytes([self.kind]) + self.data
        return hashlib.sha256(marked).digest()[:_KEY_ID]

    def write(self) -> str:
        """Return the key as verifiers are given it: name+id+key."""
        data = base64.b64encode(bytes([self.kind]) + self.data).decode()
        return f"{self.name}+{self.id.hex()}+{data}"

    def is_by(self, signature: Signature) -> bool:
        """Whether a signature says that it is by this key."""
        return (signature.name, signature.key_id) == (self.name, self.id)

    def check(self, message: bytes, data: bytes) -> None:
        """Raise NoteProblem unless this key signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.data).verify(data, message)
        except (InvalidSignature, ValueError):
            raise NoteProblem(f"the signature of {self.name} is not that of its key") from None


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key that signs: its name, what it signs, and the 32 bytes that nobody else has."""

    name: str
    kind: int
    secret: bytes

    @property
    def public(self) -> PublicKey:
        """What others know of it."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret).public_key()
        return PublicKey(self.name, self.kind, key.public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(message)


def sign_note(text: str, *, key: PrivateKey) -> Note:
    """Return the text with the signature of one key."""
    return Note(text, (Signature(key.name, key.public.id, key.sign(text.encode())),))


def read_note(written: str) -> Note:
    """Return a note as it was written. Raises NoteProblem for whatever is not exactly one."""
    if _CONTROL.search(written):
        raise NoteProblem("the note holds a control character")
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise NoteProblem("there is no signature below the text")
    signatures = tuple(_read_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        raise NoteProblem(f"the note has more than {MOST_SIGNATURES} signatures")
    note = Note(f"{text}\n", signatures)
    if note.write() != written:
        raise NoteProblem("the note is not written as it must be")
    return note


def check_note(note: Note, *, keys: Sequence[PublicKey]) -> tuple[PublicKey, ...]:
    """Return the trusted keys that signed the note, one at least.

    Raises NoteProblem where none did, or where a signature of a trusted key is false; signatures of
    other keys are none of our business.
    """
    found = []
    for key in keys:
        for signature in note.signatures:
            if key.is_by(signature):
                key.check(note.text.encode(), signature.data)
                found.append(key)
    if not found:
        raise NoteProblem("nobody who is trusted has signed")
    return tuple(dict.fromkeys(found))


def read_public_key(written: str) -> PublicKey:
    """Return a key from name+id+key. Raises NoteProblem."""
    name, _, rest = written.partition("+")
    _, _, data = rest.partition("+")
    decoded = _decode(data)
    key = PublicKey(name, decoded[0] if decoded else 0, decoded[1:])
    known = key.kind in (ED25519, COSIGNATURE) and len(key.data) == 32  # noqa: PLR2004 -- bytes of a key
    if not known or not _NAME.fullmatch(name) or key.write() != written:
        raise NoteProblem("this is no key: name+id+key is wanted")
    return key


def _read_signature(line: str) -> Signature:
    dash, name, data = line[: len(_DASH)], *line[len(_DASH) :].rpartition(" ")[::2]
    decoded = _decode(data)
    if dash != _DASH or not _NAME.fullmatch(name) or len(decoded) <= _KEY_ID:
        raise NoteProblem("a line below the text is no signature")
    return Signature(name, decoded[:_KEY_ID], decoded[_KEY_ID:])


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteProblem("a key or a signature is not in base 64") from None
