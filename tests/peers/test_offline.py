"""A copy on the device in a real browser: only when asked, whole or absent, and gone without a trace."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from bench._ports import get_free_port

from .away import Away, open_away
from .serving import get_pages, serve
from .test_preferences import NOTHING, STORED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

PLAY = """
async (address) => {
    const sound = new Audio(address)
    const heard = (name) => new Promise((yes, no) => {
        sound.addEventListener(name, yes, {once: true})
        sound.addEventListener('error', () => no(new Error(`${address}: ${sound.error?.message}`)), {once: true})
    })
    const ready = heard('loadedmetadata')
    sound.load()
    await ready
    const seeked = heard('seeked')
    sound.currentTime = sound.duration - 0.4
    await seeked
    const ended = heard('ended')
    await sound.play()
    await ended
    return sound.duration
}
"""
COPIES_LEFT = """
async () => {
    const end = Date.now() + 10_000
    while ((await caches.keys()).length && Date.now() < end) await new Promise((yes) => setTimeout(yes, 50))
    return caches.keys()
}
"""
"""What is left when all that is under way is done, or after ten seconds."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline")


@pytest.fixture(scope="module")
def away() -> Iterator[Away]:
    with open_away() as away:
        yield away


@pytest.fixture(scope="module")
def address(folder: Path, away: Away) -> Iterator[str]:
    with serve(folder, exit_address=away.address) as address:
        yield address.rstrip("/")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    open_form(page, address)
    return page


def open_form(page: Page, address: str, prefix: str = "") -> None:
    page.goto(f"{address}{prefix}/preferences/")
    page.locator("#offline_form").wait_for()
    page.wait_for_load_state("networkidle")


def get_said(page: Page) -> str:
    return page.locator("#offline_form + .message").inner_text()


def wait_for_words(page: Page, words: str) -> None:
    page.locator("#offline_form + .message", has_text=words).wait_for(timeout=60_000)


def keep(page: Page, what: str = "pages") -> None:
    page.locator(f"#offline_form input[value={what}]").check()
    page.get_by_role("button", name="Keep it on this device").click()


def get_list(address: str, prefix: str = "") -> Any:
    with urlopen(f"{address}{prefix}/preferences/offline.json") as response:
        return json.load(response)


def assert_nothing_is_kept(page: Page) -> None:
    assert page.evaluate(STORED) == NOTHING


def test_before_it_is_asked_for_nothing_is_kept_and_the_size_is_told(page: Page, address: str) -> None:
    assert_nothing_is_kept(page)
    words = get_list(address)["words"]
    assert words["pages"] in page.locator("#offline_form").inner_text()
    assert words["all"] in page.locator("#offline_form").inner_text()
    assert "megabytes" in words["all"]
    assert "Nothing in this language is kept on this device." in page.locator("#offline_state").inner_text()


def test_every_page_and_sound_is_there_without_the_network(page: Page, address: str) -> None:
    keep(page, "all")
    wait_for_words(page, "Done. Everything that you chose is kept on this device.")
    page.context.set_offline(True)
    kept = get_list(address)
    for item in kept["pages"]:
        page.goto(address + item["address"])
        assert page.locator("main h1").is_visible()
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
    page.goto(f"{address}/glossary/grief/")
    sounds = [address + item["address"] for item in kept["audio"] if item["address"].endswith(".mp3")]
    assert len(sounds) > 4
    assert min(page.evaluate(PLAY, sound) for sound in sounds[:3]) > 0.5
    status = "async ([address, method]) => (await fetch(address, {method, cache: 'no-store'})).status"
    assert {page.evaluate(status, [item["address"], "GET"]) for item in kept["audio"]} == {200}
    assert page.evaluate(status, [kept["audio"][0]["address"], "HEAD"]) == 200


def test_what_is_not_kept_is_told_in_words_and_so_is_search(page: Page, address: str) -> None:
    keep(page)
    wait_for_words(page, "Done.")
    page.context.set_offline(True)
    page.goto(f"{address}/search/")
    page.locator("#search_words").fill("grief")
    page.get_by_role("button", name="Search").click()
    assert page.locator("h1").inner_text() == "You are not connected"
    assert "Search needs the internet too." in page.locator("main").inner_text()
    for path in ("/es/", "/nothing/"):
        response = page.goto(address + path)
        assert response is not None
        assert (response.status, page.locator("h1").inner_text()) == (503, "You are not connected")


def test_with_the_network_the_pages_are_those_of_the_site(page: Page, address: str, folder: Path) -> None:
    keep(page)
    wait_for_words(page, "Done.")
    page.context.route("**/glossary/shame/", lambda route: route.fulfill(body="<h1>New</h1>", content_type="text/html"))
    page.goto(f"{address}/glossary/shame/")
    assert page.locator("h1").inner_text() == "New"


def test_two_languages_are_kept_side_by_side(page: Page, address: str) -> None:
    keep(page)
    wait_for_words(page, "Done.")
    open_form(page, address, "/es")
    assert "no hay nada guardado en este idioma" in page.locator("#offline_state").inner_text()
    page.get_by_role("button", name="Guardar en este dispositivo").click()
    wait_for_words(page, "Listo.")
    page.context.set_offline(True)
    for path in get_pages(address):
        page.goto(address + path)
        assert page.locator("h1").is_visible()
    page.goto(f"{address}/es/nada/")
    assert page.locator("h1").inner_text() == "No tienes conexión"


def test_removing_leaves_nothing_even_without_the_network(page: Page, address: str) -> None:
    page.get_by_label("Remember my choices on this device").check()
    keep(page)
    wait_for_words(page, "Done.")
    assert "The pages in this language are kept on this device." in page.locator("#offline_state").inner_text()
    page.context.set_offline(True)
    open_form(page, address)
    page.get_by_role("button", name="Remove it").click()
    wait_for_words(page, "Removed. This site stores nothing in your browser now")
    assert_nothing_is_kept(page)
    assert not page.get_by_label("Remember my choices on this device").is_checked()
    page.context.set_offline(False)
    open_form(page, address)
    assert_nothing_is_kept(page)
    assert page.evaluate("navigator.serviceWorker.controller") is None


def test_a_network_that_is_lost_half_way_leaves_nothing(page: Page) -> None:
    page.context.route("**/glossary/withdrawal/", lambda route: route.abort())
    keep(page)
    wait_for_words(page, "The internet or the site did not answer. Nothing new is kept.")
    assert_nothing_is_kept(page)


@pytest.mark.parametrize("status", [404, 500])
def test_an_answer_that_is_a_failure_leaves_nothing(page: Page, status: int) -> None:
    page.context.route("**/glossary/withdrawal/", lambda route: route.fulfill(status=status, body="<p>no"))
    keep(page)
    wait_for_words(page, "The internet or the site did not answer. Nothing new is kept.")
    assert_nothing_is_kept(page)


def test_a_failure_leaves_the_older_copy_as_it_was(page: Page, address: str) -> None:
    keep(page)
    wait_for_words(page, "Done.")
    keep(page, "all")
    page.locator("#offline_progress:not(:empty)").wait_for()  # some of it has come
    page.context.set_offline(True)
    wait_for_words(page, "The internet or the site did not answer. Nothing new is kept.")
    assert page.evaluate("caches.keys()") == ["kept-en-1"]
    page.goto(f"{address}/glossary/withdrawal/")
    assert page.locator("h1").inner_text() == "Withdrawal"


def hold(page: Page) -> list[Route]:
    """Lets one page hang."""
    held: list[Route] = []
    page.context.route("**/glossary/withdrawal/", lambda route: held.append(route))
    return held


def test_stopping_leaves_nothing(page: Page) -> None:
    hold(page)
    keep(page)
    page.locator("#offline_progress", has_text="files are here").wait_for()
    page.get_by_role("button", name="Stop, and keep nothing new").click()
    wait_for_words(page, "Stopped. Nothing new is kept.")
    assert_nothing_is_kept(page)
    assert page.evaluate("document.activeElement.dataset.does") == "keep"


def test_removing_half_way_leaves_nothing(page: Page) -> None:
    hold(page)
    keep(page)
    page.locator("#offline_progress", has_text="files are here").wait_for()
    page.get_by_role("button", name="Remove it").click()
    wait_for_words(page, "Removed.")
    assert_nothing_is_kept(page)


def test_removing_while_the_list_is_fetched_leaves_nothing_and_says_so(page: Page) -> None:
    page.context.route("**/offline.json", lambda route: None)  # no answer comes
    keep(page)
    wait_for_words(page, "Keeping has begun.")
    page.get_by_role("button", name="Remove it").click()
    wait_for_words(page, "Removed.")
    assert_nothing_is_kept(page)


def test_an_exit_is_not_undone_by_a_removal_that_ends_meanwhile(page: Page, away: Away) -> None:
    """In Firefox the worker still has the page then, so the page loads itself anew."""
    held: list[Route] = []
    page.context.route("**/preferences/removal", lambda route: held.append(route))
    keep(page)
    wait_for_words(page, "Done.")
    page.get_by_role("button", name="Remove it").click()
    wait_for_words(page, "Removed.")
    page.evaluate("Object.defineProperty(navigator.serviceWorker, 'controller', { value: {} })")
    away.may_answer.clear()
    page.locator("a.leave").click(no_wait_after=True)
    assert away.requests.get(timeout=10)
    held[0].continue_()
    page.wait_for_timeout(1_000)
    away.may_answer.set()
    page.wait_for_url(away.address)


def test_a_server_that_is_busy_is_asked_again(page: Page) -> None:
    answers = iter([503, 503])

    def answer(route: Route) -> None:
        status = next(answers, None)
        route.continue_() if status is None else route.fulfill(status=status, headers={"Retry-After": "1"}, body="")

    page.context.route("**/glossary/withdrawal/", answer)
    keep(page)
    wait_for_words(page, "Done.")


WAYS_OUT: dict[str, Callable[[Page], None]] = {
    "button": lambda page: page.click("nav.exit .leave", no_wait_after=True),
    "three presses of Shift": lambda page: [page.keyboard.press("Shift") for _ in range(3)] and None,
}


@pytest.mark.parametrize("way", ["link", "closed", *WAYS_OUT])
def test_leaving_half_way_leaves_nothing(page: Page, address: str, away: Away, way: str) -> None:
    hold(page)
    keep(page)
    page.locator("#offline_progress", has_text="files are here").wait_for()
    other = page.context.new_page()
    if way == "link":
        page.goto(f"{address}/glossary/")
    elif way == "closed":
        page.close()
    else:
        page.bring_to_front()
        WAYS_OUT[way](page)
        page.wait_for_url(away.address)
    other.goto(f"{address}/glossary/")
    assert other.evaluate(COPIES_LEFT) == []
    assert_nothing_is_kept(other)


def test_what_a_crash_left_is_removed_at_the_next_visit_of_the_page(page: Page, address: str) -> None:
    page.evaluate("caches.open('kept-en-1').then((cache) => cache.add('/'))")
    open_form(page, address)
    assert_nothing_is_kept(page)


def test_a_device_that_is_full_is_told_and_nothing_is_kept(page: Page, address: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": address, "quotaSize": 200_000})
    keep(page, "all")
    wait_for_words(page, "There is not enough space on this device. Nothing new is kept.")
    assert_nothing_is_kept(page)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_an_exit_removes_the_copy_although_the_page_is_gone(page: Page, address: str, away: Away, way: str) -> None:
    keep(page)
    wait_for_words(page, "Done.")
    page.goto(f"{address}/glossary/grief/")
    assert page.evaluate("navigator.serviceWorker.controller.state") == "activated"
    page.wait_for_function("() => !document.querySelector('.scripted').hidden")
    WAYS_OUT[way](page)
    page.wait_for_url(away.address)
    other = page.context.new_page()
    other.goto(f"{address}/robots.txt")
    assert other.evaluate(COPIES_LEFT) == []
    other.reload()
    assert other.evaluate(STORED) == NOTHING


def test_a_newer_version_is_told_and_kept_only_when_asked(page: Page, address: str) -> None:
    newer = {**get_list(address), "version": "newer"}
    keep(page)
    wait_for_words(page, "Done.")
    page.context.route("**/offline.json", lambda route: route.fulfill(json=newer))
    open_form(page, address)
    assert "There is something newer on the site." in page.locator("#offline_state").inner_text()
    keep(page)
    wait_for_words(page, "Done.")
    assert "newer" not in page.locator("#offline_state").inner_text()
    assert page.evaluate("caches.keys()") == ["kept-en-2"]


def test_where_the_publisher_switches_copies_off_they_are_removed(context: BrowserContext, folder: Path) -> None:
    page, port = context.new_page(), str(get_free_port())
    with serve(folder, port=port) as address:
        open_form(page, address.rstrip("/"))
        keep(page)
        wait_for_words(page, "Done.")
    with serve(folder, port=port, offline="false") as address:
        page.goto(f"{address}preferences/")
        assert page.locator("#offline_form").count() == 0
        assert page.evaluate(COPIES_LEFT) == []
        page.goto(f"{address}glossary/")
        assert page.evaluate(STORED) == NOTHING
