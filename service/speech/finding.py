"""Finding the spoken forms of a text: what the publisher's lexicon names first, then what the language's rules say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from service.languages import get_language, get_languages
from service.speech.lexicon import Lexicon
from service.speech.normaliser import get_forms
from service.speech.script import FindForms
from service.speech.spoken import Form, check_forms, merge

_TEXTS: Final = 65_536
"""How many sentences are remembered: those of a thousand entries."""


def make_find_forms(lexicons: Mapping[str, Lexicon]) -> FindForms:
    """`lexicons` by the language tag of their content folder. A dialect of a shelf's language uses its lexicon too."""

    @lru_cache(maxsize=_TEXTS)  # other speeds and voices plan the same texts again
    def find_forms(text: str, language: str) -> tuple[Form, ...]:
        forms = get_forms(text, _get_rules_tag(language))
        for tag in dict.fromkeys((language.partition("-")[0], language)):  # a dialect's own words before all
            if tag in lexicons:
                forms = merge(lexicons[tag].get_forms(text), forms)
        check_forms(text, forms)
        return forms

    return find_forms


def _get_rules_tag(language: str) -> str:
    """A shelf's own tag, such as `en`, stands for the kind of it that its TOML names, such as `en-GB`."""
    return get_language(language).page_tag if language in get_languages() else language
