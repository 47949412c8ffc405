"""Sounds that a browser fetches from the object store itself, led there by an address that is good for a while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

SECONDS: Final = 600
"""How long an address is good: a player that was paused asks at the same address for what it has not yet."""
_PLAYERS: Final = ("audio", "video")


def is_player(environ: Mapping[str, Any]) -> bool:
    """Whether a browser's own player asks, which may follow to another site and needs no leave of that.

    By Sec-Fetch-Dest (W3C, Fetch Metadata Request Headers, section 2.1). Scripts and older browsers are sent the bytes.
    """
    return environ.get("HTTP_SEC_FETCH_DEST") in _PLAYERS


class Elsewhere(Response):
    """Leads a player on. 307 keeps method and range, and nobody may keep it: the address soon ends."""

    def __init__(self, address: str) -> None:
        super().__init__(status=307)
        self.headers["Location"] = address
        self.headers["Cache-Control"] = "no-store"
        self.headers["Vary"] = "Sec-Fetch-Dest"
