"""Documents of whole calls in each provider's language, for their own libraries to judge."""

from __future__ import annotations

from collections.abc import Iterator

from service.phone.adapters.webhook_limits import Gate
from service.phone.call import Keys

from ..callers import SCRIPTS, read_script
from .callers import BEGIN, SITE, Server
from .lines import FakeLine
from .senders import SENDERS


def get_documents(name: str) -> Iterator[bytes]:
    """The answers to the keys of all scripts, to silence, to one call too many, and to a fault of our own."""
    sender = SENDERS[name]
    for path in SCRIPTS:
        steps = read_script(path)
        server = Server(sender, FakeLine(steps[0].book))
        data = server.post(BEGIN, sender.get_fields("CA01", "", "in-progress", "")).data
        yield data
        for step in steps[1:]:
            document = sender.read(data)
            if document.end:
                break
            keys = step.event.keys if isinstance(step.event, Keys) else ""
            address = document.parts[-1].address if keys else document.then
            data = server.post(address, sender.get_fields("CA01", keys, "in-progress", "")).data
            yield data
    yield from get_odd_documents(name)


def get_odd_documents(name: str) -> Iterator[bytes]:
    sender = SENDERS[name]
    server = Server(sender, gate=Gate(most_calls=1))
    for call in ("CA01", "CA02"):
        yield server.post(BEGIN, sender.get_fields(call, "", "in-progress", "")).data
    failing = Server(sender, FakeLine(failures=2))
    sorry = failing.post(BEGIN, sender.get_fields("CA01", "", "in-progress", "")).data
    yield sorry
    address = sender.read(sorry).then
    assert address.startswith(SITE)
    yield failing.post(address, sender.get_fields("CA01", "", "in-progress", "")).data
