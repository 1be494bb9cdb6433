"""A unit of which nobody is left to sign is told so early, with the ways out."""

from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, Role, State
from tests.support.app import Site, Visitor, find_form
from tests.support.crawl import Stage, let_in, read_words

LAST = "您一旦填报"
ALL_FILLED = "没有可以审核的负责人"
NO_HEAD = "还没有单位负责人"
NAME_ANOTHER = "请系统管理员为本单位另外指定一位负责人"
ABOVE = "或者由主管单位“bureau”的负责人审核"
NOBODY_ABOVE = "那里现在没有可以审核的负责人"
NOTHING_ABOVE = "本单位没有主管单位"


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def begin(site: Site, visitor: Visitor) -> str:
    return f"/evaluations/{site.begin(visitor)}"


def test_the_only_head_is_warned_before_his_first_save_and_told_after_it(site: Site) -> None:
    """In the hospital one person heads and files; another files only."""
    head, filer = let_in(site, "hospital_head"), let_in(site, "hospital_filer")
    for said in (LAST, NAME_ANOTHER, ABOVE):
        assert said in read_words(head.get("/evaluations/new"))
    assert 'id="signing"' not in filer.get("/evaluations/new").text
    theirs = begin(site, filer)
    for address in (theirs, f"{theirs}/fill/funds"):
        assert LAST in read_words(head.get(address)), "it would be his first part in this one"
        assert 'id="signing"' not in filer.get(address).text
    form = find_form(head.get(f"{theirs}/fill/narrative"), "/narrative")
    head.send_form(form, button="save")
    for visitor, address in ((head, theirs), (filer, theirs), (filer, f"{theirs}/fill/indicators")):
        words = read_words(visitor.get(address))
        assert ALL_FILLED in words
        assert NAME_ANOTHER in words
        assert ABOVE in words
        assert LAST not in words
    chief = read_words(let_in(site, "chief").get(theirs))
    assert ALL_FILLED in chief, "whoever waits for it sees why it does not come"


def test_it_is_over_as_soon_as_another_head_is_named(site: Site) -> None:
    head = let_in(site, "hospital_head")
    page = begin(site, head)
    assert ALL_FILLED in read_words(head.get(page))
    site.offices.add_person("new_head", {Role.UNIT_HEAD}, "hospital")
    assert 'id="signing"' not in head.get(page).text
    site.offices.disable("new_head")
    assert ALL_FILLED in read_words(head.get(page))


def test_a_unit_without_a_head_is_told_so_from_the_beginning(site: Site) -> None:
    filer = let_in(site, "bureau_filer")
    assert 'id="signing"' not in filer.get("/evaluations/new").text
    site.offices.disable("bureau_head")
    page = begin(site, filer)
    for address in ("/evaluations/new", page, f"{page}/fill/funds"):
        words = read_words(filer.get(address))
        assert NO_HEAD in words
        assert NOTHING_ABOVE in words, "nobody supervises the bureau"
    school = let_in(site, "school_filer")
    site.offices.disable("school_head")
    assert NOBODY_ABOVE in read_words(school.get("/evaluations/new"))
    assert 'id="signing"' not in let_in(site, "filer").get("/evaluations/new").text


def test_the_finance_section_sees_which_units_have_no_head(site: Site) -> None:
    site.offices.disable("school_head")
    words = read_words(let_in(site, "section_filer").get("/evaluations/new"))
    assert f"school · {NO_HEAD}" in words
    assert f"center · {NO_HEAD}" not in words


def test_it_is_said_until_the_unit_has_signed(site: Site) -> None:
    stage = Stage(site)
    cast = {"filer": "hospital_filer", "head": "bureau_head", "chief": "chief"}
    drawn: dict[State, UUID] = {}
    for state in (State.SELF_SCORED, State.UNIT_APPROVED):
        evaluation = stage.walk(State.DRAFT, cast=cast, unit="hospital")
        stage.do("hospital_head", Action.SCORE, evaluation)
        stage.do("hospital_filer", Action.SUBMIT, evaluation)
        if state is State.UNIT_APPROVED:
            stage.do("bureau_head", Action.APPROVE, evaluation)
        drawn[state] = evaluation
    filer = let_in(site, "hospital_filer")
    assert ALL_FILLED in read_words(filer.get(f"/evaluations/{drawn[State.SELF_SCORED]}"))
    assert 'id="signing"' not in filer.get(f"/evaluations/{drawn[State.UNIT_APPROVED]}").text
