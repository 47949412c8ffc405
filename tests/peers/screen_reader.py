"""Orca with Firefox: opens pages, presses keys, and gives what was said, one utterance a string.

Nothing is spoken aloud, so nothing is cut short: after a page has loaded, all of it is read, from its first word to its
last. The reading place stays at the beginning, as it does for a reader who hushes Orca at once.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .desktop import PYTHON, Desktop, open_desktop, wait_for
from .marionette import Firefox

STARTER = Path(__file__).with_name("orca_start.py")
READY = "<!DOCTYPE html><html lang=en><title>Ready</title><p>Ready. <a href=#>End</a>"
SPOKEN = re.compile(r"SPEECH OUTPUT: '(.*)'.*", re.DOTALL)
VOLATILE = ("Loading. Please wait.",)
"""What Orca says only if a page takes long to load."""
PATIENCE = 20.0
"""Seconds in which as many utterances come as are known to come; on a busy machine they lie seconds apart."""
SLOWEST = 60.0
"""Seconds that a page may take to be read on a busy machine; it takes two to eight."""


class ScreenReader:
    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._log = desktop.folder / "said.jsonl"
        self._place = 0
        self._said: list[str] = []
        desktop.start(PYTHON, str(STARTER), str(self._log))
        self._wait_for_words("Screen reader on.")
        first = desktop.folder / "ready.html"
        first.write_text(READY)
        self._ready = first.as_uri()
        self._firefox = Firefox(desktop, self._ready)
        self._wait_for_words("Finished loading Ready.")
        self.rest()

    def close(self) -> None:
        self._firefox.close()

    def evaluate(self, expression: str) -> Any:
        """What JavaScript gives in the page."""
        return self._firefox.evaluate(expression)

    def rest(self) -> None:
        """Leaves the page for one that is all but empty, and forgets what was said."""
        self.forget()
        self._firefox.open(self._ready)
        self._wait_for_words("End", "link", last=True)
        self.listen(0.5)

    def read(self, address: str) -> list[str]:
        """All that is said when a page is opened."""
        return self.read_after(lambda: self._firefox.open(address))

    def read_after(self, act: Callable[[], object]) -> list[str]:
        """All that is said about the page that an act leads to. It ends with the words of its last link."""
        self.forget()
        act()
        self._wait_for_words("Finished loading")
        last = self.evaluate("[...document.links].filter(each => each.checkVisibility()).at(-1).innerText.trim()")
        self._wait_for_words(last, "link", last=True)
        self.listen(0.5)
        return self._said

    def press(self, *keys: str, quiet: float = 0.9, known: int = 1) -> list[str]:
        """What is said after keys, which must make Orca say something; so many utterances are known to come."""
        self.forget()
        self._desktop.run("xdotool", "key", "--delay", "150", *keys)
        self._wait_for(lambda: bool(self._said), f"words after {keys}")
        limit = time.monotonic() + PATIENCE
        while len(self._said) < known and time.monotonic() < limit:
            self.listen(0.1)
        return self.listen(quiet)

    def press_until(self, words: str, *keys: str) -> list[str]:
        """What is said after keys, up to an utterance that comes with a delay of the page."""
        self.forget()
        self._desktop.run("xdotool", "key", "--delay", "150", *keys)
        self._wait_for_words(words)
        return self.listen(1.5)

    def focus(self, button: str) -> None:
        """Brings the focus to a button of the player that has not got it, and waits until that is said."""
        self.forget()
        self.evaluate(f"[...document.querySelectorAll('.player button')].find(e => e.innerText == '{button}').focus()")
        self._wait_for_words(f"{button} push button.")
        self.listen(0.5)

    def listen(self, quiet: float) -> list[str]:
        """All that was said since the last act, once nothing has been said for `quiet` seconds."""
        limit = time.monotonic() + SLOWEST
        known, since = len(self._said), time.monotonic()
        while time.monotonic() - since < quiet:
            assert time.monotonic() < limit, f"it goes on speaking: {self._said[-8:]}"
            time.sleep(0.05)
            self._hear()
            if len(self._said) > known:
                known, since = len(self._said), time.monotonic()
        return self._said

    def forget(self) -> None:
        """What was said so far is not given again."""
        self._hear()
        self._said = []

    def _hear(self) -> None:
        if not self._log.exists():
            return
        with self._log.open("rb") as log:
            log.seek(self._place)
            whole = log.read().rpartition(b"\n")[0]
        if whole:
            self._place += len(whole) + 1
            self._said += get_words(whole.decode())

    def _wait_for_words(self, *words: str, last: bool = False) -> None:
        def is_said() -> bool:
            if last:
                return self._said[-len(words) :] == list(words)
            return any(each.startswith(words[0]) for each in self._said)

        self._wait_for(is_said, f"{words}")

    def _wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        def look() -> bool:
            self._hear()
            return is_so()

        orca = Path(PYTHON).name
        wait_for(look, SLOWEST, lambda: f"Orca has not said {what}: {self._said[-8:]} {self._desktop.read_log(orca)}")


def get_words(log: str) -> list[str]:
    """The words of a log; a letter or space more or less between words is the same."""
    found = (SPOKEN.fullmatch(json.loads(line)) for line in log.splitlines())
    words = (" ".join(each[1].split()) for each in found if each)
    return [each for each in words if each and each not in VOLATILE]


@contextmanager
def open_screen_reader(folder: Path) -> Iterator[ScreenReader]:
    with open_desktop(folder) as desktop:
        reader = ScreenReader(desktop)
        yield reader
        reader.close()
