"""Draws docs/images: a page of each kind in four modes. `make screenshots` runs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from .answers import SOUND
from .pixels import draw
from .players import is_sounding, move, wait_until
from .serving import serve
from .site import serve as serve_made_up

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER: Final = Path(__file__).parents[2] / "docs" / "images"
WIDE: Final = {"width": 800, "height": 900}
PAGES: Final = {
    "home": "/",
    "a-to-z": "/glossary/",
    "entry": "/glossary/trauma-bonding/",
    "player": "/glossary/trauma-bonding/",
    "read-along": "/glossary/trauma-bonding/",
    "drawing": "/glossary/trauma-bonding/#how-it-forms",
    "spanish": "/es/glossary/vinculo-traumatico/",
    "help": "/help/",
    "safety": "/safety/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "search": "/search/",
    "results": "/search/",
    "nothing-found": "/search/",
    "preferences": "/preferences/",
    "keypad": "/phone/try/",
    "waiting": SOUND,
    "failure": "/nothing/",
}
MADE_UP: Final = ("keypad", "waiting")
"""Drawn of a site whose sounds are made up: those of the phone line are there, and one of an entry is never ready."""
MODES: Final[dict[str, dict[str, Any]]] = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "forced": {"viewport": WIDE, "color_scheme": "dark", "forced_colors": "active"},
    "narrow": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
}
COLOURS: Final = 64
WORD: Final = "attachment"
"""The word that is lit in pictures of the player."""
LIT: Final = "String([...CSS.highlights.get('spoken-word') ?? []][0])"


def keep(page: Page, name: str) -> None:
    """One picture, with few colours, so that it is small."""
    from PIL import Image

    picture = draw(page)
    commonest = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in commonest for part in colour])  # type: ignore[union-attr]
    small = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)


def search(page: Page, words: str = "shame") -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("main").get_by_role("button").click()


def play(page: Page) -> None:
    """Play, pause and go to one place, so that every drawing has the same."""
    page.get_by_role("button", name="Play audio: Definition").click()
    wait_until(page, lambda: is_sounding(page))
    page.get_by_role("button", name="Pause", exact=True).click()
    for step in range(40):
        move(page, step / 4)
        if page.evaluate(LIT) == WORD:
            return


def show_player(page: Page) -> None:
    play(page)
    page.evaluate("document.querySelector('.player').parentElement.scrollIntoView()")


def show_words(page: Page) -> None:
    play(page)
    page.evaluate("document.querySelector('#definition').scrollIntoView()")


def start_call(page: Page) -> None:
    # Sounds stay on their way for as long as the picture takes: else the call goes on by itself.
    page.route("**/*", lambda route: None if route.request.resource_type == "media" else route.continue_())
    page.get_by_role("button", name="Start the call").first.click()
    page.locator("#with_sound").uncheck()
    page.evaluate("document.querySelector('.keypad').scrollIntoView()")


ACTIONS: Final[dict[str, Callable[[Page], None]]] = {
    "results": search,
    "nothing-found": partial(search, words="zzzz"),
    "player": show_player,
    "read-along": show_words,
    "keypad": start_call,
}


def main() -> None:
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    flags = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
    with (
        TemporaryDirectory() as folder,
        serve(Path(folder), exit_address="https://example.org/") as site,
        serve_made_up() as made_up,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for mode, options in MODES.items():
            page = browser.new_page(**options)
            for name, address in PAGES.items():
                page.goto((made_up if name in MADE_UP else site.rstrip("/")) + address)
                ACTIONS.get(name, lambda _: None)(page)
                keep(page, f"{name}-{mode}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
