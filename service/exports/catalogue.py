"""The catalogue: every recording that the content calls for, each with its job and so with its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.audio.description import Mp3Settings, Tags
from service.document.library import Library
from service.document.model import Entry
from service.exports.whole_entry import EntryJob
from service.languages import Language, get_language
from service.render.section import SectionJob
from service.speech.script import get_script
from service.speech.voice import Voice

CatalogueJob = SectionJob | EntryJob


@dataclass(frozen=True, slots=True)
class Rendition:
    """How all recordings are to be made: what settings decide."""

    words_a_minute: int = 165
    mp3: Mp3Settings = field(default_factory=Mp3Settings)
    site: str = "Word list"
    neutral: bool = False
    """Tags that do not name the subject."""


def get_wanted_voices(library: Library, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """(language, name) of every voice that the content needs: each shelf's own, then those of its spans."""
    wanted: dict[str, str] = {}
    for tag in library.shelves:
        wanted[get_language(tag).voice_language] = names.get(tag, "")
    for entry in library.get_entries():
        for sentence in entry.get_sentences():
            for run in sentence.runs:
                if run.language:
                    wanted.setdefault(run.language.lower(), names.get(run.language, ""))
    return tuple(wanted.items())


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All jobs of a library, by address and by key."""

    jobs: tuple[CatalogueJob, ...]
    """Sections of an entry in order, then the entry as a whole; entries in the order of the library."""
    by_place: dict[tuple[str, str, str], CatalogueJob]
    """By language, slug and part; the part of a whole entry is empty."""
    by_key: dict[str, CatalogueJob]

    def get_jobs(self, entry: Entry) -> Sequence[CatalogueJob]:
        """The jobs of one entry: each part in order, then the whole."""
        parts = [*(part.id for part in entry.parts), ""]
        return [self.by_place[entry.language, entry.slug, part] for part in parts]


def make_catalogue(library: Library, voices: Sequence[Voice], rendition: Rendition) -> Catalogue:
    """Plan every recording. `voices` answers `get_wanted_voices` in its order."""
    by_place: dict[tuple[str, str, str], CatalogueJob] = {}
    by_language = {voice.language: voice for voice in reversed(voices)}
    for entry in library.get_entries():
        main = by_language[get_language(entry.language).voice_language]
        sections = _get_section_jobs(entry, (main, *(voice for voice in voices if voice != main)), rendition)
        whole = _get_entry_job(entry, sections, rendition)
        every: tuple[CatalogueJob, ...] = (*sections, whole)
        for job in every:
            by_place[entry.language, entry.slug, job.part] = job
    jobs = tuple(by_place.values())
    return Catalogue(jobs, by_place, {job.key: job for job in jobs})


def _get_section_jobs(entry: Entry, voices: tuple[Voice, ...], rendition: Rendition) -> tuple[SectionJob, ...]:
    language = get_language(entry.language)
    jobs = []
    for number, part in enumerate(entry.parts, start=1):
        script = get_script(part, entry.language)
        spoken_in = {span.language.lower() for step in script for span in getattr(step, "spans", ())}
        text = " ".join(sentence.text for sentence in part.get_sentences())
        jobs.append(
            SectionJob(
                slug=entry.slug,
                part=part.id,
                title=part.title,
                script=script,
                language=entry.language,
                voices=(voices[0], *(voice for voice in voices[1:] if voice.language in spoken_in)),
                words_a_minute=rendition.words_a_minute,
                calibration=language.calibration,
                mp3=rendition.mp3,
                tags=_get_tags(entry, part.title, text, number, language, voices[0], rendition),
            )
        )
    return tuple(jobs)


def _get_tags(
    entry: Entry, title: str, text: str, number: int, language: Language, voice: Voice, rendition: Rendition
) -> Tags:
    """Tags of part `number`, counted from 1; 0 for the whole entry."""
    parts = len(entry.parts)
    artist = language.words("synthetic_voice", voice=voice.name)
    if rendition.neutral:
        title = language.words("neutral_title", number=number) if number else language.words("neutral_whole_entry")
        album, text = language.words("neutral_album"), ""
    else:
        title = title if number else language.words("whole_entry", title=entry.title)
        album = language.words("album", site=rendition.site, title=entry.title)
    return Tags(title, album, number, parts if number else 0, artist, language.three_letters, text)


def _get_entry_job(entry: Entry, sections: Sequence[SectionJob], rendition: Rendition) -> EntryJob:
    text = " ".join(sentence.text for sentence in entry.get_sentences())
    language = get_language(entry.language)
    return EntryJob(
        slug=entry.slug,
        title=entry.title,
        needs=tuple(job.key for job in sections),
        texts=tuple(tuple(say.text for say in job.get_says()) for job in sections),
        language=entry.language,
        encoder=rendition.mp3.encoder,
        tags=_get_tags(entry, entry.title, text, 0, language, sections[0].voices[0], rendition),
    )
