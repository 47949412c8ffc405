"""Pages that are not measured as one of each kind: answers, a sound that is waited for, a letter of many, failures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Page

Reach = Callable[["Page", str], object]
_SEND = """([address, words]) => {
  const form = document.createElement('form'), field = document.createElement('textarea')
  form.method = 'post'
  form.action = address
  field.name = 'words'
  field.value = words
  form.append(field)
  document.body.append(form)
  form.submit()
}"""


def visit(address: str) -> Reach:
    return lambda page, site: page.goto(site + address)


def send(address: str, words: str) -> Reach:
    """By POST, as a form does that no browser looks over before."""

    def reach(page: Page, site: str) -> None:
        page.goto(f"{site}/search/")
        with page.expect_navigation():
            page.evaluate(_SEND, [address, words])

    return reach


SOUND: Final = "/glossary/grief/audio/how-it-heals.mp3"
ANSWERS: Final[dict[str, tuple[str, str, Reach]]] = {
    "entry in Spanish": ("site", "Vínculo traumático", visit("/es/glossary/vinculo-traumatico/")),
    "results": ("site", "Search results", send("/search/", "harm shame")),
    "results in Spanish": ("site", "Resultados de la búsqueda", send("/es/search/", "daño")),
    "nothing found": ("site", "Nothing found", send("/search/", "zzzz")),
    "refused search": ("site", "Not searched yet", send("/search/", "")),
    "too long a search": ("site", "Not searched yet", send("/search/", "x" * 300)),
    "waiting": ("site", "not ready", visit(SOUND)),
    "waiting, looked at once": ("site", "not ready", visit(f"{SOUND}?check=once")),
    "letter": ("large_site", "Entries with B", visit("/glossary/letters/b/")),
    "no connection": ("site", "You are not connected", visit("/preferences/offline/")),
    "failure 500": ("unlucky_site", "went wrong", visit("/")),
    "failure 405": ("site", "does not work that way", send("/", "")),
    "failure 413": ("site", "too", send("/search/", "x" * 70_000)),
}
"""By name: the fixture of the site, words of the title, and how the page is reached."""
UNLISTED: Final = tuple(name for name in ANSWERS if name not in ("entry in Spanish", "no connection"))
"""Those that `EVERY_ADDRESS` does not have."""
MEASURED: Final = tuple(name for name in ANSWERS if not name.startswith(("failure", "too long")) and name != "waiting")
"""Those that stay as they are while they are measured, each with parts of its own."""
