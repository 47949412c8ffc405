"""What no checker sees and no browser is needed for: each function gives one line for each fault of a page's HTML."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

import html5lib
from web.html import get_all, get_text

EMPTY_WORDS = {
    "here", "click here", "more", "read more", "this page", "link",
    "aquí", "pulsa aquí", "haz clic aquí", "más", "leer más", "esta página", "enlace",
}  # fmt: skip
GENERIC_TITLES = {
    "", "document", "home", "page", "untitled", "word list",
    "documento", "inicio", "página", "sin título", "lista de palabras",
}  # fmt: skip
_PARSER = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)


def get_source_faults(text: str, language: str, others: Mapping[str, str]) -> list[str]:
    """All faults of a page whose text is in `language`; `others` are the titles and addresses of the other pages."""
    page = _PARSER.parse(text)
    checks = (_check_language, _check_title, _check_links, _check_audio, _check_noise, _check_landmarks, _check_alike)
    return [fault for check in checks for fault in check(page, language, others)]


def _check_language(page: Element, language: str, others: Mapping[str, str]) -> list[str]:
    found = [f"the language is {page.get('lang')}"] if page.get("lang") != language else []
    names = {"Español": "es"} if language.startswith("en") else {"English": "en"}
    parts = [each for each in page.iter() if get_text(each) in names and not len(each)]
    return found + [f"'{get_text(each)}' has no language" for each in parts if not (each.get("lang") or "")]


def _check_title(page: Element, language: str, others: Mapping[str, str]) -> list[str]:
    title = " ".join(get_text(each) for each in get_all(page, "title"))
    heading = " ".join(get_text(each) for each in get_all(page, "h1"))
    is_generic = title.casefold() in GENERIC_TITLES or not title.startswith(heading or "-")
    return [f"the title is '{title}'"] if is_generic or title in others else []


def _check_links(page: Element, language: str, others: Mapping[str, str]) -> list[str]:
    faults, places = [], dict[str, str]()
    ids = {each.get("id") for each in page.iter()}
    for link in get_all(page, "a"):
        words, place = get_text(link).casefold(), link.get("href", "")
        if words.strip(".") in EMPTY_WORDS:
            faults.append(f"a link says '{words}'")
        if not link.get("hreflang") and places.setdefault(words, place) != place:
            faults.append(f"'{words}' leads to two places")
        if place.startswith("#") and place[1:] not in ids:
            faults.append(f"nothing is at {place}")
        if place.startswith("http") and "noreferrer" not in (link.get("rel") or ""):
            faults.append(f"{place} is told where the reader comes from")
    return faults


def _check_audio(page: Element, language: str, others: Mapping[str, str]) -> list[str]:
    """Each section of an entry has a sound, each sound a name and a file; none loads or starts by itself."""
    sounds = get_all(page, "audio")
    if not sounds:
        return []
    names = [each.get("aria-label") or "" for each in sounds]
    faults = [f"two sounds are named '{name}'" for name in set(names) if names.count(name) > 1 or not name]
    faults += [f"loads by itself: {each.get('aria-label')}" for each in sounds if each.get("preload") != "none"]
    faults += [f"starts by itself: {each.get('aria-label')}" for each in sounds if "autoplay" in each.attrib]
    if not any(each.get("data-part") for each in sounds):
        return faults  # the phone line: what each sound says stands beside it
    files = [link.get("href", "") for link in get_all(page, "a") if link.get("href", "").endswith(".mp3")]
    headings = [get_text(each) for each in get_all(page, "h2")][:4]
    faults += [f"no sound for '{each}'" for each in headings if not any(name.endswith(each) for name in names)]
    return faults + ([] if len(files) >= len(sounds) - 1 else ["a sound has no file to keep"])


def _check_noise(page: Element, language: str, others: Mapping[str, str]) -> list[str]:
    """What a real screen reader says wrongly or for nothing, and what runs within the page."""
    noisy = get_all(page, "dfn", "abbr", "ruby", "mark", "details", "output", "iframe", "style", "font")
    faults = [f"<{each.tag}>" for each in noisy]
    faults += [f"{name} on <{each.tag}>" for each in page.iter() for name in each.attrib if name in ("style", "title")]
    faults += [f"{name} on <{each.tag}>" for each in page.iter() for name in each.attrib if name.startswith("on")]
    return faults + [f"empty {each.get('role')}" for each in page.iter() if each.get("role") and not get_text(each)]


def _check_landmarks(page: Element, language: str, others: Mapping[str, str]) -> list[str]:
    """The regions, and help as the first of the menu."""
    counts = {tag: len(get_all(page, tag)) for tag in ("header", "main", "footer")}
    faults = [f"{count} of <{tag}>" for tag, count in counts.items() if count != 1]
    for menu in [each for each in get_all(page, "nav") if each.get("class") != "exit"][:1]:
        first = [link.get("href", "") for link in get_all(menu, "a")][:2]
        if [each.removeprefix("/es") for each in first] != ["/help/", "/safety/"]:
            faults.append(f"the menu starts with {first}")
    return faults + ([] if get_all(page, "nav") else ["no menu"])


def _check_alike(page: Element, language: str, others: Mapping[str, str]) -> list[str]:
    """Every sentence stands once, in the place that its id tells."""
    ids = [each.get("id") for each in page.iter() if (each.get("id") or "").startswith("s-")]
    foreign = [each.get("src") or each.get("href") or "" for each in get_all(page, "script", "img", "audio", "link")]
    faults = [f"loads {each}" for each in foreign if each.startswith(("http", "//"))]
    return faults + [f"{each} stands twice" for each in set(ids) if ids.count(each) > 1]
