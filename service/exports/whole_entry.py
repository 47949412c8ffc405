"""The job of a whole entry: one MP3 of all its sections, with WebVTT and marks, without encoding again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from service.audio.description import Tags
from service.render.job import Bench, Outcome
from service.store.contract import Name, get_key

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
        object.__setattr__(self, "key", get_key(self._get_values()))

    def _get_values(self) -> Mapping[str, object]:
        return {
            "schema": _SCHEMA,
            "kind": "entry",
            "sections": self.needs,
            "texts": self.texts,
            "language": self.language,
            "encoder": self.encoder,
            "tags": asdict(self.tags),
        }

    @property
    def products(self) -> tuple[Name, ...]:
        return (Name(self.key, "vtt"), Name(self.key, "marks.json"), Name(self.key, "mp3"))

    def perform(self, bench: Bench) -> Outcome:
        """:raise StoreError: if a section is not there."""
        from service.exports.joining import join_sections

        return join_sections(self, bench.store)
