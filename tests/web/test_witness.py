"""hengjian witness on a copy of a ledger: it vouches for what grew, and for nothing else."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.ledgers import LOG_KEY, Log
from web.cli import main, witness_words, witnessing
from web.ledger import write_key
from workflow.ledger.checkpoint import cosign, list_cosignatures, read_checkpoint
from workflow.ledger.note import (
    COSIGNATURE,
    Note,
    PrivateKey,
    PublicKey,
    check_note,
    read_note,
    read_public_key,
    sign_note,
)
from workflow.ledger.witness import WitnessProblem, read_memory

ROOT = Path(__file__).resolve().parents[2]
NAME = "audit.example.cn"


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "ledger").grow(300)


@pytest.fixture
def key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> PublicKey:
    path = tmp_path / "audit" / "witness.key"
    assert main(["witness", "--init", NAME, "--key", str(path)]) == 0
    return read_public_key(capsys.readouterr().out.splitlines()[-1].partition("：")[2])


@pytest.fixture
def look(tmp_path: Path, log: Log, key: PublicKey) -> Callable[..., int]:
    """One look at a folder; the log's key is given where a test says so."""

    def look(*more: str, folder: Path = log.folder) -> int:
        path = tmp_path / "audit" / "witness.key"
        out = tmp_path / "cosigned"
        out.unlink(missing_ok=True)
        return main(["witness", str(folder), "--key", str(path), "--out", str(out), *more])

    assert key.kind == COSIGNATURE
    return look


def read_out(tmp_path: Path) -> Note | None:
    path = tmp_path / "cosigned"
    return read_note(path.read_text(encoding="utf-8")) if path.exists() else None


def size_of(note: Note | None) -> int:
    return read_checkpoint(note).size if note else 0


def remembered(tmp_path: Path) -> int:
    memory = read_memory(tmp_path / "audit" / "witness.key.seen")
    return size_of(memory.note) if memory else 0


def test_a_witness_has_a_key_of_its_own_and_keeps_it(
    tmp_path: Path, key: PublicKey, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "audit" / "witness.key"
    assert (key.name, key.kind) == (NAME, COSIGNATURE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    kept = path.read_bytes()
    assert main(["witness", "--init", NAME, "--key", str(path)]) == 1
    assert "已经存在" in capsys.readouterr().err
    assert path.read_bytes() == kept


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "名\u3000称", "x" * 201])
def test_a_name_that_no_signature_could_bear_is_refused(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "witness.key"
    assert main(["witness", "--init", name, "--key", str(path)]) == 1
    assert "--init" in capsys.readouterr().err
    assert not path.exists()


def test_it_vouches_for_what_grew_with_a_signature_that_others_can_check(
    tmp_path: Path, log: Log, key: PublicKey, look: Callable[..., int]
) -> None:
    for size in (300, 300, 301, 512, 700):
        log.grow(size - log.size)
        assert look("--log", log.public) == 0
        note = read_out(tmp_path)
        assert note is not None
        assert read_checkpoint(note).size == size == remembered(tmp_path)
        assert check_note(note, keys=[log.key.public]) == (log.key.public,)
        (cosignature,) = list_cosignatures(note, keys=[key])
        assert cosignature.at > 1_700_000_000
        assert len(note.signatures) == 2
    assert look() == 0, "what it was told once it remembers"


def test_it_hands_on_the_signature_of_the_log_and_its_own_alone(
    tmp_path: Path, log: Log, look: Callable[..., int]
) -> None:
    path = log.folder / "checkpoint"
    other = PrivateKey("council.example.cn", COSIGNATURE, b"\x05" * 32)
    note = cosign(read_note(path.read_text(encoding="utf-8")), key=other, at=1_780_000_000)
    path.write_text(note.write(), encoding="utf-8")
    for _ in range(2):
        assert look("--log", log.public) == 0
        out = read_out(tmp_path)
        assert out is not None
        assert [each.name for each in out.signatures] == [log.key.name, NAME]
        path.write_text(out.write(), encoding="utf-8")


def test_without_a_file_the_note_goes_to_standard_output_byte_for_byte(
    tmp_path: Path, log: Log, key: PublicKey
) -> None:
    command = [sys.executable, "-m", "web.cli", "witness", str(log.folder), "--log", log.public]
    command += ["--key", str(tmp_path / "audit" / "witness.key")]
    for encoding in ("utf-8", "gbk", "ascii"):
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": f"{encoding}:replace"}
        done = subprocess.run(command, env=environ, capture_output=True, check=True)
        note = read_note(done.stdout.decode())
        assert len(list_cosignatures(note, keys=[key])) == 1, encoding


def test_the_first_time_the_key_of_the_log_must_be_given(
    tmp_path: Path, log: Log, look: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert look() == 1
    assert "第一次见证要用 --log" in capsys.readouterr().err
    assert look("--log", log.public) == 0
    assert "第一次见证：以前的 300 条无从比较" in capsys.readouterr().err
    assert look("--log", log.public) == 0
    assert "第一次见证" not in capsys.readouterr().err
    assert remembered(tmp_path) == 300


def fork(log: Log, folder: Path, *, size: int) -> Log:
    """The same log with another history from the first entry on."""
    return Log(folder, key=log.key).grow(size, word="other")


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (300, "账本分叉了：同样 300 条"),
        (299, "账本退回了：它现在说有 299 条，以前见过 300 条"),
        (301, "账本被改写了：现在的 301 条不是从以前见过的 300 条长出来的"),
        (700, "账本被改写了：现在的 700 条"),
    ],
)
def test_another_history_is_not_vouched_for(
    tmp_path: Path,
    log: Log,
    look: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    size: int,
    said: str,
) -> None:
    assert look("--log", log.public) == 0
    other = fork(log, tmp_path / "other", size=size)
    assert look(folder=other.folder) == 1
    told = capsys.readouterr().err
    assert "拒绝见证：" in told
    assert said in told
    assert read_out(tmp_path) is None
    assert remembered(tmp_path) == 300
    evidence = tmp_path / "audit" / "witness.key.evidence"
    assert evidence.exists() == (size >= 300), "a smaller tree is no proof that the log lied"
    if evidence.exists():
        assert size_of(read_note(evidence.read_text(encoding="utf-8"))) == size
        assert str(evidence) in told
    log.grow()
    assert look() == 0, "the true one is vouched for as before"


def test_a_log_that_was_set_back_is_not_vouched_for(
    tmp_path: Path, log: Log, look: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert look("--log", log.public) == 0
    shutil.copytree(log.folder, tmp_path / "backup")
    log.grow(30)
    assert look() == 0
    assert look("--log", log.public, folder=tmp_path / "backup") == 1
    assert "账本退回了：它现在说有 300 条，以前见过 330 条" in capsys.readouterr().err
    assert remembered(tmp_path) == 330


def test_the_key_of_another_does_not_sign_for_the_log(
    tmp_path: Path, log: Log, look: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = PrivateKey(log.key.name, log.key.kind, b"\x07" * 32)
    assert look("--log", stranger.public.write()) == 1
    assert "没有 hengjian.example/trail 的这把公钥的有效签名" in capsys.readouterr().err
    assert not (tmp_path / "audit" / "witness.key.seen").exists(), "nothing was seen yet"
    assert look("--log", log.public) == 0
    log.key = stranger
    log.grow()
    assert look() == 1
    assert "如果对方更换过密钥" in capsys.readouterr().err
    assert look("--log", stranger.public.write()) == 0, "a new key, confirmed by whoever gives it"
    assert look() == 0
    log.key = LOG_KEY
    log.grow()
    assert look() == 1, "the key before it signs no more"


@pytest.mark.parametrize("text", ["", "x", "a+00000000+AAAA", "a+b+c+d"])
def test_what_is_no_key_of_a_log_is_named(
    look: Callable[..., int], key: PublicKey, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert look("--log", text) == 1
    assert "--log：公钥应写作" in capsys.readouterr().err
    assert look("--log", key.write()) == 1
    assert "是见证方的公钥，不是账本的公钥" in capsys.readouterr().err


def test_one_key_watches_one_log(
    tmp_path: Path, log: Log, look: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    other = Log(tmp_path / "other", key=PrivateKey("b.example/trail", 1, b"\x02" * 32)).grow(400)
    assert look("--log", log.public, folder=other.folder) == 1
    assert "这不是 hengjian.example/trail 的检查点" in capsys.readouterr().err
    assert look("--log", log.public) == 0
    assert look("--log", other.public, folder=other.folder) == 1
    told = capsys.readouterr().err
    assert "这把见证密钥见证的是 hengjian.example/trail，不是 b.example/trail" in told


@pytest.mark.parametrize("content", [None, b"", b"x", b"\xff\xfe", b"PRIVATE+KEY+a+00000000+AAAA"])
def test_without_a_key_of_a_witness_nothing_is_signed(
    tmp_path: Path, log: Log, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "some.key"
    if content is not None:
        path.write_bytes(content)
    assert main(["witness", str(log.folder), "--key", str(path), "--log", log.public]) == 1
    assert "some.key 不是见证密钥" in capsys.readouterr().err
    path.unlink(missing_ok=True)
    write_key(path, log.key)
    assert main(["witness", str(log.folder), "--key", str(path), "--log", log.public]) == 1
    assert "some.key 不是见证密钥" in capsys.readouterr().err, "the log does not vouch for itself"


USED = ["tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"]
"""What a look from 300 to 700 entries rests on."""


@pytest.mark.parametrize("name", USED)
def test_a_damaged_tile_is_told_from_a_log_that_lies(
    tmp_path: Path,
    log: Log,
    look: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    assert look("--log", log.public) == 0
    log.grow(400)
    path = log.folder / name
    whole = path.read_bytes()
    for damaged, said in (
        (whole[:-1], "哈希瓦片（tile）不完整或有误"),
        (whole[:32], "哈希瓦片（tile）不完整或有误"),
        (b"", "哈希瓦片（tile）不完整或有误"),
        (bytes([whole[0] ^ 1]) + whole[1:], "哈希瓦片（tile）"),
        (whole[:-1] + bytes([whole[-1] ^ 1]), "哈希瓦片（tile）"),
    ):
        path.write_bytes(damaged)
        assert look() == 1
        told = capsys.readouterr().err
        assert said in told
        assert "账本" not in told.partition("：")[2], "the log is not accused"
    path.unlink()
    assert look() == 1
    assert f"{name} is missing" in capsys.readouterr().err
    assert remembered(tmp_path) == 300
    path.write_bytes(whole)
    assert look() == 0
    assert remembered(tmp_path) == 700


def test_a_signed_root_that_no_tiles_lead_to_is_not_vouched_for(
    tmp_path: Path, log: Log, look: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    log.sign(root=b"\x05" * 32)
    assert look("--log", log.public) == 1
    assert "与签名的 300 条的根不符" in capsys.readouterr().err
    log.sign(size=10**18, root=b"\x05" * 32)
    assert look("--log", log.public) == 1
    assert "is missing" in capsys.readouterr().err
    assert remembered(tmp_path) == 0


def test_trees_of_three_levels_are_read_too(
    tmp_path: Path, log: Log, look: Callable[..., int]
) -> None:
    log.grow(65_500 - log.size)
    assert look("--log", log.public) == 0
    log.grow(300)
    assert look() == 0
    assert remembered(tmp_path) == 65_800


@pytest.mark.parametrize(
    "content",
    [b"", b"x\n", b"\xff\xfe", b"<!doctype html>\n\n<p>503</p>\n", b"a\n1\nAA==\n\nno signature\n"],
)
def test_what_is_no_checkpoint_is_named(
    log: Log, look: Callable[..., int], content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (log.folder / "checkpoint").write_bytes(content)
    assert look("--log", log.public) == 1
    assert "拒绝见证：读到的不是检查点：" in capsys.readouterr().err


def test_a_folder_without_a_ledger_is_named(
    tmp_path: Path, log: Log, look: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert look("--log", log.public, folder=tmp_path / "empty") == 1
    assert "没有检查点" in capsys.readouterr().err
    assert look("--log", log.public, folder=tmp_path / "nowhere") == 1
    assert "没有这个文件夹" in capsys.readouterr().err
    (tmp_path / "empty" / "checkpoint").mkdir()
    assert look("--log", log.public, folder=tmp_path / "empty") == 1
    assert "checkpoint" in capsys.readouterr().err
    (log.folder / "checkpoint").write_bytes(b"x" * 70_000)
    assert look("--log", log.public) == 1
    assert "超过 65536 字节" in capsys.readouterr().err


def test_a_pass_that_died_before_its_signature_left_is_repeated_by_the_next(
    tmp_path: Path, log: Log, look: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look("--log", log.public) == 0
    log.grow(30)

    def die(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(witnessing, "_hand_out", die)
        assert look() == 130
    assert read_out(tmp_path) is None
    assert remembered(tmp_path) == 330, "what it was about to sign it knows of"
    assert look() == 0
    assert size_of(read_out(tmp_path)) == 330
    log.grow(30)
    with monkeypatch.context() as broken:
        broken.setattr(witnessing, "keep_memory", die)
        assert look() == 130
    assert read_out(tmp_path) is None, "nothing is signed that would be forgotten"
    assert remembered(tmp_path) == 330
    assert look() == 0
    assert size_of(read_out(tmp_path)) == 360


def test_an_output_that_nobody_reads_loses_nothing(
    tmp_path: Path, log: Log, key: PublicKey
) -> None:
    command = [sys.executable, "-m", "web.cli", "witness", str(log.folder), "--log", log.public]
    command += ["--key", str(tmp_path / "audit" / "witness.key")]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            command, env=environ, stdout=nobody, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, remembered(tmp_path)) == (141, 300)
    assert b"Traceback" not in done.stderr
    again = subprocess.run(command, env=environ, capture_output=True, check=True)
    assert len(list_cosignatures(read_note(again.stdout.decode()), keys=[key])) == 1


NO_CHECKPOINT = f"{LOG_KEY.public.write()}\n\n{sign_note('x' + chr(10), key=LOG_KEY).write()}"


@pytest.mark.parametrize("content", [b"", b"x", b"\xff", b"half\n\n", NO_CHECKPOINT.encode()])
def test_a_damaged_memory_is_not_taken_for_none(
    tmp_path: Path,
    log: Log,
    look: Callable[..., int],
    content: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert look("--log", log.public) == 0
    path = tmp_path / "audit" / "witness.key.seen"
    path.write_bytes(content)
    assert look("--log", log.public) == 1
    assert f"见证记录 {path} 已损坏" in capsys.readouterr().err
    assert path.read_bytes() == content


def test_every_problem_has_its_sentence() -> None:
    source = ROOT / "workflow" / "ledger"
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in (*source.glob("witness*.py"), ROOT / "web/cli/witnessing.py")
    )
    for code, sentence in witness_words.SENTENCES.items():
        assert f'"{code}"' in text, code
        assert sentence
    names = {part.split('"')[0] for part in text.split('WitnessProblem("')[1:]}
    assert names <= set(witness_words.SENTENCES)
    assert WitnessProblem("log_is_unknown").evidence is None
