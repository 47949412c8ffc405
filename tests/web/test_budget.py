"""How much a reader on a bad line has to fetch: all that a page needs, compressed."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from .conftest import EVERY_ADDRESS
from .html import get_all, parse

MOST = {"page": 20_000, "html": 8_000, "css": 5_000}
"""Bytes, compressed one by one by gzip at its best."""
ENTRIES = [address for address in EVERY_ADDRESS if address.count("/glossary/") and not address.endswith("/glossary/")]
_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+|/[^"']+)["']""")


def get_size(data: bytes) -> int:
    return len(gzip.compress(data, 9, mtime=0))


def get_needed(client: FlaskClient, address: str) -> dict[str, bytes]:
    """The page and every stylesheet and script that it loads, also those that scripts import."""
    files = {address: client.get(address).data}
    page = parse(files[address].decode())
    waiting = [each.get("href", "") for each in get_all(page, "link") if each.get("rel") == "stylesheet"]
    waiting += [each.get("src", "") for each in get_all(page, "script") if each.get("src")]
    while waiting:
        name = waiting.pop()
        if name in files:
            continue
        response = client.get(name, buffered=True)
        assert response.status_code == 200, name
        files[name] = response.data
        if name.partition("?")[0].endswith(".js"):
            waiting += [urljoin(name, found) for found in _IMPORT.findall(response.text)]
    return files


@pytest.mark.parametrize("address", ENTRIES)
def test_an_entry_and_all_that_it_loads_are_at_most_20_kilobytes(client: FlaskClient, address: str) -> None:
    sizes = {name: get_size(data) for name, data in get_needed(client, address).items()}
    assert sum(sizes.values()) <= MOST["page"], sizes
    assert sizes[address] <= MOST["html"]
    assert sum(size for name, size in sizes.items() if ".css" in name) <= MOST["css"]
    assert len(sizes) >= 2


def test_what_scripts_import_is_counted() -> None:
    text = 'import {a} from "./a.js"\nimport "../b.js"\nconst c = await import(\'./c.js\')\nexport * from "./d.js"'
    assert _IMPORT.findall(text) == ["./a.js", "../b.js", "./c.js", "./d.js"]
