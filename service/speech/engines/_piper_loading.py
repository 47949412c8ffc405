"""One voice of Piper in memory: loaded with proof that it is whole, and asked for one sentence at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import accumulate
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as failures
from piper import PiperConfig, PiperVoice, SynthesisConfig

from service.errors import EngineError, EngineUnavailable
from service.speech.engines._piper_model import get_prepared_model
from service.speech.engines._piper_sounds import Sounds, get_sounds
from service.speech.engines._piper_voices import HINT, VoiceConfig, VoiceFiles, read_config, read_model
from service.speech.spoken import Pronunciation

_FAILURES: Final = (
    failures.Fail, failures.InvalidArgument, failures.InvalidGraph, failures.InvalidProtobuf, failures.NotImplemented,
    failures.RuntimeException, failures.EPFail, failures.NoModel, failures.NotFound,
)  # fmt: skip
"""All that onnxruntime raises; they have no common base."""
_START, _END, _PAD = "^", "$", "_"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_ERRORS_ONLY: Final = 3
"""onnxruntime's level of its own log."""


@dataclass(frozen=True, slots=True)
class Sentence:
    samples: NDArray[np.float32]
    """From -1 to 1, as the voice makes them."""
    starts: Sequence[int]
    """First sample of each phoneme; empty where the voice does not tell."""


@dataclass(frozen=True, slots=True)
class LoadedVoice:
    voice: PiperVoice
    config: VoiceConfig

    def get_sounds(self, text: str, pronunciations: Sequence[Pronunciation]) -> Sounds:
        """:raise EngineError: if espeak-ng fails."""
        return get_sounds(text, pronunciations, self._phonemize, self.config.phonemes if self.config.is_ipa else ())

    def _phonemize(self, text: str) -> list[list[str]]:
        """Phonemes that the voice knows, by sentence. Control characters and Piper's own [[ ]] have no meaning."""
        try:
            sentences = self.voice.phonemize(_CONTROL.sub(" ", text).replace("[[", "[ "))
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"Piper's espeak-ng cannot tell the sounds of a text: {error}.") from error
        return [[phoneme for phoneme in sentence if phoneme in self.config.phonemes] for sentence in sentences]

    def speak(self, phonemes: list[str], pace: float, speaker: int | None) -> Sentence:
        """One sentence, `pace` times as fast as the voice's own rate.

        :raise EngineError: if the voice fails.
        """
        how = SynthesisConfig(speaker_id=speaker, length_scale=self.voice.config.length_scale / pace)
        ids = self.voice.phonemes_to_ids(phonemes)
        try:
            spoken = self.voice.phoneme_ids_to_audio(ids, how, include_alignments=True)
        except _FAILURES as error:
            raise EngineError(f"The voice failed on {len(ids)} sounds: {_get_first_line(error)}") from error
        samples, lengths = spoken if isinstance(spoken, tuple) else (spoken, None)
        samples = np.atleast_1d(samples)
        if samples.ndim != 1 or not np.isfinite(samples).all():
            raise EngineError("The voice gave something that is no sound.")
        starts: list[int] = []
        if lengths is not None and lengths.shape == (len(ids),) and int(lengths.sum()) == len(samples):
            starts = self._get_starts(phonemes, [0, *accumulate(map(int, lengths))])
        return Sentence(samples, starts)

    def _get_starts(self, phonemes: list[str], edges: list[int]) -> list[int]:
        """First sample of each phoneme: padding follows each, and the start's own comes first."""
        ids = self.config.phonemes
        places = accumulate([_START, *phonemes], lambda place, each: place + len(ids[each]) + len(ids[_PAD]), initial=0)
        return [edges[place] for place in list(places)[1:-1]]


def load_voice(files: VoiceFiles) -> LoadedVoice:
    """:raise EngineUnavailable: naming the file and what is wrong with it."""
    config = read_config(files)
    _check_version(files, config)
    try:
        model = get_prepared_model(read_model(files))
    except ValueError as error:
        raise EngineUnavailable(f"{files.model} cannot be used: {error}. Download it again; {HINT}.") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the pool has a worker for each core
    options.enable_cpu_mem_arena = False  # it keeps all that the longest sentence took: 1.3 GB more for half a minute
    options.log_severity_level = _ERRORS_ONLY
    try:
        session = onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
    except _FAILURES as error:
        raise EngineUnavailable(
            f"{files.model} cannot be loaded by onnxruntime {version('onnxruntime')}: {_get_first_line(error)} "
            f"Download it again; {HINT}."
        ) from error
    _check_inputs(files, config, {each.name for each in session.get_inputs()})
    loaded = LoadedVoice(PiperVoice(session=session, config=PiperConfig.from_dict(dict(config.raw))), config)
    _prove(files, loaded)
    return loaded


def _check_version(files: VoiceFiles, config: VoiceConfig) -> None:
    """:raise EngineUnavailable: if the voice asks for a later Piper."""
    wanted, here = str(config.raw.get("piper_version") or "0"), version("piper-tts")
    if _get_numbers(wanted) > _get_numbers(here):
        raise EngineUnavailable(f"{files.config} asks for Piper {wanted}; here is {here}: install a newer piper-tts.")


def _get_numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", text)[:2])


def _check_inputs(files: VoiceFiles, config: VoiceConfig, inputs: set[str]) -> None:
    """:raise EngineUnavailable: if the model takes something else than its config says."""
    wanted = {"input", "input_lengths", "scales", *(["sid"] if config.raw["num_speakers"] > 1 else [])}
    if inputs != wanted:
        raise EngineUnavailable(
            f"{files.model} takes {', '.join(sorted(inputs))} where {files.config.name} asks for "
            f"{', '.join(sorted(wanted))}: they do not belong together; {HINT}."
        )


def _prove(files: VoiceFiles, loaded: LoadedVoice) -> None:
    """Have every phoneme of the config spoken once, and a word read.

    :raise EngineUnavailable: if the model does not know one of them, or espeak-ng not the language.
    """
    try:
        loaded.get_sounds("One.", ())
        loaded.speak([each for each in loaded.config.phonemes if each not in (_START, _END, _PAD)], 1, None)
    except EngineError as error:
        raise EngineUnavailable(f"{files.model} does not fit {files.config.name}: {error} ({HINT})") from error


def _get_first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".") + "."
