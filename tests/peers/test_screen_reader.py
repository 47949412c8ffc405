"""A real screen reader, Orca with Firefox, says what a reviewer has read: all kinds of pages, a visit by keyboard."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from service.languages import get_language

from . import site as sites
from . import transcripts
from .desktop import require
from .firefox import wait_until
from .screen_reader import ScreenReader, open_screen_reader
from .serving import serve

PART = "How it forms"
ENTRY = "glossary/trauma-bonding/"
SOUND = "document.querySelector('main > audio')"
LANDMARKS = "document.querySelectorAll('body > header, nav, main, body > footer').length"
PAGES = {
    "home": "", "a-to-z": "glossary/", "entry": ENTRY, "entry-es": "es/glossary/vinculo-traumatico/", "help": "help/",
    "safety": "safety/", "accessibility": "accessibility/", "about": "about/", "preferences": "preferences/",
    "search": "search/", "offline": "preferences/offline/", "not-found": "nothing/",
}  # fmt: skip
ELSEWHERE = {
    "phone-try": ("unlucky", "/phone/try/"),
    "waiting": ("unlucky", "/glossary/grief/audio/how-it-heals.mp3"),
    "failure": ("unlucky", "/"), "entry-without-audio": ("silent", "/glossary/cycle-of-abuse/"),
    "letter": ("large", "/glossary/letters/b/"),
}  # fmt: skip
"""Kinds of pages that a site in order does not have."""
SIZE = re.compile(r"[\d.]+ ((?:kilo|mega)bytes)$")
SEARCHES = {"results": "harm shame", "nothing-found": "zzzz", "refused-search": ""}


class Weather(BaseHTTPRequestHandler):
    """The page that the exit leads to. It answers late, as over a bad line: what is said until then is heard."""

    def do_GET(self) -> None:
        time.sleep(1.5 if self.path == "/weather" else 0)
        body = b"<!DOCTYPE html><html lang=en><title>Weather</title><h1>It may rain</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def destination() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Weather) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/weather"
        server.shutdown()


@pytest.fixture(scope="module")
def site(destination: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require()
    with serve(tmp_path_factory.mktemp("site"), exit_address=destination) as address:
        yield address


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses of sites on which something is missing, fails, or is large."""
    apps = {
        "unlucky": sites.make_unlucky_app(), "silent": sites.make_app(silent=True),
        "large": sites.make_large_app(tmp_path_factory.mktemp("large")),
    }  # fmt: skip
    with ExitStack() as servers:
        yield {name: servers.enter_context(sites.serve(app)) for name, app in apps.items()}


@pytest.fixture(scope="module")
def orca(site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScreenReader]:
    """Started once: a desktop takes seconds to start, a page takes less."""
    with open_screen_reader(tmp_path_factory.mktemp("desktop")) as reader:
        yield reader


@pytest.fixture
def entry(orca: ScreenReader, site: str) -> Iterator[ScreenReader]:
    """An entry that has been read, with the reading place at its beginning."""
    orca.read(site + ENTRY)
    yield orca
    orca.rest()


@pytest.fixture(scope="module")
def read(orca: ScreenReader, site: str, elsewhere: dict[str, str]) -> Callable[[str], tuple[list[str], int]]:
    """What is said about a page, and how many landmarks it has. Each is read once."""

    @cache
    def read_page(name: str) -> tuple[list[str], int]:
        said = read_search(name) if name in SEARCHES else orca.read(get_address(name))
        return said, int(orca.evaluate(LANDMARKS))

    def get_address(name: str) -> str:
        where, path = ELSEWHERE.get(name, ("", ""))
        return elsewhere[where] + path if where else site + PAGES[name]

    def read_search(name: str) -> list[str]:
        orca.read(site + "search/")
        form = "document.forms[0]"
        return orca.read_after(
            lambda: orca.evaluate(f"[{form}.elements.words.value = '{SEARCHES[name]}', {form}.submit()]")
        )

    return read_page


def find_player(reader: ScreenReader, part: str) -> None:
    """Goes to the button of a part, as a reader does: from heading to heading, then to the next button."""
    for _ in range(9):
        if reader.press("h") == [f"{part} heading level 2."]:
            assert reader.press("b") == [f"Play audio: {part} push button."]
            return
    raise AssertionError(f"no heading {part} was said")


def play(reader: ScreenReader) -> None:
    find_player(reader, PART)
    reader.press_until("Playing.", "Return")


def get_lit(reader: ScreenReader) -> Any:
    """How many stretches of text are lit: by the browser's highlights, and by elements."""
    return reader.evaluate(
        "[CSS.highlights?.size ?? 0, document.querySelectorAll('.spoken-sentence, .spoken-word').length]"
    )


def get_seconds(reader: ScreenReader) -> float:
    return float(reader.evaluate(f"{SOUND}.currentTime"))


each_page = pytest.mark.parametrize("name", [*PAGES, *ELSEWHERE, *SEARCHES])


@each_page
def test_a_page_is_said_as_it_was_reviewed(read: Callable[[str], tuple[list[str], int]], name: str) -> None:
    said = read(name)[0]
    if name == "preferences":  # how large a copy of the whole site is changes with every script and every page
        said = [SIZE.sub(r"so many \1", each) for each in said]
    transcripts.compare(name, said)


@each_page
def test_a_page_has_as_many_landmarks_as_are_told_when_it_opens(
    read: Callable[[str], tuple[list[str], int]], name: str
) -> None:
    said, landmarks = read(name)
    told = [found[1] for each in said if (found := re.match(r"Page has (\d+) landmarks, 1? ?\d* heading", each))]
    assert told == [str(landmarks)]


def test_a_visit_by_keyboard_is_said_as_it_was_reviewed(entry: ScreenReader) -> None:
    heard: list[str] = []
    counts = iter(transcripts.get_counts("visit"))

    def press(key: str, until: str = "") -> None:
        known = next(counts, 1)
        said = entry.press_until(until, key) if until else entry.press(key, quiet=1.2, known=known)
        heard.extend([f"[{key}]", *said])

    for key in ("Tab", "Return", "h", "h", "h", "b"):
        press(key)
    press("Return", until="Playing.")
    press("Return", until="Paused.")
    entry.evaluate(f"{SOUND}.currentTime = 5")  # how far it had come by then differs
    for key in ("Tab", "Right", "Right", "Left", "Tab"):
        press(key)
    press("Return", until="The address of this page")
    press("Tab")
    press("Return", until="Playing.")
    press("Return", until="Paused.")
    for _ in range(10):
        press("Tab")
    press("Return", until="Stopped.")
    if "leaving panel." in heard:  # whether Orca finds it that closes is a matter of milliseconds
        heard.remove("leaving panel.")
    for key in ("ctrl+Home", "Tab"):
        press(key)
    press("Return", until="It may rain")
    transcripts.compare("visit", heard)


def test_no_transcript_is_left_over() -> None:
    assert transcripts.get_names() == {*PAGES, *ELSEWHERE, *SEARCHES, "visit"}


def test_the_slider_says_nothing_by_itself_and_a_fresh_place_when_it_is_moved(entry: ScreenReader) -> None:
    play(entry)
    entry.press("Tab")
    assert entry.evaluate("document.activeElement.type") == "range"
    begun = get_seconds(entry)
    entry.forget()
    assert entry.listen(10) == []
    assert get_seconds(entry) - begun > 9
    (told,) = entry.press("Right")
    assert abs(get_seconds(entry) - float(re.match(r"(\d+) seconds of 1 minute", told)[1])) < 3  # type: ignore[index]


def test_each_act_is_told_in_one_message(entry: ScreenReader) -> None:
    find_player(entry, PART)
    assert entry.press_until("Playing.", "Return") == ["Playing. More controls follow the button."]
    assert entry.press_until("Paused.", "Return") == ["Paused."]
    entry.evaluate(f"{SOUND}.currentTime = 30")
    for name, messages in {
        "Back 10 seconds": ["20 seconds of "], "Forward 10 seconds": ["30 seconds of "],
        "Next sentence": [" seconds of "], "Previous section": ["0 seconds of ", "Definition. 0 seconds of "],
        "Next section": ["How it forms. 0 seconds of "],
    }.items():  # fmt: skip
        entry.focus(name)
        for message in messages:
            said = entry.press("Return", quiet=1.5)
            assert len(said) == 1, said
            assert message in said[0], name


def test_the_end_of_a_section_is_told_with_what_comes_next(entry: ScreenReader) -> None:
    play(entry)
    entry.evaluate("document.getElementById('player_pause_after').click()")
    entry.forget()
    entry.evaluate(f"{SOUND}.currentTime = {SOUND}.duration - 0.3")
    wait_until(lambda: entry.evaluate(f"{SOUND}.paused"), 10, "the section has ended")
    assert entry.listen(1.5) == ["The end of How it forms. Press Play to go on with How it shows up."]
    entry.evaluate("window.name = ''")


def test_audio_that_is_not_there_is_told_once(orca: ScreenReader, elsewhere: dict[str, str]) -> None:
    orca.read(f"{elsewhere['unlucky']}/glossary/grief/")
    find_player(orca, "Definition")
    missing = get_language("en").words("player_missing")
    assert orca.press_until(missing, "Return") == [missing]
    orca.rest()


def test_forgetting_the_choices_is_told_once(orca: ScreenReader, site: str) -> None:
    words = get_language("en").words
    orca.read(site + PAGES["preferences"])
    orca.evaluate("document.querySelector('[data-does=forget]').focus()")
    nothing = words("preferences_nothing_stored")
    assert orca.press_until(nothing, "Return")[-1:] == [nothing]
    orca.evaluate("document.querySelector('[name=remembered]').click()")
    orca.listen(1)
    forgotten = words("preferences_forgotten")
    assert orca.press_until(forgotten, "Return") == [forgotten]
    orca.rest()


def test_read_along_on_and_off_give_the_same_words(orca: ScreenReader, site: str) -> None:
    off = hear_while_it_plays(orca, site, "off", [0, 0])
    assert hear_while_it_plays(orca, site, "on", [2, 0]) == off
    assert hear_while_it_plays(orca, site, "on without the browser's highlights", [0, 2]) == off
    assert off[1].startswith("The bond needs a pattern that repeats."), "the reader goes through the text that is lit"


def hear_while_it_plays(reader: ScreenReader, site: str, choice: str, lit: list[int]) -> list[str]:
    """What is said while a section plays: its reader goes to its heading, down its lines, and then only listens."""
    reader.read(site + PAGES["offline"])
    reader.evaluate(f"window.name = 'preferences?highlight={choice[:3].strip()}'")
    reader.read(site + ENTRY)
    if "without" in choice:
        reader.evaluate("Object.defineProperty(CSS, 'highlights', {value: undefined})")
    play(reader)
    said = [word for key in ("shift+h", "Down", "Down", "Down") for word in reader.press(key)]
    reader.forget()
    said += reader.listen(5)
    wait_until(lambda: get_lit(reader) == lit, 10, f"{lit} are lit")  # in a pause there is no word
    assert 5 < get_seconds(reader) < 60
    reader.evaluate("window.name = ''")
    reader.rest()
    return said


def test_going_back_by_shift_and_a_letter_does_not_leave_the_page(entry: ScreenReader) -> None:
    headings = [entry.press("h") for _ in range(5)]
    assert [entry.press("shift+h") for _ in range(4)] == headings[-2::-1]


def test_the_presses_of_shift_are_told_as_they_are_written(entry: ScreenReader) -> None:
    words = get_language("en").words
    assert entry.press("Shift_L") == [words("exit_first_press")]
    over = words("exit_over")
    assert entry.press_until(over, "Shift_L") == [words("exit_second_press"), over]
    entry.press("Shift_L")
    entry.press("Shift_L")
    assert entry.press_until("It may rain", "Shift_L")[:2] == [words("exit_wait"), "Finished loading Weather."]
