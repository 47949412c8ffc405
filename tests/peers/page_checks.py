"""What no checker sees, measured in a browser: each function gives one line for each fault of the page that is open."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .pixels import draw, get_contrast, get_luminances

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_STOPS: Final = 1000
"""No page has so many stops of Tab: a walk that does not end by then has been caught somewhere."""
ALIKE: Final = 3
"""So many stops that look alike are compared pixel by pixel; the help page has hundreds of numbers to call."""

# A press has left the browser's own place for Tab where it was: an element that can take the focus brings it back.
# A key that scrolls (End, Page Down) has begun a glide, which goes on from wherever the page is put meanwhile.
_START = """async () => {
  document.activeElement.blur()
  getSelection().removeAllRanges()
  document.body.tabIndex = -1
  document.body.focus({preventScroll: true})
  document.body.removeAttribute('tabindex')
  for (let still = 0; still < 10; still++) {
    if (scrollY) still = 0
    scrollTo(0, 0)
    await new Promise(requestAnimationFrame)
  }
}"""
_STOP = """() => {
  const here = document.activeElement
  if (!here || here === document.body) return null
  here.wasReached = true
  const {outlineWidth, outlineOffset, outlineStyle, outlineColor, display, backgroundColor} = getComputedStyle(here)
  const boxes = [...here.getClientRects()].map(b => [b.x, b.y, b.width, b.height])
  const one = here.getClientRects()[0], box = here.getBoundingClientRect()
  const top = one && document.elementFromPoint(one.x + one.width / 2, one.y + one.height / 2)
  return {look: [here.tagName, here.type, here.className, here.parentElement.className, here.parentElement.tagName,
                 outlineWidth, outlineOffset, outlineStyle, outlineColor, display, backgroundColor,
                 boxes.length].join(),
          name: (here.textContent.trim() || here.getAttribute('aria-label') || here.id).slice(0, 60), tag: here.tagName,
          boxes, box: [box.x, box.y, box.width, box.height],
          hidden: !one || !top || !(here.contains(top) || top.contains(here) && top.closest('a,button,label') === here),
          inside: box.y >= 0 && box.bottom <= innerHeight || box.height > innerHeight}
}"""
_FAULTS: Final = (Path(__file__).parent / "page_checks.js").read_text(encoding="utf-8")
_SPACED = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`)
  document.adoptedStyleSheets.push(sheet)
}"""


def get_faults(page: Page, name: str) -> list[str]:
    """The faults of one kind on the page as it is shown now."""
    return list(page.evaluate(f"{_FAULTS.strip()}.{name}()"))


def get_spacing_override_faults(page: Page) -> list[str]:
    """What is cut off or too wide once a reader sets the spacing of text (WCAG 2.2, 1.4.12)."""
    page.evaluate(_SPACED)
    faults = get_faults(page, "clipped") + get_faults(page, "reflow")
    page.evaluate("() => document.adoptedStyleSheets.pop()")
    return faults


def get_skip_faults(page: Page) -> list[str]:
    """Whether the first stop of Tab is a link that leads into the main text."""
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0) }")
    page.keyboard.press("Tab")
    first = page.evaluate("() => document.activeElement.getAttribute('href') ?? ''")
    if not first.startswith("#"):
        return ["the first stop is no skip link"]
    page.keyboard.press("Enter")
    inside = page.evaluate("() => !!document.activeElement.closest('main')")
    return [] if inside else ["the skip link does not lead into the main text"]


KEYS = (
    *string.ascii_lowercase, *string.digits, *string.punctuation,
    "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Escape", "Delete",
)  # fmt: skip
"""Single keys (2.1.4), and those that players take elsewhere."""


def get_key_faults(page: Page) -> list[str]:
    """Single keys that do something on the page (2.1.4), once all of it is there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.activeElement.blur()")
    state = "() => [location.href, document.body.outerHTML, document.activeElement.tagName, document.title].join()"
    before = page.evaluate(state)
    for key in KEYS:
        page.keyboard.press(key)
        if page.evaluate(state) != before:
            return [f"the key '{key}' does something"]
    return []


def walk(page: Page, key: str = "Tab", most: int | None = None) -> Iterator[dict[str, Any]]:
    """Each stop of Tab from the beginning, or of Shift+Tab from the end: all of them, or only so many.

    :raise AssertionError: if there is no end of them.
    """
    page.evaluate(_START)
    for number in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(_STOP)
        if stop is None or number == most:
            return
        yield stop
    raise AssertionError(f"{MOST_STOPS} times {key} did not leave {page.url}")


def get_stops(page: Page, key: str = "Tab", most: int | None = None) -> list[dict[str, Any]]:
    """The stops of a walk; a native player counts once."""
    stops: list[dict[str, Any]] = []
    for stop in walk(page, key, most):
        if stop["tag"] != "AUDIO" or not stops or stops[-1]["tag"] != "AUDIO":
            stops.append(stop)
    return stops


def get_unreached_faults(page: Page) -> list[str]:
    """What can be pressed and is no stop of Tab (2.1.1); of a group of radio buttons, Tab reaches one."""
    list(walk(page))
    return get_faults(page, "unreached")


def get_covered_faults(page: Page, most: int | None = None) -> list[str]:
    """Stops that something lies over, or that are not in the window (2.4.12), both ways."""
    stops = get_stops(page, "Tab", most) + get_stops(page, "Shift+Tab", most)
    return [f"focused and not seen: {each['name']}" for each in stops if each["hidden"] or not each["inside"]]


def get_ring_faults(page: Page, most: int | None = None) -> list[str]:
    """Stops whose focus changes fewer pixels by 3:1 than a line of 2 px around them has (2.4.13)."""
    faults: list[str] = []
    alike: Counter[str] = Counter()
    for stop in walk(page, most=most):
        alike[stop["look"]] += 1
        if stop["tag"] == "AUDIO" or alike[stop["look"]] > ALIKE:
            continue  # the ring of a native player is the browser's own
        changed = _count_changed(page, stop["box"])
        needed = min(sum(map(_get_line, stop["boxes"])), _get_line(stop["box"]))
        if changed < needed:
            faults.append(f"focus changes {changed} pixels of {needed:.0f}: {stop['name']}")
    return faults


def _get_line(box: list[float]) -> float:
    """Pixels of a line of 2 px around a box, within it."""
    return 2 * 2 * (box[2] + box[3]) - 16


def _count_changed(page: Page, box: list[float]) -> int:
    """How many pixels around the focused element differ by 3:1 and more once it loses the focus."""
    x, y, width, height = box
    size = page.viewport_size or {"width": 0, "height": 0}
    left, top = max(0, x - 8), max(0, y - 8)
    clip = {"x": left, "y": top, "width": min(width + 16, size["width"] - left),
            "height": min(height + 16, size["height"] - top)}  # fmt: skip
    if clip["width"] <= 0 or clip["height"] <= 0:
        return 0
    focused = draw(page, clip=clip)
    page.evaluate("() => { globalThis.was = document.activeElement; was.blur() }")
    plain = draw(page, clip=clip)
    page.evaluate("() => was.focus({preventScroll: true})")
    pairs = zip(get_luminances(focused), get_luminances(plain), strict=True)
    return sum(get_contrast(*pair) >= 3 for pair in pairs)
