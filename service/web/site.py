"""What settings decide about pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Site:
    name: str = "Word list"
    """Neutral name of the site, in every `<title>`, and so in the browser's history."""
    language: str = "en"
    """Tag of the shelf that is served."""
    neutral_names: bool = False
    """Whether downloads have names that do not tell their subject."""
    audio_wait_seconds: float = 20.0
    """How long a request waits for audio that is being made."""
    max_audio_waiters: int = 3
    """How many requests may wait at once; others are answered 503 with Retry-After at once."""
    images: Path | None = None
    """The folder of the images that entries show, `content/<language>/images`; None where there are none."""
