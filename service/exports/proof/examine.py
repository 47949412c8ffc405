"""Examines one recording: what is stored of it against the sentences of the page, and the sound against the clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from service.audio.formats.vtt import get_clock
from service.errors import IncompleteSpeech
from service.exports.proof.expected import Examination, ExpectedSentence
from service.exports.proof.findings import Fault, RecordingFindings, SentenceFindings
from service.exports.proof.listen import Listener
from service.exports.proof.stored import (
    Absent,
    Mark,
    Marks,
    StoredClip,
    Wave,
    decode_mp3,
    get_bytes,
    read_clip,
    read_cues,
    read_marks,
)
from service.exports.proof.whole_file import get_file_findings
from service.exports.proof.word_marks import check_words
from service.render.clips import get_spoken_digest
from service.speech.clip import Clip, Word, check_audible, check_clip
from service.store.contract import Store

LETTERS_A_DIGIT: Final = 4
"""A digit that is left to the engine is a word: "nine" has four letters."""


@dataclass(slots=True)
class Notes:
    """Faults of one recording, as they are found."""

    examination: Examination
    faults: list[Fault] = field(default_factory=list)

    def add(
        self, kind: str, message: str, sentence: ExpectedSentence | None = None, seconds: float | None = None
    ) -> None:
        where = (sentence.id, sentence.text) if sentence else ("", "")
        self.faults.append(Fault(self.examination.place, kind, message, *where, seconds))


def examine(examination: Examination, store: Store) -> RecordingFindings:
    """Everything that can be said of one recording without the others.

    :raise StoreError: if the store cannot be read.
    """
    notes = Notes(examination, list(examination.faults))
    clips = [_get_clip(sentence, store, notes) for sentence in examination.sentences]
    marks = _get_marks(examination, store, notes)
    sound = _get_sound(examination, store, notes)
    by_id = _match_marks(examination, marks, notes) if marks else {}
    listener = None
    if marks and sound is not None:
        _check_length(sound, marks, notes)
        listener = Listener(sound[0], marks.sample_rate)
    found = tuple(
        _examine_sentence(sentence, clip, by_id.get(sentence.id), listener, notes)
        for sentence, clip in zip(examination.sentences, clips, strict=True)
    )
    seconds, loudness, peak = get_file_findings(examination, sound, marks, notes) if sound else (None, None, None)
    return RecordingFindings(examination.place, found, tuple(notes.faults), seconds, loudness, peak)


def _get_clip(sentence: ExpectedSentence, store: Store, notes: Notes) -> StoredClip | None:
    """A whole recording takes its sections' clips as they are: their faults are told there."""
    if not sentence.clip:
        return None
    try:
        stored = read_clip(store, sentence.clip)
    except Absent as error:
        if notes.examination.place.part:
            notes.add("clip", f"Its clip: {error}", sentence)
        return None
    clip = Clip((stored.samples * 32768).astype("int16"), stored.rate, tuple(Word(*word) for word in stored.words))
    try:
        if stored.spoken not in ("", get_spoken_digest(sentence.spoken)):
            raise IncompleteSpeech("Other words than these were spoken for it.")
        check_clip(clip, sentence.spoken, sentence.words_a_minute)
        if sentence.is_audible:
            check_audible(clip, sentence.spoken)
    except IncompleteSpeech as error:
        if notes.examination.place.part:
            notes.add("clip", f"Its clip cannot be right: {error}", sentence)
        return None
    return stored


def _get_marks(examination: Examination, store: Store, notes: Notes) -> Marks | None:
    try:
        marks = read_marks(get_bytes(store, examination.recording, "marks.json"))
    except Absent as error:
        notes.add(error.kind, str(error))
        return None
    try:
        _check_cues(get_bytes(store, examination.recording, "vtt"), marks, notes)
    except Absent as error:
        notes.add(error.kind, str(error))
    return marks


def _get_sound(examination: Examination, store: Store, notes: Notes) -> tuple[Wave, int] | None:
    try:
        return decode_mp3(get_bytes(store, examination.recording, "mp3"))
    except Absent as error:
        notes.add(error.kind, str(error))
        return None


def _match_marks(examination: Examination, marks: Marks, notes: Notes) -> dict[str, Mark]:
    """The one mark of each sentence; every other mark is a fault."""
    found: dict[str, Mark] = {}
    shown = {sentence.id: sentence for sentence in examination.sentences}
    for mark in marks.sentences:
        if mark.id not in shown:
            notes.add("mark", f"There is a mark {mark.id} that is no sentence of the page.")
        elif mark.id in found:
            notes.add("mark", "It has more than one mark.", shown[mark.id], mark.start / marks.sample_rate)
        else:
            found[mark.id] = mark
    for sentence in examination.sentences:
        if sentence.id not in found:
            notes.add("mark", "It has no mark.", sentence)
    _check_order([shown[each] for each in shown if each in found], found, marks, notes)
    return found


def _check_order(sentences: Sequence[ExpectedSentence], found: dict[str, Mark], marks: Marks, notes: Notes) -> None:
    before = 0
    for sentence in sentences:
        mark = found[sentence.id]
        if not before <= mark.start < mark.end <= marks.samples:
            notes.add("mark", "Its mark does not follow the one before it.", sentence, mark.start / marks.sample_rate)
        before = max(before, mark.end)
        if not _has_words_in_order(mark, sentence.text):
            notes.add("mark", "The marks of its words do not lie in order within it.", sentence)


def _has_words_in_order(mark: Mark, text: str) -> bool:
    samples = [mark.start, *(word[0] for word in mark.words), mark.end]
    characters = [0, *(place for word in mark.words for place in word[1:]), len(text)]
    return samples == sorted(samples) and characters == sorted(characters)


def _check_cues(data: bytes, marks: Marks, notes: Notes) -> None:
    """Each mark has its cue, with the same times to the millisecond, and the text of the page."""
    shown = {sentence.id: sentence for sentence in notes.examination.sentences}
    cues = read_cues(data)
    if [cue.id for cue in cues] != [mark.id for mark in marks.sentences]:
        notes.add("cue", f"WebVTT has {len(cues)} cues in an order that is not that of the marks.")
        return
    for cue, mark in zip(cues, marks.sentences, strict=True):
        times = (get_clock(mark.start, marks.sample_rate), get_clock(mark.end, marks.sample_rate))
        sentence = shown.get(mark.id)
        if (cue.start, cue.end) != times:
            right = " to ".join(times)
            notes.add("cue", f"Its cue lasts from {cue.start} to {cue.end}; its mark from {right}.", sentence)
        if sentence and cue.text != sentence.text:
            notes.add("cue", f"Its cue says {cue.text!r}.", sentence, mark.start / marks.sample_rate)


def _check_length(sound: tuple[Wave, int], marks: Marks, notes: Notes) -> None:
    samples, rate = len(sound[0]), sound[1]
    if rate != marks.sample_rate:
        notes.add("length", f"The MP3 has {rate} samples a second, its marks {marks.sample_rate}.")
    if samples != marks.samples:
        notes.add(
            "length", f"The MP3 decodes to {samples} samples; its marks say {marks.samples}.", None, samples / rate
        )


def _examine_sentence(
    sentence: ExpectedSentence,
    stored: StoredClip | None,
    mark: Mark | None,
    listener: Listener | None,
    notes: Notes,
) -> SentenceFindings:
    heard = None
    if stored and mark:
        check_words(sentence, stored, mark, notes)
    if stored and mark and listener:
        heard = listener.listen(sentence, stored.samples, mark, notes)
    return SentenceFindings(
        sentence=sentence.id,
        text=sentence.text,
        voice=sentence.voice,
        is_mixed=sentence.is_mixed,
        is_heard=heard is not None and heard.is_whole,
        weight=sum(LETTERS_A_DIGIT if each.isdigit() else each.isalnum() for each in sentence.spoken),
        words=len(sentence.spoken.split()),
        clip_seconds=len(stored.samples) / stored.rate if stored else None,
        clip_level=heard.clip_level if heard else None,
        start_seconds=mark.start / listener.rate if mark and listener else None,
        drift_milliseconds=heard.drift_milliseconds if heard else None,
        gain=heard.gain if heard else None,
    )
