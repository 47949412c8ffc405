"""What checkers say of every page: nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .answers import ANSWERS, UNLISTED
from .checkers import get_axe_findings, get_html_validate_findings, get_vnu_findings
from .site import EVERY_ADDRESS, get_sources, make_large_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for source in get_sources():
        (folder / f"{source.name}.html").write_text(source.text, encoding="utf-8")
    large = make_large_app(tmp_path_factory.mktemp("large")).test_client()
    (folder / "letter.html").write_text(large.get("/glossary/letters/b/").text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def live(site: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """What a browser made of every page, scripts and all."""
    folder, page = tmp_path_factory.mktemp("live"), browser.new_page()
    for number, address in enumerate(EVERY_ADDRESS):
        page.goto(site + address)
        (folder / f"{number}.html").write_text(page.content(), encoding="utf-8")
    for name in UNLISTED:
        server, _, act = ANSWERS[name]
        act(page, request.getfixturevalue(server))
        (folder / f"{name.replace(' ', '-')}.html").write_text(page.content(), encoding="utf-8")
    page.close()
    return folder


@pytest.mark.parametrize("made", ["sources", "live"])
def test_html_validate_finds_nothing(made: str, request: pytest.FixtureRequest) -> None:
    assert get_html_validate_findings(request.getfixturevalue(made), is_live=made == "live") == []


@pytest.mark.parametrize("made", ["sources", "live"])
def test_vnu_finds_nothing(made: str, request: pytest.FixtureRequest) -> None:
    assert get_vnu_findings(request.getfixturevalue(made)) == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    yield page
    page.close()


def get_both(page: Page, axe: str) -> list[str]:
    """What axe finds in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += get_axe_findings(page, axe)
    return found


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_axe_finds_nothing_and_is_sure(site: str, page: Page, axe: str, address: str) -> None:
    page.goto(site + address)
    assert get_both(page, axe) == []


@pytest.mark.parametrize("name", UNLISTED)
def test_axe_finds_nothing_in_answers_letters_and_failures(
    reach: Callable[[Page, str], None], page: Page, axe: str, name: str
) -> None:
    reach(page, name)
    assert get_both(page, axe) == []


def test_preferences_send_nothing_and_need_no_submit_button(site: str, page: Page) -> None:
    """Technique H32 asks for a button because a form might send its fields where nobody expects it."""
    page.goto(f"{site}/preferences/", wait_until="networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("size", "what", "remembered"):
        page.locator(f"input[name={name}]").first.press("Enter")
    page.evaluate("document.querySelectorAll('main form').forEach(form => form.requestSubmit())")  # as any browser may
    page.get_by_label("Dark").check()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert (page.url, asked) == (f"{site}/preferences/", [])


def test_data_for_machines_is_no_script_to_the_browser(site: str, page: Page) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(f"{site}/glossary/grief/")
    data = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert (data["name"], messages) == ("Grief", [])
