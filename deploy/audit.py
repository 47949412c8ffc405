"""Audit what is pinned: no version that is known to be vulnerable, and nothing installed that is not as pinned.

    .venv/bin/python deploy/audit.py

It first looks at `deploy/advisories.toml`, a short list that was written by hand and needs no network, then asks OSV
(osv.dev) about every pin. If OSV cannot be reached, it says so loudly and ends well, since the rest was done; with
AUDIT=required in the environment it fails. AUDIT_SERVICE is another address that answers as OSV does.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]
SERVICE = os.environ.get("AUDIT_SERVICE", "https://api.osv.dev")
SECONDS = 30
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([A-Za-z0-9.!+]+)", re.MULTILINE)


def find_pins() -> dict[str, str]:
    """Every pinned version by name, of all files of requirements."""
    files = (*sorted(ROOT.glob("requirements*.txt")), ROOT / "tests" / "peers" / "requirements.txt")
    return {name.lower(): pinned for file in files for name, pinned in PIN.findall(file.read_text(encoding="utf-8"))}


def find_known(pins: Mapping[str, str], advisories: Path) -> Iterator[str]:
    """A line for each pin that is older than an advisory of the list asks for."""
    for advisory in tomllib.loads(advisories.read_text(encoding="utf-8"))["advisory"]:
        pinned = pins.get(advisory["package"])
        if pinned and get_order(pinned) < get_order(advisory["mended"]):
            yield f"{advisory['package']} {pinned}: {advisory['name']}, {advisory['what']}"


def get_order(written: str) -> tuple[int, ...]:
    """Numbers to compare; the pins here have no letters that matter."""
    return tuple(int(part) for part in re.findall(r"\d+", written.partition("+")[0]))


def find_other_versions(pins: Mapping[str, str]) -> Iterator[str]:
    """A line for each package that is installed in another version than it is pinned to."""
    for name, pinned in pins.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            continue
        if found != pinned:
            yield f"{name} {found} is installed, and {pinned} is pinned"


def ask(pins: Mapping[str, str]) -> list[str]:
    """A line for each vulnerability that OSV knows. :raise OSError: if it cannot be reached."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": pinned} for name, pinned in pins.items()]
    body = json.dumps({"queries": queries}).encode()
    request = Request(f"{SERVICE}/v1/querybatch", body, {"Content-Type": "application/json"})  # noqa: S310
    with urlopen(request, timeout=SECONDS) as response:  # noqa: S310  the address is ours or the operator's
        results = json.load(response)["results"]
    pairs = [(pin, (found or {}).get("vulns", ())) for pin, found in zip(pins.items(), results, strict=True)]
    return [f"{name} {pinned}: {each['id']}" for (name, pinned), vulnerabilities in pairs for each in vulnerabilities]


def main() -> int:
    pins = find_pins()
    faults = [*find_known(pins, ROOT / "deploy" / "advisories.toml"), *find_other_versions(pins)]
    try:
        faults += ask(pins)
    except (OSError, ValueError, KeyError) as error:
        print(f"NOT AUDITED HERE: {SERVICE} does not answer ({type(error).__name__}). Only the list that lies beside")
        print("this program was looked at; run this again where the network is.")
        if os.environ.get("AUDIT") == "required":
            faults.append("the audit is required, and could not be made")
    print("\n".join(faults or [f"{len(pins)} pins: nothing is known against them here."]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
