"""How each clip of the line is made: its job, drawn from the job of the same words on the web."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from service.document.library import SAY_IT, Library, Shelf
from service.errors import UnknownName
from service.exports.editions import SPEEDS, USUAL, Editions
from service.phone.clips import Chunk, Clip, Heading, Letter, Number, Prompt, Title
from service.phone.sayings import (
    get_heading_script,
    get_letter_script,
    get_letters,
    get_number_script,
    get_numbers,
    get_prompt_script,
)
from service.render.section import SectionJob
from service.render.telephone import TelephoneJob, make_telephone_job
from service.speech.chunks import get_chunks
from service.speech.script import FindForms, Script

LINE: Final = "phone"
"""Stands for an entry's slug in messages about clips that belong to no entry."""
GetPrompts = Callable[[str], Mapping[str, str]]
"""The texts of a language's prompts by name; UnknownName for a language that the line does not offer."""


@dataclass(frozen=True, slots=True)
class Place:
    """A clip as it is heard in one language at one speed."""

    language: str
    """Tag of the shelf."""
    clip: Clip
    speed: float = USUAL
    voice: int = 0
    """Which of the voices of that language, from 0, the usual one."""

    def __str__(self) -> str:
        """What a person would call it: "chunk 3 of how-it-heals at 1.25", "title by voice 2"."""
        return f"{self._get_name()} by voice {self.voice + 1}" if self.voice else self._get_name()

    def _get_name(self) -> str:
        match self.clip:
            case Prompt(name):
                return f"prompt {name}"
            case Number(value):
                return f"number {value}"
            case Letter(letter):
                return f"letter {letter}"
            case Title():
                return "title"
            case Heading(_, part):
                return f"heading of {part}"
            case Chunk(_, part, number):
                return f"chunk {number} of {part} at {self.speed:g}"

    @property
    def slug(self) -> str:
        """The entry that the clip belongs to, or the line itself."""
        return self.clip.slug if isinstance(self.clip, Title | Heading | Chunk) else LINE


@dataclass(frozen=True, slots=True)
class Planned:
    """How a clip is made: by the main voice, and by the fallback voice where the settings name one."""

    place: Place
    job: TelephoneJob
    instead: TelephoneJob | None = None


class Planner:
    """Safe for any number of threads: it keeps nothing that changes."""

    def __init__(
        self,
        library: Library,
        editions: Editions,
        get_prompts: GetPrompts,
        find_forms: FindForms,
        further: Mapping[str, Sequence[Editions]] | None = None,
    ) -> None:
        """`further` has, by language, the editions of each voice beside the usual one."""
        self._library, self._find_forms = library, find_forms
        self._editions = {tag: (editions, *(further or {}).get(tag, ())) for tag in library.shelves}
        self._prompts: dict[str, Mapping[str, str]] = {}
        for tag in library.shelves:
            with suppress(UnknownName):
                self._prompts[tag] = get_prompts(tag)
        # all speeds are planned now, so that no caller waits for it
        first = {tag: [self._find_firsts(tag, speed) for speed in SPEEDS] for tag in self._prompts}
        self._first = {tag: each[SPEEDS.index(USUAL)] for tag, each in first.items()}
        self.speeds = {
            tag: tuple(speed for speed, found in zip(SPEEDS, each, strict=True) if all(found))
            for tag, each in first.items()
        }
        """By language: those that every voice of it has."""

    @property
    def languages(self) -> Sequence[str]:
        """Those that the line offers."""
        return tuple(self._prompts)

    def plan(self, place: Place) -> Planned | None:
        """How a clip is made; None if nothing of that name can be."""
        likes = self._find_likes(place) if place.language in self._prompts else ()
        jobs = [job for like in likes if (job := self._make(place, like))]
        return Planned(place, *jobs) if jobs else None

    def get_places(self, language: str) -> Iterator[Place]:
        """Every clip that a call in a language may need, by each voice; some may turn out not to be planned.

        :raise UnknownName: if the line does not offer the language.
        """
        if language not in self._prompts:
            raise UnknownName("language of the phone line", language, self._prompts)
        for voice in range(len(self._editions[language])):
            yield from (Place(language, clip, voice=voice) for clip in self._get_clips(language))
            chunks = tuple(self._get_chunks(language))
            yield from (Place(language, chunk, speed, voice) for speed in self.speeds[language] for chunk in chunks)

    def _get_clips(self, language: str) -> Iterator[Clip]:
        """Those that have one speed."""
        shelf = self._library.get_shelf(language)
        yield from map(Prompt, self._prompts[language])
        yield from get_numbers((len(entry.parts) for entry in shelf.entries), len(self._editions[language]))
        yield from get_letters(shelf)
        yield from (Title(entry.slug) for entry in shelf.entries)
        yield from (Heading(entry.slug, part.id) for entry in shelf.entries for part in entry.parts)

    def _get_chunks(self, language: str) -> Iterator[Chunk]:
        parts = [(entry.slug, part.id) for entry in self._library.get_shelf(language).entries for part in entry.parts]
        yield from (Chunk(*part, number) for part in parts for number in self._count_chunks(language, *part))

    def _count_chunks(self, language: str, slug: str, part: str) -> Sequence[int]:
        likes = self._find(Place(language, Heading(slug, part)), slug, part)
        return range(1, len(get_chunks(likes[0].script)) + 1) if likes else ()

    def _find_likes(self, place: Place) -> Sequence[SectionJob]:
        """The same words on the web, by the main voice and by the fallback; any words for what is the line's own."""
        match place.clip:
            case Chunk(slug, part, _):
                return self._find(place, slug, part)
            case Heading(slug, part):
                return self._find(replace(place, speed=USUAL), slug, part)
            case Title(slug):
                return self._find(replace(place, speed=USUAL), slug, SAY_IT)
            case _:
                voices = self._first[place.language]
                return voices[place.voice] if place.voice < len(voices) else ()

    def _find_firsts(self, language: str, speed: float) -> Sequence[Sequence[SectionJob]]:
        """For each voice the first title that it says."""
        places = (Place(language, Title(""), speed, voice) for voice in range(len(self._editions[language])))
        return [self._find_first(place, self._library.get_shelf(language)) for place in places]

    def _find_first(self, place: Place, shelf: Shelf) -> Sequence[SectionJob]:
        every = (self._find(place, entry.slug, SAY_IT) for entry in shelf.entries)
        return next((found for found in every if found), ())

    def _find(self, place: Place, slug: str, part: str) -> Sequence[SectionJob]:
        """A part by the voice and at the speed of a place; none where there is no such part, voice or speed."""
        voices = self._editions[place.language]
        try:
            choice = voices[place.voice].get(place.language, slug, part, place.speed)
        except (IndexError, UnknownName):
            return ()
        return [job for job in (choice.job, choice.instead) if isinstance(job, SectionJob)]

    def _make(self, place: Place, like: SectionJob) -> TelephoneJob | None:
        script = self._get_script(place, like)
        return make_telephone_job(like, place.slug, f"{place.language}: {place}", script) if script else None

    def _get_script(self, place: Place, like: SectionJob) -> Script:
        """Empty where there is nothing to say."""
        match place.clip:
            case Prompt(name):
                text = self._prompts[place.language].get(name, "")  # an empty one is not said
                return get_prompt_script(text, place.language, self._find_forms)
            case Number():
                return get_number_script(place.clip, place.language, self._find_forms)
            case Letter():
                return get_letter_script(place.clip, place.language)
            case Title() | Heading():
                return get_heading_script(like.get_says()[0])
            case Chunk(_, _, number):
                chunks = get_chunks(like.script)
                return chunks[number - 1] if 1 <= number <= len(chunks) else ()
