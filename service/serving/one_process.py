"""waitress: pages and renders' orders in one process of plain Python, for the smallest installs and for Windows."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from service.web.guard.sizes import MOST_BODY, MOST_HEADER_BYTES

if TYPE_CHECKING:
    from flask import Flask


def serve(app: Flask, listener: socket.socket, threads: int) -> None:
    """Serve until an exception, such as that of Control+C, ends it."""
    from waitress.server import create_server

    server = create_server(
        app,
        sockets=[listener],
        threads=threads,
        ident="",
        clear_untrusted_proxy_headers=False,  # the guard takes them away, after a look at who sent them
        max_request_header_size=2 * MOST_HEADER_BYTES,  # what lies between has its page from the guard
        max_request_body_size=16 * MOST_BODY,
    )
    try:
        server.run()
    finally:
        server.close()
