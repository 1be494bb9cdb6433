"""How often somebody may try to sign in (OWASP ASVS 5.0, 6.3.1; GB/T 22239-2019, 8.1.4.1 b).

Guessing is made slow and nobody is locked out by a stranger: what counts against a name counts for
one address, and a browser that signed in with the name before has an account of its own.
"""

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
"""Failures older than this are forgotten."""
MOST_FOR_NAME_HERE = 10
MOST_FOR_ADDRESS = 100
MOST_FOR_NAME = 50


@dataclass(frozen=True, kw_only=True)
class Failures:
    """Attempts within the window that led to no sign-in, the one being judged included.

    `for_name_here`: with this name from this place, since it last succeeded. `for_address`: with
    any name from this address. `for_name`: with this name from anywhere. `known_here`: this name
    has been signed in with from this place before.
    """

    for_name_here: int
    for_address: int
    for_name: int
    known_here: bool


def must_wait(failures: Failures) -> bool:
    """Say whether the attempt is put off, whatever its password.

    The limit of a name over all addresses is for guessing from many of them; it does not stand
    against a place from which its holder is known.
    """
    if failures.for_name_here > MOST_FOR_NAME_HERE or failures.for_address > MOST_FOR_ADDRESS:
        return True
    return failures.for_name > MOST_FOR_NAME and not failures.known_here
