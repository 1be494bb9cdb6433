"""Words in texts: every word must occur somewhere. Both sides are folded before they get here."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    Uuid,
    and_,
    any_,
    literal,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models.tables import EvaluationListing

MOST_CANDIDATES = 1000
"""Evaluations that an index may name. Where it would name more, a word is so common that those who
look at the texts one by one soon have a page.
"""


class Word(NamedTuple):
    """One word that is looked for: as it was typed, and folded as texts are for comparison."""

    typed: str
    folded: str


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
    """Whether a text holds every character of a word, and every two neighbouring ones."""

    type = Boolean()
    inherit_cache = True


@compiles(_HoldsKeys, "postgresql")
def _spell_bigrams(element: _HoldsKeys, compiler: SQLCompiler, **options: Any) -> str:
    text, word = (compiler.process(clause, **options) for clause in element.clauses)
    # The very expression of the index evaluation_listing_by_bigrams.
    return f"bigrams({text}) @> bigrams({word})"


def contains(text: SQLColumnExpression[str], word: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a text contains a word, character for character."""
    return _Position(text, literal(word) if isinstance(word, str) else word) > 0


def contains_all(text: SQLColumnExpression[str], words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a text contains every word."""
    return and_(true(), *(contains(text, word) for word in words))


def find_candidates(session: Session, words: Sequence[str]) -> list[UUID] | None:
    """Return the evaluations whose texts contain these words, found by an index; None where none
    helps: on SQLite, or where too many would be named. One query.

    The index is asked by itself. Beside other conditions PostgreSQL might rather begin with those,
    and then it would cut every text it meets into its keys.
    """
    if not words or session.get_bind().dialect.name != "postgresql":
        return None
    text = EvaluationListing.text
    statement = (
        select(EvaluationListing.evaluation_id)
        .where(*(_HoldsKeys(text, literal(word)) for word in words), contains_all(text, words))
        .limit(MOST_CANDIDATES + 1)
    )
    found = list(session.scalars(statement))
    return found if len(found) <= MOST_CANDIDATES else None


def is_one_of(column: SQLColumnExpression[UUID], ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition, for PostgreSQL, that an id is one of many: one value in one place."""
    return column == any_(literal(list(ids), ARRAY(Uuid())))
