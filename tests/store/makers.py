"""Processes that work on one store at the same time. Plain functions, so that another process can run them."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path

from service.store.contract import Name
from service.store.folder import FolderStore


def get_name(text: str, kind: str = "mp3") -> Name:
    return Name(hashlib.sha256(text.encode()).hexdigest(), kind)


def make_all(folder: Path, count: int) -> list[str]:
    """Make each object unless it is there, under its lock; the ones that this process made."""
    store, made = FolderStore(folder), []
    for number in range(count):
        name = get_name(str(number))
        with store.lock("made", name.key):
            if store.get(name) is None:
                store.put(name, str(number).encode() * 1000)
                made.append(str(name))
    return made


def die_with_the_lock(folder: Path, key: str) -> None:
    held = FolderStore(folder).lock("made", key)
    held.__enter__()
    os.kill(os.getpid(), signal.SIGKILL)
