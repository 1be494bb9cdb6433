"""Copies of databases that may begin with more than their template has.

A copy is made when somebody first looks at it. Until then `begin_with` may let it begin with what
was told into another copy of the same template: that one became a template itself.
"""

import copy
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from models.database import Database, make_engine
from tests.support.statements import share_statements

Told = TypeVar("Told")
WORTH_KEEPING = 3
"""How often something has to be told in a run before it is kept: a template takes room."""


class Copy(Database):
    """A copy of a template that is made when somebody first looks at it.

    `make` makes it from a template, and `open_another` opens a copy of the template that is left
    where it is; templates are named by their addresses.
    """

    def __init__(
        self,
        url: str,
        *,
        template: str,
        make: Callable[[str], None],
        open_another: Callable[[str], AbstractContextManager[Database]],
    ) -> None:
        engine = make_engine(url)
        event.listen(engine, "do_connect", lambda *_: self.make())
        share_statements(engine)
        super().__init__(engine)
        self.template, self.open_another = template, open_another
        self.is_made = False
        self._make = make
        self._lock = threading.Lock()

    def make(self) -> None:
        """Make it, once."""
        with self._lock:
            if not self.is_made:
                self._make(self.template)
                self.is_made = True

    @property
    def engine(self) -> Engine:
        """The engine of a database that is there."""
        self.make()
        return self.unseen_engine

    @engine.setter
    def engine(self, engine: Engine) -> None:
        self.unseen_engine = engine

    def dispose(self) -> None:
        """Close all connections that nobody uses."""
        self.unseen_engine.dispose()


class _Library:
    """What was told, by what the database held and by the name of what was told."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[str, Hashable]] = Counter()
        self.kept: dict[tuple[str, Hashable], tuple[str, Any]] = {}
        self.is_open = True


_library = _Library()


def begin_with(
    database: Database,
    tell: Callable[[Database], Told],
    *,
    name: Hashable = None,
    often: bool = False,
) -> Told:
    """What `tell` answers when it has written into the database.

    Databases that nobody has looked at begin as copies of what it wrote elsewhere, and get copies
    of what it answered there, as soon as the same was asked for a few times or is asked `often`.
    The name says what is told, where the function alone does not: no two tales share one.
    """
    if not isinstance(database, Copy) or database.is_made:
        return tell(database)
    key = database.template, (tell if name is None else name)
    _library.asked[key] += 1
    if not _library.is_open and not (often and key in _library.kept):
        return tell(database)
    if key not in _library.kept:
        if _library.asked[key] < WORTH_KEEPING and not often:
            return tell(database)
        with database.open_another(database.template) as another:
            told = tell(another)
        _library.kept[key] = another.engine.url.render_as_string(hide_password=False), told
    database.template, answer = _library.kept[key]
    return copy.deepcopy(answer)  # type: ignore[no-any-return]


def forget_templates(prefix: str) -> list[str]:
    """Forget what was told and answer the addresses that begin like this and may be removed."""
    gone = {key: kept for key, (kept, _) in _library.kept.items() if kept.startswith(prefix)}
    for key in gone:
        del _library.kept[key]
    return list(gone.values())


def tell_anew(*, anew: bool) -> None:
    """Say whether the test that comes must be told everything anew: one that patches the product
    sees what is its own, and nobody else sees it. What is told often may be told before, though.
    """
    _library.is_open = not anew
