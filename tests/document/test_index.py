"""The index of the content: the same library, read no more than is needed, and never trusted further than it proves."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.make_glossary import SENTENCE, get_slug, get_title, write_glossary
from service.document import entry_reader
from service.document.index import file, opening
from service.document.index.opening import open_library
from service.document.library import Library, read_library
from service.errors import ContentError

from .files import BODY, ENTRY, get_front, write

COUNT = 100


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Slugs of the files that are read and proved, as they are."""
    found: list[str] = []
    whole = entry_reader.EntryReader.read_entry

    def read(self: entry_reader.EntryReader, slug: str, *others: object) -> object:
        found.append(slug)
        return whole(self, slug, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(entry_reader.EntryReader, "read_entry", read)
    return found


@pytest.fixture
def content(tmp_path: Path) -> Path:
    made = write_glossary(tmp_path, COUNT)
    make_old(made)
    return made


def make_old(content: Path) -> None:
    """As if everything had been written an hour ago."""
    for path in content.rglob("*"):
        os.utime(path, ns=(time.time_ns() - 3600 * 10**9,) * 2)


def edit(content: Path, number: int, old: str, new: str) -> None:
    path = content / "en" / f"{get_slug(number)}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def reopen(content: Path) -> Library:
    return open_library(content, content.parent / "index")


def get_files(content: Path) -> list[Path]:
    return sorted((content.parent / "index").iterdir())


def test_the_library_is_the_same_as_without_an_index(content: Path) -> None:
    write(content, {"en/pages/help.md": '+++\ntitle = "Help"\nsummary = "Who."\nreviewed = 2026-11-22\n+++\n' + BODY})
    plain = read_library(content)
    for library in (reopen(content), reopen(content)):
        shelf, same = library.get_shelf("en"), plain.get_shelf("en")
        assert tuple(shelf.entries) == tuple(same.entries)
        assert (tuple(shelf.cards), tuple(shelf.pages)) == (tuple(same.cards), tuple(same.pages))
        assert (len(shelf.entries), len(shelf.drafts), shelf.helplines) == (COUNT, 0, None)
        assert shelf.get_entry(get_slug(3)) == same.get_entry(get_slug(3))


def test_a_database_that_nobody_has_any_more_is_closed() -> None:
    """Python 3.13 warns of one that is not, at whatever line the memory happens to be tidied."""
    database = file.write_whole(None, "content", "stamp", lambda connection: None)
    connection = database._connection
    assert database.get_fact("stamp") == "stamp"
    del database
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_words_are_where_they_are_without_an_index(content: Path) -> None:
    plain, indexed = read_library(content).get_shelf("en").words, reopen(content).get_shelf("en").words
    assert list(indexed.get_title_words()) == list(plain.get_title_words())
    for spot in range(3):
        for word in ("a", "bus", "bazan", "person", "nowhere"):
            assert list(indexed.get_places(spot, word)) == list(plain.get_places(spot, word))
            beginnings = [list(map(list, words.get_beginnings(spot, word[:3]))) for words in (indexed, plain)]
            assert beginnings[0] == beginnings[1]


def test_what_has_not_changed_is_not_read_again(content: Path, proved: list[str]) -> None:
    reopen(content)
    assert len(proved) == COUNT
    index = get_files(content)
    reopen(content)
    assert len(proved) == COUNT
    assert get_files(content) == index


def test_an_entry_is_read_when_it_is_shown_and_not_before(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reopen(content)
    shown: list[str] = []
    whole = entry_reader.EntryReader.read_proved_entry
    monkeypatch.setattr(
        entry_reader.EntryReader,
        "read_proved_entry",
        lambda self, slug, *others: shown.append(slug) or whole(self, slug, *others),  # type: ignore[func-returns-value]
    )
    shelf = reopen(content).get_shelf("en")
    assert (len(shelf.cards), shown) == (COUNT, [])
    first, again = shelf.get_entry(get_slug(7)), shelf.get_entry(get_slug(7))
    assert shown == [get_slug(7)]
    assert first is again


def test_one_edited_entry_is_read_and_no_other(content: Path, proved: list[str]) -> None:
    reopen(content)
    proved.clear()
    edit(content, 5, SENTENCE, "It has other words now.")
    shelf = reopen(content).get_shelf("en")
    assert proved == [get_slug(5)]
    assert "other words now" in str(shelf.get_entry(get_slug(5)))
    assert len(get_files(content)) == 1


def test_a_file_that_was_only_touched_is_not_read_as_an_entry(content: Path, proved: list[str]) -> None:
    reopen(content)
    proved.clear()
    for path in content.rglob("*.md"):
        path.touch()
    reopen(content)
    assert proved == []


def test_an_edit_that_keeps_size_and_time_is_seen_if_it_came_at_once(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"en/hope.md": ENTRY})
    path = content / "en" / "hope.md"
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    reopen(content)
    path.write_text(ENTRY.replace("It grows.", "It moves."), encoding="utf-8")
    os.utime(path, ns=times)
    assert "It moves." in str(reopen(content).get_shelf("en").get_entry("hope"))


def test_a_process_goes_on_with_what_it_opened(content: Path) -> None:
    shelf = reopen(content).get_shelf("en")
    edit(content, 5, SENTENCE, "It has other words now.")
    reopen(content)
    assert SENTENCE in str(shelf.get_entry(get_slug(5)))


@pytest.mark.parametrize("number", [0, 4])
def test_who_names_an_entry_is_read_again_when_its_title_changes(content: Path, proved: list[str], number: int) -> None:
    reopen(content)
    proved.clear()
    old = get_title(number)
    edit(content, number, f'title = "{old}"', 'title = "Quiet hours"')
    with pytest.raises(ContentError) as raised:
        reopen(content)
    linking = get_slug((number - 7) % COUNT)
    assert [(Path(each.path).stem, each.code) for each in raised.value.problems] == [(linking, "D018")]
    assert {get_slug(number), linking} <= set(proved)
    assert len(proved) < 10


def test_an_entry_that_names_a_new_title_is_found(content: Path, proved: list[str]) -> None:
    edit(content, 9, SENTENCE, "Some people know quiet hours.")
    make_old(content)
    reopen(content)
    proved.clear()
    front = get_front("Quiet hours", "888")
    write(content, {"en/quiet-hours.md": front + BODY})
    with pytest.raises(ContentError) as raised:
        reopen(content)
    assert [(Path(each.path).stem, each.code) for each in raised.value.problems] == [(get_slug(9), "D023")]
    assert set(proved) == {"quiet-hours", get_slug(9)}


def test_an_entry_that_goes_is_missed_by_those_that_name_it(content: Path) -> None:
    reopen(content)
    (content / "en" / f"{get_slug(20)}.md").unlink()
    with pytest.raises(ContentError) as indexed:
        reopen(content)
    with pytest.raises(ContentError) as plain:
        read_library(content)
    assert indexed.value.problems == plain.value.problems
    assert {each.code for each in plain.value.problems} == {"D018", "F012"}


FAULTS: dict[str, tuple[str, str]] = {
    "the code of another": ('code = "101"', 'code = "102"'),
    "another length": ('code = "101"', 'code = "1101"'),
    "the title of another": (f'title = "{get_title(1)}"', f'title = "{get_title(2)}"'),
    "no link": (f'"{get_slug(0)}"', '"nowhere"'),
    "no sentence": (SENTENCE, "`x`"),
}


@pytest.mark.parametrize(("old", "new"), FAULTS.values(), ids=FAULTS)
def test_every_fault_is_told_as_without_an_index(content: Path, old: str, new: str) -> None:
    reopen(content)
    edit(content, 1, old, new)
    with pytest.raises(ContentError) as plain:
        read_library(content)
    for _ in range(2):
        with pytest.raises(ContentError) as indexed:
            reopen(content)
        assert indexed.value.problems == plain.value.problems


def test_an_image_that_goes_is_missed(tmp_path: Path) -> None:
    body = BODY + "\n![A tree](tree.svg)\n"
    content = write(
        tmp_path / "content", {"en/hope.md": get_front("Hope", "101") + body, "en/images/tree.svg": "<svg/>"}
    )
    make_old(content)
    assert reopen(content).get_shelf("en").cards[0].images == ("tree.svg",)
    (content / "en" / "images" / "tree.svg").unlink()
    with pytest.raises(ContentError, match="D013"):
        reopen(content)


def test_a_fault_of_the_helplines_is_told_beside_an_index(content: Path) -> None:
    reopen(content)
    write(content, {"en/helplines.toml": "reviewed = 5"})
    with pytest.raises(ContentError, match="F007"):
        reopen(content)


HURTS: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[: len(data) // 2],
    "a bit flipped": lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
    "empty": lambda data: b"",
    "foreign": lambda data: b"something else",
}


@pytest.mark.parametrize("hurt", HURTS.values(), ids=HURTS)
def test_a_damaged_index_is_made_anew(content: Path, proved: list[str], hurt: Callable[[bytes], bytes]) -> None:
    reopen(content)
    proved.clear()
    (path,) = get_files(content)
    whole = path.read_bytes()
    path.write_bytes(hurt(whole))
    assert len(reopen(content).get_shelf("en").entries) == COUNT
    assert len(proved) == COUNT
    assert [file.read_bytes() for file in get_files(content)] == [whole]


def test_an_index_of_another_version_is_made_anew(
    content: Path, proved: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reopen(content)
    proved.clear()
    monkeypatch.setattr(opening, "get_stamp", lambda: "another")
    reopen(content)
    assert len(proved) == COUNT


def test_a_foreign_database_is_no_index(content: Path) -> None:
    data = b"SQLite format 3\0" + bytes(84)
    place = content.parent / "index" / file._get_name("content", data)
    write(place.parent, {place.name: data})
    assert len(reopen(content).get_shelf("en").entries) == COUNT


def test_without_a_folder_to_write_the_library_is_read_all_the_same(content: Path) -> None:
    (content.parent / "index").write_text("a file stands where the folder should be")
    library = reopen(content)
    assert library.get_shelf("en").get_entry(get_slug(3)) == read_library(content).get_shelf("en").get_entry(
        get_slug(3)
    )


def test_nothing_is_left_of_a_process_that_was_killed_long_ago(content: Path) -> None:
    place = content.parent / "index"
    write(place, {"1-a.new": "x", "2-b.new": "x"})
    os.utime(place / "1-a.new", (1, 1))
    reopen(content)
    assert [path.name for path in get_files(content) if path.suffix == ".new"] == ["2-b.new"]


@pytest.mark.parametrize("number", [1, 10**9])
def test_many_files_are_read_by_a_process_of_their_own(
    content: Path, proved: list[str], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(opening, "MANY_FILES", number)
    assert tuple(reopen(content).get_shelf("en").entries) == tuple(read_library(content).get_shelf("en").entries)
    assert len(proved) == (COUNT if number == 1 else 2 * COUNT)


def test_faults_come_back_from_the_process_that_reads_many_files(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MANY_FILES", 1)
    edit(content, 5, SENTENCE, "`x` \u202e")
    with pytest.raises(ContentError) as plain:
        read_library(content)
    with pytest.raises(ContentError) as indexed:
        reopen(content)
    assert indexed.value.problems == plain.value.problems
    assert {each.code for each in plain.value.problems} == {"D006", "F002"}


def test_without_a_folder_to_write_many_files_are_read_here(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MANY_FILES", 1)
    (content.parent / "index").write_text("a file stands where the folder should be")
    assert len(reopen(content).get_shelf("en").entries) == COUNT
