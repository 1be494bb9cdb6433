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


class _HoldsPairs(FunctionElement[bool]):
    """Whether a text holds all pairs of neighbouring characters of a word: an index knows it."""

    type = Boolean()
    inherit_cache = True


@compiles(_HoldsPairs)
def _spell_nothing(element: _HoldsPairs, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ARG001 -- the signature of a compiler
    return "1"


@compiles(_HoldsPairs, "postgresql")
def _spell_bigrams(element: _HoldsPairs, compiler: SQLCompiler, **options: Any) -> str:
    text, word = (compiler.process(clause, **options) for clause in element.clauses)
    # The very expression of the index evaluation_listing_by_bigrams.
    return f"bigrams({text}) @> bigrams({word})"


def contains(text: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    """Return the condition that a text contains a word, character for character."""
    return _Position(text, literal(word)) > 0


def contains_words(text: SQLColumnExpression[str], words: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that every word occurs in a text that has an index by bigrams.

    A word of one character has no pair, so that no index helps to find it.
    """
    conditions: list[ColumnElement[bool]] = []
    for word in words:
        if len(word) > 1:
            conditions.append(_HoldsPairs(text, literal(word)))
        conditions.append(contains(text, word))
    return and_(True, *conditions)  # noqa: FBT003 -- SQLAlchemy's way to begin with nothing
