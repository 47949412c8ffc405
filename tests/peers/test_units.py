"""The services for systemd, read and rated by systemd's own tool. systemd itself does not run here."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.rglob("*.service"))
MOST_EXPOSED = 2.0
"""Of 10; systemd calls anything below 5 well."""

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="NOT PROVED HERE: no systemd-analyze, of Debian's systemd",
)


def write(unit: Path, folder: Path) -> Path:
    """The unit with programs and folders that are here."""
    text = unit.read_text(encoding="utf-8").replace("/srv/lectern/app/.venv/bin/python", shutil.which("true") or "")
    path = folder / unit.name
    path.write_text(text.replace("/srv/lectern/app", str(folder)), encoding="utf-8")
    return path


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_understands_every_line(unit: Path, tmp_path: Path) -> None:
    command = ["systemd-analyze", "verify", "--man=no", str(write(unit, tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_service_is_hardly_exposed(unit: Path, tmp_path: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(write(unit, tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found
    assert float(found[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_service_has_bounds_and_no_rights(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    names = {line.partition("=")[0] for line in lines}
    assert {"MemoryMax", "TasksMax", "LimitCORE", "User"} <= names
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "PrivateTmp=yes"} <= set(lines)


def test_there_are_three() -> None:
    assert {unit.stem for unit in UNITS} == {"lectern-web", "lectern-worker", "lectern-phone"}
