"""Chunks: one to three sentences, never across the end of a paragraph, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.speech.chunks import get_chunks
from service.speech.script import AFTER_HEADING, AFTER_PARAGRAPH, AFTER_SENTENCE, Pause, Say, Script, Span, spoken


def make_script(*sentences: tuple[str, int]) -> Script:
    steps = ((Say(f"s-{n}", (Span(text, "en"),)), Pause(pause)) for n, (text, pause) in enumerate(sentences))
    return tuple(step for pair in steps for step in pair)


def heard(script: Script) -> list[str]:
    return [spoken(chunk) for chunk in get_chunks(script)]


def test_three_short_sentences_are_one_chunk_and_a_fourth_is_the_next() -> None:
    assert heard(make_script(*((text, AFTER_SENTENCE) for text in ("A.", "B.", "C.", "D.")))) == ["A. B. C.", "D."]


def test_a_heading_and_a_paragraph_end_a_chunk() -> None:
    script = make_script(("How", AFTER_HEADING), ("A.", AFTER_PARAGRAPH), ("B.", AFTER_SENTENCE), ("C.", 500))
    assert heard(script) == ["How.", "A.", "B. C."]


def test_a_long_sentence_is_a_chunk_by_itself() -> None:
    long = "word " * 60 + "end."
    assert heard(make_script(("A.", 350), (long, 350), ("B.", 350))) == ["A.", long, "B."]


def test_what_is_spoken_counts_and_not_what_is_written() -> None:
    from service.speech.spoken import Form

    number = Say("s", (Span("1", "en", (Form(0, 1, "nine hundred thousand " * 8, "number"),)),))
    assert len(get_chunks((number, Pause(350), number, Pause(350)))) == 2


@given(st.lists(st.tuples(st.text(min_size=1, max_size=80), st.sampled_from([350, 500, 700, 800, 1000]))))
def test_chunks_are_the_script_in_order_and_none_is_empty(sentences: list[tuple[str, int]]) -> None:
    script = make_script(*sentences)
    chunks = get_chunks(script)
    assert tuple(step for chunk in chunks for step in chunk) == script
    assert all(1 <= sum(isinstance(step, Say) for step in chunk) <= 3 for chunk in chunks)
