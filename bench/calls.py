"""Fifty calls at once to a real Asterisk, each of which looks up its own entry and must hear every packet of it.

The menu, the FastAGI server and the search for recordings in a store are the real ones; the sounds are made up, so that
each packet tells which clip it is of and where in it. Everything stays on this machine's own address.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

from bench._asterisk import NoAsterisk, run_asterisk
from bench._bars import demand, use_two_processors
from bench._ports import get_free_port
from bench._recorded import get_line, get_stem, write_sounds
from bench._softphone import Telephone
from service.languages import get_language
from service.phone.adapters.agi import AgiServer, Limits, get_address
from service.phone.adapters.agi_menu import get_sorry, make_menu
from service.phone.adapters.agi_sounds import get_sounds_folder, make_find_sound
from service.phone.book import Book, BookEntry, BookPart, BookShelf
from service.phone.clips import Chunk, Clip, Prompt
from service.phone.keys import make_key_map
from service.phone.transcript import get_clip_name

_CALLS: Final = 50
_CODES: Final = tuple(code for code in map(str, range(100, 200)) if "9" not in code)[:_CALLS]
"""Numbers of entries without a 9, which ends a call."""
_CHUNKS: Final = 2
_SECONDS: Final = {Chunk: 6, Prompt: 2}
_PACKET: Final = 160
_MOST_SECONDS: Final = 60.0
_MOST_WAIT: Final = 0.3
"""Seconds from a key to new sound, at the median."""
_APART_SECONDS: Final = 0.03
"""Between the first ring of one call and of the next."""


def make_book() -> Book:
    """As many entries as there are calls, with numbers of three digits."""
    phone = get_language("en").phone
    entries = tuple(
        BookEntry(code, f"entry-{code}", f"Entry {code}", "entry", (0,), (), (BookPart("definition", _CHUNKS),))
        for code in _CODES
    )  # fmt: skip
    return Book((BookShelf("en", entries, make_key_map(phone), frozenset(phone["prompts"])),))


def get_bytes(clip: Clip) -> bytes:
    """Sound of which no packet is like another's."""
    seconds = _SECONDS.get(type(clip), 1)
    return random.Random(get_clip_name(clip)).randbytes(seconds * 8000)  # noqa: S311  no secret


@dataclass
class _Caller:
    """Knows of each packet which clip it is of."""

    code: str
    index: dict[bytes, tuple[Clip, int]]
    heard: list[tuple[Clip, int, float]] = field(default_factory=list)
    unknown: int = 0
    waits: list[float] = field(default_factory=list)
    """Seconds from a key to new sound."""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, sound: bytes, now: float) -> None:
        place = self.index.get(sound)
        if place is None:
            self.unknown += 1
        else:
            self.heard.append((*place, now))
            self.news.set()

    async def wait_for(self, clip: Clip, packet: int = 0, since: float = 0.0) -> float:
        """The moment at which a packet of a clip came."""
        while True:
            for each, at, now in reversed(self.heard):
                if now < since:
                    break
                if each == clip and at == packet:
                    return now
            self.news.clear()
            await self.news.wait()

    async def press(self, telephone: Telephone, key: str, clip: Clip) -> None:
        """A key, and the start of the clip that must follow."""
        pressed = await telephone.press(key)
        self.waits.append(await self.wait_for(clip, 0, pressed) - pressed)

    async def call(self, uri: str, address: tuple[str, int]) -> None:
        telephone = Telephone(uri, address, self.hear)
        entry = f"entry-{self.code}"
        first, last = (Chunk(entry, "definition", number) for number in (1, _CHUNKS))
        try:
            await telephone.dial()
            await self.wait_for(Prompt("menu"), 10)
            await self.press(telephone, "1", Prompt("number"))
            for digit in self.code:
                pressed = await telephone.press(digit)
            self.waits.append(await self.wait_for(first, 0, pressed) - pressed)
            await self.wait_for(first, 40)
            await self.press(telephone, "5", first)
            began = self.heard[-1][2]
            await self.wait_for(last, _SECONDS[Chunk] * 50 - 1)
            self._check([(clip, at) for clip, at, now in self.heard if now >= began], first, last)
            await telephone.press("9")
            await telephone.is_over.wait()
        finally:
            telephone.close()

    def _check(self, heard: list[tuple[Clip, int]], first: Clip, last: Clip) -> None:
        """:raise ValueError: if a packet of the entry is missing, or stands at another place."""
        wanted = [(clip, at) for clip in (first, last) for at in range(_SECONDS[Chunk] * 50)]
        start = heard.index((first, 0))
        if heard[start : start + len(wanted)] != wanted or self.unknown:
            raise ValueError(f"the caller of {self.code} did not hear its entry whole")


def _serve(folder: Path, port: int, is_up: Event) -> None:
    """The server, in a process of its own, which tells when it can be called."""
    line, _ = get_line(make_book(), folder)
    line.recordings.get_missing()  # plans every clip, as `phone agi` does
    find = make_find_sound(line.recordings, get_sounds_folder("folder:store", folder))

    async def run() -> None:
        address, limits = get_address("127.0.0.1", port), Limits(calls=_CALLS)
        server = AgiServer(address, partial(make_menu, line), find, get_sorry(line.book), limits)
        await server.start()
        is_up.set()
        await server.run()

    asyncio.run(run())


async def _call_all(callers: list[_Caller], uri: str, address: tuple[str, int]) -> list[BaseException | None]:
    async def call(number: int, caller: _Caller) -> None:
        await asyncio.sleep(number * _APART_SECONDS)
        async with asyncio.timeout(_MOST_SECONDS):
            await caller.call(uri, address)

    return await asyncio.gather(*map(call, range(len(callers)), callers), return_exceptions=True)


def get_index() -> dict[bytes, tuple[Clip, int]]:
    """Which clip and which packet of it each packet is, of all that can be played."""
    index: dict[bytes, tuple[Clip, int]] = {}
    for clip in make_book().shelves[0].get_clips():
        sound = get_bytes(clip)
        index |= {sound[at : at + _PACKET]: (clip, at // _PACKET) for at in range(0, len(sound), _PACKET)}
    return index


def main() -> None:
    """Call, and print what came of it.

    :raise SystemExit: if a call fails, or new sound takes longer after a key than `_MOST_WAIT`.
    """
    use_two_processors()
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place) / "line"
        folder.mkdir()
        index, book = get_index(), make_book()
        write_sounds(book, folder, get_bytes)
        sorry = get_stem(get_line(book, folder)[0], folder, Prompt("sorry"))
        agi_port = get_free_port()
        context = multiprocessing.get_context("spawn")
        is_up = context.Event()
        server = context.Process(target=_serve, args=(folder, agi_port, is_up))
        server.start()
        try:
            if not is_up.wait(_MOST_SECONDS):
                raise SystemExit("The server of the phone line did not start.")
            with run_asterisk(Path(place) / "asterisk", agi_port, sorry) as asterisk:
                callers = [_Caller(code, index) for code in _CODES]
                started = time.perf_counter()
                address = ("127.0.0.1", asterisk.sip_port)
                ends = asyncio.run(_call_all(callers, asterisk.get_uri(), address))
                seconds = time.perf_counter() - started
        except NoAsterisk as error:
            print(f"NOT MEASURED HERE: {error}")
            return
        finally:
            server.terminate()
            server.join()
        print("\n".join(_tell(callers, ends, seconds)))
        demand(get_misses([end for end in ends if end], [wait for caller in callers for wait in caller.waits]))


def get_misses(failed: Sequence[BaseException], waits: Sequence[float]) -> list[str]:
    """What calls missed, by those that failed and the seconds from each key to new sound."""
    misses = [f"{len(failed)} of {_CALLS} calls failed, such as by {failed[0]!r}."] if failed else []
    median = statistics.median(waits) if waits else math.inf
    if median > _MOST_WAIT:
        misses.append(f"the median from a key to new sound is {1000 * median:.0f} ms, above {1000 * _MOST_WAIT:.0f}.")
    return misses


def _tell(callers: list[_Caller], ends: list[BaseException | None], seconds: float) -> Iterator[str]:
    failed = [end for end in ends if end is not None]
    waits = sorted(1000 * wait for caller in callers for wait in caller.waits)
    packets = sum(len(caller.heard) for caller in callers)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield f"Calls at once: {len(ends)}; failed: {len(failed)}; took {seconds:.1f} s."
    yield from (f"Failed: {type(end).__name__} {end}" for end in failed[:5])
    yield f"Packets heard: {packets}; each caller heard every packet of its own entry, in order: {not failed}."
    if waits:
        yield (
            f"Key press to new sound, in ms: median {statistics.median(waits):.0f}, "
            f"95th percentile {waits[len(waits) * 95 // 100]:.0f}, most {waits[-1]:.0f}, of {len(waits)} presses. "
            "A key is held for 100 ms of it."
        )
    cpu = children.ru_utime + children.ru_stime
    yield f"CPU of Asterisk and our server: {cpu:.1f} s, {cpu / max(packets, 1) * 50 * 1000:.1f} ms a second of call."


if __name__ == "__main__":
    main()
