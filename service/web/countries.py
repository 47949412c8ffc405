"""Helplines by country."""

from __future__ import annotations

from dataclasses import dataclass

from service.document.model import Helpline, Helplines


@dataclass(frozen=True, slots=True)
class Country:
    name: str
    anchor: str
    """Id of its heading. The low line keeps it apart from ids of sections."""
    helplines: tuple[Helpline, ...]


def get_countries(helplines: Helplines) -> tuple[Country, ...]:
    """The countries that have helplines, in the publisher's order."""
    names = dict.fromkeys(helpline.country for helpline in helplines.helplines)
    return tuple(
        Country(name, f"country_{number}", tuple(each for each in helplines.helplines if each.country == name))
        for number, name in enumerate(names, start=1)
    )
