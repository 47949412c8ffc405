"""One polite live region on every page, whatever was pressed: two would talk over each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from .players import watch
from .site import KINDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LIVE = """() => [...document.querySelectorAll(
    '[aria-live], [role=status], [role=alert], [role=log], [role=timer], output'
)].map(each => [each.closest('nav')?.className, each.getAttribute('aria-live'), each.getAttribute('role')])"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def play(page: Page) -> None:
    page.get_by_role("button", name="Play audio").nth(2).click()
    page.locator(".player").wait_for()


def change_preferences(page: Page) -> None:
    page.locator("#preference_form").wait_for()
    page.locator("input[name=theme][value=dark]").check()
    page.get_by_role("button", name="Remove it").click()
    page.locator("#offline_form + .message p").wait_for()


def call(page: Page) -> None:
    page.get_by_role("button", name="Start the call").first.click()
    page.locator("#said").wait_for()


ACTS: dict[str, Callable[[Page], None]] = {
    "/glossary/trauma-bonding/": play,
    "/preferences/": change_preferences,
    "/es/preferences/": lambda page: page.locator("#preference_form").wait_for(),
    "/phone/try/": call,
}


@pytest.mark.parametrize("address", [*KINDS, "/preferences/", "/es/preferences/", "/preferences/offline/"])
def test_every_page_has_one_live_region_also_after_its_controls_were_used(site: str, page: Page, address: str) -> None:
    page.goto(site + address, wait_until="networkidle")
    assert page.evaluate(LIVE) == [["exit", "polite", None]]
    if address in ACTS:
        ACTS[address](page)
        assert page.evaluate(LIVE) == [["exit", "polite", None]]


def test_each_act_on_the_page_of_preferences_is_said_once_in_that_region_and_seen_by_its_form(
    site: str, page: Page
) -> None:
    page.clock.install()
    page.goto(f"{site}/preferences/", wait_until="networkidle")
    page.locator("#preference_form").wait_for()
    watch(page)
    for value in ("dark", "light"):
        page.locator(f"input[name=theme][value={value}]").check()
    page.get_by_role("button", name="Forget my choices").click()
    page.get_by_role("button", name="Forget my choices").click()
    said = page.evaluate("window.said")
    assert [text.partition(".")[0] for text in said] == [
        "Colours: Dark", "Colours: Light", "There was nothing to forget", "There was nothing to forget"]  # fmt: skip
    assert page.locator("#preference_form + .message").inner_text() == said[-1]
    page.clock.run_for(6_000)
    assert page.locator("nav.exit [aria-live]").inner_text() == ""
    assert page.locator("#preference_form + .message").inner_text() == said[-1]
