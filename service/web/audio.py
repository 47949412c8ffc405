"""Audio by the hash of its bytes' origin, and by entry and section."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, abort, request

from service.document.model import Entry
from service.web.audio_desk import Recording, StoredAudio
from service.web.delivery import get_response
from service.web.failures import AudioNotReady, AudioSilent
from service.web.room import get_room
from service.web.sounds import WHOLE

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_KIND: Final = "<any('mp3', 'vtt', 'marks.json'):kind>"

blueprint = Blueprint("audio", __name__)


@blueprint.get(f"/audio/<key>.{_KIND}")
def play(key: str, kind: str) -> Response:
    """Audio by its key, which does not tell the subject.

    :raise 404: if the content cannot produce the key.
    """
    recording = get_room().audio.find(key) if _KEY.fullmatch(key) else None
    if recording is None:
        abort(404)
    return get_response(_fetch(recording, kind), kind, request)


@blueprint.get(f"/glossary/<slug>/audio/<part>.{_KIND}")
def play_part(slug: str, part: str, kind: str) -> Response:
    """Audio of a section, or of "all".

    :raise 404: if there is no such entry or section.
    """
    recording = _get_recording(get_room().shelf.get_entry(slug), part)
    return get_response(_fetch(recording, kind), kind, request)


@blueprint.get("/glossary/<slug>/download/<part>.mp3")
def download(slug: str, part: str) -> Response:
    """The same as a file to keep.

    :raise 404: if there is no such entry or section.
    """
    entry = get_room().shelf.get_entry(slug)
    stored = _fetch(_get_recording(entry, part), "mp3")
    return get_response(stored, "mp3", request, get_file_name(entry, part, get_room().site.neutral_names))


def get_file_name(entry: Entry, part: str, neutral: bool) -> str:
    """Name of a download: `grief-how-it-heals.mp3`, or `audio-109-5.mp3` where the name must not tell the subject.

    The last number counts the parts from 1, the introduction, as the tags of the file do.
    """
    if not neutral:
        return f"{entry.slug}.mp3" if part == WHOLE else f"{entry.slug}-{part}.mp3"
    if part == WHOLE:
        return f"audio-{entry.code}.mp3"
    return f"audio-{entry.code}-{_get_part_ids(entry).index(part) + 1}.mp3"


def _get_part_ids(entry: Entry) -> list[str]:
    return [section.id for section in entry.parts]


def _get_recording(entry: Entry, part: str) -> Recording:
    """:raise AudioSilent: if no voice works. :raise 404: if the entry has no such part."""
    if part != WHOLE and part not in _get_part_ids(entry):
        abort(404)
    for recording in get_room().audio.get_recordings(entry):
        if recording.part == ("" if part == WHOLE else part):
            return recording
    raise AudioSilent


def _fetch(recording: Recording, kind: str) -> StoredAudio:
    """The bytes, after waiting if there is a place to wait.

    :raise AudioNotReady: if they are not there yet.
    """
    room = get_room()
    stored = room.audio.get(recording, kind, 0.0)
    if stored is None and room.waiters.acquire(blocking=False):
        try:
            stored = room.audio.get(recording, kind, room.site.audio_wait_seconds)
        finally:
            room.waiters.release()
    if stored is None:
        raise AudioNotReady
    return stored
