"""The real server turns away what is too large, too often or meant for another, and goes on serving."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from .operating import Server, serve

CLOSED = b""
END = b" HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n"
HEAD, POST = b"GET /" + END, b"POST /search/" + END


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "content").symlink_to(Path(__file__).parents[2] / "content")
    with serve(folder) as server:
        yield server


def send(server: Server, data: bytes) -> bytes:
    """What is answered to raw bytes until the server closes; nothing if it closed while they were still being sent."""
    answer = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(data)
        while piece := connection.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize(
    ("data", "statuses"),
    [
        (b"GET /" + b"a" * 2_000 + END + b"\r\n", (b"414",)),
        (b"GET /" + b"a" * 200_000 + END + b"\r\n", (CLOSED, b"414", b"431", b"400")),
        (HEAD + b"X: " + b"x" * 20_000 + b"\r\n\r\n", (b"431",)),
        (HEAD + b"X: " + b"x" * 200_000 + b"\r\n\r\n", (CLOSED, b"431")),
        (HEAD + b"".join(b"X-%d: x\r\n" % number for number in range(150)) + b"\r\n", (b"431", b"400")),
        (POST + b"Content-Length: 99999999999\r\n\r\n", (b"413",)),
        (POST + b"Content-Length: 70000\r\n\r\n" + b"a" * 70_000, (b"413",)),
        (b"GET / HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n\r\n", (b"421",)),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", (b"400",)),
        (b"rubbish\r\n\r\n", (b"400",)),
    ],
)  # fmt: skip
def test_such_a_request_is_refused_and_the_next_one_is_served(
    server: Server, data: bytes, statuses: tuple[bytes, ...]
) -> None:
    answer = send(server, data)
    assert (answer.split(b" ", 2)[1] if answer else CLOSED) in statuses
    assert server.ask("/").status == 200


def test_a_flood_from_one_address_is_told_to_wait_and_finds_help_all_the_same(folder: Path) -> None:
    with serve(folder, requests_a_minute="5") as server:
        answers = [server.ask("/glossary/") for _ in range(12)]  # a minute may end among them, once
        refused = [answer for answer in answers if answer.status == 429]
        assert refused
        assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in refused)
        assert {server.ask(path).status for path in ("/help/", "/static/exit.js", "/healthz")} == {200}
