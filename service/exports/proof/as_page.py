"""The proof as one web page that stands alone: no script, nothing loaded, readable by ear."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from service.exports.proof.as_text import get_sum
from service.exports.proof.findings import Fault, RecordingFindings
from service.exports.proof.plot import Plot, get_summary, get_svg
from service.exports.proof.prove import Proof, get_words_a_minute
from service.exports.proof.whole_file import TARGET, TOLERANCE

_STYLE: Final = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --line: #767676; --band: #dcebdc; --dot: #00497a }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eee; --paper: #141414; --line: #8c8c8c; --band: #1f3a24; --dot: #8cc8ff }
}
body { color: var(--ink); background: var(--paper); font: 1.05rem/1.5 sans-serif; max-width: 60rem; margin: auto;
  padding: 1rem }
h1, li, figcaption { overflow-wrap: anywhere }
figure { margin: 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin-block: 1rem }
caption { text-align: start }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: start; vertical-align: top }
td.number { text-align: end; font-variant-numeric: tabular-nums }
svg { width: 100%; height: auto; font-size: 14px; fill: var(--ink) }
svg circle { fill: var(--dot) }
svg line { stroke: var(--line); stroke-width: .5 }
svg rect.band { fill: var(--band) }
"""
_HEADERS: Final = ("Section", "Sentences", "Heard", "Length", "Level", "True peak", "Rate", "Faults")


def get_page(proof: Proof, name: str) -> str:
    """An HTML page of the proof of the site `name`."""
    title = f"Proof of the audio: {escape(name)}"
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>",
            "<h2>Sum</h2>\n<ul>",
            *(f"<li>{escape(line)}</li>" for line in get_sum(proof)),
            "</ul>",
            *_get_faults(proof.faults),
            *_get_plots(proof),
            "<h2>Every recording</h2>",
            "<p>Length is in seconds, level in LUFS, true peak in dBTP, rate in words a minute without pauses.</p>",
            *_get_tables(proof),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _get_faults(faults: Sequence[Fault]) -> Iterator[str]:
    yield "<h2>Faults</h2>"
    if not faults:
        yield "<p>None.</p>"
        return
    yield "<ol>"
    yield from (f"<li>{escape(str(fault))}</li>" for fault in faults)
    yield "</ol>"


def _get_plots(proof: Proof) -> Iterator[str]:
    sections = [recording for recording in proof.recordings if recording.place.part]
    levels = [each.loudness for each in sections if each.loudness is not None and math.isfinite(each.loudness)]
    rates = [rate for rate in map(get_words_a_minute, sections) if rate is not None]
    band = (TARGET - TOLERANCE, TARGET + TOLERANCE)
    yield from _get_figure("Level of each section", Plot("level", "Level", "LUFS", levels, -20, -16, band))
    yield from _get_figure(
        "Speaking rate of each section", Plot("rate", "Speaking rate", "words a minute", rates, 80, 240)
    )


def _get_figure(heading: str, plot: Plot) -> Iterator[str]:
    yield f"<h2>{heading}</h2>"
    summary = f"{get_summary(plot)} The tables below have the same figures."
    if plot.values:
        yield f"<figure>\n{get_svg(plot)}\n<figcaption>{escape(summary)}</figcaption>\n</figure>"
    else:
        yield f"<p>{escape(get_summary(plot))}</p>"


def _get_tables(proof: Proof) -> Iterator[str]:
    """A table for each entry."""
    for (language, slug), group in groupby(proof.recordings, key=lambda each: (each.place.language, each.place.slug)):
        recordings = list(group)
        title = f'<span lang="{escape(language)}">{escape(recordings[-1].place.title)}</span>'
        place = f"{escape(language)}/{escape(slug)}"
        yield f'<section class="wide" aria-label="Figures of {place}" tabindex="0">'  # a narrow window scrolls it
        yield f"<table>\n<caption><h3>{title} ({place})</h3></caption>"
        headers = "".join(f'<th scope="col">{header}</th>' for header in _HEADERS)
        yield f"<thead><tr>{headers}</tr></thead>\n<tbody>"
        yield from map(_get_row, recordings)
        yield "</tbody>\n</table>\n</section>"


def _get_row(recording: RecordingFindings) -> str:
    heard = sum(sentence.is_heard for sentence in recording.sentences)
    figures = [
        str(len(recording.sentences)),
        str(heard),
        *(
            f"{value:.1f}" if value is not None else "none"
            for value in (recording.seconds, recording.loudness, recording.true_peak, get_words_a_minute(recording))
        ),
        str(len(recording.faults)),
    ]
    title = f'<span lang="{escape(recording.place.language)}">{escape(recording.place.title)}</span>'
    name = title if recording.place.part else "The whole entry"
    cells = "".join(f'<td class="number">{figure}</td>' for figure in figures)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'
