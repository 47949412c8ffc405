"""Addresses that stay within the language of the page."""

from __future__ import annotations

from typing import Any

from flask import url_for

from service.web.room import Room, get_room, get_rooms


def get_address(view: str, room: Room | None = None, **values: Any) -> str:
    """Address of a view, such as `glossary.show_entry`, in a room; in that of the request if none is given."""
    return url_for(f"{(room or get_room()).language.tag}.{view}", **values)


def get_written_address(written: str) -> str:
    """What an author wrote as a link: "/help/" is the help page of the author's own language.

    An address that names a language, such as "/es/help/", or that leaves the site, is left as it is.
    """
    names_language = any(written.startswith(f"{room.prefix}/") for room in get_rooms() if not room.is_main)
    return written if names_language or not written.startswith("/") else get_room().prefix + written
