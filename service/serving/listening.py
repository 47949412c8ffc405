"""The address that is listened on, bound before anything else happens."""

from __future__ import annotations

import os
import socket
from typing import Final

from service.errors import ServeError

_BACKLOG: Final = 1024
"""Connections that may wait in the kernel while processes start, are replaced, or are busy."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens, which every web process shares: what one does not take, another does.

    :raise ServeError: if the address cannot be listened on, in words.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":  # elsewhere this would take the port away from whoever has it
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(_BACKLOG)
        except BaseException:
            listener.close()
            raise
    except (OSError, OverflowError) as error:
        raise ServeError(
            f"Port {port} of {host} cannot be used: {getattr(error, 'strerror', None) or error}. "
            f"Another program may be using it; choose another with --port or the setting 'port'."
        ) from error
    return listener


def get_address(host: str, port: int) -> str:
    """What is typed into a browser: `http://127.0.0.1:8000/`."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
