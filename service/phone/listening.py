"""In an entry: hearing it, pausing, moving about, and choosing a section."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from service.phone.book import Book, BookEntry
from service.phone.clips import Chunk, Heading, Prompt, Title
from service.phone.finding import get_page
from service.phone.scenes import (
    Clips,
    Items,
    Press,
    Scene,
    get_choice,
    get_entry,
    get_shelf,
    move,
    open_entry,
    say_choices,
    turn,
)
from service.phone.state import Last, Lead, Mode, State

IN_ENTRY: Final = (Mode.LISTEN, Mode.PAUSED, Mode.FINISHED, Mode.SECTIONS)


def _say_chunks(state: State, book: Book) -> Clips:
    """From the chunk at hand to the end of the section."""
    entry = get_entry(state, book)
    part = entry.parts[state.place]
    return tuple(Chunk(entry.slug, part.id, number) for number in range(state.chunk, part.chunks + 1))


def _say_paused(state: State, book: Book) -> Clips:
    del book
    return (Prompt("still_paused" if state.misses else "paused"),)


def _say_finished(state: State, book: Book) -> Clips:
    del book
    return (Prompt("finished_short" if state.misses == 1 else "finished"),)


def _get_sections(state: State, book: Book) -> Items:
    entry = get_entry(state, book)
    return [(Title(entry.slug),), *((Heading(entry.slug, part.id),) for part in entry.parts[1:])]


def go_on(state: State, book: Book) -> State:
    """After the last clip of a section: the next one, or what there is to do at the end."""
    entry = get_entry(state, book)
    if state.place + 1 < len(entry.parts):
        return move(state, entry, state.place + 1)
    return replace(state.at(Mode.FINISHED), chunk=entry.parts[state.place].chunks, offset=0)


def _press_in_entry(state: State, press: Press, book: Book) -> State | None:
    match press.function:
        case "back":
            return go_back(state, book)
        case "previous" | "next":
            return _skim(state, press, book)
        case "skip":
            return _skip(state, press, book)
        case "pause":
            return _pause(state)
        case "repeat":
            return move(state, get_entry(state, book), state.place, state.chunk)
        case "slower" | "faster":
            return _change_speed(state, press.function, book)
        case "spell":
            return replace(_hear(state), offset=0).said(Lead.SPELLED)
        case "sections":
            return _list_sections(state)
    return None


def go_back(state: State, book: Book) -> State:
    """To where the entry was chosen."""
    return replace(state.at(state.origin), page=get_page(state, book), code="", part="", place=0, chunk=1, offset=0)


def _hear(state: State) -> State:
    """A pause ends with any key that makes something heard."""
    return replace(state, mode=_get_paused(state)) if state.mode == Mode.PAUSED else state


def _get_paused(state: State) -> Mode:
    """What was paused: the end, or a section."""
    return Mode.FINISHED if state.ended else Mode.LISTEN


def _pause(state: State) -> State:
    if state.mode == Mode.PAUSED:
        return state.at(_get_paused(state))
    return replace(state.at(Mode.PAUSED), ended=state.mode == Mode.FINISHED)


def _list_sections(state: State) -> State:
    is_held = state.mode == Mode.PAUSED
    is_ended = state.ended if is_held else state.mode == Mode.FINISHED
    return replace(state.at(Mode.SECTIONS), held=is_held, ended=is_ended)


def _skim(state: State, press: Press, book: Book) -> State:
    entry = get_entry(state, book)
    is_twice = press.is_quick and state.last == press.function
    if press.function == "previous":
        if state.mode == Mode.FINISHED:
            return replace(move(state, entry, state.place), last=Last.PREVIOUS)
        place = 0 if is_twice else max(0, state.place - 1)
        return replace(move(state, entry, place), last=Last.PREVIOUS)
    if is_twice or state.mode == Mode.FINISHED:
        return _open_next(state, entry, book)
    return replace(go_on(state, book), last=Last.NEXT)


def _open_next(state: State, entry: BookEntry, book: Book) -> State:
    """The next entry from A to Z; after the last, the first."""
    entries = get_shelf(state, book).entries
    following = entries[(entries.index(entry) + 1) % len(entries)]
    return replace(open_entry(state, following, state.origin), last=Last.NOTHING)


def _skip(state: State, press: Press, book: Book) -> State:
    """Over what is said beforehand, or to the next section. The # that some press after a number skips nothing."""
    if press.is_in_lead and state.mode != Mode.LISTEN:
        return state.said()
    if press.is_in_lead or (state.last == Last.OPENED and press.is_quick):
        return move(state, get_entry(state, book), state.place, state.chunk)
    if state.mode == Mode.FINISHED:
        return _open_next(state, get_entry(state, book), book)
    return go_on(state, book)


def _change_speed(state: State, function: str, book: Book) -> State:
    speeds = [round(speed * 100) for speed in get_shelf(state, book).speeds]
    others = [speed for speed in speeds if (speed < state.speed if function == "slower" else speed > state.speed)]
    heard = replace(_hear(state), offset=0)
    if not others:
        return heard.said(Lead.SLOWEST if function == "slower" else Lead.FASTEST)
    return replace(heard, speed=max(others) if function == "slower" else min(others)).said(Lead.SPEED)


def _press_in_sections(state: State, press: Press, book: Book) -> State | None:
    if press.function == "back":
        return state.at(Mode.PAUSED) if state.held else replace(state.at(_get_paused(state)), offset=0)
    items = _get_sections(state, book)
    place = get_choice(items, state.page, press.key)
    return turn(state, items, press) if place is None else move(state, get_entry(state, book), place)


LISTENING = {
    Mode.LISTEN: Scene(_say_chunks, _press_in_entry),
    Mode.PAUSED: Scene(_say_paused, _press_in_entry),
    Mode.FINISHED: Scene(_say_finished, _press_in_entry),
    Mode.SECTIONS: Scene(
        lambda state, book: say_choices(_get_sections(state, book), state.page),
        _press_in_sections,
    ),
}
