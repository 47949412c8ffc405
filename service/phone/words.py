"""What each clip says, as words to read: for a page, and for whoever neither hears nor speaks (EN 301 549, 6.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from service.document.library import Library
from service.languages import get_language
from service.phone.book import Line
from service.phone.clips import Chunk, Clip, Heading, Letter, Number, Prompt, Title
from service.phone.prompts import get_prompts
from service.speech.chunks import get_chunks
from service.speech.script import FindForms, Say, Script, get_script

Stretch = tuple[str, str]
"""Words, and the tag of the language that they are in."""
_STOPS: Final = ".!?:;,…。！？؟"
_REMEMBERED: Final = 512
"""Sections whose chunks are kept at hand: those of a hundred entries."""


class Words:
    """Safe for any number of threads."""

    def __init__(self, library: Library, line: Line, find_forms: FindForms) -> None:
        """`find_forms` is that of the recordings: it decides where chunks end."""
        self._library, self._line, self._find_forms = library, line, find_forms
        self._prompts = lru_cache(self._find_prompts)
        self._chunks = lru_cache(_REMEMBERED)(self._find_chunks)

    def get(self, clips: Sequence[Clip], language: str) -> list[tuple[Stretch, ...]]:
        """The words of clips that are played one after the other, as they are written, with full stops where they end.

        :raise UnknownName: if there is no such entry.
        """
        pairs = zip_longest(clips, clips[1:])
        return [_close(self._find(clip, language), _is_end(clip, after)) for clip, after in pairs]

    def _find(self, clip: Clip, language: str) -> tuple[Stretch, ...]:
        match clip:
            case Prompt(name):
                return ((self._prompts(language)[name], language),)
            case Number(value):
                return ((str(value), language),)
            case Letter(letter):
                return ((letter, language),)
            case Title(slug):
                return _get_stretches(self._chunks(language, slug, "")[0][:1])
            case Heading(slug, part):
                return _get_stretches(self._chunks(language, slug, part)[0][:1])
            case Chunk(slug, part, number):
                return _get_stretches(self._chunks(language, slug, part)[number - 1])

    def _find_prompts(self, language: str) -> Mapping[str, str]:
        return get_prompts(get_language(language), self._line)

    def _find_chunks(self, language: str, slug: str, part: str) -> Sequence[Script]:
        """Of a part; of the introduction, which begins with the title, if none is named."""
        entry = self._library.get_shelf(language).get_entry(slug)
        section = next(each for each in entry.parts if part in ("", each.id))
        return get_chunks(get_script(section, language, self._find_forms))


def _get_stretches(script: Script) -> tuple[Stretch, ...]:
    """The sentences, headings with a full stop, and a space between them."""
    stretches: list[Stretch] = []
    for say in script:
        if isinstance(say, Say):
            if stretches:
                stretches.append((" ", say.spans[0].language))
            stretches += _close(tuple((span.text, span.language) for span in say.spans), is_end=True)
    return tuple(stretches)


def _is_end(clip: Clip, after: Clip | None) -> bool:
    """Whether a sentence ends with a clip: "Section 2 of 4." and "Entry number: 1 0 4." are one each."""
    if isinstance(clip, Prompt):
        return False
    return not (isinstance(clip, Number | Letter) and (type(after) is type(clip) or after == Prompt("of")))


def _close(stretches: tuple[Stretch, ...], is_end: bool) -> tuple[Stretch, ...]:
    *first, (text, language) = stretches
    if is_end and text.rstrip("\"'”’»)")[-1:] not in _STOPS:
        text += "."
    return (*first, (text, language))
