"""Our server and nginx, each on a free loopback port, what their processes cost, and who asks them."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench._measure import ROOT, measure
from bench._ports import get_free_port

_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_NGINX: Final = """
daemon off; {user} worker_processes 2; pid {place}/pid; error_log {place}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nodelay on; tcp_nopush off; keepalive_requests 100000000;
  open_file_cache max=100; default_type application/octet-stream;
  client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;
  uwsgi_temp_path {place}/d; scgi_temp_path {place}/e;
  server {{ listen 127.0.0.1:{port}; root {place}/files; {fields} }}
}}
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server under measurement."""

    port: int
    pid: int

    def get_processes(self) -> set[int]:
        """The server's process and all below it."""
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        found = {self.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def get_cpu(self) -> float:
        """User and system seconds of all its processes so far."""
        ticks = 0
        for pid in self.get_processes():
            with suppress(OSError):
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
        return ticks / _TICKS

    def get_megabytes(self, pids: set[int] | None = None) -> float:
        """Memory of its processes, what they share counted once (PSS)."""
        kilobytes = 0
        for pid in self.get_processes() if pids is None else pids:
            with suppress(OSError):
                found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
                kilobytes += int(found[1]) if found else 0
        return kilobytes / 1000


@contextmanager
def serve(folder: Path, **settings: str) -> Iterator[Running]:
    """Our server, with the shipped content and a voice of silence, rendered before."""
    shutil.copytree(ROOT / "content", folder / "content")
    measure(("-m", "service", "render", "--plain"), folder, {"LECTERN_ENGINE": "silence"})
    port = get_free_port()
    chosen = {"engine": "silence", "port": str(port), "requests_a_minute": "1000000", **settings}
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **{f"LECTERN_{name.upper()}": v for name, v in chosen.items()}}
    command = [sys.executable, "-m", "service", "serve", "--no-render"]
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield Running(port, server.pid)
        finally:
            server.terminate()


@contextmanager
def serve_nginx(folder: Path, files: Mapping[str, bytes], fields: Mapping[str, str]) -> Iterator[Running]:
    """nginx with these files, and these fields on every answer."""
    (folder / "files").mkdir(parents=True)
    for name, data in files.items():
        (folder / "files" / name).write_bytes(data)
    port = get_free_port()
    added = " ".join(f'add_header {name} "{value}";' for name, value in fields.items())
    user = "user root;" if os.geteuid() == 0 else ""  # who may read the folder, as our own server may
    (folder / "nginx.conf").write_text(_NGINX.format(place=folder, port=port, fields=added, user=user))
    with subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]) as server:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        try:
            yield Running(port, server.pid)
        finally:
            server.terminate()


def fetch(port: int, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=dict(fields or {}))
    answer = connection.getresponse()
    try:
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def load(port: int, path: str, fields: Mapping[str, str], connections: int, seconds: float) -> int:
    """Ask for one thing again and again, on connections that stay open; how many answers came."""
    if shutil.which("wrk"):
        named = [part for name, value in fields.items() for part in ("-H", f"{name}: {value}")]
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", *named, f"http://127.0.0.1:{port}{path}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = re.search(r"(\d+) requests in", said)
        if not found or "Non-2xx" in said:
            raise SystemExit(f"{' '.join(command)} failed:\n{said}")
        return int(found[1])
    counts: list[int] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=lambda: counts.append(_ask_until(port, path, fields, until)))
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def _ask_until(port: int, path: str, fields: Mapping[str, str], until: float) -> int:
    connection, count = http.client.HTTPConnection("127.0.0.1", port, timeout=30), 0
    while time.monotonic() < until:
        connection.request("GET", path, headers=dict(fields))
        connection.getresponse().read()
        count += 1
    connection.close()
    return count
