from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import soundfile

from service.cli import get_command_names
from service.speech.engines import get_engine_names, make_engine

from .conftest import ROOT, Run


@pytest.mark.parametrize("name", get_command_names())
def test_every_command_has_help_with_an_example(command: Run, name: str) -> None:
    done = command(name, "--help")
    assert done.returncode == 0
    assert f"Example: python -m service {name}" in done.stdout


def test_render_says_what_it_did_in_plain_lines_when_piped_and_does_nothing_twice(command: Run) -> None:
    first, second = command("render"), command("render")
    assert "63 of 63 recordings ready." in first.stderr
    assert "\r" not in first.stderr
    assert "made now: 63." in first.stdout
    assert "ready before: 63; made now: 0." in second.stdout
    assert "Sentences spoken: 0; taken from the cache: 0." in second.stdout


def test_render_finds_an_entry_in_every_language_that_has_it(command: Run, folder: Path) -> None:
    shutil.copytree(folder / "content" / "en", folder / "content" / "en-US")
    (folder / "content" / "en-US" / "lexicon.pls").unlink()
    assert "14 of 14 recordings ready." in command("render", "--only", "shame").stderr


def test_after_one_edited_sentence_render_speaks_one(command: Run, folder: Path) -> None:
    command("render", "--only", "shame")
    entry = folder / "content" / "en" / "shame.md"
    text = entry.read_text(encoding="utf-8")
    last = text.rstrip().rsplit(". ", 1)[1]
    entry.write_text(text.replace(last, "These few words are new."), encoding="utf-8")
    done = command("render", "--only", "shame")
    assert "Sentences spoken: 1;" in done.stdout
    assert "made now: 2." in done.stdout


def test_status_tells_what_is_missing_and_then_that_all_is_there(command: Run) -> None:
    before = command("status")
    command("render")
    after = command("status")
    assert before.returncode == 1
    assert "en/shame: missing: introduction, definition," in before.stdout
    assert (after.returncode, after.stdout.splitlines()[-1]) == (0, "63 of 63 recordings ready (100.0%).")


def test_verify_tells_what_is_missing_and_then_proves_all(command: Run, folder: Path) -> None:
    before = command("verify")
    command("render")
    after = command("verify", "--json", "proof.json", "--html", "proof.html")
    assert before.returncode == 1
    assert "Completeness: 0.0%" in before.stdout
    assert (after.returncode, after.stdout.splitlines()[-1]) == (0, "Faults: 0."), after.stdout
    assert "Completeness: 100.0%" in after.stdout
    assert json.loads((folder / "proof.json").read_text(encoding="utf-8"))["completeness"] == 100.0
    assert "<h1>Proof of the audio" in (folder / "proof.html").read_text(encoding="utf-8")


def test_verify_says_where_it_cannot_write(command: Run) -> None:
    done = command("verify", "--html", "nowhere/proof.html")
    assert done.returncode == 1
    assert "proof.html cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_lists_every_fault_of_every_file_at_once(command: Run, folder: Path) -> None:
    for slug, line in (("shame", "\n<b>bold</b>\n"), ("grief", "\n[[Nowhere]]\n")):
        path = folder / "content" / "en" / f"{slug}.md"
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    done = command("check")
    assert done.returncode == 2
    assert "content/en/grief.md:" in done.stderr
    assert "D018" in done.stderr
    assert "content/en/shame.md:" in done.stderr
    assert "D005" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["check", "serve"])
def test_a_folder_of_content_that_is_no_language_is_named(command: Run, folder: Path, name: str) -> None:
    (folder / "content" / "xx").mkdir()
    done = command(name)
    assert done.returncode == 2
    assert "There is no language named 'xx'. Known: en, " in done.stderr
    assert "Traceback" not in done.stderr


def test_check_lists_faults_of_lexicons_with_all_others(command: Run, folder: Path) -> None:
    shame, lexicon = folder / "content" / "en" / "shame.md", folder / "content" / "en" / "lexicon.pls"
    shame.write_text(shame.read_text(encoding="utf-8") + "\n<b>bold</b>\n", encoding="utf-8")
    lexicon.write_text(lexicon.read_text(encoding="utf-8").replace("nʌn", "nVn"), encoding="utf-8")
    done = command("check")
    assert done.returncode == 2
    assert "content/en/lexicon.pls:" in done.stderr
    assert "L010" in done.stderr
    assert "D005" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_prints_notes_of_lexicons(command: Run, folder: Path) -> None:
    lexicon = folder / "content" / "en" / "lexicon.pls"
    lexicon.write_text(lexicon.read_text(encoding="utf-8").replace("<lexeme>", '<lexeme role="x">', 1))
    done = command("check")
    assert done.returncode == 0
    assert "Note: 'role' is left out." in done.stdout


def test_new_writes_a_draft_that_passes_the_check_and_is_not_shown(command: Run, folder: Path) -> None:
    done = command("new", "Love bombing: a term")
    assert done.returncode == 0, done.stderr
    assert (folder / "content" / "en" / "love-bombing-a-term.md").is_file()
    checked = command("check")
    assert checked.returncode == 0, checked.stderr
    assert "9 entries, 1 drafts" in checked.stdout


@pytest.mark.parametrize("title", ["../../etc/passwd", "Shame", "...", "x" * 200])
def test_new_never_writes_outside_its_folder_or_over_an_entry(command: Run, folder: Path, title: str) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    command("new", title)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    new = set(after) - set(before)
    assert all(path.parent in (folder / "content" / "en", folder / "content_index") for path in new)
    assert all(after[path] == before[path] for path in before)


def test_say_writes_an_mp3_that_lasts_as_long_as_it_says_and_leaves_nothing_else(command: Run, folder: Path) -> None:
    done = command("say", "Hello there. This is the voice.", "-o", "hello.mp3", engine="pyttsx3")
    assert done.returncode == 0, done.stderr
    seconds = soundfile.info(str(folder / "hello.mp3")).duration
    assert f"{seconds:.1f} s" in done.stderr
    assert 2 < seconds < 6
    assert sorted(path.name for path in folder.iterdir()) == ["content", "hello.mp3"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("say", " ", "-o", "a.mp3"), "There is nothing to say"),
        (("say", "word " * 200, "-o", "a.mp3"), "the most is 600"),
        (("say", "Hello.", "-o", "a.ogg"), "no audio format named '.ogg'. Known: .mp3"),
        (("say", "Hello.", "-o", "nowhere/a.mp3"), "cannot be written"),
        (("render", "--only", "nothing"), "no entry named 'nothing'. Known: attachment"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(
    command: Run, folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = command(*arguments)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("*a.*"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"colour": "red"}, "there is no setting 'colour'. Known: "),
        ({"port": "0"}, "it must be from 1 to 65535"),
        ({"port": "eighty"}, "it must be a whole number"),
        ({"neutral_names": "perhaps"}, "it must be true or false"),
        ({"engine": "hal"}, "no engine named 'hal'. Known: gtts, piper, pyttsx3, silence"),
        ({"voices": "en=Bob"}, "named 'Bob'. Known: silence"),
        ({"voices": "Bob"}, "write language=voice"),
        ({"store": "ftp:x"}, "no store named 'ftp:x'. Known: folder:<path>"),
        ({"queue": "pool:many"}, "a number of workers from 1 to 64"),
        ({"content": "nowhere"}, "There is no entry in this folder."),
    ],
)
def test_a_wrong_setting_is_refused_with_what_would_be_right(
    command: Run, settings: dict[str, str], message: str
) -> None:
    done = command("render", **settings)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_settings_file_is_named(command: Run, folder: Path) -> None:
    (folder / "lectern.toml").write_text("port = 80 80\n", encoding="utf-8")
    done = command("check")
    assert done.returncode == 2
    assert "lectern.toml" in done.stderr
    assert "line 1" in done.stderr


def test_doctor_names_what_it_found(command: Run) -> None:
    done = command("doctor", engine="pyttsx3")
    assert done.returncode == 0, done.stdout
    for words in ("espeak-ng", "lameenc", "ffmpeg", "can be written", "9 entries", "offered in en", "All is well."):
        assert words in done.stdout


def test_doctor_says_what_is_wrong_and_goes_on(command: Run, folder: Path) -> None:
    (folder / "content" / "en" / "shame.md").write_text("nothing", encoding="utf-8")
    done = command("doctor", engine="hal", phone_languages="fr")
    assert done.returncode == 1
    assert "Phone line: PROBLEM." in done.stdout
    assert "Content: PROBLEM." in done.stdout
    assert "Engine and voices: PROBLEM. There is no engine named 'hal'." in done.stdout
    assert "MP3 encoder: lameenc" in done.stdout


def test_neutral_names_leave_the_subject_out_of_every_tag(command: Run, folder: Path) -> None:
    command("render", "--only", "shame", neutral_names="true")
    files = list((folder / "audio_cache" / "o").glob("??/*.mp3"))
    assert len(files) == 7
    heads = [file.read_bytes()[:4000].lower() for file in files]
    assert not any("shame".encode(code) in head for head in heads for code in ("utf-8", "utf-16-le"))


def test_a_main_engine_that_does_not_work_gives_way_to_the_fallback_and_status_says_so(command: Run) -> None:
    missing = command("render", engine="piper", piper_voices="nowhere")
    assert missing.returncode != 0
    assert "nowhere" in missing.stderr or "requirements-piper.txt" in missing.stderr
    done = command("render", "--only", "shame", engine="piper", piper_voices="nowhere", fallback="silence")
    assert done.returncode == 0, done.stderr
    status = command("status", engine="piper", piper_voices="nowhere", fallback="silence")
    assert "The main engine does not work here; the fallback speaks everything." in status.stdout
    assert "Voice for en-gb: silence by silence" in status.stdout
    assert "en/shame: spoken by the fallback, silence, synthetic voice: introduction, definition," in status.stdout


def test_a_fallback_that_does_not_work_costs_nothing(command: Run) -> None:
    done = command("render", "--only", "shame", fallback="piper", piper_voices="nowhere")
    assert done.returncode == 0
    assert "There is no fallback voice" in done.stderr


def test_status_counts_entries_that_no_voice_speaks(command: Run, folder: Path) -> None:
    shutil.copytree(ROOT / "content" / "es", folder / "content" / "es")
    done = command("status", voices="es=nobody", engine="pyttsx3")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "0 of 126 recordings ready (0.0%)."
    assert "Not spoken: es/duelo: There is no voice of espeak-ng named 'nobody'." in done.stdout


def test_voices_lists_each_with_a_command_that_speaks(command: Run, folder: Path) -> None:
    done = command("voices", "--language", "es", "--engine", "pyttsx3")
    assert done.returncode == 0
    sample = next(line for line in done.stdout.splitlines() if "python -m service say" in line)
    assert "  es: " in done.stdout
    spoken = command(*shlex.split(sample.strip())[3:])
    assert (spoken.returncode, (folder / "try.mp3").stat().st_size > 5_000) == (0, True), spoken.stderr


def test_voices_lists_every_voice_of_every_engine(command: Run) -> None:
    listed: dict[str, set[tuple[str, str]]] = {}
    for line in command("voices").stdout.splitlines():
        if engine := re.match(r"(\w+): \d+ voices\.", line):
            listed[engine[1]] = set()
        elif voice := re.match(r"  ([^ ].*): (.+)$", line):
            listed[list(listed)[-1]].add((voice[1], voice[2]))
    assert not listed.pop("piper", set())  # this folder has no files of voices; tests/peers has
    assert set(listed) == set(get_engine_names()) - {"piper"}
    for name, found in listed.items():
        voices = {(voice.language or "any language", voice.name) for voice in make_engine(name).get_voices()}
        assert found == voices


def test_voices_says_plainly_where_texts_leave_the_machine(command: Run) -> None:
    assert "gtts: 1 voices. Texts LEAVE THIS MACHINE." in command("voices", "--language", "es").stdout


@pytest.mark.parametrize("arguments", [("say", "--explain", "Hello."), ("render",)])
def test_who_sends_texts_away_is_told_before(command: Run, arguments: tuple[str, ...]) -> None:
    told = "The engine 'gtts' is a service over the network. Each sentence that it speaks LEAVES THIS MACHINE"
    there = {"engine": "gtts", "voices": "" if arguments[0] == "say" else "en=nobody"}
    assert told in command(*arguments, **there).stderr
    assert "LEAVES THIS MACHINE" not in command(*arguments, **{**there, "engine": "silence"}).stderr


def test_say_explains_what_is_said_its_sounds_and_the_rules(command: Run) -> None:
    done = command("say", "--explain", "Dr Smith paid £4.50 to none.", engine="pyttsx3")
    assert done.returncode == 0
    assert "Spoken:   Doctor Smith paid four pounds fifty to none.\n" in done.stdout
    assert "Phonemes: dˈɒktə" in done.stdout
    assert "'£4.50' -> 'four pounds fifty' (money)" in done.stdout
    assert "'none' -> 'none', sound nʌn (lexicon: none)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("say", "Hello."), "or --explain"),
        (("say", "Hello.", "-o", "a.mp3", "--speed", "3"), "no speed named '3'. Known: 0.8, 1, 1.25, 1.5."),
        (
            ("say", "Hello.", "-o", "a.mp3", "--voice", "nobody"),
            "voice of the engine of silence named 'nobody'. Known: silence.",
        ),
        (("say", "Hello.", "-o", "a.mp3", "--engine", "nothing"), "Known: gtts, piper, pyttsx3, silence."),
        (("say", "Hello.", "-o", "a.mp3", "--language", "tlh"), "no language named 'tlh'"),
    ],
)
def test_what_say_does_not_know_it_names(command: Run, arguments: tuple[str, ...], message: str) -> None:
    done = command(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_say_speaks_at_another_speed(command: Run, folder: Path) -> None:
    text = "This is a sentence of some length, and it is said slowly or fast."
    for speed in ("0.8", "1.5"):
        assert command("say", text, "-o", f"{speed}.mp3", "--speed", speed).returncode == 0
    slow, fast = ((folder / f"{speed}.mp3").stat().st_size for speed in ("0.8", "1.5"))
    assert slow > 1.4 * fast
