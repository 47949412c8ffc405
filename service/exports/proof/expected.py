"""What should be there: for each recording of the catalogue, the sentences of the page with their clips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from service.document.library import Library
from service.document.model import Run, Sentence
from service.exports.catalogue import Catalogue
from service.exports.proof.findings import Fault, Place, RecordingFindings
from service.exports.whole_entry import EntryJob
from service.render.cast import get_cast
from service.render.clips import get_clip_key
from service.render.job import Bench
from service.render.section import SectionJob
from service.speech.script import Pause, Say

_JOINT_MILLISECONDS: Final = 80
"""Between two sections of a whole entry lies up to this much more than the pause (`service/audio/formats/mp3.py`)."""
_SECONDS_A_CHARACTER: Final = 0.05
"""Time limit of a recording. Measured: 0.0003 s a character."""


@dataclass(frozen=True, slots=True)
class ExpectedSentence:
    id: str
    text: str
    """As it stands on the page."""
    spoken: str = ""
    """As the engine was given it."""
    clip: str = ""
    """Key of its clip; empty if the script does not say it."""
    voice: str = ""
    words_a_minute: int = 0
    is_audible: bool = True
    is_mixed: bool = False
    """More than one voice speaks it."""


@dataclass(frozen=True, slots=True)
class Examination:
    """The task of examining one recording: plain data, so that a worker needs no content."""

    recording: str
    """Key of the recording."""
    place: Place
    sentences: tuple[ExpectedSentence, ...]
    longest_pause: int
    """Milliseconds."""
    faults: tuple[Fault, ...] = ()
    """What is wrong before anything stored was read."""

    @property
    def key(self) -> str:
        return f"examine {self.recording}"

    @property
    def title(self) -> str:
        return f"examining {self.place.name}"

    @property
    def seconds_allowed(self) -> float:
        return 60.0 + _SECONDS_A_CHARACTER * sum(len(sentence.text) for sentence in self.sentences)

    @property
    def is_audible(self) -> bool:
        return any(sentence.is_audible for sentence in self.sentences)

    def perform(self, bench: Bench) -> RecordingFindings:
        """:raise StoreError: if the store cannot be read."""
        from service.exports.proof.examine import examine

        return examine(self, bench.store)


def get_examinations(library: Library, catalogue: Catalogue) -> Iterator[Examination]:
    """One for each recording of the catalogue, against what the pages show."""
    for entry in library.get_entries():
        parts = {part.id: tuple(part.get_sentences()) for part in entry.parts}
        sections: list[Examination] = []
        for job in catalogue.get_jobs(entry):
            place = Place(entry.language, entry.slug, job.part, job.title)
            if isinstance(job, EntryJob):
                yield _get_whole(job.key, place, tuple(entry.get_sentences()), sections)
            else:
                sections.append(_get_section(job, place, parts.get(job.part) or _get_said(job)))
                yield sections[-1]


def _get_said(job: SectionJob) -> tuple[Sentence, ...]:
    """The sentences of a recording that is no part of a page: those of its own script."""
    return tuple(Sentence(say.sentence, (Run(say.text),)) for say in job.get_says())


def _get_section(job: SectionJob, place: Place, page: Sequence[Sentence]) -> Examination:
    says = {say.sentence: say for say in job.get_says()}
    faults = list(_compare(place, page, job.get_says()))
    sentences = tuple(_get_sentence(job, sentence, says.get(sentence.id)) for sentence in page)
    pauses = [step.milliseconds for step in job.script if isinstance(step, Pause)]
    return Examination(job.key, place, sentences, max(pauses, default=0), tuple(faults))


def _get_sentence(job: SectionJob, sentence: Sentence, say: Say | None) -> ExpectedSentence:
    if say is None or say.text != sentence.text:
        return ExpectedSentence(sentence.id, sentence.text)
    cast = get_cast(job)
    mine = list(dict.fromkeys(cast.by_language[span.language].voice for span in say.spans))
    name = " and ".join(f"{voice.name} ({voice.engine})" for voice in mine)
    return ExpectedSentence(
        id=sentence.id,
        text=sentence.text,
        spoken=say.spoken,
        clip=get_clip_key(say, cast),
        voice=f"{name} at {job.words_a_minute} words a minute",
        words_a_minute=job.words_a_minute,
        is_audible=any(voice.is_audible for voice in mine),
        is_mixed=len(mine) > 1,
    )


def _compare(place: Place, page: Sequence[Sentence], says: Sequence[Say]) -> Iterator[Fault]:
    """Where the page and the script differ."""
    spoken = {say.sentence: say.text for say in says}
    shown = {sentence.id: sentence.text for sentence in page}
    for sentence in page:
        if sentence.id not in spoken:
            yield Fault(place, "page", "The script does not say it.", sentence.id, sentence.text)
        elif spoken[sentence.id] != sentence.text:
            yield Fault(place, "page", f"The script says {spoken[sentence.id]!r}.", sentence.id, sentence.text)
    for identifier, text in spoken.items():
        if identifier not in shown:
            yield Fault(place, "page", "The script says it, and the page does not have it.", identifier, text)
    if set(shown) == set(spoken) and list(shown) != [say.sentence for say in says]:
        yield Fault(place, "page", "The script says the page's sentences in another order.")


def _get_whole(key: str, place: Place, page: Sequence[Sentence], sections: Sequence[Examination]) -> Examination:
    known: Mapping[str, ExpectedSentence] = {each.id: each for section in sections for each in section.sentences}
    sentences = tuple(known.get(each.id, ExpectedSentence(each.id, each.text)) for each in page)
    pause = max((section.longest_pause for section in sections), default=0)
    return Examination(key, place, sentences, pause + _JOINT_MILLISECONDS)
