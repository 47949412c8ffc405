"""The audio cache as an operator keeps it: bounded, scrubbed and swept."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from service.exports.editions import SPEEDS
from service.settings import Settings
from service.wiring.phone import make_recordings
from service.wiring.studio import make_studio

from .conftest import Run


def get_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "audio_cache" / "o").rglob("*") if path.is_file())


def get_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in get_files(folder))


def test_render_keeps_the_bound_and_status_says_whether_it_is_large_enough(command: Run, folder: Path) -> None:
    assert "Audio cache" not in command("render", "--plain").stdout
    size = get_size(folder)
    bound = str(size // 2_000_000)
    done = command("render", "--plain", store_megabytes=bound)
    assert (done.returncode, get_size(folder) <= int(bound) * 1_000_000) == (0, True), done.stderr
    assert "Evicted, since used longest ago: " in done.stdout
    assert f" MB of at most {bound} MB." in command("status", store_megabytes=bound).stdout


def test_a_bound_that_is_too_small_is_told_with_one_that_is_not(command: Run, folder: Path) -> None:
    before = command("status", store_megabytes="1")
    assert "which is too small: the recordings of this content need about " in before.stdout
    done = command("render", "--plain", store_megabytes="1")
    assert "'store_megabytes' is 1, which is too small" in done.stdout
    assert get_size(folder) <= 1_000_000
    enough = done.stdout.split("Write at least ")[1].split(",")[0]
    assert "too small" not in command("render", "--plain", store_megabytes=enough).stdout
    assert "ready before: 63; made now: 0." in command("render", "--plain", store_megabytes=enough).stdout


def test_scrub_names_what_is_damaged_and_render_makes_it_again(command: Run, folder: Path) -> None:
    command("render", "--plain", "--only", "shame")
    whole = command("scrub")
    assert (whole.returncode, whole.stdout.splitlines()[-1]) == (0, "Wrong: 0 objects, 0 bytes.")
    path = next(path for path in get_files(folder) if path.suffix == ".mp3")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    done = command("scrub")
    assert done.returncode == 1
    size = next((folder / "audio_cache" / "bad").glob(f"{path.name}-????????")).stat().st_size
    line = f"Wrong: o/{path.parent.name}/{path.name}: its bytes do not match their digest; {size} bytes; moved to bad/."
    assert line in done.stdout
    assert done.stdout.splitlines()[-1] == f"Wrong: 1 objects, {size} bytes."
    assert "made now: 1." in command("render", "--plain", "--only", "shame").stdout
    assert command("scrub").returncode == 0


def make_old(folder: Path) -> None:
    then = time.time() - 2 * 86_400
    for path in get_files(folder):
        os.utime(path, (then, then))


def make_some_of_everything(folder: Path) -> None:
    """One section at every speed and in chunks, and clips of the phone line, by the main voice and by the fallback."""
    studio = make_studio(replace(Settings(), engine="pyttsx3", fallback="silence", queue="pool:1"), folder)
    try:
        editions = studio.get_editions()
        choices = [
            editions.get("en", "shame", "definition", *how) for speed in SPEEDS for how in ((speed,), (speed, 1))
        ]
        section = [job for choice in choices for job in (choice.job, choice.instead) if job]
        planned = list(make_recordings(studio, editions).get_planned())[::100]
        clips = [job for each in planned for job in (each.job, each.instead) if job]
        for future in [studio.queue.submit(job) for job in (*section, *clips)]:
            future.result(100)
    finally:
        studio.queue.close()


def edit(folder: Path) -> None:
    """Change a sentence that stands nowhere else."""
    entry = folder / "content" / "en" / "trauma-bonding.md"
    text = entry.read_text(encoding="utf-8")
    assert text.count("In that cycle, harm takes turns") == 1
    entry.write_text(text.replace("In that cycle, harm takes", "In such a cycle, harm takes"), encoding="utf-8")


def test_after_one_edit_the_old_clip_section_and_entry_go_and_nothing_is_spoken_again(
    command: Run, folder: Path
) -> None:
    command("render", "--plain")
    before = set(get_files(folder))
    edit(folder)
    assert "Sentences spoken: 1;" in command("render", "--plain").stdout
    new = set(get_files(folder)) - before
    make_old(folder)
    done = command("sweep", "--names", "--delete")
    assert done.returncode == 0, done.stderr
    gone = before - set(get_files(folder))
    kinds = sorted(path.name.partition(".")[2] for path in gone)
    assert kinds == sorted(path.name.partition(".")[2] for path in new)
    recording = [kind + end for kind in ("mp3", "vtt", "marks.json") for end in ("", ".json")]
    assert kinds == sorted(["flac.sealed", *recording, *recording])
    assert done.stdout.count("Not needed: o/") == len(gone)
    assert new <= set(get_files(folder))
    for path in get_files(folder):
        if path.name.partition(".")[2].startswith(("mp3", "vtt", "marks")):
            path.unlink()
    again = command("render", "--plain").stdout
    assert "made now: 63." in again
    assert "Sentences spoken: 0;" in again


def test_without_delete_nothing_goes_and_what_is_young_stays_even_then(command: Run, folder: Path) -> None:
    command("render", "--plain", "--only", "trauma-bonding")
    edit(folder)
    before = get_files(folder)
    assert "used within a day, so kept: 3." in command("sweep", "--delete").stdout
    make_old(folder)
    done = command("sweep")
    assert "Not needed, flac: 1, " in done.stdout
    assert "Not needed, mp3: 2, " in done.stdout
    assert "Nothing was deleted" in done.stdout
    assert get_files(folder) == before


def test_speeds_chunks_gains_the_phone_line_and_the_fallback_stay(command: Run, folder: Path) -> None:
    settings = {"engine": "pyttsx3", "fallback": "silence"}
    make_some_of_everything(folder)
    make_old(folder)
    before = get_files(folder)
    assert {path.name.partition(".")[2] for path in before} >= {"gain.sealed", "ulaw", "mp3", "flac.sealed"}
    done = command("sweep", "--delete", **settings)
    assert "Not needed: 0, 0.0 MB." in done.stdout, done.stdout + done.stderr
    assert get_files(folder) == before


def test_where_a_voice_is_missing_nothing_is_swept(command: Run, folder: Path) -> None:
    command("render", "--plain", "--only", "shame")
    make_old(folder)
    before = get_files(folder)
    for settings in (
        {"engine": "piper", "piper_voices": "nowhere", "fallback": "silence"},
        {"fallback": "piper", "piper_voices": "nowhere"},
    ):
        done = command("sweep", "--delete", **settings)
        assert done.returncode == 1
        assert "nothing was deleted" in done.stderr
    assert get_files(folder) == before
