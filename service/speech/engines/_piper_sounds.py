"""From a text to the phonemes that Piper speaks, and where among them each written word starts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from service.speech.spoken import Pronunciation

Phonemize = Callable[[str], list[list[str]]]
"""Phonemes of a text by sentence. Words are parted by a space; some words share a group, such as "of the"."""

_WRITTEN_WORD: Final = re.compile(r"\w(?:\S*\w)?")
_MARKS: Final = ".,;:?!"
"""Punctuation that Piper's voices know as phonemes."""
_SENTENCE_ENDS: Final = ".?!"
_SUPRASEGMENTALS: Final = "ˈˌːˑʲʰʷ"
_UNSAID: Final = str.maketrans({"g": "ɡ", **dict.fromkeys(".͜͡‿|‖()[]/", None)})
"""Notation that has no sound of its own; espeak-ng and the voices write the IPA g, U+0261."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a written word starts."""

    phoneme: int
    """Counted over all sentences."""
    text_start: int
    text_end: int


@dataclass(slots=True)
class Sounds:
    sentences: list[list[str]] = field(default_factory=list)
    """Phonemes of each."""
    marks: list[Mark] = field(default_factory=list)
    """In order."""

    def add(self, sentences: list[list[str]], is_parted: bool) -> int:
        """Append phonemes, within the last sentence unless that has ended. Returns where the first of them lies."""
        if self.sentences and self.sentences[-1][-1] not in _SENTENCE_ENDS:
            if is_parted and self.sentences[-1][-1] != " ":
                self.sentences[-1].append(" ")
            self.sentences.append([*self.sentences.pop(), *sentences[0]])
            start = sum(map(len, self.sentences)) - len(sentences[0])
            self.sentences += sentences[1:]
            return start
        start = sum(map(len, self.sentences))
        self.sentences += sentences
        return start


def get_sounds(
    text: str, pronunciations: Sequence[Pronunciation], phonemize: Phonemize, known: Container[str]
) -> Sounds:
    """Phonemes of a text in which some stretches have a sound of their own.

    Where a given sound has a phoneme that the voice does not know (`known`), the stretch is spoken as it is written.
    """
    sounds = Sounds()
    words = [found.span() for found in _WRITTEN_WORD.finditer(text)]
    for start, end, given in _get_pieces(text, words, get_given(pronunciations, known), phonemize):
        sentences = [given] if given else _phonemize_piece(text, start, end, phonemize)
        if not sentences:
            continue
        base = sounds.add(sentences, _is_parted(text, start))
        inside = [(first, last) for first, last in words if start <= first < end]
        groups = _get_groups(sentences)
        if given:
            cuts = _get_even_cuts(len(given), groups, len(inside))
        else:
            cuts = _get_cuts(text[start:end], [first - start for first, _ in inside], groups, phonemize)
        sounds.marks += [Mark(base + cut, *word) for cut, word in zip(cuts, inside, strict=False)]
    return sounds


def get_given(pronunciations: Sequence[Pronunciation], known: Container[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Stretches of text whose given sound the voice can make, each with its phonemes."""
    for each in pronunciations:
        phonemes = list(unicodedata.normalize("NFD", " ".join(each.phonemes.translate(_UNSAID).split())))
        if phonemes and each.start < each.end and all(phoneme in known for phoneme in phonemes):
            yield each.start, each.end, phonemes


def _get_pieces(
    text: str, words: Sequence[tuple[int, int]], given: Iterable[tuple[int, int, list[str]]], phonemize: Phonemize
) -> Iterator[tuple[int, int, list[str]]]:
    """The whole text as (start, end, given phonemes, which most pieces have not)."""
    position = 0
    for start, end, phonemes in given:
        if position < start:
            yield position, start, []
        yield start, end, phonemes
        position = end
        for first, last in words:
            if first < end < last and (ending := _get_ending(text[first:last], end - first, phonemize)):
                yield end, last, ending
                position = last
    if position < len(text):
        yield position, len(text), []


def _get_ending(word: str, position: int, phonemize: Phonemize) -> list[str]:
    """Phonemes of what stands after a given sound in the same word: `z` for the end of "Nguyen's", where "'s" alone
    would be spelled. Empty if it cannot be told apart."""
    whole, stem = (sum(phonemize(part), []) for part in (word, word[:position]))
    return whole[len(stem) :] if whole[: len(stem)] == stem else []


def _is_parted(text: str, position: int) -> bool:
    """Whether a space belongs here, and not the inside of a word or punctuation that closes one."""
    return not re.match(r"[\w'’-]{2}|.[.,;:?!]", text[max(0, position - 1) : position + 1])


def _phonemize_piece(text: str, start: int, end: int, phonemize: Phonemize) -> list[list[str]]:
    """Sentences of a piece. espeak-ng drops punctuation before the first word, which here closes what went before."""
    piece = text[start:end]
    sentences = [sentence for sentence in phonemize(piece) if sentence]
    lead = piece[0]
    if not start or lead not in _MARKS:
        return sentences
    if lead in _SENTENCE_ENDS or not sentences:
        return [[lead], *sentences]
    return [[lead, " ", *sentences[0]], *sentences[1:]]


def _get_groups(sentences: list[list[str]]) -> list[tuple[int, int]]:
    """Runs of phonemes between spaces, as places counted over all sentences; those of punctuation alone left out."""
    groups, position = [], 0
    for sentence in sentences:
        edges = [-1, *(place for place, phoneme in enumerate(sentence) if phoneme == " "), len(sentence)]
        for before, after in pairwise(edges):
            if any(map(_is_sound, sentence[before + 1 : after])):
                groups.append((position + before + 1, position + after))
        position += len(sentence)
    return groups


def _is_sound(phoneme: str) -> bool:
    return phoneme[:1].isalnum() and phoneme not in _SUPRASEGMENTALS


def _get_even_cuts(length: int, groups: Sequence[tuple[int, int]], words: int) -> list[int]:
    """Where the words of a given sound start: at its spaces, or evenly if it has too few."""
    if len(groups) >= words:
        return [start for start, _ in groups[:words]]
    return [length * number // words for number in range(words)]


def _get_cuts(piece: str, starts: Sequence[int], groups: Sequence[tuple[int, int]], phonemize: Phonemize) -> list[int]:
    """Phoneme at which each word starts; none if nothing is heard.

    espeak-ng says "of the" in one group and "1999" in four, and tells of neither: so the groups are counted of the
    text up to each word.
    """
    if not groups:
        return []
    counts = [len(_get_groups(phonemize(piece[:start]))) for start in starts] + [len(groups)]
    for index in reversed(range(len(starts))):
        counts[index] = min(counts[index], counts[index + 1])  # "I have" has two groups, "I have been" may have one
    cuts, shared = [], 0
    for index, (before, after) in enumerate(pairwise(counts)):
        shared = 0 if after > before else shared + 1
        if not shared:
            cuts.append(groups[before][0])
            continue
        start, end = groups[max(0, before - 1)]
        lengths = _get_lengths(piece, [*starts, len(piece)], index - shared, counts, phonemize)
        cuts.append(start + (end - start) * sum(lengths[:shared]) // max(1, sum(lengths)))
    return cuts


def _get_lengths(
    piece: str, edges: Sequence[int], first: int, counts: Sequence[int], phonemize: Phonemize
) -> list[int]:
    """Phonemes of each word, said alone, of those that share the group of the word number `first`."""
    last = max(0, first) + 1
    while last < len(edges) - 1 and counts[last + 1] == counts[last]:
        last += 1
    words = (piece[start:end] for start, end in pairwise(edges[max(0, first) : last + 1]))
    return [sum(map(_is_sound, sum(phonemize(word), []))) for word in words]
