"""What a page gives to the script of the player, and the script as it is sent."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.document.library import Library
from service.languages import get_language
from service.web import scripts
from service.web.app import make_web_app
from service.web.player import SPEEDS, get_player_words
from service.web.scripts import get_bundle
from service.web.site import Site

from .fakes import FakeDesk, SilentDesk
from .html import get_all, get_text, parse

MODULES = sorted((Path(scripts.__file__ or "").parent / "static" / "player").glob("*.js"))
SCRIPT = get_bundle("player/main.js")
BUDGET = 6_144
"""6 kibibytes, compressed: what all of the player's script may weigh."""


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> Element:
    return parse(client.get("/glossary/grief/").text)


def get_template(page: Element) -> Element:
    (found,) = [each for each in get_all(page, "template") if each.get("id") == "player"]
    return found


def test_each_sound_tells_the_script_its_part_and_its_name(page: Element) -> None:
    sounds = [(each.get("data-part"), each.get("data-name")) for each in get_all(page, "audio")]
    assert sounds[:3] == [("say-it", "how to say Grief"), ("introduction", "Grief, introduction"),
                          ("definition", "Definition")]  # fmt: skip
    assert sounds[-1] == ("", "Grief, the whole entry")


def test_the_length_is_told_where_it_is_known(page: Element) -> None:
    seconds = {each.get("data-part"): each.get("data-seconds") for each in get_all(page, "audio")}
    assert (seconds["introduction"], seconds["definition"]) == ("80.4", None)


@pytest.mark.parametrize("address", ["/glossary/grief/", "/es/glossary/duelo/"])
def test_every_control_of_the_player_has_a_name(client: FlaskClient, address: str) -> None:
    template = get_template(parse(client.get(address).text))
    assert len(get_all(template, "button")) == 10
    assert all(get_text(button) and button.get("type") == "button" for button in get_all(template, "button"))
    labels = {label.get("for"): get_text(label) for label in get_all(template, "label")}
    assert all(labels[field.get("id")] for field in get_all(template, "input", "select"))


def test_the_speeds_are_told_in_words(page: Element) -> None:
    options = [(each.get("value"), get_text(each)) for each in get_all(get_template(page), "option")]
    assert options == [
        ("0.5", "Half speed"), ("0.8", "Slower"), ("1", "Normal"), ("1.25", "A little faster"), ("1.5", "Faster"),
        ("2", "Twice as fast"),
    ]  # fmt: skip
    assert [rate for rate, _ in SPEEDS] == [rate for rate, _ in options]


def test_the_lock_screen_gets_the_name_of_the_site_and_no_subject(library: Library) -> None:
    app = make_web_app(Site(name='Tea & "Toast"'), library, FakeDesk(library))
    template = get_template(parse(app.test_client().get("/glossary/grief/").text))
    assert (template.get("data-title"), template.get("data-artist")) == ("Audio", 'Tea & "Toast"')


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_script_gets_every_word_that_it_uses_and_no_other(language: str) -> None:
    named = set(re.findall(r"\bwords\.(\w+)", SCRIPT)) - {"map"}
    of_trouble = {"missing", "offline", "broken", "making", "failed", "given_up", "made"}
    assert set(get_player_words(get_language(language))) == named | of_trouble


def test_the_words_reach_the_script_whole(client: FlaskClient) -> None:
    template = get_template(parse(client.get("/es/glossary/duelo/").text))
    assert json.loads(template.get("data-words", "")) == get_player_words(get_language("es"))


def test_no_module_has_words_of_its_own() -> None:
    for path in MODULES:
        code = re.sub(r"//.*|/\*\*.*\*/", "", path.read_text(encoding="utf-8"))
        assert [text for text in re.findall(r"['`]([^'`\n]*)['`]", code) if re.match(r"[A-Z]\w+ \w", text)] == []


def test_a_page_without_audio_has_no_player_and_no_script(library: Library) -> None:
    text = make_web_app(Site(), library, SilentDesk(library)).test_client().get("/glossary/grief/").text
    assert "<template" not in text
    assert "player.js" not in text


def test_the_script_is_light() -> None:
    assert len(gzip.compress(SCRIPT.encode(), 9)) <= BUDGET
    assert "//" not in SCRIPT  # a comment


def test_the_script_is_sent_as_one_file_that_may_be_kept(client: FlaskClient) -> None:
    response = client.get("/static/player.js")
    assert (response.mimetype, response.text) == ("text/javascript", SCRIPT)
    assert "max-age" in response.headers["Cache-Control"]
    again = client.get("/static/player.js", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_script_has_every_module_once_without_its_comments() -> None:
    kinds = "(?:const|class|function|async function)"
    for path in MODULES:
        for name in re.findall(rf"^export {kinds} (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert len(re.findall(rf"^{kinds} {name}\b", SCRIPT, re.MULTILINE)) == 1
    assert not re.search(r"^\s*(//|/\*|import|export)", SCRIPT, re.MULTILINE)


def test_no_two_modules_share_a_name_at_their_top() -> None:
    top = re.compile(r"^(?:export )?(?:async )?(?:const|let|function|class) (\w+)", re.MULTILINE)
    names = Counter(name for path in MODULES for name in top.findall(path.read_text(encoding="utf-8")))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("unwanted", ["localStorage", "sessionStorage", "cookie", "indexedDB", "innerHTML", "http"])
def test_the_script_stores_nothing_and_writes_no_markup(unwanted: str) -> None:
    assert unwanted not in SCRIPT
