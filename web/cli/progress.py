"""How far a long command is, on a terminal: one line that is written over and goes in the end."""

import sys

from flask_babel import gettext as _

_WIPE = "\r\x1b[K"
_WHOLE = 100


class Progress:
    """Tells on standard error what part is done, in per cent; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._shown: int | None = None
        self._watched = sys.stderr.isatty()

    def tell(self, done: int, everything: int) -> None:
        """Show how far it is, when that is another number than before."""
        part = _WHOLE * done // everything if everything else _WHOLE
        if self._watched and part != self._shown:
            self._shown = part
            line = _(
                "正在核验：%(part)s%%（%(done)s / %(all)s）", part=part, done=done, all=everything
            )
            sys.stderr.write(f"{_WIPE}{line}")
            sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._shown is not None:
            sys.stderr.write(_WIPE)
            sys.stderr.flush()
