"""The layer ahead of the application answers as the application does: same status, same fields, same bytes."""

from __future__ import annotations

import gzip

import brotli
import pytest
from werkzeug.test import TestResponse

from service.store.contract import Name
from service.web import delivery
from service.web.delivery import MOST_BYTES, Conditions, get_delivery
from service.web.front.load import Load
from service.web.front.negotiation import choose

from .conftest import MakePlace, Place

PAGES = ("/", "/glossary/", "/glossary/hope/", "/help/", "/es/", "/es/glossary/duelo/", "/safety/")
OTHERS = (
    "/search/", "/preferences/", "/preferences/offline.json", "/robots.txt", "/static/lectern.css", "/static/player.js",
    "/nothing/", "/glossary/nothing/", "/help", "/audio/x.mp3", f"/audio/{'0' * 64}.mp3", "/glossary/images/tree.svg",
    "/glossary/hope/audio/all.mp3", "/glossary/hope/download/all.mp3",
)  # fmt: skip
CONDITIONS = (
    {}, {"Range": "bytes=0-9"}, {"Range": "bytes=5-"}, {"Range": "bytes=-7"}, {"Range": "bytes=0-99999999"},
    {"Range": "bytes=99999999-"}, {"Range": "bytes=9-2"}, {"Range": "bytes=0-1,4-5"}, {"Range": "lines=1-2"},
    {"Range": "bytes=-0"}, {"Range": "bytes=0-9", "If_Range": '"other"'}, {"Range": "bytes=0-9", "If_Range": "TAG"},
    {"Range": "bytes=0-9", "If_Range": "W/TAG"}, {"If_None_Match": "TAG"}, {"If_None_Match": "W/TAG"},
    {"If_None_Match": '"a", TAG'}, {"If_None_Match": "*"}, {"If_None_Match": '"other"'}, {"If_None_Match": ""},
    {"If_None_Match": "TAG", "Range": "bytes=0-9"}, {"Accept": "text/html"}, {"Accept_Encoding": "br"},
)  # fmt: skip
KINDS = ("mp3", "vtt", "marks.json")


def get_fields(response: TestResponse) -> list[tuple[str, str]]:
    """All but the time of day, which the application tells of files."""
    return sorted(each for each in response.headers if each[0] != "Date")


def assert_same(place: Place, path: str, method: str = "GET", **headers: str) -> int:
    """Asked twice, the layer answers as the application does, but for the length and the encoding of pages."""
    expected = place.ask_app(path, method, **headers)
    for _ in "12":
        found = place.ask(path, method, **headers)
        assert found.status == expected.status
        assert get_fields(found) == get_fields(expected)
        assert found.data == expected.data
    return expected.status_code


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("kind", KINDS)
def test_audio_is_answered_as_the_application_answers(place: Place, kind: str, method: str) -> None:
    place.make_audio()
    path = place.get_sound(kind)
    tag = place.ask(path).headers["ETag"]
    statuses = set()
    for conditions in CONDITIONS:
        headers = {name: value.replace("TAG", tag) for name, value in conditions.items()}
        statuses.add(assert_same(place, path, method, **headers))
    assert statuses == ({200, 206, 304, 416} if method == "GET" else {200, 304})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_pages_without_compression_and_all_else_are_answered_as_the_application_answers(
    place: Place, path: str, method: str
) -> None:
    place.make_audio()
    assert_same(place, path, method)
    assert_same(place, path, method, If_None_Match=place.ask_app(path).headers.get("ETag", '"x"'))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/search/", "/glossary/hope/"])
def test_other_methods_are_the_application_s(place: Place, path: str, method: str) -> None:
    place.ask(path)
    assert_same(place, path, method)


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("path", PAGES)
def test_a_compressed_page_is_the_page_with_every_field_of_it(
    place: Place, path: str, encoding: str, unpack: object
) -> None:
    expected = place.ask_app(path)
    for _ in "12":
        found = place.ask(path, Accept_Encoding=encoding)
        assert unpack(found.data) == expected.data  # type: ignore[operator]
        changed = {"Content-Length": str(len(found.data)), "ETag": found.headers["ETag"], "Content-Encoding": encoding}
        assert dict(found.headers) == {**dict(expected.headers), **changed}
        place.front.pages.polisher.rest()


def test_a_page_is_not_kept_by_browsers_and_may_be_kept_by_a_network(place: Place) -> None:
    place.make_audio()
    headers = place.ask("/glossary/hope/").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["CDN-Cache-Control"] == "max-age=60, stale-while-revalidate=600"
    assert headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["/search/", "/preferences/", "/nothing/", "/audio/x.mp3", "/glossary/hope/audio/all.mp3", "/robots.txt"]
)
def test_nothing_else_may_be_kept_by_a_network(place: Place, path: str) -> None:
    assert "CDN-Cache-Control" not in place.ask(path).headers


def test_every_form_of_a_page_has_a_tag_of_its_own_and_each_is_known_again(place: Place) -> None:
    tags = []
    for encoding in ("br", "gzip", "identity"):
        tags.append(place.ask("/", Accept_Encoding=encoding).headers["ETag"])
        known = place.ask("/", Accept_Encoding=encoding, If_None_Match=tags[-1])
        assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tags[-1])
        assert "Content-Encoding" not in known.headers
        place.front.pages.polisher.rest()
    assert len(set(tags)) == 3
    assert place.ask("/", Accept_Encoding="br", If_None_Match=tags[1]).status_code == 200
    assert place.ask("/", Accept_Encoding="br").headers["ETag"] != tags[0]  # compressed better meanwhile


def test_a_page_is_compressed_better_when_there_is_time(place: Place) -> None:
    first = place.ask("/glossary/hope/", Accept_Encoding="br").data
    place.front.pages.polisher.rest()
    second = place.ask("/glossary/hope/", Accept_Encoding="br").data
    assert len(second) < len(first)
    assert brotli.decompress(second) == brotli.decompress(first)


def test_a_page_tells_of_audio_seconds_after_it_was_made_and_not_only_when_it_goes(place: Place) -> None:
    assert "not made yet" in place.ask("/glossary/hope/").text
    place.make_audio()
    place.now[0] += 2.1
    text = place.ask("/glossary/hope/").text
    assert "not made yet" not in text
    assert "kilobytes" in text
    assert "not made yet" not in brotli.decompress(place.ask("/glossary/hope/", Accept_Encoding="br").data).decode()


def test_a_page_is_made_once_a_minute_at_most_and_its_forms_stay_while_it_is_the_same(place: Place) -> None:
    made: list[str] = []
    inner = place.front._application
    place.front._application = lambda environ, start: made.append(environ["PATH_INFO"]) or inner(environ, start)
    for seconds in (0.0, 30.0, 29.0):
        place.now[0] += seconds
        place.ask("/help/")
    assert made == ["/help/"]
    page = place.front.pages.get("/help/")
    place.now[0] += 2.0
    place.ask("/help/")
    assert made == ["/help/", "/help/"]
    assert place.front.pages.get("/help/") is page


def test_what_readers_say_is_never_kept(place: Place) -> None:
    for path in ("/search/", "/preferences/", "/?words=x", "/glossary/hope/?words=x"):
        place.ask(path)
    place.ask("/search/", "POST")
    assert place.front.pages.size == 0


def test_pages_are_bounded_by_bytes_and_those_used_longest_ago_go(make_place: MakePlace) -> None:
    place = make_place()
    place.ask("/")
    size = place.front.pages.size
    place.front.pages.limit = 3 * size
    for path in ("/help/", "/", "/glossary/", "/safety/", "/about/", "/es/"):
        place.ask(path)
        place.ask("/")
        place.front.pages.polisher.rest()
        assert place.front.pages.size <= 3 * size
    assert place.front.pages.get("/")
    assert not place.front.pages.get("/help/")


def test_without_room_no_page_is_kept_and_all_are_served(make_place: MakePlace) -> None:
    place = make_place(megabytes=0)
    assert place.ask("/", Accept_Encoding="br").text == place.ask_app("/").text
    assert place.front.pages.size == 0


@pytest.mark.parametrize("raw", ["/%2e%2e%2fhelp/", "/glossary%2Fhope/", "/glossary%5chope/", "/glossary/hope%00/"])
def test_a_path_that_reads_otherwise_once_decoded_is_refused_by_the_layer_too(place: Place, raw: str) -> None:
    place.make_audio()
    sound = place.get_sound()
    for path in ("/glossary/hope/", sound):
        assert place.ask(path).status_code == 200
        assert place.ask(path, raw=raw).status_code == place.ask_app(path, raw=raw).status_code == 404
        assert place.ask(path).status_code == 200


@pytest.mark.parametrize("asked", [1, 2, 7])
def test_a_sound_that_goes_from_the_store_and_from_memory_is_not_said_to_be_there(place: Place, asked: int) -> None:
    place.make_audio()
    path = place.get_sound()
    assert [place.ask(path).status_code for _ in range(asked)] == [200] * asked
    place.front.sounds._limit = 0
    place.front.sounds._read(path, place.front.sounds._known[path])
    place.queue.bench.store.delete_oldest(0)
    assert place.ask(path).status_code == 202


def test_a_sound_that_is_damaged_is_never_sent(place: Place) -> None:
    place.make_audio()
    path = place.get_sound()
    good = place.ask(path).data
    assert place.ask(path).data == good
    store = place.queue.bench.store
    file = store._path(Name(path[7:71], "mp3"))  # type: ignore[attr-defined]
    file.write_bytes(good[:-1] + bytes([good[-1] ^ 255]))
    assert place.ask(path, Range="bytes=0-9").status_code == 202


def test_sounds_in_memory_are_bounded_and_those_taken_longest_ago_go(place: Place) -> None:
    place.make_audio("hope")
    place.make_audio("grief")
    sounds = place.front.sounds
    for kind in KINDS:
        for slug in ("hope", "grief"):
            path = place.get_sound(kind, slug)
            for _ in range(5):
                assert place.ask(path).status_code == 200
            assert 0 < sounds.size <= sounds._limit
    sounds._limit = sounds.size
    for recording in place.desk.get_recordings(place.library.get_shelf("en").get_entry("hope")):
        answers = [place.ask(f"/audio/{recording.key}.mp3") for _ in range(5)]
        assert len({answer.data for answer in answers}) == 1
        assert 0 < sounds.size <= sounds._limit
        assert sounds.size == sum(each.size for each in sounds._popular.values())


def test_an_answer_is_one_piece_of_bytes(place: Place) -> None:
    place.make_audio()
    for path in ("/", "/static/lectern.css", place.get_sound(), "/nothing/"):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "SERVER_NAME": "x", "SERVER_PORT": "80",
                   "wsgi.url_scheme": "http", "wsgi.input": None, "wsgi.errors": None}  # fmt: skip
        body = place.front(environ, lambda *_: None)
        assert [type(each) for each in body] == [bytes]


def test_while_slow_readers_hold_much_only_small_bodies_are_sent(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "SMALL_BYTES", 20_000)
    place.make_audio()
    path, marks = place.get_sound(), place.get_sound("marks.json")
    store = place.queue.bench.store
    size = len(place.ask(path).data)
    assert size > 40_000 > 20_000 > len(place.ask(marks).data)
    place.front.load._limit = -(1 << 40)
    for each in (path, "/glossary/hope/audio/all.mp3"):
        place.front.load._next = 0.0
        part = place.ask(each, Range="bytes=100-")
        assert (part.status_code, len(part.data)) == (206, 20_000)
        assert part.headers["Content-Range"] == f"bytes 100-20099/{size}"
        whole = place.ask(each)
        assert (whole.status_code, whole.headers["Retry-After"]) == (503, "5")
        assert place.ask(each, "HEAD").status_code == 200
    assert place.ask(marks).status_code == place.ask("/glossary/hope/").status_code == 200
    assert store.get(Name(path[7:71], "mp3"))


@pytest.mark.parametrize("kept", [0, 50_000_000])
def test_what_is_kept_on_purpose_is_no_load(kept: int) -> None:
    load = Load(limit=40_000_000)
    assert not load.is_heavy(kept)
    load._next, load._first = 0.0, load._first - 30_000_000
    assert not load.is_heavy(kept)
    load._next, load._first = 0.0, load._first - 30_000_000
    assert load.is_heavy(kept)
    load._next = 0.0
    assert not load.is_heavy(kept + 30_000_000)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, MOST_BYTES - 1), ("bytes=100-", 100, MOST_BYTES + 99), ("bytes=0-9", 0, 9),
     ("bytes=-5000000", 5_000_000, 5_000_000 + MOST_BYTES - 1), ("bytes=0-9999999", 0, MOST_BYTES - 1)],
)  # fmt: skip
def test_a_part_is_never_larger_than_four_megabytes(asked: str, first: int, last: int) -> None:
    found = get_delivery("x", 10_000_000, Conditions("GET", asked, None, None))
    assert (found.status, found.first, found.stop) == (206, first, last + 1)
    assert found.fields == (("Content-Range", f"bytes {first}-{last}/10000000"),)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("", ""), ("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("br;q=0, gzip", "gzip"), ("*", "br"),
     ("br;q=0.5, gzip;q=0.9", "gzip"), ("gzip;q=0, br;q=0", ""), ("identity", ""), ("*;q=0", ""), ("BR", "br"),
     ("br;q=nonsense", ""), ("deflate, gzip ; q=0.3", "gzip"), ("x" * 5000, "")],
)  # fmt: skip
def test_the_encoding_is_the_one_that_is_welcome(accepted: str, encoding: str) -> None:
    assert choose(accepted) == encoding
