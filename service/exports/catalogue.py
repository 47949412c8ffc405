"""The catalogue: every recording that the content calls for, each with its job and so with its address."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from service.audio.description import Mp3Settings, Tags
from service.document.cards import Card
from service.document.library import SAY_IT, Library
from service.document.model import Entry, Section
from service.errors import UnknownName
from service.exports.whole_entry import EntryJob
from service.languages import Language, get_language, get_languages
from service.render.section import SectionJob
from service.speech.script import FindForms, Pause, Say, Script, find_no_forms, get_script, make_say
from service.speech.voice import Voice

CatalogueJob = SectionJob | EntryJob
Place = tuple[str, str, str]
"""Language, slug and part; the part of a whole entry is empty."""

_KEPT: Final = 64
"""So many entries stay planned: their jobs hold their texts, some 20 kB an entry."""

_AFTER_TITLE: Final = 100
"""Milliseconds after a title that is heard by itself: nothing follows that a longer pause would part it from."""


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
        wanted[get_language(tag).voice_language] = names.get(tag.lower(), "")
    for tag in dict.fromkeys(tag.lower() for card in library.get_cards() for tag in card.languages):
        wanted.setdefault(tag, names.get(tag, ""))
    return tuple(wanted.items())


class Jobs(Mapping[Place, CatalogueJob]):
    """The jobs of a library by place, planned entry by entry when they are asked for; those of a few entries stay."""

    def __init__(self, library: Library, plan: Callable[[Entry], Iterable[CatalogueJob]]) -> None:
        self._library, self._plan = library, plan
        self._kept: OrderedDict[tuple[str, str], dict[str, CatalogueJob]] = OrderedDict()
        self._guard = threading.Lock()

    def get_of(self, language: str, slug: str) -> Mapping[str, CatalogueJob]:
        """By part, the jobs of an entry in order; none if there is no such entry, or a voice is missing."""
        place = (language, slug)
        with self._guard:
            if place in self._kept:
                self._kept.move_to_end(place)
                return self._kept[place]
        try:
            jobs = {job.part: job for job in self._plan(self._library.get_shelf(language).get_entry(slug))}
        except UnknownName:
            jobs = {}
        with self._guard:
            jobs = self._kept.setdefault(place, jobs)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return jobs

    def __getitem__(self, place: Place) -> CatalogueJob:
        language, slug, part = place
        return self.get_of(language, slug)[part]

    def __iter__(self) -> Iterator[Place]:
        for card in self._library.get_cards():
            yield from ((card.language, card.slug, part) for part in self.get_of(card.language, card.slug))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Catalogue:
    """All jobs of a library, by address and by key."""

    by_place: Mapping[Place, CatalogueJob]
    """By language, slug and part; the part of a whole entry is empty. Of each entry its sections in order, the whole,
    and the sound of its title; entries in the library's order."""
    cards: Sequence[Card]
    """Of all entries, in their order."""
    _find_unspoken: Callable[[], Sequence[tuple[Entry, UnknownName]]]

    @property
    def jobs(self) -> tuple[CatalogueJob, ...]:
        """Every job, in the order of the places. All of them are planned for it."""
        return tuple(self.by_place.values())

    @property
    def by_key(self) -> dict[str, CatalogueJob]:
        """Every job by its key. All of them are planned for it."""
        return {job.key: job for job in self.by_place.values()}

    @property
    def unspoken(self) -> Sequence[tuple[Entry, UnknownName]]:
        """Entries for which a voice is missing, and which."""
        return self._find_unspoken()

    def get_jobs(self, entry: Entry) -> Sequence[CatalogueJob]:
        """The jobs of one entry: each part in order, the whole, and its title; none if a voice is missing."""
        places = ((entry.language, entry.slug, part) for part in (*(part.id for part in entry.parts), "", SAY_IT))
        return [self.by_place[place] for place in places if place in self.by_place]


def make_catalogue(
    library: Library,
    voices: Sequence[Voice | UnknownName],
    rendition: Rendition,
    find_forms: FindForms = find_no_forms,
) -> Catalogue:
    """What plans every recording. `voices` answers `get_wanted_voices` in its order."""
    found = {language: voice for (language, _), voice in zip(get_wanted_voices(library, {}), voices, strict=True)}

    def plan(entry: Entry) -> Iterable[CatalogueJob]:
        return _get_jobs(_Planner(entry, found, rendition, find_forms))

    cards = tuple(library.get_cards())
    return Catalogue(Jobs(library, plan), cards, lambda: tuple(_get_unspoken(library, cards, found, plan)))


def _get_unspoken(
    library: Library,
    cards: Iterable[Card],
    voices: Mapping[str, Voice | UnknownName],
    plan: Callable[[Entry], Iterable[CatalogueJob]],
) -> Iterator[tuple[Entry, UnknownName]]:
    """Only entries with a language that has no voice are planned to see it."""
    silent = {tag for tag, voice in voices.items() if isinstance(voice, UnknownName)}
    for card in cards if silent else ():
        if silent.isdisjoint((get_language(card.language).voice_language, *map(str.lower, card.languages))):
            continue
        entry = library.get_shelf(card.language).get_entry(card.slug)
        try:
            list(plan(entry))
        except UnknownName as error:
            yield entry, error


def _get_jobs(planner: _Planner) -> Iterator[CatalogueJob]:
    sections = [planner.plan_section(number, part) for number, part in enumerate(planner.entry.parts, start=1)]
    yield from sections
    yield planner.plan_whole(sections)
    yield planner.plan_title()


@dataclass(frozen=True, slots=True)
class _Planner:
    """Plans the jobs of one entry."""

    entry: Entry
    voices: dict[str, Voice | UnknownName]
    """By language, in lower case."""
    rendition: Rendition
    find_forms: FindForms

    @property
    def language(self) -> Language:
        return get_language(self.entry.language)

    def get_voice(self, language: str) -> Voice:
        """:raise UnknownName: if the engine has none."""
        found = self.voices[language.lower()]
        if isinstance(found, UnknownName):
            raise found
        return found

    def plan_section(self, number: int, part: Section) -> SectionJob:
        script = get_script(part, self.entry.language, self.find_forms)
        return self._plan(part.id, part.title, script, number)

    def plan_title(self) -> SectionJob:
        """The title alone, to hear how it is said."""
        say = make_say(self.entry.introduction.heading, self.entry.language, self.find_forms)
        return self._plan(SAY_IT, self.entry.title, (say, Pause(_AFTER_TITLE)), 0)

    def _plan(self, part: str, title: str, script: Script, number: int) -> SectionJob:
        main = self.get_voice(self.language.voice_language)
        tags = {tag: None for step in script for tag in (span.language for span in getattr(step, "spans", ()))}
        others = (self.get_voice(tag) for tag in tags if tag != self.entry.language)
        voices = tuple(dict.fromkeys((main, *others)))
        return SectionJob(
            slug=self.entry.slug,
            part=part,
            title=title,
            script=script,
            language=self.entry.language,
            voices=voices,
            words_a_minute=self.rendition.words_a_minute,
            calibrations=tuple(_get_calibration(voice, self.language) for voice in voices),
            mp3=self.rendition.mp3,
            tags=self._get_tags(title, " ".join(step.text for step in script if isinstance(step, Say)), number),
        )

    def plan_whole(self, sections: Sequence[SectionJob]) -> EntryJob:
        text = " ".join(sentence.text for sentence in self.entry.get_sentences())
        return EntryJob(
            slug=self.entry.slug,
            title=self.entry.title,
            needs=tuple(job.key for job in sections),
            texts=tuple(tuple(say.text for say in job.get_says()) for job in sections),
            language=self.entry.language,
            encoder=self.rendition.mp3.encoder,
            tags=self._get_tags(self.language.words("whole_entry", title=self.entry.title), text, None),
        )

    def _get_tags(self, title: str, text: str, number: int | None) -> Tags:
        """Tags of part `number`, counted from 1; 0 for the title alone, None for the whole entry."""
        words = self.language.words
        artist = words("synthetic_voice", voice=self.get_voice(self.language.voice_language).name)
        album = words("album", site=self.rendition.site, title=self.entry.title)
        if self.rendition.neutral:
            title = words("neutral_whole_entry") if number is None else words("neutral_title", number=number)
            album, text = words("neutral_album"), ""
        tracks = len(self.entry.parts) if number else 0
        return Tags(title, album, number or 0, tracks, artist, self.language.three_letters, text)


def _get_calibration(voice: Voice, language: Language) -> str:
    """The text that a voice is measured on: of its own language where there is one, else of the page's."""
    for tag in (voice.language, voice.language.partition("-")[0]):
        if tag in get_languages():
            return get_language(tag).calibration
    return language.calibration
