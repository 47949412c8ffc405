"""The recordings of an entry as its page shows them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for

from service.document.library import INTRODUCTION
from service.document.model import Entry
from service.web.audio_desk import Recording
from service.web.room import Room
from service.web.wording import get_duration, get_size

WHOLE: Final = "all"
"""Stands for the whole entry in addresses."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sound:
    label: str
    address: str
    """Where the player finds it: hexadecimal digits, which do not tell the subject."""
    download: str
    """Name of the download link, different for each on the page."""
    download_address: str
    facts: str
    """Format, and length and size where they are known."""


@dataclass(frozen=True, slots=True)
class EntrySounds:
    by_part: Mapping[str, Sound]
    """By section id, "" for the whole entry; empty if no voice works."""
    why_silent: str
    """In plain words, "" where there is sound."""


def get_sounds(entry: Entry, room: Room) -> EntrySounds:
    """The sounds of an entry. Whatever is wrong with the audio, the page goes on without it."""
    try:
        recordings: Sequence[Recording] = room.audio.get_recordings(entry)
    except Exception:  # noqa: BLE001  whatever it is, the text must reach its reader
        _log.exception("The audio desk failed; the page is shown without audio.")
        recordings = ()
    if not recordings:
        return EntrySounds({}, room.language.words("no_audio"))
    return EntrySounds({each.part: _get_sound(each, entry, room) for each in recordings}, "")


def _get_sound(recording: Recording, entry: Entry, room: Room) -> Sound:
    words = room.language.words
    kind = {"": "entry", INTRODUCTION: "introduction"}.get(recording.part, "section")
    return Sound(
        label=words(f"audio_of_{kind}", title=recording.title),
        address=url_for("audio.play", key=recording.key, kind="mp3"),
        download=words(f"download_{kind}", entry=entry.title, title=recording.title),
        download_address=url_for("audio.download", slug=entry.slug, part=recording.part or WHOLE),
        facts=_get_facts(recording, room),
    )


def _get_facts(recording: Recording, room: Room) -> str:
    facts = [room.language.words("mp3")]
    if recording.seconds is not None:
        facts.append(get_duration(recording.seconds, room.language))
    if recording.size is not None:
        facts.append(get_size(recording.size, room.language))
    return ", ".join(facts)
