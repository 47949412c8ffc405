"""What checkers say of a page that its reader has done something with: player, preferences, exit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .checkers import get_axe_findings, get_html_validate_findings, get_vnu_findings
from .players import button
from .states import COVERED, FOLLOW, STATES, TRY_AGAIN

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

each_state = pytest.mark.parametrize("name", STATES)


def reach(page: Page, site: str, name: str) -> None:
    address, act = STATES[name]
    page.goto(site + address)
    act(page)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    yield page
    page.close()


@pytest.fixture(scope="module")
def live(site: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser holds in each state."""
    folder = tmp_path_factory.mktemp("states")
    for name in STATES:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        reach(page, site, name)
        (folder / f"{name.replace(' ', '-')}.html").write_text(page.content(), encoding="utf-8")
        page.close()
    return folder


def test_html_validate_and_vnu_find_nothing_in_any_state(live: Path) -> None:
    assert get_html_validate_findings(live, is_live=True) + get_vnu_findings(live) == []
    texts = {path.stem: path.read_text(encoding="utf-8") for path in live.glob("*.html")}
    assert len(texts) == len(STATES)
    assert 'class="player"' in texts["player-open"]
    assert 'id="exit_cover"' in texts["page-covered"]


@each_state
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_and_is_sure(site: str, page: Page, axe: str, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    reach(page, site, name)
    found = get_axe_findings(page, axe)
    if name == COVERED:  # that all else is hidden is what the cover is for
        found = [each for each in found if "hidden-content" not in each]
    assert found == []


def test_each_state_is_what_its_name_says(site: str, page: Page) -> None:
    reach(page, site, "player open")
    assert [button(page, each).is_visible() for each in ("Play", TRY_AGAIN)] == [True, False]
    assert page.evaluate("[...CSS.highlights.keys()].sort()") == ["spoken-sentence", "spoken-word"]
    reach(page, site, "words no longer followed")
    assert button(page, FOLLOW).is_visible()
    reach(page, site, "audio missing")
    assert button(page, TRY_AGAIN).is_visible()
    reach(page, site, COVERED)
    assert page.locator("body > *:visible").count() == 1
