"""The rules of a pronunciation lexicon: permanent codes, as in `service/document/rules.py`.

`docs/pronunciation.md` lists every rule and a test compares the two. A code is never used again for another rule.
"""

from __future__ import annotations

from typing import Final

from service.document.rules import Rule

LEXICON_RULES: Final = {
    code: Rule(code, title, hint)
    for code, title, hint in (
        ("L001", "A lexicon is a file of at most 5 MB", "Delete the words that no text holds."),
        ("L002", "A lexicon is well-formed XML", "Mend the line that the message names, or the line before it."),
        ("L003", "No DOCTYPE and no entities", "Delete the DOCTYPE; write each letter as it is, in UTF-8."),
        ("L004", "The root is that of PLS 1.0", "Start as the example in docs/pronunciation.md does."),
        ("L005", "The alphabet is IPA", 'Write alphabet="ipa" on the root, and the sounds in IPA.'),
        ("L006", "The language is that of the folder", "Put the word into the lexicon of its own language."),
        ("L007", "Elements and attributes are known", "Check the spelling against docs/pronunciation.md."),
        ("L008", "A lexeme has a grapheme and a pronunciation", "Add what is missing, or delete the lexeme."),
        ("L009", "Nothing is empty", "Write the words or sounds between the tags, or delete the element."),
        ("L010", "Sounds are symbols of the IPA", "Copy the symbol from the chart of the IPA of 2020."),
        ("L011", "A word has one pronunciation", "Delete one of the two, or tell them apart by a look-ahead."),
        ("L012", "Aliases end", "Write words that are no graphemes, or only a few of them."),
        ("L013", "Regular expressions are those of RE2", "Use no look-around and no references back."),
        ("L014", "A regular expression has an alias alone", "Write an alias, with $1 for the first group."),
    )
}
