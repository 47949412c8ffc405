"""What a reader can keep on a device: a list of addresses, the worker that answers without a network, and its page."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    jsonify,
    render_template,
    request,
    send_from_directory,
    url_for,
)

from service.document.model import Entry
from service.web.addresses import get_address
from service.web.guard.guard import OWN
from service.web.room import Room, get_room
from service.web.wording import get_size

WORKER: Final = "/worker.js"
_WORKERS: Final = {True: "worker.js", False: "worker_removal.js"}
"""Where the publisher has switched copies off, the worker removes what it finds."""
_IN_THE_PAGE: Final = "appearance.js"
_IN_ONE_FILE: Final = {"player_script": "player", "exit_script": "exit.js"}
"""What `scripts` sends, and where it is made from."""
_STATIC: Final = Path(__file__).parent / "static"

_log = logging.getLogger(__name__)
blueprint = Blueprint("offline", __name__)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to keep."""

    address: str
    bytes: int | None
    """None where it is not known; it is small then."""


def add_worker(app: Flask, is_on: bool) -> None:
    """The service worker, at the top of the site, so that it may answer for all of it."""

    def send_worker() -> Response:
        response = send_from_directory(_STATIC, _WORKERS[is_on], mimetype="text/javascript")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Service-Worker-Allowed"] = "/"
        return response

    app.add_url_rule(WORKER, "send_worker", send_worker)


@blueprint.get("/preferences/offline/")
def show_apology() -> str:
    """The page in place of one that is not kept.

    :raise 404: if the publisher has switched copies off.
    """
    _check_is_on()
    return render_template("offline.html")


@blueprint.post("/preferences/removal")
def clear() -> Response:
    """Has the browser remove a copy at once: for a script, Firefox does so when the worker that kept it has ended.

    By Clear-Site-Data (W3C, section 3.1), which browsers obey from https and from this machine itself. Only the site's
    own script may ask: another site could make its readers lose what they keep.

    :raise 403: if any other asks.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        abort(403)
    return Response(status=204, headers={"Clear-Site-Data": '"storage"'})


@blueprint.get("/preferences/offline.json")
def send_list() -> Response:
    """All that can be kept of a language: pages, the files they need, and sounds that are already made.

    :raise 404: if the publisher has switched copies off.
    """
    _check_is_on()
    room = get_room()
    bodies = {address: _get_body(address) for address in _get_addresses(room)}
    pages = [Item(address, len(body)) for address, body in bodies.items()]
    files, audio = list(_get_files(room)), list(_get_audio(room))
    stamp = hashlib.sha256(b"".join(bodies.values()))
    stamp.update(repr((files, audio)).encode())
    lists = {"pages": pages, "files": files, "audio": audio}
    return jsonify(
        language=room.language.tag,
        version=stamp.hexdigest()[:16],
        home=get_address("glossary.show_home"),
        apology=get_address("offline.show_apology"),
        words=_get_words(room, pages, files, audio),
        **{name: [asdict(item) for item in items] for name, items in lists.items()},
    )


def _check_is_on() -> None:
    if not get_room().offers_copies:
        abort(404)


def _get_addresses(room: Room) -> Iterator[str]:
    """Addresses of every page of a language that can be read without the server."""
    for view in ("glossary.show_home", "glossary.show_glossary", "search.show_form"):
        yield get_address(view)
    yield from (get_address("glossary.show_entry", slug=entry.slug) for entry in room.cards)
    yield from (get_address("pages.show_page", slug=page.slug) for page in room.shelf.pages)
    yield from (get_address("preferences.show"), get_address("offline.show_apology"))


def _get_body(address: str) -> bytes:
    """A page as this application serves it."""
    return bytes(current_app.test_client().get(address, environ_overrides={OWN: True}).data)


def _get_files(room: Room) -> Iterator[Item]:
    """Style, scripts and images."""
    unlisted = (*_WORKERS.values(), _IN_THE_PAGE, *_IN_ONE_FILE.values())
    for path in sorted(path for path in _STATIC.glob("*.*") if path.name not in unlisted):
        yield Item(url_for("static", filename=path.name), path.stat().st_size)
    yield from (Item(url_for(view), None) for view in _IN_ONE_FILE)
    yield from (Item(get_address("glossary.send_image", file=name), None) for name in sorted(room.images))


def _get_audio(room: Room) -> Iterator[Item]:
    """Every sound that is made, and its marks. What is not made yet is left out: nobody's copy may set off a render."""
    for entry in room.shelf.entries:
        for key, size in _get_made(room, entry):
            yield Item(url_for("audio.play", key=key, kind="mp3"), size)
            yield Item(url_for("audio.play", key=key, kind="marks.json"), None)


def _get_made(room: Room, entry: Entry) -> Iterator[tuple[str, int]]:
    try:
        recordings = room.audio.get_recordings(entry)
    except Exception:  # noqa: BLE001  as on the page of the entry: its text can be kept all the same
        _log.exception("The audio desk failed; nothing of this entry's audio can be kept.")
        return
    for recording in recordings:
        if recording.size is not None:
            yield recording.key, recording.size


def _get_words(room: Room, pages: list[Item], files: list[Item], audio: list[Item]) -> dict[str, Any]:
    """How much each choice takes, in words."""
    words = room.language.words
    small = sum(item.bytes or 0 for item in (*pages, *files))
    large = small + sum(item.bytes or 0 for item in audio)
    sounds = sum(item.bytes is not None for item in audio)
    return {
        "pages": words("offline_size_pages", count=len(pages), size=get_size(small, room.language)),
        "all": words("offline_size_all", count=len(pages), sounds=sounds, size=get_size(large, room.language)),
    }
