"""What tests begin with: told once, copied for each, and never shared between them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from models.database import Database
from models.tables import FinanceSection
from tests.support.copies import begin_with, tell_anew
from tests.support.databases import copy_postgres, copy_sqlite
from tests.support.memory import find_memory
from tests.support.offices import OPENS
from workflow.offices import add_section

Open = Callable[[], Database]
Tell = Callable[[Database], dict[str, str]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.pg)])
def open_copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens copies of the template."""
    template = request.getfixturevalue(f"{request.param}_template")
    with ExitStack() as stack:

        def open_sqlite() -> Database:
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            folder.mkdir()
            return stack.enter_context(copy_sqlite(template, folder))

        def open_postgres() -> Database:
            return stack.enter_context(copy_postgres(template))

        yield open_sqlite if request.param == "sqlite" else open_postgres


@pytest.fixture
def told() -> list[str]:
    """What was written by hand."""
    return []


@pytest.fixture
def tell(told: list[str]) -> Tell:
    """Writes a section and notes that it did."""

    def write(database: Database) -> dict[str, str]:
        told.append("F")
        add(database, "F")
        return {"section": "F"}

    return write


def add(database: Database, code: str) -> None:
    with database.writing() as session:
        add_section(session, code=code, name=code, actor_id=None, at=OPENS)


def read(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(FinanceSection.code)))


def test_what_is_told_once_is_in_every_copy_and_shared_by_none(
    open_copy: Open, tell: Tell, told: list[str]
) -> None:
    first, second = open_copy(), open_copy()
    answer = begin_with(first, tell, often=True)
    answer["section"] = "changed by a test"
    add(first, "only here")
    assert begin_with(second, tell, often=True) == {"section": "F"}
    assert (read(first), read(second)) == ({"F", "only here"}, {"F"})
    assert told == ["F"]
    assert read(open_copy()) == set(), "the template is as it was"


def test_tales_follow_each_other(open_copy: Open, tell: Tell) -> None:
    def tell_more(database: Database) -> set[str]:
        add(database, "G")
        return read(database)

    for _ in range(2):
        database = open_copy()
        begin_with(database, tell, often=True)
        assert begin_with(database, tell_more, often=True) == read(database) == {"F", "G"}


def test_what_somebody_has_looked_at_is_told_in_its_place(
    open_copy: Open, tell: Tell, told: list[str]
) -> None:
    for times in (1, 2):
        database = open_copy()
        add(database, "before")
        begin_with(database, tell, often=True)
        assert read(database) == {"before", "F"}
        assert len(told) == times


def test_a_rare_tale_is_kept_when_it_is_asked_for_again_and_again(
    open_copy: Open, tell: Tell, told: list[str]
) -> None:
    copies = [open_copy() for _ in range(5)]
    for database in copies:
        begin_with(database, tell)
    assert [read(database) for database in copies] == [{"F"}] * 5
    assert len(told) == 3


def test_a_test_that_patches_the_product_is_told_everything_anew(
    open_copy: Open, tell: Tell, told: list[str]
) -> None:
    tell_anew(anew=True)
    for _ in range(4):
        assert begin_with(open_copy(), tell) == {"section": "F"}
    assert len(told) == 4
    tell_anew(anew=False)
    begin_with(open_copy(), tell, often=True)
    assert len(told) == 5, "nothing was kept of what was told meanwhile"


def test_a_folder_that_is_not_there_is_no_memory(tmp_path: Path) -> None:
    assert find_memory(tmp_path / "nowhere") is None
