"""What everyone may read appears when it is sealed, and not before."""

from pathlib import Path

import pytest
from sqlalchemy import text

from models.database import Database
from models.queries.seals import Window, find_unsealed_publication, read_window
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.editions import correct, publish, revise


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def look(site: Site, address: str) -> str | None:
    """What a stranger sees without anybody sealing for him; None where there is no such page."""
    answer = site.visitor().client.get(address)
    assert answer.status_code in {200, 404}, answer.status
    return answer.text if answer.status_code == 200 else None


def is_awaited(site: Site) -> bool:
    with site.database.reading() as session:
        return find_unsealed_publication(session)


def ask_window(site: Site) -> Window:
    with site.database.reading() as session:
        return read_window(session)


def test_a_result_is_for_everyone_once_it_is_sealed(site: Site) -> None:
    stage = Stage(site)
    site.seal()
    assert not is_awaited(site)
    stage.stand(State.FINANCE_REVIEWED)
    assert not is_awaited(site), "nothing was published"
    published = stage.stand(State.PUBLISHED)
    assert is_awaited(site)
    page = f"/published/{published}"
    assert look(site, page) is None
    assert str(published) not in (look(site, "/published") or "")
    inside = site.visitor("filer").get(f"/evaluations/{published}").text
    assert "已公开" in inside, "the state is published at once"
    site.seal()
    assert not is_awaited(site)
    assert look(site, page) is not None
    assert str(published) in (look(site, "/published") or "")


def test_an_edition_is_the_latest_until_its_correction_is_sealed(site: Site) -> None:
    stage = Stage(site)
    first = stage.stand(State.PUBLISHED)
    site.seal()
    pages = ("/published", f"/published/{first}")
    before = [look(site, page) for page in pages]
    second = correct(stage, first)
    revise(stage, second)
    publish(stage, second)
    assert [look(site, page) for page in pages] == before
    assert look(site, f"/published/{second}") is None
    site.seal()
    listed = look(site, "/published") or ""
    assert f"/published/{second}" in listed
    assert f"/published/{first}" not in listed
    assert f"/published/{first}" in (look(site, f"/published/{second}") or "")
    assert f"/published/{second}" in (look(site, f"/published/{first}") or "")


def test_the_window_counts_what_is_not_sealed(site: Site) -> None:
    counts = ("audit_event", "admin_event", "refusal")
    with site.database.reading() as session:
        rows = sum(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in counts)
    assert ask_window(site).rows == rows > 0
    site.seal()
    assert ask_window(site) == Window(0, None)
    stage = Stage(site)
    evaluation = stage.walk(State.DRAFT)
    first = ask_window(site)
    begun = stage.header(evaluation).evaluation
    assert first.rows == begun.version
    stage.tick()
    stage.stand(State.SELF_SCORED)
    later = ask_window(site)
    assert later.since == first.since is not None
    assert later.rows > first.rows
