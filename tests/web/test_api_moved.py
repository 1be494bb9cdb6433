"""What a script is told when its condition fails: what changed the content, and only that."""

from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage
from tests.support.scripts import Script, make_script


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


def read_version(script: Script, evaluation: UUID) -> int:
    version: int = script.get(f"/evaluations/{evaluation}")["content_version"]
    return version


def test_what_moved_is_what_changed_the_content_the_latest_first(site: Site) -> None:
    """However much was said meanwhile: comments change nothing that was looked at."""
    filer, second = make_script(site, "filer"), make_script(site, "second_filer")
    evaluation = Stage(site).stand(State.DRAFT)
    actions = f"/evaluations/{evaluation}/actions"
    seen = read_version(filer, evaluation)
    for _time in range(2):
        version = read_version(second, evaluation)
        answer = second.send(f"{actions}/fill", {"sections": {}}, seen=version)
        assert answer.status_code == 200, answer.text
        assert filer.send(f"{actions}/comment", {"text": "一句"}).status_code == 200
    refused = filer.send(f"{actions}/submit", {}, seen=seen)
    assert refused.status_code == 412
    problem = refused.get_json()
    assert [reason["header"] for reason in problem["reasons"]] == ["If-Match"]
    assert [event["action"] for event in problem["moved"]] == ["fill", "fill"]
    first, last = problem["moved"]
    assert first["number"] == problem["content_version"] > last["number"] > seen


@pytest.mark.parametrize("given", ['"1"', '"none"', "*"])
def test_a_comment_stands_whatever_moved(site: Site, given: str) -> None:
    filer = make_script(site, "filer")
    evaluation = Stage(site).stand(State.DRAFT)
    path = f"/evaluations/{evaluation}/actions/comment"
    answer = filer.send(path, {"text": "一句"}, headers={"If-Match": given})
    assert answer.status_code == 200, answer.text
