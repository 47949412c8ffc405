"""Stores in buckets of real servers, each in a folder of its own, and a mock of S3 beside the real one."""

from __future__ import annotations

import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench._ports import get_free_port
from service.store.local_locks import LocalLocks
from service.store.objects import ObjectStore
from service.store.s3 import S3Options, open_bucket

from .swift import KEY_ID, KEY_SECRET, wait_for_port


@dataclass(frozen=True, slots=True)
class Server:
    """An S3 server with a bucket `audio`."""

    endpoint: str

    def make_store(self, folder: Path, prefix: str = "", reading_places: int = 0) -> ObjectStore:
        """A store in a folder of the bucket, which nobody else uses if none is named; its locks are in a local one."""
        options = S3Options(self.endpoint, key_id=KEY_ID, key_secret=KEY_SECRET, reading_places=reading_places)
        bucket = open_bucket(f"s3://audio/{prefix or secrets.token_hex(4)}", options)
        return ObjectStore(bucket, LocalLocks((folder / "lock",)))


@contextmanager
def serve_moto() -> Iterator[Server]:
    pytest.importorskip("moto.server", reason="NOT PROVED HERE: moto is not installed")
    port = get_free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for_port(port, process)
        server = Server(f"http://127.0.0.1:{port}")
        urllib.request.urlopen(urllib.request.Request(f"{server.endpoint}/audio", method="PUT")).close()
        yield server
        process.kill()
