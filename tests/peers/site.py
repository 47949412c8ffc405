"""The whole site with sounds of silence: every page there is, as source and in a browser."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask, abort, request
from flask.testing import FlaskClient
from phone.adapters.browsers import FakeRecordings, get_state
from waitress.server import create_server
from web.fakes import FakeDesk, SilentDesk, get_key

from bench.make_glossary import write_glossary
from service.document.library import Library, Shelf, read_library
from service.phone.adapters.keypad import make_keypad
from service.phone.book import Line
from service.speech.script import find_no_forms
from service.web.app import make_web_app
from service.web.site import Site

from .sounding import SoundingDesk

if TYPE_CHECKING:
    from service.phone.recordings import Recordings

CONTENT = Path(__file__).parents[2] / "content"
LIBRARY = read_library(CONTENT)
SEARCHES = {"results": "harm shame", "results-es": "daño", "nothing": "zzzz", "empty": "", "long": "x" * 300}


def get_addresses(shelf: Shelf) -> tuple[str, ...]:
    """Every page of a shelf that is asked for with GET, and one that is not there."""
    prefix = "" if shelf.language == "en" else f"/{shelf.language}"
    entries = (f"{prefix}/glossary/{entry.slug}/" for entry in shelf.entries)
    pages = (f"{prefix}/{page.slug}/" for page in shelf.pages)
    names = ("", "glossary/", "search/", "preferences/", "preferences/offline/", "phone/try/")
    own = (f"{prefix}/{name}" for name in names)
    return *own, *entries, *pages, f"{prefix}/nothing/"


EVERY_ADDRESS = tuple(address for shelf in LIBRARY.shelves.values() for address in get_addresses(shelf))
KINDS = (
    "/", "/glossary/", "/search/", "/glossary/trauma-bonding/", "/help/", "/safety/", "/preferences/", "/phone/try/",
    "/nothing/",
)  # fmt: skip
"""One page of each kind."""


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    text: str


def make_app(library: Library = LIBRARY, silent: bool = False, unrecorded: Collection[str] = ()) -> Flask:
    """`unrecorded` names clips of the phone line."""
    desk = SilentDesk(library) if silent else SoundingDesk(library, missing={"how-it-heals"})
    recordings = cast("Recordings", FakeRecordings(set(unrecorded)))
    phone = make_keypad(library, Line(web_address="example.org"), find_no_forms, lambda: recordings)
    return make_web_app(Site(content=CONTENT), library, desk, phone)


def get_sources() -> Iterator[Source]:
    """The HTML of every page and of every kind of failure, as it is served."""
    client = make_app().test_client()
    for address in EVERY_ADDRESS:
        yield Source(address.strip("/").replace("/", "-") or "home", client.get(address).text)
    for name, words in SEARCHES.items():
        prefix = "/es" if name.endswith("-es") else ""
        yield Source(name, client.post(f"{prefix}/search/", data={"words": words}).text)
    yield Source("405", client.post("/").text)
    yield Source("413", client.post("/search/", data={"words": "x" * 70_000}).text)
    navigation = {"Accept": "text/html"}
    for query in ("", "?check", "?check=repeatedly"):
        address = f"/glossary/grief/audio/how-it-heals.mp3{query}"
        yield Source(f"202{query}", client.get(address, headers=navigation).text)
    yield Source("audio-ready", client.get("/glossary/grief/audio/definition.mp3?check", headers=navigation).text)
    yield Source("silent", make_app(silent=True).test_client().get("/glossary/grief/").text)
    yield Source("500", _get_broken_page(make_app()))
    yield Source("phone-before", make_app(unrecorded=["prompt/greeting"]).test_client().get("/phone/try/").text)
    yield from _get_moments_of_a_call(make_app(unrecorded=["prompt/menu"]).test_client())


def _get_moments_of_a_call(client: FlaskClient) -> Iterator[Source]:
    """The page of the phone line: choosing a language, a part that is not recorded, refused, in Spanish, over."""
    for prefix, name in (("", "phone"), ("/es", "phone-es")):
        state = ""
        for event in ("started", "keys 1", "keys 1", "keys 1", "no event", "keys 9"):
            text = client.post(f"{prefix}/phone/try/", data={"state": state, "event": event}).text
            state = get_state(text) or state
            yield Source(f"{name}-{event.replace(' ', '-')}-{len(state)}", text)


def _get_broken_page(app: Flask) -> str:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client: FlaskClient = app.test_client()
    app.view_functions["en.glossary.show_home"] = lambda: 1 / 0
    return client.get("/").text


def make_unlucky_app() -> Flask:
    """Its first page fails, the audio of one "Definition" is not there, and "How it heals" waits for its own."""
    app = make_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["en.glossary.show_home"] = lambda: 1 / 0
    gone = f"/audio/{get_key('grief', 'definition')}.mp3"
    app.before_request(lambda: abort(404) if request.path == gone else None)
    return app


def make_large_app(folder: Path) -> Flask:
    """So many entries that each letter has a page."""
    library = read_library(write_glossary(folder, 250))
    return make_web_app(Site(), library, FakeDesk(library))


@contextmanager
def serve(app: Flask | None = None) -> Iterator[str]:
    """The address of a server of that site, for as long as the block runs."""
    server = create_server(app or make_app(), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"  # type: ignore[attr-defined]
    server.close()
    thread.join(5)
