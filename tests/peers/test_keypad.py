"""The phone line on a page, in a real browser, with sounds that a real voice spoke."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from urllib.request import urlopen

import numpy as np
import pytest
from document.files import get_front
from phone.adapters.browsers import Failing

from bench._ports import get_free_port

from .checkers import get_axe_findings
from .conftest import ROOT
from .page_checks import get_covered_faults, get_faults, get_ring_faults, get_spacing_override_faults
from .players import get_messages, get_stored, listen, wait_until, watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

LONG = "Grief is what follows a loss, and it comes and goes in its own time, and nobody can say how long it will be."
BODIES = {"Grief": f"## Meaning\n\n{LONG} It changes.\n", "Hope": "## Meaning\n\nIt stays.\n\n## More\n\nIt grows.\n"}
SOUNDING = "[...document.querySelectorAll('audio')].filter(each => !each.paused)"
_HEAR = """() => {
  window.heard = []
  document.addEventListener('playing', ({target}) => heard.push([target.src, target.currentTime]), true)
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of two entries whose phone line is rendered."""
    folder = tmp_path_factory.mktemp("line")
    for number, (title, body) in enumerate(BODIES.items(), 101):
        path = folder / "content" / "en" / f"{title.lower()}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{get_front(title, str(number))}\n{body}", encoding="utf-8")
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LECTERN_PHONE_TRY": "true",
        "LECTERN_PORT": str(get_free_port()),
    }
    command = [sys.executable, "-m", "service"]
    subprocess.run([*command, "render", "--phone"], cwd=folder, env=variables, check=True, timeout=280)
    with subprocess.Popen(
        [*command, "serve", "--no-render"], cwd=folder, env=variables, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.terminate()


@contextmanager
def open_line(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """The page before a call; whatever it tells the console, keeps, or fetches from elsewhere is a fault."""
    messages: list[str] = []
    foreign: list[str] = []
    context = browser.new_context(**options)
    page = context.new_page()
    listen(page, messages)
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))
    page.goto(f"{address}phone/try/")
    yield page
    assert (messages, foreign, get_stored(context, page) if options.get("java_script_enabled", True) else []) == (
        [],
        [],
        [],
    )
    context.close()


def start(page: Page) -> None:
    page.evaluate(_HEAR)
    page.get_by_role("button", name="Start the call").click()
    wait_until(page, lambda: is_sounding(page))


def key(page: Page, sign: str) -> Locator:
    return page.locator(f"button[value='keys {sign}']")


def press(page: Page, signs: str) -> None:
    """One key after the other, each once the line has answered the one before."""
    for sign in signs:
        before = get_state(page)
        key(page, sign).click()
        wait_until(page, lambda before=before: get_state(page) != before)


def is_sounding(page: Page) -> bool:
    return bool(page.evaluate(f"{SOUNDING}.some(each => each.currentTime > 0)"))


def get_state(page: Page) -> str:
    return str(page.evaluate("document.querySelector('[name=state]')?.value ?? ''"))


def get_left(page: Page) -> list[Any]:
    """What a lock screen could show: sounds that could go on, which it names by the title of the page, and a name."""
    sounds = "[...document.querySelectorAll('audio')].map(each => each.getAttribute('src')).filter(Boolean)"
    return list(page.evaluate(f"[{sounds}, navigator.mediaSession.metadata]"))


def get_words(page: Page) -> str:
    return " ".join(page.locator("#said p").inner_text().split())


def get_heard(page: Page) -> list[list[Any]]:
    """Address of each sound that began, and where in it."""
    return list(page.evaluate("window.heard"))


def get_place(page: Page) -> float:
    return float(page.evaluate(f"{SOUNDING}[0]?.currentTime ?? 0"))


def get_loudness(address: str) -> float:
    """Root mean square of a WAV, of full scale."""
    with urlopen(address) as response, wave.open(io.BytesIO(response.read())) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
    return float(np.sqrt(np.mean((samples / 32768.0) ** 2)))


def hear_grief(page: Page) -> None:
    """The long sentence of the entry."""
    start(page)
    press(page, "1101")
    wait_until(page, lambda: "Grief." in get_words(page))
    press(page, "3")
    wait_until(page, lambda: LONG in get_words(page) and is_sounding(page))


def test_nothing_sounds_or_is_fetched_before_the_call_is_started(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url) if "/static/" not in request.url else None)
        page.keyboard.press("1")
        page.wait_for_timeout(300)
        assert (fetched, page.locator("audio[src]").count(), page.locator(".keypad").count()) == ([], 0, 0)


def test_the_call_is_heard_and_all_that_is_heard_is_there_to_read(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        assert get_words(page).startswith("Word line. To end the call at once, press 9. To enter an entry number, ")
        wait_until(page, lambda: len(get_heard(page)) == 3, 25)
        sounds = [sound for sound, _ in get_heard(page)]
        assert len(set(sounds)) == 3
        assert min(map(get_loudness, sounds)) > 0.01


def test_the_keypad_has_the_focus_once_the_call_has_begun(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        assert page.evaluate("document.activeElement.className") == "keypad"
        assert page.locator("#said audio").count() == 0
        assert page.locator(".keypad button").all_inner_texts()[:3] == ["1\nQ W X Y Z", "2\nA B C", "3\nD E F"]


def test_a_key_ends_at_once_what_is_heard(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        silent = page.evaluate(
            f"() => {{ document.querySelector('.keypad button').click(); return !{SOUNDING}.length }}"
        )
        assert silent
        wait_until(page, lambda: "Enter the digits" in get_words(page) and is_sounding(page))


def test_a_key_tells_how_long_ago_the_first_sound_began(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.post_data or "") if request.method == "POST" else None)
        wait_until(page, lambda: len(get_heard(page)) > 1 and get_place(page) > 0.2)
        press(page, "1")
        wait_until(page, lambda: "Enter the digits" in get_words(page))
        (event,) = (parse_qs(each)["event"][0] for each in asked)
        found = re.fullmatch(r"keys 1 at 1\+(\d+) since (\d+)", event)
        assert found, event
        assert 200 <= int(found[1]) < int(found[2]) - 500 < 20_000  # the greeting went before


def test_keys_typed_ahead_are_all_taken(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        page.keyboard.type("1101")
        wait_until(page, lambda: "Grief." in get_words(page) and is_sounding(page))


def test_two_pauses_and_goes_on_at_the_same_place(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        hear_grief(page)
        wait_until(page, lambda: get_place(page) > 2)
        sound = page.evaluate(f"{SOUNDING}[0].src")
        place = page.evaluate(
            f"() => {{ const at = {SOUNDING}[0].currentTime; document.querySelector('[value=\"keys 2\"]').click();"
            " return at }"
        )
        wait_until(page, lambda: get_words(page).startswith("Paused."))
        page.evaluate("heard.length = 0")
        press(page, "2")
        wait_until(page, lambda: [sound] == [each for each, _ in get_heard(page)][-1:])
        assert get_heard(page)[-1][1] == pytest.approx(place, abs=0.15)
        assert place > 2


def test_a_section_leads_on_to_the_next_by_itself(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        press(page, "1102")
        wait_until(page, lambda: "It stays." in get_words(page), 30)
        wait_until(page, lambda: "It grows." in get_words(page), 30)
        past = page.locator(".log").inner_text()
        assert "You pressed 1." in past
        assert past.endswith("You pressed no key.")


def test_a_wait_that_passes_is_a_miss(address: str, browser: Browser) -> None:
    """Four seconds, by the settings of the line."""
    with open_line(browser, address) as page:
        start(page)
        press(page, "4")
        press(page, "2")
        press(page, "1")
        before = get_words(page)
        wait_until(page, lambda: get_words(page) != before, 40)


def test_nine_hangs_up_without_a_word_and_the_page_says_so(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        watch(page)
        key(page, "9").click()
        wait_until(page, lambda: page.locator(".keypad").count() == 0)
        page.evaluate("heard.length = 0")
        page.wait_for_timeout(500)
        assert (get_heard(page), page.evaluate(f"{SOUNDING}.length")) == ([], 0)
        assert get_messages(page) == ["The call has ended."]
        assert page.locator("#notice").inner_text() == "The call has ended."
        assert page.evaluate("document.activeElement.textContent") == "Start a new call"
        assert get_left(page) == [[], None]
        page.keyboard.press("Enter")
        wait_until(page, lambda: is_sounding(page))
        assert page.locator(".log").count() == 0


def test_the_keyboard_is_enough_and_types_only_within_the_keypad(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        page.evaluate(_HEAR)
        page.get_by_role("button", name="Start the call").focus()
        page.keyboard.press("Enter")
        wait_until(page, lambda: is_sounding(page))
        page.keyboard.press("3")
        wait_until(page, lambda: get_words(page).startswith("Grief. Press 1. Hope. Press 2."))
        page.keyboard.press("Tab")
        page.keyboard.press("Space")  # the key 1
        wait_until(page, lambda: "Grief." in get_words(page) and "Hope." not in get_words(page))
        state = get_state(page)
        page.locator(".site").focus()
        for sign in "0123456789*#":
            page.keyboard.press(sign)
        page.wait_for_timeout(300)
        assert get_state(page) == state
        page.locator(".keypad button").last.focus()
        page.keyboard.press("Control+9")
        page.keyboard.press("9")
        wait_until(page, lambda: page.locator("#notice").count())


def test_a_sound_that_does_not_come_is_told_and_the_call_goes_on(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        page.on("console", lambda message: message.text)
        page.route("**/*.wav", lambda route: route.fulfill(status=200, content_type="audio/wav", body=b""), times=1)
        press(page, "1")
        wait_until(page, lambda: "One part could not be played." in get_words(page))
        wait_until(page, lambda: is_sounding(page))


def test_a_sound_that_never_begins_is_no_silence(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        held: list[Route] = []
        page.route("**/*.wav", lambda route: held.append(route), times=1)
        press(page, "1")
        wait_until(page, lambda: held)
        wait_until(page, lambda: "One part could not be played." in get_words(page))
        wait_until(page, lambda: is_sounding(page))


def test_a_call_in_another_tab_hushes_this_one_and_a_key_goes_on(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        other = page.context.new_page()
        other.goto(f"{address}phone/try/")
        start(other)
        wait_until(page, lambda: not is_sounding(page))
        press(page, "3")
        wait_until(page, lambda: is_sounding(page))
        wait_until(other, lambda: not is_sounding(other))


def test_a_line_that_does_not_answer_is_told_and_a_key_tries_again(address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}phone/try/")
    start(page)
    watch(page)

    def refuse(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    page.route("**/phone/try/*", refuse)
    key(page, "1").click()
    wait_until(page, lambda: page.locator("#trouble").count())
    assert page.locator("#trouble").inner_text() == "The line does not answer. Press a key to try again."
    assert len(get_messages(page)) == 1
    assert page.evaluate(f"{SOUNDING}.length") == 0
    page.unroute("**/phone/try/*")
    press(page, "1")
    wait_until(page, lambda: is_sounding(page))
    assert not page.locator("#trouble").is_visible()
    context.close()


def test_the_exit_cuts_the_sound_and_the_line_hears_no_more_of_it(address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    held: list[Route] = []
    context.route(re.compile("^https:"), lambda route: held.append(route))  # the destination answers once all is told
    page.goto(f"{address}phone/try/")
    start(page)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        "() => document.addEventListener('lectern:exit', () => setTimeout(() => console.log("
        "'left ' + [...document.querySelectorAll('audio')].map(each => [each.paused, each.hasAttribute('src')]))))"
    )
    with page.expect_console_message(lambda message: message.text.startswith("left ")) as told:
        page.locator("nav.exit .leave").click(no_wait_after=True)
    assert told.value.text == "left true,false,true,false"
    wait_until(page, lambda: held)
    held[0].fulfill(content_type="text/html", body="<title>Weather</title>")
    page.wait_for_url(re.compile("^https:"))
    assert (page.title(), posts) == ("Weather", [])
    context.close()


def test_without_sound_the_words_stay_until_the_reader_goes_on(address: str, browser: Browser) -> None:
    with open_line(browser, address) as page:
        start(page)
        page.get_by_label("Play the sounds").uncheck()
        assert page.evaluate(f"{SOUNDING}.length") == 0
        watch(page)
        press(page, "3")
        assert get_messages(page) == [get_words(page)]
        page.wait_for_timeout(1000)
        page.get_by_role("button", name="Go on without a key").click()
        wait_until(page, lambda: len(get_messages(page)) == 2)
        assert page.evaluate(f"{SOUNDING}.length") == 0
        page.get_by_label("Play the sounds").check()
        wait_until(page, lambda: is_sounding(page))


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_keypad_is_large_and_everything_fits(address: str, browser: Browser, width: int) -> None:
    with open_line(browser, address, viewport={"width": width, "height": 740}) as page:
        start(page)
        page.get_by_label("Play the sounds").uncheck()
        press(page, "3")
        names = ("targets", "reflow", "clipped", "spacing", "lines", "order")
        assert [fault for name in names for fault in get_faults(page, name)] == []
        assert get_covered_faults(page) + get_ring_faults(page) + get_spacing_override_faults(page) == []
        box = key(page, "5").bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 56


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_call(address: str, browser: Browser, axe: str, scheme: Any) -> None:
    with open_line(browser, address, color_scheme=scheme, viewport={"width": 1280, "height": 1600}) as page:
        start(page)
        page.get_by_label("Play the sounds").uncheck()
        press(page, "0")
        assert get_axe_findings(page, axe) == []
        page.emulate_media(forced_colors="active")
        edges = [fault for fault in get_faults(page, "edges") if "checkbox" not in fault]  # the browser draws that
        assert get_ring_faults(page) + edges == []


def test_without_a_script_the_form_and_the_browsers_own_players_do_it(address: str, browser: Browser) -> None:
    with open_line(browser, address, java_script_enabled=False) as page:
        page.get_by_role("button", name="Start the call").click()
        assert page.locator("#said audio[controls]").count() == 3
        assert not page.get_by_label("Play the sounds").is_visible()
        for sign in "1102":
            key(page, sign).click()
        assert "Hope." in page.locator("#said").inner_text()
        page.get_by_role("button", name="Go on without a key").click()
        assert "It stays." in page.locator("#said").inner_text()
        assert page.url == f"{address}phone/try/#call"
        key(page, "9").click()
        assert page.locator("#notice").inner_text() == "The call has ended."
        assert page.locator(".keypad, audio").count() == 0


@pytest.mark.parametrize("answer", ["none", "an error"])
@pytest.mark.parametrize("before", ["1", "1" * 20])
def test_nine_ends_the_call_at_once_though_the_line_does_not_answer(
    address: str, browser: Browser, answer: str, before: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}phone/try/")
    start(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif answer == "none":
            held.append(route)
        else:
            route.abort()

    page.route("**/phone/try/*", hold)
    page.locator(".keypad").focus()
    page.evaluate(
        "keys => { for (const key of keys) "
        "document.querySelector('.keypad').dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})) }",
        [*before, "9"],
    )
    wait_until(page, lambda: page.locator("#notice").count(), 2)
    assert page.locator("#notice").inner_text() == "The call has ended."
    assert (page.locator(".keypad").count(), page.evaluate(f"{SOUNDING}.length")) == (0, 0)
    page.unroute("**/phone/try/*")
    page.get_by_role("button", name="Start a new call").click()
    wait_until(page, lambda: is_sounding(page))
    context.close()


def test_nine_alone_ends_the_call_though_the_line_does_not_answer(address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}phone/try/")
    start(page)
    page.route("**/phone/try/*", lambda route: route.abort())
    key(page, "9").click()
    wait_until(page, lambda: page.locator("#notice").count(), 2)
    assert (page.locator(".keypad").count(), page.evaluate(f"{SOUNDING}.length")) == (0, 0)
    assert get_left(page) == [[], None]
    context.close()


def test_a_fault_of_the_line_is_heard_and_the_menu_begins_by_itself(address: str, browser: Browser) -> None:
    """The document is that of `Keypad`, whose own tests make it fail; the sound is one that is there."""
    with open_line(browser, address) as page:
        start(page)
        sound = get_heard(page)[0][0].partition("/audio/")[2]
        caller = Failing()
        caller.send("started")
        caller.failures = 1
        drawn = re.sub(r"/audio/[^\"]+", f"/audio/{sound}", caller.send("keys 1").text)
        asked: list[str] = []
        page.on("request", lambda each: asked.append(each.post_data or "") if each.method == "POST" else None)
        page.route("**/phone/try/*", lambda route: route.fulfill(body=drawn, content_type="text/html"), times=1)
        key(page, "1").click()
        wait_until(page, lambda: get_words(page) == "prompt/sorry")
        wait_until(page, lambda: len(asked) == 2, 10)
        assert asked[1].endswith("&event=started")
        wait_until(page, lambda: get_words(page).startswith("Word line."))
