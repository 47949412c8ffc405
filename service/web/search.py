"""Search. The words travel in the body of a POST, so that no address, history or log keeps them."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request

from service.web.room import get_room

MAX_CHARACTERS: Final = 200
MOST_SHOWN: Final = 100
"""The best of what was found; whoever looks for another adds a word."""

blueprint = Blueprint("search", __name__)


@blueprint.get("/search/")
def show_form() -> str:
    """The form. Words in the address are passed over."""
    return render_template("search.html", query="", refusal="")


@blueprint.post("/search/")
def answer() -> tuple[str, int]:
    """What was found; 400 with the form and a reason if there is nothing to look for, or too much."""
    room = get_room()
    query = get_query(request.form.get("words", ""))
    if refusal := _get_refusal(query):
        return render_template("search.html", query=query[:MAX_CHARACTERS], refusal=refusal), 400
    found = room.finder.find(query)
    nearest = () if found else room.finder.get_nearest(query)
    letters = () if found else room.letters
    shown = found[:MOST_SHOWN]
    values = {"found": shown, "count": len(found), "nearest": nearest, "letters": letters}
    return render_template("results.html", query=query, **values), 200


def get_query(text: str) -> str:
    """What was typed, on one line and without characters that cannot be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _get_refusal(query: str) -> str:
    words = get_room().language.words
    if len(query) > MAX_CHARACTERS:
        return words("search_too_long", count=MAX_CHARACTERS)
    return "" if query else words("search_empty")
