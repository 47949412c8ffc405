"""The whole line: content in the real voice, our server as it is started, Asterisk, and a caller who presses keys."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from document.files import get_front, write

from bench._ports import get_free_port
from service.phone.clips import Chunk, Clip, Heading, Letter, Number, Prompt
from service.phone.line import PhoneLine
from service.settings import get_settings
from service.store.contract import Name, Store
from service.wiring.phone import make_phone_line
from service.wiring.studio import make_studio

from . import asterisk
from .caller import BLOCK, KINDS, SLACK, Caller, call
from .conftest import ROOT
from .wiretap import G722, MU_LAW, Wiretap, tap

pytest.importorskip("pjsua2", reason="NOT PROVED HERE: pjsua2 is not installed; tests/peers/install.sh installs it")

each_kind = pytest.mark.parametrize("kind", [MU_LAW, G722], ids=["mu-law", "G.722"])
SETTINGS = {
    "LECTERN_PHONE_WEB_ADDRESS": "example.org",
    "LECTERN_PHONE_PERSONS": "en=the helpline: 0800 000 000",
}
BODY = """## Definition

It is a thing that grows slowly, like a THING in the open. It needs water, and light, and time to grow tall.

## How it heals

It comes back as the THING comes back in spring. Nobody can hurry it, and nobody has to wait for it all alone.
"""
ENTRIES = (("hope", "101", "tree"), ("care", "102", "river"), ("trust", "204", "meadow"))
HEADING, TEXT, NEXT = Chunk("hope", "definition", 1), Chunk("hope", "definition", 2), Chunk("hope", "how-it-heals", 1)


@dataclass
class Line:
    """The line as it stands: what is dialled, and the bytes of every clip."""

    uri: str
    wiretap: Wiretap
    phone_line: PhoneLine
    store: Store
    folder: Path
    log: Path

    def get_sound(self, clip: Clip, kind: int = MU_LAW, speed: float = 1.0) -> bytes:
        key = self.phone_line.recordings.find(clip, "en", speed)
        assert key, f"{clip} is not there"
        found = self.store.get(Name(key, KINDS[kind]))
        assert found
        return found.data

    def get_chunks(self, code: str) -> list[Clip]:
        """All of an entry, in order."""
        entry = self.phone_line.book.shelves[0].by_code[code]
        return [Chunk(entry.slug, part.id, number) for part in entry.parts for number in range(1, part.chunks + 1)]

    @contextmanager
    def call(self, kind: int = MU_LAW) -> Iterator[Person]:
        with call(self.uri, self.wiretap, kind) as caller:
            yield Person(self, caller, kind)


@dataclass
class Person:
    line: Line
    caller: Caller
    kind: int

    def hear(self, *clips: Clip, blocks: int | None = 1, speed: float = 1.0) -> int:
        """One clip after the other, all but the last whole; where the last one starts."""
        *before, last = clips
        for clip in before:
            self.caller.hear(self.line.get_sound(clip, self.kind, speed), None)
        return self.caller.hear(self.line.get_sound(last, self.kind, speed), blocks)

    def press(self, keys: str) -> None:
        self.caller.phone.press(keys)


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "service", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **SETTINGS}
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def serve(folder: Path, port: int, log: Path) -> Iterator[None]:
    """Our server, as an operator starts it."""
    command = [sys.executable, "-m", "service", "phone", "agi", "--port", str(port)]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **SETTINGS}
    with log.open("a") as errors, subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=errors, text=True
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdout.readline() == f"The phone line is at agi://127.0.0.1:{port}/\n"
        try:
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(10) == 0


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder, log = tmp_path_factory.mktemp("line"), tmp_path_factory.mktemp("log") / "log"
    texts = {slug: get_front(slug.title(), code) + BODY.replace("THING", thing) for slug, code, thing in ENTRIES}
    write(folder / "content", {f"en/{slug}.md": text for slug, text in texts.items()})
    port = get_free_port()
    with tap() as wiretap, asterisk.run_asterisk(folder / "asterisk", port, folder / "sorry") as running:
        run(folder, "render", "--phone", "--plain")
        run(folder, "phone", "sorry", str(folder))
        studio = make_studio(get_settings(folder, SETTINGS), folder)
        try:
            phone_line = make_phone_line(studio, studio.get_editions())
        finally:
            studio.queue.close()
        with serve(folder, port, log):
            yield Line(running.get_uri(), wiretap, phone_line, studio.store, folder, log)


@each_kind
def test_an_entry_is_found_by_its_number_and_heard_whole(line: Line, kind: int) -> None:
    with line.call(kind) as person:
        person.hear(Prompt("greeting"), Prompt("leave"))
        person.press("1")
        person.hear(Prompt("number"))
        person.press("101")
        start = person.hear(line.get_chunks("101")[0], blocks=None)
        person.hear(*line.get_chunks("101")[1:], blocks=None)
        gaps = person.caller.seen - start - sum(len(line.get_sound(chunk, kind)) for chunk in line.get_chunks("101"))
        assert gaps == 0
        person.hear(Prompt("finished"))
        person.press("9")
        person.caller.wait_for_end()


@each_kind
def test_an_entry_is_found_by_spelling_and_paused_repeated_skipped_and_sped_up(line: Line, kind: int) -> None:
    with line.call(kind) as person:
        person.hear(Prompt("greeting"))
        person.press("2")
        person.hear(Prompt("spell"))
        person.press("4673#")
        person.hear(Chunk("hope", "introduction", 1))
        person.press("#")
        person.hear(HEADING, TEXT, blocks=2)
        person.press("5")
        at = person.hear(TEXT, blocks=4)
        person.caller.phone.press_by_info("2")
        person.hear(Prompt("paused"), blocks=None)
        sound = line.get_sound(TEXT, kind)
        heard = person.caller.get_heard(sound, at)
        person.press("2")
        assert abs(person.caller.hear_on(sound, heard) - heard) <= SLACK
        assert heard >= 4 * BLOCK
        person.press("6")
        person.hear(Prompt("speed_125"), blocks=None)
        person.hear(TEXT, speed=1.25)
        person.caller.phone.press_by_info("3")
        person.hear(NEXT, speed=1.25)
        person.caller.phone.press_by_info("9")
        person.caller.wait_for_end()


def test_help_says_the_web_address_and_the_number_of_a_person(line: Line) -> None:
    with line.call() as person:
        person.hear(Prompt("greeting"))
        person.press("0")
        person.hear(Prompt("help_choosing"), Prompt("help_web"), Prompt("help_person"), blocks=None)
        person.press("9")
        person.caller.wait_for_end()


def test_the_term_is_spelled_and_the_sections_are_listed_for_who_asks(line: Line) -> None:
    with line.call() as person:
        person.hear(Prompt("greeting"))
        person.press("1102")
        person.hear(Chunk("care", "introduction", 1))
        person.press("0")
        person.hear(Prompt("help_listening"), blocks=3)
        person.press("7")
        person.hear(*(Letter(letter) for letter in "CARE"), Prompt("number_is"), Number(1), Number(0), blocks=None)
        person.press("8")
        person.hear(Heading("care", "definition"), blocks=None)
        person.press("3")
        person.hear(Chunk("care", "how-it-heals", 1))
        person.press("9")
        person.caller.wait_for_end()


def test_nine_ends_the_call_in_the_midst_of_the_greeting(line: Line) -> None:
    with line.call() as person:
        person.caller.hear_anything()
        person.press("9")
        person.caller.wait_for_end()
        assert len(person.caller.heard.sound) < len(line.get_sound(Prompt("greeting")))


def test_a_line_whose_store_is_empty_is_heard_to_be_sorry(line: Line) -> None:
    kept, aside = line.folder / "audio_cache" / "o", line.folder / "aside"
    kept.rename(aside)
    try:
        with line.call() as person:
            person.caller.hear((line.folder / "sorry.ulaw").read_bytes(), None)
            person.caller.wait_for_end()
    finally:
        aside.rename(kept)
    lines = line.log.read_text().splitlines()
    assert len(lines) == 1
    assert "nothing of the line can be played" in lines[0]
    line.log.write_text("")


def test_the_caller_s_number_is_in_no_file_and_nothing_is_logged(line: Line) -> None:
    with line.call() as person:
        person.hear(Prompt("greeting"))
    assert line.log.read_text() == ""
    files = [path for path in line.folder.rglob("*") if path.is_file()]
    assert len(files) > 100
    assert [path for path in files if b"7700900123" in path.read_bytes()] == []
