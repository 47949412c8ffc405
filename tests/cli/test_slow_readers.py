"""Forty readers who take their time over downloads keep nobody from a page."""

from __future__ import annotations

import time
from pathlib import Path

from bench.slow_readers import SlowReaders, find_longest, probe

from .servers import serve
from .test_processes import get_port


def test_pages_are_there_while_forty_readers_are_slow(folder: Path) -> None:
    with serve(folder, "--no-render", requests_a_minute="1000000") as (fetch, server):
        assert fetch("/glossary/shame/audio/all.mp3")[0] == 200
        port = get_port(server)
        with SlowReaders(port, find_longest(port), 40) as readers:
            time.sleep(1)
            times = probe(port, 3)
    print(f"{len(times)} pages, median {times[len(times) // 2]:.1f} ms, longest {times[-1]:.1f} ms")
    assert all(readers.read)
    assert times[len(times) * 99 // 100] < 1000  # generous: other work may go on beside this test
