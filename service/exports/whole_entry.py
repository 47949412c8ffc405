"""The job of a whole entry: one MP3 of all its sections, with WebVTT and marks, without encoding again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from service.audio.description import Tags
from service.render.job import Bench, Outcome
from service.render.section import get_flat_values, get_key_at_home, get_products
from service.store.contract import Name

_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class EntryJob:
    """Plain data: the sections' keys in order, their sentences, and the tags of the whole."""

    slug: str
    title: str
    needs: tuple[str, ...]
    """Keys of the section jobs, in order."""
    texts: tuple[tuple[str, ...], ...]
    """Texts of each section's sentences, for WebVTT."""
    language: str
    encoder: str
    tags: Tags
    key: str = field(init=False)
    part: str = ""
    seconds_allowed: float = 60.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", get_key_at_home(self._get_values(), self.language, self.slug))

    def _get_values(self) -> Mapping[str, object]:
        return {
            "schema": _SCHEMA,
            "kind": "entry",
            "sections": self.needs,
            "texts": self.texts,
            "language": self.language,
            "encoder": self.encoder,
            "tags": get_flat_values(self.tags),
        }

    @property
    def products(self) -> tuple[Name, ...]:
        return get_products(self.key)

    def perform(self, bench: Bench) -> Outcome:
        """:raise StoreError: if a section is not there."""
        from service.exports.joining import join_sections

        return join_sections(self, bench.store)
