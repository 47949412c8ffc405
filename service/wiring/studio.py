"""Everything that speaks, put together. In: settings and a folder. Out: store, queue and desk."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.audio.description import Mp3Settings, get_resampler
from service.document.boundary import check_boundary
from service.document.index.file import get_code_digest
from service.document.index.opening import get_package_versions, open_library
from service.document.library import Library
from service.errors import LecternError, QueueError, SettingsError, UnknownName
from service.exports.catalogue import Catalogue, Rendition, get_wanted_voices, make_catalogue
from service.exports.desk import Desk
from service.exports.editions import USUAL, Editions, Plan
from service.exports.ledger import Ledger
from service.languages import OWN_FILE, get_language, get_languages, use_languages
from service.render.job import VoicesTask
from service.render.queues import Queue
from service.settings import Settings
from service.speech.finding import make_find_forms
from service.speech.lexicon import read_lexicons
from service.speech.normaliser.trial import check_tables
from service.speech.script import FindForms
from service.speech.voice import Voice
from service.store.contract import Store, get_key
from service.store.lock import hold
from service.wiring.benches import get_bench_maker
from service.wiring.queue import make_queue
from service.wiring.storing import get_store_options, make_store

if TYPE_CHECKING:
    pass

_ROOMS: Final = [Path(__file__).parent.parent / name for name in ("document", "speech", "audio", "render", "exports")]
"""Those whose code decides the keys of recordings."""
Voices = tuple[Voice | UnknownName, ...]

VOICES_SECONDS: Final = 5.0
"""The start waits so long to learn which voice speaks; pages are shown without audio until it is known."""
_NICENESS: Final = 5
"""How far workers stand back behind the threads that answer readers."""
_log = logging.getLogger(__name__)


def get_rendition(settings: Settings, speed: float = USUAL) -> Rendition:
    """How recordings are made under these settings."""
    mp3 = Mp3Settings(settings.mp3_kilobits, settings.mp3_quality)
    return Rendition(round(settings.words_a_minute * speed), mp3, settings.site_name, settings.neutral_names)


@dataclass(frozen=True, slots=True)
class Studio:
    """Everything that speaks, put together. Close the queue when done."""

    settings: Settings
    library: Library
    store: Store
    queue: Queue
    find_forms: FindForms
    folder: Path
    """Of the settings, the content and all else."""

    def get_voices(self, is_fallback: bool = False) -> tuple[Voice | UnknownName, ...]:
        """The voices that the content needs, asked of the engine in a worker; an error where one is missing.

        :raise LecternError: if there is no such engine, it does not start, or it has none of the voices.
        """
        settings = self.settings
        wanted = get_wanted_voices(self.library, {} if is_fallback else settings.get_voice_names())
        engine = settings.fallback if is_fallback else settings.engine
        return self.queue.submit(VoicesTask(engine, wanted, key=f"voices of {engine}: {wanted}")).result()

    def get_editions(self) -> Editions:
        """Every recording that can be made. Where the main engine does not start, the fallback speaks if there is one.

        :raise LecternError: if no voice works.
        """
        fallback = self._find_fallback() if self.settings.fallback else None
        try:
            voices = self.get_voices()
        except QueueError:  # whether the voice works is not known yet
            raise
        except LecternError as error:
            if fallback is None:
                raise
            _log.error("The voice '%s' speaks everything: %s", self.settings.fallback, error)
            return Editions(self._plan(fallback), is_fallback=True, ledger=self._make_ledger(fallback))
        plan_fallback = self._plan(fallback) if fallback else None
        return Editions(self._plan(voices), plan_fallback, ledger=self._make_ledger(voices, fallback))

    def _find_fallback(self) -> Voices | None:
        try:
            return self.get_voices(is_fallback=True)
        except QueueError:
            raise
        except LecternError as error:
            _log.error("There is no fallback voice: %s", error)
            return None

    def _make_ledger(self, *voices: Voices | None) -> Ledger:
        """Its stamp names all that decides a key beside the entries."""
        languages = [get_language(tag) for tag in get_languages()]
        lexicons = [path.read_bytes() for path in sorted((self.folder / self.settings.content).glob("*/*.pls"))]
        rendition = get_rendition(self.settings)
        tools = (rendition.mp3.encoder, get_resampler((1, 2)), get_package_versions())
        known = [[str(voice) if isinstance(voice, UnknownName) else voice for voice in each or ()] for each in voices]
        stamp = get_key({"voices": known, "rendition": rendition, "languages": languages, "lexicons": lexicons,
                         "tools": tools, "code": get_code_digest(_ROOMS)})  # fmt: skip
        return Ledger(self.folder / self.settings.index, stamp)

    def _plan(self, voices: Sequence[Voice | UnknownName]) -> Plan:
        def plan(speed: float) -> Catalogue:
            for voice in voices:
                if speed != USUAL and isinstance(voice, Voice) and not voice.has_rate:
                    raise UnknownName(f"speed of the voice '{voice.name}' of {voice.engine}", f"{speed:g}", ["1"])
            return make_catalogue(self.library, voices, get_rendition(self.settings, speed), self.find_forms)

        return plan


def get_library(settings: Settings, folder: Path) -> Library:
    """All content, in the languages that are known and those that it brings.

    :raise ContentError: with every fault.
    :raise SettingsError: for a `language.toml` in it that cannot be used.
    """
    take_up_languages(settings, folder)
    index = folder / settings.index
    with _held(index / "lock"):  # of several processes that start at once, one reads what has changed
        return open_library(folder / settings.content, index)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold a lock if it can be had: where the folder cannot be written there is nothing to share."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(closing(hold(path)))
        yield


def take_up_languages(settings: Settings, folder: Path) -> None:
    """Know the languages that the content brings.

    :raise ContentError: for what is no file of the content folder, before anything in it is read.
    :raise SettingsError: for a `language.toml` that cannot be used.
    """
    check_boundary(folder / settings.content)
    for language in use_languages(folder / settings.content):
        try:
            check_tables(language.spoken)
        except LecternError as error:
            raise SettingsError(f"{settings.content}/{language.tag}/{OWN_FILE}: {error}") from error


def get_find_forms(settings: Settings, folder: Path, languages: Collection[str]) -> FindForms:
    """What finds the spoken forms of a text: by the lexicon of each content folder, and by the rules of its language.

    :raise ContentError: with every fault of the lexicons.
    """
    tags = {tag for language in languages for tag in (language, language.partition("-")[0])}
    return make_find_forms(read_lexicons(folder / settings.content, sorted(tags)))


def make_studio(settings: Settings, folder: Path, queue: Queue | None = None) -> Studio:
    """`queue` is one that is there already, in place of the one that the settings name.

    :raise ContentError: :raise SettingsError: :raise StoreError: :raise UnknownName:
    """
    store = make_store(settings.store, folder, get_store_options(settings))
    own = None
    if queue is None:
        queue = own = make_queue(settings.queue, get_bench_maker(settings, folder, _NICENESS), store)
    try:
        library = get_library(settings, folder)
        find_forms = get_find_forms(settings, folder, library.shelves)
        return Studio(settings, library, store, queue, find_forms, folder)
    except BaseException:
        if own:
            own.close()
        raise


def make_desk(studio: Studio) -> Desk:
    """A desk that knows which voice speaks, if that is known within a few seconds."""
    desk = Desk(studio.store, studio.queue, studio.get_editions)
    desk.start(VOICES_SECONDS)
    return desk
