from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from service.cli import get_command_names

from .conftest import Run


@pytest.mark.parametrize("name", get_command_names())
def test_every_command_has_help_with_an_example(command: Run, name: str) -> None:
    done = command(name, "--help")
    assert done.returncode == 0
    assert f"Example: python -m service {name}" in done.stdout


def test_render_says_what_it_did_in_plain_lines_when_piped_and_does_nothing_twice(command: Run) -> None:
    first, second = command("render"), command("render")
    assert "54 of 54 recordings ready." in first.stderr
    assert "\r" not in first.stderr
    assert "made now: 54." in first.stdout
    assert "ready before: 54; made now: 0." in second.stdout
    assert "Sentences spoken: 0; taken from the cache: 0." in second.stdout


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
    assert (after.returncode, after.stdout.splitlines()[-1]) == (0, "54 of 54 recordings ready (100.0%).")


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
    assert all(path.parent == folder / "content" / "en" for path in new)
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
        ({"engine": "hal"}, "no engine named 'hal'. Known: gtts, pyttsx3, silence"),
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
    for words in ("espeak-ng", "lameenc", "ffmpeg", "can be written", "9 entries", "All is well."):
        assert words in done.stdout


def test_doctor_says_what_is_wrong_and_goes_on(command: Run, folder: Path) -> None:
    (folder / "content" / "en" / "shame.md").write_text("nothing", encoding="utf-8")
    done = command("doctor", engine="hal")
    assert done.returncode == 1
    assert "Content: PROBLEM." in done.stdout
    assert "Engine and voices: PROBLEM. There is no engine named 'hal'." in done.stdout
    assert "MP3 encoder: lameenc" in done.stdout


def test_neutral_names_leave_the_subject_out_of_every_tag(command: Run, folder: Path) -> None:
    command("render", "--only", "shame", neutral_names="true")
    files = list((folder / "audio_cache" / "o").glob("??/*.mp3"))
    assert len(files) == 6
    heads = [file.read_bytes()[:4000].lower() for file in files]
    assert not any("shame".encode(code) in head for head in heads for code in ("utf-8", "utf-16-le"))
