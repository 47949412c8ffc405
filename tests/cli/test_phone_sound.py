"""`render --phone` and `status --phone`, as an operator runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
from document.files import BODY, get_front, write

from service.render.telephone import KINDS, MOST_BYTES

from .conftest import Run


@pytest.fixture
def small(folder: Path) -> Path:
    """A working folder with two short entries."""
    for path in (folder / "content" / "en").iterdir():
        if path.suffix == ".md":
            path.unlink()
    entries = (("hope", "101"), ("care", "102"))
    write(folder / "content", {f"en/{slug}.md": get_front(slug.title(), code) + BODY for slug, code in entries})
    return folder


def get_sizes(folder: Path) -> dict[str, list[int]]:
    objects = folder / "audio_cache" / "o"
    return {kind: [each.stat().st_size for each in objects.glob(f"??/*.{kind}")] for kind in KINDS}


def test_the_phone_line_is_rendered_only_when_asked_for(command: Run, small: Path) -> None:
    done = command("render")
    assert "phone line" not in done.stdout
    assert get_sizes(small) == {kind: [] for kind in KINDS}


def test_render_makes_the_phone_line_in_the_real_voice_and_status_counts_it(command: Run, small: Path) -> None:
    before = command("status", "--phone", engine="pyttsx3")
    first = command("render", "--phone", engine="pyttsx3")
    second = command("render", "--phone", engine="pyttsx3")
    after = command("status", "--phone", engine="pyttsx3")
    assert (before.returncode, first.returncode, second.returncode, after.returncode) == (1, 0, 0, 0), first.stderr
    assert "clips ready (0.0%)." in before.stdout
    assert "Missing: en/phone: prompt greeting." in before.stdout
    line = first.stdout.split("The phone line:")[1]
    assert "Failures: 0." in line
    assert "MB of mu-law, G.722 and WAV." in line
    assert "made now: 0." in second.stdout.split("The phone line:")[1]
    assert "clips ready (100.0%)." in after.stdout
    assert "Missing" not in after.stdout
    sizes = get_sizes(small)
    assert len({len(each) for each in sizes.values()}) == 1
    assert sizes["ulaw"]
    assert max(max(each) for each in sizes.values()) < MOST_BYTES


def test_a_missing_clip_is_named_and_made_again(command: Run, small: Path) -> None:
    command("render", "--phone")
    for path in sorted((small / "audio_cache" / "o").glob("??/*.ulaw"))[:1]:
        path.unlink()
    status = command("status", "--phone")
    assert status.returncode == 1
    assert "Missing: en/" in status.stdout
    assert command("status").returncode == 0
    assert "made now: 1." in command("render", "--phone").stdout.split("The phone line:")[1]


def test_one_entry_s_clips_come_with_those_that_every_call_needs(command: Run, small: Path) -> None:
    command("render", "--phone", "--only", "hope")
    status = command("status", "--phone")
    assert "Missing: en/care: title." in status.stdout
    assert "en/hope" not in status.stdout.split("Phone line, en")[1]
    assert "en/phone" not in status.stdout


def test_verify_does_not_mind_the_phone_line(command: Run, small: Path) -> None:
    command("render")
    before = command("verify")
    command("render", "--phone")
    after = command("verify")
    assert (before.returncode, after.returncode) == (0, 0)
    assert before.stdout == after.stdout


def test_a_way_to_leave_that_comes_late_is_told(command: Run, small: Path) -> None:
    greeting = {"engine": "pyttsx3", "phone_greetings": "en=Line 777 777 777 777."}
    late = "Late: in en the way to leave ends "
    rendered, status = (
        command("render", "--phone", "--only", "hope", **greeting),
        command("status", "--phone", **greeting),
    )
    assert late in rendered.stdout.split("The phone line:")[1]
    assert late in status.stdout
    assert late not in command("status", "--phone", engine="pyttsx3").stdout


def test_a_help_that_says_no_web_address_is_told(command: Run, small: Path) -> None:
    unsaid = "Not said: the help of the phone line has no web address"
    for task in ("render", "status"):
        assert unsaid in command(task, "--phone").stdout
        assert unsaid not in command(task, "--phone", phone_web_address="words.example.org").stdout
    assert unsaid not in command("status", "--phone", site_address="https://words.example.org").stdout
    assert unsaid not in command("status").stdout
