"""Stub."""

from policies.reading.reading import Reading, ValueKind


def read_text(text: str) -> Reading:
    """Return what a text holds."""
    return Reading(kind=ValueKind.UNREAD if text.strip() else ValueKind.EMPTY, raw=text)
