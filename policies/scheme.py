"""Schemes: a form with its weights, rules, bands, rounding and sections, as versioned data.

A scheme is one TOML file. It never changes once it was used: a change is a new version, and an
evaluation is pinned to version and hash.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources

from models.vocabulary import Category, Grade, Kind, MoneyUnit
from policies.limits import MAX_CELL, MAX_NAME, MAX_TEXT, MAX_TITLE
from policies.scheme_parts import (
    ActualValues,
    Form,
    FundSpec,
    RowSpec,
    Scheme,
    SectionSpec,
    agree_level_one,
    find_contradictions,
    walk_rows,
)
from policies.scheme_terms import read_terms
from policies.scheme_whole import read_whole
from policies.scoring import Band, RuleProblem, RuleSpec, parse_rule
from policies.scoring.equal_split import split_equally
from policies.strict_table import StrictTable
from policies.toml_lines import find_lines, find_long_key, locate

__all__ = [
    "ActualValues",
    "Form",
    "FundSpec",
    "RowSpec",
    "Scheme",
    "SchemeProblem",
    "SectionSpec",
    "load_bundled_schemes",
    "parse_scheme",
    "walk_rows",
]

LARGEST_TOTAL = Decimal(200)
DEEPEST_LEVEL = 6
MOST_PROBLEMS = 100
"""So many are told; a file with more is not the file of a scheme."""
LONGEST_PROBLEM = 1000
_FOR_AUTHORS = "example_"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")


class SchemeProblem(ValueError):  # noqa: N818 -- it tells a person what to change
    """A text is not a scheme; `messages` names each problem by its line and the path of its key.

    Positions in a path count from one: `line 41, rows[2].children[1].weight: must be above 0`.
    """

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(self.messages))


def parse_scheme(text: str, *, registered: bool = False) -> Scheme:
    """Read and check one scheme. The rules of one that was `registered` before are not judged anew:
    evaluations are pinned to it.

    Raises SchemeProblem with every problem found.
    """
    long_key = find_long_key(text)
    if long_key is not None:
        raise SchemeProblem([f"line {long_key}, the file: a key has too many parts"])
    try:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        data = tomllib.loads(text, parse_float=_read_decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise SchemeProblem([f"not readable: {error}"]) from error
    problems: list[str] = []
    scheme = _read_scheme(StrictTable(data, where="", problems=problems), text, sha256)
    if not problems:
        problems.extend(find_contradictions(scheme, with_rules=not registered))
    if problems:
        raise SchemeProblem(_add_lines(problems, text))
    return scheme


def _read_decimal(text: str) -> Decimal:
    """A number of the file; one whose exponent no machine can hold is no number."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _add_lines(problems: Sequence[str], text: str) -> Iterator[str]:
    lines = find_lines(text)
    for problem in problems[:MOST_PROBLEMS]:
        line = locate(problem.partition(":")[0], lines)
        shown = problem[:LONGEST_PROBLEM]
        yield shown if line is None else f"line {line}, {shown}"
    if len(problems) > MOST_PROBLEMS:
        yield f"the file: {len(problems) - MOST_PROBLEMS} more problems"


@cache
def load_bundled_schemes() -> tuple[Scheme, ...]:
    """The schemes that come with the application, by name and version.

    A file that begins with `example_` is for authors and is no scheme anybody is offered.
    """
    files = resources.files("policies").joinpath("schemes").iterdir()
    # Bytes, so that no newline is translated before the hash is taken.
    texts = [
        file.read_bytes().decode()
        for file in files
        if file.name.endswith(".toml") and not file.name.startswith(_FOR_AUTHORS)
    ]
    return tuple(sorted(map(parse_scheme, texts), key=lambda scheme: (scheme.name, scheme.version)))


def _read_scheme(file: StrictTable, text: str, sha256: str) -> Scheme:
    head, scoring = file.table("scheme"), file.table("scoring")
    total = scoring.number("total", largest=LARGEST_TOTAL)
    tolerance = scoring.number("tolerance", largest=Decimal(1))
    bands = tuple(_read_band(table) for table in file.tables("bands"))
    form = _read_form(file.table("form"))
    rows = tuple(_read_row(table, level=1) for table in file.tables("rows"))
    terms = read_terms(file)
    terms = replace(
        terms,
        whole=replace(read_whole(file), total=total, bands=bands),
        total=total,
        tolerance=tolerance,
        bands=bands,
        scored=form.scored,
        actuals_required=form.actual_values is ActualValues.REQUIRED,
        level_one=terms.level_one or agree_level_one(rows),
    )
    scheme = Scheme(
        name=_read_code(head, "name", _NAME),
        version=_read_code(head, "version", _VERSION),
        title=head.text("title", longest=MAX_TITLE),
        title_en=head.text("title_en", longest=MAX_TITLE),
        kind=head.word("kind", Kind),
        region=head.text("region", longest=MAX_NAME, default=""),
        basis=head.texts("basis", longest=MAX_NAME),
        total=total,
        places=int(scoring.number("places", largest=Decimal(2), places=0)),
        tolerance=tolerance,
        bands=bands,
        terms=terms,
        form=form,
        sections=tuple(_read_section(table) for table in file.tables("sections")),
        rows=rows,
        text=text,
        sha256=sha256,
    )
    for table in (head, scoring, file):
        table.close()
    return scheme


def _read_code(table: StrictTable, key: str, pattern: re.Pattern[str]) -> str:
    code = table.text(key, longest=MAX_NAME)
    if code and not pattern.fullmatch(code):
        table.complain(key, f"must have the form {pattern.pattern}")
    return code


def _read_band(table: StrictTable) -> Band:
    band = Band(
        grade=table.word("grade", Grade),
        lower=table.number("lower", largest=LARGEST_TOTAL),
        upper=table.number("upper", largest=LARGEST_TOTAL),
    )
    table.close()
    return band


def _read_form(table: StrictTable) -> Form:
    funds = []
    for line in table.tables("funds"):
        name = line.text("name", longest=MAX_NAME)
        funds.append(FundSpec(name, line.flag("total", default=False)))
        line.close()
    form = Form(
        actual_values=table.word("actual_values", ActualValues),
        scored=table.flag("scored"),
        money_unit=table.word("money_unit", MoneyUnit),
        funds=tuple(funds),
    )
    table.close()
    return form


def _read_section(table: StrictTable) -> SectionSpec:
    section = SectionSpec(
        key=_read_code(table, "key", _NAME),
        title=table.text("title", longest=MAX_TITLE),
        title_en=table.text("title_en", longest=MAX_TITLE),
        required=table.flag("required"),
        max_chars=int(table.number("max_chars", largest=Decimal(MAX_TEXT), places=0)),
    )
    table.close()
    return section


def _read_row(table: StrictTable, *, level: int) -> RowSpec:
    children = table.tables("children")
    if children and level == DEEPEST_LEVEL:
        table.complain("children", f"is deeper than {DEEPEST_LEVEL} levels")
        children = []
    weight, points = _read_points(table, "weight"), _read_points(table, "points")
    rows = tuple(_read_row(child, level=level + 1) for child in children)
    row = RowSpec(
        category=table.word("category", Category),
        name=table.text("name", longest=MAX_NAME),
        weight=weight,
        points=points,
        target_text=table.text("target", longest=MAX_CELL, default=""),
        rule=_read_rule(table),
        children=_split_points(table, points, rows) if table.has("split") else rows,
    )
    table.close()
    return row


def _split_points(
    table: StrictTable, points: Decimal | None, rows: tuple[RowSpec, ...]
) -> tuple[RowSpec, ...]:
    """The rows of a heading with its points split equally among them, in whole points (R19)."""
    if not table.flag("split"):
        return rows
    if points is None or not rows or any(row.weight is not None for row in rows):
        table.complain("split", "needs the points of the heading, and rows without a weight")
        return rows
    weights = split_equally(points, len(rows))
    return tuple(replace(row, weight=weight) for row, weight in zip(rows, weights, strict=True))


def _read_points(table: StrictTable, key: str) -> Decimal | None:
    return table.number(key, largest=LARGEST_TOTAL) if table.has(key) else None


def _read_rule(table: StrictTable) -> RuleSpec | None:
    data = table.raw("rule")
    if data is None:
        return None
    if not isinstance(data, dict):
        table.complain("rule", "must be a table")
        return None
    try:
        return parse_rule(data)
    except RuleProblem as problem:
        table.complain("rule", str(problem))
    except RecursionError:
        table.complain("rule", "is nested too deeply")
    return None
