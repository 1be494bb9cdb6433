"""Every text is translated, and what is compiled is what is written."""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import web

PACKAGE = Path(web.__file__).parent
FOLDER = PACKAGE / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}
PLACEHOLDER = re.compile(r"%\(([a-z_]+)\)s")
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def extract() -> set[str | tuple[str, ...]]:
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(PACKAGE, method_map=methods, options_map=options, keywords=KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def read(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def walk(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def as_texts(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read("en")


def test_texts_are_found_in_sources_and_templates() -> None:
    found = extract()
    assert {"单位已审核", "指标评分", ("剩 %(num)s 天", "剩 %(num)s 天")} <= found


def test_every_text_is_in_the_catalogue_and_none_is_left_over(english: Catalog) -> None:
    known = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in walk(english)
    }
    found = extract()
    assert found - known == set(), "not translated"
    assert known - found == set(), "no longer in the sources"


def test_every_translation_is_whole(english: Catalog) -> None:
    for message in walk(english):
        translations = as_texts(message.string)
        assert all(translations), message.id
        assert not message.fuzzy, message.id
        wanted = set(PLACEHOLDER.findall(" ".join(as_texts(message.id))))
        for text in translations:
            assert set(PLACEHOLDER.findall(text)) == wanted, message.id
            # A text that is filled in doubles its signs of percent, any other has none.
            rest = PLACEHOLDER.sub("", text)
            assert "%" not in (rest.replace("%%", "") if wanted else rest), message.id
            assert not HAN.search(text), (message.id, text)


def test_the_compiled_catalogue_is_the_written_one(english: Catalog) -> None:
    with (FOLDER / "en" / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    written: dict[object, str] = {}
    for message in walk(english):
        for number, text in enumerate(as_texts(message.string)):
            plural = not isinstance(message.id, str)
            written[(message.id[0], number) if plural else message.id] = text
    kept: dict[object, str] = vars(compiled)["_catalog"]
    assert {key: text for key, text in kept.items() if key} == written
