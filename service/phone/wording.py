"""The words of every clip, for transcripts; what speaks them decides how numbers are said."""

from __future__ import annotations

from collections.abc import Callable

from service.document.library import Library
from service.languages import get_language
from service.phone.book import Line
from service.phone.clips import Chunk, Clip, Heading, Letter, Number, Prompt, Title
from service.phone.prompts import get_prompts
from service.speech.chunks import get_chunks
from service.speech.script import FindForms, find_no_forms, get_script, spoken


def make_say(library: Library, line: Line, find_forms: FindForms = find_no_forms) -> Callable[[Clip, str], str]:
    """What gives the words of a clip in a language.

    :raise UnknownName: when it is asked for, if there is no such entry, part or prompt.
    """

    def say(clip: Clip, language: str) -> str:
        match clip:
            case Prompt(name):
                return get_prompts(get_language(language), line)[name]
            case Number(value):
                return str(value)
            case Letter(letter):
                return str(get_language(language).phone["letters"][letter])
            case Title(slug):
                return f"{library.get_shelf(language).get_entry(slug).title}."
        return _say_part(clip, language)

    def _say_part(clip: Heading | Chunk, language: str) -> str:
        entry = library.get_shelf(language).get_entry(clip.slug)
        part = next(part for part in entry.parts if part.id == clip.part)
        if isinstance(clip, Heading):
            return f"{part.title}."
        return spoken(get_chunks(get_script(part, language, find_forms))[clip.number - 1])

    return say
