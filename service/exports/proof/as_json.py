"""The proof as JSON, for programs. `docs/proof.md` explains each name."""

from __future__ import annotations

import json
import math
from typing import Any, Final

from service.exports.proof.findings import Fault, RecordingFindings, SentenceFindings
from service.exports.proof.prove import Proof, Range, get_words_a_minute

VERSION: Final = 1


def get_json(proof: Proof) -> str:
    """One object, with line breaks, in an order that does not change."""
    body = {
        "version": VERSION,
        "completeness": proof.completeness,
        "sentences": proof.expected,
        "heard": proof.heard,
        "worst_drift_ms": _round(proof.worst_drift, 3),
        "loudness_lufs": _get_range(proof.loudness),
        "words_a_minute": _get_range(proof.words_a_minute),
        "faults": [_get_fault(fault) for fault in proof.faults],
        "recordings": [_get_recording(recording) for recording in proof.recordings],
    }
    return json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _round(value: float | None, digits: int) -> float | None:
    """JSON has no infinity: the loudness of silence is null."""
    return round(value, digits) if value is not None and math.isfinite(value) else None


def _get_range(values: Range | None) -> list[float | None] | None:
    return [_round(value, 2) for value in values] if values else None


def _get_fault(fault: Fault) -> dict[str, Any]:
    return {
        "language": fault.place.language,
        "entry": fault.place.slug,
        "section": fault.place.part,
        "kind": fault.kind,
        "message": fault.message,
        "sentence": fault.sentence,
        "text": fault.text,
        "seconds": _round(fault.seconds, 3),
    }


def _get_recording(recording: RecordingFindings) -> dict[str, Any]:
    return {
        "language": recording.place.language,
        "entry": recording.place.slug,
        "section": recording.place.part,
        "title": recording.place.title,
        "seconds": _round(recording.seconds, 3),
        "loudness_lufs": _round(recording.loudness, 2),
        "true_peak_dbtp": _round(recording.true_peak, 2),
        "words_a_minute": _round(get_words_a_minute(recording), 1),
        "faults": len(recording.faults),
        "sentences": [_get_sentence(sentence) for sentence in recording.sentences],
    }


def _get_sentence(sentence: SentenceFindings) -> dict[str, Any]:
    return {
        "id": sentence.sentence,
        "heard": sentence.is_heard,
        "voice": sentence.voice,
        "start": _round(sentence.start_seconds, 3),
        "seconds": _round(sentence.clip_seconds, 3),
        "drift_ms": _round(sentence.drift_milliseconds, 3),
        "clip_dbfs": _round(sentence.clip_level, 1),
        "gain_db": _round(sentence.gain, 2),
    }
