"""The line of the settings, and the line as adapters use it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import cast

import pytest

from service.errors import SettingsError, UnknownName
from service.phone.book import Book, Person
from service.phone.line import make_line, read_line
from service.phone.recordings import Recordings
from service.settings import Settings
from service.wiring.phone import get_line, make_recordings
from service.wiring.studio import make_studio

from .books import BOOKS

CONTENT = Path(__file__).parents[2] / "content"


def test_settings_of_the_line_are_read_by_language() -> None:
    line = read_line("en, es", "en=Words, and more. | es=Palabras.", "en=the helpline: 0800 000 000", "example.org")
    assert line.languages == ("en", "es")
    assert line.greetings == {"en": "Words, and more.", "es": "Palabras."}
    assert line.persons == {"en": Person("the helpline", "0800 000 000")}
    assert line.web_address == "example.org"


def test_the_help_says_the_address_of_the_site_where_no_other_is_set() -> None:
    site = "https://words.example.org"
    assert get_line(Settings(site_address=site)).web_address == "words.example.org"
    assert get_line(Settings(site_address=site, phone_web_address="example.org")).web_address == "example.org"
    assert get_line(Settings()).web_address == ""


def test_empty_settings_leave_everything_to_the_languages() -> None:
    line = read_line("", "", "", "")
    assert (line.languages, line.greetings, line.persons) == ((), {}, {})


def test_further_voices_are_named_by_language() -> None:
    line = read_line("", "", "", "", "en=gmw/en-US, gmw/en-GB-scotland | es=roa/es-419")
    assert line.voices == {"en": ("gmw/en-US", "gmw/en-GB-scotland"), "es": ("roa/es-419",)}
    with pytest.raises(SettingsError, match="phone_voices.*write language=text"):
        read_line("", "", "", "", "gmw/en-US")


def test_further_voices_are_looked_up_in_the_engine(tmp_path: Path) -> None:
    shutil.copytree(CONTENT / "en", tmp_path / "content" / "en")
    for voices, is_there in (("en=gmw/en-US", True), ("en=nobody", False)):
        studio = make_studio(Settings(queue="pool:1", phone_voices=voices), tmp_path)
        try:
            if is_there:
                recordings = make_recordings(studio, studio.get_editions())
                planned = {str(each.place): each.job for each in recordings.get_planned() if each.place.slug == "grief"}
                assert [job.voices[0].name for job in (planned["title"], planned["title by voice 2"])] == [
                    "gmw/en", "gmw/en-US",
                ]  # fmt: skip
            else:
                with pytest.raises(UnknownName, match="'nobody'"):
                    make_recordings(studio, studio.get_editions())
        finally:
            studio.queue.close()


@pytest.mark.parametrize(
    ("greetings", "persons", "part"),
    [
        ("Word line.", "", "write language=text"),
        ("en=", "", "write language=text"),
        ("", "en=the helpline", "a colon and the number"),
        ("", "en=: 0800", "a colon and the number"),
    ],
)
def test_a_setting_of_another_form_says_what_would_be_right(greetings: str, persons: str, part: str) -> None:
    with pytest.raises(SettingsError, match=part):
        read_line("", greetings, persons, "")


class SomeRecordings:
    """English is spoken at one speed, Spanish not at all."""

    def get_speeds(self, language: str) -> tuple[float, ...]:
        return {"en": (1.0,)}.get(language, ())


def test_the_line_offers_what_its_voices_can_speak() -> None:
    line = make_line(BOOKS["two"], cast("Recordings", SomeRecordings()))
    assert [(shelf.language, shelf.speeds) for shelf in line.book.shelves] == [("en", (1.0,))]


def test_a_line_without_any_voice_is_an_error() -> None:
    spanish = Book(BOOKS["two"].shelves[1:])
    with pytest.raises(UnknownName, match="voice for a language of the phone line"):
        make_line(spanish, cast("Recordings", SomeRecordings()))
