"""Two addresses for whoever looks after the server: whether it answers, and whether all that it needs works.

Neither tells a path, a secret or anything of a reader. Both are plain text, never kept, and in no list of pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from flask import Flask, Response

LIVE: Final = "/healthz"
READY: Final = "/readyz"


class Finding(Protocol):
    @property
    def is_well(self) -> bool: ...

    @property
    def words(self) -> str: ...


def add_health(app: Flask, get_findings: Callable[[], Mapping[str, Finding]]) -> None:
    """`/healthz` is always 200 while the process answers; `/readyz` is 503 as long as one part is not well."""
    app.add_url_rule(LIVE, "say_live", lambda: _answer("The process answers."))
    app.add_url_rule(READY, "say_ready", lambda: _describe(get_findings()))


def _describe(findings: Mapping[str, Finding]) -> Response:
    lines = [f"{name}: {'well' if each.is_well else 'NOT WELL'}, {each.words}" for name, each in findings.items()]
    return _answer("\n".join(lines), 200 if all(each.is_well for each in findings.values()) else 503)


def _answer(text: str, status: int = 200) -> Response:
    response = Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
