"""A desktop of its own for a screen reader and a browser: no screen, no sound card, nothing outside one folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ACCESSIBILITY_BUS = "/usr/libexec/at-spi-bus-launcher"
PYTHON = "/usr/bin/python3"
PACKAGES = {
    "Xvfb": "xvfb", "dbus-daemon": "dbus-daemon", "openbox": "openbox", ACCESSIBILITY_BUS: "at-spi2-core",
    "gsettings": "libglib2.0-bin", "pulseaudio": "pulseaudio", "orca": "orca", "firefox-esr": "firefox-esr",
    "xdotool": "xdotool",
}  # fmt: skip
"""Each program, and the Debian package that brings it."""
SINK = ("module-null-sink", "module-native-protocol-unix")
"""Modules of PulseAudio: sound plays at its speed, into nothing. ALSA's null device plays it in no time."""


class PartMissing(AssertionError):
    """A part of the desktop did not start, or has gone; the message says which, and what it wrote."""


def require() -> None:
    """Skips the test unless all programs are here."""
    for program, package in PACKAGES.items():
        if shutil.which(program) is None:
            pytest.skip(f"NOT PROVED HERE: no {package} on this machine; tests/peers/install.sh installs it")


def wait_for(is_so: Callable[[], object], seconds: float, what: Callable[[], str]) -> None:
    """Returns as soon as it is so; raises PartMissing after `seconds`."""
    limit = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > limit:
            raise PartMissing(f"after {seconds:.0f} seconds: {what()}")
        time.sleep(0.05)


def end(program: subprocess.Popen[bytes]) -> None:
    """Ends a program and all of its session. Its number stays its own until it is waited for."""
    os.killpg(program.pid, signal.SIGTERM)
    limit = time.monotonic() + 5
    while time.monotonic() < limit and not os.waitid(os.P_PID, program.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        time.sleep(0.05)
    os.killpg(program.pid, signal.SIGKILL)
    program.wait(5)


class Desktop:
    """Starts programs, each in a session of its own, so that it can be ended with all that it started."""

    def __init__(self, folder: Path, ends: ExitStack) -> None:
        self.folder = folder
        self._ends = ends
        home, self.runtime = folder / "home", folder / "run"
        home.mkdir()
        self.runtime.mkdir(mode=0o700)
        self.variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(home), "TMPDIR": str(folder),
                          "XDG_RUNTIME_DIR": str(self.runtime), "GTK_MODULES": "gail:atk-bridge",
                          "GNOME_ACCESSIBILITY": "1", "NO_AT_BRIDGE": "0"}  # fmt: skip

    def start(self, *command: str, pipes: tuple[int, ...] = ()) -> None:
        log = self._ends.enter_context(self._get_log(command[0]).open("ab"))
        self._ends.callback(end, subprocess.Popen(
            command, env=self.variables, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            pass_fds=pipes, start_new_session=True))  # fmt: skip

    def start_and_ask(self, *command: str) -> str:
        """Starts a program that writes a line into the pipe whose number stands for `{pipe}`; gives the line."""
        reading, writing = os.pipe()
        try:
            self.start(*(part.format(pipe=writing) for part in command), pipes=(writing,))
        finally:
            os.close(writing)
        with os.fdopen(reading) as answer:
            line = answer.readline().strip()
        if not line:
            raise PartMissing(f"{command[0]} has ended: {self.read_log(command[0])}")
        return line

    def run(self, *command: str) -> None:
        done = subprocess.run(
            command, env=self.variables, cwd=self.folder, capture_output=True, text=True, timeout=30, check=False
        )
        if done.returncode:
            raise PartMissing(f"{' '.join(command)}: {done.stderr}")

    def read_log(self, program: str) -> str:
        return self._get_log(program).read_text(errors="replace")[-2000:]

    def _get_log(self, program: str) -> Path:
        return self.folder / f"{Path(program).name}.log"


@contextmanager
def open_desktop(folder: Path) -> Iterator[Desktop]:
    """Screen, buses and windows in a folder that is empty. Ends all of them, last first."""
    with ExitStack() as ends:
        desktop = Desktop(folder, ends)
        screen = desktop.start_and_ask(
            "Xvfb", "-displayfd", "{pipe}", "-screen", "0", "1280x900x24", "-nolisten", "tcp"
        )
        desktop.variables["DISPLAY"] = f":{screen}"
        bus = desktop.start_and_ask("dbus-daemon", "--session", "--nofork", "--print-address={pipe}")
        desktop.variables["DBUS_SESSION_BUS_ADDRESS"] = bus
        desktop.start("openbox")
        desktop.start(ACCESSIBILITY_BUS, "--launch-immediately")
        desktop.run("gsettings", "set", "org.gnome.desktop.interface", "toolkit-accessibility", "true")
        modules = [part for name in SINK for part in ("--load", name)]
        desktop.start("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", *modules)
        wait_for((desktop.runtime / "pulse/native").exists, 20, lambda: desktop.read_log("pulseaudio"))
        yield desktop
