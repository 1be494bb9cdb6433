"""Ledgers without a database: a tree in a folder that grows as a test says, and sites that offer it
well or badly.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from workflow.ledger.archive import KEYS, write_keys
from workflow.ledger.checkpoint import Checkpoint, sign_checkpoint
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.seal import CHECKPOINT
from workflow.ledger.tiles import Tiles, write_whole

LOG_KEY = PrivateKey("hengjian.example/trail", ED25519, b"\x01" * 32)


@dataclass
class Log:
    """A log in a folder, and the key that signs for it."""

    folder: Path
    key: PrivateKey = LOG_KEY
    size: int = 0

    @property
    def public(self) -> str:
        """The key as a witness is given it."""
        return self.key.public.write()

    @property
    def tiles(self) -> Tiles:
        """The tree."""
        return Tiles(self.folder, hasher=Hasher())

    def grow(self, count: int = 1, *, word: str = "entry") -> "Log":
        """Append entries and sign."""
        entries = [f"{word} {self.size + number}".encode() for number in range(count)]
        self.size = self.tiles.append(entries, size=self.size)
        write_keys(self.folder / KEYS, [self.key.public])
        return self.sign()

    def sign(self, *, size: int | None = None, root: bytes | None = None) -> "Log":
        """Sign what is there, or what a test claims."""
        size = self.size if size is None else size
        claimed = Checkpoint(self.key.name, size, root or self.tiles.find_root(size))
        note = sign_checkpoint(claimed, key=self.key).write()
        write_whole(self.folder / CHECKPOINT, note.encode())
        return self


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextlib.contextmanager
def serve(answer: Answer) -> Iterator[str]:
    """A real site on this machine that answers every GET in this way; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            # A client that has read enough hangs up.
            with contextlib.suppress(OSError):
                answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as above
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def offer(folder: Path) -> Answer:
    """Answer with the files of a folder, as a plain web server does."""

    def answer(asked: BaseHTTPRequestHandler) -> None:
        path = folder / asked.path.removeprefix("/ledger/")
        send(asked, path.read_bytes() if path.is_file() else None)

    return answer


def send(asked: BaseHTTPRequestHandler, content: bytes | None, *, length: int = -1) -> None:
    """Answer with this content, of which a false length may be told; 404 for none."""
    asked.send_response(404 if content is None else 200)
    content = content or b""
    asked.send_header("Content-Length", str(length if length >= 0 else len(content)))
    asked.end_headers()
    asked.wfile.write(content)
