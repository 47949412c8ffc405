"""A glossary that is too large for one page: letters, searches, and what is not offered then."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bench.make_glossary import get_slug, get_title, write_glossary
from service.document.entry_reader import EntryReader
from service.document.index.opening import open_library
from service.document.library import Library, read_library
from service.web.app import make_web_app
from service.web.finder import Finder
from service.web.letters import MOST_ON_A_PAGE
from service.web.likeness import Spellings
from service.web.search import MOST_SHOWN
from service.web.site import Site

from .conftest import LIBRARY
from .fakes import FakeDesk
from .html import get_all, get_links, get_one, get_text, parse

COUNT = 300


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("many")
    return open_library(write_glossary(folder, COUNT), folder / "index")


@pytest.fixture(scope="module")
def many(large: Library) -> FlaskClient:
    return make_web_app(Site(), large, FakeDesk(LIBRARY)).test_client()


def get_letter_links(page: str) -> list[tuple[str, str]]:
    return [(words, link) for words, link in get_links(get_one(parse(page), "main")) if "/letters/" in link]


@pytest.mark.parametrize("address", ["/", "/glossary/"])
def test_lists_lead_to_letters_and_say_how_many_entries_each_has(many: FlaskClient, address: str) -> None:
    page = many.get(address).text
    found = get_letter_links(page)
    counts = [int(words.removesuffix(" entries").removesuffix(" entry").rpartition(" ")[2]) for words, _ in found]
    assert (sum(counts), found[0][0][:3]) == (COUNT, "B, ")
    assert not [link for _, link in get_links(parse(page)) if "bazan" in link]
    assert len(page) < 20_000


def test_the_pages_of_letters_have_every_entry_once(many: FlaskClient) -> None:
    entries = [
        link
        for _, letter in get_letter_links(many.get("/glossary/").text)
        for _, link in get_links(get_one(parse(many.get(letter).text), "main"))
    ]
    assert sorted(entries) == sorted(f"/glossary/{get_slug(number)}/" for number in range(COUNT))


def test_the_page_of_a_letter_says_where_one_is(many: FlaskClient) -> None:
    page = parse(many.get("/glossary/letters/b/").text)
    assert get_text(get_one(page, "h1")) == "Entries with B"
    assert ("Glossary", "/glossary/") in get_links(page)


@pytest.mark.parametrize("place", ["q", "B", "bb", "0", "..", "%00"])
def test_a_letter_without_entries_has_no_page(many: FlaskClient, place: str) -> None:
    assert many.get(f"/glossary/letters/{place}/").status_code == 404


def test_a_small_glossary_has_no_pages_of_letters(client: FlaskClient) -> None:
    assert client.get("/glossary/letters/g/").status_code == 404
    assert get_letter_links(client.get("/glossary/").text) == []


def test_a_letter_with_very_many_entries_is_parted_by_two_letters(tmp_path: Path) -> None:
    count = MOST_ON_A_PAGE + 40
    content = write_glossary(tmp_path, count)
    for number, path in enumerate(sorted((content / "en").glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        text = text.replace("See [[", "See [").replace("]] too.", "](https://example.org/) too.")
        name = f"{'b' if number % 2 else 'bo' if number % 3 else 'be'}-{path.stem}"
        lines = [f'title = "B{"a" if number % 2 else "o"}{number}"' if line.startswith("title") else line
                 for line in text.splitlines() if not line.startswith("related")]  # fmt: skip
        path.with_name(f"{name}.md").write_text("\n".join([lines[0], "related = []", *lines[1:]]), encoding="utf-8")
        path.unlink()
    client = make_web_app(Site(), read_library(content), FakeDesk(LIBRARY)).test_client()
    page = parse(client.get("/glossary/letters/b/").text)
    assert [get_text(each) for each in get_all(page, "h2")] == ["Ba", "Bo"]
    assert get_links(get_one(page, "main"))[:2] == [
        (f"Ba, {count // 2} entries", "#letter_ba"), (f"Bo, {count // 2} entries", "#letter_bo"),
    ]  # fmt: skip


def test_an_entry_leads_to_its_neighbours_and_relatives(many: FlaskClient, large: Library) -> None:
    cards = large.get_shelf("en").cards
    links = dict(get_links(parse(many.get(f"/glossary/{cards[5].slug}/").text)))
    assert links[f"Previous entry: {cards[4].title}"] == f"/glossary/{cards[4].slug}/"
    assert links[f"Next entry: {cards[6].title}"] == f"/glossary/{cards[6].slug}/"


def test_lists_and_searches_read_no_entry(many: FlaskClient, large: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EntryReader, "read_proved_entry", lambda *_: pytest.fail("an entry was read"))
    for address in ("/", "/glossary/", "/glossary/letters/b/"):
        assert many.get(address).status_code == 200
    for words in ("bus", get_title(5), "quarantine", "bazzan"):
        assert many.post("/search/", data={"words": words}).status_code == 200


def test_of_many_that_are_found_the_first_are_shown(many: FlaskClient) -> None:
    page = parse(many.post("/search/", data={"words": "person"}).text)
    main = get_one(page, "main")
    assert len(get_all(main, "li")) == MOST_SHOWN
    assert "Here are the first 100. One more word finds fewer." in get_text(main)


def test_a_title_is_found_among_many_whole_begun_or_mistyped(large: Library) -> None:
    finder, title, first = Finder(large.get_shelf("en")), get_title(123), large.get_shelf("en").cards[0]
    for query in (title, title.upper(), title[:-1], title[:-1] + "x"):
        assert finder.find(query)[0].slug == get_slug(123)
    assert finder.find(first.code)[0] == first
    assert get_slug(123) in [card.slug for card in finder.get_nearest(title.replace(" ", "zz"))]


@pytest.mark.parametrize("query", ["bus", "person room", "bazan", "bazzan lemmar", "in the", "111", "nothing at all"])
def test_a_search_finds_the_same_with_an_index_and_without(large: Library, tmp_path: Path, query: str) -> None:
    plain = read_library(write_glossary(tmp_path, COUNT)).get_shelf("en")
    assert Finder(large.get_shelf("en")).find(query) == Finder(plain).find(query)


@pytest.mark.parametrize("text", ["bazan lemar", "bazn", "x", "", "ähnlich", "lemar bazan"])
def test_what_may_be_alike_has_all_that_is(text: str) -> None:
    from difflib import SequenceMatcher

    texts = [get_title(number).lower() for number in range(COUNT)] + ["ähnliche", "x", "bazan"]
    alike = {each for each in texts if SequenceMatcher(None, text, each).ratio() >= 0.75}
    assert alike <= set(Spellings(texts).get_alike(text, 0.75))


def test_a_copy_of_a_very_large_glossary_is_not_offered(large: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.room.MOST_KEPT", COUNT - 1)
    client = make_web_app(Site(), large, FakeDesk(LIBRARY)).test_client()
    assert client.get("/preferences/offline.json").status_code == 404
    assert "offline_form" not in client.get("/preferences/").text


def test_a_copy_of_a_smaller_one_is_offered(many: FlaskClient) -> None:
    assert "offline_form" in many.get("/preferences/").text
