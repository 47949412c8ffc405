"""espeak-ng, loaded anew for each text, and pyttsx3 as its makers mean it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="NOT PROVED HERE: only Linux loads espeak-ng itself"
)


def run(code: str, seconds: int = 60) -> str:
    """What a process of its own prints; pyttsx3 may hang, and what is loaded here must not count there."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=seconds)
    assert done.returncode == 0, done.stderr
    return done.stdout


@LINUX
@pytest.mark.slow
def test_memory_stays_flat_over_five_hundred_texts() -> None:
    code = """
import os
from service.speech.engines import make_engine
from speech.speakers import speak
def get_kilobytes():
    return int(open('/proc/self/statm').read().split()[1]) * os.sysconf('SC_PAGESIZE') // 1024
engine = make_engine('pyttsx3')
for number in range(50):
    speak(engine, 'It grows in cycles, and so on.')
before = get_kilobytes()
for number in range(500):
    speak(engine, 'It grows in cycles, and so on.')
print(get_kilobytes() - before, len(os.listdir('/proc/self/fd')))
"""
    grown, files = map(int, run(code).split())
    assert grown < 4_000  # kB; 0.9 MB a text would be 450,000
    assert files < 50


@LINUX
def test_a_voice_is_chosen_by_language_and_then_by_its_first_part() -> None:
    code = """
from service.speech.engines import make_engine
engine = make_engine('pyttsx3')
for language in ('en-gb', 'en-zz', 'FR', 'de-AT', 'ar', 'cmn'):
    print(engine.get_voice('', language).name)
"""
    assert run(code).split() == ["gmw/en", "gmw/en", "roa/fr", "gmw/de", "sem/ar", "sit/cmn"]


@LINUX
def test_two_voices_have_two_digests_of_sha_256() -> None:
    code = """
from service.speech.engines import make_engine
engine = make_engine('pyttsx3')
print(engine.get_voice('', 'en-gb').digest, engine.get_voice('', 'fr').digest, engine.get_voice('', 'en').digest)
"""
    digests = run(code).split()
    assert len(digests[0]) == 64
    assert digests[0] != digests[1]


@LINUX
def test_an_unknown_language_lists_the_known_ones() -> None:
    code = """
from service.errors import UnknownName
from service.speech.engines import make_engine
try:
    make_engine('pyttsx3').get_voice('', 'tlh')
except UnknownName as error:
    print(error.name, 'en-gb' in error.known)
"""
    assert run(code) == "tlh True\n"


SAVE = """
import contextlib, sys
from service.speech.engines._espeak_library import _load
_load()  # where there is no espeak-ng of the system, pyttsx3 finds the package's once it is loaded
from service.errors import UnknownName
from service.speech.clip import check_audible, check_clip
from service.speech.engines._save_to_file import SaveToFileEngine
with contextlib.redirect_stdout(sys.stderr):  # pyttsx3's driver for espeak-ng prints what it does
    engine = SaveToFileEngine()
    voice = engine.get_voice('', 'en-gb')
    texts = ['It grows in cycles, and so on.', 'Go.', 'Caf\\u00e9 \\u2014 it is 4.50!']
    clips = [engine.speak(text, voice, 165) for text in texts]
    for text, clip in zip(texts, clips):
        check_clip(clip, text, 165)
        check_audible(clip, text)
    try:
        engine.get_voice('no-such-voice', 'en-gb')
        known = 0
    except UnknownName as error:
        known = len(error.known)
rates = {clip.sample_rate for clip in clips}
print(voice.sample_rate, len(clips), known > 5, known == len(engine.get_voices()), rates == {voice.sample_rate})
"""


def test_pyttsx3_speaks_to_a_file() -> None:
    try:
        found = run(SAVE, 120)
    except subprocess.TimeoutExpired:
        pytest.fail("pyttsx3 hung for two minutes")
    assert found.split() == ["22050", "3", "True", "True", "True"]


@LINUX
def test_no_sound_device_is_asked_for(tmp_path: Path) -> None:
    code = f"""
import os, socket
os.environ['PULSE_SERVER'] = 'unix:{tmp_path}/sound'
server = socket.socket(socket.AF_UNIX)
server.bind('{tmp_path}/sound')
server.listen()
server.setblocking(False)
from service.speech.engines import make_engine
from speech.speakers import speak
engine = make_engine('pyttsx3')
speak(engine, 'Go.')
speak(engine, 'Go.')
try:
    server.accept()
    print('asked')
except BlockingIOError:
    print('left alone')
"""
    assert run(code) == "left alone\n"
