"""Amounts, dates and numbers as words of a language."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup

from service.document.model import HelplineSource
from service.languages import Language, get_language
from service.web.site import Site

_KILO = 1_000


def get_duration(seconds: float, language: Language) -> str:
    """A length in minutes and seconds: 80.4 gives "1 minute 20 seconds"."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    parts = []
    if minutes:
        parts.append(language.words("one_minute") if minutes == 1 else language.words("minutes", count=minutes))
    if rest:
        parts.append(language.words("one_second") if rest == 1 else language.words("seconds", count=rest))
    return " ".join(parts)


def get_size(size: int, language: Language) -> str:
    """Bytes as kilobytes or megabytes, each a thousand of the smaller: 640000 gives "640 kilobytes"."""
    kilobytes = max(1, round(size / _KILO))
    if kilobytes < _KILO:
        return language.words("one_kilobyte") if kilobytes == 1 else language.words("kilobytes", count=kilobytes)
    megabytes = f"{size / _KILO**2:.1f}".replace(".", language.words("decimal_sign"))
    return language.words("megabytes", count=megabytes)


def get_date(day: date, language: Language) -> str:
    """A date in words: "22 November 2026"."""
    months = language.words("months").split()
    return language.words("date", day=day.day, month=months[day.month - 1], year=day.year)


def get_spelled(code: str) -> str:
    """A number digit by digit, as it is dialled: "101" gives "1 0 1"."""
    return " ".join(code)


def get_home_name(language: Language, site: Site) -> Markup:
    """The words of the link home; the site's name in them keeps its own language, that of the main shelf."""
    own = get_language(site.language).page_tag
    name = site.name if own == language.page_tag else Markup('<span lang="{}">{}</span>').format(own, site.name)
    return Markup.escape(language.interface["home_of"]).format(site=name)


def get_origin(language: Language, source: HelplineSource) -> Markup:
    """Who published a number and under which title, which may be in a language of its own."""
    tag, title = source.language, source.title
    shown = Markup('<span lang="{}">{}</span>').format(tag, title) if tag else title
    return Markup.escape(language.interface["published"]).format(publisher=source.publisher, title=shown)


def get_dial_address(number: str) -> str:
    """The `tel:` address of a published number, without spaces and hyphens (RFC 3966)."""
    return "tel:" + re.sub(r"[^0-9+]", "", number)
