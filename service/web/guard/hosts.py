"""Which names a request may give as its host.

A page of another site can make a browser ask this server under that site's own name (DNS rebinding). It gets nothing
here, since that name is not known.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from service.errors import SettingsError

_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_EVERY_ADDRESS: Final = ("", "0.0.0.0", "::")  # noqa: S104  compared with, not listened on
_WRITTEN: Final = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(:[0-9]{1,5})?")
_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|[0-9a-f:.]+")


@dataclass(frozen=True, slots=True)
class Hosts:
    names: frozenset[str]
    """In lower case, without brackets and ports."""
    takes_digits: bool = False
    """Whether any address in digits will do: nobody can give such a name a new meaning."""

    def find_fault(self, environ: Mapping[str, Any]) -> int:
        """0 if the request is meant for this site, else the status to answer: 400 or 421 (RFC 9110, 7.2 and 15.5.20).

        Before HTTP/1.1 a request need not name a host; then it claims nothing.
        """
        written = environ.get("HTTP_HOST")
        if written is None:
            return 0 if environ.get("SERVER_PROTOCOL") == "HTTP/1.0" else 400
        name = _get_name(written)
        if not name:
            return 400
        return 0 if name in self.names or (self.takes_digits and _is_address(name)) else 421


@lru_cache(maxsize=64)
def _get_name(written: str) -> str:
    """The name in a Host header, without its port; empty if there is none. Most requests have the same."""
    found = _WRITTEN.fullmatch(written)
    return _fold(found[1]) if found else ""


def make_hosts(listening: str, site_address: str, names: str) -> Hosts:
    """Those of this machine alone, the site's, the one that is listened on, and those of the setting `hosts`.

    :raise SettingsError: for a name that is none.
    """
    more = [_fold(each) for each in names.split(",") if each.strip()]
    for name in more:
        if not _NAME.fullmatch(name):
            raise SettingsError(f"The setting 'hosts' has '{name}'; write names with commas, such as example.org.")
    known: Iterable[str] = (*_LOOPBACK, urlsplit(site_address).hostname or "", _fold(listening), *more)
    return Hosts(frozenset(filter(None, known)), takes_digits=listening in _EVERY_ADDRESS)


def _fold(name: str) -> str:
    return name.strip().strip("[]").removesuffix(".").lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
