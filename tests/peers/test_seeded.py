"""Mistakes put into a copy of a page: each is caught by some check, and docs/seeded-defects.md says by which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from .checkers import get_axe_findings, get_html_validate_findings, get_vnu_findings
from .conftest import ROOT
from .defects import DEFECTS, Defect
from .page_checks import (
    get_covered_faults,
    get_faults,
    get_key_faults,
    get_ring_faults,
    get_skip_faults,
    get_spacing_override_faults,
)
from .player_checks import get_player_faults
from .site import make_app
from .source_checks import get_source_faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytest.importorskip("PIL", reason="NOT PROVED HERE: pillow is not installed; tests/peers/install.sh installs it")
ADDRESSES = ("/glossary/trauma-bonding/", "/search/")
"""A defect that needs a form is put into the second."""
CLEAN = {address: make_app().test_client().get(address).text for address in ADDRESSES}
OTHERS = {"Grief - Word list": "/glossary/grief/"}
NARROW, WIDE, STOPS = 320, 1280, 12
TIMED = {"our check of covered focus", "our check of focus rings"}
"""What these find in a page that is broken elsewhere may hang on how fast it is drawn: of a glide, or of a clip."""
EARLY = {"a sound that starts by itself": {"our check of sound"}}
"""It may have begun before the player takes its place, which starts nothing."""
TABLE = ROOT / "docs" / "seeded-defects.md"


def get_copy(defect: Defect) -> tuple[str, str]:
    """Address and HTML of the first page that the defect changes; what it changes beside the page is sent later."""
    if defect.place:
        at = ADDRESSES[0]
        return at, defect.seed(CLEAN[at]) if defect.place == at else CLEAN[at]
    return next((at, defect.seed(text)) for at, text in CLEAN.items() if defect.seed(text) != text)


NAMES = {f"{number:02d}": defect for number, defect in enumerate(DEFECTS)}
Batch = dict[str, set[str]]


@pytest.fixture(scope="session")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """What html-validate and vnu find in each copy, by the name of its file."""
    folder = tmp_path_factory.mktemp("seeded")
    for number, defect in NAMES.items():
        (folder / f"{number}.html").write_text(get_copy(defect)[1], encoding="utf-8")
    for number, text in enumerate(CLEAN.values()):
        (folder / f"clean{number}.html").write_text(text, encoding="utf-8")
    found: Batch = {}
    for check, lines in (("vnu", get_vnu_findings(folder)), ("html-validate", get_html_validate_findings(folder))):
        for line in lines:
            found.setdefault(line.split(".html")[0], set()).add(check)
    return found


@dataclass
class Copy:
    """What the browser gets: this HTML for any page, and the defect in what stands beside it."""

    text: str = ""
    defect: Defect | None = None

    def change(self, path: str, body: str) -> str | None:
        """The body with the defect in it, if it belongs there."""
        if not self.defect or not self.defect.place or not path.endswith(self.defect.place):
            return None
        changed = self.defect.seed(body)
        assert changed != body, f"{self.defect.name} changes nothing in {path}"
        return changed


@pytest.fixture(scope="session")
def copy() -> Copy:
    """One for the session, filled by each test."""
    return Copy()


@pytest.fixture(scope="session")
def page(browser: Browser, copy: Copy) -> Iterator[Page]:
    """One page for the session, in which each address gives the copy."""

    def send(route: Route) -> None:
        wanted = urlsplit(route.request.url)
        if wanted.path.startswith("/seeded."):
            kind = "text/css" if wanted.path.endswith("css") else "text/javascript"
            route.fulfill(body=unquote(wanted.query), content_type=kind)
        elif wanted.hostname != "127.0.0.1":
            route.abort()
        elif route.request.resource_type == "document":
            route.fulfill(body=copy.text, content_type="text/html; charset=utf-8")
        elif copy.defect and copy.defect.place and wanted.path.endswith(copy.defect.place):
            reply = route.fetch()
            route.fulfill(response=reply, body=copy.change(wanted.path, reply.text()))
        else:
            route.continue_()

    page = browser.new_page(viewport={"width": WIDE, "height": 900})
    page.route("**/*", send)
    yield page
    page.close()


def get_catchers(page: Page, axe: str, address: str, copy: Copy, text: str, defect: Defect | None = None) -> set[str]:
    """Names of the checks that find something in a copy."""
    copy.text, copy.defect = text, defect
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.goto("about:blank")
    response = page.goto(address)
    assert response is not None
    assert response.text() == text, "the browser did not get the copy"
    found = {"our source checks"} if get_source_faults(text, "en-GB", OTHERS) else set()
    found |= get_finders(get_browser_checks(page, axe))
    if is_player_opened(address, defect):
        found |= get_finders(get_player_checks(page, axe))
    return {name.removeprefix("our check of axe in ") for name in found}


def get_finders(checks: dict[str, Callable[[], list[str]]]) -> set[str]:
    """Names of those that find something; what they find is printed."""
    found = {f"our check of {name}": check() for name, check in checks.items()}
    print(*((name, faults) for name, faults in found.items() if faults), sep="\n")
    return {name for name, faults in found.items() if faults}


def is_player_opened(address: str, defect: Defect | None) -> bool:
    """Where the defect is in the player, and in the page as it is."""
    return address.endswith(ADDRESSES[0]) and (defect is None or bool(defect.place))


def get_player_checks(page: Page, axe: str) -> dict[str, Callable[[], list[str]]]:
    """The second looks at the player that the first has opened."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.reload()
    return {"the player": lambda: get_player_faults(page), "axe in axe, open player": lambda: _see_from_top(page, axe)}


def _see_from_top(page: Page, axe: str) -> list[str]:
    page.evaluate("scrollTo(0, 0)")
    return get_axe_findings(page, axe)


def get_browser_checks(page: Page, axe: str) -> dict[str, Callable[[], list[str]]]:
    wide = {name: lambda name=name: get_faults(page, name) for name in (
        "lines", "spacing", "clipped", "motion", "order", "sound", "windows", "targets")}  # fmt: skip
    return {
        **wide,
        "axe in axe, light": lambda: get_axe_findings(page, axe),
        "axe in axe, dark": lambda: _in_dark(page, axe),
        "skip link": lambda: get_skip_faults(page),
        "single keys": lambda: get_key_faults(page),
        "covered focus": lambda: get_covered_faults(page, STOPS),
        "focus rings": lambda: get_ring_faults(page, STOPS),
        "paper": lambda: _on_paper(page),
        "edges": lambda: _in_forced_colours(page),
        "reflow": lambda: _narrow(page, lambda: get_faults(page, "reflow")),
        "text spacing": lambda: _narrow(page, lambda: get_spacing_override_faults(page)),
    }


def _in_dark(page: Page, axe: str) -> list[str]:
    page.emulate_media(color_scheme="dark")
    found = get_axe_findings(page, axe)
    page.emulate_media(color_scheme="light")
    return found


def _on_paper(page: Page) -> list[str]:
    page.emulate_media(media="print")
    found = get_faults(page, "print")
    page.emulate_media(media="screen")
    return found


def _in_forced_colours(page: Page) -> list[str]:
    page.emulate_media(forced_colors="active")
    found = get_faults(page, "edges")
    page.emulate_media(forced_colors="none")
    return found


def _narrow(page: Page, check: Callable[[], list[str]]) -> list[str]:
    page.set_viewport_size({"width": NARROW, "height": 640})
    return check()


def get_rows() -> dict[str, set[str]]:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: set(checks.split("; ")) for name, checks in rows}


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_check_finds_anything_in_the_page_as_it_is(
    site: str, page: Page, axe: str, batch: Batch, copy: Copy, address: str
) -> None:
    assert get_catchers(page, axe, site + address, copy, CLEAN[address]) == set()
    assert [name for name in batch if name.startswith("clean")] == []


@pytest.mark.parametrize("number", NAMES, ids=lambda number: NAMES[number].name)
def test_a_defect_does_not_escape(site: str, page: Page, axe: str, batch: Batch, copy: Copy, number: str) -> None:
    defect = NAMES[number]
    address, text = get_copy(defect)
    caught = get_catchers(page, axe, site + address, copy, text, defect) | batch.get(number, set())
    print(f"| {defect.name} | {'; '.join(sorted(caught))} |")
    assert caught
    told = get_rows()[defect.name]
    assert told & caught
    either_way = TIMED | EARLY.get(defect.name, set())
    assert told - either_way == caught - either_way, "docs/seeded-defects.md says otherwise"


def test_the_table_names_every_defect() -> None:
    assert [name for name in get_rows() if name not in ("Defect", "---")] == [defect.name for defect in DEFECTS]
    assert len(DEFECTS) >= 30
