"""In CI the peers are installed, and one that is absent is loud: the run fails and says which."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
FILES = {
    "conftest.py": "from peers.absent import pytest_configure as pytest_configure\n",
    "test_module.py": "import pytest\npytest.importorskip('no_such_peer', reason='NOT PROVED HERE: no such peer')\n",
    "test_one.py": (
        "import pytest\n"
        "@pytest.fixture\ndef peer():\n    pytest.skip('NOT PROVED HERE: no exchange')\n"
        "def test_calls(peer): ...\n"
        "def test_more_calls(peer): ...\n"
        "@pytest.mark.skipif(True, reason='another reason')\ndef test_of_another_system(): ...\n"
        "def test_that_passes(): ...\n"
    ),
    "pytest.ini": "[pytest]\n",
}


def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PEERS", "PYTEST"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, str(folder)],
        cwd=folder, env={**kept, **ALONE, "PYTHONPATH": str(ROOT / "tests"), **variables}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("processes", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "two processes"])
def test_where_peers_are_required_an_absent_one_fails_the_run_and_is_named(
    tmp_path: Path, processes: tuple[str, ...]
) -> None:
    done = run(tmp_path, *processes, PEERS="required")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "peers that are required and absent" in done.stdout
    assert "test_module.py: NOT PROVED HERE: no such peer" in done.stdout
    assert "test_one.py::test_calls: NOT PROVED HERE: no exchange" in done.stdout
    assert "another reason" not in done.stdout


def test_elsewhere_an_absent_peer_is_a_skip(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "required and absent" not in done.stdout


def test_ci_requires_the_peers() -> None:
    assert "PEERS=required make peers" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
