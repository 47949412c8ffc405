"""The words of the line's own sentences, with the keys and the settings filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from service.errors import SettingsError, UnknownName
from service.languages import Language
from service.phone.keys import make_key_map

if TYPE_CHECKING:
    from service.phone.book import Line

HELP_WEB: Final = "help_web"
HELP_PERSON: Final = "help_person"
HELP_AGAIN: Final = "help_again"
"""How to hear the person's number at once."""
OUT_OF_ORDER: Final = "out_of_order"
"""Never said by the menu: what carries the calls plays it by itself when the line is down."""
OPENING: Final = ("greeting", "leave")
"""Said first in every call, in each language."""
MOST_OF_GREETING: Final = 24
"""Characters: two seconds of speech, so that "To end the call at once, press 9" ends within `LEAVE_WITHIN`. In words:
digits take longer, so what is recorded is measured too."""
LEAVE_WITHIN: Final = 5000
"""Milliseconds from the first word of a language to the end of how to leave."""


def get_prompts(language: Language, line: Line) -> Mapping[str, str]:
    """The text of every prompt by name. Those for a web address or a person are left out where the line has none.

    :raise UnknownName: if the language has no prompts.
    :raise SettingsError: if a greeting is empty, or so long that the way to leave would come late.
    """
    if not language.phone:
        raise UnknownName("table of the language", "phone", ())
    person = line.persons.get(language.tag)
    values = get_key_names(language) | {"web_address": line.web_address}
    values |= {"person": person.words, "number": person.number} if person else {"person": "", "number": ""}
    texts = {**language.phone["prompts"]}
    if (greeting := line.greetings.get(language.tag)) is not None:
        if not (greeting.strip() and len(greeting) <= MOST_OF_GREETING):
            message = f"'{greeting}' must have 1 to {MOST_OF_GREETING} characters, as the way to leave comes after it"
            raise SettingsError(f"The greeting of the phone line in {language.tag}: {message}.")
        texts["greeting"] = greeting.replace("{", "{{").replace("}", "}}")
    if not line.web_address:
        texts.pop(HELP_WEB)
    if not person:
        texts.pop(HELP_PERSON)
        texts.pop(HELP_AGAIN)
    return {name: text.format(**values) for name, text in texts.items()}


def get_key_names(language: Language) -> dict[str, str]:
    """How the key of each function is said, such as `star`."""
    names = language.phone["key_names"]
    return {function: names.get(key, key) for function, key in asdict(make_key_map(language.phone)).items()}
