"""A Piper voice's model, made to tell how long each phoneme lasts and to give the same sound for the same text.

The models are ONNX graphs of VITS. Piper's own tool that adds the durations to their outputs needs the package onnx;
here the few bytes are changed directly. ONNX is Protocol Buffers: field numbers are those of
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, the encoding that of
https://protobuf.dev/programming-guides/encoding/.

Measured with onnxruntime 1.32: VITS draws noise, and `onnxruntime.set_seed` fixes only the first text that a loaded
model speaks; each later one differs with what was spoken before. Loading anew for each text takes longer than to
speak it. Without noise (scales of 0) the samples repeat, but it is not how the voice was trained. So the noise is
read from a table, at the strength that the voice asks for. Tried with a model of size "medium" that Piper's own
training code exported: two `RandomNormalLike` and one `Ceil` among 6,504 nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

_GRAPH: Final = 7
"""Field of a model."""
_NODE, _INITIALIZER, _OUTPUT = 1, 5, 12
"""Fields of a graph."""
_NODE_INPUT, _NODE_OUTPUT, _NODE_KIND = 1, 2, 4
_FLOAT, _INT64 = 1, 7
"""Element types of a tensor."""
_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5

_TABLE_LENGTH: Final = 1 << 22
"""VITS draws 192 numbers a frame of 256 samples: enough for four minutes at 22,050 samples a second, where 600
characters at the slowest rate take less than two. 16 MB."""
_SEED: Final = 165
PREPARATION: Final = 1
"""Part of every clip's key: raise it with any change here that changes samples."""
_PREFIX: Final = "fixed noise/"


@dataclass(frozen=True, slots=True)
class _Field:
    number: int
    whole: memoryview
    value: memoryview
    """Empty unless the field has a length."""


@dataclass(frozen=True, slots=True)
class _Node:
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


def get_prepared_model(model: bytes) -> bytes:
    """The model with the frames of each phoneme id as its second output, where it has them, and with fixed noise.

    :raise ValueError: if it is no ONNX model, is cut, or draws chance in another way than VITS does.
    """
    fields = list(_read_fields(memoryview(model)))
    if sum(field.number == _GRAPH for field in fields) != 1:
        raise ValueError("it holds no graph of ONNX")
    return b"".join(
        _encode(_GRAPH, _prepare_graph(field.value)) if field.number == _GRAPH else field.whole for field in fields
    )


def _prepare_graph(graph: memoryview) -> bytes:
    parts: list[bytes | memoryview] = []
    frames: set[str] = set()
    outputs, has_noise = 0, False
    for field in _read_fields(graph):
        node = _read_node(field.value) if field.number == _NODE else None
        outputs += field.number == _OUTPUT
        if node is not None and node.kind == "Ceil":
            frames.update(node.outputs)
        if node is not None and node.kind.startswith(("Random", "Multinomial", "Bernoulli")):
            parts += _replace_noise(node)
            has_noise = True
        else:
            parts.append(field.whole)
    if outputs == 1 and len(frames) == 1:  # as Piper's own tool does it: the only rounding up is that of durations
        parts.append(_encode(_OUTPUT, _encode(1, frames.pop().encode()) + _get_type_of_frames()))
    if has_noise:
        parts += [_get_noise_table(), _get_tensor("start", _INT64, np.zeros(1, np.int64))]
    return b"".join(parts)


def _get_type_of_frames() -> bytes:
    """Floats in three dimensions of any length: voice, one row, phoneme ids."""
    dimensions = _encode(2, 3 * _encode(1, b""))
    return _encode(2, _encode(1, _encode_number(1, _FLOAT) + dimensions))


def _replace_noise(node: _Node) -> Iterator[bytes]:
    """Nodes that read as many numbers from the table as this one would have drawn. The same for all: what
    lengthens phonemes and what colours the sound never meet.

    :raise ValueError:
    """
    if node.kind != "RandomNormalLike":
        raise ValueError(f"it draws chance by {node.kind}, so the same text would not sound the same")
    (source,), (target,) = node.inputs, node.outputs
    shape, size, row = (f"{_PREFIX}{name} of {target}" for name in ("shape", "size", "row"))
    yield _get_node("Shape", [source], shape)
    yield _get_node("ReduceProd", [shape], size)
    yield _get_node("Slice", [f"{_PREFIX}table", f"{_PREFIX}start", size], row)
    yield _get_node("Reshape", [row, shape], target)


@cache
def _get_noise_table() -> bytes:
    """Normally distributed numbers; NumPy promises never to change this old generator's stream."""
    noise = np.random.RandomState(_SEED).standard_normal(_TABLE_LENGTH)  # noqa: NPY002
    return _get_tensor("table", _FLOAT, noise.astype(np.float32))


def _get_tensor(name: str, kind: int, values: np.ndarray[tuple[int], np.dtype[np.generic]]) -> bytes:
    """One row of values, as an initializer of a graph."""
    dimension, element = _encode_number(1, len(values)), _encode_number(2, kind)
    raw = values.astype(values.dtype.newbyteorder("<")).tobytes()
    return _encode(_INITIALIZER, dimension + element + _encode(8, f"{_PREFIX}{name}".encode()) + _encode(9, raw))


def _get_node(kind: str, inputs: list[str], output: str) -> bytes:
    names = b"".join(_encode(_NODE_INPUT, name.encode()) for name in inputs)
    return _encode(_NODE, names + _encode(_NODE_OUTPUT, output.encode()) + _encode(_NODE_KIND, kind.encode()))


def _read_node(data: memoryview) -> _Node:
    found: dict[int, list[str]] = {}
    for field in _read_fields(data):
        if field.number in (_NODE_INPUT, _NODE_OUTPUT, _NODE_KIND):
            found.setdefault(field.number, []).append(bytes(field.value).decode())
    kind = "".join(found.get(_NODE_KIND, []))
    return _Node(kind, tuple(found.get(_NODE_INPUT, [])), tuple(found.get(_NODE_OUTPUT, [])))


def _read_fields(data: memoryview) -> Iterator[_Field]:
    """:raise ValueError: if the bytes are cut or are something else."""
    position = 0
    while position < len(data):
        start = position
        tag, position = _read_number(data, position)
        value_start = position
        if tag & 7 == _LENGTH:
            length, value_start = _read_number(data, position)
            position = value_start + length
        elif tag & 7 == _VARINT:
            _, position = _read_number(data, position)
            value_start = position
        elif tag & 7 in (_EIGHT_BYTES, _FOUR_BYTES):
            position += 8 if tag & 7 == _EIGHT_BYTES else 4
            value_start = position
        else:
            raise ValueError("it is not an ONNX file")
        if position > len(data):
            raise ValueError("it is cut: its end is missing")
        yield _Field(tag >> 3, data[start:position], data[value_start:position])


def _read_number(data: memoryview, position: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, and where it ends."""
    number = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            raise ValueError("it is cut: its end is missing")
        byte = data[position]
        position += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, position
    raise ValueError("it is not an ONNX file")


def _encode(number: int, value: bytes) -> bytes:
    return _get_varint(number << 3 | _LENGTH) + _get_varint(len(value)) + value


def _encode_number(number: int, value: int) -> bytes:
    return _get_varint(number << 3 | _VARINT) + _get_varint(value)


def _get_varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])
