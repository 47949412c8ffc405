"""A call whose place is no longer there, since the content changed: it goes on at the nearest that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from service.phone.book import Book, BookEntry, BookShelf
from service.phone.listening import IN_ENTRY
from service.phone.options import WAITS
from service.phone.state import Lead, Mode, State

_ORIGINS: Final = (Mode.NUMBER, Mode.NUMBERS, Mode.SPELL, Mode.WORDS, Mode.BROWSE, Mode.OPTIONS, Mode.MENU)
"""Where `*` can lead: none of these needs an entry at hand."""


def get_mended(state: State, book: Book) -> State:
    """The same state if all that it names is there."""
    if state.language not in [shelf.language for shelf in book.shelves]:
        return replace(state.at(Mode.MENU, Lead.REMOVED), language=book.shelves[0].language, voice=0)
    shelf = book.get_shelf(state.language)
    known = _get_known(state, shelf)
    if known.mode not in IN_ENTRY:
        return known
    entry = shelf.by_code.get(known.code)
    if entry is None:
        return replace(known.at(Mode.MENU, Lead.REMOVED), code="", part="", place=0, chunk=1, offset=0, typed="")
    return _get_in_entry(known, entry)


def _get_known(state: State, shelf: BookShelf) -> State:
    speeds = [round(speed * 100) for speed in shelf.speeds]
    speed = state.speed if state.speed in speeds else 100
    wait = state.wait if state.wait in WAITS else 8
    lead = Lead.NONE if state.lead == Lead.SPELLED and state.mode not in IN_ENTRY else state.lead
    origin = state.origin if state.origin in _ORIGINS else Mode.MENU
    voice = min(state.voice, shelf.voices - 1)
    return replace(state, origin=origin, speed=speed, wait=wait, lead=lead, voice=voice)


def _get_in_entry(state: State, entry: BookEntry) -> State:
    ids = [part.short_id for part in entry.parts]
    if state.place < len(ids) and ids[state.place] == state.part:
        place = state.place
    elif state.part in ids:
        place = ids.index(state.part)
    else:
        place = min(state.place, len(ids) - 1)
        changed = replace(state, place=place, part=ids[place], chunk=1, offset=0)
        return changed.at(Mode.LISTEN, Lead.CHANGED)
    if state.chunk > entry.parts[place].chunks:
        return replace(state.at(Mode.LISTEN, Lead.CHANGED), place=place, chunk=entry.parts[place].chunks, offset=0)
    return replace(state, place=place)
