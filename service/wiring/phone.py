"""How the parts of the phone line are put together. Loaded only where calls are taken, or their clips are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from service.errors import UnknownName
from service.exports.desk import Desk
from service.exports.editions import Editions
from service.languages import get_language
from service.phone.adapters.keypad import Keypad, make_keypad
from service.phone.book import Line, make_book
from service.phone.line import PhoneLine, make_line, read_line
from service.phone.planning import Planner
from service.phone.prompts import get_prompts
from service.phone.recordings import Recordings
from service.settings import Settings
from service.wiring.studio import Studio


def make_recordings(studio: Studio, editions: Editions) -> Recordings:
    """The recordings of the phone line."""
    line = get_line(studio.settings)
    further = {tag: [_get_editions(studio, tag, name) for name in names] for tag, names in line.voices.items()}

    def get_texts(tag: str) -> Mapping[str, str]:
        if line.languages and tag not in line.languages:
            raise UnknownName("language of the phone line", tag, line.languages)
        return get_prompts(get_language(tag), line)

    return Recordings(Planner(studio.library, editions, get_texts, studio.find_forms, further), studio.store)


def _get_editions(studio: Studio, tag: str, name: str) -> Editions:
    """Every recording by another voice of a language, which must be there: a caller may choose it.

    :raise UnknownName: if the engine has no such voice.
    """
    names = {**studio.settings.get_voice_names(), tag.lower(): name}
    voices = ", ".join(f"{language}={voice}" for language, voice in names.items())
    editions = replace(studio, settings=replace(studio.settings, voices=voices, fallback="")).get_editions()
    for entry, error in editions.unspoken:
        if entry.language == tag:
            raise error
    return editions


def get_line(settings: Settings) -> Line:
    """What the operator decides about the phone line. Its help says the site's address if it has no other.

    :raise SettingsError:
    """
    address = settings.phone_web_address or urlsplit(settings.get_site_address()).netloc
    texts = (settings.phone_greetings, settings.phone_persons, address, settings.phone_voices)
    return read_line(settings.phone_languages, *texts)


def make_phone_line(studio: Studio, editions: Editions) -> PhoneLine:
    """The menu and the sounds, for an adapter.

    :raise SettingsError: :raise UnknownName: if a language of the settings cannot be offered.
    """
    book = make_book(studio.library, get_line(studio.settings), studio.find_forms)
    return make_line(book, make_recordings(studio, editions))


def make_try_page(studio: Studio, desk: Desk) -> Keypad:
    """Who answers calls that are made on a page. :raise SettingsError: :raise UnknownName:"""

    def find_recordings() -> Recordings | None:
        return make_recordings(studio, desk.get_editions()) if desk.has_voice() else None

    return make_keypad(studio.library, get_line(studio.settings), studio.find_forms, find_recordings)
