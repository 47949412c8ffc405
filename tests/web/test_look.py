"""The stylesheet: contrast, size, and what it must not have."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from service.web import app

TEXT = (Path(app.__file__ or "").parent / "static" / "lectern.css").read_text(encoding="utf-8")


def get_colours(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", TEXT, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[("light", "dark").index(scheme)]))


def get_luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition of the same name)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def get_contrast(one: str, other: str) -> float:
    darker, lighter = sorted((get_luminance(one), get_luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("text", "ground", 7),
        ("text", "panel", 7),
        ("link", "ground", 7),
        ("link", "panel", 7),
        ("on-action", "action", 7),
        ("edge", "ground", 3),
        ("edge", "panel", 3),
        ("focus", "ground", 3),
        ("focus", "panel", 3),
        ("action", "ground", 3),
    ],
)
def test_contrast_is_enough_for_low_vision(scheme: str, ink: str, ground: str, least: float) -> None:
    colours = get_colours(scheme)
    assert get_contrast(colours[ink], colours[ground]) >= least


def test_contrast_is_counted_as_the_guidelines_do() -> None:
    assert get_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert get_contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_stylesheet_is_small() -> None:
    assert len(gzip.compress(TEXT.encode())) <= 5_000


@pytest.mark.parametrize(
    "unwanted", ["@import", "url(", "@font-face", "animation", "transition", "smooth", "!important"]
)
def test_the_stylesheet_loads_and_moves_nothing(unwanted: str) -> None:
    assert unwanted not in TEXT


@pytest.mark.parametrize("wanted", ["prefers-color-scheme: dark", "forced-colors: active", "@media print", "3px solid"])
def test_the_stylesheet_serves_every_way_of_looking(wanted: str) -> None:
    assert wanted in TEXT


def test_visited_links_look_like_others() -> None:
    assert re.findall(r"[^\n]*:visited", TEXT) == ["a, a:visited"]
