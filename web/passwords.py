"""Passwords: hashed with Argon2id, checked exactly as typed."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 200
MIN_DIFFERENT = 5
# The words that guessing starts with; a password that is one of them and some digits is refused.
COMMON_WORDS = ("password", "qwerty", "hengjian", "admin", "caizheng", "iloveyou", "abcdef")

_hasher = PasswordHasher()
# Verified against for unknown people, so that they cost the same time as known ones.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash with its parameters and salt."""
    return _hasher.hash(password)


def verify_password(*, password: str, password_hash: str | None) -> bool:
    """Say whether the password fits; takes the same time when there is no hash at all."""
    try:
        _hasher.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def find_password_fault(*, password: str, login: str) -> str | None:
    """Return the code of what is wrong with a new password, or None.

    Length counts, not composition; a password is refused for being one character over and over,
    a sign-in name, or a common word with digits.
    """
    if len(password) < MIN_LENGTH:
        return "password_too_short"
    if len(password) > MAX_LENGTH:
        return "password_too_long"
    letters = "".join(character for character in password.lower() if character.isalpha())
    if (
        len(set(password)) < MIN_DIFFERENT
        or letters in COMMON_WORDS
        or login.lower() in password.lower()
    ):
        return "password_too_common"
    return None
