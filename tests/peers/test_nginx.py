"""Our site file in a real nginx, before a real server: pages, ranges that nginx sends by itself, and every header."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench._ports import get_free_port
from service.web.headers import HEADERS

from . import nginx, serving


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Site:
    port: str
    folder: Path
    direct: str
    """The port of Lectern itself."""

    def ask(self, path: str, method: str = "GET", *, port: str = "", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", int(port or self.port), timeout=30)) as connection:
            connection.request(method, path, headers={"Host": "localhost", **named})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, around = tmp_path_factory.mktemp("served"), tmp_path_factory.mktemp("nginx")
    nginx.get_program()
    settings = {"x_accel": "/kept/", "trusted_proxies": "127.0.0.1", "site_address": "https://words.example.org"}
    with serving.serve(folder, is_rendered=True, **settings) as address:
        direct = address.rstrip("/").rsplit(":", 1)[1]
        port = str(get_free_port())
        with nginx.serve(around, port, f"127.0.0.1:{direct}", folder / "audio_cache"):
            site = Site(port, around, direct)
            for _ in range(100):
                try:
                    site.ask("/healthz")
                except OSError:
                    time.sleep(0.05)  # nginx tells nobody when it listens
                    continue
                break
            yield site


@pytest.fixture(scope="module")
def audio(site: Site) -> str:
    found = re.search(rb'src="(/audio/[0-9a-f]{64}\.mp3)"', site.ask("/glossary/shame/").body)
    assert found
    return found[1].decode()


@pytest.mark.parametrize("path", ["/", "/glossary/shame/", "/es/", "/help/", "/nothing", "/static/lectern.css"])
def test_a_page_through_nginx_is_the_page_with_every_header(site: Site, path: str) -> None:
    ours, direct = site.ask(path), site.ask(path, port=site.direct)
    assert (ours.status, ours.body) == (direct.status, direct.body)
    kept = {name: value for name, value in direct.headers.items() if name not in ("date", "connection", "server")}
    assert {name: ours.headers.get(name) for name in kept} == kept


def test_nginx_sends_audio_by_itself_with_every_header(site: Site, audio: str) -> None:
    direct = site.ask(audio, port=site.direct)
    assert direct.headers["x-accel-redirect"].startswith("/kept/o/")
    assert direct.body == b""
    ours = site.ask(audio)
    assert (ours.status, ours.body[:3], len(ours.body)) == (200, b"ID3", int(ours.headers["content-length"]))
    assert {name: ours.headers[name.lower()] for name in HEADERS} == HEADERS
    assert (ours.headers["content-type"], ours.headers["cache-control"]) == ("audio/mpeg", "no-store")
    assert "x-accel-redirect" not in ours.headers


@pytest.mark.parametrize(
    ("asked", "status", "cut"),
    [
        ("bytes=0-99", 206, slice(0, 100)), ("bytes=1000-", 206, slice(1000, None)),
        ("bytes=-50", 206, slice(-50, None)), ("bytes=99999999-", 416, None), ("rubbish", 200, slice(None)),
    ],
)  # fmt: skip
def test_ranges_are_the_right_bytes(site: Site, audio: str, asked: str, status: int, cut: slice | None) -> None:
    whole = site.ask(audio).body
    part = site.ask(audio, range=asked)
    assert part.status == status
    assert cut is None or part.body == whole[cut]


def test_what_is_there_is_not_sent_again_and_no_part_of_another_file_is_mixed_in(site: Site, audio: str) -> None:
    whole = site.ask(audio)
    tag = whole.headers["etag"]
    assert not tag.startswith("W/")
    assert site.ask(audio, if_none_match=tag).status == 304
    assert site.ask(audio, range="bytes=0-9", if_range=tag).body == whole.body[:10]
    assert site.ask(audio, range="bytes=0-9", if_range='"another"').body == whole.body
    head = site.ask(audio, "HEAD")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", tag)


@pytest.mark.parametrize(
    "path",
    ["/kept/FORMAT", "/kept/o/", "/kept/../../etc/hostname", "/kept/%2e%2e/content/en/shame.md",
     "/audio/" + "0" * 64 + ".mp3"],
)  # fmt: skip
def test_nobody_reaches_the_folder_but_by_way_of_a_recording(site: Site, path: str) -> None:
    assert site.ask(path).status in (400, 404)


def test_each_reader_behind_nginx_is_one_whatever_header_is_sent(site: Site) -> None:
    """Lectern is told the peer of nginx alone; here that is this machine, with its own 600 a minute."""
    assert site.ask("/", x_forwarded_for="203.0.113.9", forwarded="for=203.0.113.9").status == 200


def test_nginx_writes_down_nobody(site: Site, audio: str) -> None:
    site.ask("/xyzzy")
    site.ask(f"{audio}?xyzzy", user_agent="xyzzy")
    site.ask("/kept/xyzzy")
    written = b"".join(path.read_bytes() for path in site.folder.glob("*") if path.is_file())
    assert b"xyzzy" not in written
