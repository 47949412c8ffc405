"""The symbols of the International Phonetic Alphabet, and what is wrong with a text that should be made of them.

Source: the IPA chart, revised to 2020, of the International Phonetic Association.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = frozenset(
    "pbtdʈɖcɟkɡqɢʔmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟ"  # pulmonic consonants
    "ʘǀǃǂǁɓɗʄɠʛ"  # clicks and implosives
    "ʍwɥʜʢʡɕʑɺɧ"  # other symbols
    "iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒ"  # vowels
    "ɚɝɫ"  # Unicode has these letters with their diacritic as one character
)
_MARKS: Final = frozenset(
    "\u0325\u030a\u032c\u0339\u031c\u031f\u0320\u0308\u033d\u0329\u030d\u032f\u0311\u0324\u0330\u033c\u0334"
    "\u031d\u031e\u0318\u0319\u032a\u033a\u033b\u0303\u031a"  # diacritics under, over and through a letter
    "ʰʷʲˠˤⁿˡ˞ʼ"  # diacritics after a letter
    "ːˑ\u0306\u0361\u035c"  # lengths and ties
    "\u030b\u0301\u0304\u0300\u030f\u030c\u0302\u1dc4\u1dc5\u1dc8"  # tones over a letter
)
_SIGNS: Final = frozenset("ˈˌ.|‖‿˥˦˧˨˩ꜜꜛ↗↘ ")
"""Stress, breaks, links and tones that stand by themselves; a space parts words."""
_SYMBOLS: Final = _LETTERS | _MARKS | _SIGNS
_SLIPS: Final = {
    ":": "ː", "'": "ˈ", "’": "ˈ", ",": "ˌ", "?": "ʔ", "ε": "ɛ", "ǝ": "ə", "ӕ": "æ", "ʤ": "d͡ʒ", "ʧ": "t͡ʃ", "ʦ": "t͡s",
    "ʣ": "d͡z", "ɩ": "ɪ", "ɷ": "ʊ", "ᵻ": "ɨ", "ᵿ": "ʊ", "ı": "ɪ", "∫": "ʃ",
}  # fmt: skip
"""What is often typed for a symbol that looks alike, or was one before."""


def get_tidy(ipa: str) -> str:
    """The same sounds in one spelling: composed characters, the letter ɡ of the chart, single spaces."""
    return unicodedata.normalize("NFC", " ".join(ipa.split())).replace("g", "ɡ")


def get_fault(ipa: str) -> str:
    """What is wrong with tidy IPA, with the character and its place counted from 1; empty if nothing is."""
    for place, character in enumerate(ipa, start=1):
        if character not in _SYMBOLS and not _SYMBOLS.issuperset(unicodedata.normalize("NFD", character)):
            slip = f"; write {_SLIPS[character]}" if character in _SLIPS else ""
            name = unicodedata.name(character, "without a name").lower()
            return f"'{character}' (U+{ord(character):04X}, {name}) at place {place} is no symbol of the IPA{slip}"
    if not _LETTERS.intersection(unicodedata.normalize("NFD", ipa)) and not _LETTERS.intersection(ipa):
        return "there is no letter of the IPA"
    if ipa[0] in _MARKS:
        return "a diacritic stands before the first letter"
    return ""
