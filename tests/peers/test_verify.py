"""Every engine speaks the whole shipped content, in both languages, and `verify` proves it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gtts.tts
import pytest
from exports.studio import HereQueue
from speech.google import SpeakingGoogle, make_hasty_engine, serving

from service.document.library import Library, read_library
from service.exports.editions import run_choices
from service.render.job import Bench
from service.settings import Settings
from service.speech.chunks import get_chunks
from service.speech.finding import make_find_forms
from service.speech.lexicon import read_lexicons
from service.speech.script import FindForms, Pause, Say, get_script
from service.store.folder import FolderStore
from service.wiring.studio import make_studio

from .serving import render

ROOT = Path(__file__).parents[2]


def run(folder: Path, engine: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LECTERN_ENGINE": engine}
    command = ["nice", "-n", "15", sys.executable, "-m", "service", *arguments]  # browsers of other tests go first
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


MOST_SECONDS, MOST_SECONDS_SLOWLY = 15.0, 18.75
"""Of a chunk: about 15 s at the usual speed, and a quarter more at 0.8."""
MOST_WITHOUT_MARK = {"en": 0.03, "es": 0.0}
"""Share of words. espeak-ng says some in one breath with the word before."""


@pytest.mark.parametrize("engine", ["pyttsx3", "silence", "piper"])
def test_the_shipped_content_is_complete(tmp_path: Path, engine: str) -> None:
    if engine == "piper":
        pytest.importorskip("piper", reason="NOT PROVED HERE: piper is not installed")
        from speech.tiny_voice import write_voice

        write_voice(tmp_path / "voices")
        spanish = {"code": "es_ES", "family": "es"}
        write_voice(tmp_path / "voices", "es_ES-tiny-low", espeak={"voice": "es"}, language=spanish)
        shutil.copytree(ROOT / "content", tmp_path / "content")
        assert run(tmp_path, engine, "render", "--plain").returncode == 0
    else:
        render(tmp_path, engine=engine)
    done = run(tmp_path, engine, "verify", "--json", "proof.json")
    proof = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    print(*done.stdout.splitlines()[-5:], sep="\n")
    assert (done.returncode, proof["completeness"], proof["faults"]) == (0, 100.0, [])
    sizes = [sum(1 for _ in (ROOT / "content" / tag).glob("*.md")) for tag in ("en", "es")]
    assert len(proof["recordings"]) == 7 * sum(sizes)
    if engine == "pyttsx3":
        library = read_library(tmp_path / "content")
        marks = list(get_marks(FolderStore(tmp_path / "audio_cache")))
        check_words(library, marks)
        find_forms = make_find_forms(read_lexicons(tmp_path / "content", library.shelves))
        check_chunks(library, find_forms, marks)


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[SpeakingGoogle]:
    """A server of this process that answers as Google does, where the real gTTS looks for it."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with serving(SpeakingGoogle()) as found:
        monkeypatch.setattr(gtts.tts, "_translate_url", lambda tld="com", path="": found.address + path)
        assert isinstance(found, SpeakingGoogle)
        yield found


def test_the_shipped_content_by_the_online_voice_is_complete(tmp_path: Path, google: SpeakingGoogle) -> None:
    """In this process, where the real gTTS can be led to that server; `verify` is the command itself."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    engine = make_hasty_engine(tmp_path)
    bench = Bench(FolderStore(tmp_path / "audio_cache"), make=lambda _: engine)
    studio = make_studio(replace(Settings(), engine="gtts"), tmp_path, HereQueue(bench))  # type: ignore[arg-type]
    editions = studio.get_editions()
    choices = [choice for entry in studio.library.get_entries() for choice in editions.get_choices(entry)]
    assert run_choices(choices, studio.store, studio.queue, lambda *_: None).failures == []
    assert len(google.texts) > 1000
    done = run(tmp_path, "gtts", "verify", "--json", "proof.json")
    proof = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    print(*done.stdout.splitlines()[-5:], sep="\n")
    assert (done.returncode, proof["completeness"], proof["faults"]) == (0, 100.0, [])
    assert len(proof["recordings"]) == len(choices)
    sentences = [sentence for each in proof["recordings"] for sentence in each["sentences"]]
    assert all(sentence["heard"] for sentence in sentences)
    assert {sentence["voice"].split(" at ")[0] for sentence in sentences} >= {"en (gtts)", "es (gtts)"}


def get_marks(store: FolderStore) -> Iterator[tuple[dict[str, Any], int]]:
    """The marks of each sentence of each recording, with their samples a second."""
    for name in (name for name in store.get_names() if name.kind == "marks.json"):
        found = store.get(name)
        assert found is not None
        body = json.loads(found.data)
        yield from ((mark, body["sample_rate"]) for mark in body["sentences"])


def check_words(library: Library, marks: list[tuple[dict[str, Any], int]]) -> None:
    """Nearly every word that is written has a mark; which have none is printed."""
    texts = {each.id: (entry.language, each.text) for entry in library.get_entries() for each in entry.get_sentences()}
    words, without = Counter[str](), Counter[tuple[str, str]]()
    for mark, _ in marks:
        language, text = texts[mark["id"]]
        for word in (word for word in re.finditer(r"\S+", text) if any(map(str.isalnum, word[0]))):
            words[language] += 1
            if not any(start < word.end() and word.start() < end for _, start, end in mark["words"]):
                without[language, word[0].strip(".,:;").lower()] += 1
    missing = {language: sum(count for (tag, _), count in without.items() if tag == language) for language in words}
    print(f"Words: {dict(words)}; without a mark: {missing}; {without.most_common(12)}")
    assert words.total() > 20_000
    assert all(missing[language] <= MOST_WITHOUT_MARK[language] * words[language] for language in words)
    assert all(len(word) <= 5 for _, word in without)  # "the", "not", "a": never a word that carries the sense


def check_chunks(library: Library, find_forms: FindForms, marks: list[tuple[dict[str, Any], int]]) -> None:
    """What a listener repeats or skips is about 15 s at most, with its pauses."""
    seconds = {mark["id"]: (mark["end"] - mark["start"]) / rate for mark, rate in marks}
    lengths = []
    for entry in library.get_entries():
        for part in entry.parts:
            for chunk in get_chunks(get_script(part, entry.language, find_forms)):
                pauses = [step.milliseconds / 1000 for step in chunk if isinstance(step, Pause)]
                speech = sum(seconds[step.sentence] for step in chunk if isinstance(step, Say))
                lengths.append((speech + sum(pauses), speech / 0.8 + sum(pauses)))
    print(f"Chunks: {len(lengths)}, the longest {max(lengths)[0]:.1f} s, slowly {max(lengths)[1]:.1f} s.")
    assert len(lengths) > 600
    assert max(usual for usual, _ in lengths) <= MOST_SECONDS
    assert max(slow for _, slow in lengths) <= MOST_SECONDS_SLOWLY
