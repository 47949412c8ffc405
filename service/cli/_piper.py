"""What `doctor` says of piper: whether it is installed, which voices lie there, and how to get one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from service.errors import EngineUnavailable
from service.speech.engines._piper_voices import find_voices, read_config

_EXAMPLE: Final = "en_GB-alba-medium"
"""One of Piper's own, of medium quality: https://huggingface.co/rhasspy/piper-voices."""


def get_piper_report(folder: Path) -> str:
    """All that an operator needs to know; a fault of a voice that nobody asked for is told, but is no problem.

    :raise EngineUnavailable: if the folder cannot be read.
    """
    return " ".join([*_tell_version(), *_tell_voices(folder), *_tell_how(folder)])


def _tell_version() -> Iterator[str]:
    try:
        yield f"piper-tts {version('piper-tts')}."
    except PackageNotFoundError:
        yield "piper-tts is not installed; it is optional: pip install -r requirements-piper.txt."


def _tell_voices(folder: Path) -> Iterator[str]:
    voices = find_voices(folder)
    if not voices:
        yield f"No voices in {folder}."
    for files in voices.values():
        try:
            config = read_config(files)
            if not files.model.is_file():
                raise EngineUnavailable(f"{files.model} is missing.")
        except EngineUnavailable as error:
            yield f"{files.name}: CANNOT BE USED. {error}"
            continue
        speakers = f", {len(config.speakers)} speakers" if config.speakers else ""
        yield f"{files.name} ({config.language or 'of no language'}{speakers})."


def _tell_how(folder: Path) -> Iterator[str]:
    yield (
        f"For a voice, download two files from the project rhasspy/piper-voices on Hugging Face, such as "
        f"{_EXAMPLE}.onnx and {_EXAMPLE}.onnx.json, into {folder}. Licences differ: read the MODEL_CARD beside them."
    )
