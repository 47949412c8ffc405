"""How long a telephone provider waits for an answer: signed webhooks of whole calls, on the shipped glossary."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlencode
from xml.etree import ElementTree

from bench._bars import demand, use_two_processors
from bench._measure import ROOT, measure
from bench._ports import get_free_port

_SECRET: Final = "a-secret-of-this-benchmark"  # noqa: S105  of a server that lives for a minute
_STEPS: Final = 15
_KEYS: Final = "12345678*#0"
_MOST: Final = 50.0
"""Milliseconds within which 99 of 100 answers must be there."""


def main() -> None:
    """Calls that press keys at random, or wait: one after the other without a rest, then 50 at once whose callers take
    one to three seconds for each key; percentiles in milliseconds, measured by the sender.

    :raise SystemExit: if a call fails, or the 99th percentile is `_MOST` or more.
    """
    use_two_processors()
    misses: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        shutil.copytree(ROOT / "content", folder / "content")
        measure(("-m", "service", "render", "--phone", "--plain"), folder, {"LECTERN_ENGINE": "silence"})
        print("| calls at once | answers | median | 95th | 99th | longest |\n|---|---|---|---|---|---|")
        with _serve(folder) as site:
            _call(site, 0, 0.0)  # the first loads what is needed
            misses += _show(1, [_call(site, 100 + number, 0.0) for number in range(50)])
            with ThreadPoolExecutor(50) as callers:
                misses += _show(50, list(callers.map(lambda number: _call(site, 200 + number, 2.0), range(50))))
    demand(misses)


def _show(at_once: int, calls: list[list[float]]) -> list[str]:
    """Print what came of calls; what they missed."""
    times = sorted(1000 * seconds for call in calls for seconds in call)
    shown = " | ".join(f"{times[len(times) * each // 100]:.1f}" for each in (50, 95, 99))
    print(f"| {at_once} | {len(times)} | {shown} | {times[-1]:.1f} |", flush=True)
    return get_misses(times, at_once)


def get_misses(times: list[float], at_once: int) -> list[str]:
    """What sorted milliseconds of answers missed."""
    worst = times[len(times) * 99 // 100]
    if worst < _MOST:
        return []
    return [f"with {at_once} calls at once 99 of 100 answers took {worst:.1f} ms, not less than {_MOST:.0f}."]


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    port = get_free_port()
    site = f"http://127.0.0.1:{port}"
    settings = {"ENGINE": "silence", "SITE_ADDRESS": site, "PHONE_WEBHOOK": "twilio", "PHONE_WEBHOOK_SECRET": _SECRET}
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **{f"LECTERN_{name}": each for name, each in settings.items()}}
    command = [sys.executable, "-m", "service", "serve", "--port", str(port), "--no-render"]
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield site
        finally:
            server.terminate()


def _call(site: str, number: int, rest: float) -> list[float]:
    """Seconds of each answer of one call whose caller rests for so many seconds before a key, by and large."""
    keys, times = random.Random(number), []  # noqa: S311
    connection = http.client.HTTPConnection(site.removeprefix("http://"))
    address, fields = f"{site}/phone/call", {"CallSid": f"CA{number}", "From": "anonymous"}
    for _ in range(_STEPS):
        time.sleep(rest * keys.uniform(0.5, 1.5))
        began = time.perf_counter()
        document = _ask(connection, site, address, fields)
        times.append(time.perf_counter() - began)
        gathers = document.findall("Gather")
        if not gathers:
            break
        fields = {"CallSid": f"CA{number}", "From": "anonymous"}
        if keys.random() < 0.2:  # noqa: PLR2004
            address = document.findtext("Redirect") or ""
        else:
            address, fields["Digits"] = keys.choice(gathers).get("action") or "", keys.choice(_KEYS)
    _ask(connection, site, f"{site}/phone/call", {"CallSid": f"CA{number}", "CallStatus": "completed"})
    connection.close()
    return times


def _ask(
    connection: http.client.HTTPConnection, site: str, address: str, fields: dict[str, str]
) -> ElementTree.Element:
    text = address + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    signature = base64.b64encode(hmac.digest(_SECRET.encode(), text.encode(), hashlib.sha1)).decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    connection.request("POST", address.removeprefix(site), urlencode(fields), headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        raise SystemExit(f"{address} was answered with {answer.status}.")
    return ElementTree.fromstring(body)  # noqa: S314  our own server's


if __name__ == "__main__":
    main()
