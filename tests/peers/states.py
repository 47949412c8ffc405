"""States of an entry's page that a reader's acts bring, and that no checker sees when the page has just loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .players import FORMS, button, move, play, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENTRY: Final = "/glossary/trauma-bonding/"
PREFERENCES: Final = "/preferences/"
FOLLOW: Final = "Follow the words again"
TRY_AGAIN: Final = "Try again"
COVERED: Final = "page covered"


def _go_up(page: Page) -> None:
    """The bar for leaving lies over what was scrolled beneath it, and a checker does not scroll on."""
    page.evaluate("scrollTo(0, 0)")


def open_player(page: Page) -> None:
    """It plays, is paused a little later, and a sentence and a word are lit."""
    play(page)
    wait_until(page, lambda: page.evaluate("CSS.highlights.size") == 2)
    button(page, "Pause").click()
    move(page, 6)
    _go_up(page)


def scroll_away(page: Page) -> None:
    """The sentence that is heard is out of sight, and the player offers to follow it again."""
    play(page)
    wait_until(page, lambda: page.evaluate("CSS.highlights.size") == 2)
    page.mouse.move(100, 300)

    def scroll() -> bool:
        page.mouse.wheel(0, 300)
        return button(page, FOLLOW).is_visible()

    wait_until(page, scroll)
    button(page, "Pause").click()
    _go_up(page)


def miss_audio(page: Page) -> None:
    """The audio is not there."""
    page.route("**/audio/**/*.mp3", lambda route: route.fulfill(status=404, body=""))
    button(page, FORMS).click()
    button(page, TRY_AGAIN).wait_for()
    page.unroute("**/audio/**/*.mp3")
    _go_up(page)


def choose(page: Page) -> None:
    """Another size of text, which is told."""
    page.wait_for_load_state("networkidle")
    page.locator("input[name=size]").nth(2).check()
    wait_until(page, lambda: page.locator("nav.exit [aria-live]").text_content())
    _go_up(page)


def leave(page: Page) -> None:
    """The page is covered; the destination lets it stand."""
    page.route(lambda address: "127.0.0.1" not in address, lambda route: route.fulfill(status=204))
    page.locator("nav.exit .leave").click(no_wait_after=True)
    page.locator("#exit_cover").wait_for()


STATES: Final[dict[str, tuple[str, Callable[[Page], None]]]] = {
    "player open": (ENTRY, open_player),
    "words no longer followed": (ENTRY, scroll_away),
    "audio missing": (ENTRY, miss_audio),
    "preferences changed": (PREFERENCES, choose),
    COVERED: (ENTRY, leave),
}
"""Address, and what is done there."""
