"""espeak-ng's own names of sounds, for the IPA that stands for them: a table for each kind of voice.

Each line is a mnemonic and the IPA that it is said for; the first is what espeak-ng itself writes for it, the others
are what dictionaries write. Found by asking espeak-ng 1.51 and 1.52 for both names of each sound of many words. No line
is believed: `_espeak_phonemes.py` proves what it makes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

SOUNDS_VERSION: Final = 1
"""Part of every voice's version: raise it when a line of these tables, or what is made of them, changes."""

_CONSONANTS: Final = """
p p
b b
t t
d d
k k
g ɡ
f f
v v
T θ
D ð
s s
z z
S ʃ
Z ʒ
h h
m m
n n
N ŋ
l l ɫ
j j
w w ʍ
tS tʃ
dZ dʒ
ts ts
dz dz
x x
? ʔ
n^ ɲ
l^ ʎ
m- m̩
n- n̩
l- l̩ ɫ̩
"""
_ENGLISH: Final = """
r ɹ r
@ ə
a# ɐ
E ɛ e
I ɪ
i i
i: iː
V ʌ
u u
u: uː
U ʊ
aI aɪ ai
eI eɪ ei
OI ɔɪ ɔi
aU aʊ au
i@ iə ɪə
aI@ aɪə
"""
_BRITISH: Final = """
a a æ
A: ɑː ɑ
0 ɒ
O: ɔː ɔ oː
3: ɜː ɜ
I ɪ ᵻ ɨ
oU əʊ oʊ
U@ ʊə
e@ eə ɛə ɛː
aU@ aʊə
"""
_AMERICAN: Final = """
t t ɾ
a æ a
A: ɑː ɑ ɒ
A@ ɑːɹ ɑːr ɑɹ ɑr
O: ɔː oː
O2 ɔ
O@ ɔːɹ ɔːr ɔɹ ɔr
o@ oːɹ oːr oɹ or
3 ɚ
3: ɜː ɝː ɝ ɜːɹ ɜːr ɜɹ ɜr
I# ᵻ ɨ
oU oʊ əʊ
U@ ʊɹ ʊr
e@ ɛɹ ɛr eɹ er
i@3 ɪɹ ɪr
aI3 aɪɚ
"""
_SPANISH: Final = """
b b β
d d ð
g ɡ ɣ
"""
"""Its voices soften these between vowels by themselves."""
_OTHERS: Final = """
a a
e e
i i
o o
u u
E ɛ
O ɔ
@ ə
B β
Q ɣ
J^ ʝ
r ɾ
R r
aI aɪ ai̯
eI eɪ ei̯
oI oɪ oi̯
aU aʊ au̯
eU eʊ eu̯
"""
_TABLES: Final = (
    ("en-us", _CONSONANTS + _ENGLISH + _AMERICAN),
    ("en", _CONSONANTS + _ENGLISH + _BRITISH),
    ("es", _CONSONANTS + _OTHERS + _SPANISH),
    ("", _CONSONANTS + _OTHERS),
)
"""By how the last part of a voice's identifier starts, such as `en-US` of `gmw/en-US`."""


@cache
def get_mnemonics(identifier: str) -> Mapping[str, tuple[str, str]]:
    """For each spelling in IPA the mnemonic, and the spelling that espeak-ng answers with."""
    name = identifier.rpartition("/")[2].lower()
    lines = next(table for start, table in _TABLES if f"{name}-".startswith(f"{start}-" if start else ""))
    rows = [line.split() for line in lines.splitlines() if line]
    return {spelling: (mnemonic, answer) for mnemonic, answer, *others in rows for spelling in (answer, *others)}
