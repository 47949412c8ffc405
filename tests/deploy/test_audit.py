"""The audit of what is pinned: against its own list, and against a service that answers as OSV does."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@contextmanager
def serve(vulnerable: str) -> Iterator[tuple[str, list[Any]]]:
    """A service that knows of one vulnerable package; what it was asked."""
    asked: list[Any] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            names = [query["package"]["name"] for query in asked[-1]["queries"]]
            results = [{"vulns": [{"id": "GHSA-test"}]} if name == vulnerable else {} for name in names]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results}).encode())

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def audit(root: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "deploy" / "audit.py")],
        env={**os.environ, **variables}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def copy(folder: Path, requirements: str) -> Path:
    """The audit beside other pins."""
    for name in ("audit.py", "advisories.toml"):
        (folder / "deploy").mkdir(exist_ok=True)
        (folder / "deploy" / name).write_bytes((ROOT / "deploy" / name).read_bytes())
    (folder / "tests" / "peers").mkdir(parents=True)
    (folder / "tests" / "peers" / "requirements.txt").write_text("")
    (folder / "requirements.txt").write_text(requirements)
    return folder


NOWHERE = "http://127.0.0.1:9"


def test_nothing_that_is_pinned_is_on_the_list_and_everything_installed_is_as_pinned() -> None:
    done = audit(AUDIT_SERVICE=NOWHERE)
    assert done.returncode == 0, done.stdout
    assert "NOT AUDITED HERE" in done.stdout


def test_an_audit_that_could_not_be_made_fails_where_it_is_required() -> None:
    done = audit(AUDIT_SERVICE=NOWHERE, AUDIT="required")
    assert done.returncode == 1
    assert "the audit is required, and could not be made" in done.stdout


@pytest.mark.parametrize(("pinned", "is_known"), [("3.1.5", True), ("3.1.6", False), ("3.10.0", False), ("2.99", True)])
def test_a_pin_that_went_back_is_known_without_a_network(tmp_path: Path, pinned: str, is_known: bool) -> None:
    done = audit(copy(tmp_path, f"jinja2=={pinned}\n"), AUDIT_SERVICE=NOWHERE)
    assert ("CVE-2025-27516" in done.stdout) == is_known


def test_another_version_than_is_pinned_is_told(tmp_path: Path) -> None:
    done = audit(copy(tmp_path, "jinja2==99.0\n"), AUDIT_SERVICE=NOWHERE)
    assert "is installed, and 99.0 is pinned" in done.stdout


def test_every_pin_is_asked_about_and_what_the_service_knows_is_told() -> None:
    with serve("waitress") as (address, asked):
        done = audit(AUDIT_SERVICE=address)
    assert done.returncode == 1
    assert "waitress 3.0.2: GHSA-test" in done.stdout
    names = {query["package"]["name"] for query in asked[0]["queries"]}
    assert {"flask", "jinja2", "pytest", "piper-tts", "playwright"} <= names
    assert all(query["version"] for query in asked[0]["queries"])


def test_a_service_that_knows_nothing_lets_the_audit_pass() -> None:
    with serve("nothing") as (address, _):
        done = audit(AUDIT_SERVICE=address, AUDIT="required")
    assert (done.returncode, "nothing is known against them" in done.stdout) == (0, True)
