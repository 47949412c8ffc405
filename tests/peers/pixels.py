"""What a browser painted, and its contrast, pixel by pixel."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Page

TRIES: Final = 3
REFUSED: Final = "Unable to capture screenshot"
"""Chromium now and then says so of a page that it draws when it is asked again."""

_LINEAR: Final = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (n / 255 for n in range(256))]


def draw(page: Page, **options: Any) -> Image:
    """What the window shows, or the part of it that the options of Playwright's `screenshot` tell."""
    from PIL import Image
    from playwright.sync_api import Error

    for tries in range(TRIES):
        try:
            return Image.open(io.BytesIO(page.screenshot(caret="hide", **options))).convert("RGB")
        except Error as error:
            if REFUSED not in str(error) or tries == TRIES - 1:
                raise
            page.wait_for_timeout(500)
    raise AssertionError


def get_luminances(image: Image) -> list[float]:
    """Relative luminance of each pixel (WCAG 2.2, definition of the same name)."""
    data = image.tobytes()
    return [
        0.2126 * _LINEAR[data[n]] + 0.7152 * _LINEAR[data[n + 1]] + 0.0722 * _LINEAR[data[n + 2]]
        for n in range(0, len(data), 3)
    ]


def get_contrast(one: float, other: float) -> float:
    """Contrast ratio of two luminances, from 1 to 21 (WCAG 2.2)."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@dataclass(frozen=True, slots=True)
class Painted:
    """A box with text in it, as it was painted."""

    width: int
    luminances: tuple[float, ...] = field(repr=False)

    @property
    def ground(self) -> float:
        """The luminance that most pixels have."""
        return Counter(self.luminances).most_common(1)[0][0]

    @property
    def text_contrast(self) -> float:
        """Of the ink on its ground. Edges of letters are paler than their middle, so the strongest pixel counts."""
        return max(get_contrast(each, self.ground) for each in self.luminances)

    @property
    def lines(self) -> int:
        """Rows that are a line of 3:1 on the ground, but for gaps under letters such as g."""
        rows = zip(*[iter(self.luminances)] * self.width, strict=True)
        return sum(sum(get_contrast(each, self.ground) >= 3 for each in row) >= 0.8 * self.width for row in rows)

    def get_change(self, other: Painted) -> float:
        """Which part of the pixels differs by 3:1 and more."""
        pairs = zip(self.luminances, other.luminances, strict=True)
        return sum(get_contrast(*pair) >= 3 for pair in pairs) / len(self.luminances)


def get_painted(image: Image, box: tuple[float, float, float, float]) -> Painted:
    """The pixels of a box, given as x, y, width and height; a pixel at each side is left out."""
    x, y, width, height = box
    cut = image.crop((round(x) + 1, round(y) + 1, round(x + width) - 1, round(y + height) - 1))
    return Painted(cut.width, tuple(get_luminances(cut)))
