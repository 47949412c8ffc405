"""The page of the phone line among the pages of the site: there only if it is switched on."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from pathlib import Path
from string import ascii_uppercase

import pytest
from flask.testing import FlaskClient
from phone.adapters.browsers import FakeRecordings, get_names, get_state
from phone.books import BOOK, make_entry

from service import create_app
from service.document.library import Library
from service.languages import get_language
from service.phone.adapters.keypad import Keypad, make_keypad
from service.phone.book import Line
from service.phone.line import PhoneLine
from service.phone.spelling import get_hits
from service.speech.script import find_no_forms
from service.web.app import make_web_app
from service.web.headers import HEADERS
from service.web.keypad import SIGNS
from service.web.site import Site

from .fakes import FakeDesk
from .html import get_all, get_by_id, get_links, get_one, get_text, parse
from .test_budget import MOST, get_needed

ADDRESSES = {"en": "/phone/try/", "es": "/es/phone/try/"}
each_language = pytest.mark.parametrize(("tag", "address"), ADDRESSES.items())


@pytest.fixture(scope="module")
def reader(library: Library) -> FlaskClient:
    """A reader of a site whose publisher has switched the page on, and rendered the line."""
    recordings = FakeRecordings()
    phone = make_keypad(library, Line(), find_no_forms, lambda: recordings)  # type: ignore[arg-type, return-value]
    return make_web_app(Site(), library, FakeDesk(library), phone).test_client()


@each_language
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_it_is_not_there_unless_it_is_switched_on(client: FlaskClient, tag: str, address: str, method: str) -> None:
    assert client.open(address, method=method).status_code == 404
    assert address not in client.get(address.replace("phone/try/", "")).text


@each_language
def test_the_footer_of_every_page_leads_to_it_in_the_language_of_the_page(
    reader: FlaskClient, tag: str, address: str
) -> None:
    footer = get_one(parse(reader.get(address.replace("phone/try/", "glossary/")).text), "footer")
    assert (get_language(tag).words("keypad_title"), address) in get_links(footer)


@each_language
def test_the_page_is_in_its_language_and_leads_to_the_other(reader: FlaskClient, tag: str, address: str) -> None:
    other = next(each for each in ADDRESSES.values() if each != address)
    for text in (reader.get(address).text, reader.post(address, data={"event": "started"}).text):
        page = parse(text)
        assert page.get("lang") == get_language(tag).page_tag
        assert other in [link for _, link in get_links(get_one(page, "header"))]


@each_language
def test_twelve_keys_are_buttons_with_names(reader: FlaskClient, tag: str, address: str) -> None:
    page = parse(reader.post(address, data={"event": "started"}).text)
    keypad = get_one(page, "fieldset")
    words = get_language(tag).words
    assert get_text(keypad[0]) == words("keypad_name")
    names = [get_text(button) for button in get_all(keypad, "button")]
    assert names[:3] == ["1 Q W X Y Z", "2 A B C", "3 D E F"]
    assert names[6:9] == ["7 P Q R S", "8 T U V", f"9 {words('key_end')}"]
    assert names[9:] == [f"* {words('key_star')}", "0", f"# {words('key_hash')}"]
    assert [button.get("value") for button in get_all(keypad, "button")] == [f"keys {sign}" for sign in SIGNS]


def test_every_letter_on_a_key_is_one_that_spelling_takes_there(reader: FlaskClient) -> None:
    page = parse(reader.post("/phone/try/", data={"event": "started"}).text)
    names = [get_text(button).split() for button in get_all(get_one(page, "fieldset"), "button")]
    shown = {(key, letter) for key, *letters in names for letter in letters if re.fullmatch("[A-Z]", letter)}
    assert {letter for _, letter in shown} == set(ascii_uppercase)
    for key, letter in shown:
        entry = make_entry("101", f"{letter}a", 1)
        assert get_hits([entry], f"{key}2") == (entry,)


def test_where_another_key_ends_the_call_that_one_says_so(library: Library) -> None:
    class Turned(Keypad):
        def get_keys(self, language: str) -> Mapping[str, str]:
            return {**super().get_keys(language), "end": "0", "help": "9"}

    def find_line() -> PhoneLine:
        return PhoneLine(BOOK, FakeRecordings())  # type: ignore[arg-type]

    site = make_web_app(Site(), library, FakeDesk(library), Turned(find_line, get_names))
    page = parse(site.test_client().post("/phone/try/", data={"event": "started"}).text)
    names = [get_text(button) for button in get_all(get_one(page, "fieldset"), "button")]
    assert (names[8], names[10]) == ("9", "0 ends the call")


def test_what_is_said_is_there_to_read_and_each_sound_has_a_player(reader: FlaskClient) -> None:
    state = get_state(reader.post("/phone/try/", data={"event": "started"}).text)
    page = parse(reader.post("/phone/try/", data={"state": state, "event": "keys 1"}).text)
    said = get_by_id(page, "said")
    assert "To end the call at once, press 9. To enter an entry number, press 1." in get_text(said)
    sounds = get_all(said, "audio")
    assert [each.get("aria-label") for each in sounds][0] == "Sound: To end the call at once, press 9."
    assert all(re.fullmatch(r"/audio/[0-9a-f]{64}\.wav", each.get("src", "")) for each in sounds)
    assert all((each.get("preload"), each.get("autoplay")) == ("none", None) for each in sounds)


def test_nothing_is_kept_and_nothing_lands_in_an_address(reader: FlaskClient) -> None:
    response = reader.post("/phone/try/", data={"event": "started"})
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    (form,) = get_all(get_one(parse(response.text), "main"), "form")
    assert (form.get("method"), form.get("action"), form.get("autocomplete")) == ("post", "/phone/try/#call", "off")


def test_the_page_and_all_that_it_loads_are_light(reader: FlaskClient) -> None:
    sizes = {name: len(gzip.compress(data, 9)) for name, data in get_needed(reader, "/phone/try/").items()}
    assert sum(sizes.values()) <= MOST["page"], sizes
    assert "/static/keypad.js" in sizes


def test_no_script_has_a_text_within_a_text(reader: FlaskClient) -> None:
    """The spaces of the inner one would be lost where the modules are packed: see `service/web/scripts.py`."""
    scripts = [reader.get(f"/static/{name}.js", buffered=True).text for name in ("keypad", "player")]
    assert [found for text in scripts for found in re.findall(r"`[^`\n]*\$\{[^}`\n]*`", text)] == []


def test_its_style_has_no_colours_of_its_own(reader: FlaskClient) -> None:
    style = reader.get("/static/keypad/keypad.css", buffered=True).text
    assert "var(--panel)" in style
    assert re.findall(r"#[0-9a-f]{3,6}\b|rgb|hsl", style) == []


def test_the_sounds_are_known_at_their_addresses(library: Library, reader: FlaskClient) -> None:
    page = parse(reader.post("/phone/try/", data={"event": "started"}).text)
    addresses = [each.get("src", "") for each in get_all(page, "audio")]
    assert addresses
    assert {reader.get(address).status_code for address in addresses} == {404}  # this desk has none of them


def test_a_site_of_its_own_settings_says_what_is_to_be_rendered(tmp_path: Path) -> None:
    from document.files import get_front

    path = tmp_path / "content" / "en" / "hope.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"{get_front('Hope', '101')}\n## Meaning\n\nIt stays.\n", encoding="utf-8")
    (tmp_path / "lectern.toml").write_text('phone_try = true\nengine = "silence"\nqueue = "pool:1"\n')
    response = create_app(tmp_path).test_client().get("/phone/try/")
    assert response.status_code == 200
    assert "python -m service render --phone" in response.text
