"""The one place that names concrete parts: which store, which queue, and how all are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.audio.description import Mp3Settings
from service.document.library import Library, read_library
from service.errors import SettingsError, UnknownName
from service.exports.catalogue import Catalogue, Rendition, get_wanted_voices, make_catalogue
from service.exports.desk import Desk
from service.render.job import Bench, VoicesTask
from service.render.queues import Queue
from service.settings import Settings
from service.speech.voice import Voice
from service.store.contract import Store

if TYPE_CHECKING:
    from flask import Flask


def make_store(address: str, folder: Path) -> Store:
    """The store at an address such as `folder:audio_cache`; relative paths start at `folder`.

    :raise UnknownName: for another kind of store.
    :raise StoreError: if it cannot be used.
    """
    kind, _, place = address.partition(":")
    if kind != "folder" or not place:
        raise UnknownName("store", address, ["folder:<path>"])
    from service.store.folder import FolderStore

    return FolderStore(folder / place)


def make_bench(address: str, folder: Path) -> Bench:
    """A worker's bench. Runs in the worker."""
    return Bench(make_store(address, folder))


def make_queue(address: str, bench_maker: Callable[[], Bench]) -> Queue:
    """The queue at an address such as `pool:2`.

    :raise UnknownName: for another kind of queue.
    """
    kind, _, number = address.partition(":")
    if kind != "pool":
        raise UnknownName("queue", address, ["pool:<workers>"])
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 64):
        raise SettingsError(f"The setting 'queue' is '{address}'; write pool: and a number of workers from 1 to 64.")
    from service.render.queues.pool import Pool

    return Pool(int(number), bench_maker)


def get_rendition(settings: Settings) -> Rendition:
    """How recordings are made under these settings."""
    mp3 = Mp3Settings(settings.mp3_kilobits, settings.mp3_quality)
    return Rendition(settings.words_a_minute, mp3, settings.site_name, settings.neutral_names)


@dataclass(frozen=True, slots=True)
class Studio:
    """Everything that speaks, put together. Close the queue when done."""

    settings: Settings
    library: Library
    store: Store
    queue: Queue

    def get_voices(self) -> tuple[Voice, ...]:
        """The voices that the content needs, asked of the engine in a worker.

        :raise LecternError: if there is no such engine or voice, or it does not start.
        """
        wanted = get_wanted_voices(self.library, self.settings.get_voice_names())
        return self.queue.submit(VoicesTask(self.settings.engine, wanted)).result()

    def get_catalogue(self) -> Catalogue:
        """:raise LecternError: if no voice works."""
        return make_catalogue(self.library, self.get_voices(), get_rendition(self.settings))


def get_library(settings: Settings, folder: Path) -> Library:
    """:raise ContentError: with every fault."""
    return read_library(folder / settings.content)


def make_studio(settings: Settings, folder: Path) -> Studio:
    """:raise ContentError: :raise SettingsError: :raise StoreError: :raise UnknownName:"""
    store = make_store(settings.store, folder)
    queue = make_queue(settings.queue, partial(make_bench, settings.store, folder))
    try:
        return Studio(settings, get_library(settings, folder), store, queue)
    except BaseException:
        queue.close()
        raise


def make_desk(studio: Studio) -> Desk:
    return Desk(studio.store, studio.queue, studio.get_catalogue)


def make_app(studio: Studio, desk: Desk, folder: Path) -> Flask:
    """The web application over a studio."""
    from service.web.app import make_web_app
    from service.web.site import Site

    settings = studio.settings
    site = Site(
        name=settings.site_name,
        language=settings.language,
        neutral_names=settings.neutral_names,
        audio_wait_seconds=float(settings.audio_wait_seconds),
        max_audio_waiters=settings.threads // 2,
        images=folder / settings.content / settings.language / "images",
    )
    return make_web_app(site, studio.library, desk)
