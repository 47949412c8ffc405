"""What the machine may not have: ffmpeg, and espeak-ng of the system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.errors import EngineUnavailable
from service.speech.decoding import decode, find_ffmpeg

ROOT = Path(__file__).parents[2]

SPEAK = """
import sys
from pathlib import Path
import espeakng_loader
import service.speech.engines._espeak_library as library
library._SONAME = "libespeak-ng-of-no-system.so.1"
from service.speech.engines import make_engine
engine = make_engine("pyttsx3")
voice = engine.get_voice("", "en")
clip = engine.speak("Harm takes turns with affection.", voice, 165)
package = Path(espeakng_loader.get_library_path()).resolve()
assert library.get_library().path == package, library.get_library().path
assert library.get_library().get_data_folder().is_relative_to(package.parent), library.get_library().get_data_folder()
assert len(clip.words) == 5
print(voice.engine_version, len(clip.samples) > clip.sample_rate)
"""


@pytest.fixture
def no_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the system's nor the package's."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)


@pytest.mark.usefixtures("no_ffmpeg")
def test_without_ffmpeg_it_is_said_what_to_install() -> None:
    with pytest.raises(EngineUnavailable, match="Install ffmpeg, or the package imageio-ffmpeg"):
        find_ffmpeg()
    with pytest.raises(EngineUnavailable, match="There is no ffmpeg"):
        decode(b"\xff\xf3" * 500, "mp3")


def test_without_ffmpeg_the_default_voice_renders_and_doctor_tells(tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "imageio_ffmpeg.py").write_text("raise ImportError('not installed')")
    (tmp_path / "content").symlink_to(ROOT / "content")
    variables = {**os.environ, "PYTHONPATH": f"{hidden}{os.pathsep}{ROOT}", "PATH": str(hidden)}

    def run(*arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=120, check=False,
        ).stdout  # fmt: skip

    assert "Failures: 0." in run("render", "--only", "shame", "--plain")
    assert "Install ffmpeg, or the package imageio-ffmpeg." in run("doctor")


def test_where_the_system_has_no_espeak_the_package_speaks_with_its_own_voices() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPEAK], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("espeak-ng 1.5")
    assert done.stdout.endswith("True\n")
