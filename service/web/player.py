"""What the script of the player needs of the page: its words, so that none stands in the script."""

from __future__ import annotations

from typing import Final

from service.languages import Language

SPEEDS: Final = (
    ("0.5", "half"), ("0.8", "slower"), ("1", "normal"), ("1.25", "little"), ("1.5", "faster"), ("2", "twice"),
)  # fmt: skip
"""Rate of play, as the script sets it, and the end of the name of its words. Browsers reach 0.5 and 2; nothing is
rendered at those two."""
_WORDS: Final = (
    "play_audio", "pause_audio", "one_minute", "minutes", "one_second", "seconds", "player_place_of",
    "player_play", "player_pause", "player_opened", "player_playing", "player_paused", "player_elsewhere",
    "player_stopped", "player_ended", "player_ended_before", "player_first", "player_last", "player_no_sentences",
    "player_linked", "player_ready", "player_beyond", "player_slow", "player_making", "player_made", "player_missing",
    "player_offline", "player_broken", "player_blocked", "player_failed", "player_given_up",
)  # fmt: skip


def get_player_words(language: Language) -> dict[str, str]:
    """The words that the script fills in itself, with their `{places}`, by their names without `player_`."""
    return {name.removeprefix("player_"): language.interface[name] for name in _WORDS}
