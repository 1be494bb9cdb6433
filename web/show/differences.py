"""What was changed between two versions of an evaluation, value by value, as a page shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from web.format import NOTHING
from web.show.wording import Kind, Paragraph, Piece


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One value before and after, as printed; `difference` is what a number grew by."""

    old: str
    new: str
    difference: Decimal | None = None

    @property
    def differs(self) -> bool:
        """Say whether it was changed."""
        return self.old != self.new


@dataclass(frozen=True, kw_only=True)
class TextPair:
    """One text before and after, by paragraphs. `erased` says of the sides of which nothing is
    left to read what became of them: they can no longer be compared.
    """

    title: str
    paragraphs: tuple[Paragraph, ...]
    differs: bool
    erased: Mapping[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> list[tuple[bool, tuple[Paragraph, ...]]]:
        """The paragraphs in runs of those that stayed and those that did not."""
        runs = groupby(self.paragraphs, key=_stayed)
        return [(stayed, tuple(run)) for stayed, run in runs]


@dataclass(frozen=True, kw_only=True)
class RowPair:
    """One row before and after; `cells` by the keys of VALUES, `reasons` those that anybody gave.
    `differs` says whether anything in it was changed.
    """

    name: Pair
    depth: int
    is_heading: bool
    cells: Mapping[str, Pair]
    reasons: tuple[TextPair, ...]
    differs: bool

    @property
    def repeats(self) -> bool:
        """Say whether all that came or went is a review score that repeats the self score."""
        own, review = self.cells["self_score"], self.cells["review_score"]
        changed = [key for key, pair in self.cells.items() if pair.differs]
        if changed != ["review_score"] or any(reason.differs for reason in self.reasons):
            return False
        return {review.old, review.new} == {own.new, NOTHING}


@dataclass(frozen=True, kw_only=True)
class LinePair:
    """One line of funds before and after; `cells` by the keys of AMOUNTS."""

    name: Pair
    is_total: bool
    cells: Mapping[str, Pair]
    differs: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that two versions hold, side by side. `result` is by its title."""

    result: Mapping[str, Pair]
    rows: tuple[RowPair, ...]
    lines: tuple[LinePair, ...]
    texts: tuple[TextPair, ...]
    documents: tuple[Piece, ...]

    @property
    def changed_results(self) -> int:
        """How many totals and grades were changed."""
        return sum(pair.differs for pair in self.result.values())

    @property
    def changed_rows(self) -> int:
        """How many rows were changed, those aside that only repeat a score."""
        return sum(row.differs and not row.repeats for row in self.rows)

    @property
    def repeated_rows(self) -> int:
        """In how many rows a review score that repeats the self score came or went."""
        return sum(row.repeats for row in self.rows)

    @property
    def changed_lines(self) -> int:
        """How many lines of funds were changed."""
        return sum(line.differs for line in self.lines)

    @property
    def changed_texts(self) -> tuple[TextPair, ...]:
        """The texts that were changed."""
        return tuple(text for text in self.texts if text.differs)

    @property
    def changed_documents(self) -> int:
        """How many documents came or went."""
        return sum(piece.kind is not Kind.SAME for piece in self.documents)

    @property
    def differs(self) -> bool:
        """Say whether anything was changed at all."""
        rows = self.changed_rows + self.repeated_rows
        counts = (self.changed_results, rows, self.changed_lines)
        return any(counts) or bool(self.changed_texts or self.changed_documents)

    @property
    def has_targets(self) -> bool:
        """Say whether any row has a target value."""
        return any(row.cells["target_text"].old + row.cells["target_text"].new for row in self.rows)

    def list_rows(self, *, whole: bool) -> Iterator[RowPair]:
        """Yield the rows in their order: all of them, or those that were changed with the
        headings above them, without those that only repeat a score.
        """
        above: list[RowPair] = []
        for row in self.rows:
            while above and above[-1].depth >= row.depth:
                above.pop()
            if whole:
                yield row
            elif row.differs and not row.repeats:
                yield from above
                above.clear()
                yield row
            else:
                above.append(row)


def _stayed(paragraph: Paragraph) -> bool:
    return all(piece.kind is Kind.SAME for piece in paragraph)
