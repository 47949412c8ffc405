"""What every view needs, built once with the application."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from threading import BoundedSemaphore
from typing import Final, cast

from flask import Flask, current_app

from service.document.library import Library, Shelf
from service.document.model import Image, Section
from service.languages import Language, get_language
from service.web.audio_desk import AudioDesk
from service.web.finder import Finder
from service.web.site import Site

_NAME: Final = "lectern"


@dataclass(frozen=True, slots=True)
class Room:
    site: Site
    shelf: Shelf
    language: Language
    audio: AudioDesk
    finder: Finder
    waiters: BoundedSemaphore
    """One place for each request that may wait for audio."""
    images: frozenset[str]
    """Names of all images that entries and pages show: no other file of their folder is served."""


def add_room(app: Flask, site: Site, library: Library, audio: AudioDesk) -> Room:
    """Give an application its room.

    :raise UnknownName: if there is no content, or no TOML, in the site's language.
    """
    shelf = library.get_shelf(site.language)
    language = get_language(site.language)
    waiters = BoundedSemaphore(site.max_audio_waiters)
    room = Room(site, shelf, language, audio, Finder(shelf.entries), waiters, _get_image_names(shelf))
    app.extensions[_NAME] = room
    return room


def get_room() -> Room:
    """The room of the application that is answering."""
    return cast(Room, current_app.extensions[_NAME])


def _get_image_names(shelf: Shelf) -> frozenset[str]:
    parts: Iterable[tuple[Section, ...]] = chain(
        (entry.sections for entry in shelf.entries), (page.sections for page in shelf.pages)
    )
    blocks = (block for section in chain.from_iterable(parts) for block in section.blocks)
    return frozenset(block.file for block in blocks if isinstance(block, Image))
