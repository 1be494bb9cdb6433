"""Ids made by the application."""

from uuid import UUID

from uuid6 import uuid7


def new_id() -> UUID:
    """Return a UUIDv7: random enough not to be guessed, ordered enough for an index."""
    return UUID(bytes=uuid7().bytes)
