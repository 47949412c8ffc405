"""The proof of a whole glossary: every recording examined by the queue's workers, then compared with the others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.document.library import Library
from service.document.model import Entry
from service.errors import LecternError, UnknownName
from service.exports.catalogue import Catalogue
from service.exports.proof.expected import Examination, get_examinations
from service.exports.proof.findings import Fault, Place, RecordingFindings, SentenceFindings
from service.exports.proof.voices import get_faults_among
from service.render.queues import Queue

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Proof:
    recordings: tuple[RecordingFindings, ...]
    """In the order of the catalogue, each with all of its faults."""

    @property
    def faults(self) -> list[Fault]:
        return [fault for recording in self.recordings for fault in recording.faults]

    @property
    def expected(self) -> int:
        """Sentences of all recordings: each is in its section's and again in its entry's."""
        return sum(len(recording.sentences) for recording in self.recordings)

    @property
    def heard(self) -> int:
        return sum(sentence.is_heard for recording in self.recordings for sentence in recording.sentences)

    @property
    def completeness(self) -> float:
        """Percent of the sentences that are heard, never rounded up to 100."""
        return math.floor(1000 * self.heard / self.expected) / 10 if self.expected else 0.0

    @property
    def worst_drift(self) -> float | None:
        """Milliseconds between a mark and where its sentence was found; None without sound."""
        drifts = [each.drift_milliseconds for recording in self.recordings for each in recording.sentences]
        return max((abs(drift) for drift in drifts if drift is not None), default=None)

    @property
    def loudness(self) -> Range | None:
        """Lowest and highest, in LUFS, of the files."""
        return _get_range(recording.loudness for recording in self.recordings)

    @property
    def words_a_minute(self) -> Range | None:
        """Lowest and highest of the sections, without their pauses."""
        return _get_range(get_words_a_minute(recording) for recording in self.recordings if recording.place.part)


def _get_range(values: Iterator[float | None]) -> Range | None:
    there = [value for value in values if value is not None]
    return (min(there), max(there)) if there else None


def get_words_a_minute(recording: RecordingFindings) -> float | None:
    """Spoken words a minute of its clips; None where a clip is not there."""
    seconds = [sentence.clip_seconds for sentence in recording.sentences]
    if not seconds or None in seconds or not sum(filter(None, seconds)):
        return None
    return 60 * sum(sentence.words for sentence in recording.sentences) / sum(filter(None, seconds))


def prove(library: Library, catalogue: Catalogue, queue: Queue) -> Proof:
    """Examine all that the content calls for. What cannot be examined is a fault, never an exception."""
    examinations = list(get_examinations(library, catalogue))
    # the longest first, so that no worker is left with a long one at the end
    order = sorted(examinations, key=lambda each: each.seconds_allowed, reverse=True)
    futures = {each.key: queue.submit(each) for each in order}
    recordings = []
    for examination in examinations:
        try:
            recordings.append(futures[examination.key].result())
        except LecternError as error:
            recordings.append(_get_failure(examination, error))
    recordings += [_get_unspoken(entry, error) for entry, error in catalogue.unspoken]
    return Proof(_add_faults(recordings))


def _get_unspoken(entry: Entry, error: UnknownName) -> RecordingFindings:
    """An entry that no voice speaks: none of its sentences is heard."""
    place = Place(entry.language, entry.slug, "", entry.title)
    sentences = tuple(SentenceFindings(each.id, each.text, "") for each in entry.get_sentences())
    return RecordingFindings(place, sentences, (Fault(place, "missing", str(error)),))


def _get_failure(examination: Examination, error: LecternError) -> RecordingFindings:
    fault = Fault(examination.place, "failure", f"It could not be examined: {error}")
    sentences = tuple(SentenceFindings(each.id, each.text, each.voice) for each in examination.sentences)
    return RecordingFindings(examination.place, sentences, (*examination.faults, fault))


def _add_faults(recordings: Sequence[RecordingFindings]) -> tuple[RecordingFindings, ...]:
    among = list(get_faults_among(recordings))
    return tuple(
        replace(each, faults=(*each.faults, *(fault for fault in among if fault.place == each.place)))
        for each in recordings
    )
