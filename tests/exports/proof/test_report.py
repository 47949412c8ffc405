"""The proof as text, JSON and a page."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from web.html import get_all, get_by_id, get_one, get_text, parse

from service.audio.loudness import get_loudness
from service.exports.proof.as_json import get_json
from service.exports.proof.as_page import get_page
from service.exports.proof.as_text import get_lines
from service.exports.proof.findings import KINDS
from service.exports.proof.prove import Proof
from service.exports.proof.stored import decode_mp3

from .glossary import Glossary


@pytest.fixture(scope="module")
def proof(spoken: Glossary) -> Proof:
    return spoken.prove()


def test_a_voice_of_silence_is_complete_and_has_no_level(silent: Glossary) -> None:
    proof = silent.prove()
    assert (proof.faults, proof.completeness, proof.loudness, proof.worst_drift) == ([], 100.0, None, None)
    assert "Loudness: none, since the voice is silence." in list(get_lines(proof))
    assert "There is no figure." in get_page(proof, "Words")


def test_the_text_has_a_line_for_each_recording_and_the_sum(proof: Proof) -> None:
    lines = list(get_lines(proof))
    assert lines[0].startswith("en/care, section 'Care': 4 of 4 sentences heard; ")
    assert len(lines) == len(proof.recordings) + 5
    assert lines[-5] == f"Completeness: 100.0% ({proof.expected} of {proof.expected} sentences heard)."
    assert lines[-1] == "Faults: 0."


def test_where_all_is_right_the_drift_is_less_than_a_tenth_of_a_millisecond(proof: Proof) -> None:
    assert proof.worst_drift is not None
    assert proof.worst_drift < 0.1


def test_loudness_in_pieces_is_that_of_the_whole(spoken: Glossary, proof: Proof) -> None:
    whole = spoken.catalogue.by_place["en", "care", ""]
    sound, rate = decode_mp3(spoken.get(whole.key, "mp3"))
    (found,) = [each for each in proof.recordings if (each.place.slug, each.place.part) == ("care", "")]
    assert len(sound) > 30 * rate
    assert found.loudness == pytest.approx(get_loudness((sound * 32768).astype(np.int16), rate), abs=0.1)


def test_completeness_is_never_rounded_up_to_all(proof: Proof) -> None:
    class Nearly(Proof):
        heard, expected = 9999, 10000  # type: ignore[assignment]

    assert Nearly(()).completeness == 99.9


def test_the_json_has_every_figure_and_every_sentence(proof: Proof) -> None:
    body = json.loads(get_json(proof))
    assert (body["completeness"], body["faults"], body["sentences"]) == (100.0, [], proof.expected)
    assert sum(len(each["sentences"]) for each in body["recordings"]) == body["heard"]
    section = body["recordings"][1]
    assert (section["entry"], section["section"], section["title"]) == ("care", "definition", "Definition")
    assert -19 <= section["loudness_lufs"] <= -17
    assert all(abs(each["drift_ms"]) < 0.1 for each in section["sentences"])


def test_the_page_stands_alone_and_has_a_table_for_each_entry(proof: Proof) -> None:
    text = get_page(proof, "Words & <more>")
    page = parse(text)
    assert get_one(page, "html").get("lang") == "en"
    assert get_text(get_one(page, "h1")) == "Proof of the audio: Words & <more>"
    assert not get_all(page, "script", "link", "img", "iframe")
    assert "http" not in text
    assert [get_text(caption) for caption in get_all(page, "caption")] == ["Care (en/care)", "Hope (en/hope)"]
    rows = [row for row in get_all(page, "tr") if len(row)]
    assert len(rows) == len(proof.recordings) + 2
    assert all(header.get("scope") in ("col", "row") for header in get_all(page, "th"))
    assert len({len(row) for row in rows}) == 1


def test_each_plot_has_words_and_a_point_for_each_section(proof: Proof) -> None:
    page = parse(get_page(proof, "Words"))
    plots = [each for each in page.iter() if str(each.tag).endswith("svg")]
    assert len(plots) == 2
    for plot in plots:
        assert plot.get("role") == "img"
        names = [get_text(get_by_id(page, name)) for name in plot.get("aria-labelledby", "").split()]
        assert "sections, from" in names[1]
        points = [each for each in plot.iter() if str(each.tag).endswith("circle")]
        assert len(points) == sum(bool(recording.place.part) for recording in proof.recordings)


def test_headings_of_the_page_leave_no_level_out(proof: Proof) -> None:
    levels = [int(each.tag[1]) for each in get_all(parse(get_page(proof, "Words")), "h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_faults_are_told_in_each_form(glossary: Glossary) -> None:
    glossary.discard(glossary.job.key, "mp3")
    proof = glossary.prove()
    words = "There is no mp3 in the audio cache. 'render' makes it."
    assert any(line.startswith("  FAULT (missing): en/care, section 'Definition'") for line in get_lines(proof))
    assert json.loads(get_json(proof))["faults"][0]["message"] == words
    assert words in get_text(get_one(parse(get_page(proof, "Words")), "ol"))


def test_the_docs_list_every_kind_of_fault_and_every_name_of_the_json(proof: Proof) -> None:
    text = (Path(__file__).parents[3] / "docs" / "proof.md").read_text(encoding="utf-8")
    for kind, meaning in KINDS.items():
        assert f"| `{kind}` | {meaning} |" in text
    body = json.loads(get_json(proof))
    names = {*body, *body["recordings"][0], *body["recordings"][0]["sentences"][0], *_fault_names()}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def _fault_names() -> set[str]:
    from service.exports.proof.findings import Fault

    return {field.name for field in fields(Fault)} - {"place"}
