"""What an open player tells a screen reader, and whether what is spoken is on the page: one line for each fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .players import SOUND, is_sounding, wait_until, watch

if TYPE_CHECKING:
    from playwright.sync_api import Page

LISTENED: Final = 2500
"""Milliseconds of playing: the place in the audio changes twice or more, and nothing may be said of it."""
_PLACE: Final = "[document.activeElement.ariaValueText, document.querySelector('[data-is=time]').textContent]"
_UNLIKE: Final = f"""async () => {{
  const marks = await (await fetch({SOUND}.src.replace('mp3', 'marks.json'))).json()
  const spoken = marks.sentences.map(each => each.id), shown = [...document.querySelectorAll('[id^=s-]')].map(e => e.id)
  const part = shown.slice(shown.indexOf(spoken[0]), shown.indexOf(spoken.at(-1)) + 1)
  return [...spoken.filter(id => !shown.includes(id)).map(id => `spoken and not on the page: ${{id}}`),
          ...part.filter(id => !spoken.includes(id)).map(id => `on the page and not spoken: ${{id}}`)]
}}"""


def get_player_faults(page: Page) -> list[str]:
    """Plays the second section, listens, pauses, and moves the slider."""
    watch(page)
    page.get_by_role("button", name="Play audio: How it forms", exact=True).evaluate("button => button.click()")
    wait_until(page, lambda: is_sounding(page))
    page.wait_for_timeout(LISTENED)
    said = page.evaluate("said")
    faults = [f"says {len(said)} things of one act: {said[-1]}"] if len(said) > 1 else []
    faults += page.evaluate("""() => [...document.querySelectorAll('main [aria-pressed]')]
        .map(each => `changes its name and is pressed: ${each.textContent}`)""")
    if not page.evaluate("document.querySelector('.player').ariaLabel"):
        faults.append("the player has no name")
    page.locator("[data-is=toggle]").evaluate("button => button.click()")
    return faults + _get_slider_faults(page) + list(page.evaluate(_UNLIKE))


def _get_slider_faults(page: Page) -> list[str]:
    page.locator(".player [data-is=slider]").focus()
    faults, before = [], ""
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        told, shown = page.evaluate(_PLACE)
        if told != shown or told == before:
            faults.append(f"the slider tells '{told}' at '{shown}'")
        before = told
    return faults
