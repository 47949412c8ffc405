"""The online voice as a whole: rendered through the real gTTS from a server of our own, proved, never waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gtts.tts
import pytest
from speech.google import SLOW, Google, SpeakingGoogle, make_hasty_engine, serving

from service.exports.desk import Desk
from service.render.job import Bench
from service.speech.engines import gtts as google_engine
from service.store.folder import FolderStore
from service.web.app import make_web_app
from service.web.site import Site

from ..studio import make_editions, make_library
from .glossary import LAST, make_glossary


@pytest.fixture
def google(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving(request.param()) as found:
        monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": found.address + path)
        yield found


@pytest.mark.parametrize("google", [SpeakingGoogle], indirect=True)
def test_a_glossary_by_the_online_voice_is_kept_without_loss_and_proved(google: Google, tmp_path: Path) -> None:
    engine = make_hasty_engine(tmp_path)
    glossary = make_glossary(tmp_path, "gtts", lambda name: engine)
    kinds = [name.kind for name in glossary.store.get_names()]
    proof = glossary.prove()
    assert (proof.faults, proof.completeness) == ([], 100.0)
    assert kinds.count("flac") > 15
    assert LAST in google.texts
    assert proof.loudness is not None
    assert -19 <= min(proof.loudness) <= max(proof.loudness) <= -17
    assert {sentence.voice for each in proof.recordings for sentence in each.sentences} >= {
        "en (gtts) at 165 words a minute"
    }


@dataclass
class OneWorker:
    """A queue of one thread: it is stuck as long as its engine is."""

    bench: Bench
    pool: ThreadPoolExecutor
    workers: int = 1

    def submit(self, task: Any, *, urgent: bool = False) -> Future[Any]:
        return self.pool.submit(task.perform, self.bench)

    def is_alive(self) -> bool:
        return True

    def close(self) -> None: ...


@pytest.mark.parametrize("google", [lambda: Google([(SLOW, {}, b"")])], indirect=True)
def test_while_google_hangs_pages_and_audio_are_answered_at_once(
    google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google_engine, "_MOST_SECONDS", 3.0)
    monkeypatch.setattr(google_engine, "_WAITS", ())
    engine, store = make_hasty_engine(tmp_path), FolderStore(tmp_path / "cache")
    library = make_library(tmp_path)
    editions = make_editions(library, engine="gtts")
    with ThreadPoolExecutor(1) as pool:
        desk = Desk(store, OneWorker(Bench(store, make=lambda name: engine), pool), lambda: editions)
        desk.start(10)
        client = make_web_app(Site(), library, desk).test_client()
        before = time.monotonic()
        audio = client.get("/glossary/hope/audio/definition.mp3")
        page = client.get("/glossary/hope/")
        assert time.monotonic() - before < 2
        assert (audio.status_code, audio.headers["Retry-After"], page.status_code) == (202, "5", 200)
        deadline = time.monotonic() + 2
        while not google.texts and time.monotonic() < deadline:
            time.sleep(0.01)
        assert google.texts  # it was asked, and has not answered
        assert client.get("/glossary/hope/audio/definition.mp3").status_code == 202
