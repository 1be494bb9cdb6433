"""Engines of a test run that share what they learnt: a test that opens a database of its own need
not find out again what the server can do, nor compile again what the test before it asked.
"""

from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event

MANY = 5000
"""Statements that are remembered; a run asks fewer different ones."""

_learnt: dict[str, tuple[Dialect, Any]] = {}


def share_statements(engine: Engine) -> None:
    """Let an engine that has not connected yet share what the first of its kind learns.

    All engines of a kind must be set up alike and speak to servers of one version.
    """
    if engine.name not in _learnt:
        event.listen(engine, "connect", lambda *_: keep_learnt(engine))
        return

    def learn_nothing(_connection: Connection) -> None:
        """The first one asked the server already."""

    engine.dialect.initialize = learn_nothing  # type: ignore[method-assign, assignment]
    engine.dialect, engine._compiled_cache = _learnt[engine.name]
    engine.pool._dialect = engine.dialect


def keep_learnt(engine: Engine) -> None:
    """Keep what the first engine of its kind has learnt now that it is connected."""
    if engine.name not in _learnt:
        engine._compiled_cache.capacity = MANY  # type: ignore[union-attr]
        _learnt[engine.name] = engine.dialect, engine._compiled_cache
