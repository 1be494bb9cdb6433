"""The application behind a real server, for the length of a test."""

import contextlib
import threading
from collections.abc import Iterator

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server


@contextlib.contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Serve on a free port for the length of the block."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join()
        server.task_dispatcher.shutdown()
