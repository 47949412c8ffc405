"""The player when audio does not come, without JavaScript, and its modules one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .players import ENTRY, FORMS, SOUND, button, get_messages, get_place, is_sounding, play, wait_until, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Route

AUDIO = "**/audio/*.mp3"
WORDS = {"one_minute": "1 minute", "minutes": "{count} minutes", "one_second": "1 second", "seconds": "{count} seconds"}


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    """Here the browser itself may complain in the console that something could not be fetched."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{ENTRY}")
    yield page
    context.close()


def get_words(page: Page) -> str:
    return page.locator(".player").inner_text() if page.locator(".player").count() else ""


def test_audio_that_is_not_there_is_told_and_the_text_stays(page: Page) -> None:
    text = page.locator("#how-it-forms + p").inner_text()
    page.route(AUDIO, lambda route: route.fulfill(status=404, body=""))
    watch(page)
    button(page, FORMS).click()
    wait_until(page, lambda: "The audio is not there." in get_words(page))
    assert get_messages(page) == ["The audio is not there. All of the text is on this page."]
    assert page.locator("#how-it-forms + p").inner_text() == text
    assert button(page, FORMS).count() == 1
    page.unroute(AUDIO)
    button(page, "Try again").click()
    wait_until(page, lambda: is_sounding(page))
    assert button(page, "Try again").count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Pause"


def test_a_browser_that_does_not_let_the_audio_start_is_told(address: str, launch: Callable[..., Browser]) -> None:
    """Pressed by a script and not by a person, in a browser that asks for a person's act."""
    strict = launch(args=["--no-sandbox", "--autoplay-policy=document-user-activation-required"])
    page = strict.new_page()
    press = "document.querySelector('main > audio ~ button, main button').click()"
    page.add_init_script(f"addEventListener('load', () => setTimeout(() => {press}, 500))")
    page.goto(f"{address}{ENTRY}")
    page.wait_for_timeout(1500)  # a look at the page would count as an act of its user
    assert "The browser does not let the audio start." in get_words(page)
    assert page.evaluate(f"{SOUND}.paused")
    button(page, "Play").click()
    wait_until(page, lambda: is_sounding(page))
    strict.close()


def test_being_offline_is_told(page: Page) -> None:
    page.context.set_offline(True)
    button(page, FORMS).click()
    wait_until(page, lambda: "You may be offline." in get_words(page))
    page.context.set_offline(False)
    button(page, "Try again").click()
    wait_until(page, lambda: is_sounding(page))


def test_the_sound_of_the_title_tells_its_trouble_too(page: Page) -> None:
    page.route(AUDIO, lambda route: route.fulfill(status=404, body=""))
    button(page, "Play audio: how to say Trauma bonding").click()
    wait_until(page, lambda: "The audio is not there." in get_words(page))


def test_audio_that_fails_half_way_goes_on_from_there(page: Page) -> None:
    """The server sends the first part, and then the line breaks."""

    def send_half(route: Route) -> None:
        asked = route.request.headers.get("range", "bytes=0-")
        if not asked.startswith("bytes=0-"):
            return route.abort()
        body = page.request.get(route.request.url).body()
        half = {"Content-Range": f"bytes 0-99999/{len(body)}", "Accept-Ranges": "bytes", "Content-Type": "audio/mpeg"}
        return route.fulfill(status=206, headers=half, body=body[:100_000])

    page.route(AUDIO, send_half)
    play(page)
    page.evaluate(f"{SOUND}.currentTime = 10")
    wait_until(page, lambda: get_place(page) > 10.5)
    page.evaluate(f"{SOUND}.currentTime = 40")
    wait_until(page, lambda: "The audio stopped before its end." in get_words(page), 30)
    assert page.evaluate(f"{SOUND}.paused")
    page.unroute(AUDIO)
    button(page, "Try again").click()
    wait_until(page, lambda: get_place(page) > 40.3)


def test_audio_that_is_being_made_is_waited_for_and_does_not_start_by_itself(page: Page) -> None:
    asked: list[str] = []

    def be_late(route: Route) -> None:
        asked.append(route.request.method)
        if len(asked) > 4:
            route.continue_()
        else:
            route.fulfill(status=202, headers={"Retry-After": "1"}, body="")

    page.route(AUDIO, be_late)
    watch(page)
    button(page, FORMS).click()
    wait_until(page, lambda: "still being made" in get_words(page))
    wait_until(page, lambda: "The audio is ready." in get_words(page))
    first_words = [message.split(".")[0] for message in get_messages(page)]
    assert first_words == ["The audio is still being made", "The audio is ready"]
    assert not is_sounding(page)
    button(page, "Play").click()
    wait_until(page, lambda: is_sounding(page))


def test_audio_that_takes_thirty_seconds_to_be_made_is_waited_for(page: Page) -> None:
    """The page's clock is turned by the test; the server asks it to look again every five seconds."""
    passed = 0
    page.clock.install()
    page.goto(page.url)
    text = page.locator("main [id^=s-]").all_inner_texts()

    def make_slowly(route: Route) -> None:
        if passed < 30:
            route.fulfill(status=202, headers={"Retry-After": "5"}, body="")
        else:
            route.continue_()

    page.route(AUDIO, make_slowly)
    watch(page)
    button(page, FORMS).click()
    wait_until(page, lambda: "You will be told when it is ready." in get_words(page))
    while passed < 30:
        assert "The audio is still being made." in get_words(page)
        assert button(page, "Try again").is_visible()
        assert not is_sounding(page)
        with page.expect_response(AUDIO):
            page.clock.run_for(5_000)
        passed += 5
    assert page.locator("main [id^=s-]").all_inner_texts() == text
    page.clock.run_for(5_000)
    wait_until(page, lambda: "The audio is ready." in get_words(page))
    told = [message.split(".")[0] for message in get_messages(page)]
    assert told == ["The audio is still being made", "The audio is ready"], "told once, and not at every look"
    assert not is_sounding(page)
    button(page, "Play").click()
    wait_until(page, lambda: is_sounding(page))


def test_audio_that_could_not_be_made_is_told_at_once(page: Page) -> None:
    tries: list[str] = []

    def fail(route: Route) -> None:
        tries.append(route.request.method)
        route.fulfill(status=503, headers={"Retry-After": "0.05"}, body="")

    page.route(AUDIO, fail)
    button(page, FORMS).click()
    wait_until(page, lambda: "The audio could not be made just now." in get_words(page))
    assert tries.count("HEAD") == 1
    assert button(page, "Try again").count() == 1


def test_waiting_has_an_end(page: Page) -> None:
    tries: list[str] = []

    def refuse(route: Route) -> None:
        tries.append(route.request.method)
        route.fulfill(status=202, headers={"Retry-After": "0.05"}, body="")

    page.route(AUDIO, refuse)
    button(page, FORMS).click()
    wait_until(page, lambda: "The audio is not ready yet." in get_words(page))
    assert tries.count("HEAD") == 25
    assert button(page, "Try again").count() == 1


def test_waiting_is_given_up_when_the_reader_stops(page: Page) -> None:
    tries: list[str] = []
    page.on("request", lambda request: tries.append(request.method) if request.url.endswith(".mp3") else None)
    page.route(AUDIO, lambda route: route.fulfill(status=202, headers={"Retry-After": "1"}, body=""))
    button(page, FORMS).click()
    wait_until(page, lambda: "still being made" in get_words(page))
    button(page, "Stop and close the player").click()
    tries.clear()
    page.wait_for_timeout(1500)
    assert tries == []


def test_audio_that_is_slow_is_told_and_comes_without_another_message(page: Page) -> None:
    held: list[Route] = []
    page.route(AUDIO, lambda route: held.append(route))
    watch(page)
    button(page, FORMS).click()
    wait_until(page, lambda: "not here yet" in get_words(page))
    held[0].continue_()
    wait_until(page, lambda: is_sounding(page))
    assert len(get_messages(page)) == 1


def test_audio_that_comes_late_does_not_start_by_itself(page: Page) -> None:
    held: list[Route] = []
    page.route(AUDIO, lambda route: held.append(route))
    button(page, FORMS).click()
    wait_until(page, lambda: held)
    page.wait_for_timeout(10_200)
    held[0].continue_()
    wait_until(page, lambda: "The audio is ready." in get_words(page))
    assert page.evaluate(f"{SOUND}.paused")
    assert get_place(page) < 0.5


def test_sentences_that_cannot_be_fetched_are_told_and_the_audio_goes_on(page: Page) -> None:
    page.route("**/*.marks.json", lambda route: route.abort())
    play(page)
    button(page, "Next sentence").click()
    wait_until(page, lambda: "The places of the sentences could not be fetched." in get_words(page))
    assert is_sounding(page)


def test_a_script_that_does_not_come_leaves_the_players_of_the_browser(address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/player.js", lambda route: route.abort())
    page.goto(f"{address}{ENTRY}")
    assert page.locator("audio[controls]").count() == 7
    assert page.locator("main button").count() == 0
    context.close()


def test_a_script_that_comes_late_does_not_cut_off_what_plays(page: Page) -> None:
    held: list[Route] = []
    page.route("**/player.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    sound = page.locator("audio[data-part=definition]")
    sound.evaluate("each => each.play()")
    wait_until(page, lambda: held)
    held[0].continue_()
    page.wait_for_load_state()
    assert sound.evaluate("each => [each.paused, each.controls]") == [False, True]


def test_without_javascript_there_are_native_players_that_wait(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{ENTRY}")
    assert page.locator("audio[controls][preload=none]").count() == 7
    assert page.locator("main button, main select").count() == 0
    assert page.get_by_role("link", name="Download audio: Trauma bonding, How it forms").count() == 1
    assert page.locator("main [aria-live]").count() == 0
    assert page.locator("nav.exit [aria-live]").inner_text() == ""
    context.close()


def run(page: Page, module: str, code: str, *values: Any) -> Any:
    """What a function of a module gives; the module is loaded by itself."""
    load = f"const m = await import('/static/player/{module}.js')"
    return page.evaluate(f"async values => {{ {load}; return {code} }}", values)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 seconds"), (0.4, "0 seconds"), (1, "1 second"), (59.6, "1 minute"), (80.4, "1 minute 20 seconds"),
     (121, "2 minutes 1 second"), (-3, "0 seconds"), (4000, "66 minutes 40 seconds")],
)  # fmt: skip
def test_seconds_are_told_in_words(page: Page, seconds: float, words: str) -> None:
    assert run(page, "words", "m.getDuration(values[0], values[1])", seconds, WORDS) == words


@pytest.mark.parametrize(
    ("hash_part", "moment"),
    [("#t=83", ["", 83]), ("#t=1:23.5", ["", 83.5]), ("#t=how-it-heals,20", ["how-it-heals", 20]), ("#t=0", ["", 0]),
     ("", None), ("#t", None), ("#t=", None), ("#t=-1", None), ("#t=9999999", None), ("#t=1e3", None), ("#x=1", None),
     ("#t=a b,1", None), ("#t=1,", None)],
)  # fmt: skip
def test_a_moment_is_read_or_refused(page: Page, hash_part: str, moment: Any) -> None:
    found = run(page, "words", "m.getMoment(values[0])", hash_part)
    assert (found and [found["part"], found["seconds"]]) == moment


@pytest.mark.parametrize(
    ("seconds", "direction", "index"),
    [(0, 1, 1), (0, -1, -1), (1.9, -1, -1), (2.5, -1, 0), (5, -1, 0), (5, 1, 2), (8, -1, 1), (9, 1, 2)],
)  # fmt: skip
def test_a_step_goes_to_a_start(page: Page, seconds: float, direction: int, index: int) -> None:
    items = [{"start": 0}, {"start": 5}]
    assert run(page, "marks", "m.getStep(values[0], values[1], values[2])", items, seconds, direction) == index


@pytest.mark.parametrize(
    ("markup", "first", "last", "text"),
    [("One <em>two</em> three", 4, 7, "two"), ("One <em>tw</em>o three", 4, 7, "two"), ("😀 <b>a</b>é", 2, 4, "aé"),
     ("😀😀 on", 3, 5, "on"), ("One", 5, 9, ""), ("", 0, 1, "")],
)  # fmt: skip
def test_characters_are_counted_across_nodes_and_beyond_the_first_plane(
    page: Page, markup: str, first: int, last: int, text: str
) -> None:
    code = """(() => {
        const element = document.createElement('p')
        element.innerHTML = values[0]
        const pieces = m.getPieces(element, values[1], values[2])
        return pieces.map(each => each.node.data.slice(each.start, each.end)).join('')
    })()"""
    assert run(page, "highlight", code, markup, first, last) == text
