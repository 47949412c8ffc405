"""Each task is walked from the home page with the keyboard alone, on a screen of 320 px: nothing else is touched.

At every stop of Tab the focus is seen, lies within the screen, and is covered by nothing; no page scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .away import Away
from .players import SOUND, is_sounding, wait_until
from .serving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_STOPS = 150
STOP = """
() => {
    const at = document.activeElement, box = at.getBoundingClientRect()
    const line = at.getClientRects()[0] ?? box
    const top = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2)
    const label = at.labels?.[0]?.innerText ?? at.getAttribute('aria-label') ?? at.innerText
    return {
        name: label.trim().replace(/\\s+/g, ' '), is_page: at === document.body,
        is_seen: at.matches(':focus-visible') && at.checkVisibility({opacityProperty: true}),
        is_inside: line.left >= 0 && line.right <= innerWidth && line.top >= 0 && line.bottom <= innerHeight,
        is_free: !top || [at, ...(at.labels ?? [])].some(each => each.contains(top)) || top.contains(at),
        is_wide: document.documentElement.scrollWidth > innerWidth,
    }
}
"""


def get_faults(page: Page) -> list[str]:
    """What is wrong with the stop that has the focus."""
    stop: dict[str, Any] = page.evaluate(STOP)
    faults = [each for each in ("is_seen", "is_inside", "is_free") if not stop[each]]
    return faults + (["within the width of the screen"] if stop["is_wide"] else [])


def check_stop(page: Page) -> None:
    """What has the focus must come to be seen; a busy machine scrolls late."""
    faults = get_faults(page)
    for _ in range(40):
        if not faults:
            break
        page.wait_for_timeout(50)
        faults = get_faults(page)
    assert not faults, f"{page.evaluate(STOP)['name']}: not {faults}"


class Walk:
    """A reader with a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def go_to(self, name: str, key: str = "Tab") -> None:
        """Press Tab until the focus is on what has this name; every stop on the way must be seen."""
        passed = []
        for _ in range(MOST_STOPS):
            self.press(key)
            stop: dict[str, Any] = self.page.evaluate(STOP)
            passed.append(stop["name"])
            if stop["is_page"]:
                continue
            check_stop(self.page)
            if stop["name"] == name:
                return
        raise AssertionError(f"no stop is named {name!r}: {passed}")

    def follow(self, name: str, heading: str) -> None:
        """Go to a link and follow it, to a page with this heading."""
        self.go_to(name)
        self.press("Enter")
        self.wait_for(lambda: self.page.locator("h1").inner_text() == heading)

    def do(self, name: str, key: str = "Enter") -> None:
        """Go to a button or box, and press it."""
        self.go_to(name)
        self.press(key)

    def wait_for(self, is_so: Callable[[], object]) -> None:
        wait_until(self.page, is_so)

    def wait_for_words(self, words: str) -> None:
        self.wait_for(lambda: words in self.page.locator("body").inner_text())


@pytest.fixture(scope="module")
def address(destination: Away, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("walks")
    with serve(folder, exit_address=destination.address) as address:
        yield address


@pytest.fixture
def walk(address: str, browser: Browser) -> Iterator[Walk]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(address)
    yield Walk(page)
    context.close()


@pytest.fixture
def entry(walk: Walk) -> Walk:
    """At an entry, which was found in the list of the home page."""
    walk.follow("Trauma bonding", "Trauma bonding")
    return walk


def test_an_entry_is_found_by_its_letter(walk: Walk) -> None:
    walk.do("Glossary")
    walk.wait_for(lambda: walk.page.url.endswith("/glossary/"))
    walk.do("T")
    walk.press("Tab")
    assert walk.page.evaluate(STOP)["name"] == "Trauma bonding"
    walk.press("Enter")
    walk.wait_for(lambda: walk.page.locator("h1").inner_text() == "Trauma bonding")


def test_an_entry_is_found_by_search(walk: Walk) -> None:
    walk.follow("Search", "Search")
    walk.go_to("What are you looking for?")
    walk.page.keyboard.type("grief")
    walk.press("Enter")
    walk.wait_for_words("Grief")
    walk.follow("Grief", "Grief")


def test_the_skip_link_leads_to_the_text(walk: Walk) -> None:
    walk.do("Skip to the main text")
    assert walk.page.evaluate("document.activeElement.id") == "main_text"


def test_a_section_is_heard_stopped_and_sought_in(entry: Walk) -> None:
    page = entry.page
    entry.do("Play audio: How it forms")
    entry.wait_for(lambda: is_sounding(page))
    entry.press("Enter")
    entry.wait_for(lambda: page.evaluate(f"{SOUND}.paused"))
    entry.do("Forward 10 seconds")
    entry.wait_for(lambda: page.evaluate(f"{SOUND}.currentTime") >= 10)
    entry.do("Next sentence")
    entry.do("Speed", "ArrowDown")
    entry.wait_for(lambda: page.evaluate(f"{SOUND}.playbackRate") == 1.25)
    entry.do("Pause after each section", "Space")
    entry.do("Show the words as they are spoken", "Space")
    entry.do("Stop and close the player")
    entry.wait_for(lambda: page.locator(".player").count() == 0)
    assert page.evaluate(STOP)["name"] == "Play audio: How it forms"
    assert page.evaluate(STOP)["is_seen"]


def test_the_slider_is_moved_by_arrows(entry: Walk) -> None:
    entry.do("Play audio: Definition")
    entry.wait_for(lambda: is_sounding(entry.page))
    entry.press("Enter")
    entry.go_to("Place in the audio")
    before = entry.page.evaluate(f"{SOUND}.currentTime")
    entry.press("ArrowRight", "ArrowRight", "ArrowRight")
    entry.wait_for(lambda: entry.page.evaluate(f"{SOUND}.currentTime") > before + 2)


def test_a_recording_is_downloaded(entry: Walk) -> None:
    entry.go_to("Download audio: Trauma bonding, How it heals")
    with entry.page.expect_download() as download:
        entry.press("Enter")
    assert download.value.suggested_filename == "trauma-bonding-how-it-heals.mp3"


def test_the_reader_goes_on_to_a_related_entry_and_home(entry: Walk) -> None:
    entry.follow("Intermittent reinforcement", "Intermittent reinforcement")
    entry.do("Home")
    entry.wait_for(lambda: entry.page.url.count("/") == 3)


def test_help_is_found(walk: Walk) -> None:
    walk.follow("Get help now", "Get help now")
    walk.press("Tab")
    calls = [walk.page.evaluate("document.activeElement.href ?? ''")]
    while not calls[-1].startswith("tel:"):
        walk.press("Tab")
        check_stop(walk.page)
        calls.append(walk.page.evaluate("document.activeElement.href ?? ''"))
        assert len(calls) < MOST_STOPS


def test_the_language_is_switched(entry: Walk) -> None:
    entry.follow("Español", "Vínculo traumático")


def test_preferences_are_chosen_kept_and_forgotten(walk: Walk) -> None:
    page = walk.page
    walk.follow("Preferences", "Preferences")
    page.locator("#preference_form").wait_for()
    walk.go_to("The same as your device")
    walk.press("ArrowDown", "ArrowDown")
    walk.wait_for(lambda: page.evaluate("document.documentElement.dataset.theme") == "dark")
    walk.do("Remember my choices on this device", "Space")
    walk.wait_for(lambda: page.evaluate("localStorage.length") == 1)
    walk.do("Forget my choices")
    walk.wait_for(lambda: page.evaluate("localStorage.length") == 0)


def test_a_copy_is_kept_and_removed(walk: Walk) -> None:
    walk.follow("Preferences", "Preferences")
    walk.page.locator("#offline_form").wait_for()
    walk.do("Keep it on this device")
    walk.wait_for(lambda: walk.page.evaluate("async () => (await caches.keys()).length") > 0)
    walk.do("Remove it")
    walk.wait_for(lambda: walk.page.evaluate("async () => (await caches.keys()).length") == 0)


def test_the_phone_line_is_tried(walk: Walk, site: str) -> None:
    walk.page.goto(site)
    walk.follow("Try the phone line", "Try the phone line")
    walk.do("Start the call")
    walk.wait_for_words("What the line says")
    walk.go_to("1 Q W X Y Z")
    walk.press("9")  # typed, since a keypad's keys may be
    walk.wait_for_words("The call has ended.")


@pytest.mark.parametrize("way", ["link", "Shift"])
def test_the_site_is_left(entry: Walk, away: Away, way: str) -> None:
    if way == "link":
        entry.press("Control+Home")
        entry.go_to("Exit this page", "Shift+Tab")
        entry.press("Enter")
    else:
        entry.press("Shift", "Shift", "Shift")
    entry.wait_for(lambda: entry.page.url.startswith(away.address))
