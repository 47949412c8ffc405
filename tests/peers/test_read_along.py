"""Read-along in a real browser: the words that are lit are the words that are heard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from .players import (
    ENTRY,
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

LIT = f"""(() => {{
    const read = name => [...CSS.highlights.get(name) ?? []].map(String)[0] ?? ''
    return [{SOUND}.currentTime, read('spoken-sentence'), read('spoken-word')]
}})()"""
IN_VIEW = """(() => {
    const box = [...CSS.highlights.get('spoken-sentence') ?? []][0]?.getBoundingClientRect()
    const bar = document.querySelector('nav.exit').getBoundingClientRect()
    return Boolean(box && box.top >= bar.bottom && box.bottom <= innerHeight)
})()"""
"""Whether the sentence that is lit is seen whole: nothing of it is under the bar of the exit."""
PARTS = ("Trauma bonding, introduction", "Definition", "Trauma bonding, the whole entry")


def get_marks(page: Page) -> Any:
    """Sentences as [start, end, text, words], in seconds; the text is read from the page."""
    return page.evaluate(f"""async () => {{
        const marks = await (await fetch({SOUND}.src.replace('mp3', 'marks.json'))).json()
        return marks.sentences.map(each => [
            each.start / marks.sample_rate, each.end / marks.sample_rate, document.getElementById(each.id).textContent,
            each.words.map(([start, from, to]) => [start / marks.sample_rate, from, to])])
    }}""")


def get_spoken(marks: Any, seconds: float) -> tuple[str, str]:
    """Sentence and word that are heard."""
    _, end, text, words = [each for each in marks if each[0] <= seconds + 0.01][-1]
    begun = [word for word in words if word[0] <= seconds + 0.01]
    return text, text[begun[-1][1] : begun[-1][2]] if begun and seconds < end else ""


@pytest.mark.parametrize("part", PARTS)
def test_what_is_lit_is_what_is_heard_at_every_place(address: str, browser: Browser, part: str) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page, f"Play audio: {part}")
        marks = get_marks(page)
        length = page.evaluate(f"{SOUND}.duration")
        for step in range(40):
            move(page, length * step / 40)
            seconds, *lit = page.evaluate(LIT)
            assert tuple(lit) == get_spoken(marks, seconds), seconds


def test_every_word_of_a_section_can_be_lit(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page, "Play audio: Definition")
        for start, _, text, words in get_marks(page):
            for word_start, first, last in words:
                move(page, word_start)
                assert page.evaluate(LIT)[1:] == [text, text[first:last]], start


def test_the_light_follows_the_voice_and_is_never_ahead(address: str, browser: Browser) -> None:
    """A busy machine may draw late: what is lit was said within the last second."""
    with open_entry(browser, address) as page:
        play(page)
        marks = get_marks(page)
        seen = set()
        for _ in range(40):
            seconds, *lit = page.evaluate(LIT)
            if lit[0]:
                assert tuple(lit) in {get_spoken(marks, max(0, seconds - ago / 50)) for ago in range(51)}
                seen.add(lit[1])
            page.wait_for_timeout(75)
        assert len(seen) > 4


def test_the_light_can_be_turned_off_and_on(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        wait_until(page, lambda: page.evaluate("CSS.highlights.size") == 2)
        page.get_by_label("Show the words as they are spoken").uncheck()
        wait_until(page, lambda: page.evaluate("CSS.highlights.size") == 0)
        page.get_by_label("Show the words as they are spoken").check()
        wait_until(page, lambda: page.evaluate("CSS.highlights.size") == 2)


def test_the_light_adds_nothing_to_the_page(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        texts = "[...document.querySelectorAll('main [id^=s-]')].map(each => each.outerHTML)"
        before = page.evaluate(texts)
        play(page)
        watch(page)
        wait_until(page, lambda: get_place(page) > 4)
        assert page.evaluate(texts) == before
        assert get_messages(page) == []


def test_without_highlights_spans_are_lit_and_taken_away_again(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        texts = "[...document.querySelectorAll('main [id^=s-]')].map(each => each.outerHTML)"
        before = page.evaluate(texts)
        page.evaluate("Object.defineProperty(CSS, 'highlights', {value: undefined})")
        play_and_pause(page, "Play audio: Definition")
        marks = get_marks(page)
        for start, _, text, words in marks[:12]:
            move(page, words[-1][0])
            assert "".join(page.locator(".spoken-word").all_inner_texts()) == text[words[-1][1] : words[-1][2]], start
            assert "".join(page.locator(".spoken-sentence").all_text_contents()) == text
        button(page, "Stop and close the player").click()
        assert page.evaluate(texts) == before


def swipe(page: Page) -> None:
    """A finger goes up the screen."""
    session = page.context.new_cdp_session(page)
    for place in range(380, 20, -10):
        kind = "touchStart" if place == 380 else "touchMove"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": 300, "y": place}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


WAYS_TO_SCROLL: dict[str, Callable[[Page], object]] = {
    "wheel": lambda page: page.mouse.wheel(0, 3000),
    "Page Down": lambda page: [page.keyboard.press("PageDown") for _ in range(5)],
    "finger": swipe,
}


PLACE_OF_STOP = """(() => {
    const [panel, stop] = document.querySelectorAll('[data-is=stop], .player')
    const [outer, inner] = [panel.getBoundingClientRect(), stop.getBoundingClientRect()]
    return [inner.x - outer.x, inner.y - outer.y].map(Math.round)
})()"""


@pytest.mark.parametrize("way", WAYS_TO_SCROLL)
def test_it_follows_until_the_reader_scrolls_and_then_when_asked(address: str, browser: Browser, way: str) -> None:
    with open_entry(browser, address, viewport={"width": 700, "height": 400}, has_touch=way == "finger") as page:
        play(page, "Play audio: Definition")
        wait_until(page, lambda: page.evaluate(IN_VIEW))
        focus = "document.activeElement.textContent"
        assert page.evaluate(focus) == "Pause audio: Definition"
        stop = page.evaluate(PLACE_OF_STOP)
        WAYS_TO_SCROLL[way](page)
        wait_until(page, lambda: button(page, "Follow the words again").is_visible())
        assert page.evaluate(PLACE_OF_STOP) == stop, (
            "a button does not move away from a finger that is about to press it"
        )
        page.wait_for_timeout(300)  # the last of a movement
        place = wait_until(page, lambda: page.evaluate("scrollY"))
        move(page, 20)
        move(page, 40)
        assert page.evaluate("scrollY") == place
        button(page, "Follow the words again").click()
        wait_until(page, lambda: page.evaluate(IN_VIEW))
        assert page.evaluate(focus) == "Pause"
        move(page, 5)
        wait_until(page, lambda: page.evaluate(IN_VIEW))
        assert page.evaluate(focus) == "Pause"


def test_a_sentence_under_the_bar_of_the_exit_is_brought_out_of_it(address: str, browser: Browser) -> None:
    with open_entry(browser, address, viewport={"width": 700, "height": 400}) as page:
        play(page)
        button(page, "Pause").evaluate("each => each.click()")  # a mouse would scroll to it, as the reader may
        before, now = get_marks(page)[2:4]
        move(page, now[0] + 0.1)
        under = "each => scrollTo(0, scrollY + each.getBoundingClientRect().top - 10)"
        page.get_by_text(before[2], exact=True).evaluate(under)
        button(page, "Previous sentence").evaluate("each => each.click()")  # where it is, out of sight
        wait_until(page, lambda: abs(get_place(page) - before[0]) < 0.01)
        wait_until(page, lambda: page.evaluate(IN_VIEW))


def test_a_press_on_a_sentence_goes_there_and_never_starts_a_sound(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play_and_pause(page)
        start, _, text, _ = get_marks(page)[4]
        page.get_by_text(text, exact=True).click()
        wait_until(page, lambda: abs(get_place(page) - start) < 0.01)
        assert not is_sounding(page)
        button(page, "Play").click()
        wait_until(page, lambda: is_sounding(page))
        page.locator("#how-it-heals + p span").first.click()
        wait_until(page, lambda: button(page, "Pause audio: How it heals").count() and is_sounding(page))


def test_a_press_on_a_sentence_is_nothing_while_the_player_is_closed(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        page.locator("#how-it-heals + p span").first.click()
        assert page.evaluate(f"{SOUND}.hasAttribute('src')") is False


@pytest.mark.parametrize(
    ("hash_part", "part", "place", "words"),
    [
        ("#t=83", "Trauma bonding, the whole entry", 83, "Ready at 1 minute 23 seconds. Press Play to listen."),
        ("#t=1:05", "Trauma bonding, the whole entry", 65, "Ready at 1 minute 5 seconds."),
        ("#t=how-it-forms,12.5", "How it forms", 12.5, "Ready at"),
        ("#t=how-it-forms,9999", "How it forms", 0, "That place is beyond the end: the audio is {length} long."),
    ],
)
def test_a_link_to_a_moment_makes_ready_and_waits(
    address: str, browser: Browser, hash_part: str, part: str, place: float, words: str
) -> None:
    with open_entry(browser, address, hash_part) as page:
        told = words.format(length=get_stated_length(page))
        wait_until(page, lambda: told in page.locator(".player").inner_text())
        assert page.locator(".player .now").inner_text() == part
        assert page.evaluate(f"[{SOUND}.paused, {SOUND}.readyState]") == [True, 0]
        assert page.locator(".player").evaluate("each => each.getBoundingClientRect().top < innerHeight")
        assert page.evaluate("document.activeElement === document.body")
        button(page, "Play").click()
        wait_until(page, lambda: is_sounding(page))
        assert place <= get_place(page) < place + 2
        assert page.locator(".player .now").inner_text() == part, "and not the section after it"


def test_a_moment_beyond_the_end_of_audio_that_is_not_made_yet_is_told_once_it_is(
    address: str, browser: Browser
) -> None:
    """Until it is made nobody knows its length, so the page promises nothing."""
    context = browser.new_context()
    page = context.new_page()

    def hide_length(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=re.sub(' data-seconds="[^"]*"', "", response.text()))

    page.route(f"{address}{ENTRY}", hide_length)
    page.goto(f"{address}{ENTRY}#t=how-it-forms,99999")
    player, now = page.locator(".player"), page.locator(".player .now")
    wait_until(page, lambda: "The audio is not here yet." in player.inner_text())
    assert "Ready at" not in player.inner_text()
    watch(page)
    button(page, "Play").click()
    wait_until(page, lambda: get_messages(page))
    length, play_it = get_stated_length(page), "Press Play to listen from the beginning."
    assert get_messages(page) == [f"That place is beyond the end: the audio is {length} long. {play_it}"]
    assert (page.evaluate(f"{SOUND}.paused"), get_place(page), now.inner_text()) == (True, 0, "How it forms")
    button(page, "Play").click()
    wait_until(page, lambda: is_sounding(page))
    assert (get_place(page) < 2, now.inner_text()) == (True, "How it forms")
    context.close()


@pytest.mark.parametrize(
    "hash_part", ["#s-00000000", "#t=", "#t=x", "#t=-1", "#t=1e9", "#t=nothing,3", "#t=say-it,1", "#%E0%A4%A", "#t=%00"]
)
def test_a_link_to_nothing_does_no_harm(address: str, browser: Browser, hash_part: str) -> None:
    with open_entry(browser, address, hash_part) as page:
        assert page.locator(".player").count() == 0
        play(page)


def test_a_link_on_the_page_to_a_moment_is_obeyed_too(address: str, browser: Browser) -> None:
    with open_entry(browser, address) as page:
        play(page)
        page.evaluate("location.hash = '#t=definition,10'")
        wait_until(page, lambda: page.locator(".player .now").inner_text() == "Definition")
        assert not is_sounding(page)
        assert page.url == f"{address}{ENTRY}#t=definition,10"
