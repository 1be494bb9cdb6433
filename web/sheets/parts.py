"""One XML part, read in one pass: no tree, no entities, bounded in depth and number."""

from collections.abc import Collection
from contextlib import suppress
from xml.parsers import expat

from web.sheets.grid import refuse

MAX_ELEMENTS = 500_000
MAX_DEPTH = 40
MAX_LEAF = 1_000_000
MAX_COLLECTED = 70_000
"""Excel keeps at most 65,490 formats of cells; nothing else that is collected comes near."""


class Reader:
    """What stands in a part, told in its order; names come without their prefix.

    `path` holds the elements around the one that is told.
    """

    def __init__(self) -> None:
        self.path: list[str] = []
        self._count = 0
        self._texts: list[str] = []
        self._length = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take note that an element begins."""

    def finish(self, name: str, text: str) -> None:
        """Take note that an element ends; `text` stands between it and the last tag."""

    def take_start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count an element and tell that it begins."""
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self.path) >= MAX_DEPTH:
            refuse("table_expands_too_far")
        name = tag.rpartition(":")[2]
        self.begin(name, attributes)
        self.path.append(name)
        self._texts.clear()
        self._length = 0

    def take_text(self, text: str) -> None:
        """Keep a piece of text."""
        self._length += len(text)
        if self._length > MAX_LEAF:
            refuse("table_expands_too_far")
        self._texts.append(text)

    def take_end(self, _tag: str) -> None:
        """Tell that an element ends."""
        text = "".join(self._texts)
        self._texts.clear()
        self._length = 0
        self.finish(self.path.pop(), text)


class Collector(Reader):
    """The attributes of every element of some names, each with the name of what is around it."""

    def __init__(self, wanted: Collection[str]) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._wanted = wanted

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Keep it when it is wanted."""
        if name not in self._wanted:
            return
        if len(self.found) == MAX_COLLECTED:
            refuse("table_expands_too_far")
        self.found.append((self.path[-1] if self.path else "", name, attributes))


def read_part(raw: bytes, reader: Reader) -> None:
    """Tell a part to its reader. Raises Refused when it is not sound XML or has a DTD."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.take_start
    parser.EndElementHandler = reader.take_end
    parser.CharacterDataHandler = reader.take_text
    try:
        parser.Parse(raw, True)  # noqa: FBT003 -- expat takes it by position
    except (expat.ExpatError, LookupError, ValueError):
        refuse("table_is_unreadable")


def collect(raw: bytes, *wanted: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return parent, name and attributes of the wanted elements. Raises Refused as `read_part`."""
    collector = Collector(wanted)
    read_part(raw, collector)
    return collector.found


def declares_entities(head: bytes) -> bool:
    """Say whether a DTD stands in the beginning of a part, where alone it may stand."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_doctype: seen.append("doctype")
    parser.StartElementHandler = lambda *_element: seen.append("element")
    with suppress(expat.ExpatError, LookupError, ValueError):
        parser.Parse(head, False)  # noqa: FBT003 -- expat takes it by position
    return seen[:1] == ["doctype"]


def _refuse_doctype(*_doctype: object) -> None:
    refuse("table_declares_entities")
