"""The socket of one call: a command out, its reply in. Every wait has an end, every line a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from service.phone.adapters.agi_protocol import MOST_HEADERS, BadLine, Reply, check_header, get_caller, read_reply

_GONE: Final = 511


class CallerGone(Exception):
    """The caller hung up, or Asterisk closed the socket: nobody is there to be told."""


class Wire:
    """Commands and replies, one after the other. Not for more than one task at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, slack_seconds: float) -> None:
        """A reply may take so much longer than the sound or the wait that was asked for: a busy machine plays late."""
        self._reader, self._writer, self._slack_seconds = reader, writer, slack_seconds

    async def skip_headers(self, seconds: float, meet: Callable[[str], object] = lambda _: None) -> None:
        """Read what Asterisk sends before the first command, and keep none of it; `meet` is told the caller's number.

        :raise BadLine: for anything else, for too much of it, and if it takes longer than `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                for _ in range(MOST_HEADERS + 1):
                    if not check_header(line := await self._read_line()):
                        return
                    if number := get_caller(line):
                        meet(number)
        except TimeoutError:
            raise BadLine(f"the headers had no end within {seconds:g} s") from None
        except CallerGone:
            raise BadLine("it was closed before its headers had an end") from None
        raise BadLine(f"there are more than {MOST_HEADERS} headers")

    async def ask(self, command: bytes, milliseconds: int = 0) -> Reply:
        """Send a command that takes `milliseconds` at most, and wait for its reply.

        :raise CallerGone:
        :raise BadLine: for what is no reply, and if none comes in time.
        """
        self.send(command)
        return await self.receive(milliseconds)

    def send(self, command: bytes) -> None:
        """Send a command, whose reply is to be received before the next one."""
        self._writer.write(command)

    async def receive(self, milliseconds: int = 0) -> Reply:
        """The reply to what was sent. :raise CallerGone: :raise BadLine:"""
        seconds = milliseconds / 1000 + self._slack_seconds
        # A reply that is here already is read without a wait: a peer that sends many must not hold up other calls.
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(seconds):
                await self._writer.drain()
                reply = read_reply(await self._read_line())
        except TimeoutError:
            raise BadLine(f"a command had no reply within {seconds:g} s") from None
        except ConnectionError:
            raise CallerGone from None
        if reply is None or reply.code == _GONE:
            raise CallerGone
        return reply

    async def _read_line(self) -> bytes:
        """One line with its end. :raise CallerGone: :raise BadLine:"""
        try:
            line = await self._reader.readline()
        except ValueError:  # what asyncio raises for a line that is longer than the reader's limit
            raise BadLine("a line is too long") from None
        except ConnectionError:
            raise CallerGone from None
        if not line:
            raise CallerGone
        return line
