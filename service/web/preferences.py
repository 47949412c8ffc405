"""What a reader may prefer, and the page on which it is chosen. The choices never reach the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template

from service.web.player import SPEEDS

blueprint = Blueprint("preferences", __name__)


@dataclass(frozen=True, slots=True)
class Preference:
    name: str
    values: tuple[str, ...]
    """In the order of the page."""
    usual: str

    def get_written(self) -> str:
        """Its values with the usual one first, as the scripts read them: "speed=1,0.5,0.8,1.25,1.5,2"."""
        others = (value for value in self.values if value != self.usual)
        return f"{self.name}={','.join((self.usual, *others))}"

    @property
    def word(self) -> str:
        """Name of its interface string: "preference_speed"."""
        return f"preference_{self.name}"

    def get_word(self, value: str) -> str:
        """Name of a value's interface string: "preference_speed_0_8"."""
        return f"{self.word}_{value.replace('.', '_')}"


READING: Final = (
    Preference("size", ("100", "125", "150", "175", "200"), "100"),
    Preference("spacing", ("usual", "wide", "widest"), "usual"),
    Preference("theme", ("device", "light", "dark"), "device"),
)
"""Each is an attribute of <html>, such as `data-size`, for the stylesheet."""
LISTENING: Final = (
    Preference("highlight", ("on", "off"), "on"),
    Preference("strength", ("usual", "strong"), "usual"),
    Preference("speed", tuple(rate for rate, _ in SPEEDS), "1"),
    Preference("pause", ("off", "on"), "off"),
)
WRITTEN: Final = "&".join(each.get_written() for each in (*READING, *LISTENING))
"""All of them in one line, for the one attribute in which the scripts find them."""


@blueprint.get("/preferences/")
def show() -> str:
    """The page of preferences, and of what is kept on the device."""
    return render_template("preferences.html", reading=READING, listening=LISTENING)
