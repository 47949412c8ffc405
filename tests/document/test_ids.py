"""Ids of sections, blocks and sentences survive edits elsewhere: addresses, clips and read-along hang on them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from service.document.identity import get_slug
from service.document.model import Entry

from .files import read_entry

BODY = "## Start\n\nIt grows. It stays.\n\n- One.\n- Two.\n\n## End\n\n> It ends.\n\n| A | B |\n|---|---|\n| c | d |\n"


def get_ids(entry: Entry) -> dict[str, str]:
    """Text of each sentence, by id."""
    return {sentence.id: sentence.text for sentence in entry.get_sentences()}


def get_block_ids(entry: Entry) -> list[tuple[str, str]]:
    return [(section.id, block.id) for section in entry.sections for block in section.blocks]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Start\n", "## Start\n\nA new paragraph. Of two.\n"),
        ("It grows.", "First. It grows."),
        ("- One.", "- None.\n- One."),
        ("## Start\n", "## Before\n\nWords.\n\n## Start\n"),
        ("## End\n", "## The very end\n"),
        ("It grows.", "It **grows**."),
    ],
)
def test_a_sentence_keeps_its_id_when_others_change(tmp_path: Path, old: str, new: str) -> None:
    before, after = (
        get_ids(read_entry(tmp_path / "a", BODY)),
        get_ids(read_entry(tmp_path / "b", BODY.replace(old, new, 1))),
    )
    assert {key: text for key, text in before.items() if text != "End"}.items() <= after.items()


def test_an_edited_sentence_has_a_new_id_and_no_other_does(tmp_path: Path) -> None:
    before, after = (read_entry(tmp_path / each, BODY.replace("stays", each)) for each in ("stays", "goes"))
    assert set(get_ids(before).values()) - set(get_ids(after).values()) == {"It stays."}
    assert len(set(get_ids(before)) - set(get_ids(after))) == 1
    assert get_block_ids(before) == get_block_ids(after)


def test_sections_and_blocks_keep_their_ids_when_others_come(tmp_path: Path) -> None:
    before = get_block_ids(read_entry(tmp_path / "a", BODY))
    after = get_block_ids(
        read_entry(tmp_path / "b", BODY.replace("## End", "A new one.\n\n## New\n\nWords.\n\n## End"))
    )
    assert [each for each in after if each in before] == before


def test_ids_are_the_same_on_any_machine(tmp_path: Path) -> None:
    sentence = next(each for each in read_entry(tmp_path, BODY).sections[0].get_sentences() if each.text == "It grows.")
    assert sentence.id == "s-" + hashlib.sha256(b"It grows.").hexdigest()[:8]


def test_repeats_have_ids_of_their_own(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, "## Start\n\nIt is. It is. It is.\n\n- It is.\n")
    ids = [sentence.id for sentence in entry.sections[0].get_sentences()][1:]
    assert [each.removeprefix(ids[0]) for each in ids] == ["", "-2", "-3", "-4"]


def test_all_ids_of_a_page_differ(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, BODY + "\nIt grows. It stays.\n\n- One.\n- Two.\n")
    sentences = [sentence.id for sentence in entry.get_sentences()]
    blocks = [block.id for part in entry.parts for block in part.blocks]
    ids = [*sentences, *blocks, *(part.id for part in entry.parts)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Café au lait", "cafe-au-lait"),
        ("How it forms", "how-it-forms"),
        ("  A -- B!  ", "a-b"),
        ("4.50", "4-50"),
        ("أمل", ""),
    ],
)
def test_a_title_becomes_plain_letters(title: str, slug: str) -> None:
    assert get_slug(title) == slug
