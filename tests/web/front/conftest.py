from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from exports.studio import HereQueue, make_editions, make_here_queue
from flask import Flask
from werkzeug.test import Client, TestResponse

from service.document.library import Library
from service.exports.desk import Desk
from service.web.app import make_web_app
from service.web.front.layer import Front
from service.web.site import Site

from ..shelves import make_library

HELPLINES = Path(__file__).parents[3] / "content" / "en" / "helplines.toml"


@dataclass
class Place:
    """A site with a layer ahead of it, and a clock that the test moves."""

    app: Flask
    front: Front
    queue: HereQueue
    library: Library
    desk: Desk
    now: list[float] = field(default_factory=lambda: [1000.0])

    def ask(self, path: str, method: str = "GET", raw: str = "", **headers: str) -> TestResponse:
        """What the layer answers; `raw` is the path as a server may tell it."""
        return self._ask(self.front, path, method, raw, headers)

    def ask_app(self, path: str, method: str = "GET", raw: str = "", **headers: str) -> TestResponse:
        """What the application answers without the layer."""
        return self._ask(self.app.wsgi_app, path, method, raw, headers)

    def _ask(self, application: Any, path: str, method: str, raw: str, headers: dict[str, str]) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        uri = {"REQUEST_URI": raw or path}
        return Client(application).open(path, method=method, headers=named, environ_overrides=uri, buffered=True)

    def make_audio(self, slug: str = "hope") -> None:
        """All recordings of an entry."""
        entry = self.library.get_shelf("en").get_entry(slug)
        for recording in self.desk.get_recordings(entry):
            self.desk.get(recording, "mp3")

    def get_sound(self, kind: str = "mp3", slug: str = "hope") -> str:
        """The address of the audio of a whole entry."""
        entry = self.library.get_shelf("en").get_entry(slug)
        recording = next(each for each in self.desk.get_recordings(entry) if not each.part)
        return f"/audio/{recording.key}.{kind}"


MakePlace = Callable[..., Place]


@pytest.fixture
def make_place(tmp_path: Path) -> MakePlace:
    def make(megabytes: int = 1) -> Place:
        library = make_library(tmp_path / "content", HELPLINES)
        queue = make_here_queue(tmp_path)
        editions = make_editions(library)
        desk = Desk(queue.bench.store, queue, lambda: editions)  # type: ignore[arg-type]
        desk.start(10)
        app = make_web_app(Site(content=tmp_path / "content"), library, desk)
        front = Front(app.wsgi_app, queue.bench.store, megabytes)
        place = Place(app, front, queue, library, desk)
        front.pages.get_time = lambda: place.now[0]
        return place

    return make


@pytest.fixture
def place(make_place: MakePlace) -> Place:
    return make_place()
