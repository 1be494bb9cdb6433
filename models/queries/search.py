"""Words in texts: every word must occur somewhere. Both sides are folded before they get here."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, SQLColumnExpression, and_, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Position(FunctionElement[int]):
    """Where a word begins in a text, counted from one; 0 where it does not occur."""

    type = Integer()
    inherit_cache = True


@compiles(_Position)
def _spell_instr(element: _Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_Position, "postgresql")
def _spell_strpos(element: _Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


class _HoldsKeys(FunctionElement[bool]):
    """Whether a text holds every character of a word, and every two neighbouring ones: an index
    knows it. It is only needed where there is such an index.
    """

    type = Boolean()
    inherit_cache = True


@compiles(_HoldsKeys)
def _spell_nothing(element: _HoldsKeys, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ARG001 -- the signature of a compiler
    return "1"


@compiles(_HoldsKeys, "postgresql")
def _spell_bigrams(element: _HoldsKeys, compiler: SQLCompiler, **options: Any) -> str:
    text, word = (compiler.process(clause, **options) for clause in element.clauses)
    # The very expression of the index evaluation_listing_by_bigrams.
    return f"bigrams({text}) @> bigrams({word})"


def contains(text: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    """Return the condition that a text contains a word, character for character."""
    return _Position(text, literal(word)) > 0


def contains_words(text: SQLColumnExpression[str], words: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that every word occurs in a text that has an index by bigrams."""
    return and_(
        True,  # noqa: FBT003 -- SQLAlchemy's way to begin with nothing
        *(condition(text, word) for word in words for condition in (_holds_keys, contains)),
    )


def _holds_keys(text: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    return _HoldsKeys(text, literal(word))
