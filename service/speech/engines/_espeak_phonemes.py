"""IPA into espeak-ng: its own mnemonics between `[[` and `]]`, each proved before it is spoken.

espeak-ng takes no IPA, drops what it does not know, and drops the rest of a text after a `[[` that is never closed. So
what it would say is asked of it, in IPA, and compared with what was meant: first each sound alone, then the whole text.
What differs is spoken as it is written.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from service.speech.engines._espeak_mnemonics import get_mnemonics
from service.speech.spoken import Form, Pronunciation, WayBack, get_spoken

_PRIMARY: Final = "ˈ"
_STRESSES: Final = {_PRIMARY: "'", "ˌ": ","}
_UNHEARD: Final = re.compile("[\u0361\u035c.‿ˑ]")
"""Ties, breaks and half lengths: espeak-ng has no name for them."""
_VOWELS: Final = frozenset("iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚɝᵻ")
_SYLLABIC: Final = "\u0329"
_IPA_MODE, _UTF8 = 2, 1
"""espeak-ng's numbers for `espeak_TextToPhonemes`."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What espeak-ng is given for a text, and the way back from it."""

    text: str
    written: str
    forms: tuple[Form, ...] = ()
    """Where the two differ."""

    @property
    def has_mnemonics(self) -> bool:
        return bool(self.forms)

    def get_place(self, place: int) -> int:
        """Where in the written text a character lies that espeak-ng names."""
        if not self.forms or place < 0:
            return place
        if place >= len(self.text):
            return len(self.written)
        return WayBack(self.written, self.forms).get_written(place, place + 1)[0]


@dataclass(frozen=True, slots=True)
class _Sound:
    """One word of a pronunciation."""

    start: int
    end: int
    mnemonics: str
    heard: str
    """In espeak-ng's IPA, without stress."""


class Teller:
    """Asks espeak-ng how it would say a text. The library must be loaded and have its voice."""

    def __init__(self, espeak: Any, path: Path) -> None:
        self._espeak, self._path = espeak, path

    def tell(self, text: str, has_mnemonics: bool) -> str:
        """IPA, a space between words."""
        # TextToPhonemes reads mnemonics if the last text that was spoken had them
        self._espeak.Synth(b"\0", flags=self._espeak.CHARS_UTF8 | (self._espeak.PHONEMES if has_mnemonics else 0))
        self._espeak.Synchronize()
        said = []
        with _open(self._path) as library:
            function = library.espeak_TextToPhonemes
            function.restype = ctypes.c_char_p
            kept = ctypes.create_string_buffer(text.encode().replace(b"\0", b" "))
            place = ctypes.c_void_p(ctypes.addressof(kept))
            for _ in range(len(text) + 1):  # a clause each time, until the place is null
                if not place.value:
                    break
                said.append(function(ctypes.byref(place), ctypes.c_int(_UTF8), ctypes.c_int(_IPA_MODE)) or b"")
        return " ".join(b" ".join(said).decode("utf-8", "replace").split())


@contextmanager
def _open(path: Path) -> Iterator[ctypes.CDLL]:
    """The library that is loaded already; it is not held, so that it can be unloaded."""
    from _ctypes import dlclose

    library = ctypes.CDLL(str(path))
    try:
        yield library
    finally:
        dlclose(library._handle)


def get_canonical(ipa: str, identifier: str) -> str:
    """IPA in espeak-ng's spelling, without stress, breaks and spaces; what the table does not know stays."""
    plain = _UNHEARD.sub("", unicodedata.normalize("NFC", ipa)).replace("g", "ɡ")
    table = get_mnemonics(identifier)
    tokens = _get_tokens("".join(sign for sign in plain if sign not in _STRESSES and not sign.isspace()), table)
    return "".join(table[token][1] if token in table else token for token in tokens)


def _get_tokens(ipa: str, table: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """Spellings of the table, the longest first; single characters where none fits."""
    longest, place = max(map(len, table)), 0
    while place < len(ipa):
        sizes = (size for size in range(min(longest, len(ipa) - place), 0, -1) if ipa[place : place + size] in table)
        size = next((size for size in sizes if not _starts_syllable(ipa, place, size)), 1)
        token = ipa[place : place + size]
        yield token
        place += len(token)


def _starts_syllable(ipa: str, place: int, size: int) -> bool:
    """Whether the r at the end of a longer spelling belongs to the next vowel, as in "sorry"."""
    end = place + size
    return size > 1 and ipa[end - 1] in "ɹr" and ipa[end : end + 1] in _VOWELS


def get_word_mnemonics(ipa: str, identifier: str) -> str:
    """Mnemonics of one word in IPA; empty if one of its sounds has none.

    espeak-ng has the stress before the vowel, not before the syllable. A word without any is stressed on its first
    vowel, since espeak-ng would mumble it.
    """
    table = get_mnemonics(identifier)
    plain = _UNHEARD.sub("", unicodedata.normalize("NFC", ipa)).replace("g", "ɡ")
    stress = "" if set(plain) & set(_STRESSES) else "'"
    said: list[str] = []
    for part in re.split("([ˈˌ])", plain):
        if part in _STRESSES:
            stress = _STRESSES[part]
            continue
        for token in _get_tokens(part, table):
            if token not in table:
                return ""
            is_vowel = token[0] in _VOWELS or _SYLLABIC in token
            said.append((stress if is_vowel else "") + table[token][0])
            stress = "" if is_vowel else stress
    return "|".join(said) if any(each[0] in "'," for each in said) else ""


def has_same_stress(asked: str, told: str, identifier: str) -> bool:
    """Whether the main stress lies on the same vowel. espeak-ng sets secondary stresses as it likes."""
    return _PRIMARY not in asked or _get_stressed(asked, identifier) == _get_stressed(told, identifier)


def _get_stressed(ipa: str, identifier: str) -> int:
    """How many vowels stand before the main stress."""
    table = get_mnemonics(identifier)
    before = _UNHEARD.sub("", ipa).partition(_PRIMARY)[0].replace("ˌ", "")
    return sum(token[0] in _VOWELS or _SYLLABIC in token for token in _get_tokens(before, table))


class Pronouncer:
    """Puts given sounds into texts for espeak-ng. Remembers what it has proved."""

    def __init__(self) -> None:
        self._proved: dict[tuple[str, str], str] = {}

    def hand(self, text: str, pronunciations: Sequence[Pronunciation], identifier: str, teller: Teller) -> Handed:
        """The text with the sounds that espeak-ng is proved to say, and no others."""
        sounds = [sound for each in pronunciations for sound in self._get_sounds(text, each, identifier, teller)]
        while sounds:
            forms = tuple(_get_forms(text, sounds))
            handed = Handed(get_spoken(text, forms), text, forms)
            heard = get_canonical(teller.tell(handed.text, has_mnemonics=True), identifier)
            found = list(_get_heard(sounds, heard))
            if len(found) == len(sounds):
                return handed
            sounds = found
        return Handed(text, text)

    def _get_sounds(self, text: str, given: Pronunciation, identifier: str, teller: Teller) -> list[_Sound]:
        """One for each word if there are as many words as words of IPA, else one for all; none without proof."""
        words, places = given.phonemes.split(), _get_words(text, given.start, given.end)
        if len(words) != len(places):
            places = [(given.start, given.end)]
            words = [" ".join(words)]
        sounds = []
        for (start, end), ipa in zip(places, words, strict=True):
            if not (mnemonics := self._prove(ipa, identifier, teller)):
                return []
            sounds.append(_Sound(start, end, mnemonics, get_canonical(ipa, identifier)))
        return sounds

    def _prove(self, ipa: str, identifier: str, teller: Teller) -> str:
        """Mnemonics between brackets, if espeak-ng says the same for them; else nothing."""
        if (identifier, ipa) not in self._proved:
            words = [get_word_mnemonics(word, identifier) for word in ipa.split()]
            bracketed = " ".join(f"[[{word}]]" for word in words)
            told = teller.tell(bracketed, has_mnemonics=True) if words and all(words) else ""
            is_same = get_canonical(ipa, identifier) == get_canonical(told, identifier)
            is_stressed = all(
                has_same_stress(*pair, identifier) for pair in zip(ipa.split(), told.split(), strict=False)
            )
            self._proved[identifier, ipa] = bracketed if told and is_same and is_stressed else ""
        return self._proved[identifier, ipa]


def _get_words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(start + found.start(), start + found.end()) for found in re.finditer(r"\S+", text[start:end])]


def _get_forms(text: str, sounds: Sequence[_Sound]) -> Iterator[Form]:
    """Mnemonics in place of words, with a space where espeak-ng would overlook them; no other `[[` stays one."""
    position = 0
    for sound in sounds:
        yield from _get_parted(text, position, sound.start)
        before = " " if sound.start and not text[sound.start - 1].isspace() else ""
        after = text[sound.end : sound.end + 1]
        space = " " if after.isalnum() or after in ("[", "]") else ""
        yield Form(sound.start, sound.end, f"{before}{sound.mnemonics}{space}", "")
        position = sound.end
    yield from _get_parted(text, position, len(text))


def _get_parted(text: str, start: int, end: int) -> Iterator[Form]:
    """Each bracket that another follows, with a space after it."""
    for found in re.finditer(r"\[(?=\[)", text[start:end]):
        yield Form(start + found.start(), start + found.end(), "[ ", "")


def _get_heard(sounds: Sequence[_Sound], heard: str) -> Iterator[_Sound]:
    """Those that are heard in the whole, in order."""
    position = 0
    for sound in sounds:
        found = heard.find(sound.heard, position)
        if found >= 0:
            position = found + len(sound.heard)
            yield sound
