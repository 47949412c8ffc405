"""A real Asterisk on this machine's own address, with the configuration of deploy/asterisk/. Nothing is installed.

`tests/peers/asterisk_root.sh` unpacks it; it runs with the libraries that lie beside it.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench._ports import get_free_port

DEPLOY: Final = Path(__file__).parents[1] / "deploy" / "asterisk"
_START_SECONDS: Final = 30.0


class NoAsterisk(Exception):
    """There is none on this machine."""


def get_root() -> Path:
    """The folder that asterisk_root.sh fills; install.sh runs it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "lectern" / "asterisk"


def get_command() -> list[str]:
    """What starts the unpacked program. :raise NoAsterisk:"""
    root = get_root()
    program = root / "usr/sbin/asterisk"
    places = ("usr/lib/*-linux-gnu", "lib/*-linux-gnu")
    found = sorted({path.parent.resolve() for place in places for path in root.glob(f"{place}/libc.so.6")})
    loaders = [path for folder in found for path in sorted(folder.glob("ld-*.so*")) if path.exists()]
    if not program.exists() or not loaders:
        raise NoAsterisk("no Asterisk; tests/peers/install.sh unpacks it, as root on Debian")
    folders = sorted({path.resolve() for place in places for path in root.glob(place)})
    libraries = ":".join(map(str, (*folders, root / "usr/lib")))
    return [str(loaders[0].resolve()), "--library-path", libraries, str(program)]


@dataclass(frozen=True, slots=True)
class Running:
    sip_port: int
    folder: Path
    """Where its log and its console's socket lie."""
    command: list[str]
    process: subprocess.Popen[bytes]

    def get_uri(self, number: str = "300") -> str:
        return f"sip:{number}@127.0.0.1:{self.sip_port}"

    def ask(self, words: str) -> str:
        """What the console answers."""
        command = [*self.command, "-C", str(self.folder / "asterisk.conf"), "-rx", words]
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout


def write_configuration(folder: Path, sip_port: int, agi_port: int, sorry: Path) -> None:
    """The files of deploy/asterisk/ with other ports and folders, and nothing else changed."""
    changes = {
        "pjsip.conf": ("127.0.0.1:5060", f"127.0.0.1:{sip_port}"),
        "extensions.conf": ("agi://127.0.0.1:4573/", f"agi://127.0.0.1:{agi_port}/"),
    }
    for source in DEPLOY.glob("*.conf"):
        text = source.read_text(encoding="utf-8")
        if source.name in changes:
            old, new = changes[source.name]
            assert old in text
            text = text.replace(old, new).replace("/srv/lectern/sorry", str(sorry))
        if source.name == "asterisk.conf":
            text = _get_directories(folder) + text
        (folder / source.name).write_text(text, encoding="utf-8")


def _get_directories(folder: Path) -> str:
    root = get_root()
    modules = next(path for path in sorted(root.glob("usr/lib/**/asterisk/modules")) if path.is_dir())
    places = {"astetcdir": folder, "astmoddir": modules, "astdatadir": root / "usr/share/asterisk"}
    for name in ("astvarlibdir", "astdbdir", "astkeydir", "astagidir", "astspooldir", "astrundir", "astlogdir"):
        places[name] = folder / name
        places[name].mkdir(exist_ok=True)
    return "".join(["[directories]\n", *(f"{name} => {place}\n" for name, place in places.items()), "\n"])


@contextmanager
def run_asterisk(folder: Path, agi_port: int, sorry: Path) -> Iterator[Running]:
    """Asterisk, once it answers SIP; ended by its process id."""
    command = get_command()
    sip_port = get_free_port()
    folder.mkdir(parents=True, exist_ok=True)
    write_configuration(folder, sip_port, agi_port, sorry)
    output = (folder / "output").open("wb")
    start = [*command, "-f", "-C", str(folder / "asterisk.conf")]
    with output, subprocess.Popen(start, stdout=output, stderr=output, stdin=subprocess.DEVNULL) as process:
        running = Running(sip_port, folder, command, process)
        try:
            _wait_until_it_answers(running)
            yield running
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_it_answers(running: Running) -> None:
    """Ask by SIP until there is an answer."""
    deadline = time.monotonic() + _START_SECONDS
    with socket.socket(type=socket.SOCK_DGRAM) as asking:
        asking.bind(("127.0.0.1", 0))
        asking.settimeout(0.2)
        port = asking.getsockname()[1]
        while time.monotonic() < deadline and running.process.poll() is None:
            question = (
                f"OPTIONS {running.get_uri()} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK1;rport\r\n"
                f"From: <sip:a@127.0.0.1>;tag=1\r\nTo: <{running.get_uri()}>\r\nCall-ID: 1@127.0.0.1\r\n"
                "CSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\nContent-Length: 0\r\n\r\n"
            )
            try:
                asking.sendto(question.encode(), ("127.0.0.1", running.sip_port))
                if re.match(rb"SIP/2.0 \d", asking.recv(4096)):
                    return
            except OSError:
                continue
    output = (running.folder / "output").read_text(errors="replace")
    raise RuntimeError(f"Asterisk does not start:\n{output[-3000:]}")
