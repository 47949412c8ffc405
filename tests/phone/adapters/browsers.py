"""A caller in a browser: presses keys on the page, and reads from it what is played."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from flask.testing import FlaskClient
from web.conftest import LIBRARY
from web.fakes import FakeDesk
from web.html import get_all, get_by_id, parse
from werkzeug.test import TestResponse

from service.exports.editions import SPEEDS
from service.phone import menu
from service.phone.adapters.keypad import Keypad
from service.phone.book import Book
from service.phone.call import Action, Event
from service.phone.clips import Clip
from service.phone.line import PhoneLine
from service.phone.recordings import Recordings
from service.phone.state import State
from service.phone.transcript import get_clip_name
from service.web.app import make_web_app
from service.web.site import Site

from ..books import BOOK

ADDRESS = "/phone/try/"


@dataclass
class FakeRecordings:
    """Every clip is there but for those whose names are in `missing`; its key tells it again."""

    missing: set[str] = field(default_factory=set)
    known: dict[str, str] = field(default_factory=dict)

    def get_speeds(self, language: str) -> Sequence[float]:
        return SPEEDS

    def find(self, clip: Clip, language: str, speed: float = 1, voice: int = 0) -> str | None:
        name = get_clip_name(clip)
        text = f"{language} {speed:g} {name}" + (f" by voice {voice}" if voice else "")
        key = hashlib.sha256(text.encode()).hexdigest()
        self.known[key] = text
        return None if name in self.missing else key


def get_names(clips: Sequence[Clip], language: str) -> list[tuple[tuple[str, str], ...]]:
    """Words that are easily told apart: the names of the clips."""
    return [((get_clip_name(clip), language),) for clip in clips]


@dataclass
class Caller:
    """Keeps what the page carries, and nothing else."""

    recordings: FakeRecordings = field(default_factory=FakeRecordings)
    book: Book = BOOK
    address: str = ADDRESS
    state: str = ""
    has_voice: bool = True
    is_over: bool = False

    def __post_init__(self) -> None:
        self.client: FlaskClient = make_web_app(Site(), LIBRARY, FakeDesk(LIBRARY), self.make_desk()).test_client()

    def make_desk(self) -> Keypad:
        return Keypad(self.find_line, get_names)

    def find_line(self) -> PhoneLine | None:
        return PhoneLine(self.book, cast(Recordings, self.recordings)) if self.has_voice else None

    def send(self, event: str) -> TestResponse:
        """Press, or wait; the state that the page gave goes with it."""
        response = self.client.post(self.address, data={"state": self.state, "event": event})
        if response.status_code == 200:
            self.state = get_state(response.text)
            self.is_over = not self.state
        return response

    def change(self, book: Book) -> None:
        """The content changes while the call lasts: the server starts anew, and has kept nothing."""
        self.book = book
        self.__post_init__()


class Failing(Caller):
    """A caller on a line of which so many steps fail from now on."""

    failures = 0

    def find_line(self) -> PhoneLine | None:
        return FailingLine(self.book, cast(Recordings, self.recordings), self)


@dataclass(frozen=True)
class FailingLine(PhoneLine):
    caller: Failing

    def step(self, state: State | None, event: Event) -> tuple[State, Action]:
        if self.caller.failures:
            self.caller.failures -= 1
            raise ZeroDivisionError("the caller pressed 4743")
        return menu.step(state, event, self.book)


def get_state(text: str) -> str:
    hidden = [each for each in get_all(parse(text), "input") if each.get("name") == "state"]
    return hidden[0].get("value", "") if hidden else ""


def get_lines(text: str, recordings: FakeRecordings) -> list[str]:
    """What is played, as it stands in scripts of callers."""
    page = parse(text)
    if not get_state(text):
        return ["hang up"]
    said = get_by_id(page, "said")
    wait = f"{said.get('data-wait')} ms" if said.get("data-wait") else "no limit"
    start = f", from {said.get('data-start')} ms" if said.get("data-start") != "0" else ""
    keys = [each.get("src", "").removeprefix("/audio/").removesuffix(".wav") for each in get_all(said, "audio")]
    played = [recordings.known[key].split() for key in keys]
    return [f"{start}, wait {wait}", *(" ".join(each) for each in played)]


def get_expected(lines: Iterable[str]) -> list[str]:
    """Lines of a script, in the form of `get_lines`: each clip with its language, speed and voice."""
    first, *names = lines
    if first == "hang up":
        return [first]
    what, _, wait = first.partition(", wait ")
    _, language, _, speed, *others = what.replace(",", "").split()
    start = f", from {others[others.index('from') + 1]} ms" if "from" in others else ""
    clips = (name.strip() for name in names)
    voice = f" by voice {others[others.index('voice') + 1]}" if "voice" in others else ""
    return [f"{start}, wait {wait}", *(f"{language} {speed} {name}{voice}" for name in clips)]
