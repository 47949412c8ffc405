"""Our own checks of the HTML find nothing in any page, in English and in Spanish, and know both languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from web.html import get_all, get_text, parse

from service.languages import get_language

from .site import EVERY_ADDRESS, get_sources, make_app
from .source_checks import get_source_faults

CLIENT = make_app().test_client()
TEXTS = {address: CLIENT.get(address).text for address in EVERY_ADDRESS}
ES = "/es/glossary/duelo/"


def get_title(text: str) -> str:
    return get_text(get_all(parse(text), "title")[0])


TITLES = {address: get_title(text) for address, text in TEXTS.items()}


def get_tag(address: str) -> str:
    return get_language("es" if address.startswith("/es/") else "en").page_tag


def get_others(address: str) -> Mapping[str, str]:
    return {title: other for other, title in TITLES.items() if other != address and get_tag(other) == get_tag(address)}


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_our_checks_find_nothing_in_any_page(address: str) -> None:
    assert get_source_faults(TEXTS[address], get_tag(address), get_others(address)) == []


def test_our_checks_find_nothing_in_answers_failures_and_calls() -> None:
    """These share titles: a refused search, say, is a search."""
    found = {
        source.name: get_source_faults(source.text, get_tag("/es/" if 'lang="es' in source.text[:99] else "/"), {})
        for source in get_sources()
    }
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert {"500", "405", "413", "202", "nothing", "results-es", "silent"} <= set(found)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('<html lang="es-ES"', '<html lang="en-GB"', "the language is en-GB"),
        (' lang="en-GB"', "", "'English' has no language"),
        ("<title>Duelo - Word list</title>", "<title>Inicio</title>", "the title is 'Inicio'"),
        ("<title>Duelo - Word list</title>", "<title>Apego - Word list</title>", "the title is 'Apego - Word list'"),
        ("</h1>", '</h1><p><a href="/es/">aquí</a></p>', "a link says 'aquí'"),
    ],
)
def test_our_checks_know_spanish(old: str, new: str, fault: str) -> None:
    assert old in TEXTS[ES]
    assert fault in get_source_faults(TEXTS[ES].replace(old, new), get_tag(ES), get_others(ES))
