"""The inside of a paragraph: emphasis, links, entry links and spans in another language, as runs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from markdown_it.token import Token

from service.document.controls import find_control
from service.document.fields import is_web_address
from service.document.language_tags import is_language_tag
from service.document.model import Run, Sentence
from service.document.problems import Problems
from service.document.sentences import MAX_CHARACTERS

_SITE_PAGE: Final = re.compile(r"/(?:[a-z0-9-]+/)*(?:#[a-z0-9-]+)?")


@dataclass(slots=True)
class _State:
    """What holds at one point of a paragraph."""

    run: Run
    line: int
    has_words: bool = True
    """Whether the link that is open has any."""


class Inlines:
    """Turns inline tokens into runs.

    `find_entry` gives the slug for a title of this language, or None.
    """

    def __init__(
        self, problems: Problems, find_entry: Callable[[str], str | None], is_right_to_left: bool = False
    ) -> None:
        self._problems = problems
        self._find_entry = find_entry
        self._is_right_to_left = is_right_to_left

    def read(self, content: Token, line: int) -> tuple[Run, ...]:
        """The runs of one inline token that starts on `line`, with white space folded and trimmed."""
        state = _State(Run(""), line)
        runs: list[Run] = []
        for token in content.children or []:
            run = self._read_token(token, state)
            if run is not None:
                self.check_direction(run, state.line)
                self._check_controls(run, state.line)
                state.has_words |= bool(run.text.strip())
                runs.append(run)
        return _fold(runs)

    def _read_token(self, token: Token, state: _State) -> Run | None:
        match token.type:
            case "text" | "text_special":
                return replace(state.run, text=token.content)
            case "softbreak":
                state.line += 1
                return replace(state.run, text=" ")
            case "strong_open" | "strong_close":
                state.run = replace(state.run, strong=token.nesting > 0)
            case "em_open" | "em_close":
                state.run = replace(state.run, emphasis=token.nesting > 0)
            case "link_open":
                state.run = replace(state.run, href=self._get_address(token, state.line))
                state.has_words = False
            case "link_close":
                self._close_link(state)
            case "span_open":
                state.run = replace(state.run, language=self._get_language(token, state.line))
            case "span_close":
                state.run = replace(state.run, language=None)
            case "entry_link":
                return self._read_entry_link(token, state)
            case _:
                self._refuse(token, state)
        return None

    def _close_link(self, state: _State) -> None:
        if not state.has_words:
            self._problems.add("D017", state.line, f"The link to '{state.run.href}' has no words.")
        state.run = replace(state.run, href=None)

    def _refuse(self, token: Token, state: _State) -> None:
        code, message = {
            "hardbreak": ("D021", "A line break is forced here."),
            "code_inline": ("D006", f"Code stands here: '{token.content}'."),
            "html_inline": ("D005", f"HTML stands here: '{token.content}'."),
            "image": ("D014", f"The image '{token.attrs.get('src', '')}' stands within text."),
        }.get(token.type, ("D022", f"This Markdown is not supported: {token.type}."))
        self._problems.add(code, state.line, message)
        state.line += token.type == "hardbreak"

    def _read_entry_link(self, token: Token, state: _State) -> Run | None:
        title, _, words = token.content.partition("|")
        slug = self._find_entry(title.strip())
        if slug is None:
            self._problems.add("D018", state.line, f"There is no entry with the title '{title.strip()}'.")
            return None
        return replace(state.run, text=(words or title).strip(), entry=slug)

    def _get_address(self, token: Token, line: int) -> str:
        address = str(token.attrs.get("href", ""))
        if not ((is_web_address(address) and address.startswith("https:")) or _SITE_PAGE.fullmatch(address)):
            self._problems.add("D016", line, f"The link goes to '{address}'.")
        return address

    def _get_language(self, token: Token, line: int) -> str | None:
        tag = token.attrs.get("lang")
        if set(token.attrs) != {"lang"} or not isinstance(tag, str) or not is_language_tag(tag):
            self._problems.add("D019", line, f"A span has the attributes {dict(token.attrs)}.")
            return None
        return tag

    def check_sentence(self, sentence: Sentence, line: int) -> None:
        """Note a sentence that is longer than any voice takes."""
        if len(sentence.text) > MAX_CHARACTERS:
            start = sentence.text[:40]
            self._problems.add("D015", line, f"The sentence that starts '{start}' has {len(sentence.text)} characters.")

    def _check_controls(self, run: Run, line: int) -> None:
        """Note what the file does not show: Markdown writes any character as a number too, such as `&#x202E;`."""
        control = find_control(run.text)
        if control and ("F002", line) not in ((each.code, each.line) for each in self._problems.found):
            self._problems.add("F002", line, f"A control character is written here as a number, {control}.")

    def check_direction(self, run: Run, line: int) -> None:
        """Note right-to-left text that no span claims, in a document that is written from left to right."""
        if self._is_right_to_left or run.language is not None or run.text.isascii():
            return
        if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in run.text):
            self._problems.add("D020", line, f"Right-to-left text without a language: '{run.text.strip()[:40]}'.")


def _fold(runs: list[Run]) -> tuple[Run, ...]:
    """Join runs that look alike, fold white space to single spaces, trim both ends."""
    folded: list[Run] = []
    space_before = True
    for run in runs:
        text = re.sub(r"[ \t\n]+", " ", run.text)
        if space_before:
            text = text.lstrip(" ")
        if not text:
            continue
        space_before = text.endswith(" ")
        if folded and replace(folded[-1], text="") == replace(run, text=""):
            folded[-1] = replace(run, text=folded[-1].text + text)
        else:
            folded.append(replace(run, text=text))
    while folded and not (last := folded[-1].text.rstrip(" ")):
        folded.pop()
    if folded:
        folded[-1] = replace(folded[-1], text=last)
    return tuple(folded)
