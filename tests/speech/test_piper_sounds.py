"""Where words lie among phonemes, with a phonemizer that is plain to read: spelling, but for a few words."""

from __future__ import annotations

import re

import pytest

from service.speech.engines._piper_sounds import get_sounds
from service.speech.spoken import Pronunciation

KNOWN = frozenset("abcdefghijklmnopqrstuvwxyzɡə ,.?!;:ˈ_^$")
SAID = {"of the": "ofthe", "have been": "haven", "could have been": "cudaben", "7": "seven", "21": "twenty one"}


def phonemize(text: str) -> list[list[str]]:
    """As espeak-ng does it: no punctuation before the first word, some words in one group, one word in several."""
    text = re.sub(r"^[^\w]+", "", text.lower())
    for written in sorted(SAID, key=len, reverse=True):
        text = re.sub(rf"\b{written}\b", SAID[written], text)
    sentences = re.split(r"(?<=[.?!])\s+", re.sub(r"[^\w.,?!\s]", "", text).strip())
    return [[letter for letter in sentence if letter in KNOWN] for sentence in sentences if sentence]


def get_marked(text: str, *given: tuple[int, int, str]) -> tuple[str, list[str]]:
    """All phonemes, sentences parted by a stroke, and each word with the phonemes from its start to the next word's."""
    sounds = get_sounds(text, [Pronunciation(*each) for each in given], phonemize, KNOWN)
    flat = [phoneme for sentence in sounds.sentences for phoneme in sentence]
    edges = [*(mark.phoneme for mark in sounds.marks), len(flat)]
    heard = ["".join(flat[start:end]).strip(" .,?!") for start, end in zip(edges, edges[1:], strict=False)]
    words = [text[mark.text_start : mark.text_end] for mark in sounds.marks]
    joined = "|".join("".join(sentence) for sentence in sounds.sentences)
    return joined, [f"{word}={sound}" for word, sound in zip(words, heard, strict=True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It grows. And it ends.", ["It=it", "grows=grows", "And=and", "it=it", "ends=ends"]),
        ("part of the house", ["part=part", "of=of", "the=the", "house=house"]),
        ("of the of the", ["of=of", "the=the", "of=of", "the=the"]),
        ("we could have been so", ["we=we", "could=cu", "have=da", "been=ben", "so=so"]),
        ("he is 21 or 7", ["he=he", "is=is", "21=twenty one", "or=or", "7=seven"]),
        ("of the 21", ["of=of", "the=the", "21=twenty one"]),
        ("“Why?” – she asked", ["Why=why", "she=she", "asked=asked"]),
        ("the ℵאב end", ["the=the", "ℵאב=", "end=end"]),
        ("ℵ", []),
        ("", []),
    ],
)
def test_each_word_has_its_own_phonemes(text: str, words: list[str]) -> None:
    assert get_marked(text)[1] == words


@pytest.mark.parametrize(
    ("text", "given", "phonemes", "words"),
    [
        ("Ask Anna now.", (4, 8, "ˈana"), "ask ˈana now.", ["Ask=ask", "Anna=ˈana", "now=now"]),
        ("Ask Anna, now.", (4, 8, "ana"), "ask ana, now.", ["Ask=ask", "Anna=ana", "now=now"]),
        ("Ask Anna. Now.", (4, 8, "ana"), "ask ana.|now.", ["Ask=ask", "Anna=ana", "Now=now"]),
        ("Go. Anna is.", (4, 8, "ana"), "go.|ana is.", ["Go=go", "Anna=ana", "is=is"]),
        ("Anna’s cat", (0, 4, "ana"), "anas cat", ["Anna’s=anas", "cat=cat"]),
        ("the (Anna) cat", (5, 9, "ana"), "the ana cat", ["the=the", "Anna=ana", "cat=cat"]),
        ("so a b c is", (3, 8, "ei bi si"), "so ei bi si is", ["so=so", "a=ei", "b=bi", "c=si", "is=is"]),
        ("go Anna", (3, 7, "gə.nə"), "go ɡənə", ["go=go", "Anna=ɡənə"]),
        ("of the Anna of the", (7, 11, "x"), "ofthe x ofthe", ["of=of", "the=the", "Anna=x", "of=of", "the=the"]),
        ("Anna", (0, 4, "ana"), "ana", ["Anna=ana"]),
    ],
)
def test_a_given_sound_stands_where_it_belongs(
    text: str, given: tuple[int, int, str], phonemes: str, words: list[str]
) -> None:
    assert get_marked(text, given) == (phonemes, words)


@pytest.mark.parametrize("sound", ["ʘ", "an℘a", "", ".", " "])
def test_a_sound_that_the_voice_does_not_know_is_spoken_as_written(sound: str) -> None:
    assert get_marked("Ask Anna now.", (4, 8, sound))[0] == "ask anna now."
