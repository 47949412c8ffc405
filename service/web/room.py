"""What every view needs, built once with the application: a room for each language that is served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, cast

from flask import Flask, current_app, request

from service.document.cards import Card
from service.document.library import Library, Shelf
from service.document.model import Image
from service.languages import Language, get_language
from service.web.audio_desk import AudioDesk
from service.web.finder import Finder
from service.web.keypad_desk import KeypadDesk
from service.web.letters import MOST_ON_A_PAGE, Letter, get_letters
from service.web.site import Site

MOST_KEPT: Final = 1000
"""Of so many entries a reader may keep a copy: a larger one takes longer than anybody waits, and most of a disk."""
_NAME: Final = "lectern"


@dataclass(frozen=True, slots=True)
class Room:
    """One language of the site."""

    site: Site
    shelf: Shelf
    language: Language
    prefix: str
    """What its addresses begin with: "" for the main language, else the tag, as in `/es`."""
    audio: AudioDesk
    finder: Finder
    images: frozenset[str]
    """Names of all images that entries and pages show: no other file of their folder is served."""
    cards: Sequence[Card]
    """Of the shelf's entries, in their order."""
    by_code: Mapping[str, Card]
    """By their codes, which entries share with their translations."""
    letters: tuple[Letter, ...]
    """The A to Z."""
    offers_copies: bool
    """Whether readers may keep the glossary on their device: not if it is too large for that."""
    _places: Mapping[str, int]
    """By slug, where an entry stands among the cards."""
    keypad: KeypadDesk | None = None
    """Who answers calls that are made on a page; None if the publisher has not switched that on."""

    @property
    def is_main(self) -> bool:
        return not self.prefix

    @property
    def is_large(self) -> bool:
        """Whether there are too many entries to list them on one page."""
        return len(self.cards) > MOST_ON_A_PAGE

    def get_card(self, slug: str) -> Card:
        """The card of an entry. :raise KeyError: if there is none."""
        return self.cards[self._places[slug]]

    def get_neighbours(self, slug: str) -> tuple[Card | None, Card | None]:
        """What stands before and after an entry on the shelf."""
        place = self._places[slug]
        before = self.cards[place - 1] if place else None
        return before, self.cards[place + 1] if place + 1 < len(self.cards) else None


def add_rooms(
    app: Flask, site: Site, library: Library, audio: AudioDesk, keypad: KeypadDesk | None = None
) -> tuple[Room, ...]:
    """Give an application its rooms, that of the main language first; a language without entries has none.

    :raise UnknownName: if there is no content in the site's language, or a folder of content has no TOML.
    """
    main = library.get_shelf(site.language)
    languages = {tag: get_language(tag) for tag in library.shelves}
    others = [shelf for tag, shelf in sorted(library.shelves.items()) if tag != site.language and shelf.entries]
    made = (_make_room(site, shelf, languages[shelf.language], audio) for shelf in (main, *others))
    rooms = tuple(replace(room, keypad=keypad) for room in made)
    app.extensions[_NAME] = {room.prefix: room for room in rooms}
    return rooms


def _make_room(site: Site, shelf: Shelf, language: Language, audio: AudioDesk) -> Room:
    cards = shelf.cards
    return Room(
        site=site,
        shelf=shelf,
        language=language,
        prefix="" if shelf.language == site.language else f"/{shelf.language}",
        audio=audio,
        finder=Finder(shelf, cards),
        images=_get_image_names(shelf, cards),
        cards=cards,
        by_code={card.code: card for card in cards},
        letters=get_letters(cards, language.words("digits")),
        offers_copies=site.offline and len(cards) <= MOST_KEPT,
        _places={card.slug: place for place, card in enumerate(cards)},
    )


def get_rooms() -> tuple[Room, ...]:
    """The rooms of the application that is answering, that of the main language first."""
    return tuple(_get_by_prefix().values())


def get_room() -> Room:
    """The room in whose language the request is answered: its address says which, on a page of failure too."""
    rooms = _get_by_prefix()
    return rooms.get("/" + request.path.split("/", 2)[1], rooms[""])


def _get_by_prefix() -> dict[str, Room]:
    return cast("dict[str, Room]", current_app.extensions[_NAME])


def _get_image_names(shelf: Shelf, cards: Sequence[Card]) -> frozenset[str]:
    blocks = (block for page in shelf.pages for section in page.sections for block in section.blocks)
    on_pages = (block.file for block in blocks if isinstance(block, Image))
    return frozenset(chain((image for card in cards for image in card.images), on_pages))
