"""The accessibility statement tells readers what docs/accessibility.md tells engineers, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
SAYS = {
    "R01 R04 R05": ("headings in order", "títulos en orden"),
    "R06": ("The first link of each page skips", "El primer enlace de cada página salta"),
    "R03 R18 R19": ("Each link and button says what it does", "Cada enlace y cada botón dice lo que hace"),
    "R02 R22 R23 R24": ("hard words lead to their own page", "las palabras difíciles llevan a su propia página"),
    "R25": ("A short summary", "Un resumen corto"),
    "R20 R21": ("Help stands in the same place", "La ayuda está en el mismo lugar"),
    "R37": ("no single key does anything", "ninguna tecla sola hace nada"),
    "R13": ("Lines are short", "Las líneas son cortas"),
    "R14 R15": ("A printed page has the text in black", "En papel sale el texto en negro"),
    "R26 R27": ("has an audio version of the same text", "tiene una versión en audio del mismo texto"),
    "R28": ("Sound never starts by itself", "El sonido nunca empieza solo"),
    "R29 R30 R33": ("nothing has to be dragged", "no hay que arrastrar nada"),
    "R31 R32 R34 R35": ("The player has buttons", "El reproductor tiene botones"),
    "R38 R39": ("words that are spoken can be lit", "palabras que suenan se pueden iluminar"),
    "R41": ("If the audio fails", "Si el audio falla"),
    "R07": ('"Exit this page" is on every page', "«Salir de esta página» está en todas las páginas"),
    "R42": ("can have neutral names", "pueden tener nombres neutros"),
    "R43": ("stores nothing on your device unless you ask", "no guarda nada en tu dispositivo si no lo pides"),
    "R40 R45": (
        "Pages are light, and they work without JavaScript",
        "Las páginas pesan poco, y funcionan sin JavaScript",
    ),
    "R44": ("Three checking programs", "Tres programas de revisión"),
    "R09 R10": ("The focus can be seen at every step", "El foco se ve en cada paso"),
    "R08": ("contrast of at least 7 to 1", "contraste de 7 a 1 como mínimo"),
    "R17": ("44 pixels", "44 píxeles"),
    "R11 R12": ("scrolled sideways", "moverse hacia los lados"),
    "R16": ("Nothing moves", "Nada se mueve"),
    "R36": ("Each message is told once", "Cada mensaje se dice una vez"),
}
"""Requirements, and the words of the statement about them."""
LIMITS = (
    "Orca", "NVDA", "JAWS", "VoiceOver", "TalkBack", "braille", "Chromium", "Firefox", "JavaScript",
    "offline|sin conexión", "preferences|preferencias", "keyboard alone|solo con el teclado", "Back button|botón Atrás",
)  # fmt: skip
"""What was used, what was not, and what is known not to hold."""


@pytest.mark.parametrize("place", [0, 1], ids=["en", "es"])
def test_the_statement_speaks_of_every_requirement_and_limit(place: int) -> None:
    text = (ROOT / "content" / ("en", "es")[place] / "pages" / "accessibility.md").read_text(encoding="utf-8")
    assert [number for number, words in SAYS.items() if words[place] not in text] == []
    assert [words for words in LIMITS if not re.search(words, text, re.IGNORECASE)] == []


def test_each_requirement_of_the_table_belongs_to_one_sentence() -> None:
    rows = re.findall(r"^\| (R\d\d) \|", TABLE, re.MULTILINE)
    assert sorted(number for numbers in SAYS for number in numbers.split()) == sorted(rows)
