"""hengjian witnessed: the site keeps what its witnesses vouch for, and sees when they saw more."""

from pathlib import Path

import pytest

from tests.support.ledgers import LOG_KEY, Log
from web.cli import main
from workflow.ledger.archive import Archive, open_archive
from workflow.ledger.checkpoint import (
    Checkpoint,
    cosign,
    list_cosignatures,
    read_checkpoint,
    sign_checkpoint,
)
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import COSIGNATURE, Note, PrivateKey, Signature, check_note, read_note
from workflow.ledger.witnessed import list_standings, read_latest

AUDIT = PrivateKey("audit.example.cn", COSIGNATURE, b"\x11" * 32)
COUNCIL = PrivateKey("council.example.cn", COSIGNATURE, b"\x12" * 32)
STRANGER = PrivateKey("audit.example.cn", COSIGNATURE, b"\x13" * 32)
AT = 1_780_000_000
FAR = 4_000_000_000


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HENGJIAN_LEDGER", str(tmp_path / "ledger"))
    return Log(tmp_path / "ledger").grow(300)


def look(log: Log) -> Archive:
    archive = open_archive(log.folder, hasher=Hasher())
    assert archive is not None
    return archive


def read_signed(log: Log, name: str = "checkpoint") -> Note:
    return read_note((log.folder / name).read_text(encoding="utf-8"))


def hand_in(log: Log, note: Note, *more: str) -> int:
    path = log.folder.parent / "back"
    path.write_text(note.write(), encoding="utf-8")
    return main(["witnessed", str(path), *more])


def signers(log: Log, name: str = "cosigned") -> dict[str, int]:
    found = list_cosignatures(read_signed(log, name), keys=[AUDIT.public, COUNCIL.public])
    return {each.key.name: each.at for each in found}


def test_a_cosigned_checkpoint_is_kept_once_its_witness_is_recognised(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    note = cosign(read_signed(log), key=AUDIT, at=AT)
    assert hand_in(log, note) == 1
    assert "没有已认可的见证方的签名" in capsys.readouterr().err
    assert not (log.folder / "cosigned").exists()
    assert hand_in(log, note, "--add", AUDIT.public.write()) == 0
    told = capsys.readouterr().out
    assert "已认可的见证方：audit.example.cn" in told
    assert "audit.example.cn 见证了 300 条" in told
    assert look(log).witnesses == (AUDIT.public,)
    assert signers(log) == {"audit.example.cn": AT}
    assert check_note(read_signed(log, "cosigned"), keys=[LOG_KEY.public])
    assert hand_in(log, note) == 0, "twice does no harm"
    assert hand_in(log, note, "--add", AUDIT.public.write()) == 0
    assert look(log).witnesses == (AUDIT.public,)


def test_cosignatures_of_one_checkpoint_are_put_together(log: Log) -> None:
    assert main(["witnessed", "--add", AUDIT.public.write()]) == 0
    assert main(["witnessed", "--add", COUNCIL.public.write()]) == 0
    plain = read_signed(log)
    assert hand_in(log, cosign(plain, key=AUDIT, at=AT)) == 0
    assert hand_in(log, cosign(plain, key=COUNCIL, at=AT + 5)) == 0
    assert signers(log) == {"audit.example.cn": AT, "council.example.cn": AT + 5}
    assert hand_in(log, cosign(plain, key=AUDIT, at=AT + 9)) == 0
    assert hand_in(log, cosign(plain, key=AUDIT, at=AT + 1)) == 0
    assert signers(log)["audit.example.cn"] == AT + 9, "the newest of each"
    assert len(read_signed(log, "cosigned").signatures) == 3
    backwards = cosign(cosign(plain, key=AUDIT, at=AT + 12), key=AUDIT, at=AT + 11)
    assert hand_in(log, backwards) == 0
    assert signers(log)["audit.example.cn"] == AT + 12
    both = cosign(cosign(plain, key=AUDIT, at=AT + 20), key=COUNCIL, at=AT + 20)
    assert hand_in(log, both) == 0
    assert set(signers(log).values()) == {AT + 20}
    latest = read_latest(look(log))
    assert latest is not None
    assert len(latest.signatures) == 3, "the last checkpoint bears them too"


def test_each_witness_stands_where_it_signed_last(log: Log) -> None:
    for key in (AUDIT, COUNCIL):
        assert main(["witnessed", "--add", key.public.write()]) == 0
    old = read_signed(log)
    log.grow(50)
    new = read_signed(log)
    assert hand_in(log, cosign(new, key=AUDIT, at=AT + 60)) == 0
    assert hand_in(log, cosign(old, key=COUNCIL, at=AT + 70)) == 0
    assert hand_in(log, cosign(old, key=AUDIT, at=AT + 80)) == 0, "older than what it knows of"
    stand = {each.key.name: (each.checkpoint.size, each.at) for each in list_standings(look(log))}
    assert stand == {"audit.example.cn": (350, AT + 60), "council.example.cn": (300, AT + 70)}
    assert signers(log) == {"audit.example.cn": AT + 60}
    assert read_checkpoint(read_signed(log, "cosigned")).size == 350
    log.grow()
    latest = read_latest(look(log))
    assert latest is not None
    assert len(latest.signatures) == 1, "nobody has vouched for this one yet"


def test_foreign_signatures_are_left_out(log: Log) -> None:
    assert main(["witnessed", "--add", AUDIT.public.write()]) == 0
    note = cosign(cosign(read_signed(log), key=STRANGER, at=AT), key=AUDIT, at=AT)
    doubled = Note(note.text, (*note.signatures, *note.signatures))
    assert hand_in(log, doubled) == 0
    kept = read_signed(log, "cosigned").signatures
    assert [(each.name, each.key_id) for each in kept] == [
        (LOG_KEY.name, LOG_KEY.public.id),
        (AUDIT.name, AUDIT.public.id),
    ]


def spoil(note: Note) -> Note:
    last = note.signatures[-1]
    false = Signature(last.name, last.key_id, last.data[:-1] + bytes([last.data[-1] ^ 1]))
    return Note(note.text, (*note.signatures[:-1], false))


def test_what_is_not_of_this_ledger_is_refused(
    tmp_path: Path, log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["witnessed", "--add", AUDIT.public.write()]) == 0
    plain = read_signed(log)
    other = sign_checkpoint(read_checkpoint(plain), key=PrivateKey("b.example/trail", 1, b"x" * 32))
    not_one = Note("hello\n", (plain.signatures[0],))
    for note, said in (
        (plain, "没有已认可的见证方的签名"),
        (spoil(cosign(plain, key=AUDIT, at=AT)), "这不是本账本的见证签名：the signature of audit"),
        (spoil(plain), "这不是本账本的见证签名：the signature of hengjian"),
        (cosign(other, key=AUDIT, at=AT), "这不是本账本的见证签名：nobody who is trusted"),
        (not_one, "这不是本账本的见证签名"),
        (cosign(plain, key=AUDIT, at=FAR), "签名的时间在将来"),
        (cosign(plain, key=AUDIT, at=2**63), "签名的时间在将来"),
    ):
        assert hand_in(log, note) == 1, said
        assert said in capsys.readouterr().err
        assert not (log.folder / "cosigned").exists()
    for content in (b"", b"x", b"\xff\xfe"):
        (tmp_path / "back").write_bytes(content)
        assert main(["witnessed", str(tmp_path / "back")]) == 1
        assert "这不是本账本的见证签名" in capsys.readouterr().err
    (tmp_path / "back").write_bytes(b"x" * 70_000)
    assert main(["witnessed", str(tmp_path / "back")]) == 1
    assert "太大" in capsys.readouterr().err
    assert main(["witnessed", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert main(["witnessed"]) == 1
    assert "请给出" in capsys.readouterr().err


def test_a_witness_that_saw_more_or_something_else_raises_the_alarm(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["witnessed", "--add", AUDIT.public.write()]) == 0
    for size, said in (
        (301, "警报：见证方见过 301 条，本账本现在只有 300 条"),
        (300, "警报：见证方见过的 300 条与本账本的不同"),
        (257, "警报：见证方见过的 257 条与本账本的不同"),
        (256, "警报：见证方见过的 256 条与本账本的不同"),
    ):
        signed = sign_checkpoint(Checkpoint(LOG_KEY.name, size, b"\x05" * 32), key=LOG_KEY)
        assert hand_in(log, cosign(signed, key=AUDIT, at=AT)) == 1
        assert said in capsys.readouterr().err
        assert not (log.folder / "cosigned").exists()
    mine = cosign(read_signed(log), key=AUDIT, at=AT)
    (log.folder / "tile/0/001.p/44").unlink()
    assert hand_in(log, mine) == 1
    assert "is missing" in capsys.readouterr().err
    (log.folder / "checkpoint").write_text("x", encoding="utf-8")
    assert hand_in(log, mine) == 1
    assert "本账本的检查点有误" in capsys.readouterr().err


def test_only_the_key_of_a_witness_is_recognised(
    log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["witnessed", "--add", LOG_KEY.public.write()]) == 1
    assert "是账本的公钥，不是见证方的公钥" in capsys.readouterr().err
    assert main(["witnessed", "--add", "x"]) == 1
    assert "--add：公钥应写作" in capsys.readouterr().err
    assert look(log).witnesses == ()


def test_a_site_without_a_ledger_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HENGJIAN_LEDGER", str(tmp_path / "none"))
    assert main(["witnessed", "--add", AUDIT.public.write()]) == 1
    assert "还没有账本" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "keys").write_text("x\n", encoding="utf-8")
    assert main(["witnessed", "--add", AUDIT.public.write()]) == 1
    assert "none" in capsys.readouterr().err


def test_a_damaged_file_of_one_witness_hides_no_other(log: Log) -> None:
    for key in (AUDIT, COUNCIL):
        assert main(["witnessed", "--add", key.public.write()]) == 0
    both = cosign(cosign(read_signed(log), key=AUDIT, at=AT), key=COUNCIL, at=AT)
    assert hand_in(log, both) == 0
    first, _ = sorted((log.folder / "witnessed").iterdir())
    first.write_bytes(b"\xff")
    assert len(list_standings(look(log))) == 1
    assert hand_in(log, both) == 0
    assert len(list_standings(look(log))) == 2
