"""A real server with the real content, and a voice of silence where no other is named.

Many tests need the same recordings: the first that asks has them rendered, whichever process it is in, and all others
have a copy. What their settings make different is rendered for them.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench._ports import get_free_port

ROOT = Path(__file__).parents[2]


class _Shared:
    folder: Path | None = None


def share(folder: Path) -> None:
    """Where the recordings lie that are shared."""
    _Shared.folder = folder


def render(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Has recordings made of the real content, or of what is in the folder; settings are in lower case."""
    _fill(folder, settings["engine"])
    return _run(folder, ["render", "--plain", *arguments], settings)


def _fill(folder: Path, engine: str) -> None:
    if not (folder / "content").exists():
        shutil.copytree(ROOT / "content", folder / "content")
    if _Shared.folder is not None and not (folder / "audio_cache").exists():
        shutil.copytree(_get_shared(_Shared.folder, engine) / "audio_cache", folder / "audio_cache")


def _get_shared(shared: Path, engine: str) -> Path:
    shared.mkdir(exist_ok=True)
    folder, done = shared / engine, shared / f"{engine}.done"
    with (shared / f"{engine}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(ROOT / "content", folder / "content")
            _run(folder, ["render", "--plain"], {"engine": engine})
            done.touch()
    return folder


def _run(folder: Path, arguments: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(command, cwd=folder, env=get_variables(settings), check=True, text=True, timeout=300)


def get_variables(settings: dict[str, str]) -> dict[str, str]:
    chosen = {f"LECTERN_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, "PYTHONPATH": str(ROOT), **chosen}


@contextmanager
def serve(folder: Path, is_rendered: bool = True, **settings: str) -> Iterator[str]:
    """Serves from `folder`, and gives the address; settings are in lower case."""
    if not (folder / "content").exists():
        shutil.copytree(ROOT / "content", folder / "content")
    settings = {"engine": "silence", "port": str(get_free_port()), **settings}
    if is_rendered:
        render(folder, **settings)
    command = [sys.executable, "-m", "service", "serve", "--no-render"]
    with subprocess.Popen(
        command, cwd=folder, env=get_variables(settings), stdout=subprocess.PIPE, text=True
    ) as server:  # fmt: skip
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def get_pages(address: str) -> list[str]:
    """The path of every page in every language, by the lists of what can be kept."""
    paths: list[str] = []
    for prefix in ("", "/es"):
        with urlopen(f"{address}{prefix}/preferences/offline.json") as response:
            paths += [item["address"] for item in json.load(response)["pages"]]
    return paths
