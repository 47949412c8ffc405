"""The proof as plain lines, for a terminal and a screen reader."""

from __future__ import annotations

from collections.abc import Iterator

from service.exports.proof.findings import RecordingFindings
from service.exports.proof.prove import Proof, get_words_a_minute


def get_lines(proof: Proof) -> Iterator[str]:
    """A line a recording, its faults below it, and the sum."""
    for recording in proof.recordings:
        yield f"{recording.place.name}: {'; '.join(_get_figures(recording))}."
        yield from (f"  FAULT ({fault.kind}): {fault}" for fault in recording.faults)
    yield from get_sum(proof)


def _get_figures(recording: RecordingFindings) -> Iterator[str]:
    heard = sum(sentence.is_heard for sentence in recording.sentences)
    yield f"{heard} of {len(recording.sentences)} sentences heard"
    if recording.seconds is not None:
        yield f"{recording.seconds:.1f} s"
    if recording.loudness is not None and recording.true_peak is not None:
        yield f"{recording.loudness:.1f} LUFS, true peak {recording.true_peak:.1f} dBTP"
    rate = get_words_a_minute(recording)
    if rate is not None:
        yield f"{rate:.0f} words a minute"
    yield f"{len(recording.faults)} faults" if recording.faults else "no fault"


def get_sum(proof: Proof) -> list[str]:
    """The figures of the whole glossary, a line each."""
    lines = [f"Completeness: {proof.completeness:.1f}% ({proof.heard} of {proof.expected} sentences heard)."]
    if proof.worst_drift is not None:
        lines.append(f"Worst drift: {proof.worst_drift:.2f} ms between a mark and its sound.")
    if proof.loudness:
        lines.append(f"Loudness: {proof.loudness[0]:.1f} to {proof.loudness[1]:.1f} LUFS.")
    else:
        lines.append("Loudness: none, since the voice is silence.")
    if proof.words_a_minute:
        lines.append(f"Speaking rate: {proof.words_a_minute[0]:.0f} to {proof.words_a_minute[1]:.0f} words a minute.")
    lines.append(f"Faults: {len(proof.faults)}.")
    return lines
