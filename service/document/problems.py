"""Collects faults while a file is read, so that an author sees all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.document.rules import RULES, Rule
from service.errors import ContentError, Problem


@dataclass(slots=True)
class Problems:
    """The faults of one file."""

    path: str
    found: list[Problem] = field(default_factory=list)
    rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)

    def add(self, code: str, line: int, message: str) -> None:
        """Note one fault. `message` says what is wrong; the rule's hint says what would be right."""
        self.found.append(Problem(self.path, line, code, message, self.rules[code].hint))

    def raise_if_any(self) -> None:
        """:raise ContentError: if anything was noted."""
        if self.found:
            raise ContentError(self.found)
