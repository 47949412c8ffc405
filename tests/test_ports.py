"""The ports that tests and benches give to programs which they start later."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from phone.adapters.fakes import CountingMenu, serve

from bench import _ports
from bench._ports import get_free_port, get_free_ports, get_range
from service.errors import ServeError

ROOT = Path(__file__).parents[1]


def test_a_port_is_one_that_no_connection_to_elsewhere_can_get() -> None:
    first, last = get_range()
    assert [port for port in get_free_ports(20) if first <= port <= last] == []


def test_no_port_is_given_twice_to_this_process_or_to_another() -> None:
    mine = [get_free_port() for _ in range(20)]
    # Another process that would try just the same ports in the same order.
    code = (
        "import os, sys; from bench._ports import get_free_ports; os.getpid = lambda: int(sys.argv[1])\n"
        "print(*get_free_ports(20))"
    )
    command = [sys.executable, "-c", code, str(os.getpid())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    others = [int(port) for port in done.stdout.split()]
    assert len(set(mine) | set(others)) == 40


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["TCP", "UDP"])
def test_a_port_that_is_in_use_is_passed_over_and_so_is_one_whose_neighbour_is(
    kind: socket.SocketKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = get_free_ports(3)
    monkeypatch.setattr(_ports, "_get_candidates", lambda: iter((first, second, third)))
    monkeypatch.setattr(_ports, "_hold", lambda port: True)
    with socket.socket(type=kind) as one, socket.socket(type=kind) as other:
        one.bind(("127.0.0.1", first))
        other.bind(("127.0.0.1", second + 1))
        assert get_free_port() == third


def test_a_server_of_a_test_that_cannot_start_says_why() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        with pytest.raises(ServeError, match="cannot be used"), serve(CountingMenu, port=other.getsockname()[1]):
            pass
