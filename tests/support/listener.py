"""A real receiver of a webhook on this machine."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Received(NamedTuple):
    """One thing that was posted."""

    headers: Mapping[str, str]
    body: bytes


@dataclass
class Listener:
    """What was posted to an address; `status` answers the next."""

    url: str = ""
    status: int = 204
    posts: list[Received] = field(default_factory=list)


@contextlib.contextmanager
def open_listener() -> Iterator[Listener]:
    """A receiver for the length of the block."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.posts.append(Received(dict(self.headers), body))
            self.send_response(listener.status)
            self.send_header("Location", listener.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the signature is the library's
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listener.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield listener
        finally:
            server.shutdown()
            thread.join()
