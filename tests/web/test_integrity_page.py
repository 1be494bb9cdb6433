"""How sound the trail is, for auditors and administrators: seal, verification, window, alarms."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.database import Database
from models.queries.seals import SealRow, find_last_seal
from models.vocabulary import Action, State
from tests.support.app import Site
from tests.support.crawl import Stage, let_in
from web.ledger import find_archive, read_key
from web.sealer import ALARMS, seal_now
from workflow.data import Remark
from workflow.ledger.checkpoint import Checkpoint, cosign, sign_checkpoint
from workflow.ledger.note import COSIGNATURE, PrivateKey, read_note
from workflow.ledger.witnessed import recognise, take_cosigned

WITNESS = PrivateKey("audit-office.example", COSIGNATURE, b"\x07" * 32)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return Site(database, tmp_path)


@pytest.fixture
def stage(site: Site) -> Stage:
    return Stage(site)


def read(site: Site, who: str = "auditor") -> str:
    page = let_in(site, who).get("/integrity").text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def list_alarms(site: Site) -> list[str]:
    page = let_in(site, "auditor").get("/integrity").text
    _before, found, rest = page.partition('id="alarms"')
    listed = re.findall(r"<li>(.*?)</li>", rest.partition("</div>")[0]) if found else []
    return [re.sub(r"<[^>]+>", "", each) for each in listed]


def read_seal(site: Site) -> SealRow:
    """The last seal."""
    with site.database.reading() as session:
        seal = find_last_seal(session)
    assert seal is not None
    return seal


def note_verified(site: Site, **told: object) -> None:
    """Write down a verification as the command does."""
    whole = {"at": datetime.now(UTC).isoformat(), "size": 7, "ok": True, "faults": {"hash": 0}}
    path = site.settings.ledger / "verified.json"
    path.write_text(json.dumps({**whole, **told}), encoding="utf-8")


def test_auditors_and_administrators_read_it_and_nobody_else(site: Site) -> None:
    for who in ("auditor", "administrator"):
        assert "记录的完整性" in read(site, who)
    for who in ("filer", "head", "chief"):
        let_in(site, who).get("/integrity", expect=404)
    site.visitor().get("/integrity", expect=401)


def test_a_sound_trail_is_told_with_its_numbers(site: Site, stage: Stage) -> None:
    stage.stand(State.DRAFT)
    site.seal()
    note_verified(site, size=4711)
    seal = read_seal(site)
    said = read(site)
    assert "没有异常" in said
    assert list_alarms(site) == []
    assert f"共 {seal.size} 条 根哈希 {seal.root}" in said
    assert "尚未封印 没有" in said
    assert "共 4711 条 没有发现问题" in said
    assert "目前还没有见证方" in said


def test_before_there_is_a_key_it_says_what_to_do(site: Site) -> None:
    assert list_alarms(site) == ["账本还没有密钥，不能封印；请运行 hengjian init"]


def test_what_waits_too_long_for_its_seal_is_an_alarm(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    site.seal()
    note_verified(site)
    assert list_alarms(site) == []
    at = datetime.now(UTC)
    stage.do("chief", Action.COMMENT, evaluation, Remark(text="看过"), at=at)
    assert list_alarms(site) == []
    assert "尚未封印 1 条，最早的一条在" in read(site)


def test_an_old_row_without_a_seal_is_an_alarm(site: Site, stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    site.seal()
    note_verified(site)
    at = datetime.now(UTC) - timedelta(minutes=17, seconds=5)
    stage.do("chief", Action.COMMENT, evaluation, Remark(text="看过"), at=at)
    (alarm,) = list_alarms(site)
    assert alarm.startswith("有记录等了 17 分钟 还没有封印")


@pytest.mark.parametrize(
    ("told", "alarm"),
    [
        (
            {"ok": False, "faults": {"hash": 2, "replay": 1}},
            "上次核验发现 3 处问题，详情请运行 hengjian verify --all",
        ),
        (
            {"at": (datetime.now(UTC) - timedelta(days=3, hours=1)).isoformat()},
            "上次核验已是 3 天前，请每天运行 hengjian verify",
        ),
        ({"at": "yesterday"}, "还没有核验过，请运维人员在服务器上运行 hengjian verify"),
        ({"faults": None}, "还没有核验过，请运维人员在服务器上运行 hengjian verify"),
    ],
)
def test_a_verification_is_bad_old_or_missing(
    site: Site, stage: Stage, told: dict[str, object], alarm: str
) -> None:
    stage.stand(State.DRAFT)
    site.seal()
    note_verified(site, **told)
    assert list_alarms(site) == [alarm]
    if "ok" in told:
        said = read(site)
        assert "哈希 2 处问题" in said
        assert "按记录重算 1 处问题" in said


def test_a_ledger_that_is_not_that_of_the_database_is_an_alarm(site: Site, stage: Stage) -> None:
    """Its checkpoint is lost, not signed by its key, of another root, or of more entries."""
    stage.stand(State.DRAFT)
    site.seal()
    note_verified(site)
    kept = site.settings.ledger / "checkpoint"
    first, size = kept.read_bytes(), read_seal(site).size
    key = read_key(site.settings.ledger_key)

    def claim(size: int) -> bytes:
        told = Checkpoint(key.name, size, b"\x01" * 32)
        return sign_checkpoint(told, key=key).write().encode()

    unreadable = "账本里的检查点读不出来，或者不是本账本的密钥签的"
    lies = {
        first.replace(f"\n{size}\n".encode(), f"\n{size + 1}\n".encode()): unreadable,
        b"\xff": unreadable,
        b"": unreadable,
        claim(size): "账本的根哈希与数据库里的不同：两者之一被改动过",
        claim(size + 5): (f"账本已有 {size + 5} 条，数据库只封印到 {size} 条：数据库被退回到从前"),
    }
    for lie, alarm in lies.items():
        kept.write_bytes(lie)
        assert list_alarms(site) == [alarm]
    kept.unlink()
    assert list_alarms(site) == [f"账本里没有检查点，数据库却已封印 {size} 条"]
    kept.write_bytes(first)
    assert list_alarms(site) == []


def test_who_witnesses_is_told(site: Site, stage: Stage) -> None:
    """One that never signed, and then how far and when it did."""
    stage.stand(State.DRAFT)
    site.seal()
    note_verified(site)
    archive = find_archive(site.settings)
    assert archive is not None
    archive = recognise(archive, WITNESS.public)
    assert "audit-office.example — 还没有签名" in read(site)
    at = datetime.now(UTC).replace(microsecond=0)
    note = read_note((site.settings.ledger / "checkpoint").read_text(encoding="utf-8"))
    signed = cosign(note, key=WITNESS, at=int(at.timestamp())).write().encode()
    take_cosigned(archive, signed, now=int(at.timestamp()))
    local = at.astimezone(site.settings.time_zone)
    size = read_seal(site).size
    assert f"audit-office.example {size} 条 {local:%Y-%m-%d %H:%M:%S}" in read(site)


def test_a_key_that_cannot_be_read_is_an_alarm_and_no_fault(site: Site, stage: Stage) -> None:
    stage.stand(State.DRAFT)
    site.seal()
    (site.settings.ledger / "keys").write_text("no key\n", encoding="utf-8")
    assert list_alarms(site) == ["账本的公钥文件读不出来：请从备份恢复"]


def test_a_refused_seal_is_told_until_one_is_made(site: Site, stage: Stage) -> None:
    stage.stand(State.DRAFT)
    site.seal()
    home = site.app.extensions["hengjian"]
    checkpoint = site.settings.ledger / "checkpoint"
    genuine = checkpoint.read_bytes()
    checkpoint.write_bytes(genuine.replace(b"\n", b"0\n", 2))
    with pytest.raises(ALARMS):
        seal_now(home)
    checkpoint.write_bytes(genuine)
    (told,) = [each for each in list_alarms(site) if "拒绝封印，此后没有封印过" in each]
    assert re.match(r"\d{4}-\d\d-\d\d [\d:]{8} 拒绝封印", told), told
    seal_now(home)
    assert not any("拒绝封印，此后" in each for each in list_alarms(site))
