"""A real Asterisk on this machine's own address; without one, tests are skipped and say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench._asterisk import NoAsterisk, Running, get_command
from bench._asterisk import run_asterisk as run

__all__ = ["Running", "run_asterisk"]


@contextmanager
def run_asterisk(folder: Path, agi_port: int, sorry: Path) -> Iterator[Running]:
    """Asterisk with the configuration of deploy/asterisk/, once it answers."""
    try:
        get_command()
    except NoAsterisk as error:
        pytest.skip(f"NOT PROVED HERE: {error}")
    with run(folder, agi_port, sorry) as running:
        yield running
