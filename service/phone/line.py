"""The line as an adapter needs it: the menu over its book, and the sound of each clip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.errors import SettingsError, StoreError, UnknownName
from service.metrics.counting import count
from service.metrics.measures import UNHEARD
from service.phone.book import Book, Line, Person
from service.phone.call import Action, Event, Play
from service.phone.clips import Clip
from service.phone.menu import get_action, step
from service.phone.recordings import Recordings
from service.phone.state import State


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Plain data and lookups: safe for any number of threads and calls."""

    book: Book
    recordings: Recordings

    def step(self, state: State | None, event: Event) -> tuple[State, Action]:
        """The next state of a call and what is to be done; `state` is None before the call."""
        return step(state, event, self.book)

    def get_action(self, state: State) -> Action:
        """What is done in a state: the answer to a repeated request too."""
        return get_action(state, self.book)

    def get_keys(self, play: Play) -> tuple[str | None, ...]:
        """The key in the store of each clip; None for one that is not there, or that the store cannot tell of."""
        return tuple(self._find(clip, play) for clip in play.clips)

    def _find(self, clip: Clip, play: Play) -> str | None:
        try:
            return self.recordings.find(clip, play.language, play.speed, play.voice)
        except StoreError:  # told to the menu like any clip that is not there
            count(UNHEARD)
            return None


def make_line(book: Book, recordings: Recordings) -> PhoneLine:
    """The line as far as it can be spoken: without languages that have no voice, at the speeds that each voice has.

    :raise UnknownName: if no language of the book has a voice.
    """
    spoken = [(shelf, tuple(recordings.get_speeds(shelf.language))) for shelf in book.shelves]
    shelves = tuple(replace(shelf, speeds=speeds) for shelf, speeds in spoken if speeds)
    if not shelves:
        raise UnknownName("voice for a language of the phone line", book.shelves[0].language, ())
    return PhoneLine(Book(shelves), recordings)


def read_line(languages: str, greetings: str, persons: str, web_address: str, voices: str = "") -> Line:
    """The settings of the line as they are written.

    :param languages: tags with commas; empty is all that can be spoken.
    :param greetings: such as `en=Word line. | es=Línea de palabras.`
    :param persons: such as `en=the helpline: 0800 000 000 | es=la línea: 016`.
    :param voices: names with commas by language, such as `en=gmw/en-US, gmw/en-GB-scotland | es=roa/es-419`.
    :raise SettingsError:
    """
    people = {}
    for tag, text in _read_texts("phone_persons", persons).items():
        words, colon, number = (piece.strip() for piece in text.partition(":"))
        if not (colon and words and number):
            raise SettingsError(
                f"The setting 'phone_persons' has '{text}'; write who answers, a colon and the number, such as "
                "en=the helpline: 0800 000 000."
            )
        people[tag] = Person(words, number)
    tags = tuple(tag.strip() for tag in languages.split(",") if tag.strip())
    named = {
        tag: tuple(name.strip() for name in names.split(",") if name.strip())
        for tag, names in _read_texts("phone_voices", voices).items()
    }
    return Line(tags, _read_texts("phone_greetings", greetings), web_address, people, named)


def _read_texts(setting: str, value: str) -> Mapping[str, str]:
    """Texts by language tag."""
    texts = {}
    for pair in filter(None, (part.strip() for part in value.split("|"))):
        tag, equals, text = (piece.strip() for piece in pair.partition("="))
        if not (equals and tag and text):
            raise SettingsError(f"The setting '{setting}' has '{pair}'; write language=text, parted by |.")
        texts[tag] = text
    return texts
