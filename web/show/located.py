"""What the checks speak of: what it is called, and where a page and a form show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from models.queries.evaluations import TextRow
from policies.checking import places
from web.show.entries import FUNDS, INDICATORS, NARRATIVE
from web.texts import name_section
from workflow.content import Content


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place. `name` is empty where the sentence itself says what it speaks of; `own` are words
    that people entered. `anchor` is its id on the page of an evaluation, empty where it has none;
    `field` is its id in the `section` of the form in which it is filled in.
    """

    name: str = ""
    own: bool = True
    anchor: str = ""
    section: str
    field: str


def name_places(content: Content) -> Mapping[str, Place]:
    """Return the places of an evaluation by what an inconsistency calls them."""
    return dict([*_list_rows(content), *_list_texts(content), *_WORDS.items()])


def _list_rows(content: Content) -> Iterator[tuple[str, Place]]:
    for row in content.rows:
        # A heading spans lines of the table and has none of its own.
        anchor = f"row-{row.stored.id}" if row.scored or not row.is_heading else "indicators-title"
        yield (
            str(row.stored.id),
            Place(name=row.stored.name, anchor=anchor, section=INDICATORS, field=anchor),
        )
    for line in content.lines:
        anchor = f"line-{line.id}"
        yield str(line.id), Place(name=line.name, anchor=anchor, section=FUNDS, field=anchor)


def _list_texts(content: Content) -> Iterator[tuple[str, Place]]:
    for section in content.scheme.sections:
        key = f"section-{section.key}"
        name = name_section(section)
        yield key, Place(name=name, own=False, anchor=key, section=NARRATIVE, field=key)
    yield from _list_items(content.findings, part="finding", called=_("问题 %(n)s"))
    yield from _list_items(content.recommendations, part="recommendation", called=_("建议 %(n)s"))


def _list_items(
    items: tuple[TextRow, ...], *, part: str, called: str
) -> Iterator[tuple[str, Place]]:
    for number, item in enumerate(items):
        name, own = (item.key, True) if item.key else (called % {"n": number + 1}, False)
        key = f"{part}-{number + 1}"
        # The places of a form are counted from 0.
        yield key, Place(name=name, own=own, section=NARRATIVE, field=f"{part}-{number}")


def _word(section: str, field: str, anchor: str = "") -> Place:
    return Place(anchor=anchor or field, section=section, field=field)


_WORDS: Mapping[str, Place] = {
    places.WEIGHTS: _word(INDICATORS, "indicators-title"),
    places.INDICATORS: _word(INDICATORS, "indicators-title"),
    places.TOTAL: _word(NARRATIVE, "reported_total", "indicators-title"),
    places.GRADE: _word(NARRATIVE, "reported_grade", "indicators-title"),
    places.FUNDS: _word(FUNDS, "funds-title"),
    places.NARRATIVE: _word(NARRATIVE, "narrative-title"),
    places.FINDINGS: Place(section=NARRATIVE, field="findings-title"),
}
