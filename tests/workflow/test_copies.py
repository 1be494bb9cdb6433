"""Disclosure copies: what their hash is over, and what of them verification takes for whole."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Publication
from models.vocabulary import Action, State
from policies.disclosure import TEXT, reduce_copy
from tests.support.papers import VISITS
from tests.support.records import read_bodies
from tests.support.scenes import Scene
from workflow.audit import commit_to, hash_copy, hash_text, write_canonical
from workflow.ledger.copies import is_as_published


@pytest.fixture
def copy(sqlite_scene: Scene) -> dict[str, Any]:
    """The copy of a published evaluation, an agreed row of which was changed."""
    evaluation = sqlite_scene.walk(State.DRAFT)
    sqlite_scene.do("filer", Action.AMEND, evaluation)
    sqlite_scene.finish(evaluation)
    with sqlite_scene.database.reading() as session:
        row = session.scalars(
            select(Publication).where(Publication.evaluation_id == evaluation)
        ).one()
    told: dict[str, Any] = json.loads(row.content)
    digest = read_bodies(sqlite_scene.database, evaluation)[-1]["data"]["publication"]
    assert digest == row.content_hash == hash_copy(told)
    assert row.content == write_canonical(told)
    return told


def list_texts(copy: dict[str, Any]) -> list[dict[str, str]]:
    row = next(row for row in copy["indicators"] if row.get("agreed_name") == VISITS)
    reasons = [row[key] for key in row if key.endswith("_reason")]
    return [each["text"] for each in copy["sections"]] + reasons


def test_every_text_comes_with_its_salt_and_commitment(copy: dict[str, Any]) -> None:
    texts = list_texts(copy)
    assert len(texts) > 3
    for text in texts:
        assert text.keys() == TEXT.keys()
        assert text["commitment"] == commit_to(salt=bytes.fromhex(text["salt"]), text=text["text"])
    assert "合同已变更" in {text["text"] for text in texts}


def test_the_hash_is_over_the_commitments_alone(copy: dict[str, Any]) -> None:
    reduced = reduce_copy(copy)
    marks = [text["commitment"] for text in list_texts(copy)]
    assert list_texts(reduced) == [{"commitment": mark} for mark in marks]
    assert hash_text(write_canonical(reduced)) == hash_copy(copy) == hash_copy(reduced)
    one = reduce_copy(copy, only=[marks[0]])
    assert hash_copy(one) == hash_copy(copy)
    assert [len(text) for text in list_texts(one)] == [1] + [3] * (len(marks) - 1)


def test_a_copy_of_an_earlier_release_stays_valid() -> None:
    """It holds plain words, and its hash is over them."""
    old = {"title": "旧", "sections": [{"key": "a", "title": "甲", "text": "正文"}], "findings": []}
    assert reduce_copy(old) == old
    content = write_canonical(old)
    assert is_as_published(content, hash_text(content), erased=())


def test_exactly_what_was_erased_may_be_missing(copy: dict[str, Any]) -> None:
    digest, mark = hash_copy(copy), list_texts(copy)[0]["commitment"]
    whole, left = write_canonical(copy), write_canonical(reduce_copy(copy, only=[mark]))
    assert is_as_published(whole, digest, erased=())
    assert is_as_published(left, digest, erased=[mark])
    assert not is_as_published(left, digest, erased=())
    assert not is_as_published(whole, digest, erased=[mark])


@pytest.mark.parametrize("part", ["text", "salt", "commitment"])
def test_a_text_of_a_copy_cannot_be_another(copy: dict[str, Any], part: str) -> None:
    digest = hash_copy(copy)
    text = list_texts(copy)[0]
    text[part] = text[part][:-1] + ("0" if text[part][-1] != "0" else "1")
    assert not is_as_published(write_canonical(copy), digest, erased=())


def test_a_copy_that_says_more_or_in_other_bytes_is_another(copy: dict[str, Any]) -> None:
    digest, content = hash_copy(copy), write_canonical(copy)
    for spoilt in (
        json.dumps(copy),
        content.replace('"title":', '"title":"x","title":', 1),
        content.replace('"salt":"', '"salt": "', 1),
        content[:-1],
        "[]",
    ):
        assert not is_as_published(spoilt, digest, erased=())
    text = list_texts(copy)[0]
    text["note"] = "多"
    assert not is_as_published(write_canonical(copy), digest, erased=())
