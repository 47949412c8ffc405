"""Voices of piper as files: found, named, and refused with what is wrong. Needs no Piper."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.errors import EngineUnavailable
from service.speech.engines._piper_model import get_prepared_model
from service.speech.engines._piper_voices import find_voices, get_digest, get_voice_names, read_config, read_model

CONFIG: dict[str, Any] = {
    "audio": {"sample_rate": 22050},
    "espeak": {"voice": "en-us"},
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [3]},
    "num_symbols": 256,
    "num_speakers": 1,
}


def write(folder: Path, name: str = "en_GB-tiny-low", model: bytes = b"\x08\x08", config: object = CONFIG) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(model)
    raw = config if isinstance(config, bytes) else json.dumps(config).encode()
    (folder / f"{name}.onnx.json").write_bytes(raw)
    return folder


def test_an_absent_folder_has_no_voices(tmp_path: Path) -> None:
    assert list(get_voice_names(tmp_path / "nowhere")) == []


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("")
    with pytest.raises(EngineUnavailable, match="voices cannot be read: Not a directory"):
        find_voices(tmp_path / "voices")


def test_voices_and_speakers_are_listed_by_name_with_their_language(tmp_path: Path) -> None:
    write(tmp_path, "es_MX-tiny-low")
    many = {"num_speakers": 2, "speaker_id_map": {"anna": 0, "bö": 1}, "language": {"code": "en_US"}}
    write(tmp_path, "voix-à-moi", config=CONFIG | many)
    (tmp_path / "._es_MX-tiny-low.onnx").write_bytes(b"")
    (tmp_path / "MODEL_CARD").write_text("a card")
    assert [(voice.name, voice.language) for voice in get_voice_names(tmp_path)] == [
        ("es_MX-tiny-low", "es-mx"), ("voix-à-moi", "en-us"), ("voix-à-moi#anna", "en-us"), ("voix-à-moi#bö", "en-us"),
    ]  # fmt: skip


def test_a_voice_that_cannot_be_used_is_listed_all_the_same(tmp_path: Path) -> None:
    write(tmp_path, config=b"{")
    assert [(voice.name, voice.language) for voice in get_voice_names(tmp_path)] == [("en_GB-tiny-low", "en-gb")]


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"<!DOCTYPE html>", "is not JSON"),
        ([1], "it is no table"),
        (CONFIG | {"audio": {}}, "audio.sample_rate is missing or wrong; it must be a number such as 22050"),
        (CONFIG | {"audio": {"sample_rate": "22050"}}, "audio.sample_rate is missing or wrong"),
        (CONFIG | {"audio": {"sample_rate": 0}}, "audio.sample_rate is missing or wrong"),
        (CONFIG | {"audio": None}, "audio.sample_rate is missing or wrong"),
        (CONFIG | {"espeak": {"voice": None}}, "espeak.voice is missing or wrong"),
        (CONFIG | {"phoneme_id_map": {"a": [1]}}, "phoneme_id_map is missing or wrong"),
        (CONFIG | {"phoneme_id_map": {"_": 0, "^": 1, "$": 2}}, "phoneme_id_map is missing or wrong"),
        (CONFIG | {"phoneme_type": "pinyin"}, "phoneme_type 'pinyin' is missing or wrong; it must be espeak or text"),
        (CONFIG | {"phoneme_type": ["espeak"]}, "phoneme_type .* is missing or wrong"),
        (CONFIG | {"num_speakers": None}, "num_speakers is missing or wrong"),
        (CONFIG | {"inference": {"length_scale": "fast"}}, "inference.length_scale is missing or wrong"),
        (CONFIG | {"speaker_id_map": {"anna": "0"}}, "speaker_id_map is missing or wrong"),
        ({"models": "of another kind"}, "is missing or wrong"),
    ],
)
def test_a_config_of_another_kind_is_named_with_what_it_lacks(tmp_path: Path, config: object, message: str) -> None:
    files = find_voices(write(tmp_path, config=config))["en_GB-tiny-low"]
    with pytest.raises(EngineUnavailable, match=rf"en_GB-tiny-low\.onnx\.json.* {message}"):
        read_config(files)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (b"", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "is a pointer of git-lfs"),
        (b"\n<!DOCTYPE html><html>", "is a web page and not a voice"),
    ],
)
def test_what_a_failed_download_leaves_is_told(tmp_path: Path, model: bytes, message: str) -> None:
    files = find_voices(write(tmp_path, model=model))["en_GB-tiny-low"]
    with pytest.raises(EngineUnavailable, match=rf"en_GB-tiny-low\.onnx {message}"):
        read_model(files)


@pytest.mark.parametrize(("suffix", "message"), [(".onnx", "no en_GB-tiny-low.onnx beside"), (".onnx.json", "no en")])
def test_a_missing_half_of_a_voice_is_told(tmp_path: Path, suffix: str, message: str) -> None:
    (write(tmp_path) / f"en_GB-tiny-low{suffix}").unlink()
    files = find_voices(tmp_path)["en_GB-tiny-low"]
    with pytest.raises(EngineUnavailable, match=message):
        (read_model if suffix == ".onnx" else read_config)(files)
    with pytest.raises(EngineUnavailable):
        get_digest(files)


def test_a_digest_changes_with_either_file(tmp_path: Path) -> None:
    files = find_voices(write(tmp_path))["en_GB-tiny-low"]
    first = get_digest(files)
    assert get_digest(files) == first
    write(tmp_path, model=b"\x08\x09\x10")
    second = get_digest(files)
    write(tmp_path, model=b"\x08\x09\x10", config=CONFIG | {"more": 1})
    assert len({first, second, get_digest(files)}) == 3


@pytest.mark.parametrize("model", [b"\x08", b"\x3a\x05ab", b"hello, world", b"\x08" + b"\xff" * 12, b"\x08\x08"])
def test_bytes_that_are_no_model_are_refused(model: bytes) -> None:
    with pytest.raises(ValueError, match=r"it is cut|it is not an ONNX file|it holds no graph"):
        get_prepared_model(model)


def test_without_piper_its_engine_says_what_to_install() -> None:
    code = """
import sys
sys.modules['piper'] = None
from service.errors import EngineUnavailable
from service.speech.engines import make_engine
try:
    make_engine('piper')
except EngineUnavailable as error:
    print(error)
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert "Install it with: pip install -r requirements-piper.txt" in done.stdout
