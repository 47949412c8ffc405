"""XML as elements with their lines, read by expat: no DOCTYPE, no entities, nothing from elsewhere.

expat is the standard library's; lxml would tell no more, and would have to be forbidden more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from service.document.problems import Problems

NAMESPACE: Final = "http://www.w3.org/2005/01/pronunciation-lexicon"
MAX_BYTES: Final = 5_000_000
"""A lexicon of 20,000 words is about 2 MB."""
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_DEEPEST: Final = 3
"""Elements within each other that PLS has. One more is kept to be named as a fault, and nothing below it."""


@dataclass(slots=True)
class Element:
    name: str
    """Without its namespace."""
    attributes: dict[str, str]
    """Those without a namespace, and `xml:lang` and the like."""
    line: int
    parts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, which only the innermost elements keep."""
        return "".join(self.parts)


class _DoctypeFound(Exception):
    """There is a DOCTYPE; reading stops."""


def read_root(path: Path, problems: Problems) -> Element | None:
    """The root element, or None after a fault; an absent file is None without one."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        problems.add("L001", 0, f"The file cannot be read: {error.strerror}.")
        return None
    if len(data) > MAX_BYTES:
        problems.add("L001", 0, f"The file has more than {MAX_BYTES} bytes.")
        return None
    return _parse(data, problems)


def _parse(data: bytes, problems: Problems) -> Element | None:
    parser = expat.ParserCreate(namespace_separator=" ")
    builder = _Builder(parser)
    try:
        parser.Parse(data, True)
    except _DoctypeFound:
        problems.add("L003", parser.CurrentLineNumber, "There is a DOCTYPE.")
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code) or "not XML"
        message = f"The XML breaks off at line {error.lineno}, column {error.offset + 1}: {reason}."
        problems.add("L002", error.lineno, message)
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        problems.add("L002", 1, f"The text cannot be read: {error}.")
    else:
        if builder.is_right_root:
            return builder.root
        found = f"'{builder.root.name}'" if builder.root else "another namespace"
        problems.add("L004", 1, f"The root element is {found}, not 'lexicon' of {NAMESPACE}.")
    return None


class _Builder:
    """Builds elements of PLS while expat reads; those of other namespaces are left out with all that is in them."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.root: Element | None = None
        self._open: list[Element | None] = []
        self._texts: list[str] = []
        self._parser = parser
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append

    @property
    def is_right_root(self) -> bool:
        return self.root is not None and self.root.name == "lexicon"

    def _refuse(self, *declared: object) -> None:
        raise _DoctypeFound

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._keep_text()
        namespace, _, local = name.rpartition(" ")
        above = self._open[-1] if self._open else None
        element = None
        if namespace == NAMESPACE and len(self._open) <= _DEEPEST and (above or not self._open):
            element = Element(local, dict(_get_own(attributes)), self._parser.CurrentLineNumber)
            if above:
                above.children.append(element)
            else:
                self.root = element
        self._open.append(element)

    def _end(self, name: str) -> None:
        self._keep_text()
        self._open.pop()

    def _keep_text(self) -> None:
        if len(self._open) == _DEEPEST and (element := self._open[-1]):
            element.parts += self._texts
        self._texts.clear()


def _get_own(attributes: dict[str, str]) -> list[tuple[str, str]]:
    """Attributes without a namespace and those of XML itself."""
    named = [(name.rpartition(" "), value) for name, value in attributes.items()]
    return [(f"xml:{local}" if space else local, value) for (space, _, local), value in named if space in ("", _XML)]
