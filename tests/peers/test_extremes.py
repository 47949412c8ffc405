"""Titles of 200 characters, sixty sections, text from right to left: read, heard and left in a real browser."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from .away import open_away
from .extremes import HEADING, LONGEST, MANY, SOLID, SPACED, write_extremes
from .page_checks import get_covered_faults, get_faults, get_spacing_override_faults
from .players import SOUND, button, is_sounding, move, wait_until
from .serving import serve
from .test_read_along import LIT, get_marks, get_spoken

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TITLES = {"spaced": SPACED, "solid": SOLID}
RIGHT_TO_LEFT = ("/he/", "/he/glossary/", "/he/search/", "/he/preferences/", "/he/glossary/evel/")
LISTS = ("/", "/glossary/")
HEARD = "Play audio: מה זה אבל"
SIDES = """() => {
    const main = document.querySelector('main').getBoundingClientRect()
    return [...document.querySelectorAll('h1 span, h2 span, main p > span[id]')].map(each => {
        const box = each.getBoundingClientRect()
        return [getComputedStyle(each).direction, main.right - box.right <= box.left - main.left + 1]
    })
}"""
TICKED = """() => [...document.querySelectorAll('label:has([type=radio], [type=checkbox]), .tick label')]
    .filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect())
    .filter(({width, height}) => Math.min(width, height) < 44).length"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = write_extremes(tmp_path_factory.mktemp("extremes"))
    with open_away() as away, serve(folder, exit_address=away.address) as address:
        yield address.rstrip("/")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def get_narrow_faults(page: Page) -> list[str]:
    """At 1280 px and 400 %, at 500 %, and with a reader's own spacing."""
    faults: list[str] = []
    for width in (320, 256):
        page.set_viewport_size({"width": width, "height": 640})
        faults += get_faults(page, "reflow") + get_faults(page, "clipped")
    page.set_viewport_size({"width": 320, "height": 640})
    return faults + get_spacing_override_faults(page)


def get_target_faults(page: Page) -> list[str]:
    """A box to tick and a choice are pressed by their labels."""
    pressed = [each for each in get_faults(page, "targets") if "radio" not in each and "checkbox" not in each]
    return pressed + ["a label is small"] * page.evaluate(TICKED)


def open_player(page: Page, name: str) -> None:
    button(page, name).click()
    wait_until(page, lambda: is_sounding(page))
    button(page, "Pause").click()


@pytest.mark.parametrize("slug", TITLES)
def test_a_title_of_200_characters_is_shown_whole_in_a_narrow_window(address: str, page: Page, slug: str) -> None:
    page.goto(f"{address}/glossary/{slug}/")
    title = TITLES[slug]
    assert len(title) == LONGEST
    assert page.locator("h1").inner_text() == title
    assert page.locator(".trail [aria-current=page]").inner_text() == title
    assert page.title().startswith(title)
    assert get_narrow_faults(page) == []
    open_player(page, f"Play audio: {title}, the whole entry")
    assert get_narrow_faults(page) == []
    assert get_covered_faults(page) == []


@pytest.mark.parametrize("path", LISTS)
def test_titles_of_200_characters_fit_into_lists(address: str, page: Page, path: str) -> None:
    page.goto(address + path)
    assert page.get_by_role("link", name=SOLID, exact=True).count() == 1
    assert get_narrow_faults(page) == []


@pytest.mark.parametrize("slug", [*TITLES, "z" * 80])
def test_files_of_long_titles_have_names_that_file_systems_take_and_each_its_own(
    address: str, page: Page, slug: str
) -> None:
    page.goto(f"{address}/glossary/{slug}/")
    names = set()
    links = page.get_by_role("link", name="Download audio").all()
    for link in links:
        with page.expect_download() as download:
            link.click()
        names.add(download.value.suggested_filename)
    assert len(names) == len(links) == 3
    assert max(map(len, names)) <= 124
    assert all(name.startswith(slug[:60]) and name.endswith(".mp3") for name in names)


@pytest.mark.parametrize("slug", TITLES)
def test_the_tags_of_a_file_have_the_whole_title(address: str, page: Page, slug: str) -> None:
    from mutagen.id3 import ID3

    tags = ID3(io.BytesIO(page.request.get(f"{address}/glossary/{slug}/download/all.mp3").body()))
    assert TITLES[slug] in str(tags["TIT2"])
    assert TITLES[slug] in str(tags["TALB"])
    last = page.request.get(f"{address}/glossary/spaced/download/{get_last_part(page, address)}.mp3")
    assert HEADING in str(ID3(io.BytesIO(last.body()))["TIT2"])


def get_last_part(page: Page, address: str) -> str:
    page.goto(f"{address}/glossary/spaced/")
    return str(page.locator("main h2[id]").first.get_attribute("id"))


def test_sixty_sections_are_one_tab_stop_each(address: str, page: Page) -> None:
    """The introduction, sixty sections, the whole entry, and how the title is said."""
    page.goto(f"{address}/glossary/many/", wait_until="networkidle")
    assert page.locator("main h2[id]").count() == MANY + 2
    assert page.locator("main button:visible").count() == MANY + 3
    assert page.locator(".listen .facts a").count() == MANY + 2
    stops = page.locator("main :is(a[href], button, input, select):visible").count()
    assert stops <= 2 * (MANY + 3) + 4, "a button and a link for each recording, and a few of the page"
    page.set_viewport_size({"width": 320, "height": 640})
    assert get_faults(page, "reflow") + get_faults(page, "clipped") + get_target_faults(page) == []


def test_what_sixty_sections_weigh(address: str, page: Page) -> None:
    """About what an entry of usual length may, 20 kB: docs/accessibility.md tells it."""
    bodies: list[bytes] = []
    page.on("requestfinished", lambda request: bodies.append(request.response().body()))  # type: ignore[union-attr]
    page.goto(f"{address}/glossary/many/", wait_until="networkidle")
    wait_until(page, lambda: len(bodies) >= 5)  # the page, its style, exit.js, the player, the icon
    weights = [len(gzip.compress(body, 9)) for body in bodies]
    print(sum(weights), weights)
    assert all(bodies)
    assert sum(weights) < 20_500


def test_sixty_sections_are_stepped_through_to_both_ends(address: str, page: Page) -> None:
    page.goto(f"{address}/glossary/many/")
    open_player(page, "Play audio: Part 1")
    now = page.locator(".player .now")
    for number in range(2, MANY + 1):
        button(page, "Next section").click()
        assert now.inner_text() == f"Part {number}"
    button(page, "Next section").click()
    assert "There is nothing after this." in page.locator(".player").inner_text()
    for number in range(MANY - 1, MANY - 4, -1):
        button(page, "Previous section").click()
        assert now.inner_text() == f"Part {number}"


def test_the_whole_of_sixty_sections_is_one_sound_with_each_heading_in_its_place(address: str, page: Page) -> None:
    page.goto(f"{address}/glossary/many/")
    open_player(page, "Play audio: Sixty parts, the whole entry")
    headings = [text for *_, text, _ in get_marks(page) if text.startswith("Part ")]
    assert headings == [f"Part {number}" for number in range(1, MANY + 1)]
    move(page, page.evaluate(f"{SOUND}.duration") - 0.5)
    button(page, "Previous section").click()
    wait_until(page, lambda: page.evaluate(LIT)[1] in (f"Part {MANY}", f"Part {MANY - 1}"))


@pytest.mark.parametrize("path", RIGHT_TO_LEFT)
def test_pages_from_right_to_left_fit_and_keep_their_order(address: str, page: Page, path: str, axe: str) -> None:
    page.goto(address + path, wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl"
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert get_covered_faults(page) + get_target_faults(page) == []
    assert get_narrow_faults(page) == []
    page.evaluate(axe)
    found: Any = page.evaluate("async () => (await axe.run()).violations.map(each => each.id)")
    assert found == []


def test_text_from_right_to_left_starts_at_the_right(address: str, page: Page) -> None:
    page.goto(f"{address}/he/glossary/evel/")
    sides = page.evaluate(SIDES)
    assert len(sides) > 4
    assert all(direction == "rtl" and is_right for direction, is_right in sides)
    foreign = page.locator("main span[lang=en]")
    assert foreign.evaluate("each => getComputedStyle(each).direction") == "ltr"
    edge = "each => [getComputedStyle(each).paddingRight, getComputedStyle(each).paddingLeft].map(parseFloat)"
    right, left = page.locator("main ul:not([class])").first.evaluate(edge)
    assert right > left, "the points of a list stand at its right"


def test_words_from_right_to_left_are_lit_as_they_are_heard(address: str, page: Page) -> None:
    page.goto(f"{address}/he/glossary/evel/")
    open_player(page, HEARD)
    marks = get_marks(page)
    for start, _, text, words in marks:
        for word_start, first, last in words:
            move(page, word_start)
            assert page.evaluate(LIT)[1:] == [text, text[first:last]], start
    assert get_spoken(marks, 0)[0] == "מה זה אבל"
    for width in (320, 256):
        page.set_viewport_size({"width": width, "height": 640})
        assert get_faults(page, "reflow") + get_target_faults(page) == []
