"""A plot of one figure a section, as SVG that stands within a page and takes its colours from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 900, 260, 60, 12, 30
_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Plot:
    name: str
    """What its ids begin with."""
    title: str
    unit: str
    values: Sequence[float]
    """One for each section, in the order of the tables."""
    least: float
    most: float
    """What the axis shows at least."""
    band: tuple[float, float] | None = None
    """Between which values lies what is right."""


def get_svg(plot: Plot) -> str:
    """A point for each value. Its text alternative says the range; the tables have every figure."""
    low, high = min([plot.least, *plot.values]), max([plot.most, *plot.values])
    drawn = "".join(_get_point(plot, index, value, low, high) for index, value in enumerate(plot.values))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{plot.name}-title {plot.name}-text">\n'
        f'<title id="{plot.name}-title">{escape(plot.title)}</title>\n'
        f'<desc id="{plot.name}-text">{escape(get_summary(plot))}</desc>\n'
        f"{_get_band(plot, low, high)}{_get_axis(plot, low, high)}{drawn}\n</svg>"
    )


def get_summary(plot: Plot) -> str:
    """What the plot shows, in words."""
    if not plot.values:
        return "There is no figure."
    right = f" {plot.band[0]:g} to {plot.band[1]:g} is right." if plot.band else ""
    lowest, highest = min(plot.values), max(plot.values)
    return f"{len(plot.values)} sections, from {lowest:.1f} to {highest:.1f} {plot.unit}.{right}"


def _get_y(value: float, low: float, high: float) -> float:
    return _TOP + (high - value) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)


def _get_point(plot: Plot, index: int, value: float, low: float, high: float) -> str:
    x = _LEFT + (index + 0.5) / len(plot.values) * (_WIDTH - _LEFT - 10)
    return f'<circle cx="{x:.1f}" cy="{_get_y(value, low, high):.1f}" r="4"/>'


def _get_band(plot: Plot, low: float, high: float) -> str:
    if plot.band is None:
        return ""
    top, bottom = _get_y(plot.band[1], low, high), _get_y(plot.band[0], low, high)
    width = _WIDTH - _LEFT - 10
    return f'<rect class="band" x="{_LEFT}" y="{top:.1f}" width="{width}" height="{bottom - top:.1f}"/>'


def _get_axis(plot: Plot, low: float, high: float) -> str:
    lines = [f'<text x="{_LEFT}" y="{_HEIGHT - 8}">Sections, in the order of the tables; {escape(plot.unit)}</text>']
    for step in range(_STEPS + 1):
        value = low + (high - low) * step / _STEPS
        y = _get_y(value, low, high)
        lines.append(f'<line x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:.1f}</text>')
    return "".join(lines)
