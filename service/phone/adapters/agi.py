"""FastAGI: a server that Asterisk connects to for each call. `deploy/asterisk/` has the other side of it.

The caller's number comes with the headers. It is hashed as its line is read, under a key that dies with the day, to
count the calls of one number; so it never reaches a log, a disk or a figure.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NoReturn

from service.errors import ServeError, SettingsError
from service.phone.adapters.agi_call import Call, Counts, FindSound, Menu, MenuFailed
from service.phone.adapters.agi_caller import Caller
from service.phone.adapters.agi_protocol import BUSY, MOST_BYTES, BadLine
from service.phone.adapters.agi_wire import CallerGone, Wire
from service.phone.adapters.webhook_limits import Gate
from service.phone.call import Play

_log = logging.getLogger(__name__)
_BACKLOG: Final = 128
_WIDEST: Final = {4: 8, 6: 32}
"""By version of IP, the shortest prefix that may connect: 10.0.0.0/8 is the widest private network, and a /32 of IPv6
is what a whole provider has."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Limits:
    calls: int = 50
    """At once. Those beyond are told that the line is busy, and twice as many connections are closed unheard."""
    calls_a_caller: int = 0
    """From one number within an hour; 0 is without limit."""
    calls_a_caller_at_once: int = 0
    """From one number; 0 is without limit."""
    header_seconds: float = 10.0
    call_seconds: float = 3600.0
    slack_seconds: float = 10.0
    """How much longer than a sound or a wait its reply may take."""
    close_seconds: float = 1.0
    """For the last bytes of a connection; a peer that does not take them by then is cut off."""
    report_seconds: float = 3600.0
    """Between two lines about how many calls there were."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and who may connect."""

    host: str
    port: int
    allowed: Sequence[Network]


def get_address(host: str, port: int, allow: str = "") -> Address:
    """`allow` is a list of addresses or networks with commas; needed if `host` is not of this machine alone.

    :raise SettingsError: for a host that is no address, for one that others reach without an allow-list, and for a list
        of nearly everybody: FastAGI has no password and no encryption.
    """
    try:
        listening = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise SettingsError(f"The setting 'phone_agi_host' is '{host}'; write an address such as 127.0.0.1.") from None
    allowed = _read_networks(allow)
    if listening.is_loopback:
        return Address(str(listening), port, allowed or (ipaddress.ip_network(listening),))
    if not allowed:
        raise SettingsError(
            f"The setting 'phone_agi_host' is '{host}', which other machines reach. FastAGI has no password: "
            "name those that may connect in 'phone_agi_allow', such as 10.0.0.5, or listen on 127.0.0.1."
        )
    return Address(str(listening), port, allowed)


def _read_networks(allow: str) -> Sequence[Network]:
    """:raise SettingsError: for what is no network, and for a list that lets nearly everybody in."""
    try:
        networks = [ipaddress.ip_network(each.strip()) for each in allow.split(",") if each.strip()]
    except ValueError as error:
        raise SettingsError(f"The setting 'phone_agi_allow' cannot be used: {error}.") from None
    fours = [each for each in networks if isinstance(each, ipaddress.IPv4Network)]
    sixes = [each for each in networks if isinstance(each, ipaddress.IPv6Network)]
    # Neighbours are put together first: many narrow networks can be one wide one.
    wholes: list[Network] = [*ipaddress.collapse_addresses(fours), *ipaddress.collapse_addresses(sixes)]
    for whole in wholes:
        if whole.prefixlen < (widest := _WIDEST[whole.version]):
            raise SettingsError(
                f"The setting 'phone_agi_allow' lets all of {whole} connect. FastAGI has no password: no network, and "
                f"no neighbours taken together, may be wider than /{widest}; name the machines, such as 10.0.0.5."
            )
    return tuple(networks)


@dataclass(slots=True)
class AgiServer:
    """Takes calls until it is closed. All runs in one event loop; the menu and the search for sounds must be quick."""

    address: Address
    make_menu: Callable[[], Menu]
    """A menu for each call."""
    find_sound: FindSound
    sorry: Play
    """What is heard after a fault of our own."""
    limits: Limits = field(default_factory=Limits)
    tell: Callable[[str], None] = _log.info
    """Takes a line about how many calls there were, if that changed, and at the end. Nothing of any caller is in it."""
    counts: Counts = field(default_factory=Counts)
    _server: asyncio.Server | None = None
    _connections: set[asyncio.Task[None]] = field(default_factory=set)
    _calls: int = 0
    _gate: Gate = field(init=False, repr=False)

    def __post_init__(self) -> None:
        limits = self.limits
        self._gate = Gate(limits.calls, limits.calls_a_caller, limits.calls_a_caller_at_once)

    async def start(self) -> int:
        """Listen; the port. :raise ServeError:"""
        host, port = self.address.host, self.address.port
        try:
            self._server = await asyncio.start_server(self._accept, host, port, limit=MOST_BYTES - 1, backlog=_BACKLOG)
        except OSError as error:
            raise ServeError(
                f"Port {port} of {host} cannot be used: {error.strerror or error}. Another program may be using it; "
                "choose another with --port or the setting 'phone_agi_port'."
            ) from error
        return int(self._server.sockets[0].getsockname()[1])

    async def run(self) -> None:
        """Take calls until cancelled. Calls under way end then: the dialplan says that something went wrong."""
        assert self._server is not None
        try:
            # Not `serve_forever`: from Python 3.12 on that waits, when it is cancelled, until the last caller hangs up.
            await self._report()
        finally:
            self._server.close()
            for task in self._connections:
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)
            self.tell(f"The phone line ends: {self.counts.describe()}.")

    async def _report(self) -> NoReturn:
        told = self.counts.describe()
        while True:
            await asyncio.sleep(self.limits.report_seconds)
            self._gate.count()  # forgets the key of a day that is over, though nobody calls
            if (now := self.counts.describe()) != told:
                self.tell(f"The phone line: {now}.")
                told = now

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: one that asyncio makes of a coroutine must not be cancelled, in Python 3.11 at least.
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        task.add_done_callback(lambda _: writer.transport.abort())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection to its end; what is unsent by then is thrown away."""
        try:
            if self._is_allowed(writer) and len(self._connections) <= 3 * self.limits.calls:
                await self._take(Wire(reader, writer, self.limits.slack_seconds))
            else:
                self.counts.refused += 1
        except asyncio.CancelledError:  # the server ends; nobody waits for this task but the server
            _log.debug("A call ends with the server.")
        finally:
            writer.close()
            with suppress(OSError):  # what a time-out is too
                async with asyncio.timeout(self.limits.close_seconds):
                    await writer.wait_closed()

    async def _take(self, wire: Wire) -> None:
        """One connection to its end, whatever comes; no caller's trouble is another's."""
        caller = Caller(self._gate, self.limits.call_seconds)
        try:
            await wire.skip_headers(self.limits.header_seconds, caller.meet)
            if caller.is_over or self._calls >= self.limits.calls:
                await self._refuse(wire)
            else:
                await self._run_call(wire)
        except CallerGone:
            _log.debug("A caller hung up.")
        except BadLine as error:
            self.counts.closed += 1
            _log.warning("A connection to the phone line was closed: %s.", error)
        except MenuFailed as error:
            _log.error("A call was given up, since the menu failed: %s.", error)
        except Exception as error:  # noqa: BLE001  a fault in one call must not end the others
            _log.error("A call failed: %s.", type(error).__name__)
        finally:
            caller.leave()

    async def _refuse(self, wire: Wire) -> None:
        if self._calls < self.limits.calls:
            self.counts.over += 1
        else:
            self.counts.refused += 1
        await wire.ask(BUSY)

    async def _run_call(self, wire: Wire) -> None:
        self._calls += 1
        self.counts.calls += 1
        end = time.monotonic() + self.limits.call_seconds
        try:
            await Call(wire, self.make_menu, self.find_sound, self.sorry, end, self.counts).run()
        finally:
            self._calls -= 1

    def _is_allowed(self, writer: asyncio.StreamWriter) -> bool:
        peer = writer.get_extra_info("peername")
        address = ipaddress.ip_address(peer[0]) if peer else None
        return address is not None and any(address in network for network in self.address.allowed)
