"""Which encoding of a page a client takes (RFC 9110, 12.5.3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

BROTLI: Final = "br"
GZIP: Final = "gzip"
PLAIN: Final = ""
_MOST_LETTERS: Final = 200
_WEIGHT: Final = re.compile(r"q=([01](?:\.[0-9]{0,3})?)")


@lru_cache(maxsize=256)
def choose(accepted: str) -> str:
    """The encoding to send: brotli before gzip where both are as welcome, and plain where neither is welcome."""
    if accepted in ("gzip, deflate, br, zstd", "gzip, deflate, br"):  # most browsers
        return BROTLI
    weights = _get_weights(accepted[:_MOST_LETTERS].lower())
    other = weights.get("*", 0.0)
    brotli, gzip = weights.get(BROTLI, other), weights.get(GZIP, other)
    if brotli > 0 and brotli >= gzip:
        return BROTLI
    return GZIP if gzip > 0 else PLAIN


def _get_weights(accepted: str) -> dict[str, float]:
    weights = {}
    for part in accepted.split(","):
        name, _, parameters = (piece.strip() for piece in part.partition(";"))
        found = _WEIGHT.fullmatch(parameters)
        weights[name] = float(found[1]) if found else 0.0 if parameters else 1.0
    return weights
