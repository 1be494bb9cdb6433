"""Words are found where they stand and nowhere else, on both engines alike."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from models.database import Database
from models.queries import search
from models.queries.lists import Wanted, list_evaluations
from models.queries.visibility import Asker
from models.tables import EvaluationListing
from models.vocabulary import Role
from policies.texts import fold_words
from tests.support.databases import copy_postgres, copy_sqlite
from tests.support.queries import count_queries
from tests.support.scenes import Scene

SIGNS = "甲乙丙绩效项目ab1%_\\'\"（(ＡIıİß𠮷é٣ 　"
"""Few signs, so that words meet texts: wild cards, quotes, full-width and folded forms, blanks."""
TEXTS = 30
EVERYTHING = Asker(unit_id=None, section_id=None, roles=[Role.AUDITOR])


@dataclass(frozen=True)
class Shelf:
    """Evaluations with texts that are known."""

    database: Database
    texts: dict[UUID, str]

    def find(self, words: list[str]) -> set[UUID]:
        with self.database.reading() as session:
            page = list_evaluations(session, EVERYTHING, Wanted(words=words), size=2 * TEXTS)
        return {row.id for row in page.rows}


def put_up(database: Database) -> Shelf:
    scene, chance = Scene(database), random.Random(2026)
    texts = {}
    for _ in range(TEXTS):
        written = "".join(chance.choices(SIGNS, k=chance.randrange(40)))
        texts[scene.begin()] = fold_words(written)
    with database.writing() as session:
        rows = [{"evaluation_id": each, "text": text} for each, text in texts.items()]
        session.execute(update(EvaluationListing), rows)
    return Shelf(database, texts)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    with ExitStack() as stack:
        template = request.getfixturevalue(f"{request.param}_template")
        copied = (
            copy_sqlite(template, tmp_path_factory.mktemp("search"))
            if isinstance(template, Path)
            else copy_postgres(template)
        )
        yield put_up(stack.enter_context(copied))


def find_by_hand(shelf: Shelf, words: list[str]) -> set[UUID]:
    return {each for each, text in shelf.texts.items() if all(word in text for word in words)}


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(typed=st.text(SIGNS, min_size=1, max_size=7))
@example(typed="绩效")
@example(typed="项目 绩效")
@example(typed="%_")
@example(typed="\\")
@example(typed="'")
@example(typed="甲")
@example(typed="没有这样的词")
def test_every_word_must_occur(shelf: Shelf, typed: str) -> None:
    words = [fold_words(word) for word in typed.split()]
    assert shelf.find(words) == find_by_hand(shelf, words)


@pytest.mark.parametrize("most", [0, 3, 1000])
def test_a_word_is_found_however_many_texts_hold_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Where the index would name too many, the texts are looked at one by one."""
    monkeypatch.setattr(search, "MOST_CANDIDATES", most)
    for word in ("绩效", "甲", "效项", "丙甲乙丙"):
        found = shelf.find([word])
        assert found == find_by_hand(shelf, [word])
    assert shelf.find(["甲"])


def test_two_characters_are_found(shelf: Shelf) -> None:
    """What an index of three characters cannot do."""
    pairs = {text[place : place + 2] for text in shelf.texts.values() for place in range(len(text))}
    chinese = sorted(pair for pair in pairs if len(pair) == 2 and all(c >= "一" for c in pair))
    assert len(chinese) > 20
    for pair in chinese:
        assert shelf.find([pair]) == find_by_hand(shelf, [pair]) != set()


@pytest.mark.pg
def test_postgresql_asks_its_index(migrated_postgres: Database) -> None:
    """Every text cut into its keys would cost seconds; the plan without the index is refused."""
    Scene(migrated_postgres).begin()
    with migrated_postgres.reading() as session:
        with count_queries(migrated_postgres) as asked:
            list_evaluations(session, EVERYTHING, Wanted(words=["绩效"]), size=50)
        statement = asked[0].replace("%(param_1)s", "'绩效'").replace("%(param_2)s", "'绩效'")
        statement = statement.replace("%(param_3)s", "0").replace("%(param_4)s", "1001")
        plan = session.connection().exec_driver_sql(f"EXPLAIN {statement}").scalars().all()
    assert len(asked) == 2
    assert any("evaluation_listing_by_bigrams" in line for line in plan), (statement, plan)
