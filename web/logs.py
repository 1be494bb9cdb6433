"""One JSON line per event, whatever the input holds."""

import io
import logging
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

SECRET_KEYS = frozenset({"password", "password_again", "token", "cookie", "csrf_token", "secret"})


class StandardError(io.TextIOBase):
    """Standard error as it is at the time of writing.

    A line that cannot be written (the disk of the log is full, the reader is gone) is lost; the
    answer to the person who caused it is not.
    """

    def write(self, line: str) -> int:
        """Write what can be written."""
        with suppress(OSError, ValueError):
            return sys.stderr.write(line)
        return 0

    def flush(self) -> None:
        """Flush what can be flushed."""
        with suppress(OSError, ValueError):
            sys.stderr.flush()


LOG = StandardError()


def drop_secrets(
    _logger: object, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep what must never be written out of every line."""
    return {key: value for key, value in event.items() if key.lower() not in SECRET_KEYS}


def set_up_logs(level: int = logging.INFO) -> None:
    """Write structlog's events and the warnings of libraries as JSON lines to standard error.

    JSON escapes line ends and control characters; everything beyond ASCII is escaped as well, so
    that U+2028 ends no line in any reader.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_secrets,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=True)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: structlog.PrintLogger(cast("TextIO", LOG)),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(LOG)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
