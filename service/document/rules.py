"""The authoring rules: permanent codes, each with what to write instead.

A code is never used again for another rule. Codes that are no longer raised move to RETIRED.
`docs/writing.md` lists every rule and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    title: str
    """The rule in a few words, for the table in the docs."""
    hint: str
    """What to write instead."""


def _table(*rows: tuple[str, str, str]) -> dict[str, Rule]:
    return {code: Rule(code, title, hint) for code, title, hint in rows}


RULES: Final = _table(
    # F: the file and its front matter
    (
        "F001",
        "The file is UTF-8 text of at most 200 kB",
        "Save the file as UTF-8 and split long texts; helplines.toml may have 1 MB.",
    ),
    ("F002", "No control characters", "Delete the character; type the sentence again if you cannot see it."),
    ("F003", "Front matter stands between two lines of +++", "Start the file with +++, the fields, and +++ again."),
    ("F004", "Front matter is valid TOML", 'Write each field as name = "text", in straight double quotes.'),
    ("F005", "Every field is there", "Add the field; 'python -m service new' shows all of them."),
    ("F006", "No unknown fields", "Check the spelling of the field's name, or delete it."),
    ("F007", "Each field has the right form", "Give the value in the form that the message names."),
    ("F008", "The file name is a slug", "Rename the file to a to z, digits and hyphens, such as my-term.md."),
    (
        "F009",
        "The code is three to five digits, none of them 9 and the first not 0",
        'Write code = "142"; on the phone 9 ends a call, and 0 helps.',
    ),
    ("F010", "Codes are used once in a language", "Give one of the two entries a code of its own."),
    ("F011", "Titles are used once in a language", "Give one of the two entries another title, or join them."),
    ("F012", "Related entries exist", "Write the slug of an entry in this language, without .md."),
    ("F013", "A helpline has two independent sources", "Name two published sources on different sites."),
    ("F014", "The content folder holds entries", "Put Markdown files in content/<language>/, such as content/en/."),
    ("F015", "Codes of a language are of one length", "Give the code as many digits as most of its language have."),
    ("F016", "The content folder holds files and folders alone", "Copy the file into the content folder."),
    ("F020", "Pages have free addresses", "Rename the page: a language or a part of the site has this address."),
    # D: the document
    ("D001", "Text stands in sections", "Start the text with a heading such as ## Definition."),
    ("D002", "Sections have headings of level two", "Write ## before the heading; use no other level."),
    ("D003", "No section is empty", "Write at least one sentence under the heading, or delete it."),
    ("D004", "Headings are used once in an entry", "Give one of the two sections another heading."),
    ("D005", "No HTML", "Write the words without tags; use Markdown for lists, links and emphasis."),
    ("D006", "No code", "Write the words as plain text, without backquotes or deep indents."),
    ("D007", "No horizontal rules", "Start a new section with ## instead of a line."),
    ("D008", "Lists are not nested", "Make one flat list; nested lists are hard to follow by ear."),
    ("D009", "List items hold one paragraph", "Keep each item to one paragraph of sentences."),
    ("D010", "Quotations hold paragraphs", "Write only paragraphs inside a quotation."),
    ("D011", "Tables have a header for each column", "Fill in every cell of the first row of the table."),
    ("D012", "Images have a text alternative", "Write ![what the picture tells](picture.svg)."),
    (
        "D013",
        "Images are files in the images folder",
        "Put an SVG, PNG, JPEG or WebP in content/<language>/images/.",
    ),
    ("D014", "Images stand alone", "Put the image in a paragraph of its own."),
    ("D015", "Sentences are at most 600 characters", "Cut the sentence in two or more."),
    (
        "D016",
        "Links go to https addresses, to entries or to pages of this site",
        "Write [words](https://...), [words](/help/) or [[Entry title]].",
    ),
    ("D017", "Links have words", "Write the words that tell where the link goes between the square brackets."),
    ("D018", "Linked entries exist", "Use the title of an entry in this language: [[Title]] or [[Title|other words]]."),
    ("D019", "Spans name a language", "Write [words]{lang=fr} with a language tag and nothing else."),
    (
        "D020",
        "Right-to-left text names its language",
        "Write [words]{lang=ar} around it, so that it reads right.",
    ),
    ("D021", "No forced line breaks", "End the line without a backslash or two spaces."),
    ("D022", "Only supported Markdown", "Use paragraphs, lists, quotations, emphasis, links, images, tables."),
    (
        "D023",
        "Other entries are linked where a section first names them",
        "Write [[Title]], or [[Title|other words]], at the first mention in the section.",
    ),
    ("D024", "Abbreviations have their long form", "Write the long form (ABC) where a page first uses ABC."),
    ("D025", "The same link words lead to the same place", "Give one of the two links words of its own."),
    ("D026", "Link words tell where the link goes", "Write what is there, such as [Get help now](/help/), not [here]."),
    ("D027", "A file has at most 2,000 opening square brackets", "Split the text into several entries."),
    (
        "D028",
        "Phrases of other languages name their language",
        "Write [déjà vu]{lang=fr} around it, or say it in words of this language.",
    ),
    (
        "D029",
        "Titles of sources in another language name it",
        'Write language = "en" under the title; if it is in the language of the page, name that one.',
    ),
)

RETIRED: Final[dict[str, Rule]] = _table()
