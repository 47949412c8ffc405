"""All that a call can ask for is planned ahead: in each language, by each voice, at each speed, of the real content."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.exports.editions import SPEEDS, USUAL
from service.phone.book import BookShelf
from service.phone.clips import Chunk, Letter, Number
from service.phone.line import PhoneLine
from service.phone.planning import Place
from service.settings import Settings
from service.wiring.phone import make_phone_line
from service.wiring.studio import make_studio

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneLine]:
    """As it is put together for callers: with every prompt, and with a second voice in each language."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "content", folder / "content")
    settings = Settings(
        phone_web_address="example.org",
        phone_persons="en=the helpline: 0800 000 000 | es=la línea de ayuda: 900 000 000",
        phone_voices="en=gmw/en-US | es=roa/es-419",
    )
    studio = make_studio(settings, folder)
    try:
        yield make_phone_line(studio, studio.get_editions())
    finally:
        studio.queue.close()


def get_wanted(shelf: BookShelf) -> set[Place]:
    """All that the menu can ask for."""
    return {
        Place(shelf.language, clip, speed, voice)
        for voice in range(shelf.voices)
        for clip in shelf.get_clips()
        for speed in (shelf.speeds if isinstance(clip, Chunk) else (USUAL,))
    }


def test_all_that_a_call_can_ask_for_is_planned_for_recording(line: PhoneLine) -> None:
    assert [(shelf.language, shelf.voices, shelf.speeds) for shelf in line.book.shelves] == [
        (tag, 2, SPEEDS) for tag in ("en", "es")
    ]
    for shelf in line.book.shelves:
        wanted = get_wanted(shelf)
        planned = {each.place for each in line.recordings.get_planned(shelf.language)}
        assert len(wanted) > 1000
        assert sorted(map(str, wanted - planned)) == []
        unasked = {type(place.clip) for place in planned - wanted}
        assert unasked <= {Letter}  # the alphabet stands ready for the next title


def test_no_number_is_recorded_that_is_never_said(line: PhoneLine) -> None:
    for shelf in line.book.shelves:
        numbers = {each.place.clip for each in line.recordings.get_planned(shelf.language)}
        most = max(len(entry.parts) for entry in shelf.entries)
        assert {clip.value for clip in numbers if isinstance(clip, Number)} == set(range(max(10, most + 1)))
