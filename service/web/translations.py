"""The page at hand in the other languages of the site.

Entries are translations of each other if they have the same code, and pages if they have the same slug.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import request

from service.languages import Language
from service.web.addresses import get_address
from service.web.room import Room, get_room, get_rooms

MAIN: Final = "x-default"
"""The `hreflang` of the page for readers of any other language: the one in the main language."""
_IN_EVERY_LANGUAGE: Final = {
    "glossary.show_home": "glossary.show_home",
    "glossary.show_glossary": "glossary.show_glossary",
    "glossary.show_letter": "glossary.show_glossary",
    "preferences.show": "preferences.show",
    "search.show_form": "search.show_form",
    "search.answer": "search.show_form",
    "keypad.show": "keypad.show",
    "keypad.press": "keypad.show",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One language of the switch."""

    language: Language
    address: str
    """This page in that language, or else its A to Z."""
    is_current: bool
    is_main: bool
    is_translated: bool
    """Whether there is this page in that language."""


def get_choices(is_failure: bool = False) -> tuple[Choice, ...]:
    """The languages of the switch, always in the same order; none if the site has only one."""
    here, rooms = get_room(), get_rooms()
    return tuple(_get_choice(here, room, is_failure) for room in rooms) if len(rooms) > 1 else ()


def get_alternates(choices: tuple[Choice, ...]) -> Iterator[tuple[str, str]]:
    """`hreflang` and address of each language that has this page, itself too; nothing if it stands alone."""
    translated = [choice for choice in choices if choice.is_translated]
    if len(translated) < 2:
        return
    site = get_room().site
    for choice in translated:
        yield choice.language.tag, site.address + choice.address
    yield from ((MAIN, site.address + choice.address) for choice in translated if choice.is_main)


def _get_choice(here: Room, there: Room, is_failure: bool) -> Choice:
    address = None if is_failure else _get_translation(here, there)
    return Choice(
        language=there.language,
        address=address or get_address("glossary.show_glossary", there),
        is_current=there is here,
        is_main=there.is_main,
        is_translated=address is not None,
    )


def _get_translation(here: Room, there: Room) -> str | None:
    """Address of the page at hand in another room, or None if it is not there."""
    view = (request.endpoint or "").removeprefix(f"{here.language.tag}.")
    values: dict[str, Any] = request.view_args or {}
    if view in _IN_EVERY_LANGUAGE:
        return get_address(_IN_EVERY_LANGUAGE[view], there)
    if view == "glossary.show_entry":
        entry = there.by_code.get(here.shelf.get_entry(values["slug"]).code)
        return get_address(view, there, slug=entry.slug) if entry else None
    if view == "pages.show_page" and any(page.slug == values["slug"] for page in there.shelf.pages):
        return get_address(view, there, slug=values["slug"])
    return None
