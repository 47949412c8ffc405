"""A telephone that is light enough for many calls at once: SIP and RTP over UDP, mu-law, keys as RFC 4733 says.

It notes each packet of sound with the moment at which it came, and decodes nothing.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_EVENTS: Final = {key: number for number, key in enumerate("0123456789*#")}
_TONE_PACKETS: Final = 5
"""A key is held for 100 ms."""
_GAP_SECONDS: Final = 0.1
"""From one key to the next: nobody presses faster."""
_PACKET_SECONDS: Final = 0.02
_LAST_PACKETS: Final = 3
"""The end of a key is told three times, since packets may be lost."""
_MU_LAW, _KEYS = 0, 101


@dataclass
class Telephone:
    """One call from its dialling to its end."""

    uri: str
    address: tuple[str, int]
    hear: Callable[[bytes, float], None]
    """Called with the sound of each packet and the moment at which it came."""
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    is_answered: asyncio.Event = field(default_factory=asyncio.Event)
    status: int = 0
    _far: tuple[str, int] = ("127.0.0.1", 0)
    _sequence: int = 0
    _timestamp: int = 0
    _call_id: str = field(default_factory=lambda: secrets.token_hex(8))
    _to: str = ""
    _contact: str = ""
    _free: float = 0.0
    """When the next key can be pressed."""

    async def dial(self) -> None:
        """Call and wait until it is answered or refused."""
        loop = asyncio.get_running_loop()
        self._signals, _ = await loop.create_datagram_endpoint(
            lambda: _Reader(self._read_signal), local_addr=("127.0.0.1", 0)
        )
        self._sound, _ = await loop.create_datagram_endpoint(
            lambda: _Reader(self._read_sound), local_addr=("127.0.0.1", 0)
        )
        self._port = self._signals.get_extra_info("sockname")[1]
        self._to, self._contact = f"<{self.uri}>", self.uri
        self._send("INVITE", 1, self._get_offer())
        await self.is_answered.wait()

    def _get_offer(self) -> str:
        port = self._sound.get_extra_info("sockname")[1]
        lines = ["v=0", "o=a 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0",
                 f"m=audio {port} RTP/AVP {_MU_LAW} {_KEYS}", "a=rtpmap:0 PCMU/8000",
                 f"a=rtpmap:{_KEYS} telephone-event/8000", f"a=fmtp:{_KEYS} 0-15", "a=ptime:20"]  # fmt: skip
        return "\r\n".join((*lines, ""))

    def _send(self, method: str, number: int, body: str = "") -> None:
        headers = [
            f"{method} {self._contact} SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:{self._port};rport;branch=z9hG4bK{secrets.token_hex(8)}",
            "Max-Forwards: 10",
            f"From: <sip:bench@127.0.0.1>;tag={self._call_id}",
            f"To: {self._to}",
            f"Call-ID: {self._call_id}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:bench@127.0.0.1:{self._port}>",
            *(["Content-Type: application/sdp"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self._signals.sendto("\r\n".join((*headers, "", body)).encode(), self.address)

    def _read_signal(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if text.startswith("BYE "):
            self._confirm(text)
            self.is_over.set()
        elif (found := re.match(r"SIP/2.0 (\d+)", text)) and "INVITE" in _get_header(text, "CSeq"):
            self._read_answer(text, int(found[1]))

    def _read_answer(self, text: str, status: int) -> None:
        if status < 200:  # noqa: PLR2004  on its way, as SIP says
            return
        self.status, self._to = status, _get_header(text, "To")
        if contact := re.search(r"<([^>]+)>", _get_header(text, "Contact")):
            self._contact = contact[1]
        self._send("ACK", 1)
        if media := re.search(r"m=audio (\d+)", text):
            self._far = ("127.0.0.1", int(media[1]))
        else:
            self.is_over.set()
        self.is_answered.set()

    def _confirm(self, request: str) -> None:
        kept = [f"{name}: {_get_header(request, name)}" for name in ("Via", "From", "To", "Call-ID", "CSeq")]
        self._signals.sendto("\r\n".join(("SIP/2.0 200 OK", *kept, "Content-Length: 0", "", "")).encode(), self.address)

    def _read_sound(self, packet: bytes) -> None:
        if packet[1] & 127 == _MU_LAW:
            self.hear(packet[12:], time.perf_counter())

    async def press(self, key: str) -> float:
        """Hold a key for 100 ms; the moment at which it was pressed."""
        await asyncio.sleep(max(0, self._free - time.perf_counter()))
        started = time.perf_counter()
        self._timestamp += 8000
        for number in range(_TONE_PACKETS + _LAST_PACKETS):
            is_last = number >= _TONE_PACKETS
            duration = 160 * min(number + 1, _TONE_PACKETS)
            marker = 128 if number == 0 else 0
            header = struct.pack("!BBHII", 128, marker | _KEYS, self._sequence, self._timestamp, 7)
            self._sound.sendto(header + struct.pack("!BBH", _EVENTS[key], 10 | 128 * is_last, duration), self._far)
            self._sequence += 1
            if not is_last:
                await asyncio.sleep(started + (number + 1) * _PACKET_SECONDS - time.perf_counter())
        self._free = time.perf_counter() + _GAP_SECONDS
        return started

    def close(self) -> None:
        """Hang up if it is not over."""
        if self.is_answered.is_set() and not self.is_over.is_set():
            self._send("BYE", 2)
        self._signals.close()
        self._sound.close()


class _Reader(asyncio.DatagramProtocol):
    def __init__(self, read: Callable[[bytes], None]) -> None:
        self._read = read

    def datagram_received(self, data: bytes, addr: object) -> None:
        del addr
        self._read(data)


def _get_header(text: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*?)\r?$", text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""
