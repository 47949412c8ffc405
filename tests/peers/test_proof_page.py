"""What checkers say of the page that `verify --html` writes: nothing, with faults on it and without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from exports.proof.glossary import make_glossary

from service.exports.proof import as_page
from service.exports.proof.as_page import get_page

from .checkers import get_axe_findings, get_html_validate_findings, get_vnu_findings

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a glossary that is right, of one with faults, and of a silent one, which has no figures."""
    place = tmp_path_factory.mktemp("proof")
    glossary = make_glossary(tmp_path_factory.mktemp("spoken"), "pyttsx3")
    pages = {"right": get_page(glossary.prove(), "Words & <more>")}
    glossary.discard(glossary.job.key, "mp3")
    pages["faults"] = get_page(glossary.prove(), "Words")
    pages["silent"] = get_page(make_glossary(tmp_path_factory.mktemp("silent"), "silence").prove(), "Words")
    for name, text in pages.items():
        (place / f"{name}.html").write_text(text, encoding="utf-8")
    return place


def test_html_validate_and_vnu_find_nothing(folder: Path) -> None:
    assert get_html_validate_findings(folder) == []
    assert get_vnu_findings(folder) == []


def is_of_a_plot(finding: str) -> bool:
    """axe cannot tell the colour behind a word of a drawing; the test below reckons it."""
    return finding.startswith("incomplete: color-contrast: ") and "text[" in finding


def test_the_words_of_a_plot_stand_out_from_what_is_behind_them() -> None:
    for scheme in as_page._STYLE.split("@media"):
        colours = dict(re.findall(r"--(\w+): #([0-9a-f]+)", scheme))
        ink, *behind = (get_luminance(colours[name]) for name in ("ink", "paper", "band"))
        for other in behind:
            assert (max(ink, other) + 0.05) / (min(ink, other) + 0.05) >= 7


def get_luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    full = colour if len(colour) == 6 else "".join(letter * 2 for letter in colour)
    parts = [int(full[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(folder: Path, browser: Browser, axe: str, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {}
    for path in sorted(folder.glob("*.html")):
        page.goto(path.as_uri())
        found[path.stem] = [each for each in get_axe_findings(page, axe) if not is_of_a_plot(each)]
    page.close()
    assert found == {"faults": [], "right": [], "silent": []}


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_the_proof_is_no_wider_than_its_window(folder: Path, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((folder / "faults.html").as_uri())
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    page.close()
    assert wide <= width
