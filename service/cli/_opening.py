"""Whether a caller hears soon enough how to leave, by what is recorded, and where else the words are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.phone.prompts import LEAVE_WITHIN

if TYPE_CHECKING:
    from service.phone.recordings import Recordings
    from service.settings import Settings


def get_late_lines(recordings: Recordings) -> Iterator[str]:
    """A line for each language that is late with it. What is not recorded is told elsewhere."""
    for language in recordings.languages:
        lasts = recordings.get_opening_milliseconds(language) or 0
        if lasts > LEAVE_WITHIN:
            yield (
                f"Late: in {language} the way to leave ends {lasts / 1000:.1f} s after its greeting begins, not within "
                f"{LEAVE_WITHIN / 1000:g} s; shorten its text in phone_greetings, or raise words_a_minute."
            )


def get_unsaid_lines(settings: Settings) -> Iterator[str]:
    """A line if the help of the phone line cannot say where the same words are to be read (EN 301 549, 6.4)."""
    from service.wiring.phone import get_line

    if not get_line(settings).web_address:
        yield (
            "Not said: the help of the phone line has no web address, so nobody is told where the same words can be "
            "read. Set phone_web_address or site_address, and run `python -m service render --phone`."
        )
