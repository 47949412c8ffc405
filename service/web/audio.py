"""Audio by the hash of its bytes' origin, for all languages, and by entry and section, in each."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from flask import Blueprint, Response, abort, request

from service.document.library import SAY_IT
from service.document.model import Entry
from service.web.audio_desk import Recording
from service.web.delivery import get_response
from service.web.elsewhere import SECONDS, Elsewhere, is_player
from service.web.failures import AudioSilent
from service.web.room import get_room
from service.web.sounds import WHOLE
from service.web.waiting import is_checking, show_ready, show_waiting

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_KIND: Final = "<any('mp3', 'vtt', 'marks.json'):kind>"
_CLIP: Final = "<any('ulaw', 'g722', 'wav'):kind>"
_SPEED: Final = "<any('0.8', '1', '1.25', '1.5'):speed>"
_LONGEST_NAME: Final = 120
"""Characters of a download's name before `.mp3`."""

blueprint = Blueprint("audio", __name__)
parts = Blueprint("parts", __name__)


@blueprint.get(f"/audio/<key>.{_KIND}")
def play(key: str, kind: str) -> Response:
    """Audio by its key, which does not tell the subject.

    :raise 404: if the content cannot produce the key.
    """
    recording = get_room().audio.find(key) if _KEY.fullmatch(key) else None
    if recording is None:
        abort(404)
    return _answer(recording, kind)


@blueprint.get(f"/audio/<key>.{_CLIP}")
def play_clip(key: str, kind: str) -> Response:
    """A clip of the phone line by its key. It is there or it is not: nothing is rendered for a telephone provider.

    :raise 404: if it is not there.
    """
    stored = get_room().audio.get_clip(key, kind) if _KEY.fullmatch(key) else None
    if stored is None:
        abort(404)
    return get_response(stored, kind, request, is_kept=True)


@parts.get(f"/glossary/<slug>/audio/<part>.{_KIND}")
def play_part(slug: str, part: str, kind: str) -> Response:
    """Audio of a section, or of "all".

    :raise 404: if there is no such entry or section.
    """
    return _answer(_get_recording(get_room().shelf.get_entry(slug), part), kind)


@parts.get(f"/glossary/<slug>/audio/{_SPEED}/<part>.{_KIND}", defaults={"chunk": None})
@parts.get(f"/glossary/<slug>/audio/{_SPEED}/<part>/<int:chunk>.{_KIND}")
def play_at_speed(slug: str, speed: str, part: str, chunk: int | None, kind: str) -> Response:
    """Audio of a section, or of "all", at a speed; or one chunk of a section, counted from 1.

    :raise 404: if there is no such entry, section or chunk, or the voice has no such speed.
    """
    room = get_room()
    entry = room.shelf.get_entry(slug)
    if not room.audio.get_recordings(entry):
        raise AudioSilent
    recording = room.audio.get_rendering(entry, "" if part == WHOLE else part, float(speed), chunk)
    return _answer(recording, kind)


@parts.get("/glossary/<slug>/download/<part>.mp3")
def download(slug: str, part: str) -> Response:
    """The same as a file to keep.

    :raise 404: if there is no such entry or section.
    """
    room = get_room()
    entry = room.shelf.get_entry(slug)
    mark = "" if room.is_main else f"{room.language.tag}-"
    return _answer(_get_recording(entry, part), "mp3", get_file_name(entry, part, room.site.neutral_names, mark))


def get_file_name(entry: Entry, part: str, neutral: bool, mark: str = "") -> str:
    """Name of a download: `grief-how-it-heals.mp3`, or `audio-110-5.mp3` where the name must not tell the subject.

    The last number counts the parts from 1, the introduction, as the tags of the file do. `mark` keeps translations
    apart, which share their code: `audio-es-110-5.mp3`.
    """
    if not neutral:
        return f"{_shorten(entry.slug if part == WHOLE else f'{entry.slug}-{part}')}.mp3"
    if part == WHOLE:
        return f"audio-{mark}{entry.code}.mp3"
    return f"audio-{mark}{entry.code}-{_get_part_ids(entry).index(part) + 1}.mp3"


def _shorten(name: str) -> str:
    """File systems take 255 bytes, some browsers and encrypted disks fewer; the digest keeps shortened names apart."""
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST_NAME - 9].rstrip('-')}-{digest}"


def _get_part_ids(entry: Entry) -> list[str]:
    """Ids of all that is spoken of an entry; the title's own sound counts last."""
    return [*(section.id for section in entry.parts), SAY_IT]


def _get_recording(entry: Entry, part: str) -> Recording:
    """:raise AudioSilent: if no voice works. :raise 404: if the entry has no such part."""
    if part != WHOLE and part not in _get_part_ids(entry):
        abort(404)
    for recording in get_room().audio.get_recordings(entry):
        if recording.part == ("" if part == WHOLE else part):
            return recording
    raise AudioSilent


def _answer(recording: Recording, kind: str, file_name: str = "") -> Response:
    """The bytes, or at once what is to be said while they are being made: no thread ever waits for an engine."""
    room = get_room()
    if room.site.store_origin and kind == "mp3" and not file_name and is_player(request.environ):
        address = room.audio.get_address(recording, SECONDS)
        if address:
            return Elsewhere(address)
    stored = room.audio.get(recording, kind)
    if stored is None:
        return show_waiting()
    return show_ready() if is_checking() else get_response(stored, kind, request, file_name)
