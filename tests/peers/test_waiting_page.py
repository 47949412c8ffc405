"""The page that is shown while audio is being made, in Chromium: it looks by itself, and nobody loses their place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.errors import EngineError
from service.web import waiting
from service.web.app import make_web_app
from service.web.site import Site

from .away import Away
from .firefox import open_firefox
from .players import get_messages, wait_until, watch
from .site import CONTENT, LIBRARY, serve
from .sounding import SoundingDesk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PART = "how-it-forms"
PATH = f"/glossary/grief/audio/{PART}.mp3"
LEAVE = "nav.exit .leave"
READY = "The audio is ready. No sound starts before you open it."


@pytest.fixture
def desk() -> SoundingDesk:
    return SoundingDesk(LIBRARY, missing={PART})


@pytest.fixture
def address(desk: SoundingDesk, away: Away, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of the waiting page, on a site in a hurry."""
    monkeypatch.setattr(waiting, "RETRY_SECONDS", 1)
    monkeypatch.setattr(waiting, "LOOK_AGAIN_SECONDS", 1)
    with serve(make_web_app(Site(content=CONTENT, exit_address=away.address), LIBRARY, desk)) as address:
        yield address + PATH


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def get_heading(page: Page) -> str:
    return page.locator("h1").inner_text()


NOTE_WAITS = """
const start = setTimeout
window.waits = []
window.setTimeout = (step, wait) => { if (wait >= 1000) waits.push(wait); return start(step, wait) }"""
"""How long each wait of a second and more is to last, in milliseconds, in order."""


def note_looks(page: Page) -> list[str]:
    """Each time that the page, or its script, asks for the audio from here on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if PATH in request.url else None)
    return asked


def test_it_says_once_that_the_audio_is_there_and_leaves_the_reader_where_they_are(
    page: Page, desk: SoundingDesk, address: str
) -> None:
    watch(page)
    assert "This page looks for it by itself" in page.locator("main").inner_text()
    assert not page.get_by_role("link", name="Load this page again").is_visible(), "there is no need of it"
    page.get_by_role("link", name="Look again now").focus()
    with page.expect_response("**?check"):
        pass
    assert (get_heading(page), get_messages(page)) == ("The audio is not ready yet", [])
    desk.missing = set()
    wait_until(page, lambda: get_heading(page) == "The audio is ready")
    assert get_messages(page) == [READY]
    assert page.title() == "The audio is ready - Word list"
    assert page.evaluate("document.activeElement.textContent") == "Look again now"
    assert page.get_by_role("link", name="Open the audio").get_attribute("href") == PATH
    assert "It is being made" not in page.locator("main").inner_text()
    assert page.url == address
    assert page.locator("audio, video").count() == 0
    wait_until(page, lambda: page.locator("nav.exit [aria-live]").inner_text() == "")


def test_it_says_that_the_audio_could_not_be_made(page: Page, desk: SoundingDesk) -> None:
    watch(page)
    desk.failure = EngineError("the voice has lost its voice")
    wait_until(page, lambda: get_heading(page) == "The audio is not available")
    (told,) = get_messages(page)
    assert told.startswith("The audio is not available. It could not be made just now.")
    assert page.get_by_role("link", name="Open the audio").count() == 0


def test_a_line_that_is_lost_meanwhile_is_no_answer(page: Page, desk: SoundingDesk) -> None:
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        pass
    assert get_heading(page) == "The audio is not ready yet"
    desk.missing = set()
    page.context.set_offline(False)
    wait_until(page, lambda: get_heading(page) == "The audio is ready")


def test_it_asks_less_and_less_often(page: Page) -> None:
    page.clock.install()
    page.add_init_script(NOTE_WAITS)
    page.goto(page.url)
    for looks in range(1, 13):
        waits = wait_until(page, lambda looks=looks: len(found := page.evaluate("waits")) == looks and found)
        with page.expect_response("**?check"):
            page.clock.run_for(waits[-1])
    assert waits == sorted(waits)
    assert waits[0] <= 2000
    assert waits[-1] == 60_000


@pytest.mark.parametrize("is_scripted", [True, False])
@pytest.mark.parametrize("query", ["", "?check=repeatedly"])
def test_no_look_brings_the_page_back_while_the_other_site_is_slow(
    browser: Browser, address: str, away: Away, desk: SoundingDesk, query: str, is_scripted: bool
) -> None:
    context = browser.new_context(java_script_enabled=is_scripted)
    page = context.new_page()
    page.goto(address + query)
    away.may_answer.clear()
    page.click(LEAVE, no_wait_after=True)
    assert away.requests.get(timeout=5)
    asked = note_looks(page)
    desk.missing = set()
    page.wait_for_timeout(3_000)
    assert asked == []
    away.may_answer.set()
    page.wait_for_url(away.address)
    context.close()


def test_no_reload_that_was_asked_for_brings_the_page_back_in_firefox(address: str, away: Away, tmp_path: Path) -> None:
    with open_firefox(tmp_path) as firefox:
        firefox.open(f"{address}?check=repeatedly")
        away.may_answer.clear()
        firefox.point_at(LEAVE)
        assert away.requests.get(timeout=10)
        time.sleep(3)  # three times as long as a reload waits
        away.may_answer.set()
        firefox.wait_until("document.title === 'Weather'")


def test_without_a_script_it_reloads_only_if_asked_and_then_leads_to_the_audio(
    browser: Browser, address: str, desk: SoundingDesk
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    asked = note_looks(page)
    page.wait_for_timeout(2_500)
    assert asked == []
    assert not page.get_by_text("by itself, and says so").is_visible()
    page.get_by_role("link", name="Load this page again every 1 seconds").click()
    with page.expect_navigation():
        pass
    assert get_heading(page) == "The audio is not ready yet"
    desk.missing = set()
    wait_until(page, lambda: get_heading(page) == "The audio is ready")
    page.wait_for_timeout(1_500)
    assert page.get_by_role("link", name="Open the audio").get_attribute("href") == PATH
    context.close()
