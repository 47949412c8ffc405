"""Entries and the glossary as machines read them: DefinedTerm and DefinedTermSet of schema.org, in JSON-LD 1.1."""

from __future__ import annotations

from typing import Any, Final

from service.document.cards import Card
from service.document.model import Entry
from service.web.addresses import get_address
from service.web.room import get_room

_CONTEXT: Final = "https://schema.org"


def get_term(entry: Entry) -> dict[str, Any]:
    """An entry as a DefinedTerm of its set, with nothing that its page does not show."""
    return {"@context": _CONTEXT, **_get_facts(entry), "description": entry.summary, "inDefinedTermSet": _get_set()}


def get_term_set() -> dict[str, Any]:
    """The glossary of the request's language as a DefinedTermSet, with all its terms as far as its page lists them."""
    room = get_room()
    terms = [] if room.is_large else [_get_facts(card) for card in room.cards]
    if not terms:
        return {"@context": _CONTEXT, **_get_set()}
    return {"@context": _CONTEXT, **_get_set(), "hasDefinedTerm": terms}


def _get_facts(entry: Entry | Card) -> dict[str, Any]:
    return {
        "@type": "DefinedTerm",
        "@id": _get_full(get_address("glossary.show_entry", slug=entry.slug)),
        "name": entry.title,
        "termCode": entry.code,
        "inLanguage": get_room().language.page_tag,
    }


def _get_set() -> dict[str, Any]:
    room = get_room()
    return {
        "@type": "DefinedTermSet",
        "@id": _get_full(get_address("glossary.show_glossary")),
        "name": room.language.words("glossary"),
        "inLanguage": room.language.page_tag,
    }


def _get_full(address: str) -> str:
    """An address after that of the site, if the publisher gave one; else relative to the page, as JSON-LD allows."""
    return get_room().site.address + address
