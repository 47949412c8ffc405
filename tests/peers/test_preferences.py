"""Preferences in a real browser: they hold for the visit, and nothing is stored unless the reader says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from .page_checks import get_faults
from .serving import get_pages, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHOICES = [
    ("size", "200"), ("spacing", "widest"), ("theme", "dark"), ("highlight", "off"), ("strength", "strong"),
    ("speed", "1.25"), ("pause", "on"),
]  # fmt: skip
STORED = """
async () => ({
    local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie, name: window.name,
    databases: (await indexedDB.databases()).length, caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    history: JSON.stringify(history.state), hash: location.hash,
})
"""
NOTHING = {
    "local": {}, "session": {}, "cookies": "", "name": "", "databases": 0, "caches": [], "workers": 0,
    "history": "null", "hash": "",
}  # fmt: skip
GET = "async (name) => (await import('/static/preferences.js')).get_preference(name)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("preferences")) as address:
        yield address.rstrip("/")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/preferences/")
    page.locator("#preference_form").wait_for()
    return page


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"#preference_form input[name={name}][value='{value}']").check()


def get_said(page: Page) -> str:
    return page.locator("#preference_form + .message").inner_text()


def test_nothing_is_stored_before_a_choice_on_any_page(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))
    for path in get_pages(address):
        page.goto(address + path)
        assert page.evaluate(STORED) == NOTHING, path
    assert (context.cookies(), context.storage_state()["origins"], foreign) == ([], [], [])


@pytest.mark.parametrize(("name", "value"), CHOICES)
def test_a_choice_holds_in_the_tab_and_not_in_a_new_one(page: Page, address: str, name: str, value: str) -> None:
    choose(page, name, value)
    assert "Nothing is stored." in get_said(page)
    for path in ("/glossary/grief/", "/es/glossary/", "/nothing/", "/preferences/"):
        page.goto(address + path)
        assert page.locator("html").get_attribute(f"data-{name}") == value
    assert page.evaluate(GET, name) == value
    assert page.locator(f"#preference_form input[name={name}][value='{value}']").is_checked()
    assert page.evaluate(STORED) == {**NOTHING, "name": f"preferences?{name}={value}"}
    other = page.context.new_page()
    other.goto(f"{address}/glossary/grief/")
    assert other.locator("html").get_attribute(f"data-{name}") is None
    with page.expect_popup() as opened:
        page.evaluate("window.open('/glossary/grief/')")
    opened.value.wait_for_load_state()
    assert opened.value.locator("html").get_attribute(f"data-{name}") is None


PLAYER = {
    "speed": lambda page: page.get_by_label("Speed").select_option("1.25"),
    "pause": lambda page: page.get_by_label("Pause after each section").check(),
    "highlight": lambda page: page.get_by_label("Show the words as they are spoken").uncheck(),
}


def open_player(page: Page, address: str, slug: str) -> None:
    page.goto(f"{address}/glossary/{slug}/")
    page.get_by_role("button", name="Play audio: Definition").click()
    page.get_by_role("button", name="Pause", exact=True).click()


def get_player(page: Page) -> dict[str, str]:
    return {
        "speed": page.get_by_label("Speed").input_value(),
        "pause": "on" if page.get_by_label("Pause after each section").is_checked() else "off",
        "highlight": "on" if page.get_by_label("Show the words as they are spoken").is_checked() else "off",
    }


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize(("name", "value"), [("speed", "1.25"), ("pause", "on"), ("highlight", "off")])
def test_what_is_changed_in_the_player_holds_on_the_next_page(
    page: Page, address: str, name: str, value: str, is_stored: bool
) -> None:
    """As on the page of preferences: stored only if the reader has said so."""
    page.get_by_label("Remember my choices on this device").set_checked(is_stored)
    open_player(page, address, "grief")
    usual = get_player(page)
    PLAYER[name](page)
    page.wait_for_function(f"() => document.documentElement.dataset.{name} === '{value}'")
    where = {"local": {"preferences": f"{name}={value}"}} if is_stored else {"name": f"preferences?{name}={value}"}
    assert page.evaluate(STORED) == {**NOTHING, **where}
    open_player(page, address, "shame")
    assert get_player(page) == {**usual, name: value}
    assert page.evaluate("document.querySelector('main > audio').playbackRate") == float(get_player(page)["speed"])
    page.goto(f"{address}/preferences/")
    assert page.locator(f"#preference_form input[name={name}][value='{value}']").is_checked()


def test_what_is_changed_back_in_the_player_is_forgotten(page: Page, address: str) -> None:
    choose(page, "speed", "1.5")
    open_player(page, address, "grief")
    page.get_by_label("Speed").select_option("1")
    page.wait_for_function("() => window.name === ''")
    assert page.evaluate(STORED) == NOTHING


def test_where_preferences_cannot_be_had_the_player_still_obeys(page: Page, address: str) -> None:
    page.context.route("**/static/preferences.js", lambda route: route.abort())
    open_player(page, address, "grief")
    page.get_by_label("Speed").select_option("1.5")
    assert page.evaluate("document.querySelector('main > audio').playbackRate") == 1.5
    assert page.evaluate("window.name") == ""


def test_the_visit_ends_at_another_site_which_does_not_see_the_choices(page: Page, address: str) -> None:
    choose(page, "theme", "dark")
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        there = f"http://localhost:{elsewhere.server_port}/nothing"
        page.evaluate("(there) => { location.href = there }", there)
        page.wait_for_url(there)
        assert page.evaluate("window.name") == ""
        elsewhere.shutdown()


def test_what_is_remembered_is_one_line_and_is_forgotten_at_once(page: Page, address: str) -> None:
    choose(page, "size", "150")
    page.get_by_label("Remember my choices on this device").check()
    assert get_said(page) == "This device now remembers your choices."
    choose(page, "speed", "0.8")
    assert page.evaluate(STORED) == {**NOTHING, "local": {"preferences": "size=150&speed=0.8"}}
    other = page.context.new_page()
    other.goto(f"{address}/es/")
    assert other.locator("html").get_attribute("data-size") == "150"
    page.get_by_role("button", name="Forget my choices").click()
    assert get_said(page).startswith("Forgotten. This device no longer stores your choices.")
    assert page.evaluate(STORED) == {**NOTHING, "name": "preferences?size=150&speed=0.8"}
    assert not page.get_by_label("Remember my choices on this device").is_checked()
    other.reload()
    assert other.locator("html").get_attribute("data-size") is None
    page.get_by_role("button", name="Forget my choices").click()
    assert get_said(page).startswith("There was nothing to forget.")


def test_everything_goes_back_to_the_usual(page: Page) -> None:
    for name, value in CHOICES:
        choose(page, name, value)
    page.get_by_role("button", name="Change everything back to the usual").click()
    assert page.evaluate(STORED) == NOTHING
    assert page.evaluate("Object.keys(document.documentElement.dataset)") == []
    assert page.locator("input[name=theme][value=device]").is_checked()


def test_the_choices_are_there_before_anything_is_painted(page: Page, address: str) -> None:
    choose(page, "theme", "dark")
    page.add_init_script("""
        new PerformanceObserver(() => {}).observe({type: 'paint', buffered: true})
        window.seen = []
        new MutationObserver(() => {
            if (document.body) seen.push(document.documentElement.dataset.theme)
        }).observe(document, {childList: true, subtree: true})
    """)
    page.context.route("**/preferences.js", lambda route: route.abort())
    page.goto(f"{address}/glossary/grief/")
    seen = page.evaluate("seen")
    assert seen
    assert set(seen) == {"dark"}


def test_a_change_is_told_to_other_scripts_once(page: Page) -> None:
    page.evaluate(
        "document.addEventListener('lectern:preferences', (event) => (window.told ??= []).push(event.detail))"
    )
    choose(page, "pause", "on")
    choose(page, "pause", "on")
    assert page.evaluate("told") == [{"name": "pause", "value": "on"}]


@pytest.mark.parametrize("wrong", ["speed=9", "speed=", "theme=%00", "size=100%22onload", "x=y", "speed=1.5.5", "%"])
def test_a_name_of_the_tab_that_somebody_else_gave_it_does_nothing(page: Page, address: str, wrong: str) -> None:
    page.evaluate("(text) => { window.name = 'preferences?' + text }", wrong)
    page.reload()
    assert page.evaluate("Object.keys(document.documentElement.dataset)") == []
    assert page.evaluate(GET, "speed") == "1"


def test_a_value_that_is_not_offered_is_refused(page: Page) -> None:
    script = "async () => (await import('/static/preferences.js')).set_preference('speed', '9')"
    with pytest.raises(Exception, match="RangeError: speed: 9 is none of 1,0.5,0.8,1.25,1.5,2"):
        page.evaluate(script)


@pytest.mark.parametrize("is_stored", [False, True])
def test_an_exit_clears_the_choices_at_once(page: Page, is_stored: bool) -> None:
    choose(page, "theme", "dark")
    page.get_by_label("Remember my choices on this device").set_checked(is_stored)
    assert page.evaluate("Boolean(window.name)") is not is_stored
    script = "() => { document.dispatchEvent(new Event('lectern:exit')); return [window.name, localStorage.length] }"
    assert page.evaluate(script) == ["", 0]


def test_where_nothing_may_be_stored_the_choices_still_hold(page: Page, address: str) -> None:
    page.add_init_script("""
        Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})
    """)
    page.reload()
    choose(page, "theme", "dark")
    page.get_by_label("Remember my choices on this device").click()
    assert get_said(page).startswith("Your browser does not let this site store anything.")
    assert not page.get_by_label("Remember my choices on this device").is_checked()
    page.goto(f"{address}/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_without_scripts_the_page_says_so_and_tells_what_the_browser_can_do(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/es/preferences/")
    assert page.locator("#without_script").is_visible()
    assert not page.locator("form").first.is_visible()
    assert "Lo que pueden hacer tu navegador y tu dispositivo" in page.locator("main").inner_text()
    context.close()


@pytest.mark.parametrize("spacing", ["usual", "widest"])
@pytest.mark.parametrize("size", ["100", "150", "200"])
@pytest.mark.parametrize("path", ["/glossary/coercive-control/", "/es/preferences/", "/help/", "/search/", "/"])
def test_every_size_and_spacing_fits_320_pixels(
    context: BrowserContext, address: str, path: str, size: str, spacing: str
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}/")
    page.evaluate("(text) => { window.name = text }", f"preferences?size={size}&spacing={spacing}")
    page.goto(address + path)
    wide = page.evaluate("""() => [...document.querySelectorAll('body *')]
        .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && !each.matches('.skip'))
        .map((each) => each.outerHTML.slice(0, 80))""")
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/preferences/", "/es/preferences/"])
def test_the_page_of_preferences_fits_256_pixels(context: BrowserContext, address: str, path: str) -> None:
    """1280 px at 500 %."""
    page = context.new_page()
    page.set_viewport_size({"width": 256, "height": 640})
    page.goto(address + path)
    page.locator("#preference_form").wait_for()
    assert get_faults(page, "reflow") + get_faults(page, "clipped") == []
    assert_choices_are_large(page)


@pytest.mark.parametrize(("size", "pixels"), [("100", 18), ("125", 22.5), ("150", 27), ("175", 31.5), ("200", 36)])
def test_a_size_is_what_it_says(page: Page, size: str, pixels: float) -> None:
    choose(page, "size", size)
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)") == pixels


def test_the_widest_spacing_is_that_of_the_guidelines_or_more(page: Page) -> None:
    """WCAG 1.4.12: letters 0.12, words 0.16, lines 1.5 and paragraphs 2 times the size of the text."""
    choose(page, "spacing", "widest")
    style = page.evaluate("""() => {
        const style = getComputedStyle(document.querySelector('main p'))
        return [style.letterSpacing, style.wordSpacing, style.lineHeight, style.marginBottom]
            .map((each) => parseFloat(each) / parseFloat(style.fontSize))
    }""")
    assert all(is_wide >= least - 0.001 for is_wide, least in zip(style, (0.12, 0.16, 1.5, 2), strict=True))


@pytest.mark.parametrize("device", ["light", "dark"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_that_which_a_device_would_show(page: Page, theme: str, device: str) -> None:
    grounds = """() => {
        const {backgroundColor, color, colorScheme} = getComputedStyle(document.documentElement)
        return [backgroundColor, color, colorScheme]
    }"""
    page.emulate_media(color_scheme=theme)
    usual = page.evaluate(grounds)
    page.emulate_media(color_scheme=device)
    choose(page, "theme", theme)
    assert page.evaluate(grounds) == [*usual[:2], theme]
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_every_choice_is_big_enough_to_touch(page: Page) -> None:
    assert_choices_are_large(page)


def assert_choices_are_large(page: Page) -> None:
    boxes = page.evaluate("""() => [...document.querySelectorAll('.choices label, main button')]
        .filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect())
        .map(({width, height}) => [width, height])""")
    assert len(boxes) > 20
    assert min(min(box) for box in boxes) >= 44
