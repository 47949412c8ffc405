"""Voices for Piper that the tests build: a graph of VITS's shape that makes one tone for each phoneme.

The graph takes what a real voice takes (`input`, `input_lengths`, `scales`, `sid`) and holds what makes a real one
hard to repeat and easy to align: `RandomNormalLike` in the durations and in the sound, and one `Ceil`, the frames of
each phoneme id. A phoneme's tone is told by its id, so what is heard can be read back from the samples.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

SAMPLE_RATE, HOP = 22050, 256
PAD_FRAMES, LETTER_FRAMES, OTHER_FRAMES = 1.5, 5.5, 2.5
"""A letter and its pad last 9 frames or 104 ms, so that a sentence lasts about as long as a person takes."""
LOWEST_HERTZ, STEP_HERTZ = 300, 20


def get_hertz(phoneme: str) -> int:
    """The tone of a phoneme, or 0 for one without a sound."""
    return LOWEST_HERTZ + STEP_HERTZ * DEFAULT_PHONEME_ID_MAP[phoneme][0] if phoneme.isalpha() else 0


def get_config(**changes: Any) -> dict[str, Any]:
    """What stands beside the model, as Piper's own voices have it."""
    config = {
        "audio": {"sample_rate": SAMPLE_RATE, "quality": "tiny"},
        "espeak": {"voice": "en-gb-x-rp"},
        "language": {"code": "en_GB", "family": "en", "region": "GB"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
        "piper_version": "1.0.0",
    }
    return config | changes


def write_voice(
    folder: Path, name: str = "en_GB-tiny-low", durations: str = "hidden", loudness: float = 0.5, **changes: Any
) -> Path:
    """Model and config of one voice; `durations` are an "output", "hidden" in the graph as usual, or "absent".

    `loudness` is the peak of its tones, where 1 is full scale.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = get_config(**changes)
    (folder / f"{name}.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    path = folder / f"{name}.onnx"
    onnx.save(make_model(config["num_speakers"] > 1, durations, loudness), path)
    return path


def make_model(has_speakers: bool = False, durations: str = "hidden", loudness: float = 0.5) -> onnx.ModelProto:
    nodes = [*_make_frames(durations), *_make_tones(has_speakers), *_make_sound()]
    inputs = [_tensor("input", TensorProto.INT64, [1, "ids"]), _tensor("input_lengths", TensorProto.INT64, [1])]
    inputs.append(_tensor("scales", TensorProto.FLOAT, [3]))
    if has_speakers:
        inputs.append(_tensor("sid", TensorProto.INT64, [1]))
    outputs = [_tensor("output", TensorProto.FLOAT, [1, 1, "samples"])]
    if durations == "output":
        outputs.append(_tensor("frames", TensorProto.FLOAT, [1, 1, "ids"]))
    constants = [numpy_helper.from_array(value, name) for name, value in _get_constants(loudness).items()]
    graph = helper.make_graph(nodes, "tiny voice", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def _get_constants(loudness: float) -> dict[str, Any]:
    """Tables by phoneme id, and the numbers that the nodes take."""
    frames, hertz = np.full(256, OTHER_FRAMES, np.float32), np.zeros(256, np.float32)
    for phoneme, (number, *_) in DEFAULT_PHONEME_ID_MAP.items():
        frames[number] = LETTER_FRAMES if phoneme.isalpha() else OTHER_FRAMES
        hertz[number] = get_hertz(phoneme)
    frames[0] = PAD_FRAMES
    numbers = {"zero": 0.0, "one": 1.0, "a_tenth": 0.1, "half": 0.5, "loudness": loudness, "hiss": 0.02}
    lists = {"first": [0], "second": [1], "third": [2], "last": [-1], "one_row": [1, 1, -1]}
    return {
        "table_of_frames": frames,
        "table_of_hertz": hertz,
        "turn": np.array(2 * np.pi / SAMPLE_RATE, np.float64),
        "whole_zero": np.array(0, np.int64),
        **{name: np.array(number, np.float32) for name, number in numbers.items()},
        **{name: np.array(numbers, np.int64) for name, numbers in lists.items()},
    }


def _make_frames(durations: str) -> list[onnx.NodeProto]:
    """`frames` [1, 1, ids]: how long each id lasts, with a little chance in it as in VITS."""
    ceiling = [_node("Ceil", "long", "frames")]
    if durations == "absent":
        ceiling = [_node("Floor", "long", "whole"), _node("Add", "whole one", "frames")]
    return [
        _node("Gather", "scales first", "noise_scale"),
        _node("Gather", "scales second", "length_scale"),
        _node("Gather", "scales third", "noise_w"),
        _node("Gather", "table_of_frames input", "flat"),
        _node("Unsqueeze", "flat second", "usual"),
        _node("RandomNormalLike", "usual", "chance"),
        _node("Mul", "chance noise_w", "more"),
        _node("Mul", "more half", "a_little_more"),
        _node("Add", "usual a_little_more", "wanted"),
        _node("Max", "wanted a_tenth", "positive"),
        _node("Mul", "positive length_scale", "long"),
        *ceiling,
    ]


def _make_tones(has_speakers: bool) -> list[onnx.NodeProto]:
    """`tones` [frames]: the tone of each frame in hertz; the second speaker's is twice as high, and so on."""
    voice = [_node("Identity", "found", "tones")]
    if has_speakers:
        voice = [_node("Cast", "sid", "speaker", to=TensorProto.FLOAT), _node("Add", "speaker one", "times_as_high"),
                 _node("Mul", "found times_as_high", "tones")]  # fmt: skip
    return [
        _node("Reshape", "frames last", "each"),
        _node("CumSum", "each whole_zero", "ends"),
        _node("ReduceSum", "each", "total_of_frames", keepdims=0),
        _node("Range", "zero total_of_frames one", "times"),
        _node("Unsqueeze", "times second", "column"),
        _node("GreaterOrEqual", "column ends", "is_over"),
        _node("Cast", "is_over", "ones", to=TensorProto.INT64),
        _node("ReduceSum", "ones second", "which", keepdims=0),
        _node("Reshape", "input last", "ids_in_a_row"),
        _node("Gather", "ids_in_a_row which", "id_of_frame"),
        _node("Gather", "table_of_hertz id_of_frame", "found"),
        *voice,
    ]


def _make_sound() -> list[onnx.NodeProto]:
    """`output` [1, 1, samples]: a sine wave of each frame's tone, and a hiss."""
    return [
        _node("Unsqueeze", "tones second", "tone_column"),
        _node("Constant", "", "row_of_hop", value=numpy_helper.from_array(np.ones((1, HOP), np.float32))),
        _node("Mul", "tone_column row_of_hop", "tone_of_sample_by_frame"),
        _node("Reshape", "tone_of_sample_by_frame last", "tone_of_sample"),
        _node("Cast", "tone_of_sample", "exact_tone", to=TensorProto.DOUBLE),
        _node("CumSum", "exact_tone whole_zero", "turns"),
        _node("Mul", "turns turn", "angle"),
        _node("Cos", "angle", "wave_in_full"),
        _node("Cast", "wave_in_full", "all_waves", to=TensorProto.FLOAT),
        _node("Sign", "tone_of_sample", "is_heard"),
        _node("Mul", "all_waves is_heard", "waves"),
        _node("Mul", "waves loudness", "loud"),
        _node("Reshape", "loud one_row", "clean"),
        _node("RandomNormalLike", "clean", "rush"),
        _node("Mul", "rush noise_scale", "scaled_rush"),
        _node("Mul", "scaled_rush hiss", "soft_rush"),
        _node("Add", "clean soft_rush", "output"),
    ]


def _node(kind: str, inputs: str, output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs.split(), [output], name=f"/{output}", **attributes)


def _tensor(name: str, kind: int, shape: list[Any]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)
