"""hengjian witness over real HTTP: sites that are gone, slow, endless or talk nonsense."""

import signal
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.support.ledgers import Answer, Log, offer, send, serve
from tests.support.postgres import find_free_port
from web.cli import fetching, main
from workflow.ledger.checkpoint import read_checkpoint
from workflow.ledger.note import read_note
from workflow.ledger.witness import read_memory


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands between this machine and others, the sites of the tests are on it."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "ledger").grow(300)


@pytest.fixture
def look(tmp_path: Path, log: Log) -> Callable[[str], int]:
    path = tmp_path / "witness.key"
    assert main(["witness", "--init", "audit.example.cn", "--key", str(path)]) == 0
    out = tmp_path / "cosigned"

    def look(address: str) -> int:
        out.unlink(missing_ok=True)
        given = ["--key", str(path), "--out", str(out), "--log", log.public]
        return main(["witness", address, *given])

    return look


def remembered(tmp_path: Path) -> int:
    memory = read_memory(tmp_path / "witness.key.seen")
    return read_checkpoint(memory.note).size if memory and memory.note else 0


def test_a_site_is_looked_at_as_a_folder_is(
    tmp_path: Path, log: Log, look: Callable[[str], int]
) -> None:
    with serve(offer(log.folder)) as address:
        for more in (0, 12, 388):
            log.grow(more)
            assert look(f"{address}/ledger") == 0
            note = read_note((tmp_path / "cosigned").read_text(encoding="utf-8"))
            assert read_checkpoint(note).size == log.size == remembered(tmp_path)
        assert look(f"{address}/ledger/") == 0, "a stroke at the end does no harm"
        assert look(f"HTTP{address.removeprefix('http')}/ledger") == 0


def test_a_fork_and_a_step_back_are_seen_over_the_network_too(
    tmp_path: Path, log: Log, look: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(offer(log.folder)) as address:
        assert look(f"{address}/ledger") == 0
    for size, said in ((300, "账本分叉了"), (299, "账本退回了"), (800, "账本被改写了")):
        other = Log(tmp_path / f"other{size}").grow(size, word="other")
        with serve(offer(other.folder)) as address:
            assert look(f"{address}/ledger") == 1
        assert said in capsys.readouterr().err
        assert not (tmp_path / "cosigned").exists()
    assert remembered(tmp_path) == 300


def answer_status(status: int, **headers: str) -> Answer:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            asked.send_header(name.replace("_", "-"), value)
        asked.end_headers()

    return answer


def answer_raw(data: bytes) -> Answer:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.wfile.write(data)

    return answer


def answer_endlessly(asked: BaseHTTPRequestHandler) -> None:
    asked.send_response(200)
    asked.end_headers()
    while True:
        asked.wfile.write(b"x" * 8192)


def answer_endless_pieces(asked: BaseHTTPRequestHandler) -> None:
    asked.send_response(200)
    asked.send_header("Transfer-Encoding", "chunked")
    asked.end_headers()
    while True:
        asked.wfile.write(b"2000\r\n" + b"x" * 8192 + b"\r\n")


def answer_endless_headers(asked: BaseHTTPRequestHandler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        asked.wfile.write(b"X-Y: z\r\n")


def answer_cut_off(asked: BaseHTTPRequestHandler) -> None:
    send(asked, b"hengjian.example/trail\n300\n", length=5000)


BAD: list[tuple[Answer, str]] = [
    (answer_status(404), "没有检查点"),
    (answer_status(410), "没有检查点"),
    (answer_status(204), "网站回答 204"),
    (answer_status(403), "网站回答 403"),
    (answer_status(500), "网站回答 500"),
    (answer_status(503, Retry_After="5"), "网站回答 503"),
    (answer_status(301, Location="/elsewhere"), "网站转往别处（301）"),
    (answer_status(302, Location="http://evil.example/\x1b[31m"), "网站转往别处（302）"),
    (answer_status(308, Location="//[::1"), "网站转往别处（308）"),
    (answer_status(302), "网站转往别处（302）"),
    (answer_status(304), "网站转往别处（304）"),
    (answer_raw(b""), "读不到"),
    (answer_raw(b"\x00\x01 \x1b[31mnonsense\r\n\r\n"), "读不到"),
    (answer_raw(b"HTTP/1.1 two hundred\r\n\r\n"), "读不到"),
    (answer_raw(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nno"), "读到的不是检查点"),
    (answer_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "读不到"),
    (answer_endlessly, "超过 65536 字节"),
    (answer_endless_pieces, "超过 65536 字节"),
    (answer_endless_headers, "读不到"),
    (answer_cut_off, "传到一半断了"),
    (lambda asked: send(asked, b"<!doctype html><title>welcome</title>\n"), "读到的不是检查点"),
    (lambda asked: send(asked, b"\xff\xfe\x00"), "读到的不是检查点"),
    (lambda asked: send(asked, b""), "读到的不是检查点"),
]


@pytest.mark.parametrize(("answer", "said"), BAD)
def test_a_site_that_does_not_answer_as_it_must_is_told_in_one_sentence(
    tmp_path: Path,
    look: Callable[[str], int],
    capsys: pytest.CaptureFixture[str],
    answer: Answer,
    said: str,
) -> None:
    capsys.readouterr()
    with serve(answer) as address:
        assert look(f"{address}/ledger") == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert told.rstrip("\n").isprintable(), "nobody writes to a terminal from afar"
    assert not (tmp_path / "cosigned").exists()
    assert remembered(tmp_path) == 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [(a, s) for a, s in BAD if s not in {"没有检查点", "读到的不是检查点"}]
    + [(answer_status(404), "is missing"), (lambda asked: send(asked, b"x"), "does not hold")],
)
def test_so_is_one_that_does_so_only_for_the_tiles(
    tmp_path: Path,
    log: Log,
    look: Callable[[str], int],
    capsys: pytest.CaptureFixture[str],
    answer: Answer,
    said: str,
) -> None:
    def choose(asked: BaseHTTPRequestHandler) -> None:
        (answer if "/tile/" in asked.path else offer(log.folder))(asked)

    with serve(choose) as address:
        assert look(f"{address}/ledger") == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "cosigned").exists()
    assert remembered(tmp_path) == 0


def test_a_site_that_is_gone_is_told_in_one_sentence(
    look: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    for address in (f"http://127.0.0.1:{find_free_port()}/ledger", "https://nosuch.invalid/ledger"):
        assert look(address) == 1
        told = capsys.readouterr().err
        assert f"{address}/checkpoint 读不到：" in told
        assert told.count("\n") == 1


def test_a_site_that_says_nothing_is_given_up(
    look: Callable[[str], int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    over = threading.Event()

    def say_nothing(_asked: BaseHTTPRequestHandler) -> None:
        over.wait()

    with monkeypatch.context() as impatient, serve(say_nothing) as address:
        impatient.setattr(fetching, "SILENCE", 0.1)
        assert look(f"{address}/ledger") == 1
        over.set()
    assert "timed out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("begin", "byte"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Y: ", b"z"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    ],
)
def test_a_site_that_sends_a_byte_now_and_then_is_given_up(
    look: Callable[[str], int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    begin: bytes,
    byte: bytes,
) -> None:
    over = threading.Event()

    def drip(asked: BaseHTTPRequestHandler) -> None:
        asked.wfile.write(begin)
        while not over.wait(0.01):
            asked.wfile.write(byte)

    monkeypatch.setattr(fetching, "PATIENCE", 0.3)
    with serve(drip) as address:
        assert look(f"{address}/ledger") == 1
        over.set()
    told = capsys.readouterr().err
    assert "/checkpoint 读不到：0 秒还没有传完" in told
    assert told.count("\n") == 1
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize(
    "address",
    [
        *("http://", "https://", "http:///ledger", "http://a:b/ledger", "http://a:99999/ledger"),
        *("https://[::1/ledger", "https://a/ledger?x=1", "https://a/ledger#x"),
        *("https://someone:secret@a/ledger", "http://\x7f/ledger", "https://a/\nledger"),
    ],
)
def test_an_address_that_cannot_be_one_is_named(
    look: Callable[[str], int], capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert look(address) == 1
    assert "地址应写作 https://主机名/ledger" in capsys.readouterr().err


@pytest.mark.parametrize(
    "address", ["https://a b/ledger", "http://é..x/l", f"http://{'a' * 300}/l"]
)
def test_an_address_that_leads_nowhere_is_one_line(
    look: Callable[[str], int], capsys: pytest.CaptureFixture[str], address: str
) -> None:
    capsys.readouterr()
    assert look(address) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.rstrip("\n").isprintable()


def test_a_certificate_that_nobody_vouches_for_is_not_believed(
    log: Log, look: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(offer(log.folder)) as address:
        assert look(f"https{address.removeprefix('http')}/ledger") == 1
    assert "读不到" in capsys.readouterr().err
