"""The menu of the line: where a call is and what happened give where it is then, and what is played there. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from service.phone.book import Book, BookShelf
from service.phone.call import Action, Event, HangUp, HungUp, Keys, Play, Silent, Started, Unplayable
from service.phone.clips import Prompt
from service.phone.finding import FINDING
from service.phone.leads import get_lead_clips
from service.phone.listening import IN_ENTRY, LISTENING
from service.phone.mending import get_mended
from service.phone.options import OPTIONS
from service.phone.prompts import HELP_PERSON
from service.phone.scenes import Clips, Press, Scene, get_entry, get_shelf
from service.phone.state import Lead, Mode, State
from service.phone.waiting import STILL_HERE, get_after_silence, get_wait, is_collecting

SCENES: Final[Mapping[Mode, Scene]] = {**OPTIONS, **FINDING, **LISTENING}
_KEYS: Final = "0123456789*#"
_TWICE: Final = 1500
"""Milliseconds within which a second press of a key makes it a double press."""
_MOST_IN_A_ROW: Final = 3
"""Clips of our own that fail one after the other: then nothing can be said any more."""


def step(state: State | None, event: Event, book: Book) -> tuple[State, Action]:
    """The next state and what is to be done. The same input always gives the same.

    `state` is None before the call. Never raises for a state that `from_text` gave.
    """
    following = _get_next(state or State(), event, book)
    following = replace(following, steps=(state.steps if state else 0) + 1)
    action = get_action(following, book)
    return (following if isinstance(action, Play) else replace(following, mode=Mode.OVER)), action


def get_action(state: State, book: Book) -> Action:
    """What is done in a state: the answer to a repeated request too."""
    if state.mode == Mode.OVER:
        return HangUp()
    state = get_mended(state, book)  # the content may have changed since
    clips = _get_clips(state, book)
    if not (clips or (is_collecting(state) and not state.note)):
        return HangUp()
    shelf = _get_spoken_shelf(state, book)
    start = state.offset if state.mode == Mode.LISTEN and not (state.lead or state.first or state.note) else 0
    wait = get_wait(state, book)
    return Play(clips, shelf.language, state.speed / 100, wait, start, voice=min(state.voice, shelf.voices - 1))


def is_end(state: State | None, event: Event, book: Book) -> bool:
    """Whether an event has the key that ends the call: adapters ask, where a step fails on that very key."""
    return isinstance(event, Keys) and get_shelf(state or State(), book).keys.end in event.keys


def _get_next(state: State, event: Event, book: Book) -> State:
    if isinstance(event, Started):
        return _begin(book)
    if state.mode == Mode.OVER or isinstance(event, HungUp) or is_end(state, event, book):
        return replace(state, mode=Mode.OVER)
    mended = get_mended(state, book)
    if mended != state and mended.lead in (Lead.REMOVED, Lead.CHANGED):
        return mended
    state = mended
    match event:
        case Silent():
            return _settle_row(get_after_silence(state, book), state, book)
        case Unplayable():
            return _pass_over(state, event.clip, book)
    return _press_all(state, event, book)


def _begin(book: Book) -> State:
    mode = Mode.LANGUAGE if len(book.shelves) > 1 else Mode.MENU
    return State(mode=mode, language=book.shelves[0].language, lead=Lead.GREETING)


def _get_spoken_shelf(state: State, book: Book) -> BookShelf:
    """Each language is offered in its own words."""
    if state.mode == Mode.LANGUAGE:
        return book.shelves[state.page % len(book.shelves)]
    return get_shelf(state, book)


def _get_clips(state: State, book: Book) -> Clips:
    """What is played: one note if a clip failed, and all that is left of what the place says."""
    every = _get_every_clip(state, book)[state.first :]
    return (Prompt("part_missing"), *every) if state.note else every


def _get_every_clip(state: State, book: Book) -> Clips:
    if state.mode == Mode.OVER:
        return ()
    if state.misses >= STILL_HERE and state.mode != Mode.PAUSED:
        return (Prompt("still_here" if state.misses == STILL_HERE else "goodbye"),)
    own = SCENES[state.mode].get_clips(state, book)
    fuller = state.misses == STILL_HERE - 1 and state.mode not in (Mode.PAUSED, Mode.LISTEN)
    before, after = ((Prompt("no_hurry"),), (Prompt("keys_everywhere"),)) if fuller else ((), ())
    return (*_get_lead(state, book), *before, *own, *after)


def _get_lead(state: State, book: Book) -> Clips:
    return get_lead_clips(state, book, _get_spoken_shelf(state, book))


def _press_all(state: State, event: Keys, book: Book) -> State:
    """Keys that were typed ahead are taken one after the other."""
    state, is_in_lead = _settle(state, event.clip, event.offset, book)
    since = event.since or (event.offset if event.clip == 0 else 0)
    for key in (key for key in event.keys if key in _KEYS):
        state = _press(state, key, (0 < since <= _TWICE, is_in_lead), book)
        since, is_in_lead = 1, bool(_get_lead(state, book))  # nothing was heard since the key before
    return state


def _settle(state: State, clip: int, offset: int, book: Book) -> tuple[State, bool]:
    """Keep what of the last Play was heard, and forget what was said before it."""
    lead = len(_get_lead(state, book))
    heard = max(state.first, state.first + clip - state.note) - lead
    if state.mode == Mode.LISTEN and heard >= 0:
        part = get_shelf(state, book).by_code[state.code].parts[state.place]
        chunk = state.chunk + heard
        is_heard = chunk <= part.chunks and not (state.note and clip == 0)
        state = replace(state, chunk=min(chunk, part.chunks), offset=offset if is_heard else 0)
    elif state.mode == Mode.LISTEN:
        state = replace(state, offset=0)
    return replace(state, row=0), heard < 0


def _press(state: State, key: str, heard: tuple[bool, bool], book: Book) -> State:
    """The state after one key. A key without a meaning is told so, and is no miss."""
    shelf = get_shelf(state, book)
    function = shelf.keys.find(key)
    press = Press(key, function, *heard)
    is_digit = state.mode == Mode.NUMBER and bool(state.typed)
    calm = replace(state, misses=0, page=0 if state.mode == Mode.LANGUAGE else state.page)  # each language answers
    if function == "help" and not is_digit:
        lead = (
            Lead.PERSON if state.lead == Lead.HELP and press.is_in_lead and HELP_PERSON in shelf.prompts else Lead.HELP
        )
        return replace(calm.said(lead), offset=0 if state.mode == Mode.LISTEN else state.offset)
    if state.misses >= STILL_HERE and state.mode != Mode.PAUSED:  # "any key for more time"
        return calm.said(_get_reminder(calm))
    is_list = state.mode not in (Mode.NUMBER, Mode.SPELL, *(mode for mode in IN_ENTRY if mode != Mode.SECTIONS))
    if function == "repeat" and is_list:
        return calm.said()
    pressed = SCENES[state.mode].press(calm, press, book)
    return calm.said(Lead.WRONG) if pressed is None else replace(pressed, misses=0)


def _get_reminder(state: State) -> Lead:
    """After a long silence, what was typed is told again."""
    return Lead.MORE if is_collecting(state) else Lead.NONE


def _settle_row(following: State, state: State, book: Book) -> State:
    """What was heard after a failed clip ends the row of failed ones."""
    is_heard = state.first < len(_get_every_clip(state, book))
    return replace(following, row=0) if is_heard else following


def _pass_over(state: State, clip: int, book: Book) -> State:
    """Leave out a clip that could not be played, say so once, and count it; after two in a row, the main menu."""
    place = max(state.first, state.first + clip - state.note)
    if state.note and clip == 0:  # the note itself
        place = state.first - 1
    row = 1 if clip > state.note else state.row + 1
    passed = replace(state, row=row, missing=state.missing + 1, first=place + 1, note=row == 1)
    if state.misses > STILL_HERE or row > _MOST_IN_A_ROW:
        return replace(passed, mode=Mode.OVER)
    if row != 2:
        return passed
    return passed.at(Mode.MENU, Lead.UNMADE if _is_unheard(passed, book) else Lead.SORRY)


def _is_unheard(state: State, book: Book) -> bool:
    """Whether the two clips that failed are the first two of the entry: then most likely none of it is recorded."""
    if state.mode != Mode.LISTEN:
        return False
    parts = get_entry(state, book).parts[: state.place]
    before = sum(part.chunks for part in parts) + state.chunk - 1
    return before + state.first - len(_get_lead(state, book)) == 2
