"""Entries, drafts, links and related entries of a language."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from service.document.draft import get_draft, get_free_code
from service.document.fields import is_code
from service.document.library import read_library
from service.errors import LecternError, UnknownName

from .files import BODY, ENTRY, get_faults, get_front, read, write

CARE = get_front("Care", "102")
DRAFT = CARE.replace("related", "draft = true\nrelated") + BODY


def test_entries_stand_in_the_order_of_their_titles(tmp_path: Path) -> None:
    titles = {"b": "zeal", "c": "Anger", "a": "hope"}
    files = {f"en/{slug}.md": get_front(title, f"10{n}") + BODY for n, (slug, title) in enumerate(titles.items())}
    assert [entry.title for entry in read(tmp_path, {**files}).get_shelf("en").entries] == ["Anger", "hope", "zeal"]


def test_accents_do_not_change_the_order_of_titles(tmp_path: Path) -> None:
    titles = {"a": "Zona", "b": "Ética", "c": "¿Eco?", "d": "Ánimo"}
    files = {f"es/{slug}.md": get_front(title, f"10{n}") + BODY for n, (slug, title) in enumerate(titles.items())}
    found = [entry.title for entry in read(tmp_path, {**files}).get_shelf("es").entries]
    assert found == ["Ánimo", "¿Eco?", "Ética", "Zona"]


def test_a_translation_has_the_code_of_its_original(tmp_path: Path) -> None:
    library = read(tmp_path, {"en/hope.md": ENTRY, "es/esperanza.md": get_front("Esperanza", "101") + BODY})
    assert [(entry.language, entry.code) for entry in library.get_entries()] == [("en", "101"), ("es", "101")]


def test_related_entries_stand_in_the_authors_order(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"en/{slug}.md": get_front(slug, code) + BODY for slug, code in (("b", "103"), ("c", "102"))
    }
    files["en/hope.md"] = ENTRY.replace("related = []", 'related = ["c", "b"]')
    assert read(tmp_path, files).get_shelf("en").get_entry("hope").related == ("c", "b")


def test_a_draft_is_kept_apart(tmp_path: Path) -> None:
    shelf = read(tmp_path, {"en/hope.md": ENTRY, "en/care.md": DRAFT}).get_shelf("en")
    assert [entry.slug for entry in shelf.entries] == ["hope"]
    assert [entry.slug for entry in shelf.drafts] == ["care"]
    with pytest.raises(UnknownName, match="Known: hope"):
        shelf.get_entry("care")


@pytest.mark.parametrize(
    ("old", "new", "code"), [("It grows.", "See [[Care]].", "D018"), ("related = []", 'related = ["care"]', "F012")]
)
def test_nothing_links_to_a_draft(tmp_path: Path, old: str, new: str, code: str) -> None:
    faults = get_faults(tmp_path, {"en/hope.md": ENTRY.replace(old, new), "en/care.md": DRAFT})
    assert [(name, found) for name, _, found in faults] == [("hope.md", code)]


def test_a_draft_is_checked_too(tmp_path: Path) -> None:
    assert get_faults(tmp_path, {"en/hope.md": ENTRY, "en/care.md": DRAFT + "\n`x`\n"})[0][2] == "D006"


def test_a_new_draft_is_valid_and_has_a_code_of_its_own(tmp_path: Path) -> None:
    shelf = read(tmp_path, {"en/hope.md": ENTRY, "en/care.md": DRAFT}).get_shelf("en")
    text = get_draft('A "new" \\ term', shelf, date(2026, 11, 22))
    after = read(tmp_path, {"en/term.md": text}).get_shelf("en")
    assert {entry.title: entry.code for entry in after.drafts} == {"Care": "102", 'A "new" \\ term': "103"}


@pytest.mark.parametrize(("code", "following"), [("1001", "1002"), ("10008", "10001"), ("80000", "10001")])
def test_a_new_draft_has_a_code_of_the_language_s_length(tmp_path: Path, code: str, following: str) -> None:
    shelf = read(tmp_path, {"en/hope.md": get_front("Hope", code) + BODY}).get_shelf("en")
    assert f'code = "{following}"' in get_draft("Calm", shelf, date(2026, 11, 22))


def test_a_language_whose_codes_are_all_taken_says_what_to_do() -> None:
    every = [code for code in map(str, range(100, 1000)) if "9" not in code]
    assert len(every) == 8 * 9 * 9
    with pytest.raises(LecternError, match="All codes of 3 digits are taken. Give every entry"):
        get_free_code(set(every))
    assert [get_free_code(set(every) - {code}) for code in ("100", "101", "888")] == ["100", "101", "888"]
    assert get_free_code(set(every) - {"100", "888"}) == "888"


@pytest.mark.parametrize("length", [3, 4, 5])
def test_a_draft_s_code_is_one_that_the_rules_take(length: int) -> None:
    taken: set[str] = {"8" * length}
    for _ in range(100):
        taken.add(get_free_code(taken))
    assert all(is_code(code) and len(code) == length for code in taken)


def test_a_draft_that_is_opened_needs_no_other_change(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"en/hope.md": ENTRY})
    text = get_draft("Calm", read_library(content).get_shelf("en"), date(2026, 11, 22))
    write(content, {"en/calm.md": "\n".join(line for line in text.split("\n") if not line.startswith("draft"))})
    assert [entry.title for entry in read_library(content).get_shelf("en").entries] == ["Calm", "Hope"]


def test_a_title_is_found_in_its_own_language_alone(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"en/hope.md": ENTRY, "fr/espoir.md": get_front("Espoir", "101") + BODY}
    assert get_faults(tmp_path, {**files, "fr/a.md": get_front("A", "102") + "## B\n\nSee [[Hope]].\n"})[0][2] == "D018"
    assert get_faults(tmp_path / "b", files) == []


@pytest.mark.parametrize("slug", ["../../etc/passwd", "..", "", "hope.md", "HOPE", "hope\0"])
def test_a_path_is_nobodys_slug(tmp_path: Path, slug: str) -> None:
    shelf = read(tmp_path, {"en/hope.md": ENTRY}).get_shelf("en")
    with pytest.raises(UnknownName):
        shelf.get_entry(slug)
    with pytest.raises(UnknownName):
        shelf.get_page(slug)


def test_an_unknown_language_lists_the_known_ones(tmp_path: Path) -> None:
    library = read(tmp_path, {"en/hope.md": ENTRY, "fr/espoir.md": ENTRY})
    with pytest.raises(UnknownName, match="Known: en, fr"):
        library.get_shelf("de")


def test_two_files_that_differ_in_capitals_are_refused(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/shame.md": get_front("Shame", "101") + BODY,
        "en/Shame.md": get_front("Shame", "102") + BODY,
    }
    write(tmp_path / "content", files)
    if len(list((tmp_path / "content" / "en").iterdir())) == 1:
        pytest.skip(f"the file system of {sys.platform} does not tell capitals apart")
    assert sorted(get_faults(tmp_path, files)) == [("Shame.md", 0, "F008"), ("shame.md", 2, "F011")]


def test_a_page_is_read_without_being_an_entry(tmp_path: Path) -> None:
    page = '+++\ntitle = "Help"\nsummary = "Who helps."\nreviewed = 2026-11-22\n+++\n## Now\n\nSee [[Hope]].\n'
    shelf = read(tmp_path, {"en/hope.md": ENTRY, "en/pages/help.md": page}).get_shelf("en")
    assert shelf.get_page("help").sections[0].title == "Now"
    assert len(shelf.entries) == 1


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="nowhere: F014 There is no entry"):
        read_library(tmp_path / "nowhere")
