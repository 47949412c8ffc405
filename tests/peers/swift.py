"""Debian's OpenStack Swift with its S3 interface, as one machine: a proxy, three servers, memcached, one copy of all.

`serve_swift(folder)` starts it on free ports, as whoever runs the tests, with everything in a folder. What was killed
can be started again.
"""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench._ports import get_free_ports

KEY_ID, KEY_SECRET = "test:tester", "testing"
SERVERS = ("account", "container", "object")
PIPELINE = (
    "catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes "
    "proxy-server"
)
FILTERS = {
    "catch_errors": "", "gatekeeper": "", "healthcheck": "", "listing_formats": "", "bulk": "", "copy": "", "slo": "",
    "dlo": "", "versioned_writes": "allow_versioned_writes = true",
}  # fmt: skip


@dataclass(slots=True)
class Swift:
    folder: Path
    ports: dict[str, int]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.ports['proxy']}"

    @property
    def variables(self) -> dict[str, str]:
        """The environment in which a command of Lectern finds this store."""
        return {
            "LECTERN_STORE_ENDPOINT": self.endpoint,
            "LECTERN_STORE_KEY_ID": KEY_ID,
            "LECTERN_STORE_KEY_SECRET": KEY_SECRET,
        }

    def start(self, name: str) -> None:
        """Start a server of that name; `wait` says when it takes requests."""
        if name == "memcached":
            command = ["memcached", "-l", "127.0.0.1", "-p", str(self.ports[name]), "-m", "16", "-u", getpass.getuser()]
        else:
            command = [f"swift-{name}-server", str(self.folder / f"{name}.conf")]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def wait(self, name: str) -> None:
        """Wait until a server that was started takes requests."""
        wait_for_port(self.ports[name], self.running[name])

    def kill(self, name: str) -> None:
        """As a power cut ends it: it finishes nothing."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_serving(self, name: str) -> None:
        """Kill the process that answers; the one that watches over it starts another at once."""
        watching = self.running[name].pid
        children = Path(f"/proc/{watching}/task/{watching}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)

    def make_bucket(self, name: str) -> None:
        """A bucket is a container of the account, which Swift's own interface makes."""
        headers = {"X-Auth-User": KEY_ID, "X-Auth-Key": KEY_SECRET}
        with urllib.request.urlopen(urllib.request.Request(self.endpoint + "/auth/v1.0", headers=headers)) as answer:
            token, address = answer.headers["X-Auth-Token"], answer.headers["X-Storage-Url"]
        request = urllib.request.Request(f"{address}/{name}", method="PUT", headers={"X-Auth-Token": token})
        for tries_left in reversed(range(20)):
            try:
                urllib.request.urlopen(request).close()
                return
            except urllib.error.HTTPError:  # right after the start not all servers know each other
                if not tries_left:
                    raise
                time.sleep(0.25)


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    ended = time.monotonic() + seconds
    while time.monotonic() < ended:
        assert process.poll() is None, f"{process.args} ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"{process.args} does not listen")


@contextmanager
def serve_swift(folder: Path) -> Iterator[Swift]:
    """All of Swift, running; its bucket `audio` is there."""
    missing = [each for each in ("swift-proxy-server", "swift-object-server", "memcached") if not shutil.which(each)]
    if missing:
        pytest.skip(f"NOT PROVED HERE: no {missing[0]} on this machine; tests/peers/install.sh installs it")
    names = ("proxy", *SERVERS, "memcached")
    swift = Swift(folder, dict(zip(names, get_free_ports(len(names)), strict=True)))
    _write_rings(swift)
    _write_configuration(swift)
    try:
        for name in reversed(names):
            swift.start(name)
        for name in names:
            swift.wait(name)
        swift.make_bucket("audio")
        yield swift
    finally:
        for name in tuple(swift.running):
            swift.kill(name)


_MAKE_RINGS = """
import sys
from swift.common.ring import RingBuilder
for pair in sys.argv[1:]:
    name, port = pair.split("=")
    builder = RingBuilder(4, 1, 1)
    place = {"ip": "127.0.0.1", "port": int(port), "replication_ip": "127.0.0.1", "replication_port": int(port)}
    builder.add_dev({"region": 1, "zone": 1, "device": "d1", "weight": 1, "meta": "", **place})
    builder.rebalance()
    builder.get_ring().save(name + ".ring.gz")
"""


def _write_rings(swift: Swift) -> None:
    """What `swift-ring-builder` does in nine processes; with the Python that Debian's packages are for."""
    (swift.folder / "srv" / "d1").mkdir(parents=True)
    pairs = [f"{name}={swift.ports[name]}" for name in SERVERS]
    subprocess.run(["/usr/bin/python3", "-c", _MAKE_RINGS, *pairs], cwd=swift.folder, check=True)


def _write_configuration(swift: Swift) -> None:
    common = f"bind_ip = 127.0.0.1\nworkers = 1\nuser = {getpass.getuser()}\nswift_dir = {swift.folder}\n"
    # The list of a container is told of an object within these seconds, or by a daemon that is not started here.
    storage = f"{common}devices = {swift.folder / 'srv'}\nmount_check = false\nconn_timeout = 10\nnode_timeout = 30\n"
    _write(swift, "swift.conf", "[swift-hash]\nswift_hash_path_suffix = lectern\n")
    for name in SERVERS:
        text = f"[DEFAULT]\n{storage}bind_port = {swift.ports[name]}\n[pipeline:main]\npipeline = {name}-server\n"
        cache = swift.folder / f"{name}-recon"
        cache.mkdir(exist_ok=True)
        _write(
            swift, f"{name}.conf", f"{text}[app:{name}-server]\nuse = egg:swift#{name}\nrecon_cache_path = {cache}\n"
        )
    filters = "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n{more}\n" for name, more in FILTERS.items())
    _write(
        swift,
        "proxy.conf",
        f"[DEFAULT]\n{common}bind_port = {swift.ports['proxy']}\n[pipeline:main]\npipeline = {PIPELINE}\n"
        "[app:proxy-server]\nuse = egg:swift#proxy\nallow_account_management = true\naccount_autocreate = true\n"
        # a server that was killed is asked again after a second, not after a minute
        "error_suppression_interval = 1\nnode_timeout = 3\n"
        "[filter:s3api]\nuse = egg:swift#s3api\nlocation = us-east-1\n"
        f"[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = {KEY_SECRET} .admin\n"
        f"[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:{swift.ports['memcached']}\n{filters}",
    )


def _write(swift: Swift, name: str, text: str) -> None:
    (swift.folder / name).write_text(text, encoding="utf-8")
