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
from pathlib import Path

from gtts.lang import tts_langs

from service.audio.description import Mp3Settings, Tags
from service.audio.formats import mp3
from service.audio.resampling import resample
from service.speech.engines.gtts import GoogleEngine

RATE = 24000
"""Samples a second of Google's voice."""
Answer = tuple[int, dict[str, str], bytes]
CUT = -1
"""In place of a status: the connection ends in the middle of the answer."""
SLOW = -2
"""Nothing is answered as long as the server runs."""
TRICKLE = -3
"""The answer comes byte by byte, without an end."""
TRICKLE_AT_ONCE = -4
"""So does its first line, before any header."""
FLOOD = -5
"""The answer comes as fast as it can, without an end."""


@dataclass
class Haste:
    """Time that passes at once, and only while somebody sleeps: nobody waits for a turn."""

    now: float = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def make_hasty_engine(folder: Path) -> GoogleEngine:
    """Google's voice, which keeps its turns in a folder and waits for none of them."""
    haste = Haste()
    return GoogleEngine(folder, haste.sleep, haste)


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
    sent: int = 0
    cuts: int = 0
    """Bytes of answers without an end, and how many of those the other side has ended."""
    is_over: threading.Event = field(default_factory=threading.Event)

    def take(self, body: str) -> Answer:
        request = json.loads(urllib.parse.parse_qs(body)["f.req"][0])
        self.texts.append(json.loads(request[0][0][1])[0])
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class SpeakingGoogle(Google):
    """Answers with a voice: espeak-ng's, at the sample rate of Google's. It has Spanish, and English for all others."""

    answers: list[Answer] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def take(self, body: str) -> Answer:
        from service.speech.engines import make_engine

        request = json.loads(urllib.parse.parse_qs(body)["f.req"][0])
        text, language = json.loads(request[0][0][1])[:2]
        self.texts.append(text)
        if language not in tts_langs():
            return 400, {}, b"Bad Request"
        with self.guard:
            engine = make_engine("pyttsx3")
            clip = engine.speak(text, engine.get_voice("", "es" if language == "es" else "en-gb"), 165)
        samples = resample(clip.samples, clip.sample_rate, RATE)
        return get_audio_answer(mp3.encode(samples, RATE, Mp3Settings(), Tags("T", "A", 1, 1, "V", "eng", "")))


@contextmanager
def serving(google: Google) -> Iterator[Google]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, headers, data = google.take(body)
            if status in (SLOW, TRICKLE, TRICKLE_AT_ONCE, FLOOD):
                self._dawdle(status)
                return
            self.send_response(200 if status == CUT else status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data) * (2 if status == CUT else 1)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = True

        def _dawdle(self, status: int) -> None:
            self.close_connection = True
            if status in (TRICKLE, FLOOD):
                self.send_response(200)
                self.end_headers()
            piece = {SLOW: b"", FLOOD: b"." * 100_000}.get(status, b".")
            try:
                while not google.is_over.wait(0 if status == FLOOD else 0.05):
                    self.wfile.write(piece)
                    google.sent += len(piece)
            except OSError:
                google.cuts += 1

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    google.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield google
    finally:
        google.is_over.set()
        server.shutdown()
        thread.join()
        server.server_close()
