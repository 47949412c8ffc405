"""A page with its player, as tests in a browser see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

ENTRY = "glossary/trauma-bonding/"
FORMS = "Play audio: How it forms"
SOUND = "document.querySelector('main > audio')"


def get_stated_length(page: Page) -> str:
    """How long "How it forms" is, in words, as the server states it beside the button."""
    facts = page.locator(".sound", has_text="Audio version of the text above: How it forms").inner_text()
    return re.search(r"MP3, (.*?), \d+ kilobytes", facts)[1]  # type: ignore[index]


@contextmanager
def open_entry(browser: Browser, address: str, hash_part: str = "", **options: Any) -> Iterator[Page]:
    """The page of an entry; any message in the console is a fault when it is left."""
    messages: list[str] = []
    context = browser.new_context(**options)
    page = context.new_page()
    listen(page, messages)
    page.goto(f"{address}{ENTRY}{hash_part}")
    yield page
    assert messages == []
    assert get_stored(context, page) == []
    context.close()


def listen(page: Page, messages: list[str]) -> None:
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))


def get_stored(context: BrowserContext, page: Page) -> list[Any]:
    """All that the page left in the browser."""
    return [*context.cookies(), *page.evaluate(
        "async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),"
        " ...(await indexedDB.databases()), ...(await caches.keys())]")]  # fmt: skip


def wait_until(page: Page, is_so: Callable[[], Any], seconds: float = 15) -> Any:
    """What `is_so` gives as soon as it is true; looks again every 50 milliseconds."""
    for _ in range(int(seconds * 20)):
        if found := is_so():
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"not so after {seconds} seconds: {page.locator('.player').all_inner_texts()}")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def is_sounding(page: Page) -> bool:
    return bool(page.evaluate(f"!{SOUND}.paused && {SOUND}.currentTime > 0"))


def get_place(page: Page) -> float:
    return float(page.evaluate(f"{SOUND}.currentTime"))


def play(page: Page, name: str = FORMS) -> None:
    button(page, name).click()
    wait_until(page, lambda: is_sounding(page))


def play_and_pause(page: Page, name: str = FORMS) -> None:
    """The player open and silent, at its start."""
    play(page, name)
    button(page, "Pause").click()
    move(page, 0)


def move(page: Page, seconds: float) -> None:
    """Go to a place, as a browser's own keys would."""
    page.evaluate(
        f"place => new Promise(done => {{ {SOUND}.addEventListener('timeupdate', done, {{once: true}});"
        f" {SOUND}.currentTime = place }})", seconds)  # fmt: skip


def get_messages(page: Page) -> list[str]:
    """What the live region said, in order; needs `watch`."""
    return list(page.evaluate("window.said"))


def watch(page: Page) -> None:
    page.evaluate(
        "() => { const region = document.querySelector('nav.exit [aria-live]'); window.said = [];"
        " new MutationObserver(() => region.textContent && said.push(region.textContent))"
        ".observe(region, {childList: true, characterData: true, subtree: true}) }")  # fmt: skip
