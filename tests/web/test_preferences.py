"""The page of preferences, the colours that a reader can choose, and what the scripts are told."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient

from service.languages import get_language
from service.web import app
from service.web.appearance import SCRIPT
from service.web.preferences import LISTENING, READING, WRITTEN, Preference

from .conftest import EVERY_ADDRESS
from .html import get_all, get_by_id, get_links, get_one, get_text, parse

STATIC = Path(app.__file__ or "").parent / "static"
STYLE = (STATIC / "lectern.css").read_text(encoding="utf-8")
EVERY = (*READING, *LISTENING)
each_language = pytest.mark.parametrize(("tag", "prefix"), [("en", ""), ("es", "/es")])
each_page = pytest.mark.parametrize("address", [*EVERY_ADDRESS, "/nothing/", "/es/nothing/"])


@each_page
def test_the_page_is_linked_last_in_the_footer_of_every_page(client: FlaskClient, address: str) -> None:
    prefix, tag = ("/es", "es") if address.startswith("/es/") else ("", "en")
    footer = get_one(parse(client.get(address).text), "footer")
    assert get_links(footer)[-1] == (get_language(tag).words("preferences"), f"{prefix}/preferences/")


@each_page
def test_the_script_of_appearance_stands_in_the_page_and_is_the_one_that_the_policy_lets_run(
    client: FlaskClient, address: str
) -> None:
    response = client.get(address)
    head = get_one(parse(response.text), "head")
    (script,) = [each for each in get_all(head, "script") if not each.get("type")]
    assert (script.get("src"), script.get("data-preferences")) == (None, WRITTEN)
    digest = b64encode(hashlib.sha256((script.text or "").encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}'" in response.headers["Content-Security-Policy"]
    style = next(each for each in get_all(head, "link") if each.get("rel") == "stylesheet")
    assert list(head.iter()).index(script) < list(head.iter()).index(style)


@each_page
def test_no_script_holds_up_the_text(client: FlaskClient, address: str) -> None:
    """Every script that is fetched is a module, which a browser runs after the text."""
    scripts = get_all(parse(client.get(address).text), "script")
    assert {each.get("type") for each in scripts if each.get("src")} == {"module"}


def test_the_usual_value_comes_first_for_the_scripts() -> None:
    told = {name: values[0].split(",") for name, values in parse_qs(WRITTEN).items()}
    assert {name: values[0] for name, values in told.items()} == {each.name: each.usual for each in EVERY}
    assert {name: sorted(values) for name, values in told.items()} == {each.name: sorted(each.values) for each in EVERY}


@pytest.mark.parametrize("preference", EVERY, ids=lambda each: str(each.name))
@each_language
def test_each_preference_is_a_group_with_a_name(
    client: FlaskClient, tag: str, prefix: str, preference: Preference
) -> None:
    form = get_by_id(parse(client.get(f"{prefix}/preferences/").text), "preference_form")
    words = get_language(tag).words
    group = next(each for each in get_all(form, "fieldset") if get_text(each[0]) == words(preference.word))
    assert group[0].tag == "legend"
    fields = get_all(group, "input")
    assert [(each.get("name"), each.get("value")) for each in fields] == [
        (preference.name, value) for value in preference.values
    ]
    assert [each.get("value") for each in fields if each.get("checked") is not None] == [preference.usual]
    labels = [get_text(each) for each in get_all(group, "label")]
    assert labels == [words(preference.get_word(value)) for value in preference.values]


@each_language
def test_without_scripts_the_forms_are_not_shown_and_the_page_says_why(
    client: FlaskClient, tag: str, prefix: str
) -> None:
    page = parse(client.get(f"{prefix}/preferences/").text)
    assert [form.get("hidden") for form in get_all(page, "form")] == ["", ""]
    words = get_language(tag).words
    assert get_text(get_by_id(page, "without_script")) == words("preferences_without_script")
    assert words("preferences_zoom") in get_text(get_one(page, "main"))


@each_language
def test_every_message_of_the_scripts_is_in_the_page(client: FlaskClient, tag: str, prefix: str) -> None:
    page = parse(client.get(f"{prefix}/preferences/").text)
    for script, form in (("preferences_page.js", "preference_form"), ("offline.js", "offline_form")):
        named = set(re.findall(r"words\.(\w+)", (STATIC / script).read_text(encoding="utf-8")))
        given = {name.removeprefix("data-") for name in get_by_id(page, form).keys() if name.startswith("data-")}  # noqa: SIM118
        assert named == {re.sub("-(.)", lambda found: found[1].upper(), name) for name in given}


def test_no_script_has_words_of_its_own() -> None:
    for name in ("appearance.js", "preferences.js", "preferences_page.js", "offline.js", "live.js"):
        text = re.sub(r"//.*|/\*\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"))
        quoted = re.findall(r'"([^"]*)"', text)
        assert [each for each in quoted if re.search(r"[a-z] [a-z]", each)] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_has_the_colours_that_the_device_would_show(theme: str) -> None:
    """The stylesheet's first two blocks are those of the device, light and dark."""
    device = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[("light", "dark").index(theme)]
    (chosen,) = re.findall(rf':root\[data-theme="{theme}"\] \{{(.*?)\}}', STYLE, re.DOTALL)
    colours = [dict(re.findall(r"(--[\w-]+): ([^;]+);", block)) for block in (device, chosen)]
    assert colours[0] == colours[1]
    assert f"color-scheme: {theme};" in chosen


@pytest.mark.parametrize("preference", [each for each in EVERY if each in READING or each.name == "strength"])
def test_every_value_that_is_not_usual_has_a_style(preference: Preference) -> None:
    for value in set(preference.values) - {preference.usual}:
        assert f'[data-{preference.name}="{value}"]' in STYLE or f"[data-{preference.name}]" in STYLE


def test_the_scripts_of_every_page_are_small() -> None:
    assert len(gzip.compress(SCRIPT.encode())) <= 600
    assert len(gzip.compress((STATIC / "preferences.js").read_bytes())) <= 1_000
