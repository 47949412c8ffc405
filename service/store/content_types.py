"""What kinds of stored bytes are called over HTTP."""

from __future__ import annotations

from typing import Final

CONTENT_TYPES: Final = {
    "mp3": "audio/mpeg",
    "vtt": "text/vtt; charset=utf-8",
    "marks.json": "application/json",
    "ulaw": "audio/ulaw",
    "g722": "audio/G722",
    "wav": "audio/wav",
}
"""audio/basic would be an .au file's, with a header; audio/ulaw is what telephone providers call bare mu-law."""
UNKNOWN: Final = "application/octet-stream"
