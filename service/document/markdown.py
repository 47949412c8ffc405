"""Markdown to sections: reads what `docs/writing.md` allows and names everything else as a fault."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin

from service.document.identity import SentenceMaker, get_block_id, get_slug
from service.document.inlines import Inlines
from service.document.model import Block, Image, ItemList, Paragraph, Quotation, Run, Section, Table
from service.document.problems import Problems

IMAGE_KINDS: Final = (".svg", ".png", ".jpg", ".jpeg", ".webp")

_MOST_BRACKETS: Final = 2_000
"""In one file. Of each, the parser looks for its partner through all of the paragraph: 100,000 would take an hour."""
_UNSUPPORTED: Final = {
    "html_block": ("D005", "HTML stands here."),
    "code_block": ("D006", "A block of code stands here."),
    "fence": ("D006", "A block of code stands here."),
    "hr": ("D007", "A horizontal rule stands here."),
}


def _entry_link(state: StateInline, silent: bool) -> bool:
    """Inline rule for `[[Title]]` and `[[Title|other words]]`."""
    if not state.src.startswith("[[", state.pos):
        return False
    end = state.src.find("]]", state.pos + 2)
    if end < 0 or "\n" in state.src[state.pos : end]:
        return False
    if not silent:
        token = state.push("entry_link", "", 0)
        token.content = state.src[state.pos + 2 : end]
    state.pos = end + 2
    return True


@cache
def _get_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.inline.ruler.before("link", "entry_link", _entry_link)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # else a bad link is text; D016 refuses it
    return parser.use(attrs_plugin, after=("image", "code_inline", "link_close", "span_close"), spans=True)


class BodyReader:
    """Reads the body of one file. Faults go to `problems`; `sentences` keeps ids unique across calls."""

    def __init__(self, problems: Problems, first_line: int, inlines: Inlines, sentences: SentenceMaker) -> None:
        self._problems = problems
        self._first_line = first_line
        self._inlines = inlines
        self._sentences = sentences
        self._tokens: Sequence[Token] = ()
        self._next = 0

    def read(self, body: str, taken: frozenset[str] = frozenset()) -> tuple[Section, ...]:
        """The sections of `body`; ids in `taken` are refused."""
        if body.count("[") > _MOST_BRACKETS:
            self._problems.add("D027", 0, f"There are {body.count('[')} opening square brackets.")
            return ()
        self._tokens = _get_parser().parse(body)
        sections: list[Section] = []
        seen = set(taken)
        if self._tokens and self._tokens[0].type != "heading_open":
            self._note("D001", self._tokens[0], "Text stands before the first heading.")
            self._read_blocks()
        while self._next < len(self._tokens):
            section = self._read_section(seen)
            if section:
                sections.append(section)
        if not self._tokens:
            self._problems.add("D001", self._first_line, "There is no text after the front matter.")
        return tuple(sections)

    def _note(self, code: str, token: Token, message: str) -> None:
        self._problems.add(code, self._line(token), message)

    def _line(self, token: Token) -> int:
        return self._first_line + (token.map[0] if token.map else 0)

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _read_section(self, seen: set[str]) -> Section | None:
        opening = self._take()
        content = self._take()
        self._take()
        if opening.tag != "h2":
            self._note("D002", opening, f"The heading '{content.content}' is of level {opening.tag[1]}.")
        runs = self._inlines.read(content, self._line(content))
        if not runs:
            self._note("D003", opening, "A heading has no words.")
            self._read_blocks()
            return None
        heading = self._sentences.make(runs)
        self._inlines.check_sentence(heading, self._line(opening))
        identifier = get_slug(heading.text) or heading.id.replace("s-", "section-", 1)
        if identifier in seen:
            self._note("D004", opening, f"The heading '{heading.text}' is used twice, or by the page itself.")
        seen.add(identifier)
        blocks = self._read_blocks()
        if not blocks:
            self._note("D003", opening, f"The section '{heading.text}' is empty.")
        return Section(identifier, heading, blocks)

    def _read_blocks(self, closing: str = "heading_open") -> tuple[Block, ...]:
        blocks: list[Block] = []
        while self._next < len(self._tokens) and self._tokens[self._next].type != closing:
            block = self._read_block()
            if block:
                blocks.append(block)
        return tuple(blocks)

    def _read_block(self) -> Block | None:
        opening = self._take()
        match opening.type:
            case "paragraph_open":
                return self._read_paragraph(opening)
            case "bullet_list_open" | "ordered_list_open":
                return self._read_list(opening)
            case "blockquote_open":
                return self._read_quotation(opening)
            case "table_open":
                return self._read_table()
            case _:
                self._refuse(opening)
                return None

    def _refuse(self, opening: Token) -> None:
        code, message = _UNSUPPORTED.get(opening.type, ("D022", f"This Markdown is not supported: {opening.type}."))
        self._note(code, opening, message)
        depth = int(opening.nesting)
        while depth > 0:
            depth += self._take().nesting

    def _read_paragraph(self, opening: Token) -> Paragraph | Image | None:
        content = self._take()
        self._take()
        children = content.children or []
        if len(children) == 1 and children[0].type == "image":
            return self._read_image(children[0], opening)
        paragraph = self._make_paragraph(content, self._line(opening))
        return paragraph if paragraph.sentences else None

    def _make_paragraph(self, content: Token, line: int) -> Paragraph:
        runs = self._inlines.read(content, line)
        paragraph = self._sentences.make_paragraph(runs) if runs else Paragraph("", ())
        for sentence in paragraph.sentences:
            self._inlines.check_sentence(sentence, line)
        return paragraph

    def _read_image(self, token: Token, opening: Token) -> Image | None:
        file = str(token.attrs.get("src", ""))
        words = "".join(child.content or " " for child in token.children or [] if not child.nesting).strip()
        if not words:
            self._note("D012", opening, f"The image '{file}' has no text alternative.")
            return None
        if "/" in file or "\\" in file or not file.lower().endswith(IMAGE_KINDS):
            self._note("D013", opening, f"The image '{file}' is not the name of an image in the images folder.")
            return None
        sentence = self._sentences.make((Run(words),))
        self._inlines.check_direction(sentence.runs[0], self._line(opening))
        self._inlines.check_sentence(sentence, self._line(opening))
        return Image(get_block_id("i", (sentence,)), file, sentence)

    def _read_list(self, opening: Token) -> ItemList | None:
        closing = opening.type.replace("open", "close")
        items: list[Paragraph] = []
        while self._tokens[self._next].type != closing:
            item = self._take()
            blocks = self._read_blocks("list_item_close")
            self._take()
            if any(isinstance(block, ItemList) for block in blocks):
                self._note("D008", item, "A list stands inside another list.")
            elif len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
                self._note("D009", item, f"A list item holds {len(blocks)} blocks, or one that is no paragraph.")
            else:
                items.append(blocks[0])
        self._take()
        if not items:
            return None
        return ItemList(get_block_id("l", items[0].sentences), opening.type == "ordered_list_open", tuple(items))

    def _read_quotation(self, opening: Token) -> Quotation | None:
        blocks = self._read_blocks("blockquote_close")
        self._take()
        paragraphs = tuple(block for block in blocks if isinstance(block, Paragraph))
        if len(paragraphs) != len(blocks) or not blocks:
            self._note("D010", opening, "A quotation holds something other than paragraphs, or nothing.")
            return None
        return Quotation(get_block_id("q", paragraphs[0].sentences), paragraphs)

    def _read_table(self) -> Table | None:
        rows: list[list[Paragraph]] = []
        header_line = line = self._line(self._tokens[self._next])
        while (token := self._take()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
                line = self._line(token)
            elif token.type == "inline":
                rows[-1].append(self._make_paragraph(token, line))
        headers, *body = rows
        if not all(cell.sentences for cell in headers):
            self._problems.add("D011", header_line, "A column of the table has no heading.")
            return None
        return Table(get_block_id("t", headers[0].sentences), tuple(headers), tuple(tuple(row) for row in body))
