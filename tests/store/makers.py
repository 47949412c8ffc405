"""Processes that work on one store at the same time. Plain functions, so that another process can run them."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path

from obstore.store import MemoryStore

from service.store.bucket import Bucket
from service.store.contract import Name
from service.store.folder import FolderStore
from service.store.local_locks import LocalLocks
from service.store.near import NearStore
from service.store.objects import ObjectStore


def get_name(text: str, kind: str = "mp3") -> Name:
    return Name(hashlib.sha256(text.encode()).hexdigest(), kind)


def make_object_store(folder: Path) -> ObjectStore:
    """An object store whose bucket is in the memory of this process: all of obstore but the network."""
    return ObjectStore(Bucket(MemoryStore, "s3://memory"), LocalLocks((folder / "lock",)))


def make_near_store(folder: Path, limit: int = 10**9) -> NearStore:
    return NearStore(FolderStore(folder / "near"), make_object_store(folder), limit)


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


def evict_often(folder: Path, count: int) -> int:
    """Evict nearly all, again and again; how many bytes went."""
    store = FolderStore(folder)
    return sum(store.delete_oldest(20_000) for _ in range(count))
