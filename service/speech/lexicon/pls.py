"""Elements of PLS 1.0 as lexemes, with every fault noted.

Source: https://www.w3.org/TR/2008/REC-pronunciation-lexicon-20081014/, and for `regex` and the two look-aheads the
documentation of DAISY Pipeline 2, tts-common/doc/index.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from service.document.problems import Problems
from service.speech.lexicon.elements import Element
from service.speech.lexicon.folding import fold
from service.speech.lexicon.ipa import get_fault, get_tidy
from service.speech.lexicon.lexemes import Grapheme, Lexeme

_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    "lexicon": frozenset({"version", "alphabet"}),
    "meta": frozenset({"name", "http-equiv", "content"}),
    "metadata": frozenset(),
    "lexeme": frozenset({"role", "regex"}),
    "grapheme": frozenset({"positive-lookahead", "negative-lookahead"}),
    "phoneme": frozenset({"alphabet", "prefer"}),
    "alias": frozenset({"prefer"}),
    "example": frozenset(),
}
"""Known elements, each with its attributes; those of XML itself, such as xml:id, may stand anywhere."""
_CHILDREN: Final = {"lexicon": {"meta", "metadata", "lexeme"}, "lexeme": {"grapheme", "phoneme", "alias", "example"}}
_UNREAD: Final = ("metadata", "example")


class PlsReader:
    """Reads one lexicon of `language`. Faults go to `problems`, what is left out is told in `notes`."""

    def __init__(self, language: str, problems: Problems) -> None:
        self._language, self._problems = language, problems
        self.notes: list[str] = []

    def read(self, root: Element) -> tuple[Lexeme, ...]:
        self._check_root(root)
        self._check_names(root)
        lexemes = (self._read_lexeme(each) for each in root.children if each.name == "lexeme")
        return tuple(lexeme for lexeme in lexemes if lexeme)

    def _add(self, code: str, element: Element, message: str) -> None:
        self._problems.add(code, element.line, message)

    def _check_root(self, root: Element) -> None:
        if (version := root.attributes.get("version", "missing")) != "1.0":
            self._add("L004", root, f"The version is {version}, not 1.0.")
        for name, code in (("alphabet", "L005"), ("xml:lang", "L006")):
            if name not in root.attributes:
                self._add(code, root, f"The root has no {name}.")

    def _check_names(self, element: Element) -> None:
        """Note what PLS does not know, here and below: a misspelt attribute must not be left out in silence."""
        known = _ATTRIBUTES[element.name]
        for name, value in element.attributes.items():
            if name not in known and not name.startswith("xml:"):
                self._add("L007", element, f"'{element.name}' has no attribute '{name}'.")
            elif name in ("prefer", "regex") and value not in ("true", "false"):
                self._add("L007", element, f"The attribute '{name}' is '{value}', not true or false.")
            elif name == "alphabet" and value != "ipa":
                self._add("L005", element, f"The alphabet is '{value}', not ipa.")
            elif name == "xml:lang" and not self._is_own(value):
                self._add("L006", element, f"The language is '{value}'; the folder is '{self._language}'.")
        for child in () if element.name in _UNREAD else element.children:
            if child.name in _CHILDREN.get(element.name, ()):
                self._check_names(child)
            else:
                self._add("L007", child, f"There is an element '{child.name}' in '{element.name}'.")

    def _is_own(self, tag: str) -> bool:
        """The folder's language, or a dialect of it."""
        return f"{tag.lower()}-".startswith(f"{self._language.lower()}-")

    def _read_lexeme(self, element: Element) -> Lexeme | None:
        if "role" in element.attributes:
            self.notes.append(f"{self._problems.path}:{element.line}: Note: 'role' is left out.")
        graphemes = tuple(self._get_graphemes(element))
        alias, phonemes = self._choose(element)
        is_regex = element.attributes.get("regex") == "true"
        names = {child.name for child in element.children}
        missing = [name for name in ("grapheme", "alias or phoneme") if not names.intersection(name.split(" or "))]
        if missing:
            self._add("L008", element, f"The lexeme has no {' and no '.join(missing)}.")
        elif is_regex and (phonemes or "alias" not in names):
            self._add("L014", element, "The regular expression has a phoneme, or no alias.")
        is_whole = graphemes and (alias or phonemes)  # else a fault was noted
        return Lexeme(graphemes, alias, phonemes, is_regex) if is_whole else None

    def _get_graphemes(self, lexeme: Element) -> Iterator[Grapheme]:
        for child in lexeme.children:
            if child.name != "grapheme":
                continue
            ahead, not_ahead = (child.attributes.get(f"{kind}-lookahead", "") for kind in ("positive", "negative"))
            if fold(text := _get_words(child)).starts:
                yield Grapheme(text, child.line, ahead, not_ahead)
            else:
                self._add("L009", child, "The grapheme is empty.")

    def _choose(self, lexeme: Element) -> tuple[str, str]:
        """The words and the sounds: of each the first, or the preferred; a preferred alias alone leaves out sounds."""
        chosen: dict[str, Element] = {}
        for child in lexeme.children:
            if child.name in ("alias", "phoneme") and self._is_sound(child):
                first = chosen.setdefault(child.name, child)
                if _is_preferred(child) and not _is_preferred(first):
                    chosen[child.name] = child
        alias, phoneme = chosen.get("alias"), chosen.get("phoneme")
        if alias and phoneme and _is_preferred(alias) and not _is_preferred(phoneme):
            phoneme = None
        return _get_words(alias) if alias else "", get_tidy(phoneme.text) if phoneme else ""

    def _is_sound(self, element: Element) -> bool:
        """Not empty, and IPA if it should be; else noted."""
        if not _get_words(element):
            self._add("L009", element, f"The {element.name} is empty.")
            return False
        if element.name == "phoneme" and (fault := get_fault(get_tidy(element.text))):
            self._add("L010", element, f"In '{get_tidy(element.text)}' {fault}.")
            return False
        return True


def _get_words(element: Element) -> str:
    """Its text with single spaces."""
    return " ".join(element.text.split())


def _is_preferred(element: Element) -> bool:
    return element.attributes.get("prefer") == "true"
