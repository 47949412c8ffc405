"""What callers of the web can have rendered, and how much of it at once."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from document.files import get_front, read
from flask.testing import FlaskClient

from service.document.library import Library
from service.exports.desk import MOST_ORDERED, Desk
from service.render.job import Outcome
from service.store.folder import FolderStore
from service.web.app import make_web_app
from service.web.site import Site

from .studio import make_editions

ENTRIES = 30


@dataclass
class StuckQueue:
    """Takes every task and performs none, until it is told to."""

    taken: dict[str, Future[Any]] = field(default_factory=dict)
    workers: int = 2

    def submit(self, task: Any, *, urgent: bool = False) -> Future[Any]:
        return self.taken.setdefault(task.key, Future())

    def is_alive(self) -> bool:
        return True

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    codes = [f"{number:03}" for number in range(100, 400) if "9" not in str(number)]
    files: dict[str, str | bytes] = {
        f"en/word-{code}.md": get_front(f"Word {code}", code) + f"## Meaning\n\nIt is the word {code}.\n"
        for code in codes[:ENTRIES]
    }
    return read(tmp_path_factory.mktemp("words"), files)


@pytest.fixture
def queue() -> StuckQueue:
    return StuckQueue()


@pytest.fixture
def client(library: Library, queue: StuckQueue, tmp_path: Path) -> FlaskClient:
    editions = make_editions(library)
    desk = Desk(FolderStore(tmp_path / "cache"), queue, lambda: editions)
    desk.start(10)
    return make_web_app(Site(), library, desk).test_client()


def ask_for_all(client: FlaskClient, library: Library) -> set[int]:
    parts = ("meaning", "introduction", "say-it")
    addresses = [f"/glossary/{entry.slug}/audio/{part}.mp3" for entry in library.get_entries() for part in parts]
    return {client.get(address).status_code for address in addresses}


@pytest.mark.parametrize(
    "path",
    [
        f"/audio/{hashlib.sha256(b'made up').hexdigest()}.mp3", f"/audio/{'0' * 64}.vtt",
        f"/audio/{'f' * 64}.marks.json",
        f"/audio/{'0' * 64}.wav", f"/audio/{'0' * 64}.ulaw", f"/audio/{'0' * 63}.mp3", "/audio/../../x.mp3",
        "/glossary/word-100/audio/nothing.mp3", "/glossary/nothing/audio/all.mp3", "/glossary/word-100/audio/all.exe",
        "/glossary/word-100/audio/0.81/meaning.mp3", "/glossary/word-100/audio/9/meaning.mp3",
        "/glossary/word-100/audio/1/meaning/99.mp3", "/glossary/word-100/audio/1/meaning/0.mp3",
        "/glossary/word-100/audio/1/meaning/99999999999999999999.mp3", "/glossary/word-100/download/nothing.mp3",
    ],
)  # fmt: skip
def test_what_the_content_cannot_produce_is_never_rendered(client: FlaskClient, queue: StuckQueue, path: str) -> None:
    for method in ("GET", "HEAD"):
        assert client.open(path, method=method).status_code == 404
    assert not queue.taken


def test_what_it_can_produce_is_rendered_once_however_often_it_is_asked_for(
    client: FlaskClient, queue: StuckQueue
) -> None:
    assert {client.get("/glossary/word-100/audio/meaning.mp3").status_code for _ in range(100)} == {202}
    assert len(queue.taken) == 1


def test_a_page_that_is_read_renders_nothing(client: FlaskClient, queue: StuckQueue) -> None:
    assert client.get("/glossary/word-100/").status_code == 200
    assert client.get("/preferences/offline.json").status_code == 200
    assert not queue.taken


def test_listeners_cannot_fill_the_queue_and_go_on_as_there_is_room(
    client: FlaskClient, queue: StuckQueue, library: Library
) -> None:
    assert ask_for_all(client, library) == {202}
    assert len(queue.taken) == MOST_ORDERED
    for future in list(queue.taken.values()):
        future.set_result(Outcome(rendered=True))
    assert ask_for_all(client, library) == {202}
    assert len(queue.taken) > MOST_ORDERED
