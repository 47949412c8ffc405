"""What an author writes becomes blocks of sentences, with runs that say how each stretch looks and sounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.document.model import Image, ItemList, Paragraph, Quotation, Run, Table, get_paragraphs
from service.speech.script import get_script, spoken

from .files import BODY, FRONT, read_blocks, read_entry


def get_runs(folder: Path, text: str) -> tuple[Run, ...]:
    (block,) = read_blocks(folder, text)
    return tuple(run for paragraph in get_paragraphs(block) for each in paragraph.sentences for run in each.runs)


@pytest.mark.parametrize(
    ("text", "kind", "texts"),
    [
        ("It grows. It stays.", Paragraph, ["It grows.", "It stays."]),
        ("It\ngrows.\nIt stays.", Paragraph, ["It grows.", "It stays."]),
        ("It   grows.\tSo.", Paragraph, ["It grows.", "So."]),
        ("- One. Two.\n- Three", ItemList, ["One.", "Two.", "Three"]),
        ("1. One.\n2. Two.", ItemList, ["One.", "Two."]),
        ("> One. Two.\n>\n> Three.", Quotation, ["One.", "Two.", "Three."]),
        ("![A tree. It is old.](tree.svg)", Image, ["A tree. It is old."]),
        ("| A | B |\n|---|---|\n| c | d. e |", Table, ["A", "B", "c", "d. e"]),
        ("It &amp; you &copy; 2026.", Paragraph, ["It & you © 2026."]),
        ("It is \\*so\\*.", Paragraph, ["It is *so*."]),
    ],
)
def test_each_kind_of_block_is_read_in_order(tmp_path: Path, text: str, kind: type, texts: list[str]) -> None:
    (block,) = read_blocks(tmp_path, text)
    assert isinstance(block, kind)
    assert [each.text for paragraph in get_paragraphs(block) for each in paragraph.sentences] == texts


@pytest.mark.parametrize(("text", "ordered"), [("- A.\n- B.", False), ("1. A.\n2. B.", True)])
def test_a_list_knows_whether_it_is_numbered(tmp_path: Path, text: str, ordered: bool) -> None:
    (block,) = read_blocks(tmp_path, text)
    assert isinstance(block, ItemList)
    assert (block.ordered, len(block.items)) == (ordered, 2)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("It is **so**.", [Run("It is "), Run("so", strong=True), Run(".")]),
        ("It is *so*.", [Run("It is "), Run("so", emphasis=True), Run(".")]),
        ("It is ***so***.", [Run("It is "), Run("so", strong=True, emphasis=True), Run(".")]),
        ("[there](https://example.org/a)", [Run("there", href="https://example.org/a")]),
        ("[help](/help/)", [Run("help", href="/help/")]),
        ("<https://example.org/a>", [Run("https://example.org/a", href="https://example.org/a")]),
        ("[**so** it](/help/#a)", [Run("so", strong=True, href="/help/#a"), Run(" it", href="/help/#a")]),
        ("See [[Care]].", [Run("See "), Run("Care", entry="care"), Run(".")]),
        ("See [[care]].", [Run("See "), Run("care", entry="care"), Run(".")]),
        ("See [[Care|that page]].", [Run("See "), Run("that page", entry="care"), Run(".")]),
        ("[mot]{lang=fr} is.", [Run("mot", language="fr"), Run(" is.")]),
        ("It is [أمل]{lang=ar}.", [Run("It is "), Run("أمل", language="ar"), Run(".")]),
        ("[le *mot*]{lang=fr-CA}", [Run("le ", language="fr-CA"), Run("mot", emphasis=True, language="fr-CA")]),
        ("I am 👩‍👩‍👧.", [Run("I am 👩‍👩‍👧.")]),
    ],
)
def test_a_run_says_how_it_looks_and_sounds(tmp_path: Path, text: str, runs: list[Run]) -> None:
    assert list(get_runs(tmp_path, text)) == runs


def test_emphasis_over_two_sentences_is_kept_in_both(tmp_path: Path) -> None:
    (block,) = read_blocks(tmp_path, "It *is so. It* stays.")
    assert isinstance(block, Paragraph)
    assert [sentence.runs for sentence in block.sentences] == [
        (Run("It "), Run("is so.", emphasis=True)),
        (Run("It", emphasis=True), Run(" stays.")),
    ]


def test_an_image_has_its_file_and_its_words(tmp_path: Path) -> None:
    (block,) = read_blocks(tmp_path, "![A *tall* tree](tree.svg)")
    assert isinstance(block, Image)
    assert (block.file, block.alternative.text) == ("tree.svg", "A tall tree")


def test_an_empty_cell_has_no_sentences_and_no_id(tmp_path: Path) -> None:
    (block,) = read_blocks(tmp_path, "| A | B |\n|---|---|\n| | d |")
    assert isinstance(block, Table)
    assert [(cell.id, len(cell.sentences)) for cell in block.rows[0]][0] == ("", 0)


def test_the_introduction_says_title_summary_and_content_note(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, BODY)
    assert (
        spoken(get_script(entry.introduction, "en"))
        == "Hope. Hope is a word. It is short. Nothing hard is on this page."
    )


def test_a_whole_entry_is_spoken_in_its_order(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, BODY + "\n## How it *heals*\n\n- Rest\n- Talk.\n\n> She said so.\n")
    assert [spoken(get_script(section, "en")) for section in entry.sections] == [
        "Definition. It grows. It stays.",
        "How it heals. Rest. Talk. She said so.",
    ]


def test_the_front_matter_is_kept(tmp_path: Path) -> None:
    entry = read_entry(tmp_path, BODY)
    assert (entry.slug, entry.language, entry.title, entry.code) == ("hope", "en", "Hope", "101")
    assert (entry.sources[0].author, entry.sources[0].year, entry.sources[0].link) == ("Byron, A.", 1843, None)
    assert entry.reviewed.isoformat() == "2026-11-22"


def test_an_indented_fence_within_the_text_does_not_end_it(tmp_path: Path) -> None:
    assert FRONT.count("+++") == 2
    assert len(read_entry(tmp_path, BODY + "\nMore +++ words.\n").sections) == 1
