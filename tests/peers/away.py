"""Where readers go when they leave: a page on this machine, which may hold its answer and keeps what it was told."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Away:
    address: str = ""
    requests: queue.Queue[dict[str, str]] = field(default_factory=queue.Queue)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def forget(self) -> None:
        """As if nobody had come yet, and nobody were held."""
        self.may_answer.set()
        while not self.requests.empty():
            self.requests.get()


@contextmanager
def open_away() -> Iterator[Away]:
    """Serves the page for as long as the block runs."""
    away = Away()
    away.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/weather":
                away.requests.put(dict(self.headers))
                away.may_answer.wait(60)
            self.send_response(200 if self.path == "/weather" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!DOCTYPE html><title>Weather</title><p>It may rain.")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    away.address = f"http://127.0.0.1:{server.server_port}/weather"
    yield away
    away.may_answer.set()
    server.shutdown()
    server.server_close()
