"""hengjian reindex, and hengjian upgrade for what was begun before there were lists to search."""

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from models.database import Database
from models.tables import EvaluationListing
from models.vocabulary import State
from tests.support.records import dump, rows_of
from tests.support.scenes import Scene
from web.cli import main


@pytest.fixture
def scene(migrated_sqlite: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scene:
    """An office with a draft and a published evaluation, asked by commands in Chinese."""
    url = migrated_sqlite.engine.url.render_as_string(hide_password=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("HENGJIAN_DATABASE_URL", url)
    for name in ("HENGJIAN_MIGRATION_URL", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    scene = Scene(migrated_sqlite)
    scene.walk(State.DRAFT)
    scene.walk(State.PUBLISHED)
    return scene


def test_reindex_makes_every_listing_anew(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    before = dump(scene.database)
    with scene.database.writing() as session:
        session.execute(update(EvaluationListing).values(text="x", total=None))
    assert main(["verify"]) == 1
    assert "listing：失败（2 处）" in capsys.readouterr().out
    assert main(["reindex"]) == 0
    assert "已重新生成 2 项评价的列表信息" in capsys.readouterr().out
    assert dump(scene.database) == before
    assert main(["verify"]) == 0
    assert "listing：通过（2 项）" in capsys.readouterr().out


def test_upgrade_lists_what_is_not_listed_and_leaves_the_rest(scene: Scene) -> None:
    kept, missing = sorted(
        row.evaluation_id for row in rows_of(scene.database, "evaluation_listing")
    )
    with scene.database.writing() as session:
        listed = update(EvaluationListing).where(EvaluationListing.evaluation_id == kept)
        session.execute(listed.values(text="x"))
        session.execute(delete(EvaluationListing).where(EvaluationListing.evaluation_id == missing))
    assert main(["upgrade"]) == 0
    rows = {row.evaluation_id: row.text for row in rows_of(scene.database, "evaluation_listing")}
    assert rows[kept] == "x"
    assert "信息化运维" in rows[missing]
