"""Files of Piper's voices: what lies in the operator's folder, what each says of itself, and what is wrong with it.

A voice is `<name>.onnx` with `<name>.onnx.json` beside it. Nothing here loads Piper.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from service.errors import EngineUnavailable
from service.speech.engines import VoiceName

HINT: Final = "docs/speech.md says where voices come from"
_MODEL, _CONFIG = ".onnx", ".onnx.json"
_NAME_WITH_LANGUAGE: Final = re.compile(r"([a-z]{2,3})_([A-Z]{2})-")
_PHONEME_TYPES: Final = ("espeak", "text")
"""Those that Piper turns into phonemes without further packages or downloads."""


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    name: str
    model: Path
    config: Path


@dataclass(frozen=True, slots=True)
class VoiceConfig:
    """What the engine asks of a voice's config, proved to be there."""

    raw: Mapping[str, Any]
    """As Piper reads it."""
    language: str
    """BCP 47 tag in lower case, or empty."""
    sample_rate: int
    speakers: Mapping[str, int]
    """Number by name; empty where there is only one."""
    phonemes: Mapping[str, Sequence[int]]
    """Ids by phoneme."""
    is_ipa: bool


def find_voices(folder: Path) -> dict[str, VoiceFiles]:
    """Every voice of a folder by name, also those of which a file is missing; none if the folder is absent.

    :raise EngineUnavailable: if the folder cannot be read.
    """
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise EngineUnavailable(f"The folder of Piper's voices {folder} cannot be read: {error.strerror}.") from error
    stems = {name.removesuffix(_CONFIG).removesuffix(_MODEL) for name in names if name.endswith((_CONFIG, _MODEL))}
    return {stem: VoiceFiles(stem, folder / (stem + _MODEL), folder / (stem + _CONFIG)) for stem in sorted(stems)}


def get_voice_names(folder: Path) -> Iterator[VoiceName]:
    """Each voice, and each speaker of it as `voice#speaker`. One that cannot be used is named too: asked for, it
    says what is wrong with it.

    :raise EngineUnavailable: if the folder cannot be read.
    """
    for files in find_voices(folder).values():
        try:
            config = read_config(files)
        except EngineUnavailable:
            yield VoiceName(files.name, _get_language_of_name(files.name))
            continue
        yield VoiceName(files.name, config.language)
        yield from (VoiceName(f"{files.name}#{speaker}", config.language) for speaker in config.speakers)


def read_config(files: VoiceFiles) -> VoiceConfig:
    """:raise EngineUnavailable: naming the file and what is wrong with it."""
    raw = _read_json(files)
    audio, espeak, language = (_get_table(raw, name) for name in ("audio", "espeak", "language"))
    _require(files, "audio.sample_rate", _is_number(audio.get("sample_rate"), 8_000, 48_000), "a number such as 22050")
    _require(files, "espeak.voice", isinstance(espeak.get("voice"), str), "a voice of espeak-ng such as en-us")
    _require(files, "phoneme_id_map", _is_id_map(raw.get("phoneme_id_map")), "a table of lists of numbers")
    _require(files, "num_symbols", _is_number(raw.get("num_symbols"), 1, 100_000), "a number")
    _require(files, "num_speakers", _is_number(raw.get("num_speakers"), 0, 100_000), "a number")
    kind = raw.get("phoneme_type", "espeak")
    _require(files, f"phoneme_type {kind!r}", kind in _PHONEME_TYPES, " or ".join(_PHONEME_TYPES))
    for name in ("noise_scale", "length_scale", "noise_w"):
        value = _get_table(raw, "inference").get(name, 1)
        _require(files, f"inference.{name}", _is_number(value, 0, 100), "a number")
    speakers = _get_table(raw, "speaker_id_map")
    _require(files, "speaker_id_map", all(_is_number(each, 0, 100_000) for each in speakers.values()), "numbers")
    tag = str(language.get("code") or "").replace("_", "-").lower()
    return VoiceConfig(
        raw, tag or _get_language_of_name(files.name), audio["sample_rate"],
        speakers if raw["num_speakers"] > 1 else {}, raw["phoneme_id_map"], kind == "espeak",
    )  # fmt: skip


def _read_json(files: VoiceFiles) -> dict[str, Any]:
    try:
        raw = json.loads(files.config.read_bytes())
    except FileNotFoundError as error:
        raise EngineUnavailable(f"Beside {files.model} there is no {files.config.name}; {HINT}.") from error
    except OSError as error:
        raise EngineUnavailable(f"{files.config} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise EngineUnavailable(f"{files.config} is not JSON: {error}. Download it again; {HINT}.") from error
    if not isinstance(raw, dict):
        raise EngineUnavailable(f"{files.config} is not the config of a Piper voice: it is no table; {HINT}.")
    return raw


def _require(files: VoiceFiles, what: str, is_right: bool, right: str) -> None:
    if not is_right:
        raise EngineUnavailable(
            f"{files.config} is not the config of a Piper voice that can be used: {what} is missing or wrong; "
            f"it must be {right}."
        )


def _get_table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def _is_number(value: object, least: int, most: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def _is_id_map(value: object) -> bool:
    """Ids by phoneme, with the marks of start, end and padding among them."""
    return (
        isinstance(value, dict)
        and {"^", "$", "_"} <= value.keys()
        and all(isinstance(ids, list) and all(_is_number(each, 0, 100_000) for each in ids) for ids in value.values())
    )


def _get_language_of_name(name: str) -> str:
    """`en-gb` for `en_GB-alba-medium`, the way in which Piper's own voices are named; else empty."""
    found = _NAME_WITH_LANGUAGE.match(name)
    return "-".join(found.groups()).lower() if found else ""


def read_model(files: VoiceFiles) -> bytes:
    """:raise EngineUnavailable: if the file is missing, or is what a failed download leaves."""
    try:
        model = files.model.read_bytes()
    except FileNotFoundError as error:
        raise EngineUnavailable(f"There is {files.config} but no {files.model.name} beside it; {HINT}.") from error
    except OSError as error:
        raise EngineUnavailable(f"{files.model} cannot be read: {error.strerror}.") from error
    start = model[:200].lstrip().lower()
    for is_it, what in (
        (not model, "is empty"),
        (start.startswith(b"version https://git-lfs"), "is a pointer of git-lfs and not the voice itself"),
        (start.startswith((b"<!doctype", b"<html", b"<?xml")), "is a web page and not a voice"),
    ):
        if is_it:
            raise EngineUnavailable(f"{files.model} {what}. Download the file itself; {HINT}.")
    return model


def get_digest(files: VoiceFiles) -> str:
    """SHA-256 of model and config, read once in a process for each size and time of change.

    :raise EngineUnavailable: if one of them cannot be read.
    """
    try:
        stats = [path.stat() for path in (files.model, files.config)]
    except OSError as error:
        raise EngineUnavailable(f"{error.filename} cannot be read: {error.strerror}.") from error
    return _read_digest(files, tuple((stat.st_size, stat.st_mtime_ns) for stat in stats))


@cache
def _read_digest(files: VoiceFiles, state: tuple[tuple[int, int], ...]) -> str:
    del state  # it only says when to read again
    parts = (hashlib.sha256(data).digest() for data in (read_model(files), files.config.read_bytes()))
    return hashlib.sha256(b"".join(parts)).hexdigest()
