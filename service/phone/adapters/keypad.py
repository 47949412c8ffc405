"""A call in the browser: the menu's events from a form, its actions as sounds and words for a page.

Nothing is kept here. The page carries the state, and whoever changes it changes a call that is theirs alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

from service.document.library import Library
from service.errors import CallError, LecternError
from service.metrics.counting import count
from service.metrics.measures import TRY_FAULTS
from service.phone.book import Line, make_book
from service.phone.call import Action, Event, Keys, Play, Started, Unplayable
from service.phone.clips import Clip, Prompt
from service.phone.line import PhoneLine, make_line
from service.phone.menu import is_end
from service.phone.recordings import Recordings
from service.phone.spelling import get_letters
from service.phone.state import Mode, State, from_text
from service.phone.transcript import get_event
from service.phone.words import Stretch, Words
from service.speech.script import FindForms

_log = logging.getLogger(__name__)
MOST_KEYS: Final = 16
"""Of one request: what can be typed ahead while the line answers."""
_LONGEST_EVENT: Final = 60
_MOST_MILLISECONDS: Final = 600_000
"""No clip is longer: a file of the line is at most a megabyte."""
_MOST_SOUNDS: Final = 1_000
"""A section has fewer chunks than that, and no list is longer."""

GetWords = Callable[[Sequence[Clip], str], Sequence[tuple[Stretch, ...]]]


@dataclass(frozen=True, slots=True)
class Sound:
    """A clip as the page has it."""

    words: tuple[Stretch, ...]
    key: str | None
    """Its key in the store; None if it is not recorded."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a call is: what is said there, and what follows if no key is pressed."""

    state: str
    sounds: tuple[Sound, ...] = ()
    """As far as the first that is not recorded, and with that one."""
    following: str = ""
    """The event if no key is pressed: `silent`, or `unplayable 2`; empty once the call is over."""
    wait: int | None = 0
    """Milliseconds until then, after the last sound; None is without limit."""
    start: int = 0
    """Milliseconds into the first sound."""


class Keypad:
    """Safe for any number of threads."""

    def __init__(self, find_line: Callable[[], PhoneLine | None], get_words: GetWords) -> None:
        """`find_line` gives None as long as no voice is known."""
        self._find_line, self._get_words = find_line, get_words
        self._line: PhoneLine | None = None

    def get_keys(self, language: str) -> Mapping[str, str]:
        """The key of each function, such as `end`, in a language; in the first that is offered if it is not."""
        line = self._get_line()
        return asdict(line.book.get_shelf(language).keys) if line else {}

    def get_letters(self) -> Mapping[str, str]:
        """The letters of each key that has some, such as `A B C`."""
        return get_letters()

    def has_voice(self) -> bool:
        """Whether there is a line at all."""
        return self._get_line() is not None

    def is_ready(self) -> bool:
        """Whether the first words of a call are recorded."""
        line = self._get_line()
        if line is None:
            return False
        try:
            action = line.step(None, Started())[1]
            return isinstance(action, Play) and None not in line.get_keys(action)
        except Exception as error:  # noqa: BLE001  the call tells it in words
            _count_fault(error)
            return True

    def answer(self, text: str, event_text: str) -> Moment:
        """What follows an event of a call; `text` is the state of the moment before, empty before the call.

        After a fault of our own the caller hears so, and then the menu from its start; on the key that ends the call it
        ends.

        :raise CallError: if one of the two is no such thing.
        """
        line = self._get_line()
        if line is None:
            raise CallError("There is no voice for the line.")
        event = _read_event(event_text)
        state = None if isinstance(event, Started) else _read_state(text)
        try:
            return self._describe(line, *line.step(state, event))
        except Exception as error:  # noqa: BLE001  whatever it is, the caller must not see an error page
            _count_fault(error)
        if is_end(state, event, line.book):
            return Moment(replace(state or State(), mode=Mode.OVER).to_text())
        return self._say_sorry(line, None if isinstance(event, Started) else 0)

    def _get_line(self) -> PhoneLine | None:
        self._line = self._line or self._find_line()
        return self._line

    def _say_sorry(self, line: PhoneLine, wait: int | None) -> Moment:
        """`wait` is None after a fault at the very start: the next start is then the caller's, and no circle."""
        language = line.book.shelves[0].language
        state = State(language=language)
        try:
            state, _ = line.step(None, Started())  # for a key that is pressed meanwhile
        except Exception as error:  # noqa: BLE001  broken through and through
            _count_fault(error)
        moment = self._describe(line, state, Play((Prompt("sorry"),), language, 1.0, wait))
        return replace(moment, wait=wait, following="started")

    def _describe(self, line: PhoneLine, state: State, action: Action) -> Moment:
        if not isinstance(action, Play):
            return Moment(state.to_text())
        keys = line.get_keys(action)
        missing = keys.index(None) if None in keys else len(keys)
        words = self._get_words(action.clips, action.language)
        sounds = tuple(map(Sound, words, keys))[: missing + 1]
        if missing < len(keys):
            return Moment(state.to_text(), sounds, f"unplayable {missing}", 0, action.start)
        return Moment(state.to_text(), sounds, "silent", action.wait, action.start)


def make_keypad(
    library: Library, line: Line, find_forms: FindForms, find_recordings: Callable[[], Recordings | None]
) -> Keypad:
    """Who answers calls on a page. `find_forms` is that of the recordings, of which there are none without a voice.

    :raise SettingsError: :raise UnknownName: if a language of the settings cannot be offered.
    """
    book = make_book(library, line, find_forms)

    def find_line() -> PhoneLine | None:
        recordings = find_recordings()
        return make_line(book, recordings) if recordings else None

    return Keypad(find_line, Words(library, line, find_forms).get)


def _read_event(text: str) -> Event:
    """:raise CallError:"""
    if len(text) > _LONGEST_EVENT or not text.isascii():
        raise CallError(f"An event has at most {_LONGEST_EVENT} ASCII characters.")
    try:
        event = get_event(text)
    except LecternError as error:
        raise CallError(str(error)) from error
    if isinstance(event, Keys) and (len(event.keys) > MOST_KEYS or max(event.offset, event.since) > _MOST_MILLISECONDS):
        raise CallError(f"An event has at most {MOST_KEYS} keys, and a sound {_MOST_MILLISECONDS} milliseconds.")
    if isinstance(event, Keys | Unplayable) and event.clip > _MOST_SOUNDS:
        raise CallError(f"No more than {_MOST_SOUNDS} sounds are played at once.")
    return event


def _read_state(text: str) -> State:
    """:raise CallError:"""
    try:
        return from_text(text)
    except LecternError as error:
        raise CallError(str(error)) from error


def _count_fault(error: Exception) -> None:
    count(TRY_FAULTS)
    # The text of the error may hold what was pressed: only its kind is told.
    _log.error("A step of a call on the page of the phone line failed: %s.", type(error).__name__)
