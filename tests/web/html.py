"""Pages as a browser's parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

SENTENCE = re.compile(r"s-[0-9a-f]{8}(-\d+)?")


def parse(text: str) -> Element:
    """The page's tree; mistakes that a browser would mend in silence are errors."""
    parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def get_text(element: Element) -> str:
    """All words of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def get_all(page: Element, *tags: str) -> list[Element]:
    """Elements of these kinds, in order."""
    return [each for each in page.iter() if each.tag in tags]


def get_one(page: Element, tag: str) -> Element:
    (found,) = get_all(page, tag)
    return found


def get_by_id(page: Element, identifier: str) -> Element:
    (found,) = [each for each in page.iter() if each.get("id") == identifier]
    return found


def get_sentences(page: Element) -> Iterator[tuple[str, str]]:
    """Id and words of each sentence; an image's words are its alternative."""
    for each in page.iter():
        if SENTENCE.fullmatch(each.get("id", "")):
            yield each.get("id", ""), each.get("alt") or "".join(each.itertext())


def get_links(page: Element) -> list[tuple[str, str]]:
    """Words and address of each link."""
    return [(get_text(link), link.get("href", "")) for link in get_all(page, "a")]
