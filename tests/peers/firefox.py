"""Debian's Firefox, driven by Mozilla's own Marionette, with a loudspeaker that nobody hears."""

from __future__ import annotations

import gc
import io
import logging
import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from .players import SOUND

if TYPE_CHECKING:
    from PIL.Image import Image

TAB: Final = "const tab = gBrowser.selectedBrowser.browsingContext;"
_CAN_GO_BACK: Final = "return gBrowser.canGoBack"
_IS_USED: Final = "return tab.sessionHistory.getEntryAtIndex(tab.sessionHistory.index).hasUserInteraction"
_HISTORY: Final = """
    const history = tab.sessionHistory
    const entries = [...Array(history.count).keys()].map(number => history.getEntryAtIndex(number))
    return [history.index, entries.map(each => [each.URI.spec, each.hasUserInteraction])]"""
_SHIFT: Final = "\ue008"
_PREFERENCES: Final = {"media.autoplay.default": 0, "network.disable-localhost-when-offline": True}


class Firefox:
    """The tab at hand. `evaluate` runs in the page, `ask` in the browser itself."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.profile = Path(driver.profile_path)

    def open(self, address: str) -> None:
        self._driver.navigate(address)

    def use(self) -> None:
        """Presses a key that does nothing: Firefox's Back passes over pages on which nobody did anything."""
        self.press("a")
        wait_until(lambda: self.ask(_IS_USED), 60, "a press that the history knows of")

    def open_tab(self) -> None:
        """A new tab in the place of the old one: no way back, no name."""
        old = self._driver.current_window_handle
        new = self._driver.open("tab", focus=True)["handle"]
        self._driver.switch_to_window(old)
        self._driver.close()
        self._driver.switch_to_window(new)

    @property
    def address(self) -> str:
        return str(self._driver.get_url())

    def evaluate(self, expression: str) -> Any:
        """What an expression gives in the page's own world; promises are waited for."""
        return self._driver.execute_script(f"return {expression}", sandbox=None)

    def ask(self, script: str) -> Any:
        """What a script of the browser returns; `tab` is the tab at hand."""
        with self._driver.using_context("chrome"):
            return self._driver.execute_script(TAB + script)

    def wait_until(self, expression: str, seconds: float = 15) -> Any:
        """What an expression gives as soon as it is true. Pages may change meanwhile."""
        return wait_until(lambda: self._try(expression), seconds, f"{expression} on {self.address}")

    def _try(self, expression: str) -> Any:
        from marionette_driver.errors import MarionetteException

        try:
            return self.evaluate(expression)
        except MarionetteException:
            return None

    def press(self, *keys: str) -> None:
        """Presses and releases real keys, one after the other."""
        from marionette_driver.marionette import Keys

        self._driver.actions.sequence("key", "keyboard").send_keys(
            [getattr(Keys, key.upper(), key) for key in keys]
        ).perform()

    def press_from(self, selector: str, *keys: str) -> None:
        """Presses keys from a place of the focus."""
        self.evaluate(f"document.querySelector('{selector}').focus()")
        self.press(*keys)

    def find(self, words: str, among: str = "main button") -> Any:
        """The one element that has these words."""
        found = [each for each in self._driver.find_elements("css selector", among) if each.text == words]
        assert len(found) == 1, f"{len(found)} of {among} say {words!r}"
        return found[0]

    def find_all(self, selector: str) -> list[Any]:
        return list(self._driver.find_elements("css selector", selector))

    def click(self, words: str, among: str = "main button") -> None:
        self.find(words, among).click()

    def point_at(self, selector: str) -> None:
        """Presses the pointer; does not wait for a page that may come."""
        [element] = self.find_all(selector)
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", [element])
        self._driver.actions.sequence("pointer", "mouse").click(element).perform()

    def go_back(self) -> None:
        """Presses Back, once the page at hand has wholly come; does not wait for the one before."""
        is_there = "return !gBrowser.selectedBrowser.webProgress.isLoadingDocument"
        wait_until(lambda: self.ask(is_there), 60, "the whole page")
        with suppress(AssertionError):
            wait_until(lambda: self.ask(_CAN_GO_BACK), 60, "a way back")
        assert self.ask(_CAN_GO_BACK), f"there is no way back in {self.ask(_HISTORY)}"
        self.ask("gBrowser.goBack()")

    def play(self, name: str) -> None:
        self.click(f"Play audio: {name}")
        self.wait_until(f"!{SOUND}.paused && {SOUND}.currentTime > 0")

    def draw(self) -> Image:
        """What the window shows."""
        from PIL import Image

        return Image.open(io.BytesIO(self._driver.screenshot(format="binary", full=False))).convert("RGB")

    def set_size(self, width: int, height: int) -> None:
        self._driver.set_window_rect(width=width, height=height)

    def get_stored(self) -> list[Any]:
        """Cookies, workers, and folders in which sites keep something on the disk."""
        found = self.ask("""
            const workers = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager)
            return [Services.cookies.cookies.map(each => each.name), workers.getAllRegistrations().length]""")
        return [found, [each.name for each in (self.profile / "storage" / "default").glob("http*")]]


NOTHING: Final = [[[], 0], []]


def wait_until(is_so: Callable[[], Any], seconds: float, what: str) -> Any:
    end = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < end, f"not so after {seconds} seconds: {what}"
        time.sleep(0.05)
    return found


@contextmanager
def open_speaker(folder: Path) -> Iterator[str]:
    """The address of a sound server without a loudspeaker. Firefox plays nothing where there is no sound device."""
    program = shutil.which("pulseaudio")
    if program is None:
        pytest.skip("NOT PROVED HERE: no pulseaudio on this machine; tests/peers/install.sh installs it")
    socket = folder / "speaker"
    options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes",
               "-L", "module-null-sink",
               "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"]  # fmt: skip
    variables = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    with subprocess.Popen([program, *options], env=variables, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until(socket.exists, 10, "the socket of pulseaudio")
            yield f"unix:{socket}"
        finally:
            server.terminate()


@contextmanager
def open_firefox(folder: Path) -> Iterator[Firefox]:
    """A Firefox without a window, with a profile and a home of its own. It is closed with the block."""
    program = shutil.which("firefox-esr")
    if program is None:
        pytest.skip("NOT PROVED HERE: no firefox-esr on this machine; tests/peers/install.sh installs it")
    with open_speaker(folder) as speaker, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.setenv("PULSE_SERVER", speaker)
        with lenient():
            driver = _start(program, folder)
        try:
            yield Firefox(driver)
        finally:
            with lenient():
                driver.quit()
                driver.cleanup()


@contextmanager
def lenient() -> Iterator[None]:
    """The driver leaves sockets open when it starts and ends Firefox, and asks a library in an old way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
        gc.collect()


def get_module() -> Any:
    """The driver's own module."""
    module = pytest.importorskip(
        "marionette_driver.marionette", reason="NOT PROVED HERE: marionette_driver is not installed"
    )
    logging.getLogger("mozversion").setLevel(logging.ERROR)
    return module


def _start(program: str, folder: Path) -> Any:
    driver = get_module().Marionette(
        bin=program, headless=True, port=0, prefs=_PREFERENCES, gecko_log=str(folder / "firefox.log"),
        workspace=str(folder), startup_timeout=60,
    )  # fmt: skip
    driver.start_session({"pageLoadStrategy": "normal", "timeouts": {"pageLoad": 30_000, "script": 20_000}})
    return driver
