"""Personal data in what will be public: told early where it is typed, refused by name at last."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, State
from tests.support.app import Site
from tests.support.crawl import Stage, read_words
from workflow.data import Filling, FoundItem

CALL = "联系人电话13812345678"
NOTE = "含有个人信息，不改正就不能公开"


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def call_in_section(stage: Stage, evaluation: UUID) -> str:
    """Write a telephone number into the first section; return the title of it."""
    section = stage.content(evaluation).scheme.sections[0]
    stage.do("filer", Action.FILL, evaluation, Filling(sections={section.key: CALL}))
    return section.title


def call_in_finding(stage: Stage, evaluation: UUID) -> str:
    found = FoundItem(category="", text=CALL, is_recommendation=True)
    stage.do("filer", Action.FILL, evaluation, Filling(findings=(found,)))
    return "建议 1"


@pytest.mark.parametrize("call", [call_in_section, call_in_finding])
def test_everybody_on_the_way_is_warned_and_the_end_says_where(
    site: Site, call: Callable[[Stage, UUID], str]
) -> None:
    stage = Stage(site)
    evaluation = stage.walk(State.DRAFT)
    page = f"/evaluations/{evaluation}"
    filer, head, chief = (site.visitor(who) for who in ("filer", "head", "chief"))
    assert NOTE not in filer.get(page).text
    assert NOTE not in filer.get(f"{page}/fill/narrative").text
    told = f"“{call(stage, evaluation)}”里有个人信息，不能公开：13812345678"
    for visitor, address in (
        (filer, page),
        (filer, f"{page}/fill/narrative"),
        (head, page),
        (chief, page),
    ):
        words = read_words(visitor.get(address))
        assert NOTE in words, address
        assert told in words, address
    for who, action in (("filer", Action.SUBMIT), ("head", Action.APPROVE)):
        stage.do(who, action, evaluation)
    assert told in read_words(chief.get(f"{page}/review"))
    stage.do("chief", Action.REVIEW, evaluation)
    opened = read_words(chief.get(f"{page}/publish", expect=422))
    assert told in opened
    assert "现在还不能办理" in opened
    assert "财政业务科室退回，填报人改正" in opened
    assert "您写的内容还在" not in opened


def test_a_section_is_named_in_the_language_of_the_page(site: Site) -> None:
    stage = Stage(site)
    evaluation = stage.walk(State.DRAFT)
    call_in_section(stage, evaluation)
    section = stage.content(evaluation).scheme.sections[0]
    filer = site.visitor("filer")
    filer.get("/language/en", expect=302)
    words = read_words(filer.get(f"/evaluations/{evaluation}"))
    assert f"“{section.title_en}”" in words
    assert f"“{section.key}”" not in words
