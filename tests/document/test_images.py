"""Drawings in the content: our own, still, and told in words."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from web.test_look import get_contrast

from service.document.library import read_library
from service.document.model import Image

CONTENT = Path(__file__).parents[2] / "content"
SHOWN = [
    (CONTENT / entry.language / "images" / block.file, block.alternative.text)
    for entry in read_library(CONTENT).get_entries()
    for section in entry.sections
    for block in section.blocks
    if isinstance(block, Image)
]
SVG = "{http://www.w3.org/2000/svg}"
LINE = 40
"""Pixels; lines of one box are nearer to each other."""
each_image = pytest.mark.parametrize(("path", "words"), SHOWN, ids=lambda value: getattr(value, "name", ""))


def test_every_drawing_is_shown() -> None:
    assert sorted(CONTENT.glob("*/images/*")) == sorted(path for path, _ in SHOWN)
    assert SHOWN


@each_image
def test_a_drawing_loads_runs_and_moves_nothing(path: Path, words: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<script|<animate|\bon\w+=|href|url\(|@import|<!", text) == []
    assert len(text) < 5_000


@each_image
def test_every_word_of_a_drawing_is_in_its_alternative(path: Path, words: str) -> None:
    drawn = [each.text or "" for each in ElementTree.parse(path).iter(f"{SVG}text")]
    told = set(re.findall(r"[^\W\d_]+", words.casefold()))
    assert drawn
    assert set(re.findall(r"[^\W\d_]+", " ".join(drawn).casefold())) <= told


def get_words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def get_labels(path: Path) -> list[str]:
    """What each box says, in the order of its number: lines with the same middle belong together."""
    lines = [*ElementTree.parse(path).iter(f"{SVG}text")]
    places: dict[tuple[str, float], str] = {}
    for line in lines:
        box = next(
            (key for key in places if key[0] == line.get("x") and 0 < float(line.get("y") or 0) - key[1] < LINE), None
        )
        if box:
            places[box] += f" {line.text}"
        else:
            places[line.get("x") or "", float(line.get("y") or 0)] = line.text or ""
    return sorted(places.values())


@each_image
def test_the_alternative_tells_the_steps_in_their_order_and_that_they_go_round(path: Path, words: str) -> None:
    told, place = get_words(words), 0
    for number, label in enumerate(get_labels(path), start=1):
        assert label.startswith(f"{number}. ")
        for word in get_words(label):
            place = told.index(word, place) + 1
    first = get_words(get_labels(path)[0])
    assert set(first) & set(told[place:]), "the last step leads to the first again"


def get_colours(text: str, is_dark: bool) -> dict[str, str]:
    """Colour by class and property; those of the dark stand in a rule, those of the light at each element."""
    found: dict[str, str] = {}
    for kind, attributes in re.findall(r'class="(\w+)"([^>]*)>', text):
        for name, colour in re.findall(r'(fill|stroke)="(#[0-9a-f]{6})"', attributes):
            assert found.setdefault(f"{kind} {name}", colour) == colour, "elements of a class look alike"
    if is_dark:
        for kind, rule in re.findall(r"\.(\w+) \{([^}]*)\}", text):
            found |= {f"{kind} {name}": colour for name, colour in re.findall(r"(fill|stroke): (#[0-9a-f]{6})", rule)}
    return found


@each_image
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_the_words_and_lines_of_a_drawing_have_enough_contrast(path: Path, words: str, is_dark: bool) -> None:
    colours = get_colours(path.read_text(encoding="utf-8"), is_dark)
    assert get_contrast(colours["ink fill"], colours["box fill"]) >= 7
    for line in ("line stroke", "head fill", "box stroke"):
        assert get_contrast(colours[line], colours["ground fill"]) >= 3, line
    assert get_contrast(colours["box stroke"], colours["box fill"]) >= 3


@each_image
def test_a_drawing_has_a_ground_of_its_own_and_colours_for_the_dark(path: Path, words: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert 'class="ground"' in text
    assert "prefers-color-scheme: dark" in text
    assert 'viewBox="0 0 ' in text
