"""JavaScript that was there and is switched off, or never was: text, audio to keep, native players and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from .away import Away
from .players import is_sounding, wait_until
from .serving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ENTRY = "glossary/grief/"
DOWNLOAD = "Download audio: Grief, Definition"
NATIVE = "document.querySelector('audio[data-part=definition]')"


@pytest.fixture(scope="module")
def address(destination: Away, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("gone"), exit_address=destination.address) as address:
        yield address


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext, address: str) -> Page:
    page = reader.new_page()
    page.goto(address + ENTRY)
    return page


def switch_off(page: Page) -> None:
    """As a reader does in the settings of a browser, while the page is open."""
    page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})


def download(page: Page) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=DOWNLOAD).click()
    assert started.value.suggested_filename == "grief-definition.mp3"
    return started.value.path().read_bytes()


def assert_the_rest_works(page: Page, away: Away) -> None:
    assert page.locator("#definition").is_visible()
    assert "Grief" in page.locator("main").inner_text()
    assert download(page)[:3] == b"ID3"
    page.click("nav.exit .leave")
    page.wait_for_url(away.address)


def test_the_rest_works_when_javascript_goes_after_the_page_has_come(
    browser: Browser, address: str, destination: Away
) -> None:
    page = browser.new_page()
    page.goto(address + ENTRY, wait_until="networkidle")
    assert page.get_by_role("button", name="Play audio: Definition").count() == 1
    switch_off(page)
    page.get_by_role("button", name="Play audio: Definition").click()
    assert page.locator(".player").count() == 0, "no script hears the button"
    assert_the_rest_works(page, destination)
    page.close()


def test_the_rest_works_when_javascript_goes_while_audio_plays_which_ends_with_the_page(
    browser: Browser, address: str, destination: Away
) -> None:
    page = browser.new_page()
    page.goto(address + ENTRY, wait_until="networkidle")
    page.get_by_role("button", name="Play audio: Definition").click()
    wait_until(page, lambda: is_sounding(page))
    switch_off(page)
    page.get_by_role("button", name="Pause audio: Definition").click()
    assert is_sounding(page), "no script hears the button"
    assert_the_rest_works(page, destination)
    assert page.locator("audio").count() == 0
    page.close()


def test_a_page_that_is_asked_for_again_without_javascript_has_native_players(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + ENTRY, wait_until="networkidle")
    switch_off(page)
    page.reload()
    assert page.locator("audio[controls]").count() == page.locator("audio").count() >= 7
    page.close()


def test_without_javascript_a_file_is_kept_and_the_way_out_works(page: Page, destination: Away) -> None:
    assert_the_rest_works(page, destination)


def test_without_javascript_a_native_player_plays_and_pauses_by_its_keys(page: Page) -> None:
    page.locator("audio[data-part=definition]").focus()
    assert page.evaluate(f"{NATIVE}.paused")
    page.keyboard.press("Space")
    wait_until(page, lambda: page.evaluate(f"!{NATIVE}.paused && {NATIVE}.currentTime > 0.3"))
    page.keyboard.press("Space")
    wait_until(page, lambda: page.evaluate(f"{NATIVE}.paused"))


def test_without_javascript_a_native_player_plays_and_pauses_by_pointer(page: Page) -> None:
    player = page.locator("audio[data-part=definition]")
    player.scroll_into_view_if_needed()
    box = player.bounding_box() or {}
    press = (box["x"] + 26, box["y"] + box["height"] / 2)
    page.mouse.click(*press)
    wait_until(page, lambda: page.evaluate(f"!{NATIVE}.paused && {NATIVE}.currentTime > 0.3"))
    page.mouse.click(*press)
    wait_until(page, lambda: page.evaluate(f"{NATIVE}.paused"))
