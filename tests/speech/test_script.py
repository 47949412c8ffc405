"""What a listener hears, as words, and how long the silence is after each."""

from __future__ import annotations

import pytest

from service.document.model import Block, Image, ItemList, Paragraph, Quotation, Run, Section, Sentence, Table
from service.speech.script import (
    AFTER_HEADING,
    AFTER_ITEM,
    AFTER_PARAGRAPH,
    AFTER_SECTION,
    AFTER_SENTENCE,
    Pause,
    Say,
    Span,
    get_script,
    spoken,
)


def say(*texts: str) -> Paragraph:
    return Paragraph("p", tuple(Sentence(f"s-{text}", (Run(text),)) for text in texts))


def make_section(*blocks: Block) -> Section:
    return Section("how-it-forms", Sentence("s-h", (Run("How it forms"),)), blocks)


def get_pauses(*blocks: Block) -> list[tuple[str, int]]:
    """Each sentence after the heading, with the pause that follows it."""
    steps = get_script(make_section(*blocks), "en")[2:]
    return [(each.text, after.milliseconds) for each, after in zip(steps[::2], steps[1::2], strict=True)]  # type: ignore[union-attr]


def test_a_section_is_heard_as_its_heading_and_then_its_sentences() -> None:
    script = get_script(make_section(say("It grows in cycles.", "It ends?"), say("Then it heals")), "en")
    assert spoken(script) == "How it forms. It grows in cycles. It ends? Then it heals."


def test_a_pause_follows_every_sentence_and_nothing_else() -> None:
    script = get_script(make_section(say("A.", "B."), ItemList("l", False, (say("C."),))), "en")
    assert [type(step) for step in script] == [Say, Pause] * 4


def test_the_pauses_tell_the_structure() -> None:
    assert AFTER_SENTENCE < AFTER_ITEM < AFTER_PARAGRAPH < AFTER_HEADING < AFTER_SECTION
    assert get_script(make_section(say("A.")), "en")[1] == Pause(AFTER_HEADING)


@pytest.mark.parametrize(
    ("blocks", "pauses"),
    [
        ([say("A.", "B."), say("C.")], [("A.", AFTER_SENTENCE), ("B.", AFTER_PARAGRAPH), ("C.", AFTER_SECTION)]),
        (
            [ItemList("l", True, (say("A.", "B."), say("C."))), say("D.")],
            [("A.", AFTER_SENTENCE), ("B.", AFTER_ITEM), ("C.", AFTER_PARAGRAPH), ("D.", AFTER_SECTION)],
        ),
        (
            [Quotation("q", (say("A."), say("B."))), say("C.")],
            [("A.", AFTER_PARAGRAPH), ("B.", AFTER_PARAGRAPH), ("C.", AFTER_SECTION)],
        ),
        (
            [Table("t", (say("A"), say("B")), ((say("C"), say("D")),)), say("E.")],
            [
                ("A", AFTER_SENTENCE),
                ("B", AFTER_ITEM),
                ("C", AFTER_SENTENCE),
                ("D", AFTER_PARAGRAPH),
                ("E.", AFTER_SECTION),
            ],
        ),
        (
            [Image("i", "tree.svg", Sentence("s-i", (Run("A tree"),))), say("B.")],
            [("A tree", AFTER_PARAGRAPH), ("B.", AFTER_SECTION)],
        ),
        (
            [Table("t", (say("A"),), ((Paragraph("", ()),),)), say("B.")],
            [("A", AFTER_PARAGRAPH), ("B.", AFTER_SECTION)],
        ),
    ],
    ids=["paragraphs", "list", "quotation", "table", "image", "empty cell"],
)
def test_each_kind_of_block_has_its_pauses(blocks: list[Block], pauses: list[tuple[str, int]]) -> None:
    assert get_pauses(*blocks) == pauses


def test_an_image_is_heard_by_its_words_and_not_its_file() -> None:
    script = get_script(make_section(Image("i", "tree.svg", Sentence("s-i", (Run("A tree"),)))), "en")
    assert spoken(script) == "How it forms. A tree."


@pytest.mark.parametrize(
    ("runs", "spans"),
    [
        ((Run("It "), Run("is", strong=True), Run(" so.")), (Span("It is so.", "en"),)),
        ((Run("See "), Run("grief", entry="grief")), (Span("See grief", "en"),)),
        ((Run("Say "), Run("mot", language="fr"), Run(".")), (Span("Say ", "en"), Span("mot.", "fr"))),
        ((Run("le ", language="fr"), Run("mot", emphasis=True, language="fr")), (Span("le mot", "fr"),)),
        ((Run("a", language="en"), Run("b")), (Span("ab", "en"),)),
    ],
)
def test_spans_part_where_the_language_does_and_nowhere_else(runs: tuple[Run, ...], spans: tuple[Span, ...]) -> None:
    section = make_section(Paragraph("p", (Sentence("s-1", runs),)))
    assert get_script(section, "en")[2] == Say("s-1", spans)


def test_a_say_knows_its_sentence_on_the_page() -> None:
    says = [step.sentence for step in get_script(make_section(say("A.", "B.")), "en") if isinstance(step, Say)]
    assert says == ["s-h", "s-A.", "s-B."]


@pytest.mark.parametrize("end", list(".!?:;…\"'”’)"))
def test_no_full_stop_is_added_after_a_mark(end: str) -> None:
    assert spoken((Say("s", (Span("So" + end, "en"),)),)) == "So" + end
