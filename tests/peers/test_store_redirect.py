"""A real browser's player that is led to a real object store: it plays, seeks, and tells the store nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest

from .serving import serve
from .swift import Swift
from .test_object_store_faults import find_sounds, get_status, wait_until

PLAY = """async address => {
  const sound = new Audio(address)
  const until = (name, isSo) => new Promise((resolve, reject) => {
    sound.addEventListener(name, () => isSo() && resolve())
    setTimeout(() => reject(new Error(`no ${name}: ${sound.error?.message}`)), 20000)
  })
  const heard = until('timeupdate', () => sound.currentTime > 0.2)
  sound.muted = true
  await sound.play()
  await heard
  const half = sound.duration / 2
  const sought = until('seeked', () => true)
  sound.currentTime = half
  await sought
  return [sound.error === null, Math.abs(sound.currentTime - half) < 1, sound.duration > 5]
}"""


@pytest.fixture(scope="module")
def address(swift: Swift, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = {key.removeprefix("LECTERN_").lower(): value for key, value in swift.variables.items()}
    settings |= {"store": f"s3://audio/{secrets.token_hex(4)}", "store_redirect": "true"}
    settings["web_workers"] = "1"  # what one knows of the store, all do
    folder: Path = tmp_path_factory.mktemp("led")
    with serve(folder, is_rendered=False, **settings) as address:
        sound = get_sound(address)
        wait_until(lambda: get_status(sound) == 200, 60)
        yield address


def get_sound(address: str) -> str:
    """The address of a section, which lasts for a minute."""
    return address + find_sounds(f"{address}glossary/grief/")[3]


class Stay(HTTPRedirectHandler):
    """Follows nobody."""

    def redirect_request(self, *_: object) -> None:
        return None


def is_led(address: str) -> bool:
    """Whether a player is led on: while the store is slow, as on a busy machine, it is sent what is near."""
    try:
        build_opener(Stay).open(Request(address, headers={"Sec-Fetch-Dest": "audio"}), timeout=30).close()
    except HTTPError as error:
        return error.code == 307
    return False


def test_a_player_plays_and_seeks_in_what_the_store_sends_and_sends_it_no_referrer(
    browser: Any, address: str, swift: Swift
) -> None:
    page = browser.new_page()
    faults: list[str] = []
    asked: list[Any] = []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.on("request", lambda request: request.url.startswith(swift.endpoint) and asked.append(request))
    page.goto(f"{address}glossary/grief/")
    wait_until(lambda: is_led(get_sound(address)), 60)
    assert page.evaluate(PLAY, get_sound(address)) == [True, True, True]
    assert asked
    assert [each.all_headers().get("referer", "") for each in asked] == [""] * len(asked)
    assert not any(name in each.all_headers() for each in asked for name in ("cookie", "authorization"))
    assert faults == []
    page.close()


def test_what_a_script_fetches_stays_on_the_site_and_nothing_else_of_the_store_is_allowed(
    browser: Any, address: str, swift: Swift
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}glossary/grief/")
    got = page.evaluate("async path => (await (await fetch(path)).arrayBuffer()).byteLength", get_sound(address))
    assert got == len(urlopen(get_sound(address)).read()) > 1000
    refused = page.evaluate(
        "path => new Promise(done => { const image = new Image(); image.onerror = () => done('refused');"
        "image.onload = () => done('loaded'); image.src = path })",
        f"{swift.endpoint}/audio/x.png",
    )
    assert refused == "refused"
    assert not [each for each in asked if each.startswith(swift.endpoint) and not each.endswith("x.png")]
    page.close()
