"""A server on this machine that answers as Google Translate's voice does."""

from __future__ import annotations

import base64
import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]
CUT = -1
"""In place of a status: the connection ends in the middle of the answer."""


def get_audio_answer(mp3: bytes) -> Answer:
    """The line that gTTS looks for: JSON in JSON, with the MP3 in base 64."""
    inner = json.dumps([base64.b64encode(mp3).decode()], separators=(",", ":"))
    line = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":"))
    return 200, {"Content-Type": "application/json"}, f")]}}'\n\n{len(line)}\n{line}\n25\n[]\n".encode()


@dataclass
class Google:
    """Gives its answers in turn, the last one again and again."""

    answers: list[Answer]
    texts: list[str] = field(default_factory=list)
    """What was asked for, in order."""
    address: str = ""

    def take(self, body: str) -> Answer:
        request = json.loads(urllib.parse.parse_qs(body)["f.req"][0])
        self.texts.append(json.loads(request[0][0][1])[0])
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def serving(google: Google) -> Iterator[Google]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, headers, data = google.take(body)
            self.send_response(200 if status == CUT else status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) * (2 if status == CUT else 1)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    google.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield google
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
