"""Mistakes that somebody could make in a page, its player or its marks, each as a change of what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

Seed = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Defect:
    name: str
    seed: Seed
    place: str = ""
    """What is changed in the place of the page: the end of its path. The page has a player then, which is opened."""


def _replace(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, count)


def _change(pattern: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=count, flags=re.DOTALL)


def _style(rules: str) -> Callable[[str], str]:
    """As if the stylesheet had these rules at its end."""
    return lambda text: text.replace("</head>", f'<link rel="stylesheet" href="/seeded.css?{quote(rules)}">\n</head>')


def _in_form(seed: Callable[[str], str]) -> Callable[[str], str]:
    """For a page with a form alone."""
    return lambda text: seed(text) if "<form" in text else text


def _script(line: str) -> Callable[[str], str]:
    return lambda text: text.replace("</head>", f'<script src="/seeded.js?{quote(line)}"></script>\n</head>')


_FIRST = r"(<main.*?)"
_ON_PAGE = tuple(
    Defect(name, seed)
    for name, seed in {
        "wrong language of the page": _replace('<html lang="en-GB"', '<html lang="de"'),
        "no language of the page": _replace('<html lang="en-GB"', "<html"),
        "no language of a part": _replace(' lang="es-ES"', ""),
        "no title": _change(r"<title>.*?</title>", "<title></title>"),
        "a title that says nothing": _change(r"<title>.*?</title>", "<title>Word list</title>"),
        "the title of another page": _change(r"<title>.*?</title>", "<title>Grief - Word list</title>"),
        "a skip link to nowhere": _replace('href="#main_text"', 'href="#maintext"'),
        "no skip link": _change(r'<a class="skip".*?</a>', ""),
        "two headings of level one": _change(r"<h2([^>]*)>(.*?)</h2>", r"<h1\1>\2</h1>"),
        "a level of headings that is skipped": _change(r"<h2([^>]*)>(.*?)</h2>", r"<h4\1>\2</h4>"),
        "a heading that is only bold text": _change(r"<h2 id=([^>]*)>(.*?)</h2>", r"<p id=\1><strong>\2</strong></p>"),
        "an empty heading": _change(r"(<h2[^>]*>).*?</h2>", r"\1</h2>"),
        "no main": _change(r"<main([^>]*)>(.*)</main>", r"<div\1>\2</div>"),
        "no header": _change(r"<header>(.*?)</header>", r"<div>\1</div>"),
        "menus without names": _change(r' aria-label="(?:Main|Language|You are here)"', "", 3),
        "help moved in the menu": _change(r'(<li><a href="/help/">.*?</li>)(.*?)(</ul>)', r"\2\1\3"),
        "an id twice": _replace('id="definition"', 'id="main_text"'),
        "a list with text in it": _replace('<ul class="facts">', '<ul class="facts">Facts'),
        "a link that says here": _change(_FIRST + r"(<p>.*?)<a href=([^>]*)>.*?</a>", r"\1\2<a href=\3>here</a>"),
        "a link without words": _change(_FIRST + r"(<p>.*?)<a href=([^>]*)>.*?</a>", r"\1\2<a href=\3></a>"),
        "the same words for two places": _replace(
            'href="/safety/">Using this site safely', 'href="/safety/">Get help now'
        ),
        "a link that opens a window": _replace(' rel="noreferrer"', ' rel="noreferrer" target="_blank"'),
        "a link that tells where the reader was": _replace(' rel="noreferrer"', ""),
        "an image without an alternative": _change(r' alt="[^"]*"', ""),
        "a sound that starts by itself": _replace("<audio controls", "<audio controls autoplay"),
        "a sound without a name": _change(r'(<div class="sound">.*?<audio[^>]*?) aria-label="[^"]*"', r"\1"),
        "a section without its sound": _change(r'<div class="sound">(?:(?!</div>).)*How it forms.*?</div>', ""),
        "a sound that loads by itself": _replace('preload="none"', 'preload="auto"'),
        "text that is too pale": _style("main p{color:#777}"),
        "links without a line and too pale": _style("a,a:visited{color:#6b9bd1;text-decoration:none}"),
        "no ring of focus": _style(":focus-visible{outline:none}"),
        "a ring that is too thin": _style(":focus-visible{outline:1px dotted #bbb}"),
        "a target that is too small": _style("header a{min-height:0;padding:0;font-size:.7rem;min-width:0}"),
        "text that is cut off": _style("main p{height:3em;overflow:hidden}"),
        "a width that is fixed": _style("main{width:900px}"),
        "lines that are too long": _style("body{max-width:none}main{max-width:none}"),
        "lines that are too close": _style("main p{line-height:1.1}"),
        "justified text": _style("main p{text-align:justify}"),
        "paragraphs that are too close": _style("main p{margin-bottom:.2em}"),
        "another order for the eyes": _style("body{display:flex;flex-direction:column}header{order:9}"),
        "a bar that lies over the focus": _style(
            "header{position:fixed;top:0;left:0;right:0;height:60%;background:#fff}"
        ),
        "something that moves": _style("@keyframes a{to{opacity:.9}}h1{animation:a 2s infinite}"),
        "scrolling that glides": _style("html{scroll-behavior:smooth}"),
        "a box without an edge": _in_form(_style("input{border:0}")),
        "paper with the menu on it": _style("@media print{header{display:block !important}}"),
        "dark text on a dark page": _style("@media(prefers-color-scheme:dark){main p{color:#666}}"),
        "zoom that is switched off": _replace("initial-scale=1", "initial-scale=1, user-scalable=no"),
        "a page that reloads itself": _replace(
            '<meta charset="utf-8">', '<meta charset="utf-8"><meta http-equiv="refresh" content="30">'
        ),
        "a div to press": _replace("<h1>", '<div onclick="go()">Play</div><h1>'),
        "a div that plays a button": _replace("<h1>", '<div role="button">Play</div><h1>'),
        "a role that is not there": _replace("<footer>", '<footer role="bottom">'),
        "hidden from screen readers with a link in it": _replace("<footer>", '<footer aria-hidden="true">'),
        "an order of Tab by numbers": _replace('<a class="site"', '<a tabindex="3" class="site"'),
        "a single key that does something": _script(
            "addEventListener('keydown',e=>{if(e.key==='s')location.hash='s'})"
        ),
        "an empty region of status": _replace("<h1>", '<div role="status"></div><h1>'),
        "a term that is said with noise": _change(r"<h1>(.*?)</h1>", r"<h1><dfn>\1</dfn></h1>"),
        "an abbreviation in a title": _replace("Say it:", '<abbr title="pronounced">Say</abbr> it:'),
        "a label that is not the name": _replace('<a class="site"', '<a aria-label="Start" class="site"'),
        "a search without a label": _in_form(_change(r"<label[^>]*>.*?</label>", "")),
        "a broken tag": _replace("</h1>", "</h2>"),
        "a script from elsewhere": _replace("</head>", '<script src="https://example.org/a.js"></script></head>'),
    }.items()
)
_TELL = "this.slider.ariaValueText=this.time.textContent"
_SHOW = "showButtons(tracks,now,isPlaying){"
_SENTENCE = '{"id":"s-00000000","start":0,"end":1,"words":[]},'
_IN_PLAYER = tuple(
    Defect(name, seed, place)
    for place, seeds in {
        "/static/player.js": {
            "a slider that tells its place in bare numbers": _replace(f"\n{_TELL}", ""),
            "a slider that tells a stale place": _replace(f"\n{_TELL}", f"\n{_TELL.replace('=', '||=')}"),
            "a button that is pressed and changes its name": _replace(
                _SHOW, f"{_SHOW}this.toggle.ariaPressed=isPlaying;"
            ),
            "a region that tells the time while it plays": _replace(
                _SHOW, f"{_SHOW}this.region.textContent=this.time.textContent;"
            ),
        },
        "/glossary/trauma-bonding/": {
            "a player without a name": _replace(' role="group" aria-label="Audio player"', ' role="group"'),
            "a slider without a label": _replace('<label for="player_place">', "<label>"),
        },
        ".marks.json": {
            "a sentence that is spoken and not on the page": _change(r'("sentences":\[.*?\]\},)', rf"\1{_SENTENCE}"),
            "a sentence on the page that is not spoken": _change(r'("sentences":\[\{.*?\]\},)\{.*?\]\},', r"\1"),
        },
    }.items()
    for name, seed in seeds.items()
)
DEFECTS = _ON_PAGE + _IN_PLAYER
