"""What is wrong with a stored clip is found, and so is what is not there or damaged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from service.audio.flac import get_flac
from service.document.library import Library
from service.document.model import Entry
from service.render.cast import get_cast
from service.render.clips import get_clip_key

from .glossary import PART, Glossary

NUMBER = 1


def get_key(glossary: Glossary) -> str:
    job = glossary.job
    return get_clip_key(job.get_says()[NUMBER], get_cast(job))


def put_clip(glossary: Glossary, samples: np.ndarray) -> None:
    glossary.put(get_key(glossary), "flac", get_flac(samples.astype(np.int16), 22050), {"words": []})


def test_a_clip_that_is_not_there_is_told(glossary: Glossary) -> None:
    glossary.discard(get_key(glossary), "flac")
    told = [str(fault) for fault in glossary.prove().faults]
    assert any("There is no flac in the audio cache." in fault for fault in told)
    assert glossary.prove().completeness < 100


@pytest.mark.parametrize(
    ("factor", "kind"), [(0.45, "pace"), (2.5, "pace"), (0.05, "clip")], ids=["short", "long", "far too short"]
)
def test_a_clip_too_short_or_too_long_for_its_words_is_told(glossary: Glossary, factor: float, kind: str) -> None:
    clip = glossary.get_clips()[NUMBER].samples
    put_clip(glossary, np.resize(clip, int(len(clip) * factor)))
    assert (PART, kind) in glossary.get_kinds()


def test_a_clip_of_silence_is_told(glossary: Glossary) -> None:
    put_clip(glossary, glossary.get_clips()[NUMBER].samples * 0)
    assert (PART, "clip") in glossary.get_kinds()


def test_a_clip_much_louder_than_its_voice_is_told(glossary: Glossary) -> None:
    put_clip(glossary, np.clip(glossary.get_clips()[NUMBER].samples.astype(np.int32) * 4, -32768, 32767))
    messages = [fault.message for fault in glossary.prove().faults if fault.kind == "level"]
    assert any("louder than this voice's others" in message for message in messages)


@pytest.mark.parametrize("kind", ["mp3", "marks.json", "vtt"])
def test_a_file_that_is_not_there_is_told(glossary: Glossary, kind: str) -> None:
    glossary.discard(glossary.job.key, kind)
    assert (PART, "missing") in glossary.get_kinds()


def test_bytes_that_do_not_match_their_digest_are_told(glossary: Glossary) -> None:
    path = next((glossary.store.folder / "o").glob(f"??/{glossary.job.key[2:]}.mp3"))
    data = bytearray(path.read_bytes())
    data[-500] ^= 0xFF
    path.write_bytes(data)
    faults = glossary.prove().faults
    assert [(fault.place.part, fault.kind) for fault in faults] == [(PART, "damaged")]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"sample_rate": "x"}', b"\xff\xfe", b"[" * 100_000])
def test_files_that_make_no_sense_are_told_and_stop_nothing(glossary: Glossary, data: bytes) -> None:
    for kind in ("marks.json", "vtt", "mp3"):
        glossary.put(glossary.job.key, kind, data)
    proof = glossary.prove()
    assert {fault.kind for fault in proof.faults} == {"damaged"}
    assert proof.heard < proof.expected


def test_nothing_rendered_is_nothing_heard(glossary: Glossary) -> None:
    glossary.store.delete_oldest(0)
    proof = glossary.prove()
    assert (proof.completeness, proof.worst_drift, proof.loudness, proof.words_a_minute) == (0.0, None, None, None)
    assert {fault.kind for fault in proof.faults} == {"missing", "clip"}


def test_a_sentence_that_is_on_the_page_and_not_in_the_script_is_told(glossary: Glossary) -> None:
    """The page's sentence was changed, the catalogue was not: as if a script had lost it."""
    library = glossary.library
    entry = library.get_shelf("en").get_entry("care")
    section = entry.sections[0]
    other = replace(section.heading, id="s-00000000", runs=(replace(section.heading.runs[0], text="Meaning"),))
    changed = replace(entry, sections=(replace(section, heading=other), *entry.sections[1:]))
    glossary.library = _Changed(library, changed)  # type: ignore[assignment]
    messages = {fault.message for fault in glossary.prove().faults if fault.kind == "page"}
    assert messages == {"The script does not say it.", "The script says it, and the page does not have it."}


class _Changed:
    def __init__(self, library: Library, entry: Entry) -> None:
        self._library, self._entry = library, entry

    def get_entries(self) -> list[Entry]:
        return [self._entry if each.slug == self._entry.slug else each for each in self._library.get_entries()]
