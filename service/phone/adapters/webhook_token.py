"""Where a call is, as a signed text within an address: the server keeps no calls, and a repeated request has the same
answer. No input and no output."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from service.errors import LecternError
from service.phone.state import State, from_text

_VERSION: Final = 1
_SIGNATURE_BYTES: Final = 16
_MOST_LETTERS: Final = 400
_LABEL: Final = b"lectern phone step 1"
_USUAL: Final = (
    b'spellednumbersbrowsefinishedoptionsspeedvoicesectionspausedlanguagewordsgreetinglistenmenuhelpwrong"en","es",'
    b'introductionhow-it-feelswhat-helpshow-it-formsdefinition,100,8,0,"",0,0,"",0,false,0,0,"opened","previous","next"'
    b'[1,0,0,0,[1,"menu","menu","en","","",0,1,0,100,8,0,"",0,0,"",0,false,0,0,"",'
)
"""What such texts are made of. Shortens them to a third; a change makes steps of calls under way start at the menu."""


class Forged(Exception):
    """Not signed here, or for another call or another event."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an address knows of a call."""

    state: State | None = None
    """None is before the call, and where a signed text can no longer be read: both lead to the main menu."""
    began: int = 0
    """When the call began, in seconds since 1970."""
    waited: int = 0
    """Seconds that were waited for a key so far, of a wait that is longer than the provider's longest."""
    faults: int = 0
    """How often our own code failed in this call."""


class Tokens:
    """Makes and reads the texts, under one secret. They hold where a call is in the menu, and nothing of the caller."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), _LABEL, "sha256")

    def make(self, call: str, event: str, step: Step) -> str:
        """Base64url, at most some 200 letters: some providers cut addresses at 255."""
        body = _pack(step)
        return base64.urlsafe_b64encode(self._sign(call, event, body) + body).decode("ascii").rstrip("=")

    def read(self, call: str, event: str, token: str) -> Step:
        """:raise Forged: for anything that `make` did not give for this call and this event."""
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        except ValueError:
            raise Forged from None
        signature, body = data[:_SIGNATURE_BYTES], data[_SIGNATURE_BYTES:]
        if len(token) > _MOST_LETTERS or not hmac.compare_digest(signature, self._sign(call, event, body)):
            raise Forged
        return _read(body)

    def _sign(self, call: str, event: str, body: bytes) -> bytes:
        names = hashlib.sha256(call.encode("utf-8", "surrogatepass")).digest() + event.encode() + b"\0"
        return hmac.digest(self._key, names + body, "sha256")[:_SIGNATURE_BYTES]


@lru_cache(64)
def _pack(step: Step) -> bytes:
    """Kept for a moment, since all addresses of a document hold the same step."""
    state = json.loads(step.state.to_text()) if step.state else None
    text = json.dumps([_VERSION, step.began, step.waited, step.faults, state], separators=(",", ":"))
    packer = zlib.compressobj(9, wbits=-15, zdict=_USUAL)
    return packer.compress(text.encode("ascii")) + packer.flush()


def _read(body: bytes) -> Step:
    """What our own hand signed; of another version of this program, it leads to the main menu."""
    try:
        unpacker = zlib.decompressobj(wbits=-15, zdict=_USUAL)
        version, began, waited, faults, state = json.loads(unpacker.decompress(body, 1000))
        if version != _VERSION:
            return Step()
        read = from_text(json.dumps(state, separators=(",", ":"))) if state is not None else None
        return Step(read, int(began), int(waited), int(faults))
    except (zlib.error, ValueError, TypeError, LecternError):
        return Step()
