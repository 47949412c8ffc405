"""In: a text and its language. Out: what is spoken otherwise than written. Never: a rule of one language in code.

One module a kind of text. What is particular to a language stands in its TOML, under `[spoken]`; a kind without a
table there is left as it is written. `docs/spoken-forms.md` says what becomes of what, and has the tables.
"""

from __future__ import annotations

from typing import Final

from service.errors import UnknownName
from service.languages import Language, get_language, get_languages
from service.speech.normaliser.families import make_rules
from service.speech.normaliser.rule import Rule, Table, find_forms
from service.speech.spoken import Form


def get_forms(text: str, language: str) -> tuple[Form, ...]:
    """What is spoken otherwise than written, in order and without overlaps.

    `language` is a BCP 47 tag in any case. A language without rules has no forms.
    """
    return find_forms(text, _get_rules(language.lower()))


def get_forms_by(text: str, spoken: Table) -> tuple[Form, ...]:
    """The same by the `[spoken]` tables given, for a language that has no TOML."""
    return find_forms(text, make_rules(spoken))


_known: Final[dict[str, tuple[Language, tuple[Rule, ...]]]] = {}
"""By tag in lower case: the language that its rules were made for. It is another one after a change of languages."""


def _get_rules(language: str) -> tuple[Rule, ...]:
    found, rules = _known.get(language, (None, ()))
    if found is not None and _is_current(found):
        return rules
    tags = {tag.lower(): tag for tag in get_languages()}
    tag = tags.get(language) or tags.get(language.split("-", maxsplit=1)[0])
    if tag is None:
        return ()
    found = get_language(tag)
    _known[language] = found, make_rules(found.spoken)
    return _known[language][1]


def _is_current(language: Language) -> bool:
    try:
        return get_language(language.tag) is language
    except UnknownName:
        return False
