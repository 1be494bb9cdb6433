"""Text that a spreadsheet would take for a formula: in a file without types, as CSV is, it is
written behind an apostrophe; a workbook says of each cell that it is a text.

The characters are those a spreadsheet acts on at the beginning of a cell (OWASP, CSV injection),
their full-width forms, and the two that begin a call of another program (DDE).
"""

import unicodedata

_LIVE = frozenset("=+-@|%＝＋－＠")
_LIVE_BLANKS = ("\t", "\r", "\n")
_IGNORED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_APOSTROPHE = "'"


def is_live(text: str) -> bool:
    """Say whether a text could be taken for a formula, blanks and unseen characters skipped."""
    if text.startswith(_LIVE_BLANKS):
        return True
    seen = (sign for sign in text if unicodedata.category(sign) not in _IGNORED)
    return next(seen, "") in _LIVE


def disarm(text: str) -> str:
    """Return the text with an apostrophe before it where it could be taken for a formula."""
    return _APOSTROPHE + text if _needs_apostrophe(text) else text


def guard_apostrophe(text: str) -> str:
    """Return a text for a cell that is a text by its type: as it is, but with a second apostrophe
    before its own one where `restore` would take that for one of ours.
    """
    return disarm(text) if text.startswith(_APOSTROPHE) else text


def restore(text: str) -> str:
    """Return what `disarm` or `guard_apostrophe` was given."""
    armed = text.startswith(_APOSTROPHE) and _needs_apostrophe(text[1:])
    return text[1:] if armed else text


def _needs_apostrophe(text: str) -> bool:
    # A text that has its own apostrophe gets a second one, so that one can be taken off again.
    return is_live(text.lstrip(_APOSTROPHE))
