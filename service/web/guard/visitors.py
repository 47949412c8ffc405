"""Whose request it is, for counting alone: the peer, or who a trusted proxy says it is."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from service.errors import SettingsError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_FORWARDED: Final = "HTTP_X_FORWARDED_FOR"
_CLAIMS: Final = ("HTTP_FORWARDED", "HTTP_X_REAL_IP")
_OWN_NETWORKS: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
"""Where a proxy of the operator's own is: this machine and private networks (RFC 1918, RFC 4193)."""
_PLAIN: Final = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
"""An address of IPv4 as this module writes it."""
_IPV6_PREFIX: Final = 64
"""One household or telephone has as many addresses as it likes below such a prefix (RFC 6177)."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Visitors:
    trusted: Sequence[Network] = ()
    """Proxies whose word about whom they ask for is taken."""
    _has_warned: bool = field(default=False, repr=False)

    def take_name(self, environ: MutableMapping[str, Any]) -> str:
        """A text that stands for who asks; empty for who cannot be told apart. Nothing behind this can read headers
        about it."""
        forwarded = environ.pop(_FORWARDED, "")
        for claim in _CLAIMS:
            environ.pop(claim, None)
        written = str(environ.get("REMOTE_ADDR", ""))
        if not forwarded and not self.trusted and _PLAIN.fullmatch(written):
            return written  # nearly every request: it needs no more
        peer = _read(written)
        if peer is None:
            return ""
        if not self._is_trusted(peer):
            return "" if forwarded and self._is_proxy(peer) else _get_name(peer)
        return _get_name(self._find_client(peer, forwarded))

    def _find_client(self, peer: Address, forwarded: str) -> Address:
        """From the right: each trusted proxy added who asked it. What stands before an untrusted one may be made up."""
        client = peer
        for written in reversed(forwarded.split(",") if forwarded else ()):
            found = _read(written.strip())
            if found is None:
                break
            client = found
            if not self._is_trusted(found):
                break
        return client

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)

    def _is_proxy(self, peer: Address) -> bool:
        """Whether this must be a proxy that nobody told us of: to count it as one reader would stop them all."""
        if not any(peer in network for network in _OWN_NETWORKS):
            return False
        if not self._has_warned:
            self._has_warned = True
            _log.warning(
                "Requests come through a proxy that is not in the setting 'trusted_proxies': they are not counted, and "
                "'requests_a_minute' has no effect on them."
            )
        return True


def read_networks(written: str) -> Sequence[Network]:
    """Addresses and networks with commas. :raise SettingsError:"""
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in written.split(",") if each.strip())
    except ValueError as error:
        raise SettingsError(f"The setting 'trusted_proxies' cannot be used: {error}.") from None


def _read(written: str) -> Address | None:
    """An address, perhaps with a port, as proxies write it."""
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _get_name(address: Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address.packed[:8] + bytes(8), _IPV6_PREFIX)))
