"""Asterisk's side of a FastAGI socket, and a menu that notes what it is told and does what a test wants."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from service.phone.adapters.agi import AgiServer, Limits, get_address
from service.phone.adapters.agi_call import FindSound, Menu, Sound
from service.phone.call import Action, Event, HangUp, Keys, Play
from service.phone.clips import Clip, Number, Prompt

SECONDS = 20.0
"""How long a test waits for what must come."""
SORRY = Play((Prompt("sorry"),), "en", 1.0, 0)
HEADERS = "".join(
    f"agi_{name}: {value}\n"
    for name, value in {
        "network": "yes", "request": "agi://127.0.0.1/", "channel": "PJSIP/+447700900123-00000001", "language": "en",
        "callerid": "+447700900123", "calleridname": "Somebody", "uniqueid": "1.2", "extension": "300",
    }.items()
)  # fmt: skip
NUMBER = "447700900123"


def play(*clips: Clip, wait: int | None = 0, start: int = 0, speed: float = 1.0) -> Play:
    return Play(clips, "en", speed, wait, start)


def find_sound(clip: Clip, play: Play) -> Sound | None:
    """Two seconds for each clip, but for prompts that are called missing."""
    name = getattr(clip, "name", None) or getattr(clip, "value", "clip")
    return None if name == "missing" else Sound(f"/sounds/{play.language}-{name}-{play.speed * 100:.0f}", 2000)


@dataclass
class Script:
    """Gives the actions one after the other, whatever the caller does, and then hangs up."""

    actions: Iterable[Action | Exception]
    events: list[Event] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    """Of each event, apart from it: the clock of a test is not that of a caller."""
    ended: threading.Event = field(default_factory=threading.Event)

    def make_menu(self) -> Menu:
        return self

    def __post_init__(self) -> None:
        self._left = iter(self.actions)

    def __call__(self, event: Event) -> Action:
        self.since.append(event.since if isinstance(event, Keys) else 0)
        self.events.append(replace(event, since=0) if isinstance(event, Keys) else event)
        action = next(self._left, HangUp())
        if isinstance(action, Exception):
            raise action
        return action


class CountingMenu:
    """Plays the number that its call was given, again and again."""

    made = 0

    def __init__(self) -> None:
        CountingMenu.made += 1
        self.number = CountingMenu.made

    def __call__(self, event: Event) -> Action:
        return play(Number(self.number), wait=None)


@dataclass
class Running:
    server: AgiServer
    port: int
    stop: Callable[[], None]
    _peers: list[Asterisk] = field(default_factory=list)

    def connect(self) -> Asterisk:
        """A connection on which nothing was said."""
        self._peers.append(Asterisk(self.port))
        return self._peers[-1]

    def call(self, headers: str = HEADERS) -> Asterisk:
        peer = self.connect()
        peer.send(headers + "\n")
        return peer

    def close(self) -> None:
        for peer in self._peers:
            peer.close()

    def is_idle_within(self, seconds: float) -> bool:
        """Whether no call and no connection is left after so many seconds at the latest."""
        idle = threading.Event()
        deadline = threading.Timer(seconds, idle.set)
        deadline.start()
        while (self.server._calls or self.server._connections) and not idle.is_set():
            idle.wait(0.005)
        deadline.cancel()
        return not (self.server._calls or self.server._connections)


class Asterisk:
    """A socket that speaks as Asterisk does, or as badly as a test wants."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self._file = self._socket.makefile("rb")
        self._next: str | None = None

    def send(self, text: str | bytes) -> None:
        self._socket.sendall(text.encode() if isinstance(text, str) else text)

    def read(self) -> str:
        """The next command, "" if the server has closed."""
        command, self._next = self.peek(), None
        return command

    def peek(self) -> str:
        """The next command, which is still to be read: once it is there, the menu has said what it wants."""
        if self._next is None:
            try:
                self._next = self._file.readline().decode().rstrip("\n")
            except ConnectionError:
                self._next = ""
        return self._next

    def reply(self, result: int | str = 0, at: int | None = None) -> None:
        self.send(f"200 result={result}\n" if at is None else f"200 result={result} endpos={at}\n")

    def answer(self) -> None:
        assert self.read() == "ANSWER"
        self.reply()

    def press(self, key: str, at: int = 1000) -> None:
        self.reply(ord(key), at)

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@contextmanager
def serve(
    make_menu: Callable[[], Menu],
    limits: Limits | None = None,
    find: FindSound = find_sound,
    allow: str = "",
    port: int = 0,
    tell: Callable[[str], None] = print,
) -> Iterator[Running]:
    """A real server on a port of this machine, in a thread of its own."""
    address = get_address("127.0.0.1", port, allow)
    server = AgiServer(address, make_menu, find, SORRY, limits or Limits(), tell)
    loop, started = asyncio.new_event_loop(), Future[int]()

    async def run() -> None:
        try:
            started.set_result(await server.start())
        except Exception as error:
            started.set_exception(error)  # which the test is told, with its reason
            return
        await server.run()

    task = loop.create_task(run())

    def turn() -> None:
        try:
            loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        finally:
            loop.close()

    thread = threading.Thread(target=turn)
    thread.start()

    def stop() -> None:
        if thread.is_alive():
            loop.call_soon_threadsafe(task.cancel)
            thread.join(SECONDS)
        assert not thread.is_alive()

    try:
        port = started.result(SECONDS)
    except BaseException:
        stop()
        raise
    running = Running(server, port, stop)
    try:
        yield running
    finally:
        stop()
        running.close()
