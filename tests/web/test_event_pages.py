"""One event of the trail by itself: before, after, reason, and its proof or that it has none."""

import html
import re
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, HashName, State
from tests.support.app import Site
from tests.support.crawl import Stage, let_in
from tests.support.papers import VISITS
from workflow.data import Remark
from workflow.ledger.checkpoint import check_proof, read_proof
from workflow.ledger.merkle import Hasher


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def read(text: str) -> str:
    """What a page says, without its elements."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def test_an_event_tells_before_after_reason_and_proof(site: Site, stage: Stage) -> None:
    """center: create, fill, score, attach, submit, approve, review."""
    evaluation = stage.stand(State.FINANCE_REVIEWED)
    site.seal()
    auditor = let_in(site, "auditor")
    page = auditor.get(f"/evaluations/{evaluation}/events/7").text
    assert f"{VISITS} · 复核得分：— → 58.50" in read(page)
    assert "单位已审核 → 财政已复核" in read(page)
    proof = read_proof(auditor.get(f"/evaluations/{evaluation}/events/7/proof").text)
    entry = auditor.get(f"/evaluations/{evaluation}/events/7/entry").data
    checkpoint = check_proof(proof, entry=entry, hasher=Hasher())
    assert Hasher().hash_leaf(entry).hex() in page
    assert f"序号 {proof.index}（从 0 起），账本共 {checkpoint.size} 条" in page
    assert "封印于" in page


def test_each_event_has_a_place_of_its_own(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.PUBLISHED)
    site.seal()
    auditor = let_in(site, "auditor")
    places = []
    for seq in range(1, stage.header(evaluation).evaluation.version + 1):
        address = f"/evaluations/{evaluation}/events/{seq}"
        proof = read_proof(auditor.get(f"{address}/proof").text)
        check_proof(proof, entry=auditor.get(f"{address}/entry").data, hasher=Hasher())
        places.append(proof.index)
    assert len(places) == 8
    assert places == list(range(places[0], places[0] + 8))


def test_a_trail_kept_with_sm3_is_proved_on_its_pages(
    migrated_sqlite: Database, tmp_path: Path
) -> None:
    database = Database(migrated_sqlite.engine, hash_name=HashName.SM3)
    site = Site(database, tmp_path, hash_name=HashName.SM3)
    evaluation = Stage(site).stand(State.PUBLISHED)
    site.seal()
    auditor = let_in(site, "auditor")
    page = auditor.get(f"/evaluations/{evaluation}/events/7")
    proof = read_proof(auditor.get(f"/evaluations/{evaluation}/events/7/proof").text)
    entry = auditor.get(f"/evaluations/{evaluation}/events/7/entry").data
    check_proof(proof, entry=entry, hasher=Hasher(HashName.SM3))
    assert "哈希是 SM3" in read(page.text)


def test_an_event_that_is_not_sealed_says_so(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    site.seal()
    stage.do("chief", Action.COMMENT, evaluation, Remark(text="看过"))
    auditor = let_in(site, "auditor")
    page = auditor.get(f"/evaluations/{evaluation}/events/5").text
    assert "这条记录还没有封印" in page
    assert "/events/5/proof" not in page
    refused = auditor.get(f"/evaluations/{evaluation}/events/5/proof", expect=409)
    assert "还没有封入账本" in refused.text
    trail = auditor.get(f"/evaluations/{evaluation}/trail").text
    assert trail.count("尚未封印</span>") == 1
    assert trail.count(">证明</a>") == 4
    assert auditor.get("/trail").text.count("尚未封印</span>") == 1
    site.seal()
    assert "这条记录还没有封印" not in auditor.get(f"/evaluations/{evaluation}/events/5").text
    assert "尚未封印</span>" not in auditor.get(f"/evaluations/{evaluation}/trail").text


@pytest.mark.parametrize("address", ["/trail", "/evaluations/{}/trail"])
def test_the_window_is_told_on_the_trail(site: Site, stage: Stage, address: str) -> None:
    """How many rows of the whole trail wait, and since when the oldest does."""
    evaluation = stage.stand(State.DRAFT)
    site.seal()
    auditor = let_in(site, "auditor")
    place = address.format(evaluation)
    assert "全站记录都已封印" in auditor.get(place).text
    at = stage.tick()
    stage.do("chief", Action.COMMENT, evaluation, Remark(text="看过"), at=at)
    stage.do("chief", Action.COMMENT, evaluation, Remark(text="再看"))
    said = read(auditor.get(place).text)
    local = at.astimezone(site.settings.time_zone)
    assert f"全站有 2 条记录尚未封印，最早的一条在 {local:%Y-%m-%d %H:%M:%S}" in said


@pytest.mark.parametrize("seq", ["0", "99", "2147483648", "-1", "x"])
def test_a_number_that_nothing_has_is_not_found(site: Site, stage: Stage, seq: str) -> None:
    evaluation = stage.stand(State.DRAFT)
    for what in ("", "/proof", "/entry"):
        let_in(site, "auditor").get(f"/evaluations/{evaluation}/events/{seq}{what}", expect=404)


def test_events_lead_to_each_other_and_back(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    auditor = let_in(site, "auditor")
    address = f"/evaluations/{evaluation}/events"
    found = {
        seq: re.findall(rf'rel="(prev|next)" href="{address}/(\d+)"', page)
        for seq in (1, 2, 4)
        if (page := auditor.get(f"{address}/{seq}").text)
    }
    assert found == {1: [("next", "2")], 2: [("prev", "1"), ("next", "3")], 4: [("prev", "3")]}


def test_the_page_of_a_published_evaluation_waits_for_the_seal(site: Site, stage: Stage) -> None:
    """It says so, and links to the public page as soon as that is there."""
    evaluation: UUID = stage.stand(State.PUBLISHED)
    chief = let_in(site, "chief")
    page = chief.get(f"/evaluations/{evaluation}").text
    assert 'id="awaiting-seal"' in page
    assert f'href="/published/{evaluation}"' not in page
    assert f"/evaluations/{evaluation}/bundle" not in page
    site.seal()
    page = chief.get(f"/evaluations/{evaluation}").text
    assert 'id="awaiting-seal"' not in page
    assert f'href="/published/{evaluation}"' in page
    assert f"/evaluations/{evaluation}/bundle" in page
