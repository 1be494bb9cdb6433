"""What everybody may have of the ledger: a page, and hashes that lead to the signed root."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.database import Database
from models.vocabulary import HashName, State
from tests.support.app import Site, Visitor
from tests.support.crawl import Stage, let_in, read_words
from tests.support.databases import copy_sqlite
from tests.support.served import serve
from tests.support.shell import list_programs, read_code
from web.app import create_app
from web.cli import main
from web.ledger import find_archive
from web.pages import ledger as pages
from workflow.ledger.archive import read_keys
from workflow.ledger.checkpoint import Checkpoint, list_cosignatures, read_checkpoint
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import PublicKey, check_note, read_note, read_public_key
from workflow.ledger.tiles import Tiles
from workflow.ledger.witness import SignedTiles

ADDRESSES = ("checkpoint", "keys", "tile/0/000.p/1", "verify_bundle.py")


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    with copy_sqlite(sqlite_template, tmp_path) as database:
        yield Site(database, tmp_path)


@pytest.fixture
def sealed(site: Site) -> Site:
    site.seal()
    return site


def read_latest(site: Site) -> Checkpoint:
    text = site.visitor().get("/ledger/checkpoint").text
    return read_checkpoint(read_note(text))


def test_before_the_first_seal_the_page_says_so(database: Database, tmp_path: Path) -> None:
    visitor = Site(database, tmp_path).visitor()
    words = read_words(visitor.get("/ledger"))
    assert "还没有封印" in words
    assert "尚未封印" in words
    for name in ("checkpoint", "cosigned", "keys", "witnesses", "tile/0/000", "tile/0/000.p/1"):
        answer = visitor.get(f"/ledger/{name}", expect=404)
        assert answer.mimetype == "text/plain"
        assert "Set-Cookie" not in answer.headers


def test_the_page_tells_how_far_the_ledger_goes(sealed: Site) -> None:
    page = sealed.visitor().get("/ledger")
    words = read_words(page)
    latest = read_latest(sealed)
    (key,) = read_keys(sealed.settings.ledger / "keys")
    assert f"{latest.size} 条" in words
    assert latest.root.hex() in words
    assert key.write() in words
    assert "SHA256" in words
    assert "还没有见证方" in words
    assert "没有" in words.partition("尚未封印")[2][:6], "nothing is waiting"
    assert f"{sealed.settings.public_url}/ledger/verify_bundle.py" in words
    stage = Stage(sealed)
    stage.stand(State.SELF_SCORED)
    later = read_words(sealed.visitor().get("/ledger"))
    assert "，最早的一条在" in later.partition("尚未封印")[2][:30]
    assert f"{latest.size} 条" in later
    english = sealed.visitor().client.get("/ledger", headers={"Accept-Language": "en"})
    assert "Public ledger" in english.text
    assert not set("见证封印账本") & set(read_words(english).replace("中文", ""))


@pytest.mark.pg
def test_the_account_of_the_application_may_read_all_that_is_shown(
    migrated_postgres: Database, as_application: Database, tmp_path: Path
) -> None:
    site = Site(migrated_postgres, tmp_path)
    site.seal()
    Stage(site).stand(State.SELF_SCORED)
    client = create_app(settings=site.settings, database=as_application).test_client()
    page = client.get("/ledger")
    assert page.status_code == 200
    assert "，最早的一条在" in read_words(page)
    for name in ADDRESSES:
        assert client.get(f"/ledger/{name}").status_code == 200, name


def fetch_with(visitor: Visitor) -> Callable[[Path], bytes]:
    def read(path: Path) -> bytes:
        answer = visitor.client.get(f"/ledger/{path.as_posix()}")
        if answer.status_code == 404:
            raise FileNotFoundError(path)
        assert answer.status_code == 200
        assert answer.mimetype == "application/octet-stream"
        return bytes(answer.data)

    return read


def test_the_tiles_lead_to_the_root_that_was_signed(site: Site) -> None:
    stage = Stage(site)
    seen = None
    for state in (State.DRAFT, State.SELF_SCORED, State.PUBLISHED):
        stage.stand(state)
        site.seal()
        visitor = site.visitor()
        note = read_note(visitor.get("/ledger/checkpoint").text)
        keys = [read_public_key(line) for line in visitor.get("/ledger/keys").text.splitlines()]
        assert check_note(note, keys=keys)
        latest = read_checkpoint(note)
        tiles = SignedTiles(size=latest.size, read=fetch_with(visitor), hasher=Hasher())
        assert tiles.find_root(latest.size) == latest.root
        if seen is not None:
            proof = Hasher().prove_consistency(seen.size, size=latest.size, subtree=tiles.subtree)
            Hasher().check_consistency(
                old=seen.size, old_root=seen.root, size=latest.size, root=latest.root, proof=proof
            )
        seen = latest


def test_any_part_of_a_tile_is_what_the_signed_tree_has_there(sealed: Site) -> None:
    visitor, size = sealed.visitor(), read_latest(sealed).size
    assert 20 < size < 256
    whole = visitor.get(f"/ledger/tile/0/000.p/{size}").data
    assert len(whole) == 32 * size
    folder = sealed.settings.ledger / "tile" / "0" / "000.p"
    (folder / "9").write_bytes(b"left behind by a pass that died" * 32)
    for width in (1, 9, size - 1):
        assert visitor.get(f"/ledger/tile/0/000.p/{width}").data == whole[: 32 * width]
    # Written, not yet signed: the next pass may write something else in its place.
    Tiles(sealed.settings.ledger, hasher=Hasher()).append([b"x"] * 300, size=size)
    for name in (f"0/000.p/{size + 1}", "0/000", "0/001.p/1", "1/000.p/1"):
        visitor.get(f"/ledger/tile/{name}", expect=404)


def test_after_a_rotation_the_key_that_signed_last_is_the_one_to_check_with(sealed: Site) -> None:
    path = sealed.settings.ledger / "keys"
    (old,) = read_keys(path)
    new = PublicKey(old.name, old.kind, b"\x01" * 32)
    path.write_text(f"{old.write()}\n{new.write()}\n", encoding="utf-8")
    words = read_words(sealed.visitor().get("/ledger"))
    assert f"--key {old.write()}" in words
    assert f"--log {old.write()}" in words
    assert new.write() in words.partition("以前的公钥")[0]
    assert old.write() in words.partition("以前的公钥")[2][:200]


def test_a_ledger_of_another_hash_says_that_verifiers_of_others_do_not_apply(
    sealed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "通用的校验程序只认 SHA-256"
    assert said not in read_words(sealed.visitor().get("/ledger"))
    archive = find_archive(sealed.settings)
    assert archive is not None
    other = replace(archive, hasher=Hasher(HashName.SM3))
    monkeypatch.setattr(pages, "find_archive", lambda _settings: other)
    words = read_words(sealed.visitor().get("/ledger"))
    assert said in words
    assert "SM3" in words


NO_TILES = (
    *("0", "0/", "0/0", "0/00", "00/000.p/1", "0/0000", "0/x000/000.p/1", "0/x001/000", "64/000"),
    *("0/000.p/0", "0/000.p/00", "0/000.p/01", "0/000.p/256", "0/000.p/999", "0/000.p/", "0/000.p"),
    *("0/000.p/1/", "0/000.p/-1", "0/000.p/+1", "0/000.p/1_0", "0/000.p/1.0", "-1/000", "0/000 "),
    *("0/٠٠٠.p/1", "٠/000.p/1", "0/000.P/1", "0/X000/000", "x000/0/000", "a/000", "0/abc"),
    *("entries/000", "entries/000.p/1", "entries/x000/000", "0/../entries/000.p/1", "0/999"),
    *("../checkpoint", "../ledger.key", "0/../../ledger.key", "%2e%2e/keys", "0//000.p/1"),
    *("0/000.p/1%00", "0/000%2ep%2f1x", f"0/{'x999/' * 6}999", f"0/{'x001/' * 7}001"),
    f"0/{'x999/' * 3000}999",
    f"{'9' * 5000}/000",
)


def test_only_the_one_name_of_a_tile_of_hashes_is_answered(sealed: Site) -> None:
    client = sealed.visitor().client
    assert client.get("/ledger/tile/0/000.p/1").status_code == 200
    for name in NO_TILES:
        answer = client.get(f"/ledger/tile/{name}", follow_redirects=True)
        assert answer.status_code == 404, name[:40]
        assert b"PRIVATE" not in answer.data
        assert b"evaluation" not in answer.data


def test_the_entries_are_nobodys_business(sealed: Site) -> None:
    parts = list((sealed.settings.ledger / "tile" / "entries").rglob("*"))
    assert any(part.is_file() for part in parts)
    for part in parts:
        name = part.relative_to(sealed.settings.ledger).as_posix()
        assert sealed.visitor().client.get(f"/ledger/{name}").status_code == 404, name


@pytest.mark.parametrize("who", ["anonymous", "filer", "auditor"])
def test_it_is_the_same_for_everybody_and_may_be_kept(sealed: Site, who: str) -> None:
    client = (sealed.visitor() if who == "anonymous" else let_in(sealed, who)).client
    ages = {"": 60, "checkpoint": 5, "keys": 60, "tile/0/000.p/1": 31_536_000}
    for name, age in {**ages, "verify_bundle.py": 60}.items():
        address = f"/ledger/{name}".rstrip("/")
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == f"public, max-age={age}", address
        assert "Set-Cookie" not in answer.headers
        assert answer.data == sealed.visitor().client.get(address).data
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        head = client.head(address)
        assert (head.status_code, head.data) == (200, b""), address
        if name:
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert client.get(address, headers={"Accept-Language": "en"}).data == answer.data
    missing = client.get("/ledger/tile/0/999")
    assert missing.headers["Cache-Control"] == "no-store", "it may be there tomorrow"
    assert "Set-Cookie" not in missing.headers


def test_the_program_that_verifies_is_served_as_text(sealed: Site) -> None:
    answer = sealed.visitor().get("/ledger/verify_bundle.py")
    assert answer.mimetype == "text/plain"
    path = Path(__file__).resolve().parents[2] / "workflow/ledger/verify_bundle.py"
    assert answer.data == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("keys", b"x\n"),
        ("keys", b"\xff"),
        ("witnesses", b"x\n"),
        ("checkpoint", b"x"),
        ("checkpoint", b"\xff"),
        ("checkpoint", b""),
    ],
)
def test_a_damaged_ledger_is_spoken_of_and_never_a_fault(
    sealed: Site, name: str, content: bytes
) -> None:
    visitor = sealed.visitor()
    (sealed.settings.ledger / name).write_bytes(content)
    assert "账本的文件有误" in read_words(visitor.get("/ledger"))
    assert visitor.get(f"/ledger/{name}").data == content, "as it lies there: verifiers refuse it"
    if name != "checkpoint":
        visitor.get("/ledger/checkpoint")
    visitor.get("/ledger/tile/0/000.p/1", expect=404)


def test_a_checkpoint_of_another_key_is_not_shown_as_ours(sealed: Site) -> None:
    text = (sealed.settings.ledger / "checkpoint").read_text(encoding="utf-8")
    other = PublicKey("127.0.0.1:8000/trail", 1, b"\x01" * 32)
    (sealed.settings.ledger / "keys").write_text(f"{other.write()}\n", encoding="utf-8")
    visitor = sealed.visitor()
    words = read_words(visitor.get("/ledger"))
    assert "账本的文件有误" in words
    assert read_checkpoint(read_note(text)).root.hex() not in words


def test_lost_tiles_are_not_there_and_no_fault(sealed: Site) -> None:
    shutil.rmtree(sealed.settings.ledger / "tile" / "0")
    sealed.visitor().get("/ledger/tile/0/000.p/1", expect=404)
    (sealed.settings.ledger / "tile" / "0").write_bytes(b"a file where a folder has to be")
    sealed.visitor().get("/ledger/tile/0/000.p/1", expect=404)
    assert sealed.visitor().get("/ledger").status_code == 200


@pytest.mark.parametrize("curl", ["that of the machine", "that of the tests"])
def test_the_three_lines_of_the_page_verify_a_published_result(
    sealed: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, curl: str
) -> None:
    """Pasted into a shell of a machine that has nothing of ours."""
    evaluation = Stage(sealed).stand(State.PUBLISHED)
    sealed.seal()
    three = read_code(sealed.visitor().get("/ledger").text)[0]
    assert len(three.splitlines()) == 3
    if curl == "that of the tests":
        monkeypatch.setattr("tests.support.shell.shutil.which", lambda _name: None)
    with serve(sealed.app) as address:
        # The key bears the name of the site, but is no address.
        pasted = three.replace(f"{sealed.settings.public_url}/", f"{address}/")
        done = subprocess.run(
            ["/bin/sh", "-e", "-c", pasted.replace("/ID/", f"/{evaluation}/")],
            cwd=tmp_path,
            env={"PATH": list_programs(tmp_path), "no_proxy": "*", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr + done.stdout
    assert str(evaluation) in done.stdout


def test_a_witness_of_another_office_is_shown_with_what_it_vouches_for(
    sealed: Site,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From end to end, over real HTTP: its key, its look, its signature handed in, the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("HENGJIAN_LEDGER", str(sealed.settings.ledger))
    monkeypatch.setenv("HENGJIAN_LEDGER_KEY", str(sealed.settings.ledger_key))
    (key,) = read_keys(sealed.settings.ledger / "keys")
    assert main(["witness", "--init", "audit.example.cn", "--key", "witness.key"]) == 0
    witness = capsys.readouterr().out.splitlines()[-1].partition("：")[2]
    assert main(["witnessed", "--add", witness]) == 0
    assert "还没有签名" in read_words(sealed.visitor().get("/ledger"))
    with serve(sealed.app) as address:
        look = ["witness", f"{address}/ledger", "--key", "witness.key", "--out", "cosigned"]
        assert main([*look, "--log", key.write()]) == 0
        assert main(["witnessed", "cosigned"]) == 0
        first = read_latest(sealed).size
        sealed.open_cycle("national_project", year=2031)
        sealed.seal()
        assert main(look) == 0
    visitor = sealed.visitor()
    assert read_latest(sealed).size > first
    words = read_words(visitor.get("/ledger"))
    assert "audit.example.cn" in words
    assert witness in words
    assert f"{first} 条" in words.partition("签名时间")[2], (
        "of the last checkpoint it knows nothing"
    )
    plain = read_note(visitor.get("/ledger/checkpoint").text)
    assert list_cosignatures(plain, keys=[read_public_key(witness)]) == ()
    older = read_note(visitor.get("/ledger/cosigned").text)
    assert read_checkpoint(older).size == first
    assert main(["witnessed", "cosigned"]) == 0
    (cosignature,) = list_cosignatures(
        read_note(visitor.get("/ledger/checkpoint").text), keys=[read_public_key(witness)]
    )
    assert cosignature.at > 1_700_000_000
    assert visitor.get("/ledger/witnesses").text == f"{witness}\n"
