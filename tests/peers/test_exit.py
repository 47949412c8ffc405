"""Real pages are left in Chromium: by link, button and three presses of Shift, with and without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .away import Away
from .serving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

ENTRY = "glossary/grief/"
SENSITIVE = "Grief"
BUTTON = "nav.exit .leave"
SECOND = "nav.exit .skip"


@pytest.fixture(scope="module")
def site(destination: Away, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("site"), exit_address=destination.address) as address:
        yield address


@pytest.fixture(scope="module")
def quiet_site(destination: Away, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = {"exit_address": destination.address, "fewer_traces": "true", "neutral_titles": "true"}
    with serve(tmp_path_factory.mktemp("quiet"), **settings) as address:
        yield address


@pytest.fixture(scope="module")
def holding_browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """Chromium that holds pages for the Back button, as it does for readers; Playwright switches that off."""
    running = launch(ignore_default_args=["--disable-back-forward-cache"])
    yield running
    running.close()


@pytest.fixture
def reader(holding_browser: Browser) -> Iterator[BrowserContext]:
    context = holding_browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext, site: str) -> Page:
    """An entry, ready to be left."""
    page = reader.new_page()
    page.goto(site + ENTRY)
    page.wait_for_function("() => !document.querySelector('.scripted').hidden")
    return page


def press_shift(page: Page, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def focus_and_enter(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


WAYS: dict[str, Callable[[Page], None]] = {
    "button": lambda page: page.click(BUTTON, no_wait_after=True),
    "second link": focus_and_enter,
    "three presses of Shift": press_shift,
}


def get_while_held(page: Page, away: Away, way: str, expression: str) -> Any:
    """What an expression gives after the reader has left, and before the destination answers."""
    away.may_answer.clear()
    page.evaluate(
        f"() => {{ document.addEventListener('lectern:exit', () => setTimeout("
        f"() => console.log('report ' + JSON.stringify({expression})))) }}"
    )
    with page.expect_console_message(lambda message: message.text.startswith("report ")) as told:
        WAYS[way](page)
    return json.loads(told.value.text.removeprefix("report "))


def play_definition(page: Page) -> None:
    page.get_by_role("button", name="Play audio: Definition").click()
    page.wait_for_function("() => document.querySelector('main > audio').currentTime > 0", timeout=30_000)


def get_said(page: Page) -> str:
    return page.locator("nav.exit [aria-live]").inner_text()


@pytest.mark.parametrize("way", WAYS)
def test_each_way_reaches_the_destination_and_tells_it_no_referer(page: Page, away: Away, way: str) -> None:
    WAYS[way](page)
    page.wait_for_url(away.address)
    assert "Referer" not in away.requests.get(timeout=5)


@pytest.mark.parametrize("way", ["button", "second link"])
def test_the_links_work_without_javascript(holding_browser: Browser, site: str, away: Away, way: str) -> None:
    context = holding_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ENTRY)
    WAYS[way](page)
    page.wait_for_url(away.address)
    assert "Referer" not in away.requests.get(timeout=5)
    context.close()


@pytest.mark.parametrize("name", ["exit.js", "player.js", "exit.js and player.js"])
@pytest.mark.parametrize("is_held", [True, False])
def test_a_script_that_is_held_or_blocked_holds_neither_the_text_nor_the_way_out(
    reader: BrowserContext, site: str, away: Away, name: str, is_held: bool
) -> None:
    page = reader.new_page()
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        if not is_held:
            route.abort()

    for script in name.split(" and "):
        page.route(f"**/{script}", refuse)
    page.goto(site + ENTRY, wait_until="commit")
    for seen in ("h1", BUTTON):
        page.locator(seen).wait_for(timeout=2_000)
    assert asked, "or nothing is proved"
    WAYS["button"](page)
    page.wait_for_url(away.address)
    assert "Referer" not in away.requests.get(timeout=5)


@pytest.mark.parametrize("way", WAYS)
def test_without_the_stylesheet_text_and_way_out_are_there(
    reader: BrowserContext, site: str, away: Away, way: str
) -> None:
    page = reader.new_page()
    page.route("**/lectern.css", lambda route: route.abort())
    page.goto(site + ENTRY)
    assert page.evaluate("getComputedStyle(document.querySelector('nav.exit')).position") == "static"
    for seen in ("h1", BUTTON):
        assert page.locator(seen).is_visible()
    WAYS[way](page)
    page.wait_for_url(away.address)


def test_while_the_stylesheet_is_held_nothing_is_painted_and_then_all_is_there(
    reader: BrowserContext, site: str, away: Away
) -> None:
    """A limit that docs/exit.md tells of: browsers wait for styles, so there is nothing to hide yet but the title."""
    page = reader.new_page()
    held: list[Route] = []
    page.route("**/lectern.css", lambda route: held.append(route))
    page.goto(site + ENTRY, wait_until="commit")
    page.wait_for_function("() => document.querySelector('footer')", polling=50)
    page.wait_for_timeout(500)
    assert page.evaluate("performance.getEntriesByType('paint').length") == 0
    held[0].continue_()
    page.locator(BUTTON).wait_for(timeout=5_000)
    WAYS["button"](page)
    page.wait_for_url(away.address)


def test_without_javascript_the_keys_are_not_told_of(holding_browser: Browser, site: str) -> None:
    context = holding_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert not page.locator(".scripted").is_visible()
    context.close()


@pytest.mark.parametrize("way", WAYS)
def test_the_page_is_covered_before_the_destination_answers(page: Page, away: Away, way: str) -> None:
    seen = """[document.body.innerText.trim(), document.title, exit_cover.getAttribute('role'),
        exit_cover.offsetWidth >= document.documentElement.clientWidth, exit_cover.offsetHeight >= innerHeight,
        document.elementFromPoint(5, innerHeight - 5) === exit_cover]"""
    assert get_while_held(page, away, way, seen) == ["Loading.", "Loading.", "alert", True, True, True]
    assert away.requests.get(timeout=5), "it was asked, and had not answered"


def test_sound_is_cut_first(page: Page, away: Away) -> None:
    page.get_by_role("button", name="Play audio").first.click()
    page.wait_for_function("() => !document.querySelector('audio').paused", timeout=30_000)
    page.evaluate("""() => {
        window.order = []
        const sound = document.querySelector('audio')
        const note = (name, of, method) => {
            const usual = of[method]
            of[method] = function (...all) { order.push(name); return usual.apply(this, all) }
        }
        note('pause', sound, 'pause')
        note('clear', Storage.prototype, 'clear')
        document.addEventListener('lectern:exit', () => order.push('event'))
        const append = document.body.append.bind(document.body)
        document.body.append = (...all) => { order.push(`cover under "${document.title}"`); append(...all) }
    }""")
    order, states = get_while_held(
        page, away, "button", "[order, [...document.querySelectorAll('audio')].map(each => [each.paused, each.src])]"
    )
    # the script of the preferences hears the event first, and empties both storages too; then the player
    assert order == ["pause", "clear", "clear", "pause", "event", "clear", "clear", 'cover under "Loading."']
    assert states
    assert set(map(tuple, states)) == {(True, "")}


def test_the_lock_screen_and_the_browsers_own_voice_are_silenced(page: Page, away: Away) -> None:
    page.evaluate("""() => {
        navigator.mediaSession.metadata = new MediaMetadata({ title: 'Audio' })
        window.cancelled = 0
        speechSynthesis.cancel = () => { cancelled += 1 }
    }""")
    assert get_while_held(page, away, "button", "[navigator.mediaSession.metadata, cancelled]") == [None, 1]


def test_no_key_of_a_headset_sounds_while_the_destination_is_slow(page: Page, away: Away) -> None:
    page.evaluate(
        "() => { navigator.mediaSession.setActionHandler = (name, action) => { (window.keys ??= {})[name] = action } }"
    )
    play_definition(page)
    page.evaluate("() => { window.play = keys.play }")
    tried = "[Object.values(keys).filter(Boolean).length, play() ?? 0, sound.paused, sound.hasAttribute('src')]"
    seen = f"(sound => {tried})(document.querySelector('main > audio'))"
    assert get_while_held(page, away, "button", seen) == [0, 0, True, False]


@pytest.mark.parametrize("path", [ENTRY, ""])
def test_leaving_one_tab_hushes_the_others(page: Page, site: str, away: Away, path: str) -> None:
    """Also where the page that is left has no player."""
    play_definition(page)
    other = page.context.new_page()
    other.goto(site + path)
    WAYS["button"](other)
    other.wait_for_url(away.address)
    page.wait_for_function("() => document.querySelector('main > audio').paused")
    assert "Paused from another tab of this site." in page.locator(".player").inner_text()
    assert page.locator("#exit_cover").count() == 0, "the other tab stays: docs/exit.md says so"


def test_a_script_that_fails_while_it_is_left_does_not_hold_the_reader(page: Page, away: Away) -> None:
    page.evaluate("""() => {
        HTMLMediaElement.prototype.load = () => { throw new Error('broken') }
        Storage.prototype.clear = () => { throw new Error('refused') }
        navigator.mediaSession.setActionHandler = () => { throw new Error('broken too') }
    }""")
    WAYS["button"](page)
    page.wait_for_url(away.address)


def test_nothing_is_left_in_any_storage(page: Page, reader: BrowserContext, site: str, away: Away) -> None:
    page.evaluate("""async () => {
        localStorage.speed = '1'; sessionStorage.speed = '1'
        await caches.open('kept')
        await new Promise(done => {
            indexedDB.open('kept').onsuccess = event => { event.target.result.close(); done() }
        })
        addEventListener('pagehide', () => { localStorage.last = 'grief' })
    }""")
    WAYS["button"](page)
    page.wait_for_url(away.address)
    page.goto(site)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    assert reader.cookies() == []


def test_nothing_is_stored_by_a_visit(page: Page, reader: BrowserContext) -> None:
    press_shift(page, 2)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("indexedDB.databases()") == []
    assert reader.cookies() == []


@pytest.mark.parametrize(
    "keys",
    [
        ["Shift+A", "Shift+B", "Shift+C"],
        ["Shift+A", "Shift", "Shift"],
        ["Shift", "a", "Shift", "a", "Shift"],
        ["Shift", "Shift", "Tab", "Shift"],
        ["Control+Shift"] * 4,
        ["Alt+Shift"] * 4,
        ["Escape"] * 4,
    ],
    ids=" ".join,
)
def test_other_keys_and_shift_with_other_keys_do_not_leave(page: Page, away: Away, keys: list[str]) -> None:
    for key in keys:
        page.keyboard.press(key)
    assert page.locator("#exit_cover").count() == 0
    assert away.requests.empty()
    press_shift(page)
    page.wait_for_url(away.address)


MOVES = {
    "selectionchange": "getSelection().collapse(document.querySelectorAll('main p')[{}], 0)",
    "focusin": "document.links[{} + 5].focus()",
}


@pytest.mark.parametrize("event", MOVES)
@pytest.mark.parametrize("is_late", [False, True])
def test_shift_that_moves_a_screen_reader_does_not_count(page: Page, away: Away, event: str, is_late: bool) -> None:
    for place in range(4):
        page.keyboard.down("Shift")  # the letter with it never reaches the page
        if is_late:
            page.keyboard.up("Shift")
        page.evaluate(f"""() => new Promise(done => {{
            document.addEventListener('{event}', done, {{ once: true }})
            {MOVES[event].format(place)}
        }})""")
        if not is_late:
            page.keyboard.up("Shift")
        assert get_said(page) == ""
    assert away.requests.empty()
    press_shift(page)
    page.wait_for_url(away.address)


def test_shift_with_a_click_or_the_wheel_does_not_count(page: Page, away: Away) -> None:
    for _ in range(2):
        page.keyboard.down("Shift")
        page.mouse.click(5, 300)
        page.keyboard.up("Shift")
        page.keyboard.down("Shift")
        page.mouse.wheel(10, 0)
        page.wait_for_timeout(0)
        page.keyboard.up("Shift")
    assert page.locator("#exit_cover").count() == 0
    assert away.requests.empty()


def test_left_and_right_shift_may_be_mixed(page: Page, away: Away) -> None:
    for key in ("ShiftLeft", "ShiftRight", "ShiftLeft"):
        page.keyboard.press(key)
    page.wait_for_url(away.address)


def test_each_press_may_wait_five_seconds_and_no_longer(page: Page, away: Away) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    page.clock.install(time=now)
    page.reload()
    page.clock.pause_at(now + timedelta(hours=1))
    press_shift(page, 2)
    page.clock.run_for(4_900)
    assert get_said(page) == "Shift: press it 1 more time to exit."
    page.clock.run_for(200)
    assert get_said(page) == "Exit by Shift: no longer counting."
    press_shift(page, 2)
    assert page.locator("#exit_cover").count() == 0
    page.clock.run_for(4_900)
    press_shift(page, 1)
    page.wait_for_url(away.address)


LINES = {
    "": ["Shift: press it 2 more times to exit.", "Shift: press it 1 more time to exit.", "Loading.",
         "Exit by Shift: no longer counting."],
    "es/": ["Mayús: púlsala 2 veces más para salir.", "Mayús: púlsala 1 vez más para salir.", "Cargando.",
            "Salir con Mayús: la cuenta ha terminado."],
}  # fmt: skip


@pytest.mark.parametrize("prefix", LINES)
def test_the_steps_are_told_in_the_language_of_the_page(
    reader: BrowserContext, site: str, away: Away, prefix: str
) -> None:
    page = reader.new_page()
    page.goto(site + prefix)
    page.evaluate("""() => {
        window.heard = []
        new MutationObserver(() => {
            const said = document.querySelector('[aria-live]').textContent
            if (said) heard.push(said)
        }).observe(document.querySelector('[aria-live]'), { childList: true })
    }""")
    first, second, wait, over = LINES[prefix]
    assert get_said(page) == ""
    press_shift(page, 1)
    page.keyboard.press("a")
    assert get_said(page) == "", "a single press that ends says nothing"
    press_shift(page, 2)
    page.keyboard.press("a")
    heard = get_while_held(page, away, "three presses of Shift", "[...heard, exit_cover.textContent]")
    assert heard == [first, first, second, over, first, second, wait]


def test_dots_show_the_presses_to_those_who_see(page: Page) -> None:
    dots = page.locator(".presses")
    assert dots.get_attribute("aria-hidden") == "true"
    assert dots.inner_text() == ""
    press_shift(page, 1)
    assert dots.inner_text() == "●○○"
    press_shift(page, 1)
    assert dots.inner_text() == "●●○"


FOCUS_AND_SELECTION = """() => new Promise(done => {
    addEventListener('selectionchange', () => done(), { capture: true, once: true })
    document.querySelector('input[name=words]').focus()
})"""
"""A focus moves the selection too, which is told a moment later and ends a count of Shift."""


@pytest.mark.parametrize("is_phone", [True, False])
def test_in_a_text_field_of_a_touched_screen_shift_is_for_writing(
    holding_browser: Browser, site: str, away: Away, is_phone: bool
) -> None:
    context = holding_browser.new_context(is_mobile=is_phone, has_touch=is_phone)
    page = context.new_page()
    page.goto(site + "search/")
    page.evaluate(FOCUS_AND_SELECTION)
    press_shift(page)
    if is_phone:
        assert page.locator("#exit_cover").count() == 0
        assert away.requests.empty()
        page.evaluate("document.activeElement.blur()")
        press_shift(page)
    page.wait_for_url(away.address)
    context.close()


@pytest.mark.parametrize("kind", ["input[type=range]", "select", "input[type=checkbox]"])
def test_the_keys_work_inside_the_player(page: Page, away: Away, kind: str) -> None:
    """Each of these has keys of its own."""
    play_definition(page)
    page.locator(f".player {kind}").first.focus()
    assert page.evaluate(f"document.activeElement.matches('.player {kind}')")
    sounds = "[...document.querySelectorAll('audio')].map(each => [each.paused, each.src])"
    assert get_while_held(page, away, "three presses of Shift", sounds) == [[True, ""]]
    away.may_answer.set()
    page.wait_for_url(away.address)


WATCH = """addEventListener('pageshow', event => console.log(
    'shown', Math.random(), location.pathname,
    ...(event.persisted ? ['held', document.body.innerText.trim()] : ['new', document.title])))"""


class Shown:
    """Which pages are shown, whether the browser had held them, and what is seen at once.

    A page that was held tells its messages again; the random number of each tells the copies.
    """

    def __init__(self, page: Page) -> None:
        self._by_number: dict[str, str] = {}
        page.add_init_script(WATCH)
        page.on("console", lambda message: self._keep(message.text))

    def _keep(self, text: str) -> None:
        if text.startswith("shown"):
            _, number, told = text.split(" ", 2)
            self._by_number[number] = told

    def get(self) -> list[str]:
        return [told for told in self._by_number.values() if told.startswith("/glossary/")]


def leave_from_second_page(page: Page, site: str, away: Away) -> None:
    page.goto(site + "glossary/")
    page.goto(site + ENTRY)
    WAYS["button"](page)
    page.wait_for_url(away.address)


def go_back(page: Page) -> None:
    page.evaluate("() => void setTimeout(() => history.back())")


GLOSSARY = "/glossary/ new All entries, A to Z - Word list"
COVER = "/glossary/ held Loading."


def test_back_shows_no_page_that_was_held_but_asks_anew(reader: BrowserContext, site: str, away: Away) -> None:
    """Chromium holds pages in spite of `no-store`: this one is found covered, and is then asked for again."""
    page = reader.new_page()
    shown = Shown(page)
    leave_from_second_page(page, site, away)
    before = [GLOSSARY, "/glossary/grief/ new Grief - Word list"]
    assert shown.get() == before
    with page.expect_console_message(lambda message: len(shown.get()) == 4):
        go_back(page)
    assert shown.get()[:2] == before, "and the page that was left is not in the list"
    assert sorted(shown.get()[2:]) == [COVER, GLOSSARY]


def test_back_without_a_network_shows_nothing_of_ours(reader: BrowserContext, tmp_path: Path, away: Away) -> None:
    """The server is gone, so that nothing can be asked for anew."""
    page = reader.new_page()
    shown = Shown(page)
    with serve(tmp_path, exit_address=away.address) as site:
        leave_from_second_page(page, site, away)
    with page.expect_event("requestfailed", lambda request: request.is_navigation_request()) as failed:
        go_back(page)
    assert "ERR_CONNECTION_REFUSED" in str(failed.value.failure)
    assert shown.get()[2:] == [COVER]


@pytest.mark.parametrize("is_online", [True, False])
def test_without_javascript_back_shows_the_page_that_this_browser_held(
    holding_browser: Browser, tmp_path: Path, away: Away, is_online: bool
) -> None:
    """A limit that docs/exit.md and the page of safety tell of: no header keeps Chromium from it."""
    served = ExitStack()
    site = served.enter_context(serve(tmp_path, exit_address=away.address))
    context = holding_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.goto(site + ENTRY)
    WAYS["button"](page)
    page.wait_for_url(away.address)
    page.on("request", lambda request: asked.append(request.url))
    if not is_online:
        served.close()
    page.go_back(wait_until="commit")
    assert page.locator("h1").inner_text() == SENSITIVE
    assert page.locator(BUTTON).is_visible(), "and the way out is there again"
    assert site + ENTRY not in asked
    context.close()
    served.close()


def test_a_cover_that_is_still_there_is_taken_away_when_the_page_is_shown(page: Page) -> None:
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert page.title() == "Loading."
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))")
    assert page.title() == "Grief - Word list"
    assert page.locator("#exit_cover").count() == 0
    assert page.locator("main").is_visible()


def test_fewer_traces_leave_no_way_back_into_the_site(reader: BrowserContext, quiet_site: str, away: Away) -> None:
    page = reader.new_page()
    page.goto(f"{away.address}?before")
    page.goto(quiet_site)
    depth = page.evaluate("history.length")
    page.click("main a[href='/glossary/grief/']")
    page.wait_for_url(f"{quiet_site}glossary/grief/")
    page.click("header a[href='/help/']")
    page.wait_for_url(f"{quiet_site}help/")
    page.click("main a[href='#emergency_numbers']")
    assert page.url.endswith("#emergency_numbers")
    assert page.evaluate("history.length") == depth
    assert page.title() == "Word list"
    press_shift(page)
    page.wait_for_url(away.address)
    page.go_back()
    assert page.url == f"{away.address}?before"


COVERED = """() => {
    const focused = document.activeElement, bar = document.querySelector('nav.exit')
    if (focused === document.body || bar.contains(focused)) return null
    const [it, over] = [focused.getBoundingClientRect(), bar.getBoundingClientRect()]
    const isSkip = focused.className === 'skip'
    const covered = !isSkip && focused.id !== 'main_text' && it.top < over.bottom && it.bottom > over.top
    return [focused.textContent.trim() || focused.tagName, covered, over.top]
}"""


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_the_bar_never_covers_what_has_the_focus(holding_browser: Browser, site: str, width: int, key: str) -> None:
    context = holding_browser.new_context(viewport={"width": width, "height": 600})
    page = context.new_page()
    page.goto(site + ENTRY)
    if key == "Shift+Tab":
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.focus("footer li:last-child a")
    stops: list[Any] = []
    for _ in range(90):
        page.keyboard.press(key)
        stops.append(page.evaluate(COVERED))
        if len(stops) > 30 and stops[-1] is None:
            break
    seen = [stop for stop in stops if stop]
    assert len(seen) > 25
    assert [stop for stop in seen if stop[1]] == []
    assert max(stop[2] for stop in seen) <= 8, "the bar stays at the top"
    context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_button_is_large_enough_stays_in_sight_and_needs_no_sideways_scroll(
    holding_browser: Browser, site: str, width: int
) -> None:
    context = holding_browser.new_context(viewport={"width": width, "height": 500})
    page = context.new_page()
    for address in ("", ENTRY, "nothing/", "es/"):
        page.goto(site + address)
        page.evaluate("scrollTo(0, 900)")
        box = page.locator(BUTTON).bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] <= 20 or page.evaluate("scrollY") == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_no_way_out_is_printed(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator("nav.exit").is_visible()
    assert not page.locator(".exit_words").is_visible()


def test_skip_link_first_then_the_way_out_then_the_button(page: Page) -> None:
    names = []
    for _ in range(3):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent"))
        box = page.evaluate("Object.values(document.activeElement.getBoundingClientRect().toJSON())")
        assert min(box[:2]) >= 0, "it is in sight when it has the focus"
        assert page.evaluate("""() => {
            const box = document.activeElement.getBoundingClientRect()
            return document.elementFromPoint(box.x + 20, box.y + box.height / 2) === document.activeElement
        }""")
    assert names == ["Skip to the main text", "Exit this page", "Emergency Exit this page"]
    assert page.locator(SECOND).get_attribute("href") == page.locator(BUTTON).get_attribute("href")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_button_has_its_colours_in_every_theme(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    style = (
        "(({ backgroundColor, color }) => [backgroundColor, color])(getComputedStyle(document.querySelector('.leave')))"
    )
    assert page.evaluate(style) == ["rgb(138, 28, 20)", "rgb(255, 255, 255)"]
