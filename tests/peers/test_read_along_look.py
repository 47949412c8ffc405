"""How read-along looks, by the pixels of the page: words that are heard stand out, and not by colour alone (R38)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from .pixels import Painted, draw, get_contrast, get_painted
from .players import open_entry, play_and_pause, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BOXES = """name => (CSS.highlights ? [...CSS.highlights.get(name) ?? []] : [...document.querySelectorAll('.' + name)])
    .flatMap(each => [...each.getClientRects()]).map(({x, y, width, height}) => [x, y, width, height])"""
MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "light, more contrast": {"color_scheme": "light", "contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
USUAL = [mode for mode in MODES if mode != "forced"]
MAKE_SPANS = "Object.defineProperty(CSS, 'highlights', {value: undefined})"
STRONG = "document.documentElement.dataset.strength = 'strong'"
FAINT = """(sheet => {
    sheet.replaceSync('::highlight(spoken-word) { background: #ffe9e9; color: #1c2329; text-decoration-color: #ccc }')
    document.adoptedStyleSheets.push(sheet)
})(new CSSStyleSheet())"""
SCRIPTS = {"highlights": "0", "spans": MAKE_SPANS, "strong highlights": STRONG, "faint": FAINT}
KINDS = ("highlights", "spans", "strong highlights")


@dataclass(frozen=True, slots=True)
class Look:
    """A word, and another line of its sentence: lit and as they are otherwise."""

    word: Painted
    plain_word: Painted
    sentence: Painted
    plain_sentence: Painted


def get_box(page: Page, box: list[float]) -> Painted:
    return get_painted(draw(page), (box[0], box[1], box[2], box[3]))


def get_look(browser: Browser, address: str, mode: str, kind: str) -> Look:
    """The first word of a sentence of several lines, and the last of these lines."""
    with open_entry(browser, address, viewport={"width": 480, "height": 900}, **MODES[mode]) as page:
        page.evaluate(SCRIPTS[kind])
        play_and_pause(page, "Play audio: Definition")
        wait_until(page, lambda: page.locator(".player .now").inner_text() == "Definition")
        while len(lines := page.evaluate(BOXES, "spoken-sentence")) < 2 or not page.evaluate(BOXES, "spoken-word"):
            page.get_by_role("button", name="Next sentence").click()
        page.evaluate("middle => scrollBy(0, middle - innerHeight / 2)", lines[0][1])
        lines, [word] = page.evaluate(BOXES, "spoken-sentence"), page.evaluate(BOXES, "spoken-word")
        assert lines[-1][1] > word[1] + word[3] / 2, "they stand in different lines"
        if "strong" in kind:
            word[3] += 4  # the line is under the box, which is a gap in that of the sentence
        lit = get_box(page, word), get_box(page, lines[-1])
        page.evaluate("document.querySelector('.player [data-is=read_along]').click()")
        wait_until(page, lambda: not page.evaluate(BOXES, "spoken-sentence"))
        return Look(lit[0], get_box(page, word), lit[1], get_box(page, lines[-1]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", USUAL)
def test_what_is_lit_is_seen_without_colour_and_can_be_read(
    address: str, browser: Browser, mode: str, kind: str
) -> None:
    look = get_look(browser, address, mode, kind)
    assert min(look.word.text_contrast, look.sentence.text_contrast) >= 7
    filled = (look.sentence, look.plain_sentence) if "strong" in kind else (look.word, look.plain_word)
    assert filled[0].get_change(filled[1]) > 0.5, "a box of another lightness"
    assert get_contrast(filled[0].ground, filled[1].ground) >= 3
    assert get_contrast(look.word.ground, look.sentence.ground) >= 3, "and not that of its sentence"
    assert (look.word.lines >= 2, look.plain_word.lines) == (True, 0), "a line of its own"
    assert (look.sentence.lines >= 2, look.plain_sentence.lines) == (True, 0), "a line"


@pytest.mark.parametrize("kind", ["highlights", "spans"])
def test_in_forced_colours_what_is_lit_is_seen_and_can_be_read(address: str, browser: Browser, kind: str) -> None:
    """Chromium gives sentence and word one ground there: a line tells the word."""
    look = get_look(browser, address, "forced", kind)
    assert min(look.word.text_contrast, look.sentence.text_contrast) >= 7
    assert look.word.lines >= 2
    assert (look.plain_word.lines, look.plain_sentence.lines) == (0, 0)
    assert look.sentence.lines >= 2 or get_contrast(look.sentence.ground, look.plain_sentence.ground) >= 3


def test_a_mark_that_is_faint_or_colour_alone_is_found(address: str, browser: Browser) -> None:
    """Else the tests above would prove nothing: a colour of the same lightness, and a line of less than 3:1."""
    look = get_look(browser, address, "light", "faint")
    assert get_contrast(look.word.ground, look.plain_word.ground) < 3
    assert (look.word.get_change(look.plain_word) < 0.5, look.word.lines) == (True, 0)
