"""The essential things once more in a second browser, Debian's Firefox: keys, the way out, player, storage, reflow."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from .away import Away
from .firefox import NOTHING, Firefox, open_firefox, wait_until
from .players import ENTRY, SOUND
from .serving import serve

FORMS = "How it forms"
DEFINITION = "Definition"
FOCUSED = "document.activeElement.ariaLabel ?? document.activeElement.textContent"
TEXTS = "[...document.querySelectorAll('main [id^=s-]')].map(each => each.outerHTML)"
STORED = "[localStorage.length, sessionStorage.length, document.cookie, window.name, history.state, location.hash]"
"""Not databases and copies: to ask for them makes Firefox keep a folder."""
WAYS: dict[str, Callable[[Firefox], None]] = {
    "button": lambda firefox: firefox.point_at("nav.exit .leave"),
    "second link": lambda firefox: firefox.press_from("body > .skip", "Tab", "Enter"),
    "three presses of Shift": lambda firefox: firefox.press("Shift", "Shift", "Shift"),
}


@pytest.fixture(scope="module")
def site(destination: Away, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("site"), exit_address=destination.address) as address:
        yield address


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with open_firefox(tmp_path_factory.mktemp("firefox")) as firefox:
        yield firefox


@pytest.fixture
def firefox(running: Firefox) -> Iterator[Firefox]:
    """A new tab. After every test nothing may be left, neither in the browser nor on the disk."""
    running.set_size(1000, 900)
    running.open_tab()
    yield running
    assert running.get_stored() == NOTHING


@pytest.fixture
def page(firefox: Firefox, site: str) -> Firefox:
    """An entry, with its scripts."""
    firefox.open(site + ENTRY)
    firefox.wait_until("!document.querySelector('.scripted').hidden && !document.querySelector('audio[controls]')")
    return firefox


def test_the_skip_link_is_first_and_the_way_out_is_second(page: Firefox) -> None:
    names = []
    for _ in range(3):
        page.press("Tab")
        names.append(page.evaluate(FOCUSED))
        assert page.evaluate("""(() => {
            const {x, y, height} = document.activeElement.getBoundingClientRect()
            return document.elementFromPoint(x + 20, y + height / 2) === document.activeElement
        })()"""), "it is in sight when it has the focus"
    assert names == ["Skip to the main text", "Exit this page", "Emergency Exit this page"]


def test_the_skip_link_leads_into_the_text(page: Firefox) -> None:
    page.press("Tab", "Enter")
    page.wait_until("document.activeElement.id === 'main_text'")
    page.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("way", WAYS)
def test_each_way_out_is_silent_covered_and_leaves_no_page_to_go_back_to(
    firefox: Firefox, site: str, away: Away, way: str
) -> None:
    before = f"{away.address}?before"
    firefox.open(before)
    firefox.use()
    firefox.open(site + ENTRY)
    firefox.play(FORMS)
    firefox.evaluate("document.activeElement.blur()")
    away.may_answer.clear()
    WAYS[way](firefox)
    told = away.requests.get(timeout=10)
    assert firefox.evaluate(f"[document.body.innerText.trim(), document.title, {SOUND}.paused, {SOUND}.src]") == [
        "Loading.", "Loading.", True, ""]  # fmt: skip
    away.may_answer.set()
    firefox.wait_until("document.title === 'Weather'")
    assert firefox.address == away.address
    assert "Referer" not in told
    firefox.go_back()
    firefox.wait_until(f"location.href === '{before}'")


@pytest.mark.parametrize("is_offline", [False, True])
def test_back_without_the_site_shows_nothing_of_ours(
    firefox: Firefox, away: Away, tmp_path: Path, is_offline: bool
) -> None:
    """Whether the site does not answer, or the browser knows that it has no network."""
    with serve(tmp_path, is_rendered=False, exit_address=away.address) as site:
        firefox.open(f"{site}glossary/")
        firefox.use()
        firefox.open(site + ENTRY)
        WAYS["button"](firefox)
        firefox.wait_until("document.title === 'Weather'")
    firefox.ask(f"Services.io.offline = {str(is_offline).lower()}")
    try:
        firefox.go_back()
        shown = "return tab.currentWindowGlobal.documentURI.spec"
        error = wait_until(lambda: "neterror" in (it := firefox.ask(shown)) and it, 10, "an error of the browser")
        assert ("netOffline" if is_offline else "connectionFailure") in error
        assert "Word list" not in firefox.wait_until("document.documentElement.outerHTML")
    finally:
        firefox.ask("Services.io.offline = false")


def test_one_sound_at_a_time_is_played_paused_and_moved(page: Firefox) -> None:
    assert page.evaluate("[...document.querySelectorAll('audio')].map(each => [each.paused, each.src])") == [[True, ""]]
    page.play(FORMS)
    page.play(DEFINITION)
    names = "[...document.querySelectorAll('main button')].map(each => each.textContent)"
    assert [name for name in page.evaluate(names) if name.startswith("Pause audio")] == [f"Pause audio: {DEFINITION}"]
    page.click("Pause", ".player button")
    page.wait_until(f"{SOUND}.paused")
    page.evaluate(f"{SOUND}.currentTime = 0")
    page.click("Forward 10 seconds", ".player button")
    page.wait_until(f"{SOUND}.currentTime === 10")
    page.evaluate("document.querySelector('.player [type=range]').focus()")
    page.press("ARROW_RIGHT")
    assert page.evaluate("document.activeElement.ariaValueText").startswith("11 seconds of 1 minute")
    place = page.evaluate(f"{SOUND}.currentTime")
    page.click("Next sentence", ".player button")
    page.wait_until(f"{SOUND}.currentTime > {place}")
    assert page.evaluate(f"{SOUND}.paused")


def test_read_along_lights_the_words_and_adds_none(page: Firefox) -> None:
    """This Firefox has the CSS Custom Highlight API."""
    before = page.evaluate(TEXTS)
    page.play(FORMS)
    sentence = page.wait_until("[...CSS.highlights.get('spoken-sentence') ?? []].map(String).join()")
    assert sentence in page.evaluate("document.querySelector('main').textContent")
    page.wait_until("[...CSS.highlights.get('spoken-word') ?? []].map(String).join()")
    assert page.evaluate(TEXTS) == before


def test_where_highlights_are_missing_spans_are_lit_and_taken_away_again(page: Firefox) -> None:
    before = page.evaluate(TEXTS)
    texts = "[...document.querySelectorAll('main [id^=s-]')].map(each => each.textContent)"
    words = page.evaluate(texts)
    page.evaluate("Object.defineProperty(CSS, 'highlights', {value: undefined}) && 1")
    page.play(FORMS)
    page.wait_until("document.querySelector('.spoken-sentence') && document.querySelector('.spoken-word')")
    assert page.evaluate(texts) == words
    page.click("Stop and close the player", ".player button")
    assert page.evaluate(TEXTS) == before


def test_a_visit_stores_nothing(page: Firefox, site: str) -> None:
    page.play(FORMS)
    for path in ("", "glossary/", "help/", "preferences/", "es/", "nothing/", ENTRY):
        page.open(site + path)
        page.wait_until("document.readyState === 'complete'")
        assert page.evaluate(STORED) == [0, 0, "", "", None, ""]


@pytest.mark.parametrize("path", ["", "glossary/", ENTRY, "help/", "search/", "preferences/", "es/"])
def test_at_400_per_cent_nothing_scrolls_sideways(firefox: Firefox, site: str, path: str) -> None:
    """1280 pixels at 400 % are 320 (WCAG 1.4.10)."""
    firefox.set_size(1280, 1000)
    firefox.open(site + path)
    firefox.ask("tab.fullZoom = 4")
    firefox.wait_until("innerWidth === 320")
    if path == ENTRY:
        firefox.click(f"Play audio: {FORMS}")
    wide = """[...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.matches('.skip'))
        .map(each => each.outerHTML.slice(0, 80))"""
    assert firefox.evaluate(wide) == []
    assert firefox.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_javascript_there_are_native_players_and_a_way_out(firefox: Firefox, site: str, away: Away) -> None:
    firefox.ask("tab.allowJavascript = false")
    firefox.open(site + ENTRY)
    players = firefox.find_all("audio[controls][preload=none]")
    assert len(players) == 7
    assert all(each.is_displayed() for each in players)
    assert firefox.find_all("main button") == []
    firefox.point_at("nav.exit .leave")
    assert "Referer" not in away.requests.get(timeout=10)


def test_preferences_hold_for_the_visit_and_are_forgotten_with_the_tab(firefox: Firefox, site: str) -> None:
    firefox.open(f"{site}preferences/")
    firefox.wait_until("!document.querySelector('#preference_form').hidden")
    for name, value in (("theme", "dark"), ("speed", "1.25")):
        firefox.point_at(f"#preference_form input[name={name}][value='{value}']")
    chosen = "({...document.documentElement.dataset})"
    firefox.open(site + ENTRY)
    assert firefox.evaluate(chosen) == {"theme": "dark", "speed": "1.25"}
    firefox.play(FORMS)
    assert firefox.evaluate(f"{SOUND}.playbackRate") == 1.25
    firefox.open_tab()
    firefox.open(site + ENTRY)
    assert firefox.evaluate(chosen) == {}


def get_files(firefox: Firefox) -> dict[str, bytes]:
    """What Firefox keeps on the disk in the name of sites."""
    folder = firefox.profile / "storage" / "default"
    found = {}
    for path in (path for site in folder.glob("http*") for path in site.rglob("*") if path.is_file()):
        with suppress(FileNotFoundError):  # it was removed in this moment
            found[path.name] = path.read_bytes()
    return found


def test_a_copy_is_kept_on_demand_and_removing_it_leaves_no_trace(firefox: Firefox, site: str) -> None:
    firefox.open(f"{site}preferences/")
    firefox.wait_until("!document.querySelector('#offline_form').hidden")
    state = "document.querySelector('#offline_state').textContent"
    before = firefox.evaluate(state)
    firefox.click("Keep it on this device", "#offline_form button")
    firefox.wait_until(f"{state} !== {before!r}", 60)
    assert firefox.get_stored()[0] == [[], 1]
    assert any(b"glossary" in data for data in get_files(firefox).values())
    firefox.click("Remove it", "#offline_form button")
    firefox.wait_until(f"{state} === {before!r}", 30)
    firefox.wait_until("document.querySelector('#offline_form + .message')?.textContent.startsWith('Removed.')", 30)
    assert firefox.evaluate("document.activeElement.textContent") == "Remove it"
    wait_until(lambda: firefox.get_stored() == NOTHING, 30, "nothing at all is left while the page is there")
    firefox.open_tab()
    for _ in range(6):  # Firefox made a folder when it let go of a worker, half a second after its last page
        time.sleep(0.5)
        assert firefox.get_stored() == NOTHING
    assert get_files(firefox) == {}


def test_what_is_stored_on_demand_is_found_by_these_tests(firefox: Firefox, site: str) -> None:
    """Else `get_stored` would prove nothing."""
    firefox.open(site)
    firefox.evaluate("localStorage.setItem('kept', '1')")
    firefox.evaluate("document.cookie = 'kept=1'")
    assert firefox.get_stored()[0] == [["kept"], 0]
    firefox.ask("Services.cookies.removeAll()")
    firefox.evaluate("localStorage.clear()")
