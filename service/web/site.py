"""What settings decide about pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Site:
    name: str = "Word list"
    """Neutral name of the site, in every `<title>`, and so in the browser's history."""
    language: str = "en"
    """Tag of the shelf that is served at `/`; others are served at `/<tag>/`."""
    neutral_names: bool = False
    """Whether downloads have names that do not tell their subject."""
    content: Path | None = None
    """The folder whose `<language>/images` hold the images that entries show; None where there are none."""
    neutral_titles: bool = False
    """Whether every `<title>` is the name of the site alone, so that histories do not tell what was read."""
    exit_address: str = "https://www.bbc.co.uk/weather"
    """Where "Exit this page" leads."""
    fewer_traces: bool = False
    """Whether links within the site take the place of the page in the tab's back list."""
    offline: bool = True
    """Whether readers are offered to keep the glossary on their device."""
    store_origin: str = ""
    """Scheme and host of the object store, if players are led there; else sounds are served from here."""
    address: str = ""
    """Public address without a slash at its end, such as `https://example.org`; never taken from a request."""
