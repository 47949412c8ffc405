"""The player in a real browser, with audio that was really rendered: its buttons, its slider, its silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .page_checks import KEYS, get_faults
from .players import (
    ENTRY,
    FORMS,
    SOUND,
    button,
    get_messages,
    get_place,
    get_stated_length,
    is_sounding,
    move,
    open_entry,
    play,
    play_and_pause,
    wait_until,
    watch,
)  # fmt: skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

PARTS = (
    "how to say Trauma bonding", "Trauma bonding, introduction", "Definition", "How it forms", "How it shows up",
    "How it heals", "Trauma bonding, the whole entry",
)  # fmt: skip
_STOPS = """
root => [...root.querySelectorAll('a[href], button, input, select, audio[controls], [tabindex="0"]')]
    .filter(each => each.checkVisibility()).length
"""


def count_stops(page: Page, selector: str = "main") -> int:
    return int(page.locator(selector).evaluate(_STOPS))


def get_valuetext(page: Page) -> str:
    return page.get_by_role("slider").get_attribute("aria-valuetext") or ""


def test_each_part_has_one_button_and_nothing_sounds(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        assert page.locator("main button").all_inner_texts() == [f"Play audio: {part}" for part in PARTS]
        assert page.locator("audio[controls], [aria-pressed]").count() == 0
        sounds = "[...document.querySelectorAll('audio')].map(each => [each.paused, each.src])"
        assert page.evaluate(sounds) == [[True, ""]]


def test_a_part_costs_one_tab_stop_until_its_player_is_opened(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        assert page.locator(".sound a").count() == 0, "files to keep are at the end of the page"
        links = page.locator("main a").count()
        assert count_stops(page) == links + len(PARTS)
        play(page)
        assert count_stops(page) == links + len(PARTS) + count_stops(page, ".player")
        button(page, "Stop and close the player").click()
        wait_until(page, lambda: count_stops(page) == links + len(PARTS))


def test_the_length_and_size_stand_before_the_button(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        for sound in page.locator(".sound").all():
            text = sound.inner_text()
            assert "MP3, " in text.partition("Play audio")[0]
            assert text.startswith("Audio version of")


def test_a_button_changes_its_name_and_keeps_the_focus(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        button(page, FORMS).focus()
        page.keyboard.press("Enter")
        wait_until(page, lambda: is_sounding(page))
        assert page.evaluate("document.activeElement.textContent") == "Pause audio: How it forms"
        assert page.get_by_role("group", name="Audio player").count() == 1
        page.keyboard.press("Space")
        wait_until(page, lambda: page.evaluate("document.activeElement.textContent") == FORMS)
        assert not is_sounding(page)


def test_the_slider_is_named_and_tells_a_fresh_place_in_words(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page)
        slider = page.get_by_role("slider", name="Place in the audio")
        slider.focus()
        length = get_stated_length(page)
        assert get_valuetext(page) == f"0 seconds of {length}"
        for key, text in (("ArrowRight", "1 second of"), ("ArrowRight", "2 seconds of"), ("End", f"{length} of"),
                          ("Home", "0 seconds of")):  # fmt: skip
            page.keyboard.press(key)
            assert get_valuetext(page).startswith(text)
        assert get_place(page) == 0


def test_the_slider_rests_under_the_keyboard_while_it_plays_and_starts_from_the_true_place(
    address: str, browser: Browser
) -> None:
    with open_entry(browser, address) as page:
        play(page)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "range"
        rested = get_valuetext(page)
        watch(page)
        wait_until(page, lambda: get_place(page) > 3)
        assert (get_valuetext(page), get_messages(page)) == (rested, [])
        page.keyboard.press("ArrowRight")
        assert get_place(page) > 3.4
        assert get_valuetext(page) != rested


def test_back_and_forward_go_ten_seconds_and_stop_at_the_ends(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page)
        watch(page)
        for name, place in (("Forward", 10), ("Forward", 20), ("Back", 10), ("Back", 0), ("Back", 0)):
            button(page, f"{name} 10 seconds").click()
            assert get_place(page) == pytest.approx(place, abs=0.01)
        length = get_stated_length(page)
        assert get_messages(page)[:2] == [f"10 seconds of {length}", f"20 seconds of {length}"]


def test_sentences_are_stepped_through_from_start_to_start(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page)
        marks = page.evaluate(f"async () => (await fetch({SOUND}.src.replace('mp3', 'marks.json'))).json()")
        starts = [each["start"] / marks["sample_rate"] for each in marks["sentences"]]
        for start in starts[1:4]:
            button(page, "Next sentence").click()
            wait_until(page, lambda start=start: abs(get_place(page) - start) < 0.01)
        button(page, "Previous sentence").click()
        wait_until(page, lambda: abs(get_place(page) - starts[2]) < 0.01)
        long = next(start for start, after in zip(starts, starts[1:], strict=False) if after - start > 3)
        move(page, long + 2.5)
        button(page, "Previous sentence").click()
        wait_until(page, lambda: abs(get_place(page) - long) < 0.01)


def test_sections_are_stepped_through_and_the_ends_are_told(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page, "Play audio: How it shows up")
        now = page.locator(".player .now")
        for name, title in (("Next", "How it heals"), ("Next", "How it heals"), ("Previous", "How it shows up"),
                            ("Previous", "How it forms")):  # fmt: skip
            button(page, f"{name} section").click()
            wait_until(page, lambda title=title: now.inner_text() == title)
        button(page, "Next section").click()
        button(page, "Next section").click()
        button(page, "Next section").click()
        wait_until(page, lambda: "There is nothing after this." in page.locator(".player").inner_text())
        assert page.evaluate("document.activeElement.textContent") == "Next section"


def test_sections_of_the_whole_entry_are_stepped_through_by_their_headings(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page, "Play audio: Trauma bonding, the whole entry")
        button(page, "Next section").click()
        wait_until(page, lambda: get_place(page) > 5)
        heading = "[...CSS.highlights.get('spoken-sentence') ?? []].map(String)"
        wait_until(page, lambda: page.evaluate(heading) == ["Definition"])


def test_the_moment_at_hand_has_a_link_that_leads_back_to_it(address: str, browser: Browser) -> None:
    """Followed, it moves nothing, sounds on, and leaves no step for Back; copied, it opens the moment elsewhere."""
    with open_entry(browser, address) as page:
        watch(page)
        play(page)
        move(page, 20)
        link = page.get_by_role("link", name="Link to this moment")
        wait_until(page, lambda: link.get_attribute("href") not in ("#t=how-it-forms,0", "#t=how-it-forms,20"))
        steps = page.evaluate("history.length")
        link.click()
        start, _, seconds = page.url.rpartition(",")
        assert start.endswith("#t=how-it-forms")
        assert 21 <= int(seconds) <= get_place(page)
        assert is_sounding(page)
        assert get_messages(page)[-1] == "The address of this page now leads to this moment. You can copy it."
        assert page.evaluate("history.length") == steps
        copied = page.url
        page.goto("about:blank")
        page.goto(copied)
        wait_until(page, lambda: get_place(page) == int(seconds))
        assert not is_sounding(page)
        assert page.locator(".player .now").inner_text() == "How it forms"


def test_the_link_to_a_moment_of_the_whole_entry_names_no_section(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        page.goto(f"{page.url}#t=83")
        link = page.get_by_role("link", name="Link to this moment")
        assert link.get_attribute("href") == "#t=83"
        button(page, "Forward 10 seconds").click()
        wait_until(page, lambda: link.get_attribute("href") == "#t=93")


def test_speed_is_changed_at_once_and_the_pitch_is_kept(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        values = page.get_by_label("Speed").locator("option").evaluate_all("all => all.map(each => Number(each.value))")
        assert (values, values[0], values[-1]) == (sorted(values), 0.5, 2)
        for words, rate in (("Half speed", 0.5), ("Slower", 0.8), ("A little faster", 1.25), ("Twice as fast", 2),
                            ("Faster", 1.5)):  # fmt: skip
            page.get_by_label("Speed").select_option(words)
            assert page.evaluate(f"[{SOUND}.playbackRate, {SOUND}.preservesPitch]") == [rate, True]
            place = get_place(page)
            wait_until(page, lambda place=place: get_place(page) > place + 0.2)
        button(page, "Next section").click()
        wait_until(page, lambda: is_sounding(page))
        assert page.evaluate(f"{SOUND}.playbackRate") == 1.5


def test_one_button_hushes_the_other(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        play(page, "Play audio: Definition")
        assert button(page, FORMS).count() == 1
        assert page.evaluate("document.querySelectorAll('audio').length") == 1
        play(page, f"Play audio: {PARTS[0]}")
        assert page.get_by_role("button", name="Pause audio").all_inner_texts() == [f"Pause audio: {PARTS[0]}"]


def test_one_tab_hushes_the_other(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        other = page.context.new_page()
        other.goto(f"{address}glossary/grief/")
        play(other, "Play audio: How it heals")
        wait_until(page, lambda: not is_sounding(page))
        assert "Paused from another tab" in page.locator(".player").inner_text()
        assert is_sounding(other)


def test_a_section_leads_on_to_the_next(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        watch(page)
        move(page, 58.5)
        wait_until(page, lambda: button(page, "Pause audio: How it shows up").count() and is_sounding(page))
        assert get_messages(page) == []


def test_it_pauses_after_each_section_if_asked_and_tells_what_is_next(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        page.get_by_label("Pause after each section").check()
        watch(page)
        move(page, 58.5)
        wait_until(page, lambda: get_messages(page))
        assert get_messages(page) == ["The end of How it forms. Press Play to go on with How it shows up."]
        assert not is_sounding(page)
        button(page, "Play").click()
        wait_until(page, lambda: button(page, "Pause audio: How it shows up").count() and is_sounding(page))


def test_the_whole_entry_pauses_before_the_next_heading_if_asked(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page, "Play audio: Trauma bonding, the whole entry")
        page.get_by_label("Pause after each section").check()
        marks = page.evaluate(f"async () => (await fetch({SOUND}.src.replace('mp3', 'marks.json'))).json()")
        heading = page.locator("h2 > span").first.get_attribute("id")
        start = next(each["start"] for each in marks["sentences"] if each["id"] == heading) / marks["sample_rate"]
        move(page, start - 1.5)
        wait_until(page, lambda: not is_sounding(page))
        assert get_place(page) == pytest.approx(start, abs=0.01)
        assert "Press Play to go on with Definition." in page.locator(".player").inner_text()
        button(page, "Play").click()
        wait_until(page, lambda: get_place(page) > start + 0.5)


def test_stop_closes_the_player_and_gives_the_focus_back(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        button(page, "Stop and close the player").click()
        wait_until(page, lambda: page.locator(".player").count() == 0)
        assert page.evaluate("document.activeElement.textContent") == FORMS
        assert page.evaluate("[CSS.highlights.size, navigator.mediaSession.metadata]") == [0, None]
        # a lock screen names what could still sound by the title of the page
        assert page.evaluate(f"[{SOUND}.paused, {SOUND}.hasAttribute('src')]") == [True, False]
        play(page)
        assert get_place(page) < 2


def test_one_message_an_action_and_then_the_region_is_empty(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        watch(page)
        play(page)
        wait_until(page, lambda: get_messages(page))
        button(page, "Pause").click()
        button(page, "Play").click()
        wait_until(page, lambda: len(get_messages(page)) == 3)
        assert get_messages(page) == ["Playing. More controls follow the button.", "Paused.", "Playing."]
        wait_until(page, lambda: page.locator("nav.exit [aria-live]").inner_text() == "")


@pytest.mark.parametrize("width", [320, 256])
def test_every_target_is_large_and_nothing_scrolls_sideways(address: str, browser: Browser, width: int) -> None:
    """1280 px at 400 % and at 500 %, with the player open."""
    with open_entry(browser, address, viewport={"width": width, "height": 640}) as page:
        play(page)
        for target in page.locator("main button, .player a, .player select, .tick label, [type=range]").all():
            if target.is_visible():
                box = target.bounding_box() or {}
                assert min(box["height"], box["width"]) >= 44, target.inner_text()
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert get_faults(page, "clipped") == []


def test_no_key_of_the_page_moves_the_player(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page)
        page.evaluate("document.activeElement.blur()")
        for key in [*KEYS, "Space"]:
            page.keyboard.press(key)
            assert (get_place(page), is_sounding(page)) == (0, False), key


NOTE_CHANGES = """() => {
    const sound = document.querySelector('main > audio')
    let key = ''
    window.changes = []
    addEventListener('keydown', event => { key = event.key }, {capture: true})
    for (const name of ['seeking', 'pause', 'ratechange', 'volumechange'])
        sound.addEventListener(name, () => changes.push(`${key}: ${name}`))
}"""


def test_no_key_of_the_page_moves_the_player_while_it_plays(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        page.evaluate("document.activeElement.blur()")
        page.evaluate(NOTE_CHANGES)
        for key in [*KEYS, "Space"]:
            page.keyboard.press(key)
        assert page.evaluate("changes") == []
        assert is_sounding(page)


def test_the_lock_screen_shows_no_subject_and_its_keys_work(address: str, browser: Browser) -> None:
    keep = "navigator.mediaSession.setActionHandler = function (name, action) { (window.keys ??= {})[name] = action }"
    with open_entry(browser, address) as page:
        page.evaluate(keep)
        play(page)
        told = "(({title, artist, album, artwork}) => [title, artist, album, artwork.length])"
        assert page.evaluate(f"{told}(navigator.mediaSession.metadata)") == ["Audio", "Word list", "", 0]
        assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
        page.evaluate("keys.pause()")
        assert not is_sounding(page)
        page.evaluate("keys.seekto({seekTime: 30})")
        page.evaluate("keys.seekforward()")
        assert get_place(page) == pytest.approx(40, abs=0.01)
        page.evaluate("keys.nexttrack()")
        wait_until(page, lambda: page.locator(".player .now").inner_text() == "How it shows up")
        page.evaluate("keys.play()")
        wait_until(page, lambda: is_sounding(page))
        page.evaluate("keys.stop()")
        wait_until(page, lambda: page.locator(".player").count() == 0)


SPY = """
const keep = line => { sessionStorage.spy = `${sessionStorage.spy ?? ''}${line};` }
if (location.pathname.endsWith('/trauma-bonding/')) {
    for (const name of ['pause', 'load']) {
        const usual = HTMLMediaElement.prototype[name]
        HTMLMediaElement.prototype[name] = function () {
            usual.call(this)
            keep(`${name} ${this.paused} ${this.hasAttribute('src')}`)
        }
    }
    addEventListener('timeupdate', ({target}) => target.paused || console.log('heard'), {capture: true})
    addEventListener('click', ({target}) => target.closest('a') && sessionStorage.clear(), {capture: true})
}
"""
"""What is done to the sound after a link was pressed; it outlives the page."""


def test_the_page_is_silent_at_once_when_it_is_left(address: str, browser: Browser) -> None:
    """The next page is held: until it comes the reader is still here, and hears; then nothing is left to be heard."""
    context = browser.new_context()
    page = context.new_page()
    heard: list[str] = []
    held: list[Route] = []
    page.add_init_script(SPY)
    page.goto(f"{address}{ENTRY}")
    play(page)
    page.on("console", lambda message: heard.append(message.text))
    page.route("**/glossary/", lambda route: held.append(route))
    page.locator(".trail a[href='/glossary/']").click(no_wait_after=True)
    wait_until(page, lambda: held)
    heard.clear()
    wait_until(page, lambda: heard)
    held[0].continue_()
    page.wait_for_url("**/glossary/")
    assert page.evaluate("sessionStorage.spy") == "pause true true;load true false;"
    context.close()


def test_it_can_be_heard_again_after_it_was_left_and_shown_again(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        assert page.evaluate(f"[{SOUND}.paused, {SOUND}.hasAttribute('src'), navigator.mediaSession.metadata]") == [
            True, False, None]  # fmt: skip
        button(page, "Play").click()
        wait_until(page, lambda: is_sounding(page))
        page.goto(f"{address}{ENTRY}")
        assert page.evaluate("[...document.querySelectorAll('audio')].every(each => each.paused)")
