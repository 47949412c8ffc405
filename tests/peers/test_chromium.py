"""A real browser plays the audio of every section and of every entry, in its own players."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from service.document.library import read_library

from .conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENTRIES = read_library(ROOT / "content").get_shelf("en").entries

_PLAY = """
async sound => {
    const heard = (name, seconds) => new Promise((yes, no) => {
        setTimeout(() => no(new Error(`${sound.src}: no ${name} within ${seconds} s`)), 1000 * seconds)
        sound.addEventListener(name, yes, {once: true})
        sound.addEventListener('error', () => no(new Error(`${sound.src}: ${sound.error?.message}`)), {once: true})
    })
    const started = [sound.paused, sound.autoplay, sound.preload]
    const moving = heard('timeupdate', 20)
    await sound.play()
    await moving
    const seeked = heard('seeked', 20)
    sound.currentTime = sound.duration - 0.4
    await seeked
    await heard('ended', 20)
    return {started, duration: sound.duration, reached: sound.currentTime}
}
"""


def open_without_script(browser: Browser) -> Page:
    """A page that keeps the browser's own players."""
    page = browser.new_page()
    page.route("**/player.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    return page


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry.slug))
def test_the_browser_plays_every_sound_of_an_entry_to_its_end(address: str, browser: Browser, entry: object) -> None:
    page = open_without_script(browser)
    foreign: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(address) else foreign.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(f"{address}glossary/{getattr(entry, 'slug', '')}/")
    sounds = page.locator(".sound audio").all()
    assert len(sounds) == len(getattr(entry, "parts", ())) + 1
    for sound in sounds:
        played = sound.evaluate(_PLAY)
        assert played["started"] == [True, False, "none"]
        assert played["duration"] > 5
        assert abs(played["reached"] - played["duration"]) < 0.1
    assert (foreign, messages) == ([], [])
    assert page.context.cookies() == []
    page.close()


def test_the_page_says_how_long_each_sound_is_and_the_browser_agrees(address: str, browser: Browser) -> None:
    page = open_without_script(browser)
    page.goto(f"{address}glossary/trauma-bonding/")
    text = page.locator("main").inner_text()
    for sound in page.locator(".sound audio").all():
        seconds = sound.evaluate(
            "s => new Promise(y => { s.preload = 'metadata'; s.onloadedmetadata = () => y(s.duration) })"
        )
        minutes, rest = divmod(round(seconds), 60)
        said = " ".join(
            f"{number} {word}{'s' * (number != 1)}"
            for number, word in ((minutes, "minute"), (rest, "second"))
            if number
        )
        assert said in text
    page.close()
