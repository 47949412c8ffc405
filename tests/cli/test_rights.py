"""The workers of a real server have given up what they do not need."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .operating import serve


def find_children(pid: int) -> Iterator[int]:
    """Every process below one."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            yield child
            yield from find_children(child)


def get_limit(pid: int, name: str) -> str:
    found = re.search(rf"^{name} +(\S+)", Path(f"/proc/{pid}/limits").read_text(), re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.skipif(sys.platform != "linux", reason="these bounds are Linux's")
def test_every_worker_of_a_server_is_bounded_as_the_setting_says(folder: Path) -> None:
    with serve(folder, worker_megabytes="700", queue="pool:3") as server:
        while "queue: well" not in (said := server.ask("/readyz").text) or "not known yet" in said:
            pass
        children = list(find_children(server.process.pid))
        bounded = [pid for pid in children if get_limit(pid, "Max data size") == "700000000"]
        assert len(bounded) == 3
        assert {get_limit(pid, "Max core file size") for pid in bounded} == {"0"}
