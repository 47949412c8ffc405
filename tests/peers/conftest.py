from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from . import serving
from .absent import pytest_configure as pytest_configure
from .answers import ANSWERS
from .away import Away, open_away
from .swift import Swift, serve_swift

ROOT = Path(__file__).parents[2]
LONGEST = (
    "test_screen_reader",
    "test_celery",
    "test_verify",
    "test_page",
    "test_seeded",
    "test_phone_line",
    "test_keypad",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first: the processes share them, and none is left with one at the end."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


@pytest.fixture(scope="session", autouse=True)
def shared_recordings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One folder for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    serving.share((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "recordings")


@pytest.fixture(scope="module")
def destination() -> Iterator[Away]:
    """Where readers of a file's sites go when they leave."""
    with open_away() as away:
        yield away


@pytest.fixture
def away(destination: Away) -> Iterator[Away]:
    """The same, to which nobody has come yet."""
    destination.forget()
    yield destination
    destination.forget()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with the real content and the default voice, all of its audio rendered."""
    with serving.serve(tmp_path_factory.mktemp("served"), engine="pyttsx3") as address:
        yield address


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Any]]:
    """Starts Debian's Chromium, headless, without a line to anywhere but this machine. One driver serves all tests."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("NOT PROVED HERE: no chromium on this machine; tests/peers/install.sh installs it")
    playwright = pytest.importorskip("playwright.sync_api", reason="NOT PROVED HERE: playwright is not installed")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run", "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
    with playwright.sync_playwright() as driver:
        yield partial(driver.chromium.launch, executable_path=chromium, args=flags)


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Any]) -> Iterator[object]:
    running = launch()
    yield running
    running.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """A server of the real content with sounds that need no voice, on this machine."""
    from .site import serve

    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def large_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of so many entries that each letter has a page."""
    from .site import make_large_app, serve

    with serve(make_large_app(tmp_path_factory.mktemp("large"))) as address:
        yield address


@pytest.fixture(scope="session")
def unlucky_site() -> Iterator[str]:
    """A server whose first page fails."""
    from .site import make_unlucky_app, serve

    with serve(make_unlucky_app()) as address:
        yield address


@pytest.fixture
def reach(request: pytest.FixtureRequest) -> Callable[[Any, str], None]:
    """Opens one of `ANSWERS` by its name, and sees that it is what it should be."""

    def reach(page: Any, name: str) -> None:
        site, title, act = ANSWERS[name]
        act(page, request.getfixturevalue(site))
        assert title in page.title()

    return reach


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swift]:
    """OpenStack Swift with its S3 interface and a bucket `audio`."""
    with serve_swift(tmp_path_factory.mktemp("swift")) as running:
        yield running


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which a test puts into a page."""
    return get_tool("axe-core/axe.min.js").read_text(encoding="utf-8")


def get_tool(path: str) -> Path:
    """A file of a checker that install.sh brought."""
    found = Path(__file__).parent / "node_modules" / path
    if not found.exists():
        pytest.skip(f"NOT PROVED HERE: no {path}; tests/peers/install.sh installs it")
    return found
