"""Bundles for whoever may see an evaluation: one from its page, several from a search."""

import json
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest

from models.database import Database
from models.vocabulary import State
from tests.support.app import Site
from tests.support.crawl import Stage, let_in
from web.pages import exports

SCHOOL = {"filer": "school_filer"}


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def test_a_bundle_of_an_evaluation_waits_for_the_seal_and_is_the_same_again(
    site: Site, stage: Stage
) -> None:
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    auditor = let_in(site, "auditor")
    address = f"/evaluations/{evaluation}/bundle"
    refused = auditor.get(address, expect=409)
    assert "还没有封入账本" in refused.text
    site.seal()
    answer = auditor.get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert ".jsonl" in answer.headers["Content-Disposition"]
    assert auditor.get(address).data == answer.data
    assert json.loads(answer.data.splitlines()[0])["evaluation"] == str(evaluation)


def test_the_public_bundle_holds_no_text_that_is_not_published(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.PUBLISHED)
    visitor = site.visitor()
    public = visitor.get(f"/published/{evaluation}/bundle").text
    copy = visitor.get(f"/published/{evaluation}").text
    own = let_in(site, "filer").get(f"/evaluations/{evaluation}/bundle").text
    shown, kept = (
        {line["text"] for line in map(json.loads, bundle.splitlines()) if "text" in line}
        for bundle in (public, own)
    )
    inner = {text for text in kept if text not in copy}
    assert inner
    assert not any(text in public for text in inner)
    assert not shown & inner


def read_names(site: Site, who: str, query: str) -> list[str]:
    packed = let_in(site, who).get(f"/trail/export/bundles?{query}").data
    with ZipFile(BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_a_search_is_taken_along_as_bundles(site: Site, stage: Stage) -> None:
    """One of each evaluation of which an event fits, the same as from its own page."""
    center = stage.stand(State.UNIT_APPROVED)
    school = stage.stand(State.DRAFT, cast=SCHOOL, unit="school")
    site.seal()
    both = sorted(f"{each}.jsonl" for each in (center, school))
    offices = site.offices.offices
    expected = {
        ("auditor", ""): both,
        ("auditor", "action=approve"): [f"{center}.jsonl"],
        ("auditor", f"unit={offices['school']}"): [f"{school}.jsonl"],
        ("auditor", "indicator=巡检"): both,
        ("filer", ""): [f"{center}.jsonl"],
        ("school_filer", "action=create"): [f"{school}.jsonl"],
    }
    assert {(who, query): read_names(site, who, query) for who, query in expected} == expected
    auditor = let_in(site, "auditor")
    packed = auditor.get("/trail/export/bundles").data
    assert packed == auditor.get("/trail/export/bundles").data
    with ZipFile(BytesIO(packed)) as archive:
        own = auditor.get(f"/evaluations/{center}/bundle").data
        assert archive.read(f"{center}.jsonl") == own
    assert "/trail/export/bundles?action=approve" in auditor.get("/trail?action=approve").text


def test_what_cannot_be_bundled_is_said(
    site: Site, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluations: list[UUID] = [stage.stand(State.DRAFT), stage.stand(State.DRAFT)]
    auditor = let_in(site, "auditor")
    assert "还没有封入账本" in auditor.get("/trail/export/bundles", expect=409).text
    assert "/trail/export/bundles" not in auditor.get("/trail").text
    site.seal()
    monkeypatch.setattr(exports, "MOST_BUNDLES", 1)
    answer = auditor.get("/trail/export/bundles", expect=409).text
    assert "符合条件的评价超过 1 项" in answer
    assert not any(str(each) in answer for each in evaluations)
