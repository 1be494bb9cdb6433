"""Tells what people entered from what the application says, in whichever language it says it."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import String, select

from models.database import Database
from models.tables import Base, Publication, SchemeRow
from policies.scheme import Scheme, load_bundled_schemes, parse_scheme, walk_rows
from tests.browser.visits import TYPED
from web.show.disclosed import read_plain

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uffef]")
LATIN = re.compile("[A-Za-z]{2,}")
BETWEEN = re.compile(r"[\s<>≤≥=,\[\]\"]+")
QUOTED = re.compile("“[^”]*”")
INNER = str.maketrans("“”", "‘’")
CUT = ("…", "...")
HASH = re.compile("#?[0-9a-f]{4}…[0-9a-f]{4}|[0-9a-f]{64}")
NAMES = (
    *("HENGJIAN_ALLOW_HTTP", "HTTPS", "SHA-256", "MB", "KB", "English", "中文"),
    *("XLSX", "CSV", "xlsx", "csv", "TOML", "UTF-8", "UTC"),
    *("application/json", "content_version", "https://", "If-Match", "Retry-After", "Allow 标头"),
    *("row:", "section:", "funds", "whole", "null"),
    *("instance 里的编号", "max(", "min("),
)
"""What is called so in either language."""


def _list_words(scheme: Scheme) -> Iterator[str]:
    """Yield what whoever wrote a scheme wrote into it."""
    yield from (scheme.title, scheme.title_en, scheme.region, *scheme.basis)
    for section in scheme.sections:
        yield from (section.title, section.title_en)
    yield from (fund.name for fund in scheme.form.funds)
    yield scheme.form.money_unit
    for row in walk_rows(scheme.rows):
        yield from (row.name, row.target_text)
        if row.rule:
            params = " ".join(f"{name}={value}" for name, value in row.rule.params.items())
            yield from (row.rule.text, params)
            # The conditions of a rule are spelled anew, their words stay.
            yield from filter(CHINESE.search, BETWEEN.split(params))


class Entered:
    """All that a database holds of what people entered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._left: dict[str, str] = {}

    @cached_property
    def _texts(self) -> list[str]:
        """What may be a part of a text, the longest first; a single sign would hide too much."""
        return sorted(
            (one for one in self._found if len(one) > 1), key=lambda one: (-len(one), one)
        )

    @cached_property
    def _found(self) -> set[str]:
        found = {*NAMES, *TYPED}
        with self._database.reading() as session:
            for table in Base.metadata.sorted_tables:
                for column in table.columns:
                    if isinstance(column.type, String):
                        found.update(filter(None, session.scalars(select(column))))
            for text in session.scalars(select(SchemeRow.text)):
                found.update(_list_words(parse_scheme(text)))
            # One that is offered and not registered yet is called as its file calls it.
            found.update(scheme.name for scheme in load_bundled_schemes())
            # A disclosure copy names its form and its sections as they were called when published.
            for content in session.scalars(select(Publication.content)):
                copy = read_plain(json.loads(content), tell=str)
                found.update([copy["scheme"], *(each["title"] for each in copy["sections"])])
        # Within a quotation, their own marks are those of a quotation in a quotation.
        found |= {text.translate(INNER) for text in found}
        lines = {line.strip() for text in found for line in text.splitlines()}
        return found | lines

    def strip(self, text: str) -> str:
        """Return what is left of a text without what people entered."""
        if text not in self._left:
            left = HASH.sub(" ", text.strip())
            if left.endswith(CUT):
                begun = left.rstrip("….")
                left = "" if any(one.startswith(begun) for one in self._texts) else left
            for one in self._texts:
                if one in left:
                    left = left.replace(one, " ")
            self._left[text] = left
        return self._left[text]

    def find_foreign(self, found: list[Any], *, language: str) -> Iterator[str]:
        """Yield what the application itself says in the other language."""
        foreign = CHINESE if language == "en" else LATIN
        for where, marked, text in found:
            entered = marked and (language == "zh" or text.strip() in self._found)
            if foreign.search(self.strip(text)) and not entered:
                yield f"{where}: {text.strip()}"

    def find_unmarked(self, found: list[Any], *, language: str) -> Iterator[str]:
        """Yield what people entered in Chinese where an English page does not say that it is
        Chinese. Names that a sentence quotes, and places where nothing can be marked, may stay.
        """
        for where, marked, text in found:
            is_bare = where == "text" and not marked and language == "en"
            if is_bare and CHINESE.search(QUOTED.sub("", text)):
                yield text.strip()
