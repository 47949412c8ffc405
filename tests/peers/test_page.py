"""What a reader's eyes and fingers meet, measured in a real browser on a page of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from .answers import MEASURED
from .page_checks import (
    get_covered_faults,
    get_faults,
    get_key_faults,
    get_ring_faults,
    get_skip_faults,
    get_spacing_override_faults,
    get_unreached_faults,
)
from .site import EVERY_ADDRESS, KINDS
from .states import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    Reach = Callable[[Page, str], None]

pytest.importorskip("PIL", reason="NOT PROVED HERE: pillow is not installed; tests/peers/install.sh installs it")
SIZES = {320: 640, 360: 740, 1280: 900}
each_kind = pytest.mark.parametrize("address", KINDS)
each_address = pytest.mark.parametrize("address", EVERY_ADDRESS)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    yield page
    page.close()


@each_kind
def test_the_skip_link_is_first_and_leads_into_the_main_text(site: str, page: Page, address: str) -> None:
    page.goto(site + address)
    assert get_skip_faults(page) == []


@each_kind
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_stop_shows_its_focus(site: str, page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site + address)
    assert get_ring_faults(page) == []


@each_kind
def test_tab_reaches_all_that_can_be_pressed(site: str, page: Page, address: str) -> None:
    page.goto(site + address)
    assert get_unreached_faults(page) == []


@pytest.mark.parametrize("look", ["light", "dark", "forced colours"])
@pytest.mark.parametrize("state", ["player open", "words no longer followed", "audio missing"])
def test_every_stop_of_the_open_player_shows_its_focus_and_edge(site: str, page: Page, state: str, look: str) -> None:
    if look == "forced colours":
        page.emulate_media(forced_colors="active")
    else:
        page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    address, act = STATES[state]
    page.goto(site + address)
    act(page)
    edges = get_faults(page, "edges") if look == "forced colours" else []
    assert get_ring_faults(page) + edges + get_unreached_faults(page) == []


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("state", ["player open", "words no longer followed", "audio missing"])
def test_the_open_player_is_large_uncovered_and_fits(site: str, page: Page, state: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    address, act = STATES[state]
    page.goto(site + address)
    act(page)
    kinds = ("targets", "reflow", "clipped", "order", "motion")
    assert get_covered_faults(page) + [fault for kind in kinds for fault in get_faults(page, kind)] == []
    assert get_spacing_override_faults(page) == []


@pytest.mark.parametrize("address", ["/", "/glossary/grief/", "/preferences/", "/search/"])
def test_focus_and_edges_are_seen_in_forced_colours(site: str, page: Page, address: str) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(site + address)
    assert get_ring_faults(page) + get_faults(page, "edges") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/glossary/", "/glossary/trauma-bonding/", "/search/"])
def test_where_more_contrast_is_wished_edges_are_strong_and_the_focus_is_wider(
    site: str, page: Page, address: str, scheme: str
) -> None:
    """`prefers-contrast: more`: every edge has the colour of text, and what had none but its ground gets one."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", contrast="more")
    page.goto(site + address)
    assert get_ring_faults(page, most=12) + get_faults(page, "edges") == []
    page.evaluate("() => { document.activeElement.blur() }")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "5px"
    weak = page.evaluate("""() => {
        const text = getComputedStyle(document.body).color
        return [...document.querySelectorAll('header, footer, .exit, .sound, figure, .letters a, td')]
            .filter(each => each.checkVisibility())
            .map(each => [each.className || each.localName, getComputedStyle(each)])
            .filter(([, {borderTopWidth: a, borderBottomWidth: b, borderTopColor: c, borderBottomColor: d}]) =>
                !(parseFloat(a) && c === text || parseFloat(b) && d === text)).map(([name]) => name)
    }""")
    assert weak == []


@each_kind
@pytest.mark.parametrize("width", SIZES)
def test_no_stop_is_covered_and_what_is_touched_is_large(site: str, page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.goto(site + address)
    assert get_covered_faults(page) + get_faults(page, "targets") == []


@each_address
def test_nothing_has_to_be_scrolled_sideways(site: str, page: Page, address: str) -> None:
    """1280 px at 400 % and at 500 %, and what a reader's own spacing makes of it."""
    page.goto(site + address)
    for width in (320, 256):
        page.set_viewport_size({"width": width, "height": 640})
        assert get_faults(page, "reflow") + get_faults(page, "clipped") == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert get_spacing_override_faults(page) == []


@each_kind
@pytest.mark.parametrize("width", SIZES)
def test_lines_are_short_and_far_enough_apart(site: str, page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.goto(site + address)
    assert get_faults(page, "lines") + get_faults(page, "spacing") == []


@each_kind
def test_what_is_written_first_is_shown_first(site: str, page: Page, address: str) -> None:
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(site + address)
        assert get_faults(page, "order") == []


@each_kind
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_and_nothing_sounds(site: str, page: Page, address: str, motion: str) -> None:
    page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
    page.goto(site + address)
    assert get_faults(page, "motion") + get_faults(page, "sound") + get_faults(page, "windows") == []


@each_kind
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_has_the_text_in_black_and_nothing_to_press(site: str, page: Page, address: str, scheme: str) -> None:
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site + address)
    assert get_faults(page, "print") == []


@each_kind
def test_no_single_key_does_anything(site: str, page: Page, address: str) -> None:
    page.goto(site + address)
    assert get_key_faults(page) == []


@each_address
def test_nothing_is_fetched_from_elsewhere_and_nothing_is_kept(site: str, page: Page, address: str) -> None:
    foreign: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(site) else foreign.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(site + address)
    kept = page.evaluate("async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]")
    wanted = [message for message in messages if "404" not in message]
    assert (foreign, page.context.cookies(), kept, wanted) == ([], [], [0, 0, 0], [])


@pytest.mark.parametrize("name", MEASURED)
def test_answers_translations_and_letters_have_no_fault_of_any_kind(reach: Reach, page: Page, name: str) -> None:
    """At 320 px and in light alone, since all that they are made of stands on other pages too."""
    page.set_viewport_size({"width": 320, "height": 640})
    reach(page, name)
    faults = get_covered_faults(page) + get_ring_faults(page) + get_unreached_faults(page)
    kinds = ("targets", "reflow", "clipped", "lines", "spacing", "order", "motion", "sound", "windows")
    faults += [fault for kind in kinds for fault in get_faults(page, kind)] + get_spacing_override_faults(page)
    page.set_viewport_size({"width": 256, "height": 640})
    faults += get_faults(page, "reflow") + get_faults(page, "clipped")
    page.emulate_media(media="print")
    faults += get_faults(page, "print")
    page.emulate_media(media="screen")
    assert faults + get_key_faults(page) + get_skip_faults(page) == []


@pytest.mark.parametrize("address", ["/glossary/trauma-bonding/", "/es/help/"])
def test_without_script_the_page_has_the_same_text(site: str, browser: Browser, address: str) -> None:
    words = []
    for script in (True, False):
        page = browser.new_page(java_script_enabled=script)
        page.goto(site + address)
        words.append([each.text_content() for each in page.locator("main [id^=s-], main h2, main p[id]").all()])
        page.close()
    assert words[0] == words[1] != []
