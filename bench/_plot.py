"""A plot of lines over sizes as an SVG, both scales logarithmic, with its numbers as a text alternative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

_WIDTH, _HEIGHT = 720, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 230, 40, 60
_DASHES: Final = ("", "8 4", "2 4", "12 4 2 4", "4 8")
_COLOURS: Final = ("#1f4e79", "#9c2f00", "#2e6b2e", "#6b2e6b", "#5a5a00")
"""Each at least 4.5 to 1 on white; lines differ by their dashes too."""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    values: Sequence[float]


def get_plot(title: str, across: str, up: str, sizes: Sequence[int], lines: Sequence[Line]) -> str:
    """The SVG. Values below a hundredth are drawn as a hundredth."""
    every = [max(value, 0.01) for line in lines for value in line.values]
    low, high = floor(log10(min(every))), max(ceil(log10(max(every))), floor(log10(min(every))) + 1)
    first, last = log10(sizes[0]), log10(sizes[-1]) if sizes[-1] > sizes[0] else log10(sizes[0]) + 1

    def x(size: float) -> float:
        return _LEFT + (log10(size) - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        place = (log10(max(value, 0.01)) - low) / (high - low)
        return _HEIGHT - _BOTTOM - place * (_HEIGHT - _TOP - _BOTTOM)

    parts = [*_get_frame(title, across, up)]
    for size in sizes:
        parts.append(_get_text(x(size), _HEIGHT - _BOTTOM + 20, f"{size:,}", "middle"))
        parts.append(_get_rule(x(size), _TOP, x(size), _HEIGHT - _BOTTOM))
    for power in range(low, high + 1):
        parts.append(_get_text(_LEFT - 8, y(10**power) + 4, f"{10.0**power:g}", "end"))
        parts.append(_get_rule(_LEFT, y(10**power), _WIDTH - _RIGHT, y(10**power)))
    for number, line in enumerate(lines):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in zip(sizes, line.values, strict=True))
        style = f'fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"'
        place = _TOP + 14 + 24 * number
        parts.append(f'<polyline points="{points}" {style}/>')
        parts.append(f'<path d="M{_WIDTH - _RIGHT + 14} {place}h36" {style}/>')
        parts.append(_get_text(_WIDTH - _RIGHT + 58, place + 4, line.name, "start"))
    described = f"<title>{escape(title)}</title>\n<desc>{escape(get_description(across, up, sizes, lines))}</desc>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-size="13"'
    return f'{head} font-family="sans-serif">\n{described}\n' + "\n".join(parts) + "\n</svg>\n"


def get_description(across: str, up: str, sizes: Sequence[int], lines: Sequence[Line]) -> str:
    """What the plot shows, in words."""
    texts = []
    for line in lines:
        points = ", ".join(f"{value:.1f} at {size:,}" for size, value in zip(sizes, line.values, strict=True))
        texts.append(f"{line.name}: {points}.")
    return f"{up[0].upper()}{up[1:]} by {across}, both on logarithmic scales. " + " ".join(texts)


def _get_frame(title: str, across: str, up: str) -> Iterator[str]:
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
    yield _get_text(_LEFT, 24, title, "start", "bold")
    yield _get_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 16, across, "middle")
    yield f'<g transform="rotate(-90 20 {_HEIGHT / 2})">{_get_text(20, _HEIGHT / 2, up, "middle")}</g>'


def _get_text(x: float, y: float, text: str, anchor: str, weight: str = "normal") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text {place} fill="#222222">{escape(text)}</text>'


def _get_rule(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="#cccccc" stroke-width="1"/>'
