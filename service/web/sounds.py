"""The recordings of an entry as its page shows them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for

from service.document.introduction import INTRODUCTION
from service.document.library import SAY_IT
from service.document.model import Entry
from service.web.addresses import get_address
from service.web.audio_desk import Recording
from service.web.room import Room
from service.web.wording import get_duration, get_size

WHOLE: Final = "all"
"""Stands for the whole entry in addresses."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sound:
    part: str
    """Section id, "" for the whole entry, "say-it" for its title."""
    label: str
    name: str
    """What is heard, as the button of the player names it."""
    address: str
    """Where the player finds it: hexadecimal digits, which do not tell the subject."""
    download: str
    """Name of the download link, different for each on the page."""
    download_address: str
    size: str
    """Of its file, in words; "" until it is rendered."""
    facts: str
    """Format, length and size where they are known, and who speaks if it is the fallback voice."""
    seconds: float | None
    """Length, None until it is rendered."""


@dataclass(frozen=True, slots=True)
class EntrySounds:
    by_part: Mapping[str, Sound]
    """By section id, "" for the whole entry, "say-it" for its title; empty if no voice works."""
    why_silent: str
    """In plain words, "" where there is sound."""
    is_settled: bool = False
    """Whether all of it is made, by the voice that is meant to speak: what the page tells of it will not change."""


def get_sounds(entry: Entry, room: Room) -> EntrySounds:
    """The sounds of an entry. Whatever is wrong with the audio, the page goes on without it."""
    try:
        recordings: Sequence[Recording] = room.audio.get_recordings(entry)
    except Exception:  # noqa: BLE001  whatever it is, the text must reach its reader
        _log.exception("The audio desk failed; the page is shown without audio.")
        recordings = ()
    if not recordings:
        return EntrySounds({}, room.language.words("no_audio"))
    is_settled = all(each.size is not None and not each.fallback for each in recordings)
    return EntrySounds({each.part: _get_sound(each, entry, room) for each in recordings}, "", is_settled)


def _get_sound(recording: Recording, entry: Entry, room: Room) -> Sound:
    words = room.language.words
    kind = {"": "entry", INTRODUCTION: "introduction", SAY_IT: "title"}.get(recording.part, "section")
    return Sound(
        part=recording.part,
        label=words(f"audio_of_{kind}", title=recording.title),
        name=words(f"heard_{kind}", title=recording.title),
        address=url_for("audio.play", key=recording.key, kind="mp3"),
        download=words(f"download_{kind}", entry=entry.title, title=recording.title),
        download_address=get_address("parts.download", slug=entry.slug, part=recording.part or WHOLE),
        size="" if recording.size is None else get_size(recording.size, room.language),
        facts=_get_facts(recording, room),
        seconds=recording.seconds,
    )


def _get_facts(recording: Recording, room: Room) -> str:
    facts = [room.language.words("mp3")]
    if recording.seconds is None and recording.part != SAY_IT:
        facts.append(room.language.words("audio_unmade"))
    if recording.seconds is not None:
        facts.append(get_duration(recording.seconds, room.language))
    if recording.size is not None:
        facts.append(get_size(recording.size, room.language))
    if recording.fallback:
        facts.append(room.language.words("spoken_by", voice=recording.fallback))
    return ", ".join(facts)
