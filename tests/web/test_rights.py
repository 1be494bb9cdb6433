"""The page that says what one can do: one's own rights, and those on one evaluation."""

from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage


@pytest.fixture
def site(migrated_sqlite: Database, tmp_path: Path) -> Site:
    return Site(migrated_sqlite, tmp_path)


def test_a_person_reads_what_he_can_do_and_why_not(site: Site) -> None:
    page = site.visitor("head").get("/rights").text
    mine, _, others = page.partition("不由您办理的")
    assert "单位审核" in mine
    assert "您没有参与过它的填报" in mine
    assert "由归口财政业务科室的科长办理" in others


def test_from_a_greyed_button_one_gets_to_the_reason(site: Site) -> None:
    evaluation = Stage(site).stand(State.SELF_SCORED)
    visitor = site.visitor("filer")
    address = f"/rights?evaluation={evaluation}"
    assert address in visitor.get(f"/evaluations/{evaluation}").text
    page = visitor.get(address).text
    assert "只能在“草稿”时办理，现在是“已自评”" in page
    assert "由被评价单位负责人办理" in page
    assert "标出的一列是它现在的状态" in page
    site.visitor("school_filer").get(address, expect=404)
